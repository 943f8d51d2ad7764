"""Tables of comments: an empty one for a report, and what became of the passages that were commented on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput, KuntekoError
from kunteko_eval.files.writing import harmless
from kunteko_eval.model.comment import Comment
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.folder import Folder
from kunteko_eval.reading.programme_reader import find_programmes, read_with_places
from kunteko_eval.report.colophon import Record, opened, quoted
from kunteko_eval.report.comments import Since, since
from kunteko_eval.report.job import Job
from kunteko_eval.report.passages import passages_of

COLUMNS = tuple(one.name for one in fields(Comment))
"""The columns of ``comments.csv``, in order."""


class NoComments(KuntekoError, ValueError):
    """A page cannot be commented on: it is edited, or not a report of a programme."""


def template_of(page: Path) -> str:
    """Return a table with a row for each passage of a report, to be filled in where something is said of it.

    Args:
        page: The report's HTML file, as it was made.

    Raises:
        NoRecord: When it is no report, or carries no record.
        NoComments: When it was edited, or is the portfolio.
        OSError: When it cannot be read.
    """
    record, text = _read(page)
    held = io.StringIO()
    table = csv.DictWriter(held, COLUMNS, lineterminator="\n")
    table.writeheader()
    for at, one in enumerate(passages_of(text).values(), start=1):
        row = {
            "id": f"c{at}",
            "period": record.period,
            "language": record.language,
            "report": record.page,
            "place": one.id,
            "passage": harmless(one.beginning),
            "passage_digest": one.digest,
            "disposition": "open",
        }
        table.writerow(row)
    return held.getvalue()


def _read(page: Path) -> tuple[Record, str]:
    content = page.read_bytes()
    read = opened(content)
    if read.record is None or read.edited:
        raise NoComments(f"{page}: was edited: {read.edited}; take the page as it was made")
    if not read.record.programme or read.record.scenario:
        what = "a trial of a scenario" if read.record.scenario else "the portfolio"
        raise NoComments(f"{page}: is {what}; name the report of a programme and period")
    return read.record, content.decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedComment:
    """What became of the passage of one comment.

    Attributes:
        since: None when the report is not made.
    """

    comment: Comment
    since: Since | None

    def __str__(self) -> str:
        """Return it in a few words."""
        told = {
            "same": "the passage is as it was",
            "moved": "the passage is as it was, and stands elsewhere now",
            "changed": "the passage has changed since",
            "gone": "the passage no longer exists",
            "unknown": "no passage_digest, so whether the passage has changed is not known",
            None: "the report is not made",
        }
        one = self.comment
        return f"{one.id} ({one.period} {one.language}, {one.place}, {one.disposition}): {told[self.since]}"


def check_comments(data: Path, output: Path, names: Sequence[str] = ()) -> dict[str, list[CheckedComment]]:
    """Return what became of the passages that were commented on, by programme; those without comments are left out.

    Args:
        data: The folder of programme folders and workbooks.
        output: The folder of reports.
        names: Only these programmes; all when empty.

    Raises:
        FaultyInput: With every fault of every programme, and of every comment on a page as it stands that names what
            the page does not have.
        UnknownName: When there is no programme at all.
    """
    faults: list[Fault] = []
    found: dict[str, list[CheckedComment]] = {}
    for name in names or find_programmes(data):
        try:
            programme, places = read_with_places(data / name)
        except FaultyInput as error:
            faults += error.faults
            continue
        faults += _misplaced(programme, places, output)
        if programme.comments:
            found[name] = [_checked(programme.id, one, output) for one in programme.comments]
    if faults:
        raise FaultyInput(faults)
    return found


def _page(programme: str, one: Comment, output: Path) -> Path:
    job = Job(programme=programme, period=one.period, language=one.language)
    return output / job.folder / job.page


def _checked(programme: str, one: Comment, output: Path) -> CheckedComment:
    page = _page(programme, one, output)
    if not page.exists():
        return CheckedComment(comment=one, since=None)
    passages = passages_of(page.read_text(encoding="utf-8"))
    return CheckedComment(comment=one, since=since(one, passages, one.language))


def _misplaced(programme: ProgrammeData, places: Folder, output: Path) -> Iterator[Fault]:
    """Yield a fault for each comment that was made on the page as it stands, on a passage that it does not have."""
    for row in places.comments.rows:
        page = _page(programme.id, row.value, output)
        if not page.exists():
            continue
        content = page.read_bytes()
        record = opened(content).record
        if record is None or row.value.report not in {record.page, quoted(record.page)}:
            continue
        passages = passages_of(content.decode())
        became = since(row.value, passages, row.value.language)
        if became == "gone":
            found, expected = f"no passage {row.value.place!r} in {page}", "the id of a passage of the page"
            yield places.row_fault("comments.csv", row.line, "place", found, expected)
        if became in {"changed", "moved"}:
            found, expected = "a digest of other words", f"{passages[row.value.place].digest}, or nothing"
            yield places.row_fault("comments.csv", row.line, "passage_digest", found, expected)
