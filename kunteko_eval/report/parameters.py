"""What a notebook is given: each parameter as the text it stands for, or a fault that names it."""

from __future__ import annotations

import os
import re
import reprlib
from collections.abc import Iterator, Mapping
from numbers import Integral, Real
from pathlib import Path
from typing import Any

from kunteko_eval.errors import Fault, FaultyInput, UnknownName
from kunteko_eval.files.snapshot import is_file, is_folder
from kunteko_eval.reading.programme_reader import find_programmes
from kunteko_eval.reading.workbook import SUFFIX
from kunteko_eval.report.injected_parameters import injected_faults

Name = str | int
"""What a programme or a period is named by; papermill makes a number of the year 2019."""

Place = str | os.PathLike[str]
"""Where a folder or a file is; an empty text for the product's own choice."""

EXPECTED = {
    "programme": ("the id of a programme, which is the name of its folder or workbook", 'programme = "kunteko"'),
    "period": ("the id of a report period, or a year", 'period = "2018-2020"'),
    "language": ("fi, sv or en", 'language = "fi"'),
    "data": ("the path of a folder of programmes", 'data = "", which is the nearest data/'),
    "params": ("the path of a folder that holds rubric.yaml", 'params = "", which is the nearest params/'),
    "scenario": ("the path of a scenario file", 'scenario = "", which is none'),
}
PLACES = frozenset({"data", "params", "scenario"})
NEVER_EMPTY = ("programme", "period", "language")

LARGEST = 10**15
"""A number from here on is no name: a float does not hold each of them."""


def texts(given: Mapping[str, object]) -> dict[str, str]:
    """Return parameters as texts; a whole number is the name that it is written as.

    Args:
        given: The parameters by their names, as the notebook gave them.

    Raises:
        FaultyInput: With every parameter that is no name or path, that names no place, or that the notebook
            was given and does not have.
    """
    found = {name: text_of(name, value) for name, value in given.items()}
    faults = list(injected_faults(EXPECTED))
    faults += [_fault(name, _shown(given[name])) for name, text in found.items() if text is None]
    known = {name: text for name, text in found.items() if text is not None}
    faults += _misplaced(known)
    if faults:
        raise FaultyInput(faults)
    return known


def programme_in(data: Path, name: str) -> Path:
    """Return the folder or workbook of a programme in the data folder, without its ending.

    Raises:
        UnknownName: When there is none.
    """
    if not _is_programme(data, name):
        known = find_programmes(data)
        if name not in known:
            raise UnknownName("programme", name, known)
    return data / name


def _is_programme(data: Path, name: str) -> bool:
    bare = name.removesuffix(SUFFIX)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", bare):
        return False
    return is_folder(data / bare) or is_file(data / f"{bare}{SUFFIX}")


def text_of(name: str, value: object) -> str | None:
    """Return the text that a parameter's value stands for, or None when it stands for none.

    >>> text_of("period", 2019), text_of("period", True)
    ('2019', None)
    """
    if isinstance(value, str):
        text = str.__str__(value)
        return None if not text.strip() and name in NEVER_EMPTY else text
    if name in PLACES and isinstance(value, os.PathLike):
        path = os.fspath(value)
        return path if isinstance(path, str) else None
    if isinstance(value, bool) or not isinstance(value, (Integral, Real)):
        return None
    number: Any = value  # The abstract numbers of Python promise less than every number has.
    whole = abs(number) < LARGEST and int(number) == number  # Infinity is not less, and nothing equals NaN.
    return str(int(number)) if whole else None


def _misplaced(known: Mapping[str, str]) -> Iterator[Fault]:
    """Yield a fault for each place that was given and is not there."""
    data, params, scenario = (known.get(name, "") for name in ("data", "params", "scenario"))
    if data and not _holds_programme(data, known.get("programme", "")):
        # A snapshot of one report holds its programme, and not the folder that all programmes stand in.
        if not _is_there(data, folder=True):
            yield _fault("data", f"{reprlib.repr(data)} is no folder")
        elif not _programmes(Path(data)):
            yield _fault("data", f"{reprlib.repr(data)} holds no programme folder or workbook")
    if params and not _is_there(params, "rubric.yaml"):
        yield _fault("params", f"{reprlib.repr(params)} holds no rubric.yaml")
    if scenario and not _is_there(scenario):
        yield _fault("scenario", f"{reprlib.repr(scenario)} is no file")


def _holds_programme(data: str, name: str) -> bool:
    try:
        return _is_programme(Path(data), name)
    except (OSError, ValueError):  # As in `_is_there`.
        return False


def _programmes(data: Path) -> list[str]:
    try:
        return find_programmes(data)
    except UnknownName:
        return []


def _is_there(*parts: str, folder: bool = False) -> bool:
    try:
        path = Path(*parts)
        return is_folder(path) if folder else is_file(path)
    except (OSError, ValueError):  # A name too long for any file, or one that no file can have.
        return False


def _fault(name: str, found: str) -> Fault:
    expected, example = EXPECTED[name]
    return Fault(file=f"parameter {name}", place="", found=found, expected=expected, advice=f"Write {example}.")


def _shown(value: object) -> str:
    """Return a value with its type, short; also one that cannot say what it is."""
    try:
        told = reprlib.repr(value)
    except Exception:
        told = "a value that cannot be shown"
    return f"{told} ({type(value).__name__})"
