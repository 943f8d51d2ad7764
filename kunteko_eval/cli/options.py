"""Options that several commands share."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Optional

import typer

from kunteko_eval.errors import UnknownName
from kunteko_eval.files.disk import told

DataOption = Annotated[
    Optional[Path], typer.Option("--data", help="Folder of programme folders and workbooks. [the nearest data/]")
]
ParamsOption = Annotated[
    Optional[Path], typer.Option("--params", help="Folder of rubric.yaml and period files. [the nearest params/]")
]
LanguageOption = Annotated[Optional[str], typer.Option("--language", "-l", help="fi, sv or en.")]
Programmes = Annotated[Optional[list[str]], typer.Argument(help="Only these programmes. [all]")]
PeriodOption = Annotated[Optional[str], typer.Option("--period", help="Only this period.")]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Take a warning for a fault unless programme.yaml explains it.")
]
ReportsOption = Annotated[Path, typer.Option("--output", help="Folder of the reports.")]


def folder_of(given: Path | None, name: str) -> Path:
    """Return the folder that was given, or the nearest one of this name above the working directory."""
    from kunteko_eval.report.folders import folder

    return folder(str(given) if given else "", name)


FaultsOption = Annotated[Optional[str], typer.Option("--language", "-l", help="Of faults: fi, sv or en. [en]")]
SPOKEN: ContextVar[str] = ContextVar("SPOKEN", default="en")
"""The language that a command tells faults in: the one that it was given, never one that the environment guesses."""


def check_language(given: str | None) -> None:
    """Refuse a language that reports do not speak; faults are told in it from then on. None given is well.

    Raises:
        UnknownName: With the languages that there are.
    """
    from kunteko_eval.model.base import LANGUAGES

    if given is None:
        return
    if given not in LANGUAGES:
        raise UnknownName("language", given, list(LANGUAGES))
    SPOKEN.set(given)


def error_told(error: Exception) -> str:
    """Return an error in the language that was asked for; of other languages nothing is imported."""
    if isinstance(error, OSError):
        return told(error)
    if SPOKEN.get() == "en":
        return str(error)
    from kunteko_eval.report.fault_words import error_text

    return error_text(error, SPOKEN.get())
