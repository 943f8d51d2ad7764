"""SPSS data files: values as the words that label them, with each variable's question, codes and missing values.

The format's own: a variable has a name, a label (the question), labels of its values, up to three values or a range
that count as missing, and may belong to a multiple response set. They are read by ``pyreadstat`` (its README, "Metadata
object description": ``variable_value_labels``, ``missing_ranges``, ``mr_sets`` with ``type`` C or D and
``counted_value``); format names by which dates are known are SPSS's own (IBM SPSS Statistics Command Syntax Reference,
"Date and Time Formats").
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
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
        FaultyInput: When it is missing, too large or no such file.
    """
    import pyreadstat

    try:
        size = path.stat().st_size
    except OSError as error:
        raise refusal(path, "", f"cannot be read ({error.strerror or error})", "a survey tool's export") from None
    if size > LARGEST_FILE:
        advice = "Save it from SPSS as CSV with value labels."
        raise refusal(path, "", f"{size:,} bytes", f"at most {LARGEST_FILE:,} bytes", advice)
    try:
        values, about = pyreadstat.read_sav(
            str(path), user_missing=True, output_format="dict", disable_datetime_conversion=True
        )
    except Exception as error:
        advice = "Save it anew in SPSS or PSPP, or as CSV."
        raise refusal(path, "", f"cannot be read ({str(error).strip()})", "an SPSS data file", advice) from None
    names = tuple(values)
    declared = {name: _declared(name, about) for name in names}
    columns = tuple(
        [_text(one, _labels(name, about), str(about.original_variable_types.get(name, ""))) for one in values[name]]
        for name in names
    )
    return SpssFile(names=names, columns=columns, declared=declared, sets=_sets(about, set(names)))


def _labels(name: str, about: Any) -> dict[Any, str]:
    """Return the label of each value of a variable; none where two values share one, or one is empty."""
    labels = {value: str(label).strip() for value, label in (about.variable_value_labels.get(name) or {}).items()}
    twice = Counter(labels.values())
    return {} if "" in twice or any(number > 1 for number in twice.values()) else labels


def _declared(name: str, about: Any) -> DeclaredColumn:
    labels = _labels(name, about)
    ranges = about.missing_ranges.get(name) or ()
    missing = [value for value in labels if _is_missing(value, ranges)]
    bare = [_number(one["lo"]) for one in ranges if one["lo"] == one["hi"] and one["lo"] not in labels]
    answers = {
        labels[value]: int(value)
        for value in sorted((one for one in labels if isinstance(one, (int, float))), key=float)
        if value not in missing and float(value).is_integer()
    }
    format_name = str(str(about.original_variable_types.get(name, "")))
    kind = "date" if _is_date(format_name) else "text" if format_name.startswith("A") and not labels else ""
    return DeclaredColumn(
        text=(about.column_names_to_labels.get(name) or "").strip(),
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


def _sets(about: Any, names: set[str]) -> tuple[DeclaredSet, ...]:
    """Return the multiple response sets whose variables each are an option, chosen or not."""
    found = []
    for name, one in (about.mr_sets or {}).items():
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
