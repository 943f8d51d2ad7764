"""The workbench's engine: what is tried, what follows from it, and what is kept of it; no widgets."""

from __future__ import annotations

import copy
import csv
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree
from typer.testing import CliRunner

from kunteko_eval.cli import app
from kunteko_eval.errors import UnknownName
from kunteko_eval.exchange.workbook.writing import write_workbook
from kunteko_eval.files.yaml_tree import dump_yaml, plain_yaml
from kunteko_eval.method.assess import Assessment, assess
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.reading.programme_reader import find_programmes, read_programme
from kunteko_eval.reading.scenario import apply
from kunteko_eval.reading.scenario_reader import read_scenario
from kunteko_eval.report.language import Language
from kunteko_eval.workbench import (
    AddedFigure,
    AddedFinding,
    AddRow,
    Change,
    LeaveOut,
    Refused,
    SetCode,
    SetCutPoint,
    SetExpectation,
    SetFigure,
    SetPooling,
    ShowPeriod,
    TakeOver,
    TrialDesk,
    side_by_side,
)
from kunteko_eval.workbench.state import Recorded, nothing_tried

ROOT = Path(__file__).parents[1]
DATA, PARAMS = ROOT / "data", ROOT / "params"
PERIOD = "2018-2020"
BOX = "development-activity"
FIGURE, FINDING = "training-start-o-2020", "ev-starts"


@pytest.fixture(scope="module")
def kunteko_recorded() -> Recorded:
    """Return KunTeko as it is recorded, read once."""
    return Recorded.read(DATA / "kunteko", PARAMS / "rubric.yaml")


@pytest.fixture
def desk(kunteko_recorded: Recorded) -> TrialDesk:
    """Return a fresh desk at KunTeko 2018–2020, in English."""
    return TrialDesk(kunteko_recorded, PERIOD, Language("en"))


def rated(assessment: Assessment) -> list[Any]:
    """Return everything that was rated, to be compared: ratings, steps, items, confidences, links and pathways."""
    ratings = [
        (
            one.element.id,
            one.graded,
            one.confidence,
            one.confidence_reasons,
            one.conflict,
            [(item.name, item.groups, item.evidence, item.achievement, item.n, item.status) for item in one.items],
        )
        for one in assessment.everything
    ]
    return [ratings, assessment.links, sorted(assessment.pathways)]


# Changes at random.


def changes(recorded: Recorded) -> st.SearchStrategy[Change]:
    """Return changes that a person can make of a programme; some of them do not fit."""
    programme = recorded.programme
    figures = st.sampled_from([one.id for one in programme.observations])
    findings = st.sampled_from([one.id for one in programme.findings])
    elements = st.sampled_from([one.id for one in programme.chain.elements])
    conventions = st.sampled_from([one.id for one in programme.chain.conventions])
    numbers = st.integers(0, 100).map(str)
    end = st.one_of(st.none(), st.floats(1, 99).map(lambda one: round(one, 1)))
    added_figure = st.builds(
        AddedFigure,
        id=st.sampled_from(["what-if-1", "what-if-2"]),
        indicator=st.sampled_from([one.id for one in programme.indicators]),
        period=st.just("2020"),
        value=numbers,
        n=st.one_of(st.none(), st.integers(1, 500)),
        group=st.sampled_from(list(programme.groups)),
        source=st.sampled_from([*programme.collections, "what-if-interviews"]),
        element=st.one_of(st.none(), elements),
    )
    added_finding = st.builds(
        AddedFinding,
        id=st.sampled_from(["what-if-3", "what-if-4"]),
        statement=st.just("It would help."),
        kind=st.sampled_from(["perceived", "tested"]),
        period=st.just("2020"),
        source=st.sampled_from([*programme.collections, "what-if-external-statistics"]),
        element=elements,
        direction=st.sampled_from(["supports", "contradicts"]),
        extent=st.sampled_from(["much", "very-much", "none", "not-said"]),
        credibility=st.integers(1, 3),
    )
    return st.one_of(
        st.builds(SetCutPoint, colour=st.sampled_from(["green", "yellow", "red"]), value=st.floats(0.05, 1.2)),
        st.builds(SetPooling, rule=st.sampled_from(["median", "mean", "geometric-mean"])),
        st.builds(
            SetExpectation, convention=conventions, element=st.one_of(st.none(), elements), expected=end, floor=end
        ),
        st.builds(
            LeaveOut, kind=st.just("source"), name=st.sampled_from(list(programme.collections)), out=st.booleans()
        ),
        st.builds(LeaveOut, kind=st.just("group"), name=st.sampled_from(list(programme.groups)), out=st.booleans()),
        st.builds(LeaveOut, kind=st.just("row"), name=st.one_of(figures, findings), out=st.booleans()),
        st.builds(SetFigure, row=figures, value=numbers, n=st.one_of(st.none(), st.integers(0, 300))),
        st.builds(
            SetCode,
            row=findings,
            direction=st.sampled_from([None, "supports", "contradicts", "neither"]),
            extent=st.sampled_from([None, "somewhat", "much", "very-much", "not-said"]),
            credibility=st.sampled_from([None, 1, 2, 3]),
        ),
        st.builds(AddRow, row=st.one_of(added_figure, added_finding)),
        st.builds(ShowPeriod, period=st.sampled_from(["2018-2020", "2015-2020", "2020"])),
    )


CHANGES = changes(Recorded.read(DATA / "kunteko", PARAMS / "rubric.yaml"))


def tried_out(desk: TrialDesk, several: list[Change]) -> int:
    """Apply changes one after the other, also where some are refused, and return how many changed anything."""
    done = 0
    for one in several:
        before = desk.state
        try:
            done += desk.apply(one)
        except Refused:
            assert desk.state == before
    return done


