"""The mapping file of an indicator table: which column is what, in at most a dozen lines."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.documents import read_yaml
from kunteko_eval.model.base import STRICT, Identifier, Language, Words
from kunteko_eval.model.chain import LevelKind
from kunteko_eval.model.evidence import Aggregation, Contribution

Part = Literal["baseline", "target", "actual"]
PARTS: tuple[Part, ...] = ("baseline", "target", "actual")
Header = Annotated[str, Field(min_length=1, max_length=300)]
Typed = Annotated[str, Field(max_length=300)]
"""A word as the table types it."""

SPOTS = re.compile(r"\{(period|group)\}")
"""What stands in the pattern of a header for what changes from column to column."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TableColumns:
    """The columns of a table by their headers; of a header of several rows, their texts one after the other."""

    indicator: Annotated[Header, "The indicator's name; an empty cell goes on with the one above."]
    code: Annotated[Header | None, "The indicator's own code, by which it is found again."] = None
    level: Annotated[Header | None, "The level, such as Output or Tulos; an empty cell goes on with the one above."] = (
        None
    )
    result: Annotated[Header | None, "What the indicator is of, which becomes a box; carried down in the same way."] = (
        None
    )
    unit: Header | None = None
    direction: Annotated[Header | None, "Whether more or less is better."] = None
    period: Annotated[Header | None, "Of a long table: the period of the row's figure."] = None
    kind: Annotated[Header | None, "Of a long table: whether the figure is a baseline, a target or an actual."] = None
    value: Annotated[Header | None, "Of a long table: the figure."] = None
    group: Annotated[Header | tuple[Header, ...], "Whom the row's figures are of: women, men and so on."] = ()
    note: Annotated[Header | None, "A remark that is kept with the row's figures."] = None

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the columns that part the figures."""
        return (self.group,) if isinstance(self.group, str) else self.group


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TableMapping:
    """The content of a mapping file."""

    schema: Literal[1]
    id: Annotated[Identifier, "What the table is called; the figures that it gives begin with it."]
    columns: TableColumns
    baseline: Annotated[Header | None, "Of a wide table: the column of baselines."] = None
    target: Annotated[
        Header | dict[Typed, Header] | None,
        "Of a wide table: the column of targets; a pattern such as Target {period}; or a column for each period.",
    ] = None
    actual: Annotated[Header | dict[Typed, Header] | None, "Of a wide table: the columns of actuals, likewise."] = None
    programme: Annotated[Identifier | None, "The programme that the table is of."] = None
    name: Annotated[Words | None, "What a new programme is called."] = None
    language: Annotated[Language, "The language of the table's words."] = "fi"
    sheet: Annotated[Words | None, "Of a workbook; its first one when nothing."] = None
    header_row: Annotated[
        int | None, Field(ge=1), "The last row of the header; found by the columns' names when nothing."
    ] = None
    delimiter: Annotated[Literal[",", ";", "tab"] | None, "Of CSV; the one in which the header is found."] = None
    encoding: Annotated[Literal["utf-8", "utf-16", "cp1252"], "Of CSV."] = "utf-8"
    decimal: Annotated[
        Literal["comma", "point"] | None, "How a figure such as 50,000 is meant; as the table shows when nothing."
    ] = None
    document: Annotated[Identifier | None, "The document of sources.yaml that the table is; its id when nothing."] = (
        None
    )
    source: Annotated[Identifier | None, "The collection; the programme's only one of monitoring when nothing."] = None
    period: Annotated[Typed | None, "The period of figures that stand in no period."] = None
    periods: Annotated[dict[Typed, Identifier], "The programme's period for words that are no year or span."] = Field(
        default_factory=dict
    )
    groups: Annotated[dict[Typed, Identifier], "The programme's group for each word; all for everybody."] = Field(
        default_factory=dict
    )
    levels: Annotated[dict[Typed, LevelKind], "The kind of level for words that are not known."] = Field(
        default_factory=dict
    )
    units: Annotated[dict[Typed, Words], "The unit for words that are not known."] = Field(default_factory=dict)
    kinds: Annotated[dict[Typed, Part], "Baseline, target or actual for words that are not known."] = Field(
        default_factory=dict
    )
    level: Annotated[LevelKind | None, "The level where the table tells none."] = None
    unit: Annotated[Words | None, "The unit where the table tells none; count when nothing."] = None
    shows: Annotated[
        Contribution | None, "What the indicators of effects can show, such as perceived; change when nothing."
    ] = None
    aggregation: Annotated[Aggregation, "What a figure of a period is, as indicators.csv has it."] = "level"
    direction: Annotated[Literal["more", "less"] | None, "Which is better where target and baseline do not tell."] = (
        None
    )
    totals: Annotated[tuple[Words, ...], "Words that begin a row of totals, beside the known ones."] = ()
    register: Annotated[
        bool, "Whether the boxes of a new programme are registered with the table's targets; it is your confirmation."
    ] = False
    start: Annotated[datetime.date | None, "First day of a new programme; that of its first period when nothing."] = (
        None
    )
    end: Annotated[datetime.date | None, "Its last day, likewise."] = None

    @property
    def of_document(self) -> str:
        """Return the id of the document that the table is."""
        return self.document or self.id


def read_mapping(path: Path) -> TableMapping:
    """Read a mapping file strictly.

    Raises:
        FaultyInput: With every fault of the file.
    """
    faults: list[Fault] = []
    read = read_yaml(path, TableMapping, faults)
    if read is None:
        raise FaultyInput(faults)
    mapping, document = read
    faults = [document.fault(place, found, expected) for place, found, expected in _problems(mapping)]
    if faults:
        raise FaultyInput(faults)
    return mapping


def _problems(mapping: TableMapping) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Yield where something is wrong, what was found and what was expected."""
    columns = mapping.columns
    wide = [name for name in PARTS if getattr(mapping, name)]
    if not wide and columns.value is None:
        yield (), "no column of figures", "baseline, target and actual of a wide table, or columns.value of a long one"
    if wide and columns.value is not None:
        yield ("columns", "value"), f"beside {', '.join(wide)}", "a wide table or a long one"
    if columns.value is not None and columns.period is None and mapping.period is None:
        yield ("columns", "value"), "without columns.period", "the column of the period, or the key period"
    for name in wide:
        given = getattr(mapping, name)
        if isinstance(given, dict) and not given:
            yield (name,), "no column", "a column for each period"
    if mapping.baseline and SPOTS.search(mapping.baseline):
        yield ("baseline",), repr(mapping.baseline), "one column of baselines"
    if mapping.start and mapping.end and mapping.end < mapping.start:
        yield ("end",), str(mapping.end), f"a day on or after {mapping.start}"
