"""Scenarios: what is tried out, from a file and as a report of its own."""

from __future__ import annotations

import copy
import datetime
import hashlib
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from builder import ELEMENT, Case, CaseItem, build, grade_of, rubric_in_force
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from scenario_files import faults_of, key, names_its_line, write
from typer.testing import CliRunner

from kunteko_eval.batch.make_report import make_report
from kunteko_eval.batch.plan import Selection, plan
from kunteko_eval.cli import app
from kunteko_eval.errors import FaultyInput, UnknownName
from kunteko_eval.method.assess import assess
from kunteko_eval.method.judging import fingerprint
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.judgement import Judgement
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import find_programmes, read_programme
from kunteko_eval.reading.scenario import Scenario, apply
from kunteko_eval.reading.scenario_reader import read_scenario
from kunteko_eval.report import arrows, data_files, evidence_tables, settings_table
from kunteko_eval.report.explain import explain
from kunteko_eval.report.index import write_index
from kunteko_eval.report.job import Job, Task
from kunteko_eval.report.language import Language
from kunteko_eval.report.summary import notice, scale
from kunteko_eval.report.view import open_view, view_of

ROOT = Path(__file__).parents[1]
DATA, PARAMS = ROOT / "data", ROOT / "params"
PERIOD = "2018-2020"
SURVEYED = "support-survey-2020"


@pytest.fixture(scope="module", params=find_programmes(DATA))
def programme(request: pytest.FixtureRequest) -> ProgrammeData:
    """Return each programme of the data folder in turn."""
    return read_programme(DATA / str(request.param))


def reported(programme: ProgrammeData) -> list[str]:
    """Return the ids of the periods that reports are made of."""
    return [one.id for one in programme.sheet.periods if one.report]


def tried(programme: ProgrammeData, **changes: Any) -> Scenario:
    """Return a scenario of a programme with these changes."""
    content = {"schema": 1, "id": "tried", "title": "Tried", "programme": programme.id, "reason": "A test.", **changes}
    return TypeAdapter(Scenario).validate_python(content)


def cuts(green: float, yellow: float, red: float) -> dict[str, float]:
    """Return cut-points as a scenario has them."""
    return {"green": green, "yellow": yellow, "red": red}


# Reading.

ONE_FAULT: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "an unknown source": (
        {"without_sources": [SURVEYED, "suport-survey-2020"]},
        "without_sources.1",
        "unknown name 'suport-survey-2020'",
        "support-survey-2020",
    ),
    "an unknown group": ({"without_groups": ["nobody"]}, "without_groups.0", "unknown name 'nobody'", "participants"),
    "an unknown convention": (
        {"expectations": [{"convention": "share-positiv", "expected": 90}]},
        "expectations.0.convention",
        "unknown name 'share-positiv'",
        "share-positive",
    ),
    "unordered cut-points": (
        {"cut_points": cuts(0.6, 0.9, 0.1)},
        "cut_points",
        "red 0.1, yellow 0.9, green 0.6",
        "red < yellow < green",
    ),
    "equal cut-points": ({"cut_points": cuts(0.6, 0.6, 0.1)}, "cut_points", "yellow 0.6", "red < yellow < green"),
    "a cut-point that nothing can reach": (
        {"cut_points": cuts(1.3, 0.6, 0.1)},
        "cut_points",
        "green 1.3",
        "at most 1.2",
    ),
    "another programme": ({"programme": "soteliiderit"}, "programme", "'soteliiderit'", "'kunteko'"),
    "an expectation below the floor": (
        {"expectations": [{"convention": "share-positive", "expected": 10}]},
        "expectations.0",
        "floor 20, expected 10",
        "an expectation above the floor",
    ),
    "an expectation on the floor": (
        {"expectations": [{"convention": "share-positive", "expected": 20}]},
        "expectations.0",
        "floor 20, expected 20",
        "an expectation above the floor",
    ),
    "a floor above the expectation": (
        {"expectations": [{"convention": "scale-mean", "floor": 0.9}]},
        "expectations.0",
        "floor 0.9, expected 0.875",
        "an expectation above the floor",
    ),
    "an expectation where the preceding period sets it": (
        {"expectations": [{"convention": "previous-pace", "expected": 100}]},
        "expectations.0.expected",
        "100",
        "the preceding period sets it",
    ),
    "an unknown key": ({"cutpoints": cuts(1, 0.6, 0.1)}, "cutpoints", "cutpoints", "cut_points"),
    "a cut-point of nothing": ({"cut_points": cuts(0.9, 0.6, 0)}, "cut_points.red", "0", ""),
    "an unknown rule": ({"pooling": "mode"}, "pooling", "mode", "geometric-mean"),
    "an id that is no id": ({"id": "Strict surveys"}, "id", "Strict surveys", "lower-case letters"),
    "no title": ({"title": " "}, "title", " ", "not empty"),
}