quick = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(several=st.lists(CHANGES, min_size=1, max_size=8))
def test_undo_takes_back_and_redo_brings_back(kunteko_recorded: Recorded, several: list[Change]) -> None:
    """Undoing the last change gives the state before it, undoing all of them what is recorded, redoing all the last."""
    desk = TrialDesk(kunteko_recorded, PERIOD, Language("en"))
    start, states = desk.state, []
    for one in several:
        before = desk.state
        if tried_out(desk, [one]):
            desk.undo()
            assert desk.state == before
            desk.redo()
            states.append(desk.state)
    end = desk.state
    for state in reversed([start, *states[:-1]] if states else []):
        desk.undo()
        assert desk.state == state
    assert (desk.state, desk.can_undo) == (start, False)
    assert desk.changed() == ()
    for _ in states:
        desk.redo()
    assert (desk.state, desk.can_redo) == (end, False)


def test_a_new_change_forgets_what_was_undone(desk: TrialDesk) -> None:
    """After undo and another change there is nothing to redo; a change that changes nothing is no step back."""
    assert desk.edit(FIGURE, "value", "10")
    desk.undo()
    assert desk.edit(FIGURE, "value", "20")
    assert not desk.can_redo
    state = desk.state
    assert not desk.edit(FIGURE, "value", "20,0".removesuffix(",0"))
    desk.undo()
    assert desk.state.as_recorded
    desk.redo()
    assert desk.state == state


@quick
@given(several=st.lists(CHANGES, min_size=1, max_size=6))
def test_withdrawing_everything_is_as_recorded(kunteko_recorded: Recorded, several: list[Change]) -> None:
    """Each thing that is tried has words and a key of its own, and without all of them nothing is tried."""
    desk = TrialDesk(kunteko_recorded, PERIOD, Language("fi"))
    tried_out(desk, several)
    items = desk.tried()
    assert len({one.key for one in items}) == len(items)
    assert all(one.words for one in items)
    assert bool(items) is not desk.state.as_recorded
    for one in reversed(items):  # The floor of an element may rest on that of its convention, told before it.
        assert desk.withdraw(one.key)
    assert desk.state.as_recorded


def test_nothing_that_is_recorded_is_mutated(kunteko_recorded: Recorded) -> None:
    """After every kind of change the programme and the rubric are what they were when they were read."""
    before = copy.deepcopy((kunteko_recorded.programme, kunteko_recorded.rubric))

    @quick
    @given(several=st.lists(CHANGES, min_size=4, max_size=8))
    def try_all(several: list[Change]) -> None:
        tried_out(TrialDesk(kunteko_recorded, PERIOD, Language("en")), several)

    try_all()
    assert (kunteko_recorded.programme, kunteko_recorded.rubric) == before


@quick
@given(several=st.lists(CHANGES, min_size=1, max_size=6))
def test_the_code_cell_gives_the_same_ratings(kunteko_recorded: Recorded, several: list[Change]) -> None:
    """Executing the cell that the desk writes gives every rating, step and item of the desk."""
    desk = TrialDesk(kunteko_recorded, PERIOD, Language("en"))
    tried_out(desk, several)
    known: dict[str, Any] = {}
    exec(compile(desk.code(), "cell", "exec"), known)  # noqa: S102  (it is what the test is about)
    assert rated(known["tried"].assessment) == rated(desk.assessment)
    assert known["tried"].period == desk.state.period


def test_every_kind_of_change_stands_in_the_code_cell(desk: TrialDesk) -> None:
    """Rules, an expectation of a convention and another of one element, rows and what-if rows are all reproduced."""
    for one in (
        SetCutPoint(colour="green", value=0.9),
        SetPooling(rule="mean"),
        SetExpectation(convention="share-positive", expected=75.0, floor=10.0),
        SetExpectation(convention="share-positive", element=BOX, expected=99.0),
        LeaveOut(kind="source", name="training-employers-2020"),
        LeaveOut(kind="group", name="readers"),
        LeaveOut(kind="row", name="kt-enthusiasm"),
        SetFigure(row="training-start-p-2020", value="50", n=0),
        SetCode(row=FINDING, direction="contradicts"),
        AddRow(row=what_if_finding()),
    ):
        assert desk.apply(one), one
    known: dict[str, Any] = {}
    exec(compile(desk.code(), "cell", "exec"), known)  # noqa: S102  (it is what the test is about)
    assert rated(known["tried"].assessment) == rated(desk.assessment)
    assert len(desk.tried()) == 10


@quick
@given(several=st.lists(CHANGES, min_size=1, max_size=6))
def test_a_scenario_file_gives_the_same_ratings(
    kunteko_recorded: Recorded, tmp_path_factory: pytest.TempPathFactory, several: list[Change]
) -> None:
    """What is saved is read back as the same trial, with the same ratings."""
    desk = TrialDesk(kunteko_recorded, PERIOD, Language("en"))
    tried_out(desk, several)
    path = desk.save_scenario(tmp_path_factory.mktemp("scenarios"), "strict", "Strict", "A test: why not?")
    scenario = read_scenario(path, kunteko_recorded.programme, kunteko_recorded.rubric)
    assert (scenario.id, scenario.title, scenario.reason) == ("strict", "Strict", "A test: why not?")
    programme, rubric = apply(scenario, kunteko_recorded.programme, kunteko_recorded.rubric)
    assume(not desk.state.as_recorded)  # Then judgements hold too.
    assert rated(assess(programme, desk.state.period, rubric)) == rated(desk.assessment)
    other = TrialDesk(kunteko_recorded, desk.state.period, Language("en"))
    other.take_over(path)
    assert other.state == desk.state


def test_a_rule_put_back_is_no_trial(desk: TrialDesk) -> None:
    """A pooling rule and a cut-point that are moved and set back leave nothing that is tried."""
    desk.apply(SetPooling(rule="mean"))
    desk.apply(SetCutPoint(colour="red", value=0.2))
    assert len(desk.tried()) == 2
    desk.apply(SetPooling(rule=desk.recorded.rubric.pooling))
    desk.apply(SetCutPoint(colour="red", value=desk.recorded.rubric.cut_red))
    assert desk.state.as_recorded


