"""nbformat, imported without the parser of addresses that its schema does not ask for.

Building that parser (``rfc3987_syntax``, which jsonschema uses where it is installed) takes longer than all else that a
report imports. Import nbformat from here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kunteko_eval.files.json_text import indented


@contextmanager
def _absent(module: str) -> Iterator[None]:
    """Have imports find a module missing."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # The import system's own way to say so.
    try:
        yield
    finally:
        del sys.modules[module]


with _absent("rfc3987_syntax"):
    import nbformat

__all__ = ["nbformat", "written"]


def written(notebook: Any) -> str:
    """Return what ``nbformat.writes`` returns of a notebook whose outputs nbclient has checked one by one.

    nbformat copies the whole notebook and checks it once more.
    """
    from nbformat.v4.rwbase import split_lines, strip_transient

    node = nbformat.NotebookNode
    cells = [_shallow(cell) for cell in notebook["cells"]]
    copied = node({**notebook, "cells": cells, "metadata": node(notebook["metadata"])})
    return indented(strip_transient(split_lines(copied)), sort_keys=True, allow_nan=True)


def _shallow(cell: Any) -> Any:
    """Return a cell of which nbformat may split the texts into lines without changing the one given."""
    node = nbformat.NotebookNode
    copied = node({**cell, "metadata": node(cell["metadata"])})
    if "attachments" in cell:
        copied["attachments"] = node({name: node(bundle) for name, bundle in cell["attachments"].items()})
    if "outputs" in cell:
        outputs = [node(one) for one in cell["outputs"]]
        for one in outputs:
            if "data" in one:
                one["data"] = node(one["data"])
        copied["outputs"] = outputs
    return copied
