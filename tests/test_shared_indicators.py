"""A funder's view: what several programmes come to together, who reports it by when, and what is refused."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_programmes import by_key, serving, words, write_programme, write_shared
from typer.testing import CliRunner

import kunteko_eval as ke
from kunteko_eval.batch.fingerprint import inputs
from kunteko_eval.batch.inputs import Inputs
from kunteko_eval.cli import app
from kunteko_eval.errors import FaultyInput
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.reading.programme_reader import find_programmes
from kunteko_eval.report.content import Exhibit, Points, Table
from kunteko_eval.report.job import Job
from kunteko_eval.report.language import Language
from kunteko_eval.report.picture import picture
from kunteko_eval.report.portfolio import PortfolioView
from kunteko_eval.report.shared_indicators import Told, shared_indicators
from kunteko_eval.shared.distinct import Bounds, union_bounds
from kunteko_eval.shared.reading import read_shared

FLOW = {"aggregation": "increment"}
SHARE = {"unit": "percent", "aggregation": "level", "kind": "perceived"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of three programmes of 2020 and 2021, the third of 2021 alone."""
    folder = tmp_path_factory.mktemp("funder") / "data"
    write_programme(
        folder / "a",
        {"people": {}, "days": FLOW, "costs": {**FLOW, "unit": "EUR"}, "yes": SHARE, "staff": {"aggregation": "level"}},
        [
            {"indicator": "people", "period": "2020", "value": 120},
            {"indicator": "people", "period": "2020-2021", "value": 200},
            {"indicator": "days", "period": "2020", "value": 10},
            {"indicator": "days", "period": "2021", "value": 12},
            {"indicator": "costs", "period": "2020", "value": "1000.50"},
            {"indicator": "yes", "period": "2020", "value": 60, "n": 100},
            {"indicator": "staff", "period": "2020", "value": 3},
        ],
    )
    write_programme(
        folder / "b",
        {
            "people": FLOW,
            "days": FLOW,
            "costs": {**FLOW, "unit": "EUR"},
            "yes": SHARE,
            "staff": {"aggregation": "level"},
        },
        [
            {"indicator": "people", "period": "2020", "value": 80},
            {"indicator": "people", "period": "2021", "value": 70},
            {"indicator": "days", "period": "2020", "value": 5},
            {"indicator": "costs", "period": "2020", "value": "499.25"},
            {"indicator": "yes", "period": "2020", "value": 40, "n": 300},
            {"indicator": "staff", "period": "2021", "value": 5},
        ],
    )
    write_programme(
        folder / "c",
        {"people": {}, "yes": SHARE},
        [
            {"indicator": "people", "period": "2021", "value": 50},
            {"indicator": "yes", "period": "2021", "value": 90},
        ],
        start="2021-01-01",
        periods=[{"id": "2021", "start": "2021-01-01", "end": "2021-12-31", "report": True}],
    )
    return folder


@functools.cache
def programmes(data: Path) -> tuple[ke.Programme, ...]:
    """Return the programmes of a folder, read once."""
    return tuple(ke.read(data / name) for name in find_programmes(data))


def shared(data: Path, *indicators: dict[str, Any], **more: Any) -> ke.Portfolio:
    """Return the portfolio with these shared indicators."""
    write_shared(data, indicators, **more)
    known = programmes(data)
    return ke.Portfolio(known, sharing=read_shared(data, {one.id: one.core for one in known}))


def in_words(portfolio: ke.Portfolio, language: str = "en") -> list[Told]:
    """Return what the chapter shows of it."""
    return shared_indicators(PortfolioView(assessments=(), say=Language(language), sharing=portfolio._sharing))


def faults_of(data: Path, *indicators: dict[str, Any], **more: Any) -> str:
    """Return every fault of these shared indicators."""
    with pytest.raises(FaultyInput) as told:
        shared(data, *indicators, **more)
    return str(told.value)


def people(*serve: str, **more: Any) -> dict[str, Any]:
    """Return people whom these programmes count."""
    return {"id": "people", "served": [serving(one) for one in serve], **more}


def row(portfolio: ke.Portfolio, name: str, span: str) -> dict[str, Any]:
    """Return what is told of a shared indicator in a span."""
    return by_key(portfolio.shared_indicators)[name, span]


