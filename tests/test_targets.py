"""Targets beside actuals: the part of the way from baseline to target, whichever way it leads, by period."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import units_folder
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from small_programmes import by_key

import kunteko_eval as ke
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.reading.targets import targets_of
from kunteko_eval.report.content import Exhibit, Table
from kunteko_eval.report.picture import picture
from kunteko_eval.report.targets import target_exhibits
from kunteko_eval.report.uncoloured import effect_figures
from kunteko_eval.timeline.targets import StatedTarget, TargetProgress, stated_targets, targets_by_period

ROOT = Path(__file__).parents[1]
RUBRIC = ROOT / "params" / "rubric.yaml"


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> ke.Programme:
    """Return the small programme whose targets rise, fall, are negative and are to be held."""
    return ke.read(units_folder.write(tmp_path_factory.mktemp("targets")), rubric=RUBRIC)


@pytest.fixture(scope="module")
def whole(programme: ke.Programme) -> ke.Result:
    """Return its whole span, rated."""
    return programme.rate("2024-2025")


@pytest.mark.parametrize(
    ("indicator", "period", "baseline", "target", "actual", "reached"),
    [
        ("staff", "2024-2025", 0, 13.0, 13.0, 1.0),
        ("cleaned", "2024-2025", 0, 900, 450, 0.5),
        ("wait", "2024", 40, 25, 31, 9 / 15),
        ("wait", "2024-2025", 40, 10, 13, 27 / 30),
        ("balance", "2024", -3.5, -1.0, -2.0, 1.5 / 2.5),
        ("balance", "2024-2025", -3.5, 2.5, 1.0, 4.5 / 6),
        ("saved", "2024-2025", 7.0, 7.0, 7.1, 1.1),
    ],
)
def test_the_part_of_the_way_is_that_worked_out_by_hand(
    programme: ke.Programme, indicator: str, period: str, baseline: float, target: float, actual: float, reached: float
) -> None:
    """Rising, falling, negative and held: each target with its baseline, its figure and the part of the way."""
    row = by_key(programme.targets)[indicator, period, "all"]
    found = [row[name] for name in ("baseline", "target", "actual", "reached")]
    assert found == pytest.approx([baseline, target, actual, reached])


def test_the_part_of_the_way_is_that_of_pandas(programme: ke.Programme) -> None:
    """(actual − baseline) / (target − baseline), computed column by column."""
    known = programme.targets[~programme.targets["held"]]
    way = (known["actual"] - known["baseline"]) / (known["target"] - known["baseline"])
    pd.testing.assert_series_equal(known["reached"], way, check_names=False)


def test_no_target_is_left_out(programme: ke.Programme) -> None:
    """Every target that stands with an indicator has a row, and nothing that is no target has one."""
    stated = {(one.indicator, one.target) for one in targets_of(programme.core.indicators, programme.core.targets)}
    assert len(stated) == 7
    rows = {
        (one.stated.indicator.id, one.stated.own.target) for one in targets_by_period(programme.core) if one.stated.own
    }
    assert rows == stated


def test_a_target_of_a_later_day_is_told_as_far_as_it_has_come(programme: ke.Programme) -> None:
    """In the first of two years a sum is half of the way, and says that this is so far."""
    first = by_key(programme.rate("2024").targets)
    staff = first["staff", "2024", "all"]
    assert [staff[name] for name in ("actual", "target", "reached", "so_far")] == [6.5, 13.0, 0.5, True]
    assert not first["wait", "2024", "all"]["so_far"]
    last = by_key(programme.rate("2025").targets)["staff", "2024-2025", "all"]
    assert (last["actual"], last["so_far"]) == (13.0, False)


def test_what_evaluators_expect_of_a_kind_of_figure_is_no_target() -> None:
    """KunTeko's conventions, its budget and its earlier pace are none; a promise of a document is one."""
    assert ke.read(ROOT / "data" / "kunteko").targets.empty
    stated = ke.read(ROOT / "data" / "kekseliaat-kehittajat").targets
    assert stated["target"].tolist() == [50, 100]
    assert stated["actual"].isna().all()
    assert set(stated["basis"]) == {"source"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapter_shows_a_figure_and_a_table_of_it(whole: ke.Result, language: str) -> None:
    """Each target of the chapter's indicators has a row and, where it has a figure, a bar; decimals are as given."""
    view = whole.view(language)
    shown = target_exhibits(view, "impact-chain")
    assert [type(one) for one in shown] == [Exhibit]
    exhibit = shown[0]
    assert isinstance(exhibit, Exhibit)
    assert len(exhibit.table.rows) == len(exhibit.frame) == 5
    drawn = picture(exhibit.as_json(), identifier="x", title=exhibit.title, text=exhibit.text)
    assert drawn.count("<title>") > 4 * len(exhibit.frame) - 1
    assert [one.name for one in effect_figures(view) if isinstance(one, Exhibit)] == [exhibit.name]


def test_the_words_say_every_number_of_a_target(whole: ke.Result) -> None:
    """Baseline, target, actual and the part of the way, with decimals as they are written."""
    exhibit = target_exhibits(whole.view("en"), "impact-chain")[0]
    assert isinstance(exhibit, Exhibit)
    rows = {row[:2]: row[2:] for row in exhibit.table.rows}
    assert [one.split("\u00a0")[0] for one in rows["Balance", "2024–2025"][:3]] == ["−3.5", "2.5", "1.0"]
    assert rows["Balance", "2024–2025"][3:5] == ("75%", "the documents")
    assert rows["Balance", "2024"][4] == "the evaluator"
    assert rows["Quality", "2024–2025"][3] == "held"
    assert "(90% of the way)" in exhibit.text


def test_a_target_without_a_figure_has_a_row_and_no_picture() -> None:
    """What a document promised stands in the table, and that nothing is known of it."""
    view = ke.read(ROOT / "data" / "kekseliaat-kehittajat", rubric=RUBRIC).rate("2020-2021").view("en")
    shown = target_exhibits(view, "services")
    assert [type(one) for one in shown] == [Table]
    assert [row[2:6] for row in shown[0].rows] == [("0", "50", "no figure", "–"), ("0%", "100%", "no figure", "–")]  # type: ignore[union-attr]


FIGURES = st.floats(-1000, 1000).map(lambda one: round(one, 2))


def _reached(one: TargetProgress, stated: StatedTarget, ends: tuple[float, float, float]) -> float | None:
    """Return the part of the way with another baseline, target and figure."""
    baseline, target, actual = ends
    assert stated.own is not None
    assert one.reading is not None
    own = replace(stated.own, baseline=str(baseline))
    convention = replace(stated.convention, expected=target, floor=baseline, baseline=None)
    reading = replace(one.reading, value=actual)
    return replace(one, stated=replace(stated, own=own, convention=convention), reading=reading).reached


@settings(max_examples=40, deadline=None)
@given(baseline=FIGURES, target=FIGURES, part=st.floats(-2, 3))
def test_any_way_is_read_in_its_own_direction(
    programme: ke.Programme, baseline: float, target: float, part: float
) -> None:
    """0 at the baseline, 1 at the target, and mirrored figures have come as far, up or down, below nothing or above."""
    assume(abs(target - baseline) > 0.01)
    one = next(one for one in targets_by_period(programme.core) if one.stated.indicator.id == "balance")
    at = baseline + part * (target - baseline)
    assert _reached(one, one.stated, (baseline, target, at)) == pytest.approx(part, abs=1e-6)
    assert _reached(one, one.stated, (-baseline, -target, -at)) == pytest.approx(part, abs=1e-6)


def test_a_level_to_be_held_is_read_from_its_floor(programme: ke.Programme) -> None:
    """Where target and baseline are the same, a figure at the floor is nothing of the way and one above it all."""
    one = next(one for one in targets_by_period(programme.core) if one.stated.indicator.id == "saved")
    assert one.reading is not None
    told: list[Any] = [replace(one, reading=replace(one.reading, value=value)).reached for value in (6.0, 6.5, 7.0)]
    assert told == pytest.approx([0, 0.5, 1])
    assert [len(stated_targets(programme.core))] == [7]
