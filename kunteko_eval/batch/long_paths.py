"""Whether the machine takes the paths of what a batch will write: tried before anything is made, told in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from kunteko_eval.errors import KuntekoError
from kunteko_eval.report.job import Job
from kunteko_eval.report.notebook_files import chapters

TAKEN = 240
"""Characters of a path that every system takes; Windows makes folders of 247 and files of 259 unless told otherwise."""


class PathTooLong(KuntekoError, OSError):
    """The machine does not take a path as long as that of a file which a report would have."""


def check_room(jobs: Sequence[Job], output: Path, params: Path) -> None:
    """Make sure that every file of some reports can stand where it belongs; nothing stays of the trial.

    Args:
        jobs: The reports that will be made.
        output: The folder of reports.
        params: The folder of ``rubric.yaml`` and the period files, from which the chapters are known.

    Raises:
        PathTooLong: When the longest of their paths cannot be made.
    """
    paths = [output.absolute() / path for job in jobs for path in _paths(job, params)]
    longest = max(paths, key=lambda path: len(str(path)), default=output)
    if len(str(longest)) <= TAKEN:
        return
    fresh = [folder for folder in longest.parents if not folder.exists()]
    try:
        longest.parent.mkdir(parents=True, exist_ok=True)
        tried = longest.with_name("x" * len(longest.name))
        tried.touch()
        tried.unlink()
    except OSError as error:
        raise PathTooLong(
            f"{longest}: a path of {len(str(longest))} characters, which cannot be made here ({error.strerror}); give a "
            r"--output with a shorter path, such as C:\reports, or have Windows take long paths (LongPathsEnabled)"
        ) from error
    finally:
        for folder in fresh:
            with suppress(OSError):  # It may not have been made.
                folder.rmdir()


def _paths(job: Job, params: Path) -> Iterator[Path]:
    """Yield the longest paths that a report has below the output folder, one of each kind."""
    yield job.folder / f"{job.page}.{0:07}.making"  # As it is while an index or a page is replaced.
    yield job.folder / job.workbook
    for path in chapters(portfolio=job.is_portfolio, params=params):
        name = f"{path.stem}.{job.language}.ipynb"
        yield job.folder / f"failed-{name}"
        yield job.folder / "notebooks" / name
