"""The form in which notebooks are kept: what was reviewed, and nothing that an editor or a kernel left behind.

    python -m kunteko_eval.project.notebook_form < notebook > notebook

JupyterLab, Visual Studio Code, papermill and nbconvert each write a notebook a little differently, and all of them keep
what changes with every run: outputs, times, the version of Python, the state of widgets. In the form that is kept, two
notebooks differ only where a person changed something: outputs stand in checked cells alone, the cells that were
executed count from one in their order, and keys and lines are laid out as nbformat does. Git applies it to whatever it
compares or commits once ``kunteko-eval notebooks --git-filters`` was run.

It is imported for each notebook that Git looks at, so it needs nothing but the standard library.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

CHECKED = "nbval-check-output"
"""The tag of cells whose outputs nbval compares."""

KEPT = frozenset({CHECKED, "keep_output"})
"""The tags of cells that keep their outputs."""

LEFT_IN_CELLS = frozenset({"execution", "ExecuteTime", "papermill", "collapsed", "scrolled", "trusted", "vscode"})
LEFT_IN_NOTEBOOK = frozenset({"widgets", "papermill", "vscode", "signature", "orig_nbformat"})
WITHOUT_MEANING = {"editable": True, "slideshow": {"slide_type": ""}, "tags": list[str]()}
"""What JupyterLab and papermill write into cells whether anybody asked for it or not."""

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
"""The kernel of this name is called otherwise on each machine."""


def reviewed_form(text: str) -> str:
    """Return a notebook's file in the form in which it is kept; what is no notebook stays as it is.

    Doing it twice changes nothing more:

    >>> reviewed_form(reviewed_form('{"nbformat": 4, "cells": []}')) == reviewed_form('{"nbformat": 4, "cells": []}')
    True
    >>> reviewed_form("<<<<<<< ours")
    '<<<<<<< ours'
    """
    try:
        notebook = json.loads(text)
        if notebook["nbformat"] != 4:
            return text
        tidy(notebook)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return text  # Git must be able to show, and a person to mend, a file in which two changes met.
    return as_text(notebook)


def as_text(notebook: Any) -> str:
    """Return the text of a notebook's file, laid out as nbformat does."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": ")) + "\n"


def tidy(notebook: Any) -> None:
    """Bring a notebook, as its file holds it, into the form in which it is kept."""
    number = 0
    for cell in notebook["cells"]:
        cell["metadata"] = {key: value for key, value in cell["metadata"].items() if _has_meaning(key, value)}
        cell["source"] = _lines(cell["source"])
        if cell["cell_type"] != "code":
            continue
        number += bool(cell["source"])
        count = number if cell.get("execution_count") is not None else None
        cell["execution_count"] = count
        kept = KEPT.intersection(cell["metadata"].get("tags", ()))
        cell["outputs"] = [_tidy_output(one, count) for one in _joined(cell["outputs"])] if kept else []
    metadata = notebook.setdefault("metadata", {})
    for key in LEFT_IN_NOTEBOOK.intersection(metadata):
        del metadata[key]
    metadata["language_info"] = {"name": metadata.get("language_info", {}).get("name", KERNEL["language"])}
    if metadata.get("kernelspec", KERNEL)["name"] == KERNEL["name"]:
        metadata["kernelspec"] = dict(KERNEL)


def unreviewed(notebook: Any) -> Iterator[tuple[str, str]]:
    """Yield what keeps nbval from checking a notebook, as its file holds it: the place and what is amiss there.

    nbval passes over a cell without a count, and finds nothing to compare in one without outputs: both would be a test
    that passes whatever the product says.
    """
    number, checked = 0, 0
    for place, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] != "code" or not _lines(cell["source"]):
            continue
        number += 1
        where = f"cell {place} ({cell.get('id', '')})"
        if cell.get("execution_count") != number:
            yield where, f"the execution count is {cell.get('execution_count')}, and it is code cell {number}"
        is_checked = CHECKED in cell["metadata"].get("tags", ())
        checked += is_checked
        if is_checked and not cell["outputs"]:
            yield where, f"it is tagged {CHECKED} and has no output"
    if not checked:
        yield "the whole notebook", f"no cell is tagged {CHECKED}"


def _has_meaning(key: str, value: Any) -> bool:
    return key not in LEFT_IN_CELLS and not (key in WITHOUT_MEANING and value == WITHOUT_MEANING[key])


def _lines(text: Any) -> list[str]:
    return ("".join(text) if isinstance(text, list) else str(text)).splitlines(keepends=True)


def _joined(outputs: list[Any]) -> list[Any]:
    """Return outputs with what was printed in one go in one piece, however many pieces it came in."""
    found: list[Any] = []
    for one in outputs:
        last = found[-1] if found else {}
        if one["output_type"] == "stream" == last.get("output_type") and one["name"] == last["name"]:
            last["text"] = [*_lines(last["text"]), *_lines(one["text"])]
        else:
            found.append(one)
    return found


def _tidy_output(output: Any, count: int | None) -> Any:
    if "execution_count" in output:
        output["execution_count"] = count
    if "text" in output:
        output["text"] = _lines(_lines(output["text"]))
    if "data" in output:
        data = output["data"]
        output["data"] = {kind: data[kind] if kind.endswith("json") else _lines(data[kind]) for kind in data}
    return output


def main() -> None:
    """Bring the notebook on standard input into its form, on standard output, byte for byte where it is none."""
    given = sys.stdin.buffer.read()
    try:
        made = reviewed_form(given.decode("utf-8")).encode("utf-8")
    except UnicodeError:
        made = given
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
