"""The English phrases of faults, as they stand in the code: texts and f-strings, their values as {0}, {1} and so on.

What is only a name, a pattern, a docstring or the meaning of a field is left out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "kunteko_eval"
READING = (
    "files",
    "model",
    "reading",
    "errors.py",
    "lookalikes.py",
    "batch/plan.py",
    "batch/periods.py",
    "method/judging.py",
)
"""Where the faults of reading a programme come from."""

NO_FAULTS = {"disk.py", "field_meanings.py", "locks.py", "sheets.py", "targets.py"}
"""Modules without a phrase of a fault: meanings of fields, texts of a programme, what the disk refuses."""

_NO_PHRASES = {
    "compile",
    "fullmatch",
    "search",
    "sub",
    "findall",
    "match",
    "split",
    "join",
    "Text",
    "cast",
    "partition",
    "strip",
}
_LETTERS = re.compile("[a-z]{2}")


def phrases_of(path: Path) -> Iterator[str]:
    """Yield the phrases of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out = set(_left_out(tree))
    for node in ast.walk(tree):
        if node in left_out:
            continue
        found = _template(node)
        if found and " " in found.strip() and _LETTERS.search(re.sub(r"\{\d+\}", "", found)):
            yield found


def modules() -> list[Path]:
    """Return the modules that faults of reading a programme come from."""
    found = [PACKAGE / one for one in READING]
    return [file for one in found for file in (sorted(one.rglob("*.py")) if one.is_dir() else [one])]


def _left_out(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes whose texts are no phrases of their own."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            yield from (one.value for one in node.body if isinstance(one, ast.Expr))
        elif isinstance(node, (ast.AnnAssign, ast.arg)) and node.annotation is not None:
            yield from ast.walk(node.annotation)
        elif isinstance(node, ast.Subscript):
            yield from ast.walk(node.slice)
        elif isinstance(node, ast.JoinedStr):
            yield from node.values
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            yield from (
                one for one in (node.left, node.right) if isinstance(one, (ast.Constant, ast.JoinedStr, ast.BinOp))
            )
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in _NO_PHRASES:
                yield from node.args
                if name == "Text":
                    yield from (one.value for one in node.keywords)


def _template(node: ast.AST) -> str:
    """Return the text of a node with its values numbered; empty when it is none."""
    parts = list(_parts(node)) if isinstance(node, (ast.Constant, ast.JoinedStr, ast.BinOp)) else []
    if not any(parts):
        return ""
    numbers = iter(range(len(parts)))
    return "".join(f"{{{next(numbers)}}}" if one is None else one for one in parts)


def _parts(node: ast.AST) -> Iterator[str | None]:
    """Yield the pieces of a text, None for a value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for one in node.values:
            yield from _parts(one) if isinstance(one, ast.Constant) else (None,)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _parts(node.left)
        yield from _parts(node.right)
    else:
        yield None
