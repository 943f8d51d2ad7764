"""A programme as the files of a folder that read back the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.plain_text import csv_text, yaml_text
from kunteko_eval.exchange.saving import save_tree
from kunteko_eval.exchange.workbook.plain_content import parts_of, tables_of
from kunteko_eval.files.validation import keys_of, shown
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.sheets import TABLES, Part

FILES: dict[Part, str] = {"sheet": "programme.yaml", "chain": "chain.yaml", "sources": "sources.yaml"}
_COMMENTS: dict[Part, str] = {
    "sheet": "What the programme is, when it ran, what it set out to do.",
    "chain": "The impact chain, and what was expected before rating.",
    "sources": "Where evidence comes from.",
}


def folder_files(programme: ProgrammeData) -> dict[str, bytes]:
    """Return the files of a programme folder, by name."""
    return files_from(parts_of(programme), tables_of(programme), _COMMENTS)


def files_from(
    parts: Mapping[Part, dict[str, Any]], tables: Mapping[str, list[dict[str, Any]]], comments: Mapping[Part, str]
) -> dict[str, bytes]:
    """Return the files of a folder by name, given what they say and what stands above each YAML file."""
    files = {name: yaml_text(parts[part], comments[part]) for part, name in FILES.items()}
    files |= {f"{name}.csv": csv_text(keys_of(TABLES[name][0]), _spelt(rows)) for name, rows in tables.items()}
    return {name: text.encode() for name, text in files.items()}


def _spelt(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with truth as the files write it."""
    return [
        {key: str(value).lower() if isinstance(value, bool) else value for key, value in row.items()} for row in rows
    ]


def import_workbook(path: Path, output: Path | None = None) -> Path:
    """Make a programme folder of a workbook, and return it.

    Args:
        path: The workbook, named by the programme's id.
        output: The folder to make, of the same name; one beside the workbook's folder when None.

    Raises:
        FaultyInput: When the workbook has faults or the folder exists; nothing is written then.
    """
    programme = read_programme(path)
    target = output or path.with_suffix("")
    if target.resolve().name != programme.id:
        found, expected = shown(target.resolve().name), f"a folder named {programme.id}, as the programme is"
        raise FaultyInput([Fault(file="--output", place="", found=found, expected=expected)])

    def check(made: Path) -> None:
        if read_programme(made) != programme:
            found, expected = "the folder would not say what the workbook says", "the same programme"
            raise FaultyInput([Fault(file=str(path), place="", found=found, expected=expected)])

    save_tree(target, folder_files(programme), check)
    return target
