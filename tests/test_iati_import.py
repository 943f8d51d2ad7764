"""Importing IATI: what each kind of file becomes, what is told, and known answers of the standard's arithmetic."""

from __future__ import annotations

import csv
import datetime
import io
import json
from pathlib import Path

import pytest

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.iati.import_report import ImportNote, as_file, as_text, check_name
from kunteko_eval.exchange.iati.importing import IatiChoice, IatiImport, import_iati
from kunteko_eval.exchange.typed_numbers import Sign
from kunteko_eval.files.writing import harmless
from kunteko_eval.method.assess import assess
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric

FILES = Path(__file__).parent / "iati"
RUBRIC = Path(__file__).parents[1] / "params" / "rubric.yaml"
TODAY = datetime.date(2026, 1, 2)


def bring(tmp_path: Path, file: str, /, **given: object) -> IatiImport:
    """Import one of the files."""
    return import_iati(FILES / file, tmp_path / "data", tmp_path / "params", IatiChoice(**given), TODAY)  # type: ignore[arg-type]


def one(tmp_path: Path, name: str, decimal: Sign | None = None) -> tuple[ProgrammeData, list[ImportNote]]:
    """Import a file with one programme, and return it with everything that was told."""
    made = bring(tmp_path, name, decimal=decimal)
    told = [told for notes in made.notes for told in notes.entries]
    return read_programme(tmp_path / "data" / made.programmes[0][0]), told


def left(told: list[ImportNote]) -> set[tuple[int, str]]:
    """Return line and reason of everything that was left out."""
    return {(one.line, one.what) for one in told if one.how == "left"}


def values(programme: ProgrammeData) -> dict[str, str]:
    """Return the figures by the ids of their observations."""
    return {one.id: one.value for one in programme.observations}


def test_a_clean_file_becomes_levels_elements_and_expectations(tmp_path: Path) -> None:
    """Outputs are actions, outcomes direct and impacts wider effects; targets are the file's own expectations."""
    programme, _ = one(tmp_path, "clean.xml")
    levels = {element.id: programme.chain.level_of(element).kind for element in programme.chain.elements}
    assert levels == {
        "activity": "resources",
        "wells-built": "actions",
        "pupils-drink-safe-water": "direct",
        "health": "wider",
    }
    wells = programme.chain.conventions_by_id["target-number-of-wells"]
    assert (wells.floor, wells.expected, wells.basis, wells.document, wells.line) == (0, 40, "source", "iati", 44)
    assert wells.recorded == TODAY
    broken = programme.indicators_by_id["share-of-broken-wells"]
    assert (broken.unit, broken.direction, broken.kind) == ("percent", "less", "volume")
    assert programme.indicators_by_id["days-ill-per-pupil"].kind == "change"
    assert values(programme)["number-of-wells-2016-2018"] == "38"
    assert {one.line for one in programme.observations} == {45, 53, 64, 75}


def test_achievement_is_actual_less_baseline_by_target_less_baseline(tmp_path: Path) -> None:
    """38 of 40 wells are 0.95 and broken wells from 30 to 10.5 towards 5 per cent are 0.78, so the median is yellow."""
    programme, _ = one(tmp_path, "clean.xml")
    assessment = assess(programme, "2016-2018", read_rubric(RUBRIC))
    rating = assessment.rating("wells-built")
    assert [item.achievement for item in rating.items] == [
        pytest.approx(38 / 40),
        pytest.approx((30 - 10.5) / (30 - 5)),
    ]
    assert rating.final == "yellow"


def test_an_outcome_that_moved_gives_no_colour_and_the_report_says_so(tmp_path: Path) -> None:
    """An outcome indicator shows that the world moved, so its element stays not assessed, and that is told."""
    programme, told = one(tmp_path, "clean.xml")
    assessment = assess(programme, "2016-2018", read_rubric(RUBRIC))
    for name in ("pupils-drink-safe-water", "health"):
        assert assessment.rating(name).final == "not-assessed"
        assert [item.status for item in assessment.rating(name).items] == ["context"]
    assert any("no colour" in one.detail for one in told if one.how == "understood")


