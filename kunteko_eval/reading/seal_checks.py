"""What must hold within ``registration.csv``: every row as it was sealed, none moved, removed, put in or brought along.

What is not found here: that rows at the end were removed together with their registration, or that everything was
written anew by somebody who computed every seal. The published head tells both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kunteko_eval.errors import Fault
from kunteko_eval.model.registration import HEAD, SealedPart, canonical, digest_of, digest_of_all, seal_of
from kunteko_eval.reading.folder import Folder

PUT_BACK = "Put the file back as it was recorded, such as from version control; change by registering anew."
DAYS = ("registered", "recorded")
"""Keys of a part's content that say when it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """What is wrong with a row of the record.

    Attributes:
        index: The place of the row, from 0.
    """

    index: int
    column: str
    found: str
    expected: str
    advice: str = PUT_BACK


def seal_faults(folder: Folder) -> Iterator[Fault]:
    """Yield every fault of a folder's record of seals, when all of its rows could be read."""
    table = folder.registration
    if len(table.rows) == len(table.cells):
        for one in row_faults([row.value for row in table.rows], folder.name):
            yield table.fault(table.rows[one.index].line, one.column, one.found, one.expected, one.advice)


def row_faults(rows: Sequence[SealedPart], programme: str) -> list[RowFault]:
    """Return what is wrong with the rows of a record of seals.

    Args:
        rows: All of them, in order.
        programme: The id of the programme that they stand with.
    """
    found = list(_of_another(rows, programme))
    if found:
        return found
    known = dict[str, str]()
    for index, row in enumerate(rows):
        broken = [*_chain_faults(rows, index, programme, known), *_date_faults(rows, index)]
        if row.part != HEAD:
            known[row.part] = row.content or ""
        elif not broken and not found and row.digest != digest_of_all(programme, known):
            expected = "the digest of all parts that are in force"
            broken.append(RowFault(index=index, column="digest", found="another one", expected=expected))
        found += broken
    if rows and rows[-1].part != HEAD:
        expected = f"a last row of {rows[-1].registration} whose part is {HEAD}"
        found.append(RowFault(index=len(rows) - 1, column="part", found="rows are missing below", expected=expected))
    return found


def closing(programme: str, known: dict[str, str]) -> str:
    """Return the content of the row that closes a registration."""
    return canonical({"parts": sum(map(bool, known.values())), "programme": programme})


def _of_another(rows: Sequence[SealedPart], programme: str) -> Iterator[RowFault]:
    """Yield the first closing row that is another programme's."""
    for index, row in enumerate(rows):
        name = _content(row).get("programme", programme) if row.part == HEAD else programme
        if name != programme:
            advice = "Remove the copy, and register this programme itself."
            yield RowFault(
                index=index,
                column="content",
                found=f"the seals of the programme {name}",
                expected=f"those of {programme}",
                advice=advice,
            )
            return


def _chain_faults(rows: Sequence[SealedPart], index: int, programme: str, known: dict[str, str]) -> Iterator[RowFault]:
    """Yield how a row does not go on from the one above, or is not as it was sealed."""
    row, before = rows[index], rows[index - 1] if index else None
    if row.previous != (before.seal if before else None):
        found = "it does not go on from the row above: a row was removed, moved, put in or changed, or two registered at once"
        expected = f"{before.seal}, the seal of {before.id}" if before else "nothing in the first row"
        yield RowFault(index=index, column="previous", found=found, expected=expected)
    elif row.part != HEAD and row.digest != digest_of(programme, row.part, row.content or ""):
        expected = "the digest of the part's content in this programme"
        yield RowFault(index=index, column="digest", found="it does not fit the content", expected=expected)
    elif row.part == HEAD and row.content != closing(programme, known):
        expected = closing(programme, known)
        yield RowFault(index=index, column="content", found=row.content or "nothing", expected=expected)
    elif row.seal != seal_of(row):
        expected = "the seal of a row that was left as it was recorded"
        yield RowFault(index=index, column="seal", found="it does not fit the row", expected=expected)
    number = int(before.registration[1:]) if before and before.registration[1:].isdigit() else 0
    name = before.registration if before and before.part != HEAD else f"r{number + 1}"
    if row.registration != name:
        expected = f"{name}, each registration whole and in order"
        yield RowFault(index=index, column="registration", found=row.registration, expected=expected)


def _date_faults(rows: Sequence[SealedPart], index: int) -> Iterator[RowFault]:
    """Yield the days of a row that cannot be: before the row above, or after the seal that carries them."""
    row = rows[index]
    if index and row.date < rows[index - 1].date:
        expected = f"a day on or after {rows[index - 1].date}, that of the row above"
        yield RowFault(index=index, column="date", found=str(row.date), expected=expected)
    for key in DAYS:
        day = _content(row).get(key)
        if isinstance(day, str) and day > str(row.date):
            found = f"{row.part} is {key} on {day}, after the seal of {row.date} that carries it"
            advice = f"Give {key} of {row.part} the day on which it was done, and register on that day or later."
            yield RowFault(
                index=index, column="content", found=found, expected=f"a day until {row.date}", advice=advice
            )


def _content(row: SealedPart) -> dict[str, object]:
    try:
        content = json.loads(row.content or "{}")
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
