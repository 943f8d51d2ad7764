"""The batch for those who edit: at each save the reports that read it are made anew, by processes that stay warm."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from kunteko_eval.batch.batch import AnotherBatch, told_to_stop
from kunteko_eval.batch.inputs import Inputs
from kunteko_eval.batch.launch import Launcher
from kunteko_eval.batch.progress import Display
from kunteko_eval.batch.rounds import RunOrder, Tell, make_round
from kunteko_eval.batch.saves import Saved, saves
from kunteko_eval.errors import Interrupted, KuntekoError

AGAIN = 1.0
"""Seconds after which a folder that another batch holds is tried again."""


def watch(
    asked: RunOrder,
    saved: Iterable[Saved],
    displayed: Callable[[], Display],
    warn: Tell,
    wording: Callable[[Exception], str],
) -> None:
    """Make what is stale at the beginning and at each save, until told to stop.

    Faults are told and wait for the next save; a report that failed is made again when something that it reads is
    saved. The output folder is held only while reports are made.

    Args:
        asked: What to do; unchanged reports are made too at the beginning alone.
        saved: The saves, as `saves.saves` yields them; the watch ends with them.
        displayed: Returns what shows one round.
        warn: Told the warnings of the input.
        wording: Puts an error into words.

    Raises:
        Interrupted: When told to stop while reports were made. Between them it just ends.
    """
    rounds = _Rounds(displayed, warn, wording)
    try:
        with told_to_stop():
            for number, save in enumerate(saved):
                rounds.make(replace(asked, force=asked.force and not number), save)
    except KeyboardInterrupt:
        return
    finally:
        rounds.close()


def watch_files(
    asked: RunOrder, displayed: Callable[[], Display], warn: Tell, wording: Callable[[Exception], str]
) -> None:
    """Watch what the reports that are asked for read; as `watch`.

    Raises:
        Interrupted: As `watch`.
    """
    selection = asked.selection
    read = Inputs(
        data=asked.data,
        params=asked.params,
        programmes=tuple(selection.programmes),
        scenario=selection.scenario,
    )
    watch(asked, saves(read.listed), displayed, warn, wording)


class _Rounds:
    """Makes round after round with one launcher."""

    def __init__(self, displayed: Callable[[], Display], warn: Tell, wording: Callable[[Exception], str]) -> None:
        """Begin to warm up."""
        self._displayed, self._warn, self._wording = displayed, warn, wording
        self._launcher = Launcher()

    def close(self) -> None:
        """End what was started."""
        self._launcher.close()

    def _launch(self, _: bool) -> Launcher:  # noqa: FBT001  (as `make_round` asks for it)
        """Return the launcher, another one when an error closed the last."""
        if self._launcher.is_closed:
            self._launcher = Launcher()
        return self._launcher

    def make(self, asked: RunOrder, save: Saved) -> None:
        """Make what is stale, once the folder is free; tell what is wrong instead when something is."""
        shown = self._displayed()
        if save.paths:
            shown.saved([str(path) for path in save.paths])
        waits = False
        while True:
            try:
                done = make_round(asked, shown, self._warn, self._launch, keep=True)
            except AnotherBatch as error:
                if not waits:
                    shown.note(f"{self._wording(error)}; it is tried again every second")
                waits = True
                time.sleep(AGAIN)
            except Interrupted:
                raise
            except (KuntekoError, OSError) as error:
                shown.faulty(self._wording(error))
                return
            else:
                break
        pages = [(asked.output / one.page).absolute() for one in done.summary().made]
        shown.shown(pages, None if save.moment is None else (done.ready or time.monotonic()) - save.moment)