def test_the_activity_tells_names_goals_funders_budget_and_documents(tmp_path: Path) -> None:
    """Narratives, objectives, the funding organisation, a budget in euros and document links are carried over."""
    programme, told = one(tmp_path, "clean.xml")
    sheet = programme.sheet
    assert (sheet.name.fi, sheet.name.sv) == ("Puhdasta vettä kouluihin", "Rent vatten till skolor")
    assert [goal.text.en for goal in sheet.goals] == ["Every pupil drinks safe water."]
    assert [funder.name.en for funder in sheet.funders] == ["Made-up Ministry"]
    assert sheet.budget is not None
    assert sheet.budget.amount == 900000
    assert (sheet.start, sheet.end) == (datetime.date(2016, 1, 1), datetime.date(2018, 12, 31))
    report = programme.documents["final-report"]
    assert (report.file, report.published) == ("https://example.org/report-2018.pdf", datetime.date(2019, 3, 1))
    assert programme.documents["iati"].published == datetime.date(2020, 1, 15)
    assert {(20, "a part of the activity that is not of its results")} <= left(told)


def test_persons_stay_out(tmp_path: Path) -> None:
    """Nothing of contact-info, not even in the report, is carried over."""
    made = bring(tmp_path, "clean.xml")
    texts = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.*") if path.is_file()]
    texts += [as_file(ending, "clean.xml", made.notes) for ending in (".json", ".csv", ".txt")]
    assert not any("office@example.org" in text for text in texts)
    assert any("personal data" in text for text in texts)


def test_a_missing_language_borrows_words_and_is_marked(tmp_path: Path) -> None:
    """Where there is no Swedish, the English words stand with their language in brackets, and it is counted."""
    programme, told = one(tmp_path, "clean.xml")
    label = programme.indicators_by_id["number-of-wells"].label
    assert (label.fi, label.sv, label.en) == ("Kaivojen määrä", "[en] Number of wells", "Number of wells")
    assert any(one.what.startswith("texts without a language") and "sv 12" in one.detail for one in told)


def test_dirty_figures_are_understood_by_rule_or_left_and_told(tmp_path: Path) -> None:
    """Every kind of dirt is read as declared, or left with its line and the reason; nothing is guessed."""
    programme, told = one(tmp_path, "dirty_figures.xml")
    assert values(programme) == {
        "people-reached-2015": "1584728",
        "hectares-2015": "12254.1",
        "trainings-2015": "100",
        "coverage-2015": "158",
    }
    precision = {one.id: (one.precision, one.match) for one in programme.observations}
    assert precision["trainings-2015"] == ("over", "inferred")
    assert {(line, what) for line, what in left(told) if line > 14} == {
        (25, "a baseline without a value"),
        (28, "a target that is not read as a number"),
        (40, "a target without a value"),
        (40, "an actual that is not read as a number"),
        (44, "target left: a programme holds no figures below zero"),
        (44, "actual left: the measure says unit and the figure says per cent"),
        (48, "a target without a value"),
        (48, "actual left: the year before the figure is not its period's"),
    }
    assert next(one.detail for one in told if one.found == "50,000").startswith("it may mean 50.000 or 50000")


def test_per_cent_over_a_hundred_is_no_part_of_a_whole(tmp_path: Path) -> None:
    """A coverage of 158 % is kept as a plain number whose label says per cent, and told."""
    programme, told = one(tmp_path, "dirty_figures.xml")
    indicator = programme.indicators_by_id["coverage"]
    assert (indicator.unit, indicator.label_en) == ("count", "Coverage (%)")
    assert any(one.line == 51 and one.what.startswith("per cent with figures over 100") for one in told)


@pytest.mark.parametrize(("decimal", "target"), [("point", 50000), ("comma", 50)])
def test_an_ambiguous_figure_is_read_when_the_decimal_sign_is_declared(
    tmp_path: Path, decimal: Sign, target: float
) -> None:
    """50,000 is fifty thousand with a decimal point and fifty with a decimal comma."""
    programme, _ = one(tmp_path, "dirty_figures.xml", decimal)
    assert programme.chain.conventions_by_id["target-hectares"].expected == target


