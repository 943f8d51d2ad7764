"""Pathways: which way carries each wider effect best, where it is weakest, where the chain breaks."""

from __future__ import annotations

from collections import Counter

from kunteko_eval.method.pathways import Pathway
from kunteko_eval.report import cells
from kunteko_eval.report.arrow_words import STANDINGS
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.table_spec import TableColumn, TableSpec
from kunteko_eval.report.view import View
from kunteko_eval.screening.structure import odd_places

SHAPES = {
    "leap": N_("The link {place} skips a level."),
    "leads-nowhere": N_("Nothing follows from {place}."),
}


def pathways(view: View, rows: Rows = None) -> Table | Prose:
    """Return the best-supported pathway to every wider effect, with its weakest place.

    Args:
        view: The period.
        rows: Rows of the frame ``pathways``; all when None.
    """
    found = chosen(rows, view.frames.pathways)
    if found.empty:
        return Prose((view.say("No pathway leads from the resources to a wider effect."),))
    labels = view.frames.programme.elements["label"]

    def way(say: Language, steps: str) -> str:
        return " → ".join(say.as_is(labels[step]) for step in steps.split("→"))

    def held_back(_say: Language, element: str) -> str:
        return weakest(view, view.assessment.pathways[element])

    spec = TableSpec(
        N_("Pathways to the wider effects"),
        (
            TableColumn(N_("Wider effect"), ("label",), cells.words),
            TableColumn(N_("Final rating"), ("rating", "wrong_way"), cells.rating),
            TableColumn(N_("Best-supported pathway"), ("steps",), way),
            TableColumn(N_("Confidence of the pathway"), ("breaks", "confidence"), _carried),
            TableColumn(N_("Weakest place"), ("element",), held_back),
            TableColumn(N_("Pathways in all"), ("count",), cells.number, numeric=True),
        ),
        name="pathways",
    )
    return spec.render(found.join(view.frames.ratings[["rating", "wrong_way"]]), view.say)


def _carried(say: Language, breaks: str, confidence: int) -> str:
    """Return how sure a pathway is; one that breaks before its last place carries nothing."""
    return say("broken") if breaks.split()[:-1] or confidence == 0 else say("{level} of 4", level=confidence)


def weakest(view: View, one: Pathway) -> str:
    """Return the place that holds a pathway back, in words."""
    if one.weakest_kind == "link":
        source, _, target = one.weakest.partition("→")
        return view.say("the link {place}", place=f"{_name(view, source)} → {_name(view, target)}")
    return _name(view, one.weakest) if one.weakest else "–"


def _name(view: View, element: str) -> str:
    return view.say.text(view.programme.chain.element(element).label)


def pathway_picture(view: View, arrows: Rows = None, rows: Rows = None) -> Prose:
    """Return in words what the pathways say: where evidence carries, and where only assumption does.

    Args:
        view: The period.
        arrows: Rows of the frame ``link_strengths``; all when None.
        rows: Rows of the frame ``pathways``; all when None.
    """
    say, assessment = view.say, view.assessment
    links, ways = chosen(arrows, view.frames.links), chosen(rows, view.frames.pathways)
    examined = int(((links["rivals"] > 0) & (links["rivals_examined"] == links["rivals"])).sum())
    counts = Counter(links["standing"])
    evidence = say.many(
        "How sure it is: {told}.",
        "How sure they are: {told}.",
        len(links),
        told=", ".join(f"{say(STANDINGS[one])} {counts[one]}" for one in reversed(STANDINGS) if counts[one]),
    )
    rivals = (
        say.many(
            "The rival explanations have been examined for one link.",
            "The rival explanations have been examined for {count} links.",
            examined,
        )
        if examined
        else say("The rival explanations have been examined for no link.")
    )
    effects = sum(assessment.programme.chain.level_of(one.element).kind == "wider" for one in assessment.ratings)
    reached = [int((ways["confidence"] >= level).sum()) for level in (2, 3)]
    carried = say(
        "Wider effects reached by a pathway whose confidence is at least 2 in every place: {two}; at least 3: {three}. A wider effect is never surer than its best pathway.",
        two=say.number(reached[0]),
        three=say.number(reached[1]),
    )
    links_told = say.many("The chain has one link.", "The chain has {count} links.", len(links))
    effects_told = say.many("There is one wider effect.", "There are {count} wider effects.", effects)
    return Prose((f"{links_told} {evidence} {rivals}", f"{effects_told} {carried}"))


def structure(view: View) -> Prose:
    """Return what is unusual in the chain's shape."""
    say = view.say
    lines = []
    for code, place in odd_places(view.programme.chain):
        told = " → ".join(_name(view, part) for part in place.split("→"))
        lines.append(say(SHAPES[code], place=told))
    return Prose(tuple(lines) or (say("The chain's shape gives nothing to remark on."),))
