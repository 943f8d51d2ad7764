"""From the plan to what must be made: unchanged reports are known by their fingerprint and left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kunteko_eval.run.fingerprint import made_of, why_stale
from kunteko_eval.run.notebooks import chapters
from kunteko_eval.run.plan import Run, check, listed, tried


@dataclass(frozen=True, slots=True)
class Planned:
    """A run, and why it must be made; empty when its report stands unchanged."""

    run: Run
    why: str


def prepare(
    data: Path,
    params: Path,
    output: Path,
    programmes: Sequence[str] = (),
    period: str | None = None,
    language: str | None = None,
    scenario: Path | None = None,
    *,
    force: bool = False,
) -> list[Planned]:
    """Return the plan with what is stale in it; everything that stale reports read is checked first.

    What an unchanged report reads is as it was when that report was made, and was checked then.

    Raises:
        FaultyInput: With every fault of every file that stale reports read, and of the notebooks.
        UnknownName: When a programme, period or language does not exist.
    """
    runs = listed(data, params, programmes, period, language)
    if scenario is not None:
        runs = tried(scenario, runs, data, params)
    notebooks = {portfolio: chapters(portfolio=portfolio) for portfolio in {run.is_portfolio for run in runs}}
    planned = []
    for run in runs:
        why = why_stale(run, made_of(run, data, params, notebooks[run.is_portfolio]), output)
        planned.append(Planned(run, why or ("forced" if force else "")))
    check([one.run for one in planned if one.why], data, params)
    return planned
