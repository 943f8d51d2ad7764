"""How an output folder stands: how the last run into it ended, and what is stale in it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from kunteko_eval.batch.rounds import RunOrder, is_held
from kunteko_eval.batch.summary import read_summary
from kunteko_eval.errors import KuntekoError
from kunteko_eval.files.snapshot import reading_from

WELL = frozenset({"running", "finished"})
"""The states that nobody need look after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleReport:
    """A report that the next run makes."""

    run: Annotated[str, "The report."]
    why: Annotated[str, "Why, in words."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an output folder stands."""

    state: Annotated[
        Literal["none", "running", "finished", "failed", "interrupted", "killed"],
        "As in the summary; `none` when there is no summary, `killed` when it says running and no run is at work.",
    ]
    begun: Annotated[str | None, "When the last run began, in UTC."]
    ended: Annotated[str | None, "When it ended; null when it is running or was killed."]
    failed: Annotated[list[str], "What failed, in words: each report, or what stopped the whole run."]
    stale: Annotated[list[StaleReport], "What the next run would make."]
    message: Annotated[str, "Why it cannot be said what is stale; empty when it can."]

    @property
    def is_well(self) -> bool:
        """Return whether the last run did what was asked, or is at it."""
        return self.state in WELL

    def lines(self) -> list[str]:
        """Return it for people."""
        told = {
            "none": "no run is recorded here",
            "running": f"a run that began {self.begun} is at work",
            "killed": f"the run that began {self.begun} was killed: the next run goes on from there",
        }
        first = told.get(self.state) or f"the last run {self.state}, {self.ended}"
        stale = [f"stale: {one.run}: {one.why}" for one in self.stale]
        return [first, *(f"failed: {one}" for one in self.failed), *stale, *([self.message] if self.message else [])]


def standing(asked: RunOrder) -> Standing:
    """Return how the output folder of what is asked for stands; nothing is made or written."""
    known: dict[str, Any] = read_summary(asked.output) or {}
    state = known.get("state", "none")
    if state == "running" and not is_held(asked.output):
        state = "killed"
    failed = [one["message"] for one in known.get("failed", [])]
    stale, message = [], ""
    try:
        with reading_from(asked.inputs().snapshot):
            stale = [StaleReport(run=one.job.name, why=one.why) for one in asked.plan() if one.why]
    except (KuntekoError, OSError) as error:
        message = str(error)
    return Standing(
        state=state,
        begun=known.get("begun"),
        ended=known.get("ended"),
        failed=[*failed, *([known["message"]] if known.get("message") else [])],
        stale=stale,
        message=message,
    )
