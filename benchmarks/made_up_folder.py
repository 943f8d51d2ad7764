"""A made-up programme as the folder that a reader opens: the files that a real one has, labelled synthetic."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from kunteko_eval.files.yaml_tree import dump_yaml
from kunteko_eval.model.base import Text
from kunteko_eval.model.programme import ProgrammeData

DOING = ("Shared", "Regional", "Lasting", "New", "Better", "Joint", "Local", "Renewed")
WHAT = ("understanding", "practices", "services", "cooperation", "competence", "development work", "leadership")
WHOSE = (
    "of municipalities",
    "between the parties",
    "in social services",
    "of supervisors",
    "at workplaces",
    "of networks",
)


def labelled(programme: ProgrammeData) -> ProgrammeData:
    """Return a made-up programme whose boxes have names as long as real ones, so that its pages can be judged."""
    chance = random.Random(1)  # noqa: S311 – not for secrets
    elements = []
    for number, one in enumerate(programme.chain.elements, 1):
        words = f"{chance.choice(DOING)} {chance.choice(WHAT)} {chance.choice(WHOSE)}, {number}"
        elements.append(replace(one, label=Text(fi=words, sv=words, en=words)))
    return replace(programme, chain=replace(programme.chain, elements=tuple(elements)))


def write_folder(programme: ProgrammeData, folder: Path) -> Path:
    """Write a programme as a folder of its files, and return the folder; its name must be the programme's id.

    Only what `made_up` makes is written: chain, sources, indicators, observations, findings and codings.
    """
    folder.mkdir(parents=True)
    for name, content in (
        ("programme", programme.sheet),
        ("chain", programme.chain),
        ("sources", programme.sources),
    ):
        (folder / f"{name}.yaml").write_text(dump_yaml(plain(content)), encoding="utf-8")
    for name in ("indicators", "observations", "findings", "codings"):
        _write_rows(folder / f"{name}.csv", getattr(programme, name))
    return folder


def plain(content: object) -> dict[str, Any]:
    """Return a frozen class as a file writes it, without what nobody gave."""
    adapter: TypeAdapter[Any] = TypeAdapter(type(content))
    written: dict[str, Any] = adapter.dump_python(content, mode="json", by_alias=True, exclude_defaults=True)
    return written


def _write_rows(path: Path, rows: Sequence[object]) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(type(rows[0]))
    written = [adapter.dump_python(row, mode="json", by_alias=True, exclude_none=True) for row in rows]
    columns = list(dict.fromkeys(column for row in written for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, lineterminator="\n")
        table.writeheader()
        table.writerows(written)
