"""What is known without a colour: targets of effects that only show the world moving, and figures that are never summed."""

from __future__ import annotations

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.items import Item
from kunteko_eval.method.rating import Rating, Reason
from kunteko_eval.model.chain import Registration
from kunteko_eval.model.evidence import Observation
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.chapter_evidence import figure_tables
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.period_frames import chapter_figures
from kunteko_eval.report.reason_words import step_told
from kunteko_eval.report.table_spec import TableColumn, TableSpec
from kunteko_eval.report.targets import target_exhibits
from kunteko_eval.report.view import View

WAYS = {
    ("source", True): N_("{share} of the way from the baseline {floor} to the target {expected} ({basis})"),
    ("source", False): N_(
        "it moved away from the target: the baseline was {floor} and the target {expected} ({basis}), {share} of the way"
    ),
    ("other", True): N_("{share} of the way from the floor {floor} to the expectation {expected} ({basis})"),
    ("other", False): N_(
        "it moved away from the expectation: the floor was {floor} and the expectation {expected} ({basis}), {share} of the way"
    ),
}
"""By whether the documents give the expectation, and whether the figure moved towards it."""

NO_COLOUR = {
    "change": N_("it gives no colour, because it only shows that the situation changed"),
    "volume": N_("it gives no colour, because it only shows what the programme did"),
}
LACKING = {
    "only-context": N_(
        "What is expected is recorded. A rating also needs a figure or finding that can speak for the programme's influence."
    ),
    "no-evidence": N_(
        "What is expected is recorded. A rating also needs at least one figure or finding from this period that tells of the box."
    ),
}
UNCOLOURED = {
    Rating.NOT_ASSESSED: N_(
        "A rating needs a recorded expectation and at least one figure or finding from this period that tells of the box."
    ),
    Rating.TOO_EARLY: N_("It is rated once the effect can be expected, or as soon as evidence of it is recorded."),
}
UNSUMMED = {
    "distinct": N_("counts of different ones are never summed, and none is given for the whole period"),
    "cumulative": N_("a running total tells of a period only where it is known at both ends"),
}
"""Why an indicator with figures within the period has none of the period, by how its figures are read."""

NEVER_SUMMED = {
    "distinct": N_(
        "Not assessed: the figures are of parts of this period, and counts of different ones are never summed."
    ),
    "cumulative": N_(
        "Not assessed: the figures are running totals, which tell of a period only where they are known at both ends."
    ),
}


def has_way(item: Item) -> bool:
    """Return whether an item gives no colour but tells how far its figure came towards what was expected."""
    return item.status == "context" and item.form == "observation" and item.achievement is not None


def way_told(say: Language, assessment: Assessment, item: Item) -> str:
    """Return how far an uncoloured figure came from its floor to its expectation, and why it gives no colour."""
    return f"{way_alone(say, assessment, item)}; {say(NO_COLOUR[item.contribution])}"


def way_alone(say: Language, assessment: Assessment, item: Item) -> str:
    """Return how far an uncoloured figure came from its floor to its expectation."""
    reached = item.achievement or 0.0
    low, high = method_words.ends(say, item, assessment)
    message = WAYS["source" if item.basis == "source" else "other", reached >= 0]
    return say(message, share=say.percent(reached), floor=low, expected=high, basis=say(method_words.BASES[item.basis]))


def achieved(say: Language, one: ElementRating) -> str:
    """Return an element's pooled achievement; where it has none, the ways of its uncoloured figures, or a dash."""
    if one.graded.achievement is not None:
        return say.number(one.graded.achievement, 2)
    ways = sorted(item.achievement or 0.0 for item in one.items if has_way(item))
    if not ways:
        return "–"
    span = say.percent(ways[0])
    if len(ways) > 1:
        span = say("from {low} to {high}", low=span, high=say.percent(ways[-1]))
    return say("no colour; {share} of the way", share=span)


def lacking(say: Language, one: ElementRating) -> str:
    """Return what an element without a rating needs; what is recorded already is not asked for again."""
    codes = {step.code for step in one.graded.reasons}
    for code, message in LACKING.items():
        if code in codes:
            return say(message)
    return say(UNCOLOURED[one.computed])


def reason(say: Language, assessment: Assessment, one: ElementRating, step: Reason) -> str:
    """Return a step of a rating as a sentence; figures that are never summed are not called missing."""
    if step.code == "no-evidence":
        for registration, found in unsummed(assessment, one):
            if found:
                return say(NEVER_SUMMED[_aggregation(assessment, registration)])
    return step_told(say, step)


