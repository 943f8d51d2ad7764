"""Recognising a file of another system, and writing the plain tables that the other imports read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kunteko_eval.exchange.conversion.dhis2 import Dhis2Choice, is_dhis2, read_dhis2
from kunteko_eval.exchange.conversion.miradi import read_miradi
from kunteko_eval.exchange.conversion.plain_tables import INDICATOR_COLUMNS, PlainTables
from kunteko_eval.exchange.faults import readable, refusal
from kunteko_eval.exchange.plain_text import csv_text, yaml_text
from kunteko_eval.exchange.saving import save_tree
from kunteko_eval.exchange.wording import counted

LARGEST = 100_000_000
"""Bytes of a file."""

_NOT_PLAIN = {
    b"\xd0\xcf\x11\xe0": ("an old Office file", "Save it as .xlsx, or export CSV."),
    b"%PDF": ("a PDF", "Ask for the data behind it as CSV or Excel."),
}
_COMMENT = (
    "Made of {name}. Read it with: kunteko-eval import indicators indicators.csv --mapping indicators.yaml\n"
    "Say here what the table does not tell, such as level and unit; docs/how-to/import-indicators.md has every key."
)


def read_bytes(path: Path) -> bytes:
    """Return the content of a file within bounds.

    Raises:
        FaultyInput: When it is missing, empty or too large.
    """
    with readable(path, "an export of DHIS2 or Miradi"):
        size = path.stat().st_size
        raw = path.read_bytes() if size <= LARGEST else b""
    if size > LARGEST:
        raise refusal(
            path, "", f"{size:,} bytes", f"at most {LARGEST:,} bytes", "Export fewer years or units at a time."
        )
    if not raw.strip():
        raise refusal(path, "", "an empty file", "the file as it was exported")
    return raw


def read_foreign(path: Path, choice: Dhis2Choice) -> PlainTables:
    """Return the plain tables of a file of DHIS2 or Miradi.

    Raises:
        FaultyInput: When it is neither, or cannot be read; the fault says which export to use.
    """
    raw = read_bytes(path)
    for mark, (found, advice) in _NOT_PLAIN.items():
        if raw.startswith(mark):
            raise refusal(path, "", found, "an export of DHIS2 or Miradi", advice)
    head = raw[:4000]
    if (raw.startswith(b"PK") and path.suffix.lower() not in {".xlsx", ".xlsm"}) or b"ConservationProject" in head:
        return read_miradi(path, raw)
    if is_dhis2(raw):
        return read_dhis2(path, raw, choice)
    advice = (
        "Of DHIS2 export a data value set as CSV, JSON or XML; of Miradi the project as .xmpz2. Any other table, also "
        "Miradi's Excel exports and a results framework, goes straight into kunteko-eval import indicators."
    )
    raise refusal(path, "", "no data value set of DHIS2 and no Miradi project", "one of these", advice)


def convert(path: Path, folder: Path, choice: Dhis2Choice) -> Iterator[str]:
    """Write the plain tables of a file into a new folder, and yield what was read, left and written, a line each.

    Raises:
        FaultyInput: When the file cannot be read, or the folder is there.
    """
    tables = read_foreign(path, choice)
    yield from tables.lines()
    files: dict[str, bytes] = {}
    if tables.indicators:
        columns = [name for name in INDICATOR_COLUMNS if any(row.get(name) for row in tables.indicators)]
        files["indicators.csv"] = csv_text(columns, tables.indicators).encode()
        mapping = {"schema": 1, **tables.mapping, "columns": {name: name for name in columns}}
        files["indicators.yaml"] = yaml_text(mapping, _COMMENT.format(name=path.name)).encode()
    if tables.links:
        rows = [{"from": source, "to": target} for source, target in tables.links]
        files["links.csv"] = csv_text(("from", "to"), rows).encode()
        levels = [{"label": label, "level": level} for label, level in tables.levels.items()]
        files["levels.csv"] = csv_text(("label", "level"), levels).encode()
    save_tree(folder, files, lambda _: None)
    yield f"wrote {folder}: {', '.join(files)}"
    if tables.indicators:
        yield f"next: kunteko-eval import indicators {folder / 'indicators.csv'} --mapping {folder / 'indicators.yaml'} --programme NAME"
    if tables.links:
        told = (
            f"kunteko-eval import links {folder / 'links.csv'} --programme NAME --new-elements {folder / 'levels.csv'}"
        )
        yield f"next: {told} ({counted(len(tables.links), 'link')})"
