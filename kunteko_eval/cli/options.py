"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

DataOption = Annotated[
    Optional[Path], typer.Option("--data", help="Folder of programme folders and workbooks. [the nearest data/]")
]
ParamsOption = Annotated[
    Optional[Path], typer.Option("--params", help="Folder of rubric.yaml and period files. [the nearest params/]")
]
LanguageOption = Annotated[Optional[str], typer.Option("--language", "-l", help="fi, sv or en.")]


def folder_of(given: Path | None, name: str) -> Path:
    """Return the folder that was given, or the nearest one of this name above the working directory."""
    from kunteko_eval.present.view import folder

    return folder(str(given) if given else "", name)
