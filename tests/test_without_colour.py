"""What gives no colour is told all the same: targets of effects, figures never summed, what is recorded already."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builder import ELEMENT, Case, CaseItem, build, rubric_in_force

from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.report import chapters, evidence_tables, uncoloured
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.data_files import ratings_json
from kunteko_eval.report.evidence_csv import evidence_csv
from kunteko_eval.report.explain import as_text, explain
from kunteko_eval.report.index import index_name, write_index
from kunteko_eval.report.language import Language
from kunteko_eval.report.rating_table import rating_table
from kunteko_eval.report.tables_workbook import report_workbook
from kunteko_eval.report.view import View, view_of

CARRIED = "280% of the way from the baseline 25% to the target 35% (the document's expectation)"


def view_in(programme: ProgrammeData, language: str = "en") -> View:
    """Return the report period of a small programme."""
    return view_of(programme, "2018-2020", rubric_in_force(), Language(language))


def stated(programme: ProgrammeData) -> ProgrammeData:
    """Return the programme with its expectations on the documents' word."""
    conventions = tuple(replace(one, basis="source") for one in programme.chain.conventions)
    return replace(programme, chain=replace(programme.chain, conventions=conventions))


def outcome(*items: CaseItem, language: str = "en", **case: Any) -> View:
    """Return a programme whose direct effect has these items, with the targets of the documents."""
    return view_in(stated(build(Case(name="outcome", items=items, **case))), language)


def moved(actual: float | str, **changed: Any) -> CaseItem:
    """Return an outcome of a register: baseline 25, target 35, and the actual figure."""
    given = {"floor": 25, "expected": 35, "kind": "change", "type": "monitoring", **changed}
    return CaseItem(percent=actual, **given)


def card(view: View) -> dict[str, tuple[str, ...]]:
    """Return the sections of the element in question."""
    return {one.title: one.sentences for one in explain(view, view.assessment.rating(ELEMENT), shaken=False)}


def test_a_card_shows_the_way_from_baseline_to_target() -> None:
    """Baseline 25, target 35, actual 53: the card says 280 per cent of the way, and why that gives no colour."""
    (line,) = card(outcome(moved(53)))["Evidence"]
    assert line.startswith(
        f"item-1 (all): 53%; {CARRIED}; it gives no colour, because it only shows that the situation changed."
    )


def test_a_volume_below_an_effect_says_that_it_only_shows_what_was_done() -> None:
    """A count of what the programme did stands under an effect with its way and without a colour."""
    (line,) = card(outcome(CaseItem(count=40, kind="volume", floor=0, expected=50)))["Evidence"]
    assert "80% of the way from the baseline 0 to the target 50" in line
    assert "because it only shows what the programme did" in line


def test_a_figure_that_moved_away_from_its_target_says_so() -> None:
    """52.0 against a baseline of 55.2 and a target of 58 moved away, and the card tells it with the decimals."""
    (line,) = card(outcome(moved("52.0", floor=55.2, expected=58)))["Evidence"]
    assert "52.0%; it moved away from the target: the baseline was 55.2% and the target 58%" in line
    assert "\u2212114% of the way" in line


def test_the_evaluators_own_floor_is_not_called_a_baseline() -> None:
    """Where the documents state no target, the words are floor and expectation."""
    (line,) = card(view_in(build(Case(name="own", items=(moved(53),)))))["Evidence"]
    assert "280% of the way from the floor 25% to the expectation 35% (the evaluator's assumption)" in line


def test_a_card_asks_for_no_expectation_that_is_recorded() -> None:
    """With only context, and with no figure at all, the card says that what is expected is recorded."""
    for items in ((moved(53),), (moved(53, period=2014),)):
        told = " ".join(card(outcome(*items, start=2010))["What would change it"])
        assert "What is expected is recorded." in told
        assert "needs an expectation" not in told
    assert "needs a recorded expectation" in " ".join(card(outcome())["What would change it"])


def test_the_ratings_show_a_way_where_nothing_is_pooled() -> None:
    """The achievement of an uncoloured effect is no empty cell but its way; of several figures the span of ways."""
    rows = {row[0]: row for row in rating_table(outcome(moved(53))).rows}
    assert rows[ELEMENT][5] == "no colour; 280% of the way"
    several = {row[0]: row for row in rating_table(outcome(moved(53), moved(28))).rows}
    assert several[ELEMENT][5] == "no colour; from 30% to 280% of the way"
    bare = {row[0]: row for row in rating_table(outcome()).rows}
    assert bare[ELEMENT][5] == "–"


def test_the_chapter_of_the_chain_lists_targets_with_their_indicators() -> None:
    """A table tells indicator, element, baseline, target, value and part of the way, and that it gives no colour."""
    shown = chapters.effect_figures(outcome(moved(53)))
    place = next(index for index, one in enumerate(shown) if isinstance(one, Prose))
    table, note = shown[place - 1 : place + 1]
    assert isinstance(table, Table)
    assert table.rows == (("item-1", ELEMENT, "all", "25%", "35%", "53%", "280%", "the document's expectation"),)
    assert isinstance(note, Prose)
    assert "They give no colour" in note.plain()
    assert chapters.effect_figures(outcome()) == []


def test_targets_stand_with_their_indicators_among_the_expectations() -> None:
    """Targets of 600, 120 and 300 are told apart by what they are targets of."""
    items = (CaseItem(count=1, kind="volume", expected=expected) for expected in (600, 120, 300))
    table = evidence_tables.expectations(outcome(*items))
    assert isinstance(table, Table)
    rows = [row[:2] for row in table.rows if row[0].startswith("Counts")]
    assert rows == [("Counts (item-1)", "600"), ("Counts (item-2)", "120"), ("Counts (item-3)", "300")]