@quick
@given(change=CHANGES)
def test_putting_a_value_back_is_no_trial(kunteko_recorded: Recorded, change: Change) -> None:
    """What is changed and then set to its recorded value is not tried any more."""
    desk = TrialDesk(kunteko_recorded, PERIOD, Language("en"))
    programme, rubric = kunteko_recorded.programme, kunteko_recorded.rubric
    assume(tried_out(desk, [change]))
    if isinstance(change, SetFigure):
        row = programme.observations_by_id[change.row]
        desk.apply(SetFigure(row=row.id, value=row.value, n=row.n or 0))
    elif isinstance(change, SetCode):
        used = programme.coded[change.row]
        desk.apply(SetCode(row=change.row, direction=used.direction, extent=used.extent, credibility=used.credibility))
    elif isinstance(change, SetCutPoint):
        desk.apply(SetCutPoint(colour=change.colour, value=getattr(rubric, f"cut_{change.colour}")))
    elif isinstance(change, SetPooling):
        desk.apply(SetPooling(rule=rubric.pooling))
    elif isinstance(change, SetExpectation):
        base = programme.chain.conventions_by_id[change.convention]
        assert isinstance(base.expected, float)
        ends = {"expected": base.expected, "floor": base.floor}
        desk.apply(SetExpectation(convention=base.id, element=change.element, **ends))
    elif isinstance(change, LeaveOut):
        desk.apply(LeaveOut(kind=change.kind, name=change.name, out=not change.out))
    elif isinstance(change, AddRow):
        desk.apply(LeaveOut(kind="row", name=change.row.id))
    assert desk.state.as_recorded


# Known answers: the same as editing the files.


def copied(folder: Path, edit: Callable[[Path], None]) -> Recorded:
    """Return KunTeko read from a copy of its folder whose files were edited; without the record of seals."""
    place = folder / "kunteko"
    shutil.copytree(DATA / "kunteko", place)
    (place / "registration.csv").unlink()
    edit(place)
    return Recorded.read(place, PARAMS / "rubric.yaml")


