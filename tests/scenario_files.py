"""Scenario files for tests: written, read for their faults, and held to what a message says of its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.scenario_reader import read_scenario


def write(folder: Path, **changes: Any) -> Path:
    """Write a scenario file of KunTeko with these changes and return its path."""
    content = {"schema": 1, "id": "tried", "title": "Tried", "programme": "kunteko", "reason": "A test.", **changes}
    path = folder / "tried.yaml"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def faults_of(path: Path, programme: ProgrammeData, rubric: Rubric) -> tuple[Fault, ...]:
    """Return the faults of a scenario file; each names the file."""
    with pytest.raises(FaultyInput) as caught:
        read_scenario(path, programme, rubric)
    assert {fault.file for fault in caught.value.faults} == {str(path)}
    return caught.value.faults


def key(fault: Fault) -> str:
    """Return the key that a fault stands at."""
    return fault.place.partition("key ")[2]


def names_its_line(fault: Fault, path: Path) -> bool:
    """Return whether the key that a fault stands at is within three lines up to the line that it names."""
    line = int(fault.place.partition(",")[0].removeprefix("line "))
    named = next(part for part in reversed(key(fault).split(".")) if not part.isdecimal())
    return any(named in text for text in path.read_text(encoding="utf-8").splitlines()[max(line - 3, 0) : line])
