"""The batch: every run of the plan, one failed run not stopping the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from kunteko_eval.errors import KuntekoError
from kunteko_eval.run.index import write_index
from kunteko_eval.run.plan import Run
from kunteko_eval.run.report import chapters, make_report


def run_batch(runs: Sequence[Run], data: Path, params: Path, output: Path) -> list[tuple[Run, str]]:
    """Make every report and the index, with a progress bar on a terminal and lines elsewhere.

    Returns:
        The runs that failed, with their messages.
    """
    console = Console(stderr=True)
    steps = [len(chapters(run)) for run in runs]
    failures: list[tuple[Run, str]] = []
    output.mkdir(parents=True, exist_ok=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=sum(steps))
        for number, run in enumerate(runs, start=1):

            def step(chapter: str, run: Run = run) -> None:
                bar.update(task, description=f"{run.name} · {chapter}", advance=1)

            try:
                made = make_report(run, data, params, output, progress=step)
            except (KuntekoError, OSError) as error:
                failures.append((run, str(error)))
                console.print(f"failed: {error}", style="red", markup=False, soft_wrap=True)
            else:
                console.print(f"[{number}/{len(runs)}] {made}", markup=False, soft_wrap=True)
            bar.update(task, completed=sum(steps[:number]))
    index = write_index(output)
    console.print(
        f"{len(runs) - len(failures)} of {len(runs)} reports made; open {index}", markup=False, soft_wrap=True
    )
    for _, message in failures:
        console.print(f"failed: {message}", markup=False, soft_wrap=True)
    return failures