def rewritten(path: Path, change: Callable[[dict[str, str]], dict[str, str] | None]) -> None:
    """Rewrite the rows of a CSV file; a row for which nothing is returned is left out."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(one for row in rows if (one := change(dict(row))) is not None)
    path.write_text(out.getvalue(), encoding="utf-8")


def cell(file: str, key: str, name: str, **values: str) -> Callable[[Path], None]:
    """Return the edit of a folder that puts values into the rows of one id."""
    return lambda place: rewritten(place / file, lambda row: row | values if row[key] == name else row)


def no_row(name: str) -> Callable[[Path], None]:
    """Return the edit of a folder that takes an observation or a finding out, with all that names it."""

    def take_out(place: Path) -> None:
        for file, key in (("observations.csv", "id"), ("findings.csv", "id"), ("codings.csv", "finding")):
            rewritten(place / file, lambda row, key=key: None if row[key] == name else row)  # type: ignore[misc]
        rewritten(place / "findings.csv", lambda row: row | {"repeats": ""} if row["repeats"] == name else row)
        chain = copy.deepcopy(plain_yaml((place / "chain.yaml").read_text(encoding="utf-8")).content)
        assert chain is not None
        for element in chain["elements"]:
            element["evidence"] = [one for one in element["evidence"] if one.get("finding") != name]
        for link in chain["links"]:
            link["evidence"] = [one for one in link.get("evidence", []) if one != name]
        (place / "chain.yaml").write_text(dump_yaml(chain), encoding="utf-8")

    return take_out


KNOWN: dict[str, tuple[list[Change], Callable[[Path], None]]] = {
    "a value": ([SetFigure(row=FIGURE, value="40")], cell("observations.csv", "id", FIGURE, value="40")),
    "a value of a count": (
        [SetFigure(row="service-organisations-2018-2020", value="20")],
        cell("observations.csv", "id", "service-organisations-2018-2020", value="20"),
    ),
    "a value and its n": (
        [SetFigure(row="training-start-p-2020", value="50", n=12)],
        cell("observations.csv", "id", "training-start-p-2020", value="50", n="12"),
    ),
    "an n that is not known": (
        [SetFigure(row="workshop-start-p-2020", n=0)],
        cell("observations.csv", "id", "workshop-start-p-2020", n=""),
    ),
    "a direction, an extent and a credibility": (
        [SetCode(row=FINDING, direction="contradicts", extent="none", credibility=1)],
        cell("codings.csv", "finding", FINDING, direction="contradicts", extent="none", credibility="1"),
    ),
    "an extent": (
        [SetCode(row="lp-joint-development", extent="very-much")],
        cell(
            "codings.csv", "finding", "lp-joint-development", direction="supports", extent="very-much", credibility="1"
        ),
    ),
    "an observation left out": ([LeaveOut(kind="row", name=FIGURE)], no_row(FIGURE)),
    "a finding left out": ([LeaveOut(kind="row", name=FINDING)], no_row(FINDING)),
    "several at once": (
        [SetFigure(row=FIGURE, value="10"), LeaveOut(kind="row", name=FINDING)],
        lambda place: (cell("observations.csv", "id", FIGURE, value="10")(place), no_row(FINDING)(place))[0],
    ),
}


@pytest.mark.parametrize("case", KNOWN)
def test_a_trial_equals_edited_files(case: str, desk: TrialDesk, tmp_path: Path) -> None:
    """Editing at the desk gives every rating of all periods that editing the CSV files in a copied folder gives."""
    tried, edit = KNOWN[case]
    edited = copied(tmp_path, edit)
    tried_out(desk, tried)
    assert rated(desk.assessment) != rated(desk.baseline)
    for period in ("2018-2020", "2015-2020", "2020"):
        desk.apply(ShowPeriod(period=period))
        assert rated(desk.assessment) == rated(edited.rated(TrialDesk(edited, period, desk.say).state)), period


def test_a_what_if_row_equals_a_recorded_one(desk: TrialDesk, tmp_path: Path) -> None:
    """A what-if figure of a registered indicator counts as a row of the file with the same words would."""
    row = AddedFigure(
        id="what-if-1",
        indicator="training-start",
        period="2020",
        value="30",
        n=200,
        group="readers",
        source="training-impact-2020",
    )
    line = "what-if-1,training-start,2020,30,,200,readers,training-impact-2020,kunteko-2020,x,,about,derived,\n"
    edited = copied(tmp_path, lambda place: _append(place / "observations.csv", line))
    desk.apply(AddRow(row=row))
    assert rated(desk.assessment) != rated(desk.baseline)
    assert rated(desk.assessment) == rated(edited.rated(TrialDesk(edited, PERIOD, desk.say).state))


def _append(path: Path, line: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")


def test_an_expectation_of_one_element_leaves_the_others(desk: TrialDesk) -> None:
    """An expectation that is tried for one box changes no other box; tried for the convention it changes more."""
    chain = desk.recorded.programme.chain
    held = [one.expectation for one in chain.element(BOX).evidence]
    name = next(one for one in held if isinstance(chain.conventions_by_id[one].expected, float) and "share" in one)
    desk.apply(SetExpectation(convention=name, element=BOX, expected=99.0))
    before, now = desk.baseline, desk.assessment
    assert now.rating(BOX).graded.achievement != before.rating(BOX).graded.achievement
    for one in before.everything:
        if one.element.id != BOX:
            assert one.graded.achievement == now.rating(one.element.id).graded.achievement
    desk.apply(SetExpectation(convention=name, expected=98.0))
    elsewhere = [
        one.element.id
        for one in before.everything
        if one.graded.achievement != desk.assessment.rating(one.element.id).graded.achievement
    ]
    assert len(elsewhere) > 1
    (own,) = [
        item for item in desk.assessment.rating(BOX).items if item.name == "training-start" and "part" in item.groups[0]
    ]
    assert own.expected == pytest.approx(0.99)


# What is refused.

REFUSED: dict[str, tuple[Callable[[TrialDesk], object], tuple[str, str, str]]] = {
    "cut-points out of order": (
        lambda desk: desk.apply(SetCutPoint(colour="green", value=0.2)),
        ("Rajojen pitää nousta", "Gränserna måste stiga", "The cut-points must rise"),
    ),
    "a cut-point that nothing reaches": (
        lambda desk: desk.apply(SetCutPoint(colour="green", value=1.5)),
        ("Raja voi olla enintään 1,20", "En gräns kan vara högst 1,20", "A cut-point can be at most 1.20"),
    ),
    "an expectation below its floor": (
        lambda desk: desk.apply(SetExpectation(convention="share-positive", expected=5.0)),
        ("nollatasoa (20,00) parempi", "bättre än nollnivån (20,00)", "better side of the floor"),
    ),
    "a share above a hundred": (
        lambda desk: desk.edit(FIGURE, "value", "101"),
        ("välillä 0–100", "mellan 0 och 100", "between 0 and 100"),
    ),
    "a word for a number": (
        lambda desk: desk.edit(FIGURE, "value", "paljon"),
        ("”paljon” ei ole luku", "”paljon” är inget tal", "“paljon” is no number"),
    ),
    "a part of a respondent": (
        lambda desk: desk.edit(FIGURE, "n", "12,5"),
        ("kokonaisluku", "heltal", "whole number"),
    ),
    "half a count": (
        lambda desk: desk.edit("service-organisations-2018-2020", "value", "12.5"),
        ("Lukumäärä on kokonaisluku", "Ett antal är ett heltal", "A count is a whole number"),
    ),
    "an extent that the direction does not have": (
        lambda desk: desk.edit(FINDING, "extent", "none"),
        ("eivät sovi yhteen", "går inte ihop", "does not go with"),
    ),
    "a credibility of five": (
        lambda desk: desk.edit(FINDING, "credibility", 5),
        ("Uskottavuus on 1, 2 tai 3", "Trovärdigheten är 1, 2 eller 3", "Credibility is 1, 2 or 3"),
    ),
    "a word that is no direction": (
        lambda desk: desk.edit(FINDING, "direction", "sideways"),
        ("Valitse jokin", "Välj ett", "Choose one"),
    ),
    "a cell that tells where it was read": (
        lambda desk: desk.edit(FINDING, "place", "Elsewhere"),
        ("ei voi muuttaa", "kan inte ändras", "cannot be edited"),
    ),
    "a rule that does not exist": (
        lambda desk: desk.apply(SetPooling(rule="mode")),
        ("ei sovi tähän", "passar inte här", "cannot stand here"),
    ),
    "a name that is no id": (
        lambda desk: desk.save_scenario(Path("nowhere"), "Strict!", "Strict", "Why"),
        ("pieniä kirjaimia", "små bokstäver", "lower-case letters"),
    ),
}


@pytest.mark.parametrize("language", range(3), ids=LANGUAGES)
@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_in_words(
    case: str, language: int, kunteko_recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An impossible change is told in the desk's language; the state, its history and the disk stay as they were."""
    monkeypatch.chdir(tmp_path)
    act, words = REFUSED[case]
    desk = TrialDesk(kunteko_recorded, PERIOD, Language(LANGUAGES[language]))
    with pytest.raises(Refused) as caught:
        act(desk)
    assert words[language].lower() in " ".join(caught.value.reasons).lower()
    assert (desk.state.as_recorded, desk.can_undo) == (True, False)
    assert list(tmp_path.iterdir()) == []


