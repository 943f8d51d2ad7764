"""The headings of an export: which rows they are, what each column is called, and which question an option belongs to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kunteko_eval.exchange.survey.tools.double import joined_names
from kunteko_eval.exchange.survey.tools.marks import SurveyTool
from kunteko_eval.exchange.survey.tools.raw import RawTable

MOST_TITLES = 20
"""Rows above the headings that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a column is called.

    Attributes:
        name: What the mapping calls the column.
        text: The question in words.
        stem: The question that the column is an option or a row of; empty when it is one of its own.
        option: Which option or row it is.
    """

    name: str
    text: str
    stem: str = ""
    option: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """Where the headings of an export stand.

    Attributes:
        title_rows: Rows above them.
        header_rows: How many rows they take.
        names_row: Which of these has the names.
        headings: One for each column.
        body: The rows below.
        joined: Whether a column is called by all its rows of headings together.
    """

    title_rows: int
    header_rows: int
    names_row: int
    headings: tuple[Heading, ...]
    body: list[list[str]]
    joined: bool = False


def headed(table: RawTable, tool: SurveyTool | None) -> Headed:
    """Return where the headings of an export stand.

    Args:
        table: The export.
        tool: The tool that wrote it, where it is known.
    """
    rows = table.rows
    if table.spss:
        texts = [table.declared[name].text or name for name in rows[0]]
        headings = tuple(_split(name, text) for name, text in zip(rows[0], texts, strict=True))
        return Headed(title_rows=0, header_rows=1, names_row=1, headings=headings, body=rows[1:])
    titles = 0 if tool == "qualtrics" else _titles(rows)
    top = rows[titles:]
    if tool == "qualtrics":
        count = 3 if len(top) > 2 and any(cell.startswith('{"ImportId"') for cell in top[2]) else 2
        headings = tuple(_split(name, text or name) for name, text in zip(top[0], top[1], strict=True))
        return Headed(title_rows=0, header_rows=count, names_row=1, headings=headings, body=top[count:])
    if _is_double(top):
        headings = _joined(top[0], top[1])
        return Headed(title_rows=titles, header_rows=2, names_row=1, headings=headings, body=top[2:], joined=True)
    return Headed(
        title_rows=titles, header_rows=1, names_row=1, headings=tuple(_split(one, one) for one in top[0]), body=top[1:]
    )


def _titles(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows stand above the headings: those with few cells, before the first that is filled."""
    filled = [sum(bool(cell) for cell in row) for row in rows[: MOST_TITLES + 10]]
    usual = max(filled, default=0)
    if usual < 3:
        return 0
    for place, count in enumerate(filled[:MOST_TITLES]):
        if count >= max(3, usual / 2) or (count > 2 and place + 1 < len(filled) and _is_double(rows[place:])):
            return place
    return 0


def _is_double(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the headings take two rows: questions, of which some stretch over columns, and their options."""
    if len(rows) < 3:
        return False
    first, second = rows[0], rows[1]
    last = max((place for place, cell in enumerate(second) if cell), default=-1)
    blank = [place for place, cell in enumerate(first) if not cell and place <= last]
    if not blank or not first[0] or not all(second[place] for place in blank):
        return False
    stretched = set(blank) | {place - 1 for place in blank}
    single = [place for place in range(len(first)) if place not in stretched and first[place]]
    if single:
        return sum(not second[place] for place in single) * 2 > len(single)
    return not any(re.fullmatch(r"[\d.,]+", cell) for cell in second if cell)


def _joined(first: Sequence[str], second: Sequence[str]) -> tuple[Heading, ...]:
    """Return headings of two rows; a question stretches over the blank cells to its right."""
    found, stem = [], ""
    for name, above, below in zip(joined_names((first, second)), first, second, strict=True):
        stem = above or stem
        is_option = bool(below) and name != below
        found.append(Heading(name=name, text=name, stem=stem if is_option else "", option=below if is_option else ""))
    return tuple(found)


_PATTERNS = (
    re.compile(r"(?P<stem>.+?)\s*\[(?P<option>[^\[\]]+)\]\s*\.?", re.DOTALL),  # LimeSurvey, Google Forms' grids
    re.compile(r"(?P<stem>[\w/.-]+)/(?P<option>[\w.-]+)", re.DOTALL),  # KoBo
    re.compile(r"(?P<stem>[A-Za-z]{1,10}\d{1,4}[a-z]?)_(?P<option>\d{1,3})"),  # Qualtrics, SPSS
    re.compile(r"(?P<stem>.{8,}[?:.!])\s*[:|/–-]\s*(?P<option>.+)", re.DOTALL),  # Webropol
    re.compile(r"(?P<stem>.{3,}?):\s+(?P<option>.+)", re.DOTALL),
    re.compile(r"(?P<stem>.{3,})\s[–-]\s(?P<option>.+)", re.DOTALL),  # Qualtrics' question and row
)
_CODED = re.compile(r"([A-Za-z]\w*(?:\[\w+\])*)\.\s+(\S.*)", re.DOTALL)


def _split(name: str, text: str) -> Heading:
    """Return a heading with the question that it is an option of."""
    coded = _CODED.fullmatch(name) if name == text else None
    words = (coded[2] if coded else text).replace(" - Selected Choice", "")
    for pattern in _PATTERNS[:3]:
        found = pattern.fullmatch(coded[1] if coded else name)
        if found:
            said = next(
                (one for one in (each.fullmatch(words) for each in (_PATTERNS[0], *_PATTERNS[3:])) if one), None
            )
            option = said["option"] if said and words != name else found["option"]
            return Heading(name=name, text=words, stem=found["stem"], option=option.strip())
    for pattern in _PATTERNS[3:]:
        found = pattern.fullmatch(words)
        if found:
            return Heading(name=name, text=words, stem=found["stem"].strip(), option=found["option"].strip())
    return Heading(name=name, text=words)


def repeated(headings: Sequence[Heading]) -> list[str]:
    """Return the names that several columns have."""
    return [name for name, count in Counter(one.name for one in headings).items() if count > 1 and name]
