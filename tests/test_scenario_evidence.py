"""Scenarios that change evidence: figures and codes, rows left out, what-if rows; from a file, in code and in a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from scenario_files import faults_of, key, names_its_line, write

from kunteko_eval.batch.make_report import make_report
from kunteko_eval.batch.plan import Selection, plan
from kunteko_eval.errors import FaultyInput
from kunteko_eval.method.assess import assess
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.public import Result, read
from kunteko_eval.reading.scenario import apply
from kunteko_eval.reading.scenario_reader import read_scenario
from kunteko_eval.report import chapters
from kunteko_eval.report.job import Task
from kunteko_eval.report.language import Language
from kunteko_eval.report.summary import notice
from kunteko_eval.report.view import open_view, view_of

ROOT = Path(__file__).parents[1]
DATA, PARAMS = ROOT / "data", ROOT / "params"
PERIOD, BOX = "2018-2020", "development-activity"
FIGURE, FINDING = "training-start-o-2020", "ev-starts"

ADDED_FIGURE = {
    "id": "what-if-1",
    "indicator": "training-start",
    "period": "2020",
    "value": "30",
    "n": 200,
    "group": "readers",
    "source": "what-if-participants",
}
ADDED_FINDING = {
    "id": "what-if-2",
    "statement": "An outside comparison shows it.",
    "kind": "tested",
    "period": "2020",
    "source": "what-if-external-statistics",
    "element": BOX,
    "direction": "supports",
    "extent": "very-much",
    "credibility": 3,
}
EVERYTHING: dict[str, Any] = {
    "expectations": [
        {"convention": "share-positive", "element": BOX, "expected": 90},
        {"convention": "share-positive", "expected": 75},
    ],
    "figures": [{"id": FIGURE, "value": "40.50", "n": 25}, {"id": "training-start-p-2020", "n": 0}],
    "codes": [{"finding": FINDING, "direction": "contradicts", "extent": "none"}],
    "without_evidence": ["workshop-start-p-2020", "kt-enthusiasm"],
    "added_figures": [ADDED_FIGURE],
    "added_findings": [ADDED_FINDING],
}


ONE_FAULT: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "a figure that is not there": (
        {"figures": [{"id": "training-start-o-2021", "value": "40"}]},
        "figures.0.id",
        "unknown name 'training-start-o-2021'",
        "Did you mean 'training-start-o-2020'?",
    ),
    "a figure that is changed twice": (
        {"figures": [{"id": FIGURE, "value": "40"}, {"id": FIGURE, "n": 4}]},
        "figures.0.id",
        "stands 2 times",
        "every observation once",
    ),
    "a share above a hundred": (
        {"figures": [{"id": FIGURE, "value": "140"}]},
        "figures.0.value",
        "140 percent",
        "0 to 100",
    ),
    "a figure with its sign": (
        {"figures": [{"id": FIGURE, "value": "40 %"}]},
        "figures.0.value",
        "40 %",
        "a number without a sign",
    ),
    "half a respondent": ({"figures": [{"id": FIGURE, "n": 2.5}]}, "figures.0.n", "2.5", "a whole number"),
    "an unknown column": ({"figures": [{"id": FIGURE, "vale": "4"}]}, "figures.0.vale", "vale", "value"),
    "a code of no finding": (
        {"codes": [{"finding": FIGURE, "direction": "supports"}]},
        "codes.0.finding",
        f"unknown name '{FIGURE}'",
        "findings",
    ),
    "an extent that the direction does not have": (
        {"codes": [{"finding": FINDING, "direction": "neither", "extent": "much"}]},
        "codes.0.extent",
        "neither with extent much",
        "not-said",
    ),
    "a credibility of four": (
        {"codes": [{"finding": FINDING, "credibility": 4}]},
        "codes.0.credibility",
        "4",
        "less than or equal to 3",
    ),
    "a row that is not there": (
        {"without_evidence": [FIGURE, "nothing"]},
        "without_evidence.1",
        "unknown name 'nothing'",
        "observations and findings",
    ),
    "a what-if row that does not say so": (
        {"added_figures": [{**ADDED_FIGURE, "id": "new-row"}]},
        "added_figures.0.id",
        "new-row",
        "what-if",
    ),
    "a what-if row of no element": (
        {"added_findings": [{**ADDED_FINDING, "element": "development-activities"}]},
        "added_findings.0.element",
        "unknown name 'development-activities'",
        "Did you mean 'development-activity'?",
    ),
    "a what-if row from nowhere": (
        {"added_findings": [{**ADDED_FINDING, "source": "what-if-rumours"}]},
        "added_findings.0.source",
        "unknown name 'what-if-rumours'",
        "source",
    ),
    "a what-if finding that contradicts itself": (
        {"added_findings": [{**ADDED_FINDING, "extent": "none"}]},
        "added_findings.0.extent",
        "supports with extent none",
        "very-much",
    ),
    "an expectation of another unit": (
        {"added_findings": [{**ADDED_FINDING, "expectation": "share-positive"}]},
        "added_findings.0.expectation",
        "is of percent",
        "one for finding: chain-scale",
    ),
    "an expectation of an element that is held against another": (
        {"expectations": [{"convention": "scale-mean", "element": BOX, "expected": 0.9}]},
        "expectations.0.convention",
        f"'scale-mean' of '{BOX}'",
        "share-positive",
    ),
}


@pytest.mark.parametrize("name", ONE_FAULT)
def test_a_fault_is_told_with_its_place(name: str, tmp_path: Path, kunteko: ProgrammeData, rubric: Rubric) -> None:
    """Each single fault of what is tried of the evidence is told with its line and key, and what was expected."""
    changes, place, found, expected = ONE_FAULT[name]
    path = write(tmp_path, **changes)
    fault = faults_of(path, kunteko, rubric)[0]
    assert key(fault) == place
    assert found in str(fault)
    assert expected in f"{fault.expected} {fault.advice}"
    assert names_its_line(fault, path)


def test_all_that_is_wrong_with_the_evidence_is_told_at_once(
    tmp_path: Path, kunteko: ProgrammeData, rubric: Rubric
) -> None:
    """Wrong figures, codes, rows and expectations are told together, not only the first of them."""
    path = write(
        tmp_path,
        figures=[{"id": "nothing", "value": "4"}, {"id": FIGURE, "value": "140"}],
        codes=[{"finding": FINDING, "direction": "neither", "extent": "much"}],
        without_evidence=["nothing"],
        added_figures=[{**ADDED_FIGURE, "value": "130"}, {**ADDED_FIGURE, "group": "nobody"}],
        added_findings=[{**ADDED_FINDING, "period": "1999"}],
        cut_points={"green": 0.5, "yellow": 0.6, "red": 0.1},
    )
    assert {fault.place.partition("key ")[2] for fault in faults_of(path, kunteko, rubric)} == {
        "cut_points",
        "figures.0.id",
        "figures.1.value",
        "codes.0.extent",
        "without_evidence.0",
        "added_figures.0.id",
        "added_figures.0.value",
        "added_figures.1.id",
        "added_figures.1.group",
        "added_findings.0.period",
    }


def test_evidence_is_as_the_scenario_has_it(tmp_path: Path, kunteko: ProgrammeData, rubric: Rubric) -> None:
    """Numbers keep their decimals, an n of 0 is not known, every coder's code is replaced, and added rows are marked."""
    scenario = read_scenario(write(tmp_path, **EVERYTHING), kunteko, rubric)
    changed, _ = apply(scenario, kunteko, rubric)
    figures = changed.observations_by_id
    assert (figures[FIGURE].value, figures[FIGURE].decimals, figures[FIGURE].n) == ("40.50", 2, 25)
    assert figures["training-start-p-2020"].n is None
    assert {(one.direction, one.extent, one.credibility) for one in changed.codings_of[FINDING]} == {
        ("contradicts", "none", 3)
    }
    assert len(changed.codings_of[FINDING]) == len(kunteko.codings_of[FINDING])
    assert not {"workshop-start-p-2020", "kt-enthusiasm"} & {*figures, *changed.findings_by_id, *changed.coded}
    assert (figures["what-if-1"].document, changed.findings_by_id["what-if-2"].document) == ("what-if", "what-if")
    assert changed.findings_by_id["what-if-2"].statement_fi == "Kokeilu: An outside comparison shows it."
    assert changed.tried == {FIGURE, "training-start-p-2020", FINDING, "what-if-1", "what-if-2"}
    known = changed.chain.conventions_by_id
    held = {one.expectation for one in changed.chain.element(BOX).evidence if one.indicator == "training-start"}
    assert {known[one].expected for one in held} == {90.0}
    assert known["share-positive"].expected == 75.0
    assert (kunteko.tried, kunteko.chain.conventions_by_id["share-positive"].expected) == (frozenset(), 80.0)