def test_unknown_names_are_told(desk: TrialDesk) -> None:
    """An unknown period, element, source or indicator is refused or told with what there is."""
    for act in (
        lambda: desk.apply(ShowPeriod(period="1999")),
        lambda: desk.card("nothing"),
        lambda: desk.lit("nothing"),
        lambda: desk.evidence("nothing"),
        lambda: desk.in_language("de"),
    ):
        with pytest.raises(UnknownName):
            act()
    with pytest.raises(Refused, match="unknown name 'nobody'"):
        desk.apply(LeaveOut(kind="source", name="nobody"))
    assert not desk.can_undo


# What is shown.


@pytest.mark.parametrize(
    ("typed", "value"), [("12,5", "12.5"), (" 40 % ", "40"), (12.0, "12"), (0.1 + 0.2, "0.3"), ("٤٠", "40"), (7, "7")]
)
def test_a_number_is_understood_as_people_write_it(desk: TrialDesk, typed: object, value: str) -> None:
    """A decimal comma, a unit's sign, blanks, other digits and a computer's own noise are understood."""
    desk.edit(FIGURE, "value", typed)
    assert [one.value for one in desk.state.scenario.figures] == [value]


def test_the_grid_shows_every_row_and_how_it_counts(desk: TrialDesk) -> None:
    """The frame is typed, rows that are left out or what-if stay in it with their mark, and only some cells can change."""
    desk.edit(FIGURE, "value", "40")
    desk.edit("training-start-p-2020", "left_out", value=True)
    desk.apply(AddRow(row=what_if_finding()))
    grid = desk.evidence(BOX)
    frame = grid.frame
    assert frame.dtypes.astype(str).to_dict() == {
        **dict.fromkeys(frame.columns, "string"),
        **dict.fromkeys(("value", "value_to", "achievement"), "Float64"),
        **dict.fromkeys(("n", "credibility"), "Int64"),
        "left_out": "boolean",
    }
    marks = frame["mark"]
    assert (marks[FIGURE], marks["training-start-p-2020"], marks["what-if-1"]) == ("changed", "left-out", "what-if")
    assert (frame.loc[FIGURE, "value"], bool(frame.loc["training-start-p-2020", "left_out"])) == (40, True)
    assert set(frame.index) >= {name for item in desk.baseline.rating(BOX).items for name in item.evidence}
    assert list(grid.labels) == ["id", *frame.columns]
    assert set(grid.editable) == {"figure", "finding"}
    assert grid.told[FIGURE, "mark"] == "changed in this trial"
    assert "what-if row, from no document" in str(frame.loc["what-if-1", "place"])
    assert grid.fitting == {
        "supports": ("somewhat", "much", "very-much", "not-said"),
        "contradicts": ("none", "somewhat", "much", "not-said"),
        "neither": ("not-said",),
    }


def what_if_finding() -> AddedFinding:
    """Return a what-if finding that speaks for the box."""
    return AddedFinding(
        id="what-if-1",
        statement="An outside comparison shows it.",
        kind="tested",
        period="2020",
        source="what-if-external-statistics",
        element=BOX,
        direction="supports",
        extent="very-much",
        credibility=3,
    )


