"""The rubric in force as a table: every number with its description and reference."""

from __future__ import annotations

from typing import Any

from kunteko_eval.model.coding import SCALE
from kunteko_eval.report import method_words
from kunteko_eval.report.chosen import Rows, picked
from kunteko_eval.report.content import Table
from kunteko_eval.report.language import N_
from kunteko_eval.report.plan_frames import EXTENT, GRADE, settings_in_force
from kunteko_eval.report.view import View

EXTENT_SOURCE = N_(
    "An extent is a word of the chain's own scale: the middle of its grade; at least so much for, at most so much against."
)


COLOURS_MEAN = N_(
    "The programme's own scale. Where the rubric's texts say green, it is more than {most}, and in verdicts at least {reached}; where they say yellow, it is {most}, and in verdicts at least {nearly}."
)


def rubric(view: View, rows: Rows = None) -> Table:
    """Return the rubric in force: every number with its description and reference.

    Args:
        view: The period.
        rows: Rows of the frame ``settings``; all when None.
    """
    say, sheet = view.say, view.assessment.rubric.sheet
    lines: dict[str, tuple[str, ...]] = {}
    for grade, cut in zip(view.assessment.rubric.declared, view.assessment.rubric.scale.cuts, strict=False):
        label = say("Least achievement: {rating}", rating=say.text(grade.label))
        lines[f"{GRADE}{grade.id}"] = (label, say.number(cut, 2), say(COLOURS_MEAN, **method_words.named_grades(say)))
    for one in settings_in_force(view.assessment.rubric):
        setting = getattr(sheet.settings, one.name)
        written = _written(view, one.name, getattr(view.assessment.rubric, one.name))
        lines[one.name] = (say.text(setting.description), written, say.text(setting.reference))
    worth = view.assessment.rubric.extent_values
    for (direction, extent), value in zip(SCALE, worth, strict=True):
        if direction != "neither":
            about = say("What a finding is worth: {coding}", coding=method_words.coding(say, direction, extent))
            lines[f"{EXTENT}{direction}-{extent}"] = (about, say.number(value, 2), say(EXTENT_SOURCE))
    caption = say("The rubric in force, version {version}", version=sheet.version)
    return Table(
        caption=caption,
        name="rubric",
        columns=(say("Setting"), say("Value"), say("Reference")),
        rows=tuple(picked(rows, lines, ["setting"])),
        numeric=frozenset({1}),
    )


def _written(view: View, name: str, value: Any) -> str:
    """Return a setting's value in words."""
    say = view.say
    if isinstance(value, tuple):
        kinds: dict[str, str] = {}
        for level in view.programme.chain.levels:
            kinds[level.kind] = ", ".join(filter(None, [kinds.get(level.kind), say.text(level.label)]))
        named = [kinds.get(one, "") if isinstance(one, str) else say.number(one) for one in value]
        return ", ".join(filter(None, named))
    if isinstance(value, str):
        return say(method_words.POOLING[value])
    if isinstance(value, int):
        return str(value) if name == "seed" else say.number(value)
    return say.number(value, 0 if value == int(value) and value > 2 else 2)
