"""What the report's sections share: names in a row, shares in words, and where things were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.chapter_evidence import told
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.table_spec import plain_rows, plain_values
from kunteko_eval.report.view import View

NAMED = 3
"""How many things a sentence names before it says how many more there are."""


def section(group: ClaimGroup, *more: ClaimGroup) -> Argument | None:
    """Return groups of claims as a section; None where there is no claim, so that the section is left out."""
    groups = tuple(one for one in (group, *more) if one.claims)
    return Argument(groups) if groups else None


def claims(*found: Claim | None) -> tuple[Claim, ...]:
    """Return the claims that the evidence carries."""
    return tuple(one for one in found if one is not None)


def named(say: Language, labels: Sequence[str], most: int = NAMED) -> str:
    """Return the first of some names in a row, and how many more there are; a full stop within would end the sentence."""
    shown = "; ".join(one.rstrip(". ") for one in labels[:most])
    if len(labels) <= most:
        return shown
    return say.many("{names}; and one more", "{names}; and {count:w} more", len(labels) - most, names=shown)


def source(view: View, *frames: pd.DataFrame) -> str:
    """Return the documents that rows were read from, by their titles; empty where they tell none."""
    say, titles = view.say, view.frames.programme.documents["title"]
    marks = dict.fromkeys(one for rows in frames for one in plain_values(rows, "document"))
    known = [say.as_is(str(titles[one])) for one in marks if one in titles.index]
    return say.many("Source: {titles}.", "Sources: {titles}.", len(known), titles=named(say, known)) if known else ""


Row = Mapping[str, Any]
"""A row of a frame as plain values."""


def longest(figures: pd.DataFrame) -> list[Row]:
    """Return the figure of the longest span for each indicator and group, those of the longest spans first.

    What is of one example alone is left to the annex.
    """
    rows = [row for row in plain_rows(figures) if row["aggregation"] != "case" and row["value"]]
    first: dict[tuple[str, str], Row] = {}
    for row in sorted(rows, key=lambda row: row["start"] - row["end"]):
        first.setdefault((row["indicator"], row["group"]), row)
    return list(first.values())


def figures_told(view: View, rows: Sequence[Row], most: int) -> str:
    """Return the first of some figures, each with its label and span."""
    say = view.say
    message = N_("{label}: {figure} ({span})")
    lines = [
        say(
            message,
            label=cells.words(say, row["label"]),
            figure=told(say, row),
            span=cells.span(say, row["start"], row["end"]),
        )
        for row in rows
    ]
    return named(say, lines, most)


AGREED = {
    "all": N_("Everybody agreed: “{label}”"),
    "half": N_("Half agreed: “{label}”"),
    "none": N_("Nobody agreed: “{label}”"),
    "tenths": N_("{tenths:W} in ten agreed: “{label}”"),
    "over": N_("More than {tenths:w} in ten agreed: “{label}”"),
    "nearly": N_("Nearly {tenths:w} in ten agreed: “{label}”"),
    "share": N_("{share} agreed: “{label}”"),
}
"""How many agreed with a claim."""
NEAR = 0.02
"""How far a share may lie from a tenth, 0–1, and still be told as so many in ten."""


def agreed(say: Language, share: float, precision: str, label: str) -> str:
    """Return how many agreed with a claim: so many in ten where the share is that within two percentage points.

    Args:
        say: The language.
        share: Of those who answered, 0–1.
        precision: Whether the document gives it as exact, or as about, over or nearly that.
        label: The claim.
    """
    tenths = round(share * 10)
    values: dict[str, object] = {"label": label, "tenths": tenths}
    if abs(share * 10 - tenths) > NEAR * 10 + 1e-9:
        written = say(method_words.PRECISIONS[precision], figure=say.percent(share))
        return say(AGREED["share"], label=label, share=written[:1].upper() + written[1:])
    ends = {0: "none", 10: "all"}
    if tenths in ends:
        exact = say(AGREED[ends[tenths]], label=label)
        return exact if share == tenths / 10 else say(AGREED["share"], label=label, share=say.percent(share))
    if precision in {"over", "nearly"}:
        return say(AGREED[precision], **values)
    return say(AGREED["half" if tenths == 5 else "tenths"], **values)


KINDS = {
    "resources": (
        N_("{much:W} of {all:w} resources were rated at least “{least}” relative to what was expected: {names}."),
        N_("None of {all:w} resources was rated at least “{least}” relative to what was expected."),
    ),
    "actions": (
        N_("{much:W} of {all:w} actions were rated at least “{least}” relative to what was expected: {names}."),
        N_("None of {all:w} actions was rated at least “{least}” relative to what was expected."),
    ),
}
"""How many of the programme's own part came near what was expected, by the kind of level: some, and none."""


def own_part(view: View, found: Sequence[ElementRating], kind: str) -> Claim | None:
    """Return how many of the programme's resources or actions came near what was expected, by name.

    Args:
        view: The period.
        found: Their ratings.
        kind: resources or actions.
    """
    say, scale = view.say, view.assessment.rubric.scale
    if not found:
        return None
    good = [one for one in found if scale.place(one.final) >= scale.place(scale.nearly)]
    some, none = KINDS[kind]
    least, evidence = method_words.word(say, scale.nearly), boxes(good)
    lines = [say(none, all=len(found), least=least)]
    if good:
        lines = [say(some, much=len(good), all=len(found), least=least, names=named(say, labels(view, good)))]
    unrated = [one for one in found if not one.final.rated]
    if unrated:
        lines.append(
            say.many(
                "One could not be rated: {names}.",
                "{count:W} could not be rated: {names}.",
                len(unrated),
                names=named(say, labels(view, unrated)),
            )
        )
    return Claim(text=" ".join(lines), evidence=(f"table-ratings-{kind}", *evidence))


def labels(view: View, found: Sequence[ElementRating]) -> list[str]:
    """Return what boxes are called."""
    return [view.say.text(one.element.label) for one in found]


def boxes(found: Sequence[ElementRating]) -> tuple[str, ...]:
    """Return the ids of the cards of the first boxes, which say why they are rated so."""
    return tuple(f"element-{one.element.id}" for one in found[:NAMED])