def unsummed(assessment: Assessment, one: ElementRating) -> list[tuple[Registration, list[Observation]]]:
    """Return what is registered for an element and has no figure of the period, with its figures from within it."""
    programme, period = assessment.programme, assessment.period
    told = {item.name for item in one.items}
    found = []
    for registration in one.element.evidence:
        name = registration.indicator
        if name is None or name in told:
            continue
        within = [each for each in programme.observations_of[name] if period.contains(programme.periods[each.period])]
        if _aggregation(assessment, registration) not in UNSUMMED:
            within = []
        found.append((registration, within))
    return found


def _aggregation(assessment: Assessment, registration: Registration) -> str:
    return assessment.programme.indicators_by_id[registration.indicator or ""].aggregation


def silent_lines(say: Language, assessment: Assessment, one: ElementRating) -> list[str]:
    """Return what an unrated element's indicators tell although no figure of the period can be rated.

    Figures of parts of the period are told with the reason why they are not put together; a target of the documents
    that has no figure yet is told as well.
    """
    if one.computed not in UNCOLOURED:
        return []
    programme, lines = assessment.programme, []
    for registration, found in unsummed(assessment, one):
        indicator = programme.indicators_by_id[registration.indicator or ""]
        convention = programme.chain.conventions_by_id[registration.expectation]
        name = say.text(indicator.label).rstrip(".")
        if found:
            figures = "; ".join(
                f"{method_words.observed(say, each, indicator.unit)} ({say.period(programme.periods[each.period])})"
                for each in found
            )
            lines.append(f"{name}: {figures}; {say(UNSUMMED[indicator.aggregation])}.")
        elif convention.basis == "source" and isinstance(convention.expected, float):
            message = N_("{name}: no figure in this period; the baseline is {floor} and the target {expected}.")
            floor, expected = (
                method_words.terms(say, convention.applies_to, end) for end in (convention.floor, convention.expected)
            )
            lines.append(say(message, name=name, floor=floor, expected=expected))
    return lines


def effect_figures(view: View, figures: Rows = None, items: Rows = None) -> list[Exhibit | Table | Prose]:
    """Return the figures of effects that no other chapter shows, and the way of those that give no colour.

    Args:
        view: The period.
        figures: Rows of `period_figures`; those of the chapter when None.
        items: Rows of `items` that have a way to tell; all that give no colour when None.
    """
    shown: list[Exhibit | Table | Prose] = [*figure_tables(view, chapter_figures(view, "impact-chain", figures))]
    targets = effect_targets(view, items)
    if targets is not None:
        note = view.say(
            "These figures came so far towards what was expected. They give no colour, because by themselves they do not show that the programme moved them."
        )
        shown += [targets, Prose((note,))]
    return [*shown, *target_exhibits(view, "impact-chain", None)]


def effect_targets(view: View, items: Rows = None) -> Table | None:
    """Return the way from baseline to target of figures that give no colour; None where there is none."""
    frames, assessment = view.frames, view.assessment
    every = frames.items
    usual = every[(every["status"] == "context") & (every["form"] == "observation") & every["achievement"].notna()]
    found = chosen(items, usual, every)
    if found.empty:
        return None
    known = {
        (one.element.id, item.name, " ".join(item.groups)): item for one in assessment.everything for item in one.items
    }
    groups = assessment.programme.groups

    def named(say: Language, names: str | None) -> str:
        return say.listing([say.text(groups[name].label) for name in (names or "").split()]) or cells.NONE

    key = ("element", "item", "group")
    spec = TableSpec(
        N_("From baseline to target, without a colour"),
        (
            TableColumn(N_("Indicator"), ("label",), cells.words),
            TableColumn(N_("Box"), ("element_label",), cells.words),
            TableColumn(N_("Group"), ("group",), named),
            TableColumn(
                N_("Baseline or floor"),
                key,
                lambda say, *at: method_words.ends(say, known[at], assessment)[0],
                numeric=True,
            ),
            TableColumn(
                N_("Target or expectation"),
                key,
                lambda say, *at: method_words.ends(say, known[at], assessment)[1],
                numeric=True,
            ),
            TableColumn(
                N_("Value"), key, lambda say, *at: method_words.item_value(say, known[at], assessment), numeric=True
            ),
            TableColumn(N_("Part of the way"), ("achievement",), cells.share, numeric=True),
            TableColumn(N_("On whose word"), ("basis",), cells.coded(method_words.BASES)),
        ),
    )
    return spec.render(found.join(frames.ratings["label"].rename("element_label"), on="element"), view.say)