def test_people_whom_two_programmes_count_come_to_a_range(data: Path) -> None:
    """At least as many as the largest programme reached and at most the sum; years of one programme may repeat people."""
    portfolio = shared(data, people("a", "b", "c"))
    whole = row(portfolio, "people", "2020-2021")
    assert (whole["low"], whole["high"], whole["overlap"]) == (200, 200 + (80 + 70) + 50, "unknown")
    year = row(portfolio, "people", "2020")
    assert (year["low"], year["high"], year["figures"], year["programmes"]) == (120, 200, 2, 3)
    assert by_key(portfolio.shared_reports)["people", "2020", "c"]["use"] == "not-running"
    assert [by_key(portfolio.shared_reports)["people", "2020-2021", "b"][end] for end in ("low", "high")] == [80, 150]


@pytest.mark.parametrize(
    ("least", "most", "low", "high", "known"),
    [
        (30, 30, 170, 170, "known"),
        (10, 40, 160, 190, "partly-known"),
        (0, 0, 200, 200, "known"),
        (80, None, 120, 120, "partly-known"),
    ],
)
def test_a_declared_overlap_narrows_the_range(
    data: Path, least: int, most: int | None, low: float, high: float, known: str
) -> None:
    """What is known of the people in both programmes is taken from the sum, by hand 120 + 80 less the overlap."""
    both = {
        "programmes": ["b", "a"],
        "span": "2020",
        "at_least": least,
        "at_most": most,
        "reason": words("A register."),
    }
    total = row(shared(data, people("a", "b", overlaps=[both])), "people", "2020")
    assert (total["low"], total["high"], total["overlap"]) == (low, high, known)


def test_flows_sums_and_means_are_those_of_pandas(data: Path) -> None:
    """Days and euros of one span are summed and shares weighed by n, as pandas does it from the observations."""
    days = {"id": "days", "counted": "other", "served": [serving("a", "days"), serving("b", "days")]}
    costs = {"id": "costs", "counted": "money", "unit": "EUR", "served": [serving("a", "costs"), serving("b", "costs")]}
    yes = {"id": "yes", "unit": "percent", "combined": "mean", "served": [serving(one, "yes") for one in "abc"]}
    portfolio = shared(data, days, costs, yes)
    known = portfolio.observations
    known = known[known["period"] == "2020"]
    for name in ("days", "costs"):
        total = row(portfolio, name, "2020")
        assert total["low"] == total["high"] == known.loc[known["indicator"] == name, "value"].sum()
        assert total["overlap"] == "taken-as-none"
    asked = known[known["indicator"] == "yes"].astype({"n": "float64"})
    assert row(portfolio, "yes", "2020")["low"] == pytest.approx((asked["value"] * asked["n"]).sum() / asked["n"].sum())
    assert by_key(portfolio.shared_reports)["yes", "2020-2021", "c"]["use"] == "without-n"


def test_a_figure_of_a_part_of_the_span_is_not_summed_and_is_told(data: Path) -> None:
    """Days of one year stay out of the total of two, and both the frame and the report say so."""
    portfolio = shared(data, {"id": "days", "counted": "other", "served": [serving("a", "days"), serving("b", "days")]})
    assert row(portfolio, "days", "2020-2021")["high"] == 22
    assert by_key(portfolio.shared_reports)["days", "2020-2021", "b"]["use"] == "part-of-span"
    points = [one for one in in_words(portfolio) if isinstance(one, Points)]
    assert points[0].paragraphs == ("Not in the total: Shared, Programme B, 2020–2021 (no: a part of the span only).",)


def test_the_latest_figure_is_the_latest_and_nothing_is_put_together_where_nothing_may_be(data: Path) -> None:
    """Of levels the newest counts; side by side there is no total."""
    served = [serving("a", "staff"), serving("b", "staff")]
    latest = {"id": "latest", "counted": "other", "combined": "latest", "served": served}
    portfolio = shared(data, latest, {**latest, "id": "beside", "combined": "none"})
    assert row(portfolio, "latest", "2020-2021")["low"] == 5
    assert by_key(portfolio.shared_reports)["latest", "2020-2021", "a"]["use"] == "not-latest"
    assert pd.isna(row(portfolio, "beside", "2020-2021")["low"])


def test_a_definition_that_matches_in_part_is_told_apart(data: Path) -> None:
    """The total of full definitions alone stands beside that of all."""
    total = row(
        shared(data, {"id": "people", "served": [serving("a"), serving("b", definition="partly")]}), "people", "2020"
    )
    assert (total["full_low"], total["full_high"], total["partly"]) == (120, 120, 1)


