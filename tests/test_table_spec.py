"""Tables over frames: one row a row, in the frame's order, written from plain values."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunteko_eval.frames.programme import ProgrammeFrames
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.report import cells
from kunteko_eval.report.language import N_, PSEUDO, Language
from kunteko_eval.report.table_spec import TableColumn, TableSpec, in_order, plain_values, render, rows_within

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
ROWS = st.lists(
    st.tuples(
        st.text(max_size=8),
        st.none() | st.integers(-(10**9), 10**9),
        st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32),
        st.none() | DAYS,
    ),
    max_size=6,
)


def _frame(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    return pd.DataFrame(
        {
            "id": pd.Series(columns[0], dtype="str"),
            "n": pd.Series(columns[1], dtype="Int64"),
            "value": pd.Series(columns[2], dtype="float64"),
            "day": pd.to_datetime(pd.Series(columns[3], dtype="object")).astype("datetime64[s]"),
        }
    ).set_index("id")


def _raw(_say: Language, *values: Any) -> str:
    return repr(values)


@settings(deadline=None)  # a busy machine is no fault of the tables
@given(ROWS)
def test_a_table_has_the_frames_rows_as_plain_values_in_its_order(rows: list[tuple[Any, ...]]) -> None:
    """Each cell is written from what went into the frame: None where it is missing, a day as a date, nothing of pandas."""
    columns = tuple(TableColumn(name, (name,), _raw, translated=False) for name in ("id", "n", "value", "day"))
    shown = render(columns, _frame(rows), Language("en"), "Caption")
    assert shown.rows == tuple(tuple(repr((value,)) for value in row) for row in rows)
    assert (shown.caption, shown.columns) == ("Caption", ("id", "n", "value", "day"))


@settings(deadline=None)
@given(ROWS)
def test_what_is_sorted_in_the_frame_is_sorted_in_the_table(rows: list[tuple[Any, ...]]) -> None:
    """A cell may be written from several columns, and the order is the frame's own."""
    frame = _frame(rows).sort_values("value", kind="stable")
    shown = render((TableColumn("x", ("value", "id"), _raw, translated=False),), frame, Language("en"), "")
    known = sorted(rows, key=lambda row: (row[2] is None, row[2] or 0.0))
    assert [row[0] for row in shown.rows] == [repr((row[2], row[0])) for row in known]


def test_headers_and_captions_are_translated_and_numbers_set_to_the_right() -> None:
    """A header is a message unless it says otherwise; the caption takes its values; numeric columns are known."""
    spec = TableSpec(
        N_("Figures: {theme}"),
        (
            TableColumn(N_("Indicator"), ("id",), cells.words),
            TableColumn("n", ("n",), cells.number, numeric=True, translated=False),
            TableColumn(N_("Value"), ("value",), cells.hundredths, numeric=True),
        ),
    )
    frame = _frame([("one", 1234, 0.5, None), ("two", None, None, None)])
    shown = spec.render(frame, Language("fi"), theme="palvelut")
    assert (shown.caption, shown.columns) == ("Luvut: palvelut", ("Mittari", "n", "Arvo"))
    assert shown.rows == (("one", "1\u00a0234", "0,50"), ("two", "–", "–"))
    assert shown.numeric == {1, 2}
    assert spec.render(frame, Language(PSEUDO), theme="x").rows[0][0] == "⟦one⟧"


def test_a_source_that_the_frame_lacks_stops_the_table() -> None:
    """A misspelt source is an error where the table is made, not an empty column."""
    with pytest.raises(KeyError, match="valeu"):
        render((TableColumn("x", ("valeu",), _raw),), _frame([("a", 1, 1.0, None)]), Language("en"), "")


def test_ordered_categories_are_plain_words() -> None:
    """A level or a rating of a frame is written from its id."""
    frame = pd.DataFrame({"rating": pd.Categorical(["red", None], ["red", "green"], ordered=True)})
    assert plain_values(frame, "rating") == ["red", None]


@pytest.mark.parametrize("period", ["2015-2017", "2018-2020", "2019"])
def test_rows_within_a_period_are_those_that_the_period_contains(kunteko: ProgrammeData, period: str) -> None:
    """The frame's choice is the method's choice, in the order of the data."""
    chosen: Period = kunteko.periods[period]
    frames = ProgrammeFrames(programme=kunteko, language="fi")
    inside = [one.id for one in kunteko.observations if chosen.contains(kunteko.periods[one.period])]
    found = rows_within(frames.observations, chosen)
    assert list(found.index) == inside
    wanted = [one.id for indicator in kunteko.indicators for one in kunteko.observations_of[indicator.id]]
    assert list(in_order(frames, found).index) == [name for name in wanted if name in set(inside)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_frame_is_made_once_a_language(kunteko: ProgrammeData, language: str) -> None:
    """The same frames object gives the same frame again, with labels in its language."""
    frames = ProgrammeFrames(programme=kunteko, language=language)
    assert frames.indicators is frames.indicators
    assert list(frames.indicators["label"]) == [one.label[language] for one in kunteko.indicators]
