"""All cells of a chapter executed in the kernel by one request, their outputs kept in a file instead of sent one by one.

Each cell that is sent on its own costs five messages between two processes, which took a third of a report's time. What
a chapter does that this cannot keep as Jupyter would, or that goes wrong, ends it: the chapter is then executed again
from its beginning, cell by cell, by nbclient, which knows how to tell it.
"""

from __future__ import annotations

import datetime
import itertools
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOBase
from pathlib import Path
from typing import Any

from kunteko_eval.files.writing import write_new

CALL = "__import__('kunteko_eval.batch.chapter_cells', fromlist=['run_cells']).run_cells(get_ipython(), {asked!r}, {told!r})"
"""What a kernel executes to run the cells in one file and to tell in another what they put out."""


MOST_PRINTED = 4_500_000
"""Characters that the outputs of one notebook may have; more is a mistake that would fill memory and report."""


class Unusual(Exception):
    """A cell failed, or did what is left to nbclient."""


def run_cells(shell: Any, asked: str, told: str) -> None:
    """Execute cells one after another.

    Args:
        shell: The kernel's IPython shell.
        asked: The file with the sources: a JSON list of text.
        told: The file to be made: a JSON object with ``cells``, for each source its ``count``, ``outputs`` (the
            contents of Jupyter's messages, each with its ``msg_type``), and when it began and ended; without ``cells``
            when one failed or did something unusual, and then whether the kernel is about to end (``is_ending``).
    """
    sources = json.loads(Path(asked).read_bytes())
    cells: list[dict[str, Any]] = []
    done: dict[str, Any] = {"cells": cells}
    room = MOST_PRINTED
    try:
        for source in sources:
            cells.append(_executed(shell, source, room))
            room -= sum(map(length_of, cells[-1]["outputs"]))
    except Unusual:
        done = {"is_ending": shell.exit_now}
    write_new(Path(told), json.dumps(done))


def length_of(content: Mapping[str, Any]) -> int:
    """Return how many characters an output has, by the content of its message."""
    return len(content.get("text", "")) + sum(map(len, map(str, content.get("data", {}).values())))


def is_asked(cell: Any) -> bool:
    """Return whether a cell of a notebook is one that is executed."""
    return bool(cell.cell_type == "code" and cell.source.strip())


def put_out(notebook: Any, done: Sequence[Mapping[str, Any]]) -> None:
    """Put into a notebook what nbclient and papermill put there when they execute it.

    Args:
        notebook: A notebook as papermill gives it to its engines.
        done: What `run_cells` told of each cell that was asked for.
    """
    from nbformat.v4 import output_from_msg

    told, at = iter(done), done[0]["begun"] if done else _now()
    for cell in notebook.cells:
        if not is_asked(cell):
            cell.metadata["papermill"] |= _times(at, at)
            continue
        one = next(told)
        at = one["ended"]
        cell.execution_count = one["count"]
        cell.outputs = [
            output_from_msg({"header": {"msg_type": it["msg_type"]}, "content": it}) for it in one["outputs"]
        ]
        begun, ended = (one[moment].replace("+00:00", "Z") for moment in ("begun", "ended"))
        cell.metadata["execution"] = {
            "iopub.status.busy": begun,
            "iopub.execute_input": begun,
            "shell.execute_reply": ended,
            "iopub.status.idle": ended,
        }
        cell.metadata["papermill"] |= _times(one["begun"], one["ended"])


def _times(begun: str, ended: str) -> dict[str, Any]:
    """Return what papermill notes of a cell that was executed."""
    took = datetime.datetime.fromisoformat(ended) - datetime.datetime.fromisoformat(begun)
    seconds = took.total_seconds()
    return {"exception": False, "start_time": begun, "end_time": ended, "duration": seconds, "status": "completed"}


def _executed(shell: Any, source: str, room: int) -> dict[str, Any]:
    """Execute one cell, which may put out so many characters; return what it put out.

    Raises:
        Unusual: When nbclient had better execute it.
    """
    count, begun, kept = shell.execution_count, _now(), _Kept(room)
    comms = set(shell.kernel.comm_manager.comms)
    with kept.instead_of_sent(shell):
        result = shell.run_cell(source, store_history=True)
    has_failed = not result.success or getattr(shell, "_last_traceback_during_displayhook", False)
    if has_failed or kept.is_unusual or set(shell.kernel.comm_manager.comms) - comms or shell.exit_now:
        raise Unusual
    return {"count": count, "outputs": kept.in_order(), "begun": begun, "ended": _now()}


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat()


class _Kept:
    """What a cell puts out.

    Attributes:
        outputs: The contents of Jupyter's messages, each with its type; what is printed to a stream is one of them.
        is_unusual: Whether it put out something that is not kept.
    """

    def __init__(self, room: int) -> None:
        """Begin with nothing, and with room for so many characters."""
        self.outputs: list[dict[str, Any]] = []
        self.is_unusual = False
        self._room = room

    def _take(self, content: Mapping[str, Any]) -> None:
        """Have an output take its room.

        Raises:
            Unusual: When there is too little; a cell that prints for ever ends with it.
        """
        self._room -= length_of(content)
        if self._room < 0:
            self.is_unusual = True
            raise Unusual

    @contextmanager
    def instead_of_sent(self, shell: Any) -> Iterator[None]:
        """Keep what is put out meanwhile, of which nothing is sent."""
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream("stdout", self), _Stream("stderr", self)
        for publisher in (shell.display_pub, shell.displayhook):
            publisher.register_hook(self._keep)
        try:
            yield
        finally:
            for publisher in (shell.display_pub, shell.displayhook):
                publisher.unregister_hook(self._keep)
            sys.stdout, sys.stderr = before

    def _keep(self, message: Mapping[str, Any]) -> None:
        """Keep a message, as ipykernel asks its hooks to."""
        content, kind = message["content"], message["header"]["msg_type"]
        if kind not in {"display_data", "execute_result"} or content.get("transient"):
            self.is_unusual = True  # Something that changes what was shown before.
        self._take(content)
        self.outputs.append({"msg_type": kind, **content})

    def write(self, name: str, text: str) -> None:
        """Keep a text that is written to a stream."""
        if "\r" in text or "\b" in text:
            self.is_unusual = True  # It writes over what it wrote.
        self._take({"text": text})
        told = next((one for one in self.outputs if one.get("name") == name), None)
        if told is not None:
            told["text"] += text
        elif text:
            self.outputs.append({"msg_type": "stream", "name": name, "text": text})

    def in_order(self) -> list[dict[str, Any]]:
        """Return what was put out in nbclient's order: what is printed beside errors goes before them."""
        found = list(self.outputs)
        for at, (one, after) in enumerate(itertools.pairwise(self.outputs)):
            if (one.get("name"), after.get("name")) == ("stderr", "stdout"):
                found[at : at + 2] = after, one
        return found


class _Stream(TextIOBase):
    """Standard output or error of a cell."""

    encoding = "UTF-8"

    def __init__(self, name: str, kept: _Kept) -> None:
        """Keep what is written."""
        self._name, self._kept = name, kept

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep a text."""
        self._kept.write(self._name, text)
        return len(text)
