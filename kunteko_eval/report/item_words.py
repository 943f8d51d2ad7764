"""What is said of an item beside its value: whose it is, what speaks in its place, and which way it moved."""

from __future__ import annotations

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.items import Item
from kunteko_eval.method.overlap import EVERYBODY
from kunteko_eval.method.rating import Rating
from kunteko_eval.report import method_words
from kunteko_eval.report.language import NBSP, Language


def answer(say: Language, one: ElementRating, value: Rating | None = None) -> str:
    """Return an element's rating, the final one unless another is given; of a figure that got worse, that it did."""
    return method_words.rating_moved(say, one.final if value is None else value, wrong_way=one.wrong_way)


def named(say: Language, item: Item, assessment: Assessment) -> str:
    """Return what an item says, and of a figure whose it is."""
    name = method_words.item_name(say, item, assessment).rstrip(".")
    if not item.groups:
        return name
    groups = assessment.programme.groups
    return f"{name} ({say.listing([say.text(groups[one].label) for one in item.groups])})"


def briefly(say: Language, item: Item, assessment: Assessment) -> str:
    """Return the same for running text, where everybody needs no naming."""
    if item.groups in {(), (EVERYBODY,)}:
        return method_words.item_name(say, item, assessment).rstrip(".")
    return named(say, item, assessment)


def by_group(say: Language, item: Item, assessment: Assessment) -> list[str]:
    """Return the figures that an item of several groups was put together from, each with its group and n."""
    programme = assessment.programme
    told = []
    for one in (programme.observations_by_id[name] for name in item.evidence):
        people = "" if one.n is None else f" (n{NBSP}={NBSP}{say.number(one.n)})"
        told.append(
            f"{say.text(programme.groups[one.group].label)} {method_words.observed(say, one, item.unit)}{people}"
        )
    return told


def holders(say: Language, item: Item, assessment: Assessment) -> str:
    """Return what speaks in an item's place: the groups, the indicator of the whole, or the finding that says the same."""
    programme = assessment.programme
    if item.whole is not None:
        finding = programme.findings_by_id.get(item.whole)
        return say.text(programme.indicators_by_id[item.whole].label if finding is None else finding.statement)
    return say.listing([say.text(programme.groups[name].label) for name in item.within])
