"""SPSS data files: values as the words that label them, with each variable's question, codes and missing values.

The format's own: a variable has a name, a label (the question), labels of its values, up to three values or a range
that count as missing, and may belong to a multiple response set. They are read by ``pyreadstat`` (its README, "Metadata
object description": ``variable_value_labels``, ``missing_ranges``, ``mr_sets`` with ``type`` C or D and
``counted_value``); format names by which dates are known are SPSS's own (IBM SPSS Statistics Command Syntax Reference,
"Date and Time Formats").
"""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.survey.tools.declared import DeclaredColumn, DeclaredSet
from kunteko_eval.files.documents import LARGEST_FILE

SUFFIXES = frozenset({".sav", ".zsav"})

_DAYS = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR")
_MOMENTS = ("DATETIME", "YMDHMS")
_EPOCH = datetime.datetime(1582, 10, 14)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpssFile:
    """A data file, every value as text.

    Attributes:
        names: The variables.
        columns: The values of each; system-missing ones are empty.
        declared: What the file says of each variable.
        sets: Its multiple response sets of dichotomies.
    """

    names: tuple[str, ...]
    columns: tuple[list[str], ...]
    declared: Mapping[str, DeclaredColumn]
    sets: tuple[DeclaredSet, ...]


def read_spss(path: Path) -> SpssFile:
    """Read a ``.sav`` or ``.zsav`` file.

    A value that has a label stands as its label, any other as its number. Where two values of one variable have the
    same label, those of that variable stand as numbers, so that they stay apart.

    Raises:
        FaultyInput: When it is missing, too large, spoilt or no such file.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise refusal(path, "", f"cannot be read ({error.strerror or error})", "a survey tool's export") from None
    if size > LARGEST_FILE:
        advice = "Save it from SPSS as CSV with value labels."
        raise refusal(path, "", f"{size:,} bytes", f"at most {LARGEST_FILE:,} bytes", advice)
    about = _read(path)
    values = about.values
    names = tuple(values)
    declared = {name: _declared(name, about) for name in names}
    columns = tuple([_text(one, _labels(name, about), about.type_of(name)) for one in values[name]] for name in names)
    return SpssFile(names=names, columns=columns, declared=declared, sets=_sets(about, set(names)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SpssContent:
    """What the library read of a file.

    Attributes:
        values: The values of each variable.
        labels: The labels of its values.
        texts: The label of each variable.
        types: Its format.
        missing: The ranges of values that count as missing.
        sets: The multiple response sets.
    """

    values: Mapping[str, Sequence[Any]]
    labels: Mapping[str, Mapping[Any, str]]
    texts: Mapping[str, str | None]
    types: Mapping[str, str]
    missing: Mapping[str, Sequence[Mapping[str, Any]]]
    sets: Mapping[str, Mapping[str, Any]]

    def type_of(self, name: str) -> str:
        """Return the format of a variable."""
        return str(self.types.get(name) or "")


def _read(path: Path) -> SpssContent:
    """Read a file in a process of its own.

    Raises:
        FaultyInput: When it cannot be read.
    """
    child = Path(__file__).with_name("spss_child.py")
    done = subprocess.run([sys.executable, str(child), str(path)], capture_output=True, check=False)  # noqa: S603
    made: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 and done.stdout else {}
    if "read" not in made:
        why = " ".join(str(made.get("error") or "it is spoilt").split())
        advice = "Save it anew in SPSS or PSPP, or as CSV."
        raise refusal(path, "", f"cannot be read ({why})", "an SPSS data file", advice)
    read = made["read"]
    return SpssContent(
        values=read["values"],
        labels={name: {value: str(label) for value, label in pairs} for name, pairs in read["labels"].items()},
        texts=read["texts"],
        types=read["types"],
        missing=read["missing"],
        sets=read["sets"] or {},
    )


def _labels(name: str, about: SpssContent) -> dict[Any, str]:
    """Return the label of each value of a variable; none where two values share one, or one is empty."""
    labels = {value: str(label).strip() for value, label in about.labels.get(name, {}).items()}
    twice = Counter(labels.values())
    return {} if "" in twice or any(number > 1 for number in twice.values()) else labels


def _declared(name: str, about: SpssContent) -> DeclaredColumn:
    labels = _labels(name, about)
    ranges = about.missing.get(name) or ()
    missing = [value for value in labels if _is_missing(value, ranges)]
    bare = [_number(one["lo"]) for one in ranges if one["lo"] == one["hi"] and one["lo"] not in labels]
    answers = {
        labels[value]: int(value)
        for value in sorted((one for one in labels if isinstance(one, (int, float))), key=float)
        if value not in missing and float(value).is_integer()
    }
    format_name = str(about.type_of(name))
    kind = "date" if _is_date(format_name) else "text" if format_name.startswith("A") and not labels else ""
    return DeclaredColumn(
        text=(about.texts.get(name) or "").strip(),
        answers=answers if len(answers) == len(labels) - len(missing) else {},
        missing=(*(labels[value] for value in missing), *bare),
        kind=kind,
    )


def _is_missing(value: Any, ranges: Any) -> bool:
    try:
        return any(one["lo"] <= value <= one["hi"] for one in ranges)
    except TypeError:
        return False


def _is_date(format_name: str) -> bool:
    letters = format_name.rstrip("0123456789.")
    return letters in _DAYS or letters in _MOMENTS


def _text(value: Any, labels: Mapping[Any, str], format_name: str) -> str:
    """Return a value as it stands in the table."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if value in labels:
        return labels[value]
    if isinstance(value, (int, float)) and _is_date(format_name):
        try:
            moment = _EPOCH + datetime.timedelta(seconds=float(value))
        except OverflowError:
            return str(value)
        return moment.date().isoformat() if format_name.rstrip("0123456789.") in _DAYS else moment.isoformat(" ")
    return str(value).strip() if isinstance(value, str) else _number(value)


def _number(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _sets(about: SpssContent, names: set[str]) -> tuple[DeclaredSet, ...]:
    """Return the multiple response sets whose variables each are an option, chosen or not."""
    found = []
    for name, one in about.sets.items():
        columns = tuple(column for column in one.get("variable_list", ()) if column in names)
        if one.get("is_dichotomy") and len(columns) > 1:
            counted = one.get("counted_value")
            labels = _labels(columns[0], about)
            chosen = labels.get(_as_number(counted), str(counted))
            found.append(DeclaredSet(text=one.get("label") or name, columns=columns, chosen=chosen))
    return tuple(found)


def _as_number(value: Any) -> Any:
    try:
        return float(value)
    except (TypeError, ValueError):
        return value
