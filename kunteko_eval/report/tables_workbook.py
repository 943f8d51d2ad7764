"""The report's own tables as a workbook, safe against formulas; the same tables give the same bytes."""

from __future__ import annotations

import datetime
import io
import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kunteko_eval.files.writing import RISKY
from kunteko_eval.report import method_words
from kunteko_eval.report.content import TABLE_TYPE, Table
from kunteko_eval.report.language import NBSP, Language
from kunteko_eval.report.page_chapters import UNSHOWN
from kunteko_eval.report.view import View

if TYPE_CHECKING:
    from nbformat import NotebookNode

LONGEST_SHEET_NAME = 31
LONGEST_CELL = 32_767
"""Excel's limits, in UTF-16 units."""

WIDEST, NARROWEST = 60, 9
"""Widths of a column, in characters."""

SAFE_DIGITS = 15
"""More digits than this a spreadsheet would round."""

CREATED = datetime.datetime(1980, 1, 1)
"""The day that a workbook says it was made on: the same for the same content."""


def tables_of(executed: Sequence[tuple[str, NotebookNode]]) -> list[tuple[str, Table]]:
    """Return the tables that executed chapters show, each with its chapter's title, in reading order.

    Args:
        executed: (name, executed notebook) in reading order, as the page takes them; a chapter without a title goes
            by its name.
    """
    found = []
    for name, notebook in executed:
        title, tables = name, []
        for cell in notebook.cells:
            tags = set(cell.metadata.get("tags", []))
            if tags & UNSHOWN:
                continue
            if cell.cell_type == "markdown":
                heading = re.search(r"^# +(.+?)[ #]*$", cell.source, re.M)
                title = heading.group(1) if heading and title == name else title
            elif cell.cell_type == "code":
                shown = [output.get("data", {}).get(TABLE_TYPE) for output in cell.get("outputs", [])]
                tables += [Table.of_data(data) for data in shown if data]
        found += [(title, table) for table in tables]
    return found


def report_workbook(view: View, tables: Sequence[tuple[str, Table]]) -> bytes:
    """Return a report's tables as an Excel workbook: a sheet of contents, then one sheet a table.

    The contents say whose ratings these are, and whether the data are synthetic or a scenario is tried out. Cells
    that hold a plain number in the view's language are numbers; everything else is text, never a formula. The same
    tables give the same bytes.

    Args:
        view: The period that the report is about.
        tables: (chapter's title, table) in reading order, as `tables_of` returns them.
    """
    say, assessment, sheet = view.say, view.assessment, view.programme.sheet
    notes = [
        say(
            method_words.whose(rated_before=bool(sheet.previous_ratings)),
            version=assessment.rubric.version,
            day=say.day(assessment.rubric.sheet.date),
        )
    ]
    if sheet.synthetic:
        notes.append(say("Synthetic data: made for trying the tool out. No conclusion may be drawn from it."))
    if view.scenario is not None:
        message = "Scenario “{title}”: a trial, not the recorded rating. {reason} Judgements are left out."
        title, reason = say.as_is(view.scenario.title), say.as_is(view.scenario.reason)
        notes.append(say(message, title=title, reason=reason))
    report = say("Evaluation report {period}", period=say.period(assessment.period))
    return book(say, f"{say.text(sheet.name)} – {report}", notes, tables)


def book(say: Language, title: str, notes: Sequence[str], tables: Sequence[tuple[str, Table]]) -> bytes:
    """Return tables as an Excel workbook, under a title and notes of its own.

    Args:
        say: The language that the tables are written in.
        title: The heading of the contents, and the file's title.
        notes: What must be known before reading any table, a paragraph each.
        tables: (chapter's title, table) in reading order.
    """
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as file:
        file.set_properties({"title": _clean(title), "created": CREATED})
        styles = _Styles(file)
        names = [sheet_name(table.caption, number) for number, (_, table) in enumerate(tables, start=1)]
        contents = file.add_worksheet(sheet_name(say("Contents")))
        _write_contents(contents, title, notes, list(zip(names, tables, strict=True)), styles)
        for name, (_, table) in zip(names, tables, strict=True):
            _write_table(file.add_worksheet(name), table, say, styles)
    return made.getvalue()


class _Styles:
    """The formats of one workbook, each made when it is first asked for."""

    def __init__(self, file: xlsxwriter.Workbook) -> None:
        self._file = file
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def __call__(self, **properties: object) -> Format:
        key = tuple(sorted({"valign": "top", **properties}.items()))
        if key not in self._made:
            self._made[key] = self._file.add_format(dict(key))
        return self._made[key]


def _write_contents(
    sheet: Worksheet,
    title: str,
    notes: Sequence[str],
    tables: Sequence[tuple[str, tuple[str, Table]]],
    styles: _Styles,
) -> None:
    sheet.set_column(0, 0, LONGEST_SHEET_NAME + 4)
    sheet.set_column(1, 1, 2 * WIDEST)
    _write_text(sheet, 0, 0, title, styles, bold=True, font_size=14)
    for row, note in enumerate(notes, start=1):
        _write_text(sheet, row, 0, note, styles)
    row = len(notes) + 1
    for chapter, group in itertools.groupby(tables, key=lambda one: one[1][0]):
        row += 1
        _write_text(sheet, row, 0, chapter, styles, bold=True)
        for name, (_, table) in group:
            row += 1
            place = name.replace("'", "''")
            sheet.write_url(row, 0, f"internal:'{place}'!A1", styles(font_color="#1d4f7c", underline=1), string=name)
            _write_text(sheet, row, 1, table.caption, styles, text_wrap=True)
    _print_on_paper(sheet)