def test_other_figures_of_the_file_decide_an_ambiguous_one(tmp_path: Path) -> None:
    """Where 1.200,5 shows a decimal comma and nothing shows a point, 2.000 is two thousand, and it is told why."""
    programme, told = one(tmp_path, "older_latin1.xml")
    convention = programme.chain.conventions_by_id["target-visits"]
    assert (convention.floor, convention.expected) == (1200.5, 2000)
    assert values(programme)["visits-2012-02-01-to-2012-12-31"] == "1900"
    assert any(one.found == "1.200,5" and one.what == "a figure that shows a decimal comma" for one in told)


def test_an_older_file_in_latin_1_keeps_its_letters(tmp_path: Path) -> None:
    """Encoding, CDATA, a title without narrative, a code such as FI-fi and a revised budget are understood."""
    programme, _ = one(tmp_path, "older_latin1.xml")
    assert programme.sheet.name.fi == "Äitien ja lasten terveys"
    assert programme.sheet.description.fi == "Neuvolat & <b>koulut</b>."
    assert programme.sheet.start == datetime.date(2012, 2, 1)
    assert programme.sheet.budget is not None
    assert programme.sheet.budget.amount == 120000


def test_missing_parts_are_assumed_as_declared_or_left(tmp_path: Path) -> None:
    """Without measure, ascending, title, baseline or days each rule is applied, and told at its line."""
    programme, told = one(tmp_path, "missing_parts.xml")
    kinds = {one.id: (one.unit, one.direction) for one in programme.indicators}
    assert kinds["participants"] == ("count", "more")
    assert kinds["satisfaits"] == ("percent", "less")
    assumed = {(one.line, one.what) for one in told if one.how == "assumed"}
    assert (32, "no ascending: less is better, because every target lies below every baseline") in assumed
    assert (32, "no measure that the standard has: per cent, because every figure has the sign") in assumed
    assert (16, "an output without a baseline starts from 0") in assumed
    assert {
        (22, "a period that ends before it starts"),
        (27, "a period whose period-start is no day of the calendar"),
        (30, "a period whose period-start is no day of the calendar"),
        (30, "an actual without a period"),
        (40, "a qualitative indicator; code what it tells as a finding"),
        (52, "actual left: nominal: the value names a class"),
        (64, "a target without a value"),
        (73, "a target without a baseline gives no expectation"),
    } <= left(told)
    assert programme.sheet.name.en == "[fr] Projet incomplet"


def test_results_with_the_same_title_stay_apart(tmp_path: Path) -> None:
    """Two results, and two indicators, of one title get ids of their own."""
    programme, _ = one(tmp_path, "missing_parts.xml")
    assert {"formation", "formation-2"} <= set(programme.chain.by_id)
    assert {"participants", "participants-2"} <= set(programme.indicators_by_id)


def test_overlapping_periods_are_told_and_never_summed(tmp_path: Path) -> None:
    """Figures of overlapping periods are levels: the later one stands, and the overlap is told."""
    programme, told = one(tmp_path, "missing_parts.xml")
    assert any(one.line == 18 and one.what.startswith("a period that overlaps") for one in told)
    assessment = assess(programme, "2017-03-01-to-2018-05-31", read_rubric(RUBRIC))
    item = next(item for item in assessment.rating("formation").items if item.name == "participants")
    assert item.value == 180
    assert item.achievement == pytest.approx(0.9)


def test_qualitative_comments_are_offered_for_coding(tmp_path: Path) -> None:
    """What a qualitative indicator tells in words is in the report, to be coded as a finding."""
    _, told = one(tmp_path, "missing_parts.xml")
    assert any("Assez bonne, selon le rapport." in one.detail for one in told if one.how == "left")


