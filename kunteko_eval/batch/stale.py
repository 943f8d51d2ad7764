"""From the plan to what must be made: unchanged reports are known by their fingerprint and left alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from kunteko_eval.batch.fingerprint import inputs, made_by, why_stale
from kunteko_eval.batch.plan import EVERYTHING, Selection, listed
from kunteko_eval.report.audience import USUAL
from kunteko_eval.report.job import Job
from kunteko_eval.report.notebook_files import chapters


@dataclass(frozen=True, slots=True)
class Planned:
    """A job, and why it must be made; empty when its report stands unchanged."""

    job: Job
    why: str


def planned(
    data: Path, params: Path, output: Path, selection: Selection = EVERYTHING, *, force: bool = False
) -> list[Planned]:
    """Return the plan with what is stale in it; what stale reports read is not checked yet.

    What an unchanged report reads is as it was when that report was made, and was checked then.

    Args:
        data: The folder of programme folders and workbooks.
        params: The folder of ``rubric.yaml`` and of the period files.
        output: The folder of reports.
        selection: The reports that are asked for.
        force: Whether unchanged reports are made too.

    Raises:
        FaultyInput: With every fault of the period files, of the scenario and of the notebooks.
        UnknownName: When a programme, period or language does not exist.
    """
    jobs = listed(data, params, selection)
    product = {
        portfolio: made_by(chapters(portfolio=portfolio, params=params))
        for portfolio in {job.is_portfolio for job in jobs}
    }
    read: dict[Job, dict[str, str]] = {}
    found = []
    for job in jobs:
        any_language = replace(job, language="", interactive=False, audience=USUAL)
        if any_language not in read:
            read[any_language] = inputs(job, data, params)
        why = why_stale(job, {"inputs": read[any_language], **product[job.is_portfolio]}, output)
        found.append(Planned(job, why or ("forced" if force else "")))
    return found
