"""One round of the batch from what was asked to its summary: read, plan, check, make what is stale."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from kunteko_eval.batch.batch import SCRATCH, Batch, interrupted, made_here, run_batch, told_to_stop
from kunteko_eval.batch.inputs import Inputs, take_inputs
from kunteko_eval.batch.launch import Launcher
from kunteko_eval.batch.plan import Selection, check
from kunteko_eval.batch.progress import Display
from kunteko_eval.batch.recorded import RecordedDisplay
from kunteko_eval.batch.stale import Planned, planned
from kunteko_eval.batch.summary import RunRecord, RunSummary
from kunteko_eval.errors import KuntekoError
from kunteko_eval.files.snapshot import reading_from
from kunteko_eval.report.input_warnings import lines, unexplained
from kunteko_eval.report.job import Job

Tell = Callable[[str], None]
"""Tells a line to whoever started the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOrder:
    """What a run was asked to do.

    Attributes:
        data: The folder of programme folders and workbooks.
        params: The folder of ``rubric.yaml`` and of the period files.
        output: The folder of reports.
        selection: The reports that are asked for.
        force: Whether unchanged reports are made too.
        strict: Whether a warning that nobody explained is a fault.
        at_once: How many reports are made at a time; by cores and memory when None.
        seconds: Most seconds that one cell may take; the product's own limit when None.
        scheduler: The address of a Dask scheduler that has the reports made, if any.
    """

    data: Path
    params: Path
    output: Path
    selection: Selection
    force: bool = False
    strict: bool = False
    at_once: int | None = None
    seconds: int | None = None
    scheduler: str | None = None

    def inputs(self) -> Inputs:
        """Return all that is read, as it stands now."""
        return take_inputs(self.data, self.params, self.selection.programmes, self.selection.scenario)

    def plan(self) -> list[Planned]:
        """Return the reports that are asked for, and why each must be made, if it must."""
        return planned(self.data, self.params, self.output, self.selection, force=self.force)


def dry_run(asked: RunOrder, warn: Tell) -> Iterator[str]:
    """Yield what would be made and why, having checked everything; nothing is made or written.

    Raises:
        KuntekoError: As a run.
    """
    with reading_from(asked.inputs().snapshot):
        plan = asked.plan()
        _checked(asked, plan, warn)
        for one in plan:
            yield f"{one.job.name}: {'make, ' + one.why if one.why else 'unchanged'}"


def run_once(asked: RunOrder, shown: Display, warn: Tell) -> RunSummary:
    """Make what is stale; what came of it is told, and stands in the summary in the output folder.

    Args:
        asked: What to do.
        shown: Told what happens.
        warn: Told the warnings of the input.

    Returns:
        The summary of the run.

    Raises:
        KuntekoError: When the input is faulty, another batch holds the folder, or the run was told to stop.
        OSError: When the output folder cannot be written.
    """
    with told_to_stop():
        return make_round(asked, shown, warn, lambda idle: Launcher(idle=idle)).summary()


def make_round(
    asked: RunOrder, shown: Display, warn: Tell, launch: Callable[[bool], Launcher], *, keep: bool = False
) -> RunRecord:
    """Make what is stale, by processes of a launcher that is begun, or at hand, when it is known whether it is needed.

    Args:
        asked: What to do.
        shown: Told what happens.
        warn: Told the warnings of the input.
        launch: Returns the launcher, given whether it will have nothing to start.
        keep: Whether the launcher serves another round.

    Returns:
        The record of the run.

    Raises:
        KuntekoError: As `run_once`.
        OSError: As `run_once`.
    """
    record = RunRecord(asked.output)
    with _ended_in(record, asked.output, shown):
        inputs = asked.inputs()
        with reading_from(inputs.snapshot):
            plan = asked.plan()
            stale, standing = _divided(plan)
            record.plan(stale, standing)
            # The processes that make reports warm up while everything is checked.
            launcher = launch(not stale or asked.scheduler is not None)
            try:
                _make(asked, inputs, plan, RecordedDisplay(shown, record), launcher, warn, keep=keep)
            finally:
                if not keep:
                    launcher.close()
    return record


def _make(
    asked: RunOrder,
    inputs: Inputs,
    plan: list[Planned],
    shown: RecordedDisplay,
    launcher: Launcher,
    warn: Tell,
    *,
    keep: bool,
) -> None:
    """Check what will be read, and make what is stale."""
    _checked(asked, plan, warn)
    stale, standing = _divided(plan)
    batch = Batch(
        jobs=stale,
        inputs=inputs,
        output=asked.output,
        unchanged=len(standing),
        seconds=asked.seconds,
        standing=standing,
    )
    if asked.scheduler:
        from kunteko_eval.batch.cluster import (
            made_there,
        )  # Whoever has no cluster waits for nothing that only it needs.

        run_batch(batch, shown, made_there(batch, asked.scheduler))
        return
    run_batch(batch, shown, made_here(batch, shown, launcher, asked.at_once, keep=keep))


def _divided(plan: list[Planned]) -> tuple[list[Job], list[Job]]:
    """Return the reports that must be made, and those that stand."""
    return [one.job for one in plan if one.why], [one.job for one in plan if not one.why]


def _checked(asked: RunOrder, plan: list[Planned], warn: Tell) -> None:
    """Stop when anything that is read is wrong, and tell once for each programme what is suspicious in it.

    Unchanged reports were checked when they were made; with `strict` theirs is looked at again.
    """
    jobs = [one.job for one in plan if one.why or asked.strict]
    for name, warnings in check(jobs, asked.data, asked.params, strict=asked.strict).items():
        if unexplained(warnings):
            warn("\n".join([f"{name}:", *lines(warnings)]))


@contextmanager
def _ended_in(record: RunRecord, output: Path, shown: Display) -> Iterator[None]:
    """Have the summary say why a run ended early, in the output folder too unless another batch holds it."""
    try:
        try:
            yield
        except KeyboardInterrupt as told:  # Before anything was begun.
            raise interrupted(told) from None
    except (KuntekoError, OSError) as error:
        was_over = record.is_over
        record.broke(error)
        if output.is_dir() and not is_held(output):
            with suppress(OSError):
                record.write()
        if not was_over:
            shown.broke(record.summary())
        raise


def is_held(output: Path) -> bool:
    """Return whether a run holds an output folder; so it is taken to be where that cannot be found out."""
    lock = output / ".lock"
    if (output / f"{SCRATCH}.lock").exists():
        return True
    if not lock.exists():
        return False
    try:
        with FileLock(lock, timeout=0):
            return False
    except (Timeout, OSError):
        return True
