"""What cannot have happened yet: nothing is recorded, registered, coded, judged or scored on a day that has not come.

The day of the check is given by whoever reads, never taken from the clock here: a report of the same input is the
same on every day.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from kunteko_eval.errors import Fault
from kunteko_eval.files.validation import Location
from kunteko_eval.reading.folder import Folder

EXPECTED = "a day that has come"
ADVICE = "Give the day on which it was done; or set this machine's clock right, if it is wrong about today."
DATED = frozenset(
    {"codings.csv", "reconciliations.csv", "judgements.csv", "scores.csv", "comments.csv", "registration.csv"}
)
"""The tables whose rows say on which day somebody did something."""


def date_faults(folder: Folder, today: datetime.date) -> Iterator[Fault]:
    """Yield each date after `today` of something that was done; a day's difference of time zones is allowed."""
    last = today + datetime.timedelta(days=1)
    if folder.chain:
        chain, file = folder.chain
        for key, field in (("conventions", "recorded"), ("elements", "registered"), ("lineage", "recorded")):
            for index, one in file.numbered((key,), getattr(chain, key)):
                day: datetime.date = getattr(one, field)
                if day > last:
                    yield file.fault((key, index, field), _found(day, today), EXPECTED, ADVICE)
        for index, link in file.numbered(("links",), chain.links):
            for number, test in file.numbered(("links", index, "tests"), link.tests):
                if test.date > last:
                    at: Location = ("links", index, "tests", number, "date")
                    yield file.fault(at, _found(test.date, today), EXPECTED, ADVICE)
    if folder.sheet:
        sheet, file = folder.sheet
        for index, entry in file.numbered(("accepted",), sheet.accepted):
            if entry.recorded > last:
                found = _found(entry.recorded, today)
                yield file.fault(("accepted", index, "recorded"), found, EXPECTED, ADVICE)
    for name, table in folder.tables:
        for row in table.rows if name in DATED else ():
            if row.value.date > last:
                yield folder.row_fault(name, row.line, "date", _found(row.value.date, today), EXPECTED, ADVICE)


def _found(day: datetime.date, today: datetime.date) -> str:
    return f"{day}, which is after today, {today}"
