"""Columns that part the respondents: by their headings, and as groups of a programme."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kunteko_eval.exchange.survey.scaffold.entries import label_text
from kunteko_eval.exchange.survey.scaffold.headings import about_person
from kunteko_eval.exchange.survey.scaffold.profiles import Profile
from kunteko_eval.exchange.survey.scaffold.scales import plain, words
from kunteko_eval.exchange.wording import plain_id

LONGEST_GROUP = 40
"""Characters of a group's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedGrouping:
    """A column that parts the respondents.

    Attributes:
        column: The column.
        values: The id of the group of each value.
        grouping: The id of what it groups by.
        missing: Values of those who belong to none.
        hidden: How many values that fewer than five gave are not written down.
        said: What a value says, where it stands in the export as a code.
    """

    column: str
    values: Mapping[str, str]
    grouping: str
    missing: tuple[str, ...]
    hidden: int
    said: Mapping[str, str]


def is_background(one: Profile) -> bool:
    """Return whether a column tells who the respondents are, by its heading: ``Ikäryhmä``, ``Mikä on roolisi?``."""
    said = plain(one.declared.text or one.heading.text)
    if (one.heading.stem and not one.declared.text) or about_person(one.heading.name):
        return False
    if len(one.shown) < 2 or any(len(answer) > 80 for answer in one.shown):
        return False
    parts = re.findall(r"[\w-]+", said)
    known = words()["background"]
    if len(parts) > 8:
        return False
    return any(
        part == word or (len(word) >= 4 and part.startswith(word) and len(part) <= len(word) + 6)
        for part in parts
        for word in known
    )


def _id(text: str) -> str:
    return plain_id(re.sub(r"[–—]", "-", text), LONGEST_GROUP)


def grouping_of(one: Profile) -> ProposedGrouping | None:
    """Return the groups of a column, or nothing when fewer than two of its values can be written down."""
    name = _id(label_text(one.declared.text or one.heading.text)) or _id(one.heading.name) or f"column-{one.place + 1}"
    values: dict[str, str] = {}
    for answer in one.shown:
        said = _id(one.said(answer))
        group = said if said and not said.isdigit() else f"{name[:20].strip('-')}-{said or len(values) + 1}"
        number = 2
        base = group
        while group in values.values():
            group, number = f"{base}-{number}", number + 1
        values[answer] = group
    if len(values) < 2:
        return None
    missing = tuple(sorted({*one.missing, *one.cannot_say}))
    return ProposedGrouping(
        column=one.heading.name,
        values=values,
        grouping=name,
        missing=missing,
        hidden=one.hidden,
        said={value: one.said(value) for value in values},
    )
