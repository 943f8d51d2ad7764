"""Tables of other tools as they stand: the first sheet of a workbook, the cells as text, the delimiter of a CSV."""

from __future__ import annotations

from pathlib import Path

from kunteko_eval.exchange.faults import refusal
from kunteko_eval.files.validation import shown
from kunteko_eval.files.xlsx_bounds import check_bounds


def excel_rows(path: Path, sheet: str | None = None) -> list[list[object]]:
    """Return the rows of a sheet, empty ones too.

    Args:
        path: The workbook.
        sheet: The sheet's name; the first one when None.

    Returns:
        The values of the cells as the workbook holds them, every row of the same length.

    Raises:
        FaultyInput: When the workbook is too large, cannot be read, or has no such sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    check_bounds(path)
    names: list[str] = []
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        if sheet is None or sheet in names:
            chosen = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
            return [list(row) for row in chosen.to_python(skip_empty_area=False)]
    except (CalamineError, ValueError, IndexError, KeyError) as error:
        raise refusal(path, "", f"cannot be read ({error})", "an Excel workbook") from None
    raise refusal(path, "", f"no sheet {shown(str(sheet))}", f"one of {', '.join(map(shown, names))}")


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets, in their order.

    Raises:
        FaultyInput: When the workbook is too large or cannot be read.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    check_bounds(path)
    try:
        return list(CalamineWorkbook.from_path(str(path)).sheet_names)
    except (CalamineError, ValueError, IndexError, KeyError) as error:
        raise refusal(path, "", f"cannot be read ({error})", "an Excel workbook") from None


def cell_text(cell: object) -> str:
    """Return a cell as text; a whole number that Excel keeps with a point is written without it.

    >>> cell_text(3.0), cell_text(True), cell_text(" a ")
    ('3', 'TRUE', 'a')
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()
