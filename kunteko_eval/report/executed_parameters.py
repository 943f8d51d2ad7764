"""What an executed notebook was executed with: the values of our parameters, as its cells say."""

from __future__ import annotations

import ast
from typing import Any

from kunteko_eval.report.injected_parameters import assigned
from kunteko_eval.report.parameters import EXPECTED, text_of

OPENERS = {
    "open_period": tuple(EXPECTED),
    "open_view": tuple(EXPECTED),
    "open_portfolio": ("language", "data", "params"),
    "open": tuple(EXPECTED)[:-1],
}
"""The calls that open what a notebook shows, with their parameters in order; the last is that of `Workbench`."""


def executed_with(notebook: Any) -> dict[str, str]:
    """Return the parameters that a notebook opened its programme with, as texts, as far as its cells tell.

    Values that stand in the call itself come first, then what the cells before it assigned last: papermill's cell
    after the notebook's own. What cells compute is taken from what papermill says it gave.
    """
    known: dict[str, Any] = dict(notebook.metadata.get("papermill", {}).get("parameters", {}))
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        known |= {name: value for name, value in assigned(cell.source).items() if value is not None}
        call = _opening(cell.source)
        if call is not None:
            known |= _arguments(call, known)
            break
    return {name: text for name in EXPECTED if name in known and (text := text_of(name, known[name])) is not None}


def _opening(source: str) -> ast.Call | None:
    """Return the call in a cell that opens what the notebook shows."""
    try:
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return next((call for call in calls if _name(call) in OPENERS), None)


def _name(call: ast.Call) -> str:
    """Return the name of a called function; of a method that opens, only the workbench's counts."""
    function = call.func
    if isinstance(function, ast.Attribute):
        of_workbench = isinstance(function.value, ast.Name) and function.value.id == "Workbench"
        return function.attr if function.attr != "open" or of_workbench else ""
    return function.id if isinstance(function, ast.Name) and function.id != "open" else ""


def _arguments(call: ast.Call, known: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a call whose values are written out, or assigned before it."""
    given = dict(zip(OPENERS[_name(call)], call.args, strict=False))
    given |= {one.arg: one.value for one in call.keywords if one.arg}
    found = {}
    for name, value in given.items():
        if isinstance(value, ast.Constant):
            found[name] = value.value
        elif isinstance(value, ast.Name) and value.id in known:
            found[name] = known[value.id]
    return found