def test_a_direction_takes_its_extent_along(desk: TrialDesk) -> None:
    """An extent that a new direction cannot have becomes not said, so that a direction can be changed by itself."""
    desk.apply(SetCode(row=FINDING, direction="supports", extent="very-much"))
    desk.edit(FINDING, "direction", "contradicts")
    (code,) = desk.state.scenario.codes
    assert (code.direction, code.extent) == ("contradicts", None)  # Not said is what is recorded.
    desk.apply(AddRow(row=what_if_finding()))
    desk.edit("what-if-1", "direction", "neither")
    assert [(one.direction, one.extent) for one in desk.state.scenario.added_findings] == [("neither", "not-said")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_changed_boxes_say_from_what_to_what_and_why(language: str, kunteko_recorded: Recorded) -> None:
    """Each changed box has its label, both ratings in words and the deciding step; those unchanged are not listed."""
    desk = TrialDesk(kunteko_recorded, PERIOD, Language(language))
    desk.edit(FIGURE, "value", "10")
    boxes = desk.changed()
    (box,) = [one for one in boxes if one.element == BOX]
    assert (box.rating_before, box.rating_after, box.recoloured) == ("green", "red", True)
    assert all(part in box.told for part in (box.label, box.before, box.after, box.why))
    word = {"fi": "jonkin verran", "sv": "i någon mån", "en": "somewhat"}[language]
    assert word in box.after or word in box.why
    changed = {one.element for one in boxes}
    for one in desk.baseline.everything:
        now = desk.assessment.rating(one.element.id)
        same = (one.computed, one.computed_confidence) == (now.computed, now.computed_confidence)
        assert same is (one.element.id not in changed)


def test_a_changed_confidence_alone_is_told(desk: TrialDesk) -> None:
    """A box whose confidence alone differs is listed as not recoloured, with the steps that came and those that went."""
    desk.edit("training-start-p-2020", "n", 9)
    (box,) = desk.changed()
    assert (box.element, box.recoloured, box.rating_before) == (BOX, False, box.rating_after)
    assert "One step down: few respondents" in box.why
    desk.undo()
    desk.edit("coaching-effects-o-2020", "n", 5)
    assert all("No longer: One step down" in one.why and not one.recoloured for one in desk.changed())
    assert {one.element for one in desk.changed()} == {"coherent-development", "successful-development"}


def test_a_card_tells_all_but_robustness(desk: TrialDesk) -> None:
    """A card has items with places, steps, confidence and what would change it; robustness comes when it is asked for."""
    desk.edit(FIGURE, "value", "10")
    card = desk.card(BOX)
    titles = [one.title for one in card.sections]
    assert titles[:2] == ["Evidence used", "Evidence"]
    assert {"From evidence to rating", "How sure", "What would change it"} <= set(titles)
    assert "Robustness" not in titles
    assert "not computed" in card.robustness
    assert "Changed or added in this trial." in card.text
    assert "What would change it" not in [one.title for one in desk.card(BOX, ways=False).sections]
    assert "assumptions are varied" in desk.robustness(BOX)[0]
    assert "robustness" not in vars(desk.view.frames)  # The other boxes were not drawn.


def test_pathways_are_lit_through_a_box(desk: TrialDesk) -> None:
    """Upstream are the boxes that lead to it, downstream those it leads to, and links run between them alone."""
    lit = desk.lit(BOX)
    chain = desk.recorded.programme.chain
    kinds = {chain.level_of(chain.element(one)).kind for one in lit.upstream}
    assert kinds == {"resources", "actions"}
    assert {chain.level_of(chain.element(one)).kind for one in lit.downstream} == {"indirect", "wider"}
    assert BOX not in (*lit.upstream, *lit.downstream)
    assert {end for link in lit.links for end in link} == set(lit.boxes)
    sides = {*lit.upstream}, {*lit.downstream}
    assert not any(one in sides[0] and other in sides[1] for one, other in lit.links)


def test_boxes_and_evidence_are_found_by_their_words(desk: TrialDesk) -> None:
    """Words in any order, without capitals and accents, find boxes first; a figure leads to the boxes it speaks for."""
    hits = desk.search("development ACTIVITY")
    assert (hits[0].kind, hits[0].name) == ("box", BOX)
    (figure,) = [one for one in desk.search(FIGURE) if one.kind == "figure"]
    assert BOX in figure.elements
    finnish = desk.in_language("fi").search("kehittamisaktiivisuus")
    assert [one.name for one in finnish if one.kind == "box"] == [BOX]
    desk.apply(AddRow(row=what_if_finding()))
    assert "what-if-1" in [one.name for one in desk.search("outside comparison")]
    assert desk.search("no such words anywhere") == ()


def test_controls_follow_what_is_tried(desk: TrialDesk) -> None:
    """Every control tells its value, what is recorded and its limits; leaving out and expectations are among them."""
    desk.apply(SetCutPoint(colour="green", value=0.9))
    desk.apply(SetExpectation(convention="share-positive", element=BOX, expected=90.0))
    desk.apply(LeaveOut(kind="group", name="participants"))
    controls = desk.controls()
    green = controls.cut_points[0]
    assert (green.key, green.value, green.recorded) == ("green", 0.9, desk.recorded.rubric.cut_green)
    own = [one for one in controls.expectations if one.element == BOX]
    assert [(one.convention, one.expected.value, one.expected.recorded) for one in own] == [
        ("share-positive", 90.0, 80.0)
    ]
    assert [one.key for one in controls.groups if one.chosen] == ["participants"]
    assert [key for key, _ in controls.periods] == [
        one.id for one in desk.recorded.programme.sheet.periods if one.report
    ]
    for one in controls.expectations:
        for number in (one.expected, one.floor):
            assert number.low <= number.value <= number.high
    choices = desk.new_row_choices(BOX)
    assert choices.name == "what-if-1"
    assert "what-if-interviews" in dict(choices.sources)


def test_the_map_says_what_a_changed_box_was(desk: TrialDesk) -> None:
    """A changed box has an outline and a mark, and its name for a screen reader says that it changed; others do not."""
    plain = desk.map()
    assert "Δ" not in plain
    desk.edit(FIGURE, "value", "10")
    drawn = desk.map()
    boxes = {one["data-element"]: one for one in BeautifulSoup(drawn, "html.parser").find_all("a")}
    changed = {one.element for one in desk.changed()}
    assert {name for name, one in boxes.items() if "Δ" in one.get_text()} == changed
    for name, one in boxes.items():
        assert str(one["aria-label"]).startswith("Changed in this trial: ") is (name in changed)
    assert "was ▲\u00a0very much" in drawn or "was ▲ very much" in drawn


# Side by side.


def test_trials_stand_side_by_side_with_a_mark_where_they_differ(desk: TrialDesk) -> None:
    """Each trial has its rating, confidence and achievement of each box; the boxes marked are those that differ."""
    first = desk.keep("As it is")
    desk.edit(FIGURE, "value", "10")
    second = desk.keep("A bad year")
    desk.apply(SetPooling(rule="mean"))
    shown = side_by_side([first, second, desk.keep("By mean")], desk.say)
    assert shown.titles[1].startswith("A bad year (KunTeko")
    row = shown.frame.loc[BOX]
    assert (row["rating_1"], row["rating_2"], bool(row["differs"])) == ("green", "red", True)
    for name, one in shown.frame.iterrows():
        cells = {(one[f"rating_{at}"], one[f"confidence_{at}"]) for at in (1, 2, 3)}
        assert (str(name) in shown.differing) is (len(cells) > 1)
    assert str(len(shown.differing)) in shown.told or "oxes differ" in shown.told
    with pytest.raises(ValueError, match="two to 3"):
        side_by_side([first], desk.say)


def test_periods_and_programmes_stand_side_by_side(desk: TrialDesk) -> None:
    """A period has the same boxes; another programme has its own, which are empty on the other side."""
    first = desk.keep("Now")
    desk.apply(ShowPeriod(period="2015-2017"))
    periods = side_by_side([first, desk.keep("Before")], desk.say)
    assert len(periods.frame) == len(desk.assessment.everything)
    other = TrialDesk.open("soteliiderit", "2019", "en", str(DATA), str(PARAMS))
    both = side_by_side([first, other.keep("Another")], desk.say).frame
    own = {one.element.id for one in other.assessment.everything}
    shared = both["rating_1"].notna() & both["rating_2"].notna()
    assert both["rating_2"].notna().sum() == len(own)
    assert not both.loc[~shared, "differs"].any()


# Recording.

GIVEN = {"author": "evaluator", "final": "green", "reason_code": "confirms", "reason": "The figures carry it."}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, kunteko_recorded: Recorded) -> Path:
    """Return KunTeko as a workbook, written once."""
    path = tmp_path_factory.mktemp("book") / "kunteko.xlsx"
    write_workbook(kunteko_recorded.programme, path)
    return path