def test_a_what_if_finding_speaks_for_its_box_alone(tmp_path: Path, kunteko: ProgrammeData, rubric: Rubric) -> None:
    """An added finding counts for the element that it names, as of its made-up source type, and for no other."""
    scenario = read_scenario(write(tmp_path, added_findings=[ADDED_FINDING]), kunteko, rubric)
    now = assess(*_changed(scenario, kunteko, rubric))
    speaking = [one.element.id for one in now.everything if "what-if-2" in one.evidence]
    assert speaking == [BOX]
    assert "external-statistics" in now.rating(BOX).source_types


def _changed(scenario: Any, programme: ProgrammeData, rubric: Rubric) -> tuple[ProgrammeData, str, Rubric]:
    changed, other = apply(scenario, programme, rubric)
    return changed, PERIOD, other


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_one_tells_which_evidence_was_changed(language: str, tmp_path: Path) -> None:
    """The first page says of each row what it was and is, what is left out and what is added, in each language."""
    path = write(tmp_path, **EVERYTHING)
    view = open_view("kunteko", PERIOD, language, str(DATA), str(PARAMS), str(path))
    told = notice(view).plain().replace("\u00a0", " ")
    expected = {
        "fi": ("100 % → 40,50 %, n = 25", "ilman: ”", "kokeiltava luku:", "kokeiltava löydös: ”An outside"),
        "sv": ("100 % → 40,50 %, n = 25", "utan: ”", "prövad siffra:", "prövat fynd: ”An outside"),
        "en": ("100% → 40.50%, n = 25", "without: “", "what-if figure:", "what-if finding: “An outside"),
    }[language]
    for part in expected:
        assert part in told
    assert told.count("→") >= 3  # Two figures and a code, each from what to what.