def _write_table(sheet: Worksheet, table: Table, say: Language, styles: _Styles) -> None:
    """Write the caption, the headers and one row a row; numbers where the whole column or its kind is of numbers."""
    _write_text(sheet, 0, 0, table.caption, styles, bold=True, font_size=12)
    numeric = [
        index in table.numeric or all(plain_number(row[index], say) for row in table.rows)
        for index in range(len(table.columns))
    ]
    for column, head in enumerate(table.columns):
        side = "right" if column in table.numeric else "left"
        _write_text(sheet, 1, column, head, styles, bold=True, text_wrap=True, bottom=1, align=side)
        widest = max([len(head), *(_width(row[column]) for row in table.rows)], default=0)
        sheet.set_column(column, column, min(max(widest + 2, NARROWEST), WIDEST))
    for number, row in enumerate(table.rows, start=2):
        for column, cell in enumerate(row):
            side = "right" if column in table.numeric else "left"
            found = plain_number(cell, say) if numeric[column] else None
            if found is None:
                _write_text(sheet, number, column, cell, styles, text_wrap=True, align=side)
            else:
                sheet.write_number(number, column, found.value, styles(num_format=found.written, align=side))
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    if table.rows:
        last = f"{xlsxwriter.utility.xl_col_to_name(len(table.columns) - 1)}{len(table.rows) + 2}"
        sheet.ignore_errors({"number_stored_as_text": f"A3:{last}"})
    _print_on_paper(sheet)


def _width(text: str) -> int:
    return max((len(line) for line in text.splitlines()), default=0)


def _print_on_paper(sheet: Worksheet) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_text(sheet: Worksheet, row: int, column: int, text: str, styles: _Styles, **properties: object) -> None:
    """Write a text as text, whatever it starts with; one that looks like a formula stays text when it is edited."""
    if RISKY.match(text):
        properties["quote_prefix"] = True
    sheet.write_string(row, column, _cut(text, LONGEST_CELL), styles(**properties))


def _cut(text: str, most: int) -> str:
    """Return a text that takes at most so many UTF-16 units; what was cut off shows as an ellipsis."""
    if len(text.encode("utf-16-le")) // 2 <= most:
        return text
    return text.encode("utf-16-le")[: 2 * (most - 1)].decode("utf-16-le", errors="ignore") + "…"


def _clean(text: str) -> str:
    """Return a text on one line without characters that cannot be seen."""
    return " ".join("".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text).split())


def sheet_name(caption: str, number: int | None = None) -> str:
    """Return a name that Excel takes for a sheet: short enough, and unique by its number.

    >>> sheet_name("Luvut: resurssit / [2019]", 7)
    '7 Luvut resurssit 2019'
    """
    bare = _clean(re.sub(r"[\[\]:*?/\\]", " ", caption)).strip("' ")
    name = bare if number is None else f"{number} {bare}"
    return _cut(name, LONGEST_SHEET_NAME).strip("' ")


@dataclass(frozen=True, slots=True)
class PlainNumber:
    """A number, and the spreadsheet's format that writes it as the report did."""

    value: float
    written: str


def plain_number(text: str, say: Language) -> PlainNumber | None:
    r"""Return a cell's number; None for ranges, about-figures, missing values and whatever else is not a plain number.

    A percentage becomes a share that the spreadsheet shows as a percentage; an amount in euros keeps its sign.

    >>> plain_number("1\u00a0234,5", Language("fi")), plain_number("\u221236", Language("sv"))
    (PlainNumber(value=1234.5, written='#,##0.0'), PlainNumber(value=-36.0, written='0'))
    >>> plain_number("12.5%", Language("en")), plain_number("75–96\u00a0%", Language("fi"))
    (PlainNumber(value=0.125, written='0.0%'), None)
    """
    comma, point = (",", r"\.") if say.prose == "en" else ("[\u00a0\u202f ]", ",")
    found = re.fullmatch(
        rf"([-\u2212]?)(0|[1-9]\d{{0,2}}(?:{comma}\d{{3}})+|[1-9]\d*)(?:{point}(\d+))?([\u00a0\u202f ]?[%€])?",
        text,
        re.ASCII,
    )
    if found is None:
        return None
    sign, whole, part, unit = found.groups(default="")
    digits = re.sub(comma, "", whole)
    if len(digits + part) > SAFE_DIGITS:
        return None
    value = Decimal(f"{'-' if sign else ''}{digits}.{part or '0'}")
    written = ("#,##0" if digits != whole else "0") + ("." + "0" * len(part) if part else "")
    if unit.endswith("%"):
        value, written = value / 100, written + ("\\" + NBSP if len(unit) > 1 else "") + "%"
    elif unit:
        written += f'"{NBSP}€"'
    return PlainNumber(float(value), written)