@pytest.fixture(params=["folder", "workbook"])
def own_desk(request: pytest.FixtureRequest, tmp_path: Path, book: Path) -> TrialDesk:
    """Return a desk at a copy of KunTeko that may be written to: a folder, or a workbook."""
    place = tmp_path / "data" / "kunteko"
    if request.param == "workbook":
        place.parent.mkdir()
        shutil.copy(book, place.with_suffix(".xlsx"))
    else:
        shutil.copytree(DATA / "kunteko", place)
    return TrialDesk.open("kunteko", PERIOD, "en", place.parent, PARAMS)


def test_a_judgement_is_shown_before_it_is_written(own_desk: TrialDesk, tmp_path: Path) -> None:
    """The draft's diff adds one sealed row; confirmed, the file is what `kunteko-eval judge` would have written."""
    other = tmp_path / "other" / "kunteko"
    if own_desk.recorded.place.is_dir():
        shutil.copytree(own_desk.recorded.place, other)
    else:
        other.parent.mkdir()
        shutil.copy(own_desk.recorded.place, other.with_suffix(".xlsx"))
    known: dict[str, Any] = {}
    exec(compile(own_desk.code(), "cell", "exec"), known)  # noqa: S102  (folders and workbooks are read alike)
    assert rated(known["tried"].assessment) == rated(own_desk.assessment)
    draft = own_desk.draft_judgement(BOX, {**GIVEN, "date": "2026-11-30"})
    assert not draft.path.exists()
    assert [line[:2] for line in draft.diff.splitlines() if line.startswith("+")] == ["++", "+i", "+j"]
    draft.confirm()
    options = ["--data", str(other.parent), "--params", str(PARAMS), "--date", "2026-11-30"]
    options += [part for key, value in GIVEN.items() for part in (f"--{key.replace('_', '-')}", value)]
    result = CliRunner().invoke(app, ["judge", "kunteko", PERIOD, BOX, *options])
    assert result.exit_code == 0, result.output
    assert (
        other.parent / draft.path.relative_to(own_desk.recorded.place.parent)
    ).read_bytes() == draft.path.read_bytes()
    own_desk.read_again()
    judged = own_desk.assessment.rating(BOX).judgement
    assert judged is not None
    assert judged.reason == GIVEN["reason"]


def test_nothing_is_recorded_while_something_is_tried(own_desk: TrialDesk) -> None:
    """A judgement and a score are refused with a sentence while a trial differs, and drafted again after undo."""
    own_desk.edit(FIGURE, "value", "10")
    with pytest.raises(Refused, match="speaks of what is recorded"):
        own_desk.draft_judgement(BOX, GIVEN)
    with pytest.raises(Refused, match="speaks of what is recorded"):
        own_desk.draft_scores([{"element": BOX, "scorer": "e1", "score": "green"}])
    own_desk.undo()
    assert own_desk.draft_judgement(BOX, GIVEN).rows


def test_the_rules_of_judging_hold_at_the_desk(own_desk: TrialDesk) -> None:
    """A two-grade change asks for a second reviewer, an unknown rating is told, and nothing is written."""
    with pytest.raises(Refused, match=r"A second reviewer's role is needed.*Nothing was recorded\."):
        own_desk.draft_judgement(BOX, {**GIVEN, "final": "red", "reason_code": "context"})
    with pytest.raises(Refused, match="Choose the rating that you decide"):
        own_desk.draft_judgement(BOX, {**GIVEN, "final": "purple"})
    with pytest.raises(UnknownName):
        own_desk.draft_judgement("nothing", GIVEN)


def test_a_draft_of_another_day_is_not_written(own_desk: TrialDesk) -> None:
    """When the file has changed since the draft, nothing is written; what others recorded stands."""
    late = own_desk.draft_judgement(BOX, {**GIVEN, "reason": "Too late."})
    path = own_desk.draft_judgement(BOX, GIVEN).confirm()
    kept = path.read_bytes()
    with pytest.raises(Refused, match="has changed since"):
        late.confirm()
    assert path.read_bytes() == kept


def test_scores_of_several_evaluators_are_recorded_together(own_desk: TrialDesk) -> None:
    """Scores are appended after a diff and read back; a second score of one evaluator and a future day are faults."""
    draft = own_desk.draft_scores(
        [
            {"element": BOX, "scorer": "e1", "score": "green", "note": "Clear."},
            {"element": BOX, "scorer": "e2", "score": "yellow"},
        ]
    )
    assert len([line for line in draft.diff.splitlines() if re.match(r"\+[a-z]", line)]) == 3
    draft.confirm()
    own_desk.read_again()
    scores = own_desk.recorded.programme.scores
    assert [(one.scorer, one.score, one.period) for one in scores] == [
        ("e1", "green", PERIOD),
        ("e2", "yellow", PERIOD),
    ]
    with pytest.raises(Refused) as caught:
        own_desk.draft_scores(
            [
                {"element": BOX, "scorer": "e1", "score": "red"},
                {"element": "nothing", "scorer": "e3", "score": "red"},
                {"element": BOX, "scorer": "e3", "score": "red", "date": "2199-01-01"},
                {"element": BOX, "scorer": "E 3", "score": "purple"},
            ]
        )
    assert caught.value.reasons == (
        "This evaluator has scored the box already in this period.",
        "Choose a box of the chain.",
        "Give a day that has come, written YYYY-MM-DD.",
        "Give the evaluator's role in lower-case letters, digits and hyphens, never a name.",
        "Choose the rating that the evaluator gives.",
        "Nothing was recorded.",
    )


