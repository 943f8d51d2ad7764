"""A grade of a programme's own scale: its words, its looks, and from which achievement on it holds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from kunteko_eval.model.base import STRICT, Identifier, Text


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class DeclaredGrade:
    """One coloured grade of a programme's own scale, in place of green, yellow and red; the best one stands first."""

    id: Identifier
    cut: Annotated[float, Field(gt=0), "The least achievement for it; 1 meets the expectation in full."]
    label: Annotated[Text, "The grade's word: how much, relative to what was expected."]
    short: Annotated[Text | None, "The same for a box of the map, where the word is longer than 14 letters."] = None
    colour_name: Annotated[Text, "What its colour is called."]
    colour: Annotated[
        str, "Its colour as #rrggbb; it is tested for contrast and for how it is seen without colour vision."
    ]
    pattern: Annotated[
        Literal["diagonal", "dots", "cross", "horizontal", "vertical"], "How it looks where colour is not seen."
    ]
    symbol: Annotated[str, StringConstraints(min_length=1, max_length=1), "One sign, such as ▲, that no other has."]
    extent: Annotated[
        Literal["somewhat", "much", "very-much"] | None,
        "The coders' word that lies in this grade; left out of all where there are three grades.",
    ] = None
    marks: Annotated[
        tuple[Literal["capped", "reached", "nearly"], ...],
        "What rules mean by it. capped: the best grade that the rubric's caps leave, the second of three if not given; "
        "verdicts: the least grade that counts as reached, or else the best, and as nearly reached, or else capped.",
    ] = ()
