"""An indicator table to fill in, with the mapping that reads it back."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from pathlib import Path

from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.plain_text import yaml_text
from kunteko_eval.exchange.saving import refuse_existing
from kunteko_eval.files.writing import write_atomically
from kunteko_eval.model.programme import ProgrammeData

LABELS = ("level", "result", "code", "indicator", "unit")
_WORDS = {
    "fi": ("Taso", "Tulos", "Koodi", "Mittari", "Yksikkö", "Lähtötaso", "Tavoite", "Toteuma", "Huomautus"),
    "sv": ("Nivå", "Resultat", "Kod", "Indikator", "Enhet", "Utgångsläge", "Mål", "Utfall", "Anmärkning"),
    "en": ("Level", "Result", "Code", "Indicator", "Unit", "Baseline", "Target", "Actual", "Note"),
}
_LEVELS = {
    "fi": ("Resurssit", "Tuotos", "Tulos", "Välillinen vaikutus", "Vaikutus"),
    "sv": ("Resurser", "Prestation", "Utfall", "Indirekt effekt", "Effekt"),
    "en": ("Resources", "Output", "Outcome", "Indirect effect", "Impact"),
}
_KINDS = ("resources", "actions", "direct", "indirect", "wider")
_UNITS = {"fi": {"count": "kpl"}, "sv": {"count": "antal"}, "en": {"count": "number"}}
_NAMES = {"fi": "seuranta", "sv": "uppfoljning", "en": "monitoring"}
_SIGNS = {"percent": "%", "EUR": "€", "share": "proportion"}


def write_template(
    path: Path, language: str, programme: ProgrammeData | None = None, periods: Sequence[str] = ()
) -> tuple[Path, Path]:
    """Write a table to fill in and, beside it, its mapping, and return both.

    Args:
        path: The table: .xlsx or .csv.
        language: Of its words: fi, sv or en.
        programme: Whose indicators and periods it has; one empty row for each level when None.
        periods: The periods of its columns; the programme's report periods, or this year and the next, when empty.

    Raises:
        FaultyInput: When a file is there, or the name has another ending.
    """
    if path.suffix.lower() not in {".xlsx", ".csv"}:
        raise refusal("--output", "", repr(path.name), "a file that ends in .xlsx or .csv")
    mapping = path.with_name(f"{path.stem}.mapping.yaml")
    refuse_existing(path, mapping)
    chosen = list(periods) or _periods(programme)
    names = _WORDS[language]
    columns = [
        *names[:6],
        *(f"{names[6]} {one}" for one in chosen),
        *(f"{names[7]} {one}" for one in chosen),
        names[8],
    ]
    rows = [[*row, *[""] * (len(columns) - len(row))] for row in _rows(programme, language)]
    content = {
        "schema": 1,
        "id": _NAMES[language],
        **({"programme": programme.id} if programme else {}),
        "language": language,
        "columns": {**dict(zip(LABELS, names, strict=False)), "note": names[8]},
        "baseline": names[5],
        "target": f"{names[6]} {{period}}",
        "actual": f"{names[7]} {{period}}",
    }
    table = _csv(columns, rows) if path.suffix.lower() == ".csv" else _workbook(_NAMES[language], columns, rows)
    write_atomically(path, table)
    write_atomically(mapping, yaml_text(content, f"How {path.name} is read."))
    return path, mapping


def _periods(programme: ProgrammeData | None) -> list[str]:
    if programme is not None:
        return [one.id for one in programme.sheet.periods if one.report]
    year = datetime.datetime.now(tz=datetime.UTC).date().year
    return [str(year), str(year + 1)]


def _rows(programme: ProgrammeData | None, language: str) -> list[list[str]]:
    """Return the first cells of each row: level, box, code, indicator and unit."""
    words = dict(zip(_KINDS, _LEVELS[language], strict=True))
    if programme is None:
        return [[words[kind]] for kind in _KINDS[1:]]
    chain, found, told = programme.chain, [], set[str]()
    for level in chain.levels:
        for element in (one for one in chain.elements if one.level == level.id):
            for name in dict.fromkeys(one.indicator for one in element.evidence if one.indicator):
                # An indicator of several boxes stands once: its figures are the same.
                if name not in told:
                    found.append([words[level.kind], element.label[language], *_indicator(programme, name, language)])
                    told.add(name)
    rest = [one.id for one in programme.indicators if one.id not in told]
    return [*found, *(["", "", *_indicator(programme, name, language)] for name in rest)]


def _indicator(programme: ProgrammeData, name: str, language: str) -> list[str]:
    one = programme.indicators_by_id[name]
    return [one.id, one.label[language], _SIGNS.get(one.unit) or _UNITS[language].get(one.unit) or one.unit]


def _csv(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\n").writerows([columns, *rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _workbook(name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties({"created": datetime.datetime(2000, 1, 1)})
    head = book.add_format({"bold": True, "bg_color": "#E6EEF5", "bottom": 1, "text_wrap": True, "valign": "top"})
    words = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, len(LABELS) - 1)
    for place, title in enumerate(columns):
        wide = place in {1, 3, len(columns) - 1}
        sheet.set_column(place, place, 40 if wide else 14)
        sheet.write_string(0, place, title, head)
        for number, row in enumerate(rows, 1):
            if row[place]:
                sheet.write_string(number, place, row[place], words)
    book.close()
    return made.getvalue()