@pytest.mark.parametrize("name", ONE_FAULT)
def test_a_fault_is_told_with_its_place(name: str, tmp_path: Path, kunteko: ProgrammeData, rubric: Rubric) -> None:
    """Each single fault of a scenario file is told with its line and key, what was found and what was expected."""
    changes, place, found, expected = ONE_FAULT[name]
    path = write(tmp_path, **changes)
    (fault,) = faults_of(path, kunteko, rubric)
    assert key(fault) == place
    assert found in str(fault)
    assert expected in f"{fault.expected} {fault.advice}"
    assert names_its_line(fault, path)


def test_all_names_and_numbers_that_are_wrong_are_told_at_once(
    tmp_path: Path, kunteko: ProgrammeData, rubric: Rubric
) -> None:
    """A file with many wrong names and numbers lists every one of them, not only the first."""
    path = write(
        tmp_path,
        programme="soteliiderit",
        cut_points=cuts(0.5, 0.6, 0.1),
        expectations=[
            {"convention": "share-positiv", "expected": 90},
            {"convention": "share-positive", "expected": 10},
            {"convention": "previous-pace", "expected": 100},
        ],
        without_sources=["nothing", SURVEYED],
        without_groups=["nobody"],
    )
    assert {key(fault) for fault in faults_of(path, kunteko, rubric)} == {
        "programme",
        "cut_points",
        "expectations.0.convention",
        "expectations.1",
        "expectations.2.expected",
        "without_sources.0",
        "without_groups.0",
    }


def test_an_unknown_key_does_not_hide_the_other_faults(tmp_path: Path, kunteko: ProgrammeData, rubric: Rubric) -> None:
    """A misspelt key and a wrong name in the same file are told together."""
    path = write(tmp_path, cutpoints=cuts(1, 0.6, 0.1), without_sources=["nothing"], cut_points=cuts(0.5, 0.6, 0.1))
    assert {key(fault) for fault in faults_of(path, kunteko, rubric)} == {
        "cutpoints",
        "without_sources.0",
        "cut_points",
    }


@pytest.mark.parametrize(
    "expectation",
    [
        {"convention": "share-positive", "expected": 150},
        {"convention": "share-positive", "floor": -5},
        {"convention": "chain-scale", "expected": 0.5},
    ],
    ids=["more than all respondents", "fewer than none", "another scale for findings"],
)
def test_an_expectation_that_the_chain_could_not_have_is_a_fault(
    expectation: dict[str, Any], tmp_path: Path, kunteko: ProgrammeData, rubric: Rubric
) -> None:
    """A scenario can only try what ``chain.yaml`` could record: the same limits hold for its expectations."""
    path = write(tmp_path, expectations=[expectation])
    assert all(key(fault).startswith("expectations.0") for fault in faults_of(path, kunteko, rubric))


def test_one_convention_cannot_be_tried_in_two_ways(tmp_path: Path, kunteko: ProgrammeData, rubric: Rubric) -> None:
    """A convention that stands twice is a fault, because only one of the two could hold."""
    twice = [{"convention": "share-positive", "expected": expected} for expected in (70, 90)]
    path = write(tmp_path, expectations=twice)
    assert all(key(fault).startswith("expectations.") for fault in faults_of(path, kunteko, rubric))