def test_many_indicators_of_one_target_are_counted() -> None:
    """Of more than three indicators the first three are named."""
    programme = outcome(*(moved(53) for _ in range(5))).programme
    first = next(one for one in programme.chain.conventions if one.applies_to == "percent")
    elements = tuple(
        replace(one, evidence=tuple(replace(each, expectation=first.id) for each in one.evidence if each.indicator))
        for one in programme.chain.elements
    )
    joined = view_in(replace(programme, chain=replace(programme.chain, elements=elements)))
    told = evidence_tables.expectations(joined)
    assert isinstance(told, Table)
    assert any("item-1; item-2; item-3 and 2 others" in row[0] for row in told.rows)


def test_a_target_without_a_figure_is_told() -> None:
    """A target whose indicator has no figure in the period stands in the card with its baseline."""
    known = card(outcome(moved(53, period=2014), start=2010))["Also known"]
    assert known == ("item-1: no figure in this period; the baseline is 25% and the target 35%.",)


def test_a_rated_element_says_nothing_of_figures_that_it_lacks() -> None:
    """Beside evidence that gives a colour, neither a target without a figure nor parts of a count are known instead."""
    lacking = (
        moved(53, period=2014),
        CaseItem(count={2018: 118, 2019: 211}, kind="perceived", aggregation="distinct"),
    )
    unrated, rated = outcome(*lacking, start=2010), outcome(*lacking, CaseItem(percent=60, n=2000), start=2010)
    assert rated.assessment.rating(ELEMENT).computed.coloured
    assert len(card(unrated)["Also known"]) == 2
    assert "Also known" not in card(rated)


@pytest.mark.parametrize("aggregation", ["distinct", "cumulative"])
def test_what_is_never_summed_is_not_called_missing(aggregation: Any) -> None:
    """Figures of parts of the period are shown with the reason why they make none of the whole, never as no evidence."""
    item = CaseItem(count={2018: 118, 2019: 211}, kind="perceived", aggregation=aggregation)
    view = outcome(item, start=2015)
    sections = card(view)
    (why,) = sections["From evidence to rating"]
    assert "no figure or finding in this period" not in why
    assert ("never summed" if aggregation == "distinct" else "running totals") in why
    (known,) = sections["Also known"]
    assert known.startswith("item-1: 118 (2018); 211 (2019); ")
    assert why in ratings_json(view)
    (plan,) = (part for part in chapters.evidence_plan(view) if isinstance(part, Table) and "direct" in part.caption)
    assert plan.rows[0][2].startswith("A figure of the whole period")


def test_a_distinct_count_without_any_figure_is_missing() -> None:
    """Where there is no figure within the period at all, it is said to be missing."""
    view = outcome(CaseItem(count={2014: 118}, kind="perceived", aggregation="distinct"), start=2010)
    (why,) = card(view)["From evidence to rating"]
    assert "has no figure or finding in this period" in why


def test_the_evidence_beside_the_report_tells_the_way() -> None:
    """The row of an uncoloured figure says which element it stands under and how far it came."""
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(evidence_csv(outcome(moved(53)))))}
    row = rows["item-1-all-1"]
    assert (row["used_for"], row["achievement"]) == ("", "")
    assert (row["context_for"], row["way"]) == (ELEMENT, f"{ELEMENT}=2.8000")


@pytest.mark.parametrize("language", LANGUAGES)
def test_ways_are_told_in_every_language(language: str) -> None:
    """Each sentence of a way, and of what is never summed, stands in the three languages."""
    items = (
        moved(53),
        moved("24.5"),
        CaseItem(count=3, kind="volume"),
        CaseItem(count={2018: 1}, kind="perceived", aggregation="distinct"),
    )
    for programme in (build(Case(name="own", items=items)), stated(build(Case(name="stated", items=items)))):
        view = view_in(programme, language)
        told = as_text(view, view.assessment.rating(ELEMENT))
        assert "280" in told
        assert uncoloured.effect_targets(view) is not None


def test_only_programmes_rated_before_disclaim_others_ratings() -> None:
    """Nothing speaks of original evaluators where programme.yaml tells of no earlier ratings."""
    view = outcome(moved(53))
    one = view.assessment.rating(ELEMENT)
    assert "original" not in as_text(view, one)
    assert "original" not in ratings_json(view)
    before = replace(view.programme.sheet, previous_ratings=view.programme.sheet.name)
    rated = view_in(replace(view.programme, sheet=before))
    assert "not the original evaluators' rating" in as_text(rated, one)
    assert "not the original evaluators' ratings" in ratings_json(rated)


@pytest.mark.parametrize("before", [False, True])
def test_index_and_workbook_disclaim_only_what_there_was(before: bool, tmp_path: Path) -> None:
    """The page that leads to all reports, and the tables' contents, name original evaluators only where there were some."""
    view = outcome(moved(53))
    if before:
        sheet = replace(view.programme.sheet, previous_ratings=view.programme.sheet.name)
        view = view_in(replace(view.programme, sheet=sheet))
    folder = tmp_path / "test" / "2018-2020"
    folder.mkdir(parents=True)
    (folder / "ratings.json").write_text(ratings_json(view), encoding="utf-8")
    write_index(tmp_path)
    page = (tmp_path / index_name("en")).read_text(encoding="utf-8")
    assert ("original evaluators" in page) is before
    contents = openpyxl.load_workbook(io.BytesIO(report_workbook(view, []))).worksheets[0]
    assert ("original evaluators" in contents["A2"].value) is before