# In code.


@pytest.fixture(scope="module")
def result() -> Result:
    """Return KunTeko 2018–2020 as the public face rates it."""
    return read(DATA / "kunteko", rubric=PARAMS / "rubric.yaml").rate(PERIOD)


def test_what_if_changes_evidence_as_a_scenario_does(
    result: Result, tmp_path: Path, kunteko: ProgrammeData, rubric: Rubric
) -> None:
    """The arguments of `what_if` and the keys of a file try the same, and give the same frames."""
    scenario = read_scenario(write(tmp_path, **EVERYTHING), kunteko, rubric)
    from_file = assess(*_changed(scenario, kunteko, rubric))
    tried = result.what_if(
        expectations={(BOX, "share-positive"): 90, "share-positive": 75},
        figures={FIGURE: {"value": "40.50", "n": 25}, "training-start-p-2020": {"n": 0}},
        codes={FINDING: {"direction": "contradicts", "extent": "none"}},
        without_evidence=["workshop-start-p-2020", "kt-enthusiasm"],
        added_figures=[ADDED_FIGURE],
        added_findings=[ADDED_FINDING],
    )
    assert tried.assessment.everything == from_file.everything
    assert "what-if-2" in tried[BOX].items["evidence"].to_list()
    assert "Changed or added in this trial." in tried[BOX].explain("en")


def test_a_number_stands_for_itself_in_what_if(result: Result) -> None:
    """A value may be given as a number; it counts as it is written."""
    one = result.what_if(figures={FIGURE: {"value": 40.5}})
    assert one.assessment.everything == result.what_if(figures={FIGURE: {"value": "40.5"}}).assessment.everything


def test_what_if_tells_everything_that_is_wrong(result: Result) -> None:
    """All faults of a call are told at once with the argument that they stand in; nothing is rated."""
    with pytest.raises(FaultyInput) as caught:
        result.what_if(
            figures={"nothing": {"value": 4}, FIGURE: {"value": 140}},
            codes={FINDING: {"extent": "none"}},
            without_evidence=["nobody"],
            expectations={("nowhere", "share-positive"): 90},
        )
    assert [fault.place for fault in caught.value.faults] == [
        "expectations.0.element",
        "figures.0.id",
        "figures.1.value",
        "codes.0.extent",
        "without_evidence.0",
    ]


# As a report.


@pytest.mark.slow
def test_a_report_of_changed_evidence_says_so(tmp_path: Path) -> None:
    """A whole report of a scenario tells the changed figure on page one, and marks it and the added row in its cards.

    It takes more than five seconds because it makes a report.
    """
    programme = read(DATA / "soteliiderit").core
    figure = next(one for one in programme.observations if programme.indicators_by_id[one.indicator].unit == "count")
    finding = programme.findings[0]
    element = programme.chain.elements[-1].id
    path = write(
        tmp_path,
        programme="soteliiderit",
        figures=[{"id": figure.id, "value": str(int(figure.number) + 7)}],
        without_evidence=[finding.id],
        added_findings=[{**ADDED_FINDING, "period": "2019", "element": element}],
    )
    (run,) = plan(DATA, PARAMS, Selection(period="2019", language="en", scenario=path))
    make_report(Task(job=run, data=DATA, params=PARAMS, output=tmp_path / "reports"))
    page = BeautifulSoup((tmp_path / "reports" / run.folder / "report.en.html").read_text(encoding="utf-8"), "lxml")
    text = " ".join(page.get_text().split())
    changed = text.partition("Changed in it: ")[2][:900]
    assert f"→ {int(figure.number) + 7}" in changed
    assert "without: “" in changed
    assert "what-if finding: “An outside comparison shows it.”" in changed
    card = page.find(id=f"element-{element}")
    assert card is not None
    assert "a what-if row, from no document" in card.get_text()
    assert "What if: An outside comparison shows it" in card.get_text()
    assert "Changed or added in this trial." in card.get_text()


def test_whoever_tries_a_finding_is_no_coder(tmp_path: Path, kunteko: ProgrammeData, rubric: Rubric) -> None:
    """A what-if finding has a code, and yet the coders and their agreement are those that are recorded."""
    scenario = read_scenario(write(tmp_path, added_findings=[ADDED_FINDING]), kunteko, rubric)
    programme, tried = apply(scenario, kunteko, rubric)
    recorded = view_of(kunteko, "2018-2020", rubric, Language("en"))
    view = view_of(programme, "2018-2020", tried, Language("en"), scenario)
    assert len(programme.codings) > len(kunteko.codings)
    assert view.coding_agreement == recorded.coding_agreement
    codings = view.frames.programme.codings
    assert chapters.coders(view, codings).paragraphs == chapters.coders(recorded).paragraphs
