"""Digits other than 0 to 9 are never kept as they are: a fault says how to write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.typed_numbers import read_figure
from kunteko_eval.files.validation import fit, other_digits
from kunteko_eval.model.evidence import Observation
from kunteko_eval.reading.programme_reader import read_programme

FIRST = {"arabic-indic": 0x660, "persian": 0x6F0, "devanagari": 0x966, "full-width": 0xFF10, "bold": 0x1D7CE}
ROW = {
    "id": "one",
    "indicator": "one",
    "period": "2019",
    "value": "64",
    "group": "all",
    "source": "survey",
    "document": "report",
    "place": "page 1",
    "precision": "exact",
    "match": "read",
}


def written(text: str, first: int) -> str:
    """Return a text with its digits of another script."""
    return "".join(chr(first + int(one)) if one.isascii() and one.isdigit() else one for one in text)


@pytest.mark.parametrize("first", FIRST.values(), ids=FIRST)
@pytest.mark.parametrize("column", ["value", "value_to", "n", "sd", "line"])
def test_a_figure_of_an_observation_is_written_in_0_to_9(column: str, first: int) -> None:
    """Whatever the column, the fault says what to write."""
    value, misfits = fit(Observation, {**ROW, column: written("64", first)})
    assert value is None
    (misfit,) = misfits
    assert "the digits 0 to 9" in misfit.expected
    assert misfit.advice == "Write 64."


@pytest.mark.parametrize("first", FIRST.values(), ids=FIRST)
def test_ids_are_written_in_0_to_9(first: int) -> None:
    """An id is safe in a path and a link."""
    value, misfits = fit(Observation, {**ROW, "period": written("2019", first)})
    assert value is None
    assert [one.location for one in misfits] == [("period",)]


def test_figures_dates_and_n_of_a_folder_are_told_all_at_once(copy_of_kunteko: Path) -> None:
    """٦٤ in the figures, a date and a number of respondents: three faults, each with its place and what to write."""
    observations = copy_of_kunteko / "observations.csv"
    header, first, rest = observations.read_text(encoding="utf-8").split("\n", 2)
    cells = dict(zip(header.split(","), first.split(",", header.count(",")), strict=True))
    changed = {**cells, "value": written("64", 0x660), "n": written("75", 0xFF10)}
    observations.write_text("\n".join([header, ",".join(changed.values()), rest]), encoding="utf-8")
    programme = copy_of_kunteko / "programme.yaml"
    old = programme.read_text(encoding="utf-8")
    programme.write_text(
        old.replace('start: "2015-01-01"', f'start: "{written("2015-01-01", 0x6F0)}"', 1), encoding="utf-8"
    )
    with pytest.raises(FaultyInput) as caught:
        read_programme(copy_of_kunteko)
    told = {one.place.rpartition(" ")[2]: one for one in caught.value.faults if isinstance(one, Fault)}
    assert told["value"].advice == "Write 64."
    assert told["n"].advice == "Write 75."
    assert told["start"].advice == "Write 2015-01-01."


@given(st.decimals(min_value=0, max_value=10**6, places=2), st.sampled_from(list(FIRST.values())))
def test_an_imported_figure_in_other_digits_is_refused(number: object, first: int) -> None:
    """It is told what it would be, and read as nothing."""
    text = written(str(number), first)
    figure = read_figure(text)
    assert figure.number is None
    assert str(number) in figure.why_not
    assert other_digits(text) == str(number)


@pytest.mark.parametrize("text", ["x²", "½", "64", "", "Ⅷ"])
def test_what_is_no_digit_of_a_number_is_no_digit(text: str) -> None:
    """Superscripts, fractions and Roman numerals have no place value."""
    assert other_digits(text) == ""
