"""What cannot have happened yet: nothing is recorded, registered, judged or scored on a day that has not come.

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
ADVICE = "Give the day on which it was done."


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
    for row in folder.judgements.rows:
        if row.value.date > last:
            yield folder.row_fault("judgements.csv", row.line, "date", _found(row.value.date, today), EXPECTED, ADVICE)
    for score in folder.scores.rows:
        if score.value.date > last:
            yield folder.row_fault("scores.csv", score.line, "date", _found(score.value.date, today), EXPECTED, ADVICE)
    for sealed in folder.registration.rows:
        if sealed.value.date > last:
            found = _found(sealed.value.date, today)
            yield folder.row_fault("registration.csv", sealed.line, "date", found, EXPECTED, ADVICE)


def _found(day: datetime.date, today: datetime.date) -> str:
    return f"{day}, which is after today, {today}"
