"""A notebook's parameters: what each may be, and that a fault names the parameter."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunteko_eval.errors import FaultyInput, KuntekoError, UnknownName
from kunteko_eval.report.parameters import EXPECTED, texts
from kunteko_eval.report.portfolio import open_portfolio
from kunteko_eval.report.view import View, open_view
from kunteko_eval.workbench.face import Workbench

ROOT = Path(__file__).parents[1]
GOOD: dict[str, Any] = {
    "programme": "soteliiderit",
    "period": "2019",
    "language": "fi",
    "data": str(ROOT / "data"),
    "params": str(ROOT / "params"),
    "scenario": "",
}
NOTHING: list[Any] = [
    True,
    False,
    float("inf"),
    float("-inf"),
    float("nan"),
    None,
    datetime.date(2019, 1, 1),
    {},
    {"a": 1},
    [],
]
NOTHING += [[2019], 0.5, 1e300, 10**5000, b"2019", (), {2019}, object(), np.datetime64("2019"), ...]


def _open(**changed: Any) -> View:
    return open_view(**{**GOOD, **changed})


@pytest.mark.parametrize("year", [2019, 2019.0, np.int64(2019), np.float64(2019), np.str_("2019")], ids=repr)
def test_a_year_as_a_number_is_that_period(year: Any) -> None:
    """`papermill -p period 2019` makes a number of the year; it opens the same period as the text does."""
    assert _open(period=year).assessment.period.id == "2019"


def test_a_year_as_a_number_opens_the_workbench_too() -> None:
    """The workbench's period may be a number."""
    opened = Workbench.open("soteliiderit", 2019, "en", GOOD["data"], GOOD["params"])
    assert opened.desk.state.period == "2019"


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("value", NOTHING, ids=lambda value: type(value).__name__)
def test_what_is_no_name_and_no_path_is_a_fault_that_names_the_parameter(name: str, value: Any) -> None:
    """The fault says which parameter, what was given, what is expected and how to write it."""
    with pytest.raises(FaultyInput) as caught:
        _open(**{name: value})
    (fault,) = caught.value.faults
    assert fault.file == f"parameter {name}"
    assert type(value).__name__ in fault.found
    assert fault.expected
    assert f"{name} = " in fault.advice


def test_all_wrong_parameters_are_told_at_once() -> None:
    """A cell with three mistakes needs one look."""
    with pytest.raises(FaultyInput) as caught:
        _open(programme=None, period=True, data={"folder": "data"})
    assert [fault.file for fault in caught.value.faults] == [
        "parameter programme",
        "parameter period",
        "parameter data",
    ]


@pytest.mark.parametrize("name", ["programme", "period", "language"])
@pytest.mark.parametrize("empty", ["", " ", "\n"])
def test_an_empty_name_is_a_fault(name: str, empty: str) -> None:
    """An empty text is no name, and is not taken for the data folder itself."""
    with pytest.raises(FaultyInput, match=f"parameter {name}: "):
        _open(**{name: empty})


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("data", "nowhere", "'nowhere' is no folder"),
        ("data", "a\0b", "is no folder"),
        ("data", "a" * 5000, "is no folder"),
        ("data", "\ud800", "is no folder"),
        ("data", str(ROOT / "docs"), "holds no programme folder or workbook"),
        ("params", str(ROOT / "docs"), "holds no rubric.yaml"),
        ("scenario", "nowhere.yaml", "is no file"),
        ("scenario", str(ROOT), "is no file"),
    ],
)
def test_a_place_that_is_not_there_is_told_by_its_parameter(name: str, value: str, found: str) -> None:
    """A folder or file that does not exist, or that holds something else, is a fault of its parameter."""
    with pytest.raises(FaultyInput) as caught:
        _open(**{name: value})
    assert [(fault.file, found in fault.found) for fault in caught.value.faults] == [(f"parameter {name}", True)]


@pytest.mark.parametrize("value", ["kunteco", "../data/kunteko", ".", "/", "a\0b", "x" * 5000, 7])
def test_an_unknown_programme_is_told_with_the_known_ones(value: str | int) -> None:
    """A name that no programme has is told beside those that there are; it never leads out of the data folder."""
    with pytest.raises(UnknownName, match="there is no programme") as caught:
        _open(programme=value)
    assert "kunteko" in caught.value.known


def test_a_folder_may_be_a_path() -> None:
    """Scripts give folders as paths."""
    assert _open(data=ROOT / "data", params=ROOT / "params").programme.id == "soteliiderit"


@pytest.mark.parametrize(("name", "value"), [("language", 5), ("language", None), ("data", []), ("params", True)])
def test_the_portfolio_names_its_wrong_parameters(name: str, value: Any) -> None:
    """The portfolio holds its parameters to the same rules."""
    asked = {"language": "fi", "data": GOOD["data"], "params": GOOD["params"], name: value}
    with pytest.raises(KuntekoError, match=name):
        open_portfolio(**asked)


def test_a_number_that_cannot_be_written_out_is_a_fault_all_the_same() -> None:
    """Python refuses to write a number of thousands of digits; the fault names the parameter and the type."""
    with pytest.raises(FaultyInput, match=r"parameter period: a value that cannot be shown \(int\)"):
        texts({"period": 10**5000})


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.datetimes() | st.binary()
)
ANYTHING = st.recursive(
    SCALARS | st.decimals() | st.fractions() | st.complex_numbers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None, max_examples=80)
@given(name=st.sampled_from(sorted(EXPECTED)), value=ANYTHING)
def test_anything_as_a_parameter_opens_a_view_or_is_an_error_that_names_it(name: str, value: Any) -> None:
    """Whatever is written into a parameters cell, the answer is a view or a message with the parameter's name."""
    told = ""
    try:
        _open(**{name: value})
    except KuntekoError as error:
        told = str(error)
    assert not told or name in told
