"""The questions of a proposed mapping, each with the indicators that would take its figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kunteko_eval.exchange.survey.scaffold.families import Family, in_order
from kunteko_eval.exchange.survey.scaffold.headings import asks_recommendation
from kunteko_eval.exchange.survey.scaffold.profiles import FEWEST, Profile
from kunteko_eval.exchange.survey.scaffold.scales import words
from kunteko_eval.exchange.survey.scaffold.several import Delimited, OptionColumns
from kunteko_eval.exchange.wording import counted, plain_id

LONGEST_LABEL = 200
"""Characters of an indicator's label."""

LONGEST_NAME = 48
"""Characters of an indicator's id, so that ids of observations made of it stay short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedIndicator:
    """An indicator that a figure would be of.

    Attributes:
        id: Its id.
        label: Its label, in the language of the export.
        unit: ``percent`` or ``grade``.
        scale: The lowest and the highest grade.
        there: Whether the programme has it already.
    """

    id: str
    label: str
    unit: str
    scale: tuple[int, int] | None = None
    there: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the mapping's questions.

    Attributes:
        content: What stands in the mapping.
        indicators: The indicators that it names.
        note: What a person has to look at; then the entry is not confirmed.
        comment: What helps to read it.
        places: The columns that it is of.
    """

    content: Mapping[str, Any]
    indicators: Sequence[ProposedIndicator]
    note: str = ""
    comment: str = ""
    places: Sequence[int] = ()


@dataclass(slots=True)
class Naming:
    """Names for indicators: what the programme has of the same words, or a new one of its own.

    Attributes:
        there: The id of each indicator of the programme by its label and unit.
        used: Ids that are taken.
    """

    there: Mapping[tuple[str, str], str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)

    def indicator(self, label: str, unit: str, scale: tuple[int, int] | None, *names: str) -> ProposedIndicator:
        """Return the indicator of a label.

        Args:
            label: The question in words, or the option.
            unit: ``percent`` or ``grade``.
            scale: The lowest and the highest grade.
            names: What the id is made of, the first that gives one.
        """
        said = label_text(label)
        known = self.there.get((said.casefold(), unit))
        if known is not None and known not in self.given:
            self.given.add(known)
            return ProposedIndicator(id=known, label=said, unit=unit, scale=scale, there=True)
        made = (plain_id(re.sub(r"[–—]", "-", one), LONGEST_NAME) for one in names)
        base = next((one for one in made if one), "question")
        name, number = base, 1
        while name in self.used or name in self.given:
            number += 1
            name = f"{base}-{number}"
        self.given.add(name)
        return ProposedIndicator(id=name, label=said, unit=unit, scale=scale)


def label_text(text: str) -> str:
    """Return a question as a label: on one line, without its number, not too long."""
    said = re.sub(r"[\x00-\x1f\x7f]+", " ", text)
    said = re.sub(r"^(?:[QK]?\d{1,3}[a-z]?\s*[.):]\s+)", "", " ".join(said.split()))
    return said if len(said) <= LONGEST_LABEL else said[: LONGEST_LABEL - 1].rstrip() + "…"


def label_of(one: Profile) -> str:
    """Return the words of a column as a label, with the question that it is a row of."""
    text = one.declared.text or one.heading.text
    stem, option = one.heading.stem, one.heading.option
    if stem and option and " " in stem and text.startswith(stem):
        return f"{label_text(stem).rstrip(':')}: {label_text(option)}"
    return label_text(text)


def _name_of(one: Profile) -> str:
    """Return what an indicator's id is made of: the number of the question, or the beginning of it, and the option."""
    number = re.match(r"(?:[QK]?)(\d{1,3}[a-z]?)\s*[.):]\s", one.heading.text)
    stem, option = one.heading.stem, one.heading.option
    if not (stem and option):
        return label_of(one)
    before = f"q{number[1]}" if number else plain_id(stem, 18)
    return f"{before} {label_text(option)}"


def scale_content(family: Family) -> dict[str, Any]:
    """Return a scale as it stands in the mapping."""
    scale = family.known
    content: dict[str, Any] = {}
    if scale.numbers is not None:
        content["numbers"] = {"min": scale.numbers[0], "max": scale.numbers[1]}
        if scale.step != "1":
            content["numbers"]["step"] = float(scale.step)
    else:
        content["answers"] = dict(scale.codes)
    if family.missing:
        content["missing"] = family.missing
    if family.cannot_say:
        content["cannot_say"] = family.cannot_say
    if not scale.sure:
        content["confirmed"] = False
    return content


def is_sensitive(text: str) -> bool:
    """Return whether a question may ask about health, conviction and the like (General Data Protection Regulation, 9)."""
    return any(one in text.casefold() for one in words()["sensitive"])


def scale_entries(families: Sequence[Family], naming: Naming) -> list[Entry]:
    """Return the entries of questions with a scale; neighbours of one question and scale are one."""
    found = []
    for family in families:
        for run in _runs(family):
            found.append(_scale_entry(family, run, naming))
            if family.scale is not None and family.scale.numbers == (0, 10) and _recommends(run):
                found.append(_promoters(family, run, naming))
    return found


def _recommends(run: Sequence[Profile]) -> bool:
    return any(asks_recommendation(one.heading.text) for one in run)