def test_missing_and_late_reports_are_told(data: Path) -> None:
    """Each figure has its due day and how it stands on the day of the file."""
    agreed = [
        {"programme": "a", "span": "2020", "due": "2021-02-28", "received": "2021-03-05"},
        {"programme": "b", "span": "2020", "due": "2021-02-28", "received": "2021-02-28"},
        {"programme": "b", "span": "2020-2021", "due": "2022-04-30"},
        {"programme": "a", "span": "2020-2021", "due": "2022-03-01"},
    ]
    costs = {"id": "costs", "counted": "money", "unit": "EUR", "served": [serving("a", "costs"), serving("b", "costs")]}
    nothing = {"id": "yes", "unit": "percent", "combined": "mean", "served": [serving("c", "yes")]}
    late = {"programme": "c", "span": "2021", "due": "2022-01-31"}
    spans = [
        {"id": name, "start": f"{name[:4]}-01-01", "end": f"{name[-4:]}-12-31"}
        for name in ("2020", "2020-2021", "2021")
    ]
    portfolio = shared(data, costs, nothing, reports=[*agreed, late], spans=spans)
    states = by_key(portfolio.shared_reports)
    assert (states["costs", "2020", "a"]["state"], states["costs", "2020", "a"]["days_late"]) == ("late", 5)
    assert (states["costs", "2020", "b"]["state"], states["costs", "2020", "b"]["days_late"]) == ("received", 0)
    assert states["costs", "2020-2021", "b"]["state"] == "received"
    assert by_key(portfolio.shared_reports)["yes", "2021", "c"]["state"] == "received"


def test_a_report_that_never_came_is_missing_from_its_due_day_on(tmp_path: Path) -> None:
    """Without a figure or a day of arrival a report is expected up to its due day, and missing after it."""
    folder = tmp_path / "data"
    write_programme(folder / "a", {"people": {}}, [])
    for due, state, days in (("2022-03-31", "expected", None), ("2022-03-30", "missing", 1)):
        portfolio = shared(folder, people("a"), reports=[{"programme": "a", "span": "2020", "due": due}])
        row_of = by_key(portfolio.shared_reports)["people", "2020", "a"]
        assert row_of["state"] == state
        assert row_of["days_late"] == days if days else pd.isna(row_of["days_late"])
    told = [one for one in in_words(portfolio) if isinstance(one, Points)]
    assert "Missing: Programme A, 2020, due 30 March 2022 (Shared)." in told[0].plain().replace("\u00a0", " ")


