"""The folders of programmes and of parameters, where none is given."""

from __future__ import annotations

from pathlib import Path

from kunteko_eval.errors import KuntekoError


class NoFolder(KuntekoError, FileNotFoundError):
    """The data or params folder was not given and was not found above the working folder."""


def folder(given: str, name: str) -> Path:
    """Return the folder that was given, or the nearest one of this name at or above the working folder."""
    if given:
        return Path(given)
    here = Path.cwd()
    for parent in (here, *here.parents):
        found = parent / name
        if found.is_dir() and (name != "params" or (found / "rubric.yaml").exists()):
            return found
    raise NoFolder(f"no folder {name!r} at or above {here}; give it with the parameter {name} or --{name}")
