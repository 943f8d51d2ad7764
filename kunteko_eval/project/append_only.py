"""Appending rows to a record that nobody changes: a CSV file, written anew and moved into place."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import SoftFileLock, Timeout

from kunteko_eval.exchange.faults import refusal
from kunteko_eval.files.csv_tables import delimiter_of
from kunteko_eval.files.disk import writing
from kunteko_eval.files.locks import holder_of
from kunteko_eval.files.writing import write_atomically

PATIENCE = 10
"""Seconds that an entry waits for another one to end."""


@contextmanager
def alone(path: Path, what: str, patience: float | None = None) -> Iterator[None]:
    """Keep two entries into a record from being made at once, of which one would be lost.

    A process of this machine that was killed holds nothing any more; of one elsewhere nobody here can tell.

    Args:
        path: The record.
        what: What an entry is: a registration, a judgement.
        patience: Seconds that another one is waited for; `PATIENCE` when None.

    Raises:
        FaultyInput: When another one is under way for longer.
        NotWritten: When nothing can be written beside the record.
    """
    lock = SoftFileLock(path.with_suffix(".lock"), timeout=PATIENCE if patience is None else patience)
    file = Path(lock.lock_file)
    try:
        with writing(file):
            lock.acquire()
    except Timeout:
        holder = holder_of(file)
        found = f"another {what} is under way" + (f": {holder}" if holder else "")
        advice = f"If none is, remove {file}. Nothing was recorded."
        raise refusal(path, "", found, f"one {what} at a time", advice) from None
    try:
        yield
    finally:
        lock.release()


def append(path: Path, columns: Sequence[str], rows: Sequence[object], before: Sequence[object] = ()) -> None:
    """Write the file anew with more rows and move it into place, so that a crash loses nothing.

    Args:
        path: The file; it need not be there.
        columns: The columns of a new one.
        rows: What is appended.
        before: The rows that a new file begins with.
    """
    write_atomically(path, appended(path, columns, rows, before)[1])


def appended(
    path: Path, columns: Sequence[str], rows: Sequence[object], before: Sequence[object] = ()
) -> tuple[bytes, bytes]:
    """Return what stands in a file and what would stand in it with more rows; nothing is written.

    The bytes that are there stay as they are; the rows are written with the file's own columns,
    delimiter and line ends. The arguments are those of `append`.
    """
    old = path.read_bytes() if path.exists() else b""
    header = old.decode("utf-8-sig").lstrip().partition("\n")[0]
    delimiter = delimiter_of(header)
    ending = "\r\n" if header.endswith("\r") else "\n"
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending)
    if not old:
        writer.writerow(columns)
    elif not old.endswith((b"\n", b"\r")):
        text.write(ending)
    named = next(csv.reader([header], delimiter=delimiter)) if old else columns
    for one in rows if old else (*before, *rows):
        writer.writerow(["" if (value := getattr(one, name.strip())) is None else value for name in named])
    return old, old + text.getvalue().encode()
