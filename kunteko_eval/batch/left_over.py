"""What earlier processes left in a folder of reports: scratch folders, locks, the word of who is at work."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from kunteko_eval.batch import journal
from kunteko_eval.files.disk import writing
from kunteko_eval.files.locks import holder_of
from kunteko_eval.report.job import Job

DAY = 86_400
"""Seconds after which nobody makes a report any more whose scratch folder stands."""


def clear(scratch: Path) -> None:
    """Take a scratch folder away.

    Raises:
        NotWritten: When it cannot be, such as where it belongs to another user.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    if scratch.exists():
        with writing(scratch):
            shutil.rmtree(scratch)


def clear_beside(folders: Iterable[Path], told: Callable[[str], None]) -> None:
    """Take away what a process that was killed left beside the reports that are made now, and tell it.

    Such a process need not have been a batch, which alone holds the folder: only what has stood for a day is nobody's.
    How old it is, the disk itself tells: this machine's clock may have been set.

    Args:
        folders: The folders of reports.
        told: Told what was taken away.
    """
    for folder in dict.fromkeys(folders):
        left = [*folder.glob(".making-*"), *folder.glob(".*.making")]
        now = _now_on_the_disk(folder) if left else 0.0
        for one in left:
            if now - one.stat().st_mtime < DAY:
                continue
            if one.is_dir():
                shutil.rmtree(one, ignore_errors=True)
            else:
                one.unlink(missing_ok=True)
            told(f"{one}: was left half made by a process that was killed, and is taken away")


def clear_failed(output: Path, jobs: Iterable[Job], told: Callable[[str], None]) -> None:
    """Take away the notebooks of failures beside reports that stand as they would be made, and tell it.

    Args:
        output: The folder of reports.
        jobs: The reports that stand: what once failed there read other inputs.
        told: Told what was taken away.
    """
    for job in jobs:
        for one in (output / job.folder).glob(f"failed-*.{job.language}.ipynb"):
            with writing(one):
                one.unlink()
            told(f"{one}: was of an earlier failure, with other inputs; the report stands, and this is taken away")


def _now_on_the_disk(folder: Path) -> float:
    """Return the time by the clock that dates the files of a folder."""
    mark = folder / ".now"
    try:
        mark.touch()
        return mark.stat().st_mtime
    except OSError:
        return 0.0
    finally:
        mark.unlink(missing_ok=True)


def taken_by(lock: Path, scratch: Path) -> str:
    """Return who holds a folder of reports and how far they came, as far as they have left word; or nothing."""
    at_work = journal.left(scratch)
    if at_work is not None and at_work.begun:
        ended = at_work.made + at_work.failed
        return f": {at_work.process}, since {at_work.begun}, {ended} of {at_work.reports} reports ended"
    holder = holder_of(lock)
    return f": {holder}" if holder else ""
