"""Figures as people type them: known readings, and what may never happen to any text."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunteko_eval.exchange.typed_numbers import Sign, read_figure


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("42", "42"),
        ("+7", "7"),
        ("007", "7"),
        ("-5", "-5"),
        ("\N{MINUS SIGN}5", "-5"),
        ("64.0", "64.0"),
        ("12254,1", "12254.1"),
        ("0,500", "0.500"),
        ("1234,567", "1234.567"),
        ("1 000", "1000"),
        ("1\N{NO-BREAK SPACE}000\N{NARROW NO-BREAK SPACE}000", "1000000"),
        ("1 000,5", "1000.5"),
        ("1'000", "1000"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1.2E+05", "120000"),
        ("2015:1584728 (158%)", "1584728"),
        ("2015: 12 (see note)", "12"),
        ("158 %", "158"),
        (">100", "100"),
        ("about 1,5", "1.5"),
    ],
)
def test_what_can_mean_one_thing_is_read(text: str, number: str) -> None:
    """A figure that can mean one number only is that number, with the decimals that were written."""
    assert read_figure(text).number == number


def test_a_text_of_more_than_sixty_characters_is_no_figure() -> None:
    """However it could be read: nobody types so many zeros before a figure, or so long a note after it."""
    assert read_figure("0" * 59 + "7").number == "7"
    for text in ("0" * 60 + "7", f"2015: 12 ({'a' * 50})"):
        figure = read_figure(text)
        assert (figure.number, figure.why_not) == (None, "61 characters are no figure")


@pytest.mark.parametrize("text", ["50,000", "50.000", "1,234", "999.999", "2015: 50,000", "-1,500", "about 1.500"])
def test_what_may_mean_two_numbers_is_not_read(text: str) -> None:
    """Three digits after one sign may be thousands or decimals, so there is no number but both readings."""
    figure = read_figure(text)
    assert figure.number is None
    assert figure.readings is not None
    assert Decimal(figure.readings[0]) != Decimal(figure.readings[1])
    assert "may mean" in figure.why_not


@pytest.mark.parametrize(
    "text",
    [
        *(
            "3 of 5",
            "1.5 million",
            "2k",
            "EUR 500",
            "$5",
            "1,2,3",
            "1,234,56",
            "12 34",
            "1..2",
            "5-10",
            "1/2",
            "½",
            "١٢",
        ),
        *("yes", "%", ">", "2015:", "1_000", "0x10", "inf", "NaN", "1e400", "9" * 16, "1" * 61, "0.0000000000000001"),
    ],
)
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    """Words, currencies, fractions, ranges and other scripts are refused with a reason."""
    figure = read_figure(text)
    assert figure.number is None
    assert figure.why_not
    assert not figure.empty


@pytest.mark.parametrize("text", [None, "", "  ", "n/a", "N/A", "-", "–", "TBD", "not available"])
def test_what_says_that_there_is_none_is_empty(text: str | None) -> None:
    """No value, and a text that says so, are not refusals."""
    assert read_figure(text).empty


def test_words_around_a_figure_are_kept() -> None:
    """Precision, the per cent sign and the year before a figure are told apart from it."""
    assert read_figure(">100").precision == "over"
    assert read_figure("~ 50").precision == "about"
    assert read_figure("45 %").percent
    assert read_figure("2015:1584728 (158%)").year == 2015


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        *(("12254,1", "comma"), ("1.234,5", "comma"), ("10.5", "point"), ("1,234.5", "point"), ("1,234,567", "point")),
        *(("50,000", None), ("1 000", None), ("42", None)),
    ],
)
def test_a_figure_shows_its_writers_decimal_sign_or_nothing(text: str, sign: Sign | None) -> None:
    """Only a figure that can be written in one way alone is proof of how a file writes decimals."""
    assert read_figure(text).shows == sign


@given(st.integers(0, 10**9), st.integers(0, 9999), st.integers(1, 4), st.sampled_from([",", ".", " ", ""]))
def test_a_figure_written_in_any_declared_way_comes_back(whole: int, part: int, decimals: int, group: str) -> None:
    """Grouped by any sign, with the other as the decimal one, a number is itself when its decimal sign is known."""
    mark: dict[str, tuple[str, Sign]] = {
        ",": (".", "point"),
        ".": (",", "comma"),
        " ": (",", "comma"),
        "": (".", "point"),
    }
    point, declared = mark[group]
    after = f"{part:04}"[:decimals]
    text = f"{whole:,}".replace(",", group) + point + after
    number = read_figure(text, declared).number
    assert number is not None
    assert Decimal(number) == Decimal(f"{whole}.{after}")


@given(
    st.text(max_size=70) | st.from_regex(r"[-+0-9., %e:()]{0,20}", fullmatch=True),
    st.sampled_from([None, "comma", "point"]),
)
def test_no_text_breaks_the_rule(text: str, decimal: Sign | None) -> None:
    """Any text gives plain digits or a reason, never both, and the digits read as themselves."""
    figure = read_figure(text, decimal)
    assert (figure.number is None) == bool(figure.why_not)
    if figure.number is not None:
        assert re.fullmatch(r"-?\d+(\.\d+)?", figure.number)
        assert len(figure.number) < 120
        again = read_figure(figure.number, "point")
        assert again.number is not None or len(figure.number) > 60
        assert again.number is None or Decimal(again.number) == Decimal(figure.number)


@given(st.from_regex(r"[-+0-9., %]{1,14}", fullmatch=True))
def test_a_declared_sign_only_settles_what_is_ambiguous(text: str) -> None:
    """Declaring a decimal sign changes no figure that can mean one thing only."""
    free = read_figure(text)
    if free.number is not None:
        assert read_figure(text, "comma").number == read_figure(text, "point").number == free.number
    elif free.readings is not None:
        declared = {read_figure(text, "comma").number, read_figure(text, "point").number}
        assert declared == set(free.readings)
