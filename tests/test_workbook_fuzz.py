"""Workbooks spoiled at random: each is read or is a fault, and nothing else ever happens."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from workbooks import CELLS, TYPES, example_bytes, mutated, packed, parts_of, read
from workshop import examples

from kunteko_eval.errors import FaultyInput, KuntekoError
from kunteko_eval.reading import programme_reader

FOUND = Path(__file__).parent / "workbooks_found"
"""Spoiled workbooks that once were answered by something else than a fault."""


def _answer(book: bytes) -> str:
    """Return the faults of a workbook, or nothing; whatever else it raises fails the test."""
    with tempfile.TemporaryDirectory() as folder, suppress(FaultyInput):
        read(book, Path(folder))
        return ""
    with tempfile.TemporaryDirectory() as folder, pytest.raises(FaultyInput) as error:
        read(book, Path(folder))
    assert all(fault.file and fault.found and fault.expected for fault in error.value.faults)
    return str(error.value)


@settings(max_examples=examples(30, 300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(min_value=0, max_value=2**32))
@example(272)
@example(413)
def test_whatever_is_spoiled_is_a_fault_or_is_read(seed: int) -> None:
    """Cut files, flipped bytes, lost parts, odd cells and odd XML give faults and no other exception."""
    _answer(mutated(seed))


@settings(max_examples=examples(20, 200), deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_one_fault(content: bytes) -> None:
    """A file of any bytes is no workbook, and one fault says so."""
    assert _answer(content).startswith("1 fault in the input:")
    assert _answer(b"PK\x03\x04" + content).startswith("1 fault in the input:")


@settings(max_examples=examples(20, 200), deadline=None)
@given(st.sampled_from(TYPES), st.sampled_from(CELLS), st.text(max_size=30))
def test_any_cell_in_the_place_of_an_id_is_read_or_a_fault_at_its_place(kind: str, inner: str, text: str) -> None:
    """A cell of any type and content is read as it is shown, or named by sheet, row and column."""
    parts = parts_of(example_bytes())
    name = next(key for key in parts if key.startswith("xl/worksheets/") and b'r="A2"' in parts[key])
    clean = "".join(one for one in text if one.isprintable() and one not in "<&>")
    cell = f'<c r="Z9"{kind}>{inner.replace("_x0000_", clean or "x")}</c>'.encode()
    spoiled = parts[name].replace(b"</sheetData>", b'<row r="9">' + cell + b"</row></sheetData>")
    _answer(packed({**parts, name: spoiled}))


@pytest.mark.parametrize("path", sorted(FOUND.glob("*.xlsx")), ids=lambda path: path.stem)
def test_what_was_found_once_stays_mended(path: Path) -> None:
    """Each workbook that broke the reader before is a fault now, and leaves the reader as it was."""
    spare = repr((programme_reader._SPARE_SHEET, programme_reader._SPARE_CHAIN, programme_reader._SPARE_SOURCES))
    assert _answer(path.read_bytes())
    assert (
        repr((programme_reader._SPARE_SHEET, programme_reader._SPARE_CHAIN, programme_reader._SPARE_SOURCES)) == spare
    )


def test_the_found_cases_are_there() -> None:
    """The corpus is not lost."""
    assert sorted(path.stem for path in FOUND.glob("*.xlsx")) == ["one_period_faulty", "one_period_faulty_again"]
    assert issubclass(FaultyInput, KuntekoError)
