"""From the plan to what must be made: unchanged reports are known by their fingerprint and left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kunteko_eval.batch.fingerprint import made_of, why_stale
from kunteko_eval.batch.plan import listed, tried
from kunteko_eval.report.job import Job
from kunteko_eval.report.notebook_files import chapters


@dataclass(frozen=True, slots=True)
class Planned:
    """A run, and why it must be made; empty when its report stands unchanged."""

    run: Job
    why: str


def planned(
    data: Path,
    params: Path,
    output: Path,
    programmes: Sequence[str] = (),
    period: str | None = None,
    language: str | None = None,
    scenario: Path | None = None,
    *,
    force: bool = False,
    interactive: bool = False,
) -> list[Planned]:
    """Return the plan with what is stale in it; what stale reports read is not checked yet.

    With `interactive` every page is; without, those whose period files say so.
    What an unchanged report reads is as it was when that report was made, and was checked then.

    Raises:
        FaultyInput: With every fault of the period files, of the scenario and of the notebooks.
        UnknownName: When a programme, period or language does not exist.
    """
    runs = listed(data, params, programmes, period, language)
    if scenario is not None:
        runs = tried(scenario, runs, data, params)
    if interactive:
        runs = [replace(run, interactive=True) for run in runs]
    notebooks = {portfolio: chapters(portfolio=portfolio) for portfolio in {run.is_portfolio for run in runs}}
    found = []
    for run in runs:
        why = why_stale(run, made_of(run, data, params, notebooks[run.is_portfolio]), output)
        found.append(Planned(run, why or ("forced" if force else "")))
    return found