def _runs(family: Family) -> list[list[Profile]]:
    """Return the questions of a scale, those that stand together and belong to one question in one list."""
    runs: list[list[Profile]] = []
    for one in family.members:
        last = runs[-1][-1] if runs else None
        together = last is not None and one.place == last.place + 1 and one.heading.stem == last.heading.stem
        alike = last is not None and is_sensitive(one.heading.text) == is_sensitive(last.heading.text)
        if together and alike and not (_recommends([one]) or _recommends(runs[-1])):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _scale_entry(family: Family, run: Sequence[Profile], naming: Naming) -> Entry:
    scale = family.known
    is_mean = scale.numbers is not None and not scale.positive
    unit = "grade" if is_mean else "percent"
    ends = scale.numbers if is_mean else None
    indicators = [naming.indicator(label_of(one), unit, ends, _name_of(one), one.heading.name) for one in run]
    content: dict[str, Any] = {}
    if len(run) == 1:
        content = {"column": run[0].heading.name, "indicator": indicators[0].id}
    else:
        content = {"columns": {one.heading.name: to.id for one, to in zip(run, indicators, strict=True)}}
    content["scale"] = family.name
    if is_mean:
        content["mean"] = True
    else:
        content["positive"] = list(scale.positive)
    if is_sensitive(run[0].heading.text):
        content["sensitive"] = True
    return Entry(
        content=content,
        indicators=indicators,
        comment=_comment(run),
        places=[one.place for one in run],
    )


def _promoters(family: Family, run: Sequence[Profile], naming: Naming) -> Entry:
    """Return the share of those who would recommend (9 or 10 of 10), beside the mean."""
    one = run[0]
    indicator = naming.indicator(f"{label_of(one)} (9–10)", "percent", None, f"9-10 {label_of(one)}", "9-10")
    content = {"column": one.heading.name, "indicator": indicator.id, "scale": family.name, "at_least": 9}
    comment = "the share of 9 and 10; a net promoter score is this less the share of 0 to 6"
    return Entry(content=content, indicators=[indicator], comment=comment, places=[one.place])


def _comment(run: Sequence[Profile]) -> str:
    """Return the words of a question whose column is called by a code."""
    said = [label_of(one) for one in run if one.heading.name != one.heading.text or one.declared.text]
    return " | ".join(said[:3]) + (" | …" if len(said) > 3 else "")


def unknown_entry(one: Profile, naming: Naming) -> Entry | None:
    """Return the entry of a question whose answers are in no known order; a person has to put them in order.

    Answers that few gave are not written; who gave them counts as not having answered until they are added.
    """
    shown = in_order(one.shown, [one])
    if len(shown) < 2:
        return None
    indicator = naming.indicator(label_of(one), "percent", None, _name_of(one), one.heading.name)
    answers = {answer: code for code, answer in enumerate(shown, start=1)}
    content: dict[str, Any] = {"column": one.heading.name, "indicator": indicator.id, "answers": answers}
    nothing = [*one.missing]
    if nothing:
        content["missing"] = nothing
    if one.cannot_say:
        content["cannot_say"] = one.cannot_say
    if one.hidden:
        content["unlisted"] = "left-out"
    content["positive"] = [1]
    if is_sensitive(one.heading.text):
        content["sensitive"] = True
    content["confirmed"] = False
    note = "give each answer its code, from the lowest to the highest, and say in `positive` which count as yes"
    if one.hidden:
        note += (
            f"; {counted(one.hidden, 'answer')} that fewer than {FEWEST} gave are not written here and count as missing"
        )
    return Entry(content=content, indicators=[indicator], note=note, comment=_comment([one]), places=[one.place])


def delimited_entry(one: Profile, found: Delimited, naming: Naming) -> Entry:
    """Return the entry of a question whose options stand in one cell."""
    label = label_of(one)
    chosen = {
        option: naming.indicator(
            f"{label}: {one.said(option)}",
            "percent",
            None,
            f"{plain_id(label, 18)} {one.said(option)}",
            one.heading.name,
        )
        for option in found.options
    }
    content: dict[str, Any] = {
        "column": one.heading.name,
        "options": {option: to.id for option, to in chosen.items()},
        "separator": "space" if found.separator == " " else found.separator.strip(),
    }
    if found.missing:
        content["missing"] = list(found.missing)
    if found.cannot_say:
        content["cannot_say"] = list(found.cannot_say)
    if found.hidden:
        content["unlisted"] = "left-out"
    if is_sensitive(one.heading.text):
        content["sensitive"] = True
    comment = "several may be chosen; the figure of each is the share who chose it"
    if found.hidden:
        comment += (
            f"; {counted(found.hidden, 'text')} that few gave are not written here: who gave only these still answered"
        )
    return Entry(content=content, indicators=list(chosen.values()), comment=comment, places=[one.place])


def columns_entry(found: OptionColumns, naming: Naming) -> Entry:
    """Return the entry of a question whose options have a column each."""
    named = [
        (one, naming.indicator(label_of(one), "percent", None, _name_of(one), one.heading.name))
        for one in found.columns
    ]
    content: dict[str, Any] = {
        "columns": {one.heading.name: to.id for one, to in named},
        "chosen": list(found.chosen),
    }
    if found.not_chosen:
        content["not_chosen"] = list(found.not_chosen)
    if found.others:
        content["other"] = [one.heading.name for one in found.others]
    if any(is_sensitive(one.heading.text) for one in found.columns):
        content["sensitive"] = True
    note = ""
    if not found.sure:
        content["confirmed"] = False
        note = "see that these are options of one question, not questions with yes and no of their own"
    comment = "several may be chosen; the figure of each is the share who chose it"
    places = [one.place for one in (*found.columns, *found.others)]
    return Entry(content=content, indicators=[to for _, to in named], note=note, comment=comment, places=places)
