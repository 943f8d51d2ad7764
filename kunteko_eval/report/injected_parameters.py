"""What papermill put into a running notebook, held against what the notebook declares.

papermill writes what it is given into a cell after the one tagged ``parameters``, and only warns when the notebook
has no such parameter: the report of the default period follows, as if nothing had been asked. The kernel's own
record of executed cells shows both cells, so the first call of ours in a notebook can tell.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from kunteko_eval.errors import Fault
from kunteko_eval.files.validation import suggestion

MARK = "# Parameters"
"""The first line of the cell that papermill writes."""

ITS_OWN = "PAPERMILL_"
"""How the names begin that papermill gives when it is asked to tell its paths."""

OF_THE_PAGE = frozenset({"interactive", "audience"})
"""Keys of a period file that are no parameters of notebooks: the page of the executed notebook is made by them."""

TAG = "Tag the cell that declares the parameters with: parameters."


def injected_faults(ours: Collection[str]) -> Iterator[Fault]:
    """Yield a fault for each parameter that papermill gave the notebook at work and that does nothing in it.

    Nothing is told where people type: JupyterLab and Visual Studio Code name the cell that they execute, and papermill
    does not. nbval keeps no record of cells.

    Args:
        ours: The names of our own parameters, by which the cell that declares some is known.
    """
    cells = _executed_cells()
    at = next((index for index, cell in enumerate(cells) if _is_injected(cell)), None)
    if at is None:
        return
    given, after = assigned(cells[at]), cells[at + 1 :]
    if at > 0:
        declared = assigned(cells[at - 1])
        if declared.keys() & set(ours) or _only_assigns(cells[at - 1]):
            yield from undeclared(given, declared, read_names(after))
    elif after and _only_assigns(after[0]):
        for name in [name for name in given if name in assigned(after[0])]:
            found = "the notebook's own value came after the given one"
            yield Fault(file=f"parameter {name}", place="", found=found, expected="the given one to hold", advice=TAG)


def undeclared(given: Iterable[str], declared: Collection[str], used: Collection[str] = ()) -> Iterator[Fault]:
    """Yield a fault for each given parameter that is not declared.

    Args:
        given: Names that papermill was given.
        declared: The names of the cell tagged ``parameters``.
        used: Names that the notebook reads all the same.
    """
    for name in given:
        if name in declared or name in used or name in OF_THE_PAGE or name.startswith(ITS_OWN):
            continue
        found, expected = "the notebook has no such parameter", "one of " + ", ".join(declared)
        advice = suggestion(name, declared) or "Give it by one of these names, or leave it out."
        if not declared:
            expected, advice = "a cell that declares it", TAG
        yield Fault(file=f"parameter {name}", place="", found=found, expected=expected, advice=advice)


def assigned(source: str) -> dict[str, Any]:
    """Return the names that a cell's own statements assign, with their values where they are written out.

    >>> assigned('period = "2019"; whole: bool = sum([])')
    {'period': '2019', 'whole': None}
    """
    found: dict[str, Any] = {}
    for statement in _statements(source):
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        for target in targets:
            names = [one.id for one in ast.walk(target) if isinstance(one, ast.Name)]
            value = getattr(statement, "value", None) if isinstance(target, ast.Name) else None
            found |= dict.fromkeys(names, _literal(value))
    return found


def read_names(cells: Iterable[str]) -> set[str]:
    """Return the names that cells read, as far as they are Python."""
    return {
        node.id
        for cell in cells
        for statement in _statements(cell)
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def _executed_cells() -> list[str]:
    """Return the cells that the kernel has executed, in order; none where a person executes them, or outside one."""
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython else None
    parent = shell.get_parent() if hasattr(shell, "get_parent") else None
    if not isinstance(parent, dict) or "cellId" in parent.get("metadata", {}):
        return []
    return [cell for cell in shell.user_ns.get("In", ())[1:] if isinstance(cell, str)]


def _is_injected(source: str) -> bool:
    """Return whether a cell is as papermill writes it: its remark, then nothing but parameters, texts in double quotes.

    A parameter takes more than one line where papermill finds the formatter black.
    """
    lines = source.rstrip("\n").split("\n")
    at = 1
    for statement in _statements(source):
        text = lines[statement.lineno - 1]
        ends = lines[(statement.end_lineno or 0) - 1]
        whole = statement.lineno == at + 1 and statement.end_col_offset == len(ends.encode())
        if not (whole and isinstance(statement, ast.Assign) and re.match(r"\w+ = (?!')", text)):
            return False
        at = statement.end_lineno or at
    return lines[0] == MARK and 1 < at == len(lines)


def _only_assigns(source: str) -> bool:
    statements = _statements(source)
    return bool(statements) and all(isinstance(one, (ast.Assign, ast.AnnAssign)) for one in statements)


def _statements(source: str) -> list[ast.stmt]:
    """Return a cell's statements; none when it is not Python alone."""
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _literal(value: ast.expr | None) -> Any:
    try:
        return None if value is None else ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None