def test_an_expectation_of_which_less_is_better_lies_below_its_floor(tmp_path: Path, rubric: Rubric) -> None:
    """Where less is better the expectation stays below the floor; above it is a fault that says so."""
    item = CaseItem(count=50, falls=True, floor=100, expected=40)
    falling = build(Case(name="falling", level="actions", items=(item,)))
    convention = next(one.id for one in falling.chain.conventions if one.floor == 100)
    path = write(tmp_path, programme="test", expectations=[{"convention": convention, "expected": 120}])
    (fault,) = faults_of(path, falling, rubric)
    assert (fault.found, fault.expected) == ("floor 100, expected 120", "an expectation below the floor")
    path = write(tmp_path, programme="test", expectations=[{"convention": convention, "expected": 60}])
    read = read_scenario(path, falling, rubric)
    changed, same = apply(read, falling, rubric)
    assert assess(falling, PERIOD, rubric).rating(ELEMENT).graded.achievement == pytest.approx(50 / 60)
    assert assess(changed, PERIOD, same).rating(ELEMENT).graded.achievement == pytest.approx(1.2)


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path, kunteko: ProgrammeData, rubric: Rubric) -> None:
    """A scenario that does not exist is told by the file's name."""
    (fault,) = faults_of(tmp_path / "none.yaml", kunteko, rubric)
    assert fault.found == "the file is missing"


def test_a_scenario_is_read_as_it_is_written(tmp_path: Path, kunteko: ProgrammeData, rubric: Rubric) -> None:
    """Everything that a file may try is in what is read from it."""
    changes: dict[str, Any] = {
        "cut_points": cuts(1.0, 0.7, 0.2),
        "pooling": "mean",
        "expectations": [{"convention": "share-positive", "expected": 90, "floor": 30}],
        "without_sources": [SURVEYED],
        "without_groups": ["participants"],
    }
    assert read_scenario(write(tmp_path, **changes), kunteko, rubric) == tried(kunteko, **changes)


# Applying.