def test_targets_of_periods_and_groups_are_never_mixed(tmp_path: Path) -> None:
    """Each figure is held against the target of its own period and group; one without a target against none."""
    programme, _ = one(tmp_path, "groups_and_periods.xml")
    conventions = programme.chain.conventions_by_id
    registered = [
        (one.indicator, conventions[one.expectation].period, conventions[one.expectation].expected)
        for one in programme.chain.element("courses").evidence
    ]
    assert registered == [
        ("people-trained", "2016", 100),
        ("people-trained", "2017", 200),
        ("people-trained-2", "2016", 60),
    ]
    held = {(one.indicator, one.group, one.period, one.value) for one in programme.observations}
    assert {(name, *rest) for name, *rest in held if name == "people-trained"} == {
        ("people-trained", "all", "2016", "90"),
        ("people-trained", "all", "2017", "150"),
        ("people-trained", "all", "2017", "151"),
    }
    assert ("people-trained-2", "sex-female", "2016", "60") in held
    assert programme.indicators_by_id["people-trained-2"].part_of == "people-trained"
    assert {one.group for one in programme.observations} == {"all", "sex-female", "sex-male", "location-north"}
    assert programme.indicators_by_id["people-trained-3"].label_en == "People trained (no target)"


def test_a_group_never_borrows_the_baseline_of_the_whole(tmp_path: Path) -> None:
    """A target of one sex has no floor when the baseline is told of everybody, so it gives no expectation."""
    text = (FILES / "groups_and_periods.xml").read_text(encoding="utf-8")
    women = '<dimension name="sex" value="female"/>'
    of_women = f'<target value="50">{women}</target><actual value="45">{women}</actual>'
    path = tmp_path / "in.xml"
    path.write_text(text.replace('<target value="50"/><actual value="45"/>', of_women), encoding="utf-8")
    made = import_iati(path, tmp_path / "data", tmp_path / "params", today=TODAY)
    told = [told for notes in made.notes for told in notes.entries]
    assert (
        44,
        "a target whose only baseline is of a group that the file tells apart gives no expectation",
    ) in left(told)


def test_figures_are_levels_that_are_never_summed(tmp_path: Path) -> None:
    """The standard does not tell whether figures of periods add up, so none are added, and that is told."""
    for name in ("clean.xml", "groups_and_periods.xml", "missing_parts.xml"):
        programme, told = one(tmp_path / name, name)
        assert {indicator.aggregation for indicator in programme.indicators} == {"level"}
        assert any(one.what == "a figure is the level at the end of its period" for one in told)


def test_baselines_and_targets_that_disagree_are_told(tmp_path: Path) -> None:
    """Of several baselines the latest before the period counts; two targets for one period give none."""
    programme, told = one(tmp_path, "groups_and_periods.xml")
    assert programme.chain.conventions_by_id["target-content"].floor == 20
    assert (48, "targets that disagree give no expectation") in left(told)


def test_every_activity_with_results_becomes_a_programme(tmp_path: Path) -> None:
    """Of four activities two can be made; the others are told with their reason, and ids are safe as paths."""
    made = bring(tmp_path, "several_activities.xml")
    assert [name for name, _ in made.programmes] == ["xx-many-1", "xx-many-4"]
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["xx-many-1", "xx-many-4"]
    told = [told for notes in made.notes for told in notes.entries]
    assert {
        (23, "an activity without a result"),
        (32, "an activity without any usable day: no activity-date and no period of a result"),
    } <= left(told)
    arabic = read_programme(tmp_path / "data" / "xx-many-4")
    assert arabic.sheet.name.fi == "[ar] مشروع"
    assert [element.id for element in arabic.chain.elements] == ["activity", "result-1", "result-2"]


