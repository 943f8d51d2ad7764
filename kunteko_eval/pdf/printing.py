"""Printing reports that are made: which ones, and what came of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kunteko_eval.batch.plan import EVERYTHING, Selection, listed
from kunteko_eval.errors import KuntekoError
from kunteko_eval.pdf.converting import PdfFailed, find_browser, print_pdf
from kunteko_eval.report.job import Job


class NothingToPrint(KuntekoError, LookupError):
    """None of the reports that were asked for is made yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What came of printing one report.

    Attributes:
        target: The PDF, beside the report.
        message: Why it was not printed; empty when it was.
    """

    job: Job
    target: Path
    message: str = ""


def to_print(data: Path, params: Path, output: Path, selection: Selection = EVERYTHING) -> list[Job]:
    """Return the reports that are made, of those that the period files ask for.

    Args:
        data: The folder of programme folders.
        params: The folder of ``rubric.yaml`` and of the period files.
        output: The folder of reports.
        selection: The reports that are asked for.

    Raises:
        FaultyInput: With every fault of the period files.
        UnknownName: When a programme or period does not exist.
        NothingToPrint: When no such report is made yet.
    """
    made = [job for job in listed(data, params, selection) if (output / job.folder / job.page).exists()]
    if not made:
        asked = [*selection.programmes]
        asked += ["--period", selection.period] if selection.period else []
        asked += ["--language", selection.language] if selection.language else []
        what = " ".join(["kunteko-eval run", *asked])
        raise NothingToPrint(f"{output}: no such report is made yet; make it first: {what} --output {output}")
    return made


def print_reports(
    jobs: Sequence[Job], output: Path, browser: str | None = None, *, annexes: bool = False
) -> Iterator[Printed]:
    """Print each report and its brief to PDFs beside them; yields what came of each, one failure not stopping the others.

    Args:
        jobs: The reports.
        output: The folder of reports.
        browser: The browser that prints; an installed one when None.
        annexes: Whether the annexes are printed after each report.

    Raises:
        NoBrowser: When there is no browser to print with; nothing is printed then.
    """
    program = find_browser(browser)
    pages = [(job, output / job.folder / name) for job in jobs for name in (job.page, job.brief) if name]
    for job, page in pages:
        if page.name == job.brief and not page.exists():  # Made before there were briefs.
            continue
        target = page.with_suffix(".pdf")
        try:
            print_pdf(page, target, browser=program, annexes=annexes)
        except (PdfFailed, OSError) as error:
            yield Printed(job=job, target=target, message=str(error))
        else:
            yield Printed(job=job, target=target)