NOT_JUDGED: dict[str, tuple[dict[str, Any], tuple[str, str, str]]] = {
    "two grades without a second reviewer": (
        {"final": "red", "reason_code": "context"},
        ("Tarvitaan toisen tarkastajan rooli", "En andra granskares roll behövs", "A second reviewer's role is needed"),
    ),
    "a second reviewer who is the author": (
        {"final": "red", "reason_code": "context", "second_reviewer": "evaluator"},
        ("muu kuin päätöksen tekijä", "någon annan än den som beslutar", "somebody else than the author"),
    ),
    "a change that confirms": (
        {"final": "yellow"},
        ("Valitse syy", "Välj en orsak", "Choose a reason"),
    ),
    "no reason": ({"reason": ""}, ("Kerro syy sanoin", "Berätta orsaken i ord", "Tell the reason in words")),
    "a name for a role": (
        {"author": "Erkki Esimerkki"},
        ("ei koskaan nimeä", "aldrig ett namn", "never a name"),
    ),
    "evidence of another box": (
        {"evidence": "annual-budget-2018-2020"},
        ("Nimeä vain tämän laatikon", "Nämn bara evidens", "Name only evidence of this box"),
    ),
    "a day to come": (
        {"date": "2199-01-01"},
        ("Anna päivä", "Ange en dag", "Give a day that has come"),
    ),
}


@pytest.mark.parametrize("language", range(3), ids=LANGUAGES)
@pytest.mark.parametrize("case", NOT_JUDGED)
def test_why_a_judgement_cannot_be_is_told_in_words(case: str, language: int, kunteko_recorded: Recorded) -> None:
    """A judgement that breaks a rule is refused in the desk's language, with what to do."""
    given, words = NOT_JUDGED[case]
    desk = TrialDesk(kunteko_recorded, PERIOD, Language(LANGUAGES[language]))
    with pytest.raises(Refused) as caught:
        desk.draft_judgement(BOX, {**GIVEN, **given})
    assert words[language] in " ".join(caught.value.reasons)
    assert len(caught.value.reasons) == 2  # And that nothing was recorded.


# Saving.


def test_a_scenario_is_never_overwritten(desk: TrialDesk, tmp_path: Path) -> None:
    """A second scenario of a name is refused, and the first one stays byte for byte."""
    desk.edit(FIGURE, "value", "10")
    path = desk.save_scenario(tmp_path / "scenarios", "strict", "Strict", "A test.")
    kept = path.read_bytes()
    desk.undo()
    with pytest.raises(Refused, match="exists already"):
        desk.save_scenario(tmp_path / "scenarios", "strict", "Other", "A test.")
    assert path.read_bytes() == kept


def tried_desk(desk: TrialDesk) -> TrialDesk:
    """Return the desk with a changed figure and a what-if finding."""
    desk.edit(FIGURE, "value", "10")
    desk.apply(AddRow(row=what_if_finding()))
    return desk


def test_a_page_of_a_trial_stands_by_itself(desk: TrialDesk) -> None:
    """The page asks for nothing, says that it is a trial, lists what is tried and changed, and its links lead somewhere."""
    tried_desk(desk)
    text = desk.html()
    page = BeautifulSoup(text, "html.parser")
    assert not re.findall(r"(?:src|href)=[\"'](?!#)", text)
    assert "@import" not in text
    assert "A trial, not the recorded rating." in page.get_text()
    words = page.get_text()
    assert all(one.words in words for one in desk.tried())
    assert all(one.told in words for one in desk.changed())
    assert str(page.html["lang"]) == "en"  # type: ignore[index]
    for link in page.find_all("a"):
        assert page.find(id=str(link["href"]).removeprefix("#")) is not None


def test_the_map_is_saved_as_svg_and_png(desk: TrialDesk) -> None:
    """The SVG is well-formed and tells what is tried under the map; the PNG is drawn from it without a browser."""
    tried_desk(desk)
    drawn = desk.svg()
    root = etree.fromstring(drawn.encode())
    told = " ".join(map(str, root.itertext()))
    assert "A trial, not the recorded rating." in told
    assert "what-if finding" in told
    width, height = float(root.get("width") or 0), float(root.get("height") or 0)
    png = desk.png(scale=0.5)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    size = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    assert size == pytest.approx((width / 2, height / 2), abs=1)
    assert png == desk.png(scale=0.5)


@pytest.mark.slow
def test_every_programme_can_be_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In each programme's first and last period evidence of every box is left out, told, mapped and reproduced in code.

    It takes more than five seconds because it rates two report periods of every programme for each of its boxes.
    """
    monkeypatch.chdir(tmp_path)
    for name in find_programmes(DATA):
        first = next(one.id for one in read_programme(DATA / name).sheet.periods if one.report)
        desk = TrialDesk.open(name, first, "sv", DATA, PARAMS)
        for period in dict.fromkeys(desk.controls().periods[at][0] for at in (0, -1)):
            desk.apply(ShowPeriod(period=period))
            rows = 0
            for one in desk.baseline.everything:
                frame = desk.evidence(one.element.id).frame
                assert set(frame.index) >= {evidence for item in one.items for evidence in item.evidence}
                rows += len(frame)
                for row in frame.index[:1]:
                    desk.edit(str(row), "left_out", value=True)
            assert bool(desk.tried()) is bool(rows)
            assert desk.map().count("Δ") == len(desk.changed())
            known: dict[str, Any] = {}
            exec(compile(desk.code(), "cell", "exec"), known)  # noqa: S102  (it is what the test is about)
            assert rated(known["tried"].assessment) == rated(desk.assessment)
            desk.apply(TakeOver(scenario=nothing_tried(name)))
