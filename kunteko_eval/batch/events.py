"""What ``kunteko-eval run --json`` tells: one event a line, each with its fields; nothing else is told.

`docs/reference/machine-readable.md` is made from these classes: their docstrings say when an event is told, the remark
of each field what it holds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, get_type_hints

from kunteko_eval.batch.summary import RunSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginEvent:
    """The plan is made, everything that will be read was checked, and making the reports begins."""

    kind: ClassVar = "begin"
    reports: Annotated[int, "How many reports are to be made."]
    unchanged: Annotated[int, "How many stand already as they would be made."]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEvent:
    """An earlier run into the same folder was cut off; what it left half made is cleared away."""

    kind: ClassVar = "found"
    message: Annotated[str, "How far it came, in words."]
    begun: Annotated[str, "When it began, by its machine's clock; empty where it left no word of it."]
    last: Annotated[str, "When it was last heard of."]
    process: Annotated[str, "Its process and machine."]
    reports: Annotated[int, "How many reports it was to make."]
    made: Annotated[int, "How many it had finished; they stand."]
    failed: Annotated[int, "How many had failed."]
    making: Annotated[tuple[str, ...], "The reports that were being made; they are as they were before it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterEvent:
    """A report has come to a chapter; only of reports that are made on this machine."""

    kind: ClassVar = "chapter"
    run: Annotated[str, "The report: programme, period and language, or `portfolio` and language."]
    chapter: Annotated[str, "The notebook's name without its ending."]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteEvent:
    """Something was done otherwise than usual; the reports are the same."""

    kind: ClassVar = "note"
    message: Annotated[str, "What, in words."]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeEvent:
    """A report was made, and all its files stand in their places."""

    kind: ClassVar = "made"
    run: Annotated[str, "The report."]
    page: Annotated[str, "The absolute path of its HTML file."]
    took: Annotated[float, "Seconds that making it took."]


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedEvent:
    """A report could not be made; the one that stood before stands still."""

    kind: ClassVar = "failed"
    run: Annotated[str, "The report."]
    message: Annotated[str, "Why, in words, with the notebook and the cell."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedEvent:
    """Files were changed on the disk since the run read them; no report has the change, the next run will make it."""

    kind: ClassVar = "changed"
    paths: Annotated[list[str], "The files."]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndEvent:
    """The run is over, whichever way; the last event of a run. Only a run that was killed tells none."""

    kind: ClassVar = "end"
    made: Annotated[int, "How many reports were made."]
    failed: Annotated[int, "How many failed."]
    index: Annotated[str | None, "The page that leads to all reports; null when the run did not come that far."]
    summary: Annotated[RunSummary, "What stands in `run-summary.json` too."]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedEvent:
    """With ``--watch``: files were saved, added or deleted, and the reports that read them are looked at."""

    kind: ClassVar = "saved"
    paths: Annotated[list[str], "The files."]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyEvent:
    """With ``--watch``: what was saved cannot be used; nothing is made until the next save."""

    kind: ClassVar = "faulty"
    message: Annotated[str, "Every fault, in words."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEvent:
    """With ``--watch``: all reports that read what was saved are up to date again, but for those that failed."""

    kind: ClassVar = "shown"
    pages: Annotated[list[str], "The absolute paths of the pages that were made; none where no report had to be."]
    after: Annotated[float | None, "Seconds from the save to the last of them; null at the beginning."]


Event = (
    BeginEvent
    | FoundEvent
    | ChapterEvent
    | NoteEvent
    | MadeEvent
    | FailedEvent
    | ChangedEvent
    | EndEvent
    | SavedEvent
    | FaultyEvent
    | ShownEvent
)
EVENTS: tuple[type[Event], ...] = (
    BeginEvent,
    FoundEvent,
    ChapterEvent,
    NoteEvent,
    MadeEvent,
    FailedEvent,
    ChangedEvent,
    EndEvent,
    SavedEvent,
    FaultyEvent,
    ShownEvent,
)


def fields_of(told: type) -> Iterator[tuple[str, str, str]]:
    """Yield each field of an event or of the summary: its name, its type in JSON's words, and what it holds."""
    hints = get_type_hints(told, include_extras=True)
    for one in dataclasses.fields(told):
        annotated: Any = hints[one.name]
        yield one.name, _in_json(annotated.__origin__), annotated.__metadata__[0]


def _in_json(given: Any) -> str:
    """Return the name of a type in JSON."""
    plain = {int: "number", float: "number", str: "string", type(None): "null", bool: "boolean"}
    if given in plain:
        return plain[given]
    inner: tuple[Any, ...] = getattr(given, "__args__", ())
    origin = getattr(given, "__origin__", None)
    if origin in {list, tuple}:
        return f"list of {_in_json(inner[0])}s"
    if origin is dict:
        return f"object of {_in_json(inner[1])}s"
    if dataclasses.is_dataclass(given):
        return "object"
    if all(isinstance(one, str) for one in inner):  # A literal.
        return "string"
    return " or ".join(dict.fromkeys(map(_in_json, inner)))