FAULTS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "an unknown programme": (people("a", "z"), {}, "key indicators.0.served.1.programme: 'z'; expected one of a, b, c"),
    "an unknown indicator": (
        {"id": "x", "served": [serving("a", "nothing")]},
        {},
        "key indicators.0.served.0.indicator: 'nothing'; expected the id of an indicator of a: people, days",
    ),
    "another unit": (
        {"id": "x", "served": [serving("a", "costs")]},
        {},
        "costs has the unit EUR; expected an indicator in count, as x is",
    ),
    "a sum of shares": (
        {"id": "x", "unit": "percent", "served": [serving("a", "yes")]},
        {},
        "sum of percent figures; expected a unit that can be added up. Write mean, latest or none.",
    ),
    "a mean of counts": (
        people("a", combined="mean"),
        {},
        "mean of count figures; expected percent, share, grade or a ratio",
    ),
    "a sum of levels": (
        {"id": "x", "counted": "other", "served": [serving("a", "staff")]},
        {},
        "staff is a level; expected an amount, a running total or a distinct count of a span",
    ),
    "people in euros": (
        {"id": "x", "unit": "EUR", "served": [serving("a", "costs")]},
        {},
        "people in EUR; expected money",
    ),
    "one programme twice": (
        {"id": "x", "served": [serving("a"), serving("a", "days")]},
        {},
        "a serves it 2 times; expected one indicator of a programme",
    ),
    "an unknown group": (
        {"id": "x", "served": [serving("a", group="women")]},
        {},
        "'women'; expected a group that people has figures of: all",
    ),
    "an overlap with itself": (
        people("a", "b", overlaps=[{"programmes": ["a", "a"], "span": "2020", "at_most": 1, "reason": words("x")}]),
        {},
        "a twice; expected two programmes",
    ),
    "an overlap above the smaller figure": (
        people("a", "b", overlaps=[{"programmes": ["a", "b"], "span": "2020", "at_least": 81, "reason": words("x")}]),
        {},
        "81; expected at most 80, the smaller of the two programmes' figures",
    ),
    "an overlap that says nothing": (
        people("a", "b", overlaps=[{"programmes": ["a", "b"], "span": "2020", "reason": words("x")}]),
        {},
        "neither at_least nor at_most; expected what is known of the overlap",
    ),
    "overlaps of money": (
        {
            "id": "x",
            "counted": "money",
            "unit": "EUR",
            "served": [serving("a", "costs"), serving("b", "costs")],
            "overlaps": [{"programmes": ["a", "b"], "span": "2020", "at_most": 1, "reason": words("x")}],
        },
        {},
        "overlaps of money, combined by sum; expected people, organisations or events that are summed",
    ),
    "a report of something not served": (
        people("a"),
        {"reports": [{"programme": "b", "span": "2020", "due": "2021-01-31", "indicators": ["people"]}]},
        "'people'; expected a shared indicator that b serves",
    ),
    "a report of an unknown span": (
        people("a"),
        {"reports": [{"programme": "a", "span": "1999", "due": "2021-01-31"}]},
        "'1999'; expected the id of a span: 2020, 2020-2021",
    ),
    "a report that came after the file's day": (
        people("a"),
        {"reports": [{"programme": "a", "span": "2020", "due": "2021-01-31", "received": "2022-04-01"}]},
        "2022-04-01; expected a day up to as_of, 2022-03-31",
    ),
    "one report twice": (
        people("a"),
        {"reports": [{"programme": "a", "span": "2020", "due": "2021-01-31"}] * 2},
        "a reports the same of 2020 twice; expected one report of each programme, span and indicator",
    ),
    "a span that ends before it starts": (
        people("a"),
        {"spans": [{"id": "x", "start": "2021-01-01", "end": "2020-01-01"}]},
        "2020-01-01 before 2021-01-01; expected a last day after the first one",
    ),
    "an unknown key": (people("a", colour="red"), {}, "key indicators.0.colour"),
    "no schema": (people("a"), {"schema": 7}, "key schema"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_is_a_fault_with_its_place(data: Path, name: str) -> None:
    """File, place, what was found, what was expected: for each thing that can be wrong in the file."""
    indicator, more, expected = FAULTS[name]
    told = faults_of(data, indicator, **more)
    assert expected in told
    assert "shared-indicators.yaml, line 1" in told


def test_every_fault_is_told_at_once_and_check_ends_with_1(data: Path) -> None:
    """The command line tells the faults of the file beside what it read of the programmes, and the totals when right."""
    write_shared(data, [people("a", "z"), {"id": "x", "served": [serving("a", "costs")]}])
    done = CliRunner().invoke(app, ["check", "--data", str(data)])
    assert done.exit_code == 1
    assert "2 faults in the input" in done.stderr
    assert "Programme A" in done.stderr
    write_shared(data, [people("a", "b")], reports=[{"programme": "a", "span": "2020", "due": "2021-01-31"}])
    done = CliRunner().invoke(app, ["check", "--data", str(data)])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "1 shared indicators in 2 spans, served by 2 programmes" in done.stdout
    assert "people, 2020: 120 to 200, whose overlap is unknown (2 of 2 programmes)" in done.stdout


def test_the_portfolio_reads_the_file_and_no_other_report_does(data: Path, tmp_path: Path) -> None:
    """The snapshot of a run and the portfolio's fingerprint hold the file; a programme's report does not."""
    path = write_shared(data, [people("a", "b")])
    portfolio, one = Job(programme="", period="", language="en"), Job(programme="a", period="2020", language="en")
    assert "data/shared-indicators.yaml" in inputs(portfolio, data, tmp_path)
    assert "data/shared-indicators.yaml" not in inputs(one, data, tmp_path)
    assert path in Inputs(data=data, params=tmp_path).listed()
    assert path not in Inputs(data=data, params=tmp_path, programmes=("a",)).listed()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapter_tells_everything_that_the_frames_hold(data: Path, language: str) -> None:
    """Heading, figure, tables: each total and each programme's figure has its row, in each language."""
    portfolio = shared(
        data, people("a", "b", "c"), {"id": "days", "counted": "other", "served": [serving("a", "days")]}
    )
    shown = in_words(portfolio, language)
    exhibits = [one for one in shown if isinstance(one, Exhibit)]
    tables = [one for one in shown if isinstance(one, Table)]
    assert len(exhibits[0].table.rows) == len(portfolio.shared_indicators)
    assert [len(one.rows) for one in tables] == [len(portfolio.shared_reports), 4]
    figures = portfolio.shared_reports["low"].notna().sum() + portfolio.shared_indicators["low"].notna().sum()
    assert len(exhibits[0].frame) == figures
    drawn = picture(exhibits[0].as_json(), identifier="x", title=exhibits[0].title, text=exhibits[0].text)
    assert drawn.count("<title>") > figures


def test_without_the_file_nothing_is_told(data: Path) -> None:
    """A portfolio that shares nothing has empty frames and shows nothing of it."""
    (data / "shared-indicators.yaml").unlink(missing_ok=True)
    portfolio = ke.portfolio(data)
    assert portfolio.shared_indicators.empty
    assert portfolio.shared_reports.empty
    assert shared_indicators(PortfolioView(assessments=(), say=Language("en"))) == []


def test_the_order_of_programmes_changes_nothing(data: Path) -> None:
    """Whichever programme is written first, frames and totals are the same."""
    first = shared(data, people("a", "b", "c"))
    second = shared(data, people("c", "b", "a"))
    pd.testing.assert_frame_equal(first.shared_indicators, second.shared_indicators)
    pd.testing.assert_frame_equal(first.shared_reports, second.shared_reports)


def test_no_figure_that_was_read_is_lost_untold(data: Path) -> None:
    """Every observation of a serving indicator within a span stands in its row, as used or as unused."""
    portfolio = shared(data, people("a", "b", "c"))
    for (_, span, programme), told in by_key(portfolio.shared_reports).items():
        known = portfolio[programme].observations
        within = known[known["indicator"] == "people"]
        days = row(portfolio, "people", span)
        inside = within[(within["start"] >= days["start"]) & (within["end"] <= days["end"])]
        assert set(inside.index) == {*told["evidence"].split(), *told["unused"].split()}


GROUPS = st.lists(st.frozensets(st.integers(0, 14), max_size=9), min_size=1, max_size=5)


def _known(groups: list[frozenset[int]], told: list[int]) -> Iterator[tuple[frozenset[str], Bounds]]:
    """Yield what is declared of pairs: exactly, loosely, or nothing."""
    for (one, other), how in zip(itertools.combinations(range(len(groups)), 2), told, strict=False):
        both = len(groups[one] & groups[other])
        if how:
            slack = how - 1
            yield frozenset((f"p{one}", f"p{other}")), Bounds(max(0, both - slack), both + slack)


@settings(max_examples=60, deadline=None)
@given(
    groups=GROUPS, told=st.lists(st.integers(0, 3), min_size=10, max_size=10), order=st.randoms(use_true_random=False)
)
def test_the_range_holds_the_truth_of_made_up_people(groups: list[frozenset[int]], told: list[int], order: Any) -> None:
    """Whoever the people are and whatever true thing is declared of overlaps, the union lies within the range."""
    sizes = {f"p{at}": Bounds(len(one), len(one)) for at, one in enumerate(groups)}
    overlaps = dict(_known(groups, told))
    found = union_bounds(sizes, overlaps)
    truth = len(frozenset().union(*groups))
    assert found.low <= truth <= found.high
    assert max(one.low for one in sizes.values()) <= found.low
    assert found.high <= sum(one.high for one in sizes.values())
    names = list(sizes)
    order.shuffle(names)
    assert union_bounds({name: sizes[name] for name in names}, dict(reversed(overlaps.items()))) == found


def test_three_programmes_that_overlap_in_pairs_are_counted_by_hand() -> None:
    """300 less the two greatest overlaps at most, less all three at least: of 10, 20 and 30 that is 240 to 250."""
    sizes = {name: Bounds(100, 100) for name in "abc"}
    overlaps = {frozenset(pair): Bounds(both, both) for pair, both in (("ab", 10), ("bc", 20), ("ac", 30))}
    assert union_bounds(sizes, overlaps) == Bounds(240, 250)
