"""A figure keeps the decimals that it was published with, wherever it is shown."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from builder import ELEMENT, Case, CaseItem, build, rubric_in_force
from hypothesis import given, settings
from hypothesis import strategies as st

from kunteko_eval.model.programme import Funder
from kunteko_eval.report import chapters, evidence_tables, method_words
from kunteko_eval.report.content import Table
from kunteko_eval.report.explain import explain
from kunteko_eval.report.language import Language
from kunteko_eval.report.moved import figure_changes
from kunteko_eval.report.view import View, view_of


def made(*items: CaseItem, **case: Any) -> View:
    """Return a programme whose element in question has these items."""
    return view_of(build(Case(name="made", items=items, **case)), "2018-2020", rubric_in_force(), Language("en"))


def one_of(unit: str, figures: Any) -> CaseItem:
    """Return an item of a unit."""
    values: dict[str, Any] = {unit: figures}
    return CaseItem(**values)


def card(view: View) -> str:
    """Return the card of the element in question."""
    return " ".join(
        line for one in explain(view, view.assessment.rating(ELEMENT), shaken=False) for line in one.sentences
    )


def test_a_recorded_floor_and_expectation_keep_their_decimals() -> None:
    """A baseline of 55.2 is never shown as 55, in the card or among the expectations."""
    view = made(CaseItem(percent="56.9", floor=55.2, expected=58.75))
    assert "56.9%; achievement 0.48 against the expectation 58.75% (floor 55.2%)" in card(view)
    table = evidence_tables.expectations(view)
    assert isinstance(table, Table)
    assert ("58.75%", "55.2%") in [row[1:3] for row in table.rows]


def test_a_change_keeps_the_decimals_of_its_figures() -> None:
    """From 56.1 to 56.9 is +0.8 percentage points, not +1; from 56 to 56.9 is +0.9."""
    for earlier, told in (("56.1", "+0.8 percentage points"), ("56", "+0.9 percentage points")):
        view = made(CaseItem(percent={"2015-2017": earlier, "2018-2020": "56.9"}, n=200))
        table = figure_changes(view)
        assert isinstance(table, Table)
        assert table.rows[0][1:4] == (f"{earlier}% (n\u00a0=\u00a0200)", "56.9% (n\u00a0=\u00a0200)", told)
        assert re.fullmatch(r"\u2212\d+\.\d% – \d+\.\d%", table.rows[0][4])


@pytest.mark.parametrize(
    ("unit", "figures", "told"),
    [
        ("share", ("0.561", "0.569"), "+0.8 percentage points"),
        ("count", ("2.25", "3.5"), "+1.25"),
        ("grade", ("3.25", "4"), "+0.75"),
        ("grade", ("3", "4"), "+1.0"),
        ("EUR", ("10", "12.50"), "+2.50\u00a0€"),
    ],
)
def test_a_change_in_any_unit_keeps_decimals(unit: str, figures: tuple[str, str], told: str) -> None:
    """Shares, counts, grades and money change by as many decimals as the finer of the two figures has."""
    item = one_of(unit, {"2015-2017": figures[0], "2018-2020": figures[1]})
    table = figure_changes(made(item))
    assert isinstance(table, Table)
    assert table.rows[0][3] == told


def test_a_sum_keeps_the_decimals_of_its_parts_and_of_itself() -> None:
    """1.5 and 2.25 are 3.75; a running total of 100 that began at 33.5 grew by 66.5."""
    assert "item-1 (all): 3.75;" in card(made(CaseItem(count={2018: "1.5", 2019: "2.25"}, aggregation="increment")))
    grown = made(CaseItem(count={"2015-2017": "33.5", "2018-2020": "100"}, aggregation="cumulative"), start=2015)
    (item,) = grown.assessment.rating(ELEMENT).items
    assert item.value == 66.5
    assert method_words.figure(grown.say, item.value, "count", method_words.finest((item,), grown.assessment)) == "66.5"


def test_what_is_wanted_is_as_fine_as_the_figure() -> None:
    """What a figure would have to reach is told in its own decimals, rounded so that it is enough."""
    told = card(made(CaseItem(count="0.64", kind="perceived", type="organisations", floor=0, expected=0.9)))
    assert "“item-1” at least 0.86 (now 0.64)" in told


def test_grades_and_their_scale_keep_decimals() -> None:
    """A scale from 0.25 to 5 and an expectation on it are shown as they are recorded."""
    view = made(CaseItem(grade="4.25", scale=(0.25, 5.0), expected=0.8625))
    assert "4.25; achievement" in card(view)
    table = evidence_tables.expectations(view)
    assert isinstance(table, Table)
    assert "86.25% of the scale" in {row[1] for row in table.rows}


def test_shares_of_money_and_of_answers_keep_decimals() -> None:
    """A funder's 33.33 per cent and a response rate of 47.6 per cent are shown so."""
    view = made(CaseItem(percent=70, response=0.476))
    name = view.programme.sheet.name
    funder = Funder(name=name, share=33.33, document="document", place="page 1")
    programme = replace(view.programme, sheet=replace(view.programme.sheet, funders=(funder,)))
    changed = view_of(programme, "2018-2020", rubric_in_force(), Language("en"))
    paid, asked = chapters.funders(changed), evidence_tables.sources(changed)
    assert isinstance(paid, Table)
    assert isinstance(asked, Table)
    assert paid.rows[0][1] == "33.33%"
    rates = [collection.response_rate for collection in programme.sources.collections]
    assert asked.rows[rates.index(0.476)][4] == "47.6%"


FIGURES = st.decimals(min_value="0.01", max_value="99", places=2).map(str) | st.decimals(1, 99, places=1).map(str)


@settings(max_examples=40)
@given(
    value=FIGURES | st.integers(1, 99).map(str),
    floor=st.decimals("0", "0.9", places=2),
    expected=st.decimals("1", "100", places=2),
    unit=st.sampled_from(["percent", "count", "EUR"]),
    kind=st.sampled_from(["perceived", "change"]),
)
def test_no_figure_is_shown_with_fewer_decimals_than_published(
    value: str, floor: Any, expected: Any, unit: str, kind: Any
) -> None:
    """Value, floor and expectation stand in card, chapter and evidence with all their decimals."""
    item = replace(one_of(unit, value), kind=kind, floor=float(floor), expected=float(expected))
    view = made(item)
    sign = {"percent": "%", "EUR": "\u00a0€", "count": ""}[unit]
    own = f"{value}{sign}"
    told = card(view)
    evidence = evidence_tables.observations(view)
    assert isinstance(evidence, Table)
    assert f"item-1 (all): {own};" in told
    assert own in {row[1] for row in evidence.rows}
    for end in (floor, expected):
        assert f"{method_words.figure(view.say, float(end), unit)}" in told
        assert re.search(rf"(?<![\d.]){re.escape(f'{float(end):g}')}0*{re.escape(sign)}(?![\d.]\d)", told)


@given(earlier=FIGURES, later=FIGURES, unit=st.sampled_from(["percent", "count", "EUR"]))
def test_no_difference_is_coarser_than_its_figures(earlier: str, later: str, unit: str) -> None:
    """A difference has as many decimals as the finer of its two figures, and is their exact difference."""
    table = figure_changes(made(one_of(unit, {"2015-2017": earlier, "2018-2020": later})))
    assert isinstance(table, Table)
    found = re.search(r"\d+(?:\.(\d+))?", table.rows[0][3])
    assert found is not None
    places = max(len(one.partition(".")[2]) for one in (earlier, later))
    assert len(found[1] or "") == places
    assert float(found[0]) == pytest.approx(abs(float(later) - float(earlier)))