def test_applying_changes_neither_programme_nor_rubric(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """What is recorded stays as it was, whatever is tried."""
    kept = copy.deepcopy((kunteko.chain, kunteko.observations, kunteko.findings, rubric))
    scenario = tried(
        kunteko,
        cut_points=cuts(1.0, 0.7, 0.2),
        pooling="mean",
        expectations=[{"convention": "share-positive", "expected": 90, "floor": 30}],
        without_sources=[SURVEYED],
        without_groups=["participants"],
    )
    changed, other = apply(scenario, kunteko, rubric)
    assert (kunteko.chain, kunteko.observations, kunteko.findings, rubric) == kept
    assert (changed.chain, other) != (kept[0], rubric)
    assert len(changed.observations) < len(kunteko.observations)
    assert len(changed.findings) < len(kunteko.findings)


def test_an_empty_scenario_rates_as_recorded(programme: ProgrammeData, rubric: Rubric) -> None:
    """With nothing tried, every rating with its reasons, every link and pathway is the recorded one."""
    changed, other = apply(tried(programme), programme, rubric)
    unsealed = replace(programme, registration=())  # a scenario stands under no seal
    for period in reported(programme):
        recorded, now = assess(unsealed, period, rubric), assess(changed, period, other)
        assert (now.ratings, now.links, now.pathways) == (recorded.ratings, recorded.links, recorded.pathways)


@pytest.mark.parametrize("what", ["source", "group"])
def test_what_is_left_out_speaks_for_nothing(programme: ProgrammeData, rubric: Rubric, what: str) -> None:
    """Without any one source or group the rest is still there and rated in every period, and it alone."""
    names = programme.collections if what == "source" else programme.groups
    for name in names:
        scenario = tried(programme, **{f"without_{what}s": [name]})
        changed, other = apply(scenario, programme, rubric)
        assert changed.observations == tuple(one for one in programme.observations if getattr(one, what) != name)
        kept = [one for one in programme.findings if what == "group" or one.source != name]
        assert list(changed.findings) == kept
        for period in reported(programme):
            now = assess(changed, period, other)
            assert [one.element for one in now.ratings] == list(programme.chain.elements)
            told = [item for one in now.ratings for item in one.items]
            assert not any(name in (item.groups if what == "group" else {item.source}) for item in told)


def test_without_any_one_source_the_chapters_still_tell_the_rest(programme: ProgrammeData, rubric: Rubric) -> None:
    """Reasons, links and lists are written without any one source, with every figure and finding that is left."""
    longest = max((one for one in programme.sheet.periods if one.report), key=lambda one: one.days)
    for name in programme.collections:
        scenario = tried(programme, without_sources=[name])
        view = view_of(*_swapped(apply(scenario, programme, rubric), longest.id), Language("en"), scenario)
        figures, found = (
            sum(one.source != name and longest.contains(programme.periods[one.period]) for one in rows)
            for rows in (programme.observations, programme.findings)
        )
        assert len(getattr(evidence_tables.observations(view), "rows", ())) == figures
        assert len(getattr(evidence_tables.findings(view), "rows", ())) == found
        for one in view.assessment.ratings:
            sections = {section.title: section.sentences for section in explain(view, one, shaken=False)}
            assert len(sections.get("Evidence", ())) == len(one.items)
        assert len(arrows.links(view).rows) == len(programme.chain.links)


def _swapped(applied: tuple[ProgrammeData, Rubric], period: str) -> tuple[ProgrammeData, str, Rubric]:
    return applied[0], period, applied[1]


def test_leaving_out_all_sources_leaves_nothing_rated(programme: ProgrammeData, rubric: Rubric) -> None:
    """Without any evidence no element has a rating, and nothing breaks."""
    changed, other = apply(tried(programme, without_sources=list(programme.collections)), programme, rubric)
    for period in reported(programme):
        assert assess(changed, period, other).coverage == 0


def test_only_the_tried_convention_is_expected_otherwise(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """Another expectation for survey shares moves their achievement, and every other item stays as recorded."""
    scenario = tried(kunteko, expectations=[{"convention": "share-positive", "expected": 90, "floor": 30}])
    recorded, now = assess(kunteko, PERIOD, rubric), assess(*_in(kunteko, scenario, rubric))
    shares = 0
    for before, after in zip(recorded.ratings, now.ratings, strict=True):
        for old, new in zip(before.items, after.items, strict=True):
            if old.convention == "share-positive":
                shares += 1
                assert (new.floor, new.expected) == (0.3, 0.9)
                assert new.achievement == pytest.approx((new.share - 0.3) / 0.6)
            else:
                assert new == old
    assert shares > 10


def _in(
    programme: ProgrammeData, scenario: Scenario, rubric: Rubric, period: str = PERIOD
) -> tuple[ProgrammeData, str, Rubric]:
    changed, other = apply(scenario, programme, rubric)
    return changed, period, other


@pytest.mark.parametrize(
    ("share", "tries", "recorded", "now"),
    [
        (78, cuts(1.0, 0.6, 0.1), Rating.GREEN, Rating.YELLOW),
        (70, cuts(0.8, 0.6, 0.1), Rating.YELLOW, Rating.GREEN),
        (60, cuts(0.95, 0.7, 0.1), Rating.YELLOW, Rating.RED),
        (30, cuts(0.95, 0.6, 0.2), Rating.RED, Rating.NONE),
        (23, cuts(0.95, 0.6, 0.05), Rating.NONE, Rating.RED),
    ],
)
def test_each_cut_point_cuts(share: int, tries: dict[str, float], recorded: Rating, now: Rating) -> None:
    """Every tried cut-point takes the place of the recorded one, and a rating between the two changes."""
    programme = build(Case(name="cut", items=(CaseItem(percent=share, n=400),)))
    rubric = rubric_in_force()
    assert assess(programme, PERIOD, rubric).rating(ELEMENT).computed is recorded
    scenario = tried(programme, cut_points=tries)
    assert assess(*_in(programme, scenario, rubric)).rating(ELEMENT).computed is now
    applied = {name: getattr(apply(scenario, programme, rubric)[1], f"cut_{name}") for name in tries}
    assert applied == tries


def test_another_pooling_rule_pools_otherwise() -> None:
    """The tried rule is the one that pools: of three shares the median is the middle one, the mean is not."""
    programme = build(Case(name="three", items=tuple(CaseItem(percent=share, n=400) for share in (30, 50, 80))))
    achieved = {
        rule: assess(*_in(programme, tried(programme, pooling=rule), rubric_in_force()))
        .rating(ELEMENT)
        .graded.achievement
        for rule in ("median", "mean", "geometric-mean")
    }
    assert achieved["median"] == pytest.approx(0.5)
    assert achieved["mean"] == pytest.approx((1 / 6 + 1 / 2 + 1) / 3)
    assert achieved["geometric-mean"] == pytest.approx((1 / 6 * 1 / 2 * 1) ** (1 / 3))


def judged(programme: ProgrammeData, **changes: Any) -> ProgrammeData:
    """Return a programme with a judgement in force on the element in question."""
    one = assess(programme, PERIOD, rubric_in_force()).rating(ELEMENT)
    made = Judgement(
        id="j1",
        element=ELEMENT,
        period=PERIOD,
        date=datetime.date(2026, 11, 21),
        author="evaluator",
        computed=one.computed.value,
        fingerprint=fingerprint(one.items, one.graded),
        reason="The respondents were the best informed.",
        seal="0",
        **changes,
    )
    return replace(programme, judgements=(made,))


def test_judgements_are_left_out() -> None:
    """A judgement was made of the computed rating, so in a scenario the computed rating stands alone."""
    plain = build(Case(name="judged", items=(CaseItem(percent=65, n=52),)))
    programme = judged(plain, final="red", reason_code="evidence-weak")
    assert assess(programme, PERIOD, rubric_in_force()).rating(ELEMENT).final is Rating.RED
    changed, other = apply(tried(programme), programme, rubric_in_force())
    assert (changed.judgements, changed.scores) == ((), ())
    assert assess(changed, PERIOD, other).rating(ELEMENT).final is Rating.YELLOW
    assert len(programme.judgements) == 1


THREE = st.lists(st.integers(1, 120), min_size=3, max_size=3, unique=True).map(
    lambda points: [point / 100 for point in sorted(points)]
)
EVIDENCE = st.lists(
    st.one_of(
        st.builds(CaseItem, percent=st.integers(0, 100), n=st.just(52)),
        st.builds(
            CaseItem,
            finding=st.sampled_from(
                ["supports very-much", "supports much", "supports somewhat", "contradicts much", "contradicts none"]
            ),
            kind=st.sampled_from(["perceived", "tested"]),
        ),
    ),
    min_size=1,
    max_size=4,
)


@given(lower=THREE, other=THREE, items=EVIDENCE, level=st.sampled_from(["direct", "indirect", "wider"]))
def test_higher_cut_points_never_raise_a_rating(
    lower: list[float], other: list[float], items: list[CaseItem], level: Any
) -> None:
    """With every cut-point as high or higher, no element is rated better than before, whatever the evidence."""
    programme = build(Case(name="drawn", level=level, items=tuple(items)))
    higher = [max(pair) for pair in zip(lower, other, strict=True)]
    before, after = (
        assess(
            *_in(programme, tried(programme, cut_points=cuts(green, yellow, red)), rubric_in_force()),
        )
        for red, yellow, green in (lower, higher)
    )
    for one in programme.chain.elements:
        old, new = grade_of(before.rating(one.id).computed), grade_of(after.rating(one.id).computed)
        assert old is not None
        assert new is not None
        assert new <= old


@cache
def _kunteko() -> ProgrammeData:
    return read_programme(DATA / "kunteko")


@given(lower=THREE, other=THREE)
def test_higher_cut_points_never_raise_a_rating_of_kunteko(lower: list[float], other: list[float]) -> None:
    """The same holds for all elements of a real chain, and the sum of the grades tells that some fall."""
    programme, rubric = _kunteko(), rubric_in_force()
    higher = [max(pair) for pair in zip(lower, other, strict=True)]
    grades = []
    for red, yellow, green in (lower, higher, [1.18, 1.19, 1.2]):
        scenario = tried(programme, cut_points=cuts(green, yellow, red))
        grades.append([grade_of(one.computed) or 0 for one in assess(*_in(programme, scenario, rubric)).ratings])
    assert all(new <= old for old, new in zip(grades[0], grades[1], strict=True))
    assert sum(grades[2]) < sum(grades[0]) or lower[0] > 1


# Reports of a scenario.


def test_only_the_scenarios_programme_is_planned(tmp_path: Path, kunteko: ProgrammeData) -> None:
    """The plan of a scenario is every report of its programme, in folders of its own, and no portfolio."""
    path = write(tmp_path, id="strict", cut_points=cuts(1.0, 0.7, 0.2))
    recorded = [run for run in plan(DATA, PARAMS) if run.programme == "kunteko"]
    runs = plan(DATA, PARAMS, Selection(scenario=path))
    assert [replace(run, scenario=("", "")) for run in runs] == recorded
    assert {run.period for run in runs} == set(reported(kunteko))
    assert {run.scenario for run in runs} == {(str(path.resolve()), "strict")}
    for run in runs:
        assert run.folder == Path("kunteko") / run.period / "scenario-strict"
        assert run.name == f"kunteko {run.period} scenario strict {run.language}"
    assert not {run.folder for run in runs} & {run.folder for run in recorded}


def test_a_scenario_can_be_run_for_one_period_and_language(tmp_path: Path) -> None:
    """Period and language choose among the reports of a scenario as they do among all."""
    path = write(tmp_path, pooling="mean")
    (run,) = plan(DATA, PARAMS, Selection(programmes=["kunteko"], period=PERIOD, language="sv", scenario=path))
    assert (run.period, run.language, run.scenario[1]) == (PERIOD, "sv", "tried")


def test_a_faulty_scenario_stops_the_batch(tmp_path: Path) -> None:
    """Faults, an unknown programme and another programme than the one asked for stop before anything runs."""
    with pytest.raises(FaultyInput, match=r"tried\.yaml, line \d+, key without_sources\.0"):
        plan(DATA, PARAMS, Selection(scenario=write(tmp_path, without_sources=["nothing"])))
    with pytest.raises(FaultyInput, match="cutpoints"):
        plan(DATA, PARAMS, Selection(scenario=write(tmp_path, cutpoints=1)))
    with pytest.raises(UnknownName, match="kunteko"):
        plan(DATA, PARAMS, Selection(scenario=write(tmp_path, programme="kunteco")))
    with pytest.raises(UnknownName, match="soteliiderit"):
        plan(DATA, PARAMS, Selection(programmes=["soteliiderit"], scenario=write(tmp_path)))


def test_the_command_tells_which_reports_a_scenario_makes(tmp_path: Path) -> None:
    """`kunteko-eval run --scenario FILE --dry-run` names the reports, each with the scenario, and makes none."""
    path = write(tmp_path, id="strict", programme="soteliiderit", pooling="mean")
    options = ["--data", str(DATA), "--params", str(PARAMS), "--output", str(tmp_path / "reports"), "--dry-run"]
    result = CliRunner().invoke(app, ["run", "--scenario", str(path), "--language", "en", *options])
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    assert "soteliiderit 2019 scenario strict en" in line
    assert not (tmp_path / "reports").exists()


def test_the_method_page_of_a_trial_shows_the_numbers_that_were_used(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """Where a trial has other cut-points and pooling, no page of its report gives the recorded ones as in force."""
    scenario = tried(kunteko, cut_points=cuts(1.11, 0.77, 0.22), pooling="mean")
    changed, other = apply(scenario, kunteko, rubric)
    view = view_of(changed, PERIOD, other, Language("en"), scenario)
    assert [row[2] for row in scale(view).rows[:3]] == [
        f"achievement at least {cut}" for cut in ("1.11", "0.77", "0.22")
    ]
    values = {row[0]: row[1] for row in settings_table.rubric(view).rows}
    settings = rubric.sheet.settings
    shown = [values[one.description.en] for one in (settings.cut_green, settings.cut_yellow, settings.cut_red)]
    assert shown == ["1.11", "0.77", "0.22"]
    assert values[settings.pooling.description.en] == "mean"


def test_a_report_as_recorded_does_not_speak_of_trials(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """Without a scenario the first page says nothing of one; with an empty one it says that nothing is changed."""
    assert "trial" not in notice(view_of(kunteko, PERIOD, rubric, Language("en"))).plain()
    empty = tried(kunteko)
    told = notice(view_of(*_in(kunteko, empty, rubric), Language("en"), empty)).plain()
    assert "a trial, not the recorded rating" in told
    assert "Changed in it: nothing." in told


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], Job]:
    """Return the folder of reports, the recorded report as it stood before, and the run of a trial made after it."""
    folder = tmp_path_factory.mktemp("trial")
    output = folder / "reports"
    recorded = output / "soteliiderit" / "2019"
    recorded.mkdir(parents=True)
    before = {
        "report.en.html": b"<html>recorded</html>",
        "ratings.json": data_files.ratings_json(
            open_view("soteliiderit", "2019", "en", str(DATA), str(PARAMS))
        ).encode(),
        "ratings.csv": b"recorded\n",
        "run.json": b"{}\n",
    }
    for name, content in before.items():
        (recorded / name).write_bytes(content)
    path = write(
        folder,
        id="strict",
        title="Stricter & without interviews",
        programme="soteliiderit",
        reason="To see what the account alone carries.",
        cut_points=cuts(1.0, 0.7, 0.2),
        expectations=[{"convention": "share-positive", "expected": 90}],
        without_sources=["leader-interviews-2019"],
    )
    (run,) = plan(DATA, PARAMS, Selection(period="2019", language="en", scenario=path))
    make_report(Task(job=run, data=DATA, params=PARAMS, output=output))
    return output, before, run


@pytest.mark.slow
def test_a_trials_report_says_that_it_is_one(trial: tuple[Path, dict[str, bytes], Job]) -> None:
    """The page says that it is a trial and why, and names the cut-points, expectation and source that were changed."""
    output, _, run = trial
    page = BeautifulSoup((output / run.folder / "report.en.html").read_text(encoding="utf-8"), "lxml")
    text = " ".join(page.get_text().split())
    assert "Scenario “Stricter & without interviews”: a trial, not the recorded rating." in text
    assert "To see what the account alone carries. Judgements are left out." in text
    changed = text.partition("Changed in it: ")[2][:300]
    assert changed.startswith("cut-points 0.20, 0.70 and 1.00; survey results: expected 90")
    assert "without: interviews with leaders in summer 2019." in changed
    assert "scenario Stricter & without interviews" in text


@pytest.mark.slow
def test_the_data_of_a_trial_are_those_of_the_scenario(trial: tuple[Path, dict[str, bytes], Job]) -> None:
    """Ratings and run description name the scenario, its file and its ratings."""
    output, before, run = trial
    ratings = json.loads((output / run.folder / "ratings.json").read_text(encoding="utf-8"))
    assert (ratings["scenario"], json.loads(before["ratings.json"])["scenario"]) == ("strict", None)
    made = json.loads((output / run.folder / "run.json").read_text(encoding="utf-8"))
    assert made["scenario"] == "strict"
    assert hashlib.sha256(Path(run.scenario[0]).read_bytes()).hexdigest() in made["inputs"].values()
    items = [item for element in ratings["elements"] for item in element["items"]]
    assert items
    assert not any(item["source"] == "leader-interviews-2019" for item in items)
    view = open_view("soteliiderit", "2019", "en", str(DATA), str(PARAMS), run.scenario[0])
    assert {one["id"]: one["computed"] for one in ratings["elements"]} == {
        one.element.id: one.computed.value for one in view.assessment.ratings
    }


@pytest.mark.slow
def test_the_recorded_report_is_left_alone(trial: tuple[Path, dict[str, bytes], Job]) -> None:
    """A trial adds one folder beside the recorded report and changes no file of it; the index leads to both."""
    output, before, _ = trial
    recorded = output / "soteliiderit" / "2019"
    assert {path.name: path.read_bytes() for path in recorded.iterdir() if path.is_file()} == before
    assert [path.name for path in recorded.iterdir() if path.is_dir()] == ["scenario-strict"]
    page = BeautifulSoup(write_index(output).read_text(encoding="utf-8"), "lxml")
    links = [str(tag["href"]) for tag in page.find_all("a") if not str(tag["href"]).startswith("#")]
    reports = sorted(link for link in links if not link.startswith("index."))
    trial_pages = [f"soteliiderit/2019/scenario-strict/{name}.en.html" for name in ("brief", "report")]
    assert reports == ["soteliiderit/2019/report.en.html", *trial_pages]
    assert "(skenaario strict)" in page.get_text()
