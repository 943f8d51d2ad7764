"""Coding in Excel: a sheet with a row for each finding that a coder has not sealed, and reading its answers."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.faults import fault
from kunteko_eval.exchange.saving import refuse_existing
from kunteko_eval.files.csv_tables import RowsFile, fit_row
from kunteko_eval.files.spreadsheet import HeadedSheet, SheetRules, Want, cell_words, read_sheet
from kunteko_eval.files.validation import number_types_of, shown, suggestion
from kunteko_eval.files.writing import write_atomically
from kunteko_eval.files.xlsx import read_grids
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.coding import Coding
from kunteko_eval.project.codebook import CREDIBILITIES, DIRECTIONS, EXTENTS, codebook
from kunteko_eval.project.coding_desk import Desk
from kunteko_eval.reading.coding_checks import EXTENTS as EXTENTS_OF
from kunteko_eval.report.language import Language

SHEET = "codings"
GIVEN = {"finding": 22, "statement": 55, "claim": 45, "document": 30, "place": 40}
"""The columns that are handed out, with their widths in characters."""

ANSWERS = {"direction": 13, "extent": 11, "credibility": 11, "note": 40}
"""The columns that the coder fills in."""

OFFERED = {"direction": list(DIRECTIONS), "extent": list(EXTENTS), "credibility": list(CREDIBILITIES)}


def write_sheet(desk: Desk, path: Path, say: Language) -> None:
    """Write what the coder has not sealed as a workbook; what is in the working file already stands in it.

    Raises:
        FaultyInput: When the file is there or is no .xlsx; nothing is written then.
    """
    import xlsxwriter

    if path.suffix != ".xlsx":
        raise FaultyInput([fault("--sheet", "", repr(path.name), f"a file such as codings-{desk.coder}.xlsx")])
    refuse_existing(path)
    made, codings = io.BytesIO(), desk.read()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties({"created": datetime.datetime(2000, 1, 1)})
    head = book.add_format({"bold": True, "bg_color": "#E6EEF5", "bottom": 1, "text_wrap": True})
    wanted = book.add_format({"bold": True, "bg_color": "#FFE9B8", "bottom": 1, "text_wrap": True})
    words = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    number = book.add_format({"valign": "top"})
    sheet = book.add_worksheet(SHEET)
    sheet.freeze_panes(1, 0)
    for place, (name, width) in enumerate({**GIVEN, **ANSWERS}.items()):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, name, wanted if name in ANSWERS else head)
        if name in OFFERED and desk.handed:
            rule = {"validate": "list", "source": OFFERED[name]}
            sheet.data_validation(1, place, len(desk.handed), place, rule)
    for row, one in enumerate(desk.handed, 1):
        told = one.finding, say.text(one.statement), "\n".join(one.claims), one.document, one.place
        for place, text in enumerate(told):
            sheet.write_string(row, place, text, words)
        standing = codings.get(one.finding)
        for place, name in enumerate(ANSWERS, len(GIVEN)):
            value = None if standing is None else getattr(standing, name)
            if isinstance(value, int):
                sheet.write_number(row, place, value, number)
            elif value:
                sheet.write_string(row, place, value, words)
            else:
                sheet.write_blank(row, place, None, number if name == "credibility" else words)
    notes = book.add_worksheet("notes")
    notes.set_column(0, 0, 130)
    for row, line in enumerate(codebook(say)):
        notes.write_string(row, 0, line, words)
    book.close()
    write_atomically(path, made.getvalue())


def read_answers(desk: Desk, path: Path, today: datetime.date) -> dict[str, Coding]:
    """Take the answers of a sheet into the working file, in the place of earlier ones; returns the answers.

    A row without any answer is a finding that is not coded yet.

    Raises:
        FaultyInput: With every fault of the sheet, each with its cell; the working file stays as it is then.
    """
    faults: list[Fault] = []
    grids = read_grids(path, lambda name: name.strip().lower() == SHEET, faults)
    if grids is not None and not grids and not faults:
        faults.append(fault(path, "", f"no sheet {SHEET}", f"the sheet {SHEET} that was handed out"))
    codings: dict[str, Coding] = {}
    for grid in (grids or [])[:1]:
        wants: dict[str, Want] = {name: "number" if name == "credibility" else "text" for name in (*GIVEN, *ANSWERS)}
        rules = SheetRules(wants=wants, required=["finding", "statement", "direction", "extent", "credibility"])
        sheet = read_sheet(path, grid, rules, faults)
        answered = _Answered(desk=desk, sheet=sheet, today=today, table=RowsFile(file=str(path), sheet=sheet.name))
        for row, cells in sheet.rows:
            one = answered.coding(row, cells, faults)
            if one is not None and one.finding in codings:
                faults.append(answered.table.fault(row, "finding", f"{one.finding} stands twice", "each finding once"))
            elif one is not None:
                codings[one.finding] = one
    if faults:
        raise FaultyInput(faults)
    desk.save({**desk.read(), **codings})
    return codings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """A sheet that a coder filled in."""

    desk: Desk
    sheet: HeadedSheet
    table: RowsFile[Coding]
    today: datetime.date

    def coding(self, row: int, cells: Mapping[str, str], faults: list[Fault]) -> Coding | None:
        """Return what a row codes; None where it codes nothing, or not rightly."""
        told = list(self._strange(row, cells))
        answers = {name: cells[name] for name in ANSWERS if name in cells}
        refused = {column for line, column in self.sheet.refused if line == row}
        if not answers or told:
            faults += told
            return None
        if answers.get("direction") == "neither" and "extent" not in refused:
            answers.setdefault("extent", "not-said")
        given = {**answers, "finding": cells["finding"], "coder": self.desk.coder, "date": self.today.isoformat()}
        made, misfits = fit_row(Coding, given, number_types_of(Coding), ";")
        for one in misfits:
            column = str(one.location[0])
            if column not in refused and column in self.sheet.header:
                faults.append(self.table.fault(row, column, one.found, *cell_words(one)))
        if made is not None and not made.sound:
            found = f"{made.direction} with extent {made.extent}"
            faults.append(self.table.fault(row, "extent", found, EXTENTS_OF[made.direction]))
            return None
        return None if refused else made

    def _strange(self, row: int, cells: Mapping[str, str]) -> Iterator[Fault]:
        """Yield what is wrong with what was handed out: a finding that was not, or a statement that is another's."""
        known = {one.finding: one for one in self.desk.handed}
        name = cells.get("finding", "")
        if name not in known:
            expected = f"a finding that {self.desk.coder} has not sealed"
            yield self.table.fault(row, "finding", shown(name or None), expected, suggestion(name, known))
        elif _plain(cells.get("statement", "")) not in {_plain(known[name].statement[code]) for code in LANGUAGES}:
            found = shown(cells.get("statement"))
            advice = "Sort whole rows only; answers are read by the finding's id."
            yield self.table.fault(row, "statement", found, f"the statement of {name}", advice)


def _plain(text: str) -> str:
    return " ".join(text.split())