def test_one_activity_can_be_chosen_and_named(tmp_path: Path) -> None:
    """With --activity and --name one programme is made, and the others are told as not chosen."""
    made = bring(tmp_path, "several_activities.xml", activities=["XX-MANY-1"], name="mine")
    assert [name for name, _ in made.programmes] == ["mine"]
    told = [told for notes in made.notes for told in notes.entries]
    assert [one.found for one in told if one.what == "an activity that was not chosen"] == [
        "XX-MANY-3",
        "XX/MANY/../4",
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"activities": ["XX-MANY-9"]}, "no activity 'XX-MANY-9'"),
        ({"activities": ["XX-MANY-2"]}, "activity 'XX-MANY-2' has no result"),
        ({"activities": ["XX-MANY-3"]}, "without any usable day"),
        ({"name": "mine"}, "one name for 3 activities"),
        ({"name": "../mine", "activities": ["XX-MANY-1"]}, "lower-case letters, digits and hyphens"),
    ],
)
def test_a_wrong_choice_is_a_fault_and_writes_nothing(tmp_path: Path, given: dict[str, object], message: str) -> None:
    """An unknown activity, one that nothing can be made of, and an unusable name are faults; no folder appears."""
    with pytest.raises(FaultyInput, match=message):
        bring(tmp_path, "several_activities.xml", **given)
    assert list(tmp_path.iterdir()) == []


def test_a_programme_that_exists_is_never_overwritten(tmp_path: Path) -> None:
    """Importing the same activity again is a fault that names both folders and leaves them as they are."""
    bring(tmp_path, "clean.xml")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
    with pytest.raises(FaultyInput, match="the folder exists") as caught:
        bring(tmp_path, "clean.xml")
    assert len(caught.value.faults) == 2
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()} == before


def test_nothing_stays_when_a_move_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second folder cannot be moved into place, the first is taken back too."""
    moves: list[Path] = []
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        moves.append(target)
        if len(moves) == 2:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="No space left"):
        bring(tmp_path, "clean.xml")
    assert list(tmp_path.iterdir()) == []


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two imports of one file on one day write the same files."""
    for name in ("a", "b"):
        import_iati(FILES / "groups_and_periods.xml", tmp_path / name / "data", tmp_path / name / "params", today=TODAY)
    first, second = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("a", "b")
    )
    assert first == second


def test_every_figure_of_a_file_is_accounted_for(tmp_path: Path) -> None:
    """Each baseline, target and actual is read, understood, or left, exactly once."""
    for path in sorted(FILES.glob("*.xml")):
        made = import_iati(path, tmp_path / path.stem / "data", tmp_path / path.stem / "params", today=TODAY)
        told = [told for notes in made.notes for told in notes.entries]
        figures = [
            one
            for one in told
            if one.what.endswith(("as it stands", "without a value", "without a period", "not read as a number"))
            or one.what == "a figure with signs"
            or " left: " in one.what
        ]
        counted = next(one.detail for one in told if one.what == "the file")
        assert f"{len(figures)} figures" in counted, path.name


def test_the_report_is_the_same_in_every_format(tmp_path: Path) -> None:
    """Text, JSON and CSV list every entry; no cell of the CSV is a formula to a spreadsheet."""
    made = bring(tmp_path, "dirty_figures.xml")
    told = [told for notes in made.notes for told in notes.entries]
    content = json.loads(as_file(".json", "f", made.notes))
    assert sum(len(one["told"]) for one in content["activities"]) == len(told)
    rows = list(csv.reader(io.StringIO(as_file(".csv", "f", made.notes))))
    assert len(rows) == len(told) + 1
    assert not [cell for row in rows for cell in row if cell != harmless(cell)]
    text = as_text("f", made.notes, everything=True)
    assert all(f"line {one.line}" in text for one in told if one.place)


def test_a_long_text_report_says_how_many_it_does_not_show(tmp_path: Path) -> None:
    """The text on the screen shows eight places of each thing, and counts the rest."""
    made = bring(tmp_path, "dirty_figures.xml")
    notes = made.notes[-1]
    notes.entries += [notes.entries[-1]] * 20
    assert "more; --report FILE lists them all" in as_text("f", made.notes)


@pytest.mark.parametrize("name", ["report", "report.xlsx", "nowhere/report.json"])
def test_a_report_of_unknown_format_is_refused(tmp_path: Path, name: str) -> None:
    """The name of the report tells its format, and its folder exists."""
    with pytest.raises(FaultyInput):
        check_name(tmp_path / name)
