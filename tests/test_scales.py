"""Scales of a programme's own: declared, tested, rated, shown in every language, sealed, and never added up."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from builder import ELEMENT, SCALES, Beside, Case, CaseItem, build, rubric_in_force, text
from hypothesis import given, settings
from hypothesis import strategies as st
from test_chapters import CALLS, call
from typer.testing import CliRunner

import kunteko_eval as ke
from kunteko_eval.cli import app
from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.workbook.writing import sheets_of, workbook
from kunteko_eval.frames.build import together
from kunteko_eval.frames.columns import FRAMES
from kunteko_eval.frames.result import Draws, ResultFrames
from kunteko_eval.method.assess import assess
from kunteko_eval.method.judging import needs_second_reviewer
from kunteko_eval.method.rating import cut
from kunteko_eval.method.registration import parts_of
from kunteko_eval.method.scale import GRADES, Rating
from kunteko_eval.model.evidence import Group
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.contrast import VISIONS, contrast, difference, lab
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.scale_checks import APART, GREY, RESERVED
from kunteko_eval.report import method_words, portfolio, portfolio_coverage, portfolio_tables
from kunteko_eval.report.content import Exhibit
from kunteko_eval.report.data_files import ratings_json
from kunteko_eval.report.index import write_index
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import View, view_of

NAMES = {"most": "green", "middle": "yellow", "least": "red"}
"""The grades of the scale of three by those whose cut-points they have."""


def with_scale(programme: ProgrammeData, name: str) -> ProgrammeData:
    """Return a programme on one of the tests' scales, without what was recorded of its ratings."""
    chain = replace(programme.chain, grades=SCALES[name])
    return replace(programme, chain=chain, judgements=(), scores=(), registration=())


@pytest.fixture(scope="module")
def five() -> ProgrammeData:
    """A made-up programme on a scale of five grades, with boxes of several grades, a conflict, a cap and a group."""
    items = (CaseItem(percent=100, n=900), CaseItem(finding="supports much", type="documents"))
    worse = (CaseItem(percent=35, n=900), CaseItem(percent=79, n=800, type="organisations"))
    made = build(
        Case(name="five", level="indirect", items=items, beside=Beside(level="wider", items=worse), scale="five")
    )
    elements = tuple(replace(one, groups=("group",)) if one.id == ELEMENT else one for one in made.chain.elements)
    levels = tuple(
        replace(one, called=text("outcomes")) if one.kind == "indirect" else one for one in made.chain.levels
    )
    groups = (*made.sources.groups, Group(id="group", label=text("young people")))
    chain = replace(made.chain, elements=elements, levels=levels)
    return replace(made, chain=chain, sources=replace(made.sources, groups=groups))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, repo: Path) -> Path:
    """A programme's folder that declares a scale of five grades."""
    place: Path = tmp_path_factory.mktemp("data") / "soteliiderit"
    place.mkdir()
    for path in (repo / "data" / "soteliiderit").iterdir():
        if path.name != "registration.csv":
            (place / path.name).write_bytes(path.read_bytes())
    lines = [json.dumps(grade_of_file(one)) for one in SCALES["five"]]
    chain = (place / "chain.yaml").read_text(encoding="utf-8")
    grades = "grades:\n" + "".join(f"  - {line}\n" for line in lines)
    (place / "chain.yaml").write_text(chain.replace("due_reason:", f"{grades}due_reason:", 1), encoding="utf-8")
    return place


def grade_of_file(one: Any) -> dict[str, Any]:
    """Return a grade as chain.yaml has it."""
    words = {
        name: {code: f"{getattr(one, name)[code]} {code}" for code in ("fi", "sv", "en")}
        for name in ("label", "colour_name")
    }
    plain = {name: getattr(one, name) for name in ("id", "cut", "colour", "pattern", "symbol")}
    more = {"extent": one.extent} if one.extent else {}
    return {**plain, **words, **more, "marks": list(one.marks)}


def changed(folder: Path, tmp_path: Path, old: str, new: str) -> Path:
    """Return a copy of the folder with one text of its chain changed."""
    place = tmp_path / folder.name
    place.mkdir()
    for path in folder.iterdir():
        (place / path.name).write_bytes(path.read_bytes())
    chain = (place / "chain.yaml").read_text(encoding="utf-8")
    assert old in chain
    (place / "chain.yaml").write_text(chain.replace(old, new, 1), encoding="utf-8")
    return place


FAULTY = [
    ('"#3a8fb7"', '"#123456"', "contrast of 1.", "at least 4.5:1"),
    ('"#f5e557"', '"#fdfbf0"', "differs from white", "in every kind of vision"),
    ('"#e57a7a"', '"#dba650"', "differs from #dca753 of part by ΔE", "at least ΔE 15"),
    ('"#dca753"', '"#f97fd5"', "to those with protanopia", "ΔE 15"),
    ('"#dca753"', '"#6f9fb8"', "of beyond", "ΔE 15"),
    ('"symbol": "\\u25b2"', '"symbol": "\\u2605"', "'★' stands in 2 grades", "another symbol"),
    ('"symbol": "\\u25b2"', '"symbol": "\\u26a1"', "the sign '⚡'", "means nothing else on the map"),
    ('"pattern": "dots"', '"pattern": "cross"', "'cross' stands in 2 grades", "another pattern"),
    ('"sv": "met sv"', '"sv": "Near SV"', "'near sv' stands in 2 grades", "another label"),
    ('"fi": "near fi"', '"fi": "lähes odotusten mukainen"', "24 letters", "at most 14 letters in a box"),
    ('"cut": 0.35', '"cut": 0.65', "0.65 for part, after 0.6 for near", "fall from the best grade on"),
    ('"marks": ["capped"]', '"marks": []', "the mark capped on no grade", "one grade, and not on the best"),
    ('"extent": "much"', '"extent": "somewhat"', "the coders' words somewhat, somewhat", "somewhat, much, very-much"),
    ('"marks": ["nearly"]', '"marks": ["reached"]', "the mark reached on met and part", "it on one grade"),
    ('"id": "near"', '"id": "yellow"', "'yellow', which has the impact chain's own scale", "this grade alone"),
    ('"id": "near"', '"id": "items"', "'items', which has another meaning", "this grade alone"),
    ('"colour": "#3a8fb7"', '"colour": "blue"', "'blue'", "a colour written #rrggbb"),
]


@pytest.mark.parametrize(("old", "new", "found", "expected"), FAULTY)
def test_a_scale_that_cannot_be_read_is_refused(
    folder: Path, tmp_path: Path, old: str, new: str, found: str, expected: str
) -> None:
    """Each thing that would make grades alike, or their order and marks unclear, is a fault that says what fails."""
    with pytest.raises(FaultyInput) as caught:
        read_programme(changed(folder, tmp_path, old, new))
    told = [one for one in caught.value.faults if found in one.found]
    assert told, [str(one) for one in caught.value.faults]
    assert expected in told[0].expected
    assert "key grades" in told[0].place


def test_a_scale_has_three_to_five_grades(folder: Path, tmp_path: Path) -> None:
    """Two grades are too few, and what depends on there being more is not told besides."""
    chain = (folder / "chain.yaml").read_text(encoding="utf-8")
    listed = re.findall(r"  - \{\"id\".*\n", chain)
    with pytest.raises(FaultyInput) as caught:
        read_programme(changed(folder, tmp_path, "".join(listed[2:]), ""))
    assert ("2 grades", "3 to 5 grades, the best one first") in {
        (one.found, one.expected) for one in caught.value.faults
    }


def test_the_tests_of_colours_agree_with_known_answers() -> None:
    """White is L*=100 and middle grey 53.6; a red and a green that differ in hue alone are alike without red cones."""
    assert lab("#ffffff").round(1).tolist() == [100.0, 0.0, 0.0]
    assert lab("#808080")[0] == pytest.approx(53.585, abs=0.01)
    assert lab("#ff0000").tolist() == pytest.approx([53.24, 80.09, 67.20], abs=0.1)
    assert difference("#ff0000", "#00ff00") > 150
    assert difference("#b06a4f", "#7c7c4f", "protanopia") < difference("#b06a4f", "#7c7c4f")
    for vision in VISIONS:
        assert difference("#808080", "#808080", vision) == 0
        assert lab("#808080", vision) == pytest.approx(lab("#808080"), abs=0.1)


@pytest.mark.parametrize("name", SCALES)
def test_the_scales_of_the_tests_pass_every_test(name: str) -> None:
    """The palettes that the guide offers keep text readable, and grades apart in every vision and in grey."""
    colours = [one.colour for one in SCALES[name]]
    for at, one in enumerate(colours):
        assert contrast(one, "#1b1f24") >= 4.5
        for other in ("#ffffff", *colours[:at]):
            assert min(difference(one, other, vision) for vision in VISIONS) >= APART
        assert all(contrast(one, other) >= GREY for other in colours[:at])


def test_a_scale_with_todays_cut_points_gives_todays_results(kunteko: ProgrammeData) -> None:
    """Three grades by other names, cut where green, yellow and red are, change no rating, confidence, draw or verdict."""
    bare = replace(kunteko, judgements=(), scores=(), registration=())
    rubric = replace(rubric_in_force(), draws=400)
    given, own = (assess(one, "2018-2020", rubric) for one in (bare, with_scale(kunteko, "three")))

    def named(rating: Rating) -> str:
        return NAMES.get(rating.value, rating.value)

    for one, other in zip(given.everything, own.everything, strict=True):
        assert (one.final.value, one.confidence) == (named(other.final), other.confidence)
        assert one.graded.achievement == other.graded.achievement
        assert [cap.rule for cap in one.graded.caps] == [cap.rule for cap in other.graded.caps]
        assert (one.conflict is None) is (other.conflict is None)
    draws, drawn = Draws(assessment=given), Draws(assessment=own)
    for name, shaken in draws.by_element.items():
        told = {named(rating): share for rating, share in drawn.by_element[name].probabilities.items()}
        assert {rating.value: share for rating, share in shaken.probabilities.items()} == told
    alike = ("answer", "reached", "nearly", "coverage", "confidence", "probabilities")
    for above, answered in zip(draws.verdicts, drawn.verdicts, strict=True):
        assert [getattr(above, name) for name in alike] == [getattr(answered, name) for name in alike]


@settings(max_examples=30)
@given(st.sampled_from(["three", "four", "five"]), st.lists(st.floats(0, 1.2), min_size=2, max_size=6))
def test_more_achievement_never_gives_a_worse_grade(name: str, values: list[float]) -> None:
    """The grade never falls as achievement grows, and a cut-point belongs to the grade that it begins."""
    rubric = rubric_in_force().for_scale(SCALES[name])
    places = [rubric.scale.place(cut(value, rubric)) for value in sorted(values)]
    assert all(one <= other for one, other in pairwise(places))
    assert [cut(value, rubric) for value in rubric.scale.cuts] == list(rubric.scale.grades)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_chapter_shows_a_scale_of_five(five: ProgrammeData, language: str) -> None:
    """Everything that the chapters call can be shown, and no word of green, yellow and red is left in it."""
    view = view_of(five, "2018-2020", replace(rubric_in_force(), draws=64), Language(language))
    shown = []
    for name, argument in CALLS:
        if name == "rubric":
            continue  # Its texts are the rubric's, and a line above them says what its colours mean here.
        for part in call(view, name, argument):
            shown.append(part.text if isinstance(part, Exhibit) else str(part))
            if isinstance(part, Exhibit):
                shown.append(f"{part.table} {part.drawing} {part.picture}")
    told = " ".join(shown)
    assert {one.colour for one in SCALES["five"]} & set(re.findall(r"#[0-9a-f]{6}", told))
    assert not {"#74bd82", "#ffdf5e", "#e2695c"} & set(re.findall(r"#[0-9a-f]{6}", told))
    words = {"fi": r"vihre|keltai|punai", "sv": r"\bgrön|\bgul|\bröd|\brött", "en": r"\bgreen\b|\byellow\b|\bred\b"}
    assert not re.findall(f".{{30}}(?:{words[language]}).{{30}}", told)


def test_a_report_tells_groups_and_levels_by_their_words(five: ProgrammeData) -> None:
    """Whom a box is about stands on its card and in the table, figures of others are told, and levels have their words."""
    view = view_of(five, "2018-2020", replace(rubric_in_force(), draws=64), Language("en"))
    told = {name: str(call(view, name)) for name in ("element_cards", "chain_map", "overall_picture")}
    assert "It is about: young people." in told["element_cards"]
    assert "1 figure is of others than the groups that the box is about." in told["element_cards"]
    assert "About whom" in told["chain_map"]
    short = replace(SCALES["five"][2], short=text("brief"))
    assert method_words.short(Language("en").of_scale([short]), Rating("near")) == "brief"
    assert "outcomes: 1 of 1" in told["overall_picture"]
    frames = view.frames.programme.elements
    assert frames.loc[ELEMENT, "groups"] == "group"
    assert "other-groups" not in {one.code for one in view.assessment.ratings[0].graded.reasons}


def test_the_frames_have_the_grades_of_the_scale(five: ProgrammeData) -> None:
    """Ratings are ordered by the scale, and the draws have a column for each of its grades."""
    assessment = assess(five, "2018-2020", replace(rubric_in_force(), draws=64))
    frames = ResultFrames(draws=Draws(assessment=assessment), language="en")
    order = [
        "not-assessed",
        "too-early",
        "not-delivered",
        "none-demonstrated",
        "little",
        "part",
        "near",
        "met",
        "beyond",
    ]
    assert frames.ratings["rating"].cat.categories.tolist() == order
    assert frames.ratings["rating"].cat.ordered
    columns = ["beyond", "met", "near", "part", "little", "none_demonstrated", "not_delivered"]
    assert frames.robustness[columns].sum(axis=1).round(9).eq(1).all()
    assert not {"green", "yellow", "red"} & set(frames.robustness.columns)


def test_no_grade_may_have_the_name_of_a_column() -> None:
    """The names of the columns beside those of the grades are refused as names of grades."""
    every = {one.name for one in (*FRAMES["robustness"].index, *FRAMES["robustness"].columns)}
    taken = {one.replace("_", "-") for one in every} - {*map(str, GRADES), "none-demonstrated", "not-delivered"}
    assert taken <= RESERVED


@pytest.mark.parametrize(
    ("computed", "final", "confidence", "expected"),
    [
        ("part", "near", 3, False),
        ("part", "met", 3, True),
        ("part", "near", 1, True),
        ("little", "none-demonstrated", 2, False),
    ],
)
def test_a_second_reviewer_is_asked_for_two_grades_of_the_scale(
    computed: str, final: str, confidence: int, expected: bool
) -> None:
    """Two steps of a scale of five are two grades, though both may be coloured alike in a scale of three."""
    scale = rubric_in_force().for_scale(SCALES["five"]).scale
    assert needs_second_reviewer(scale, Rating(computed), Rating(final), confidence) is expected


def test_a_change_of_the_scale_after_the_seal_is_found_out(five: ProgrammeData) -> None:
    """Another cut-point, word or mark is another sealed part; another colour is not; without a scale nothing is added."""
    rubric = rubric_in_force()
    sealed = parts_of(five, rubric)
    grades = five.chain.grades
    changes: tuple[dict[str, Any], ...] = (
        {"cut": 0.95},
        {"label": text("other")},
        {"marks": ("nearly",)},
        {"colour": "#5be2b0"},
    )
    for number, change in enumerate(changes):
        other = (grades[0], replace(grades[1], **change), *grades[2:])
        now = parts_of(replace(five, chain=replace(five.chain, grades=other)), rubric)
        assert (now == sealed) is (number == 3)
    bare = parts_of(replace(five, chain=replace(five.chain, grades=())), rubric)
    assert {one for one in sealed if one not in bare} == {f"grade:{place}" for place in range(1, 6)}


def test_a_folder_on_a_scale_of_its_own_is_rated_judged_and_carried_in_a_workbook(folder: Path, tmp_path: Path) -> None:
    """What was declared is read, tried with other cut-points, explained, and the same from the workbook made of it."""
    programme = ke.read(folder, language="sv")
    result = programme.rate("2019")
    assert result.ratings["rating"].cat.categories[-1] == "beyond"
    tried = result.what_if(grade_cuts={"near": 0.5})
    assert dict(zip(tried.rubric.scale.grades, tried.rubric.scale.cuts, strict=True))[Rating("near")] == 0.5
    with pytest.raises(FaultyInput, match="grade_cuts"):
        result.what_if(cut_green=0.9)
    with pytest.raises(FaultyInput, match="fall from the best grade on"):
        result.what_if(grade_cuts={"near": 0.95})
    (tmp_path / "book").mkdir()
    book = tmp_path / "book" / "soteliiderit.xlsx"
    book.write_bytes(workbook(sheets_of(programme.core)))
    assert read_programme(book).chain.grades == programme.core.chain.grades
    run = CliRunner().invoke(
        app, ["explain", "soteliiderit", "2019", programme.core.chain.elements[0].id, "--data", str(folder.parent)]
    )
    assert run.exit_code == 0, run.output


def test_a_recorded_rating_of_another_scale_is_a_fault(folder: Path, tmp_path: Path) -> None:
    """A score by a grade that the scale does not have is told with the grades that there are."""
    place = changed(folder, tmp_path, '"cut": 1.1', '"cut": 1.15')
    element = read_programme(folder).chain.elements[0].id
    rows = f"element,period,scorer,score,date\n{element},2019,one,green,2026-11-30\n"
    (place / "scores.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        read_programme(place)
    (fault,) = caught.value.faults
    assert (fault.place, fault.found) == ("row 2, column score", "'green'")
    assert fault.expected.startswith("beyond, met, near, part, little, none-demonstrated")


def test_programmes_of_different_scales_are_never_added_up(five: ProgrammeData, tmp_path: Path) -> None:
    """A portfolio counts each scale's grades apart and says so; the index knows the words of each."""
    other = build(Case(name="plain", items=(CaseItem(percent=80, n=900),)))
    other = replace(other, sheet=replace(other.sheet, id="plain"))
    rubric = replace(rubric_in_force(), draws=64)
    rated = tuple(assess(one, "2018-2020", rubric) for one in (other, five))
    view = portfolio.PortfolioView(assessments=rated, say=Language("en"))
    assert view.counts["beyond"].tolist()[0] == 0
    assert view.counts.sum(axis=1).tolist() == [len(one.ratings) for one in rated]
    assert not view.ratings["rating"].cat.ordered
    told = str(portfolio.portfolio_picture(view))
    assert "The programmes' scales differ, so their grades are counted apart and never added up." in told
    shown = portfolio_coverage.coverage(view)
    assert {"▲ very much", "★ beyond"} <= {str(one).replace("\u00a0", " ") for one in shown.table.columns}
    assert "near" in str(portfolio_tables.by_level(view))
    for one in rated:
        place = tmp_path / one.programme.id / "2018-2020"
        place.mkdir(parents=True)
        made = View(assessment=one, previous=None, say=Language("en").of_scale(one.programme.chain.grades))
        (place / "ratings.json").write_text(ratings_json(made), encoding="utf-8")
    write_index(tmp_path)
    page = (tmp_path / "index.en.html").read_text(encoding="utf-8")
    assert {"s-green", "s-beyond"} <= set(re.findall(r'id="(s-\w+)"', page))
    assert "★ beyond" in page
    assert "#f5e557" in page


def test_frames_of_one_scale_stay_ordered_side_by_side(five: ProgrammeData) -> None:
    """Ratings of programmes that have the same scale keep their order when they are put under one another."""
    frames = ResultFrames(draws=Draws(assessment=assess(five, "2018-2020", rubric_in_force())), language="en")
    both = together({"one": frames.ratings, "two": frames.ratings}, ["programme"])
    assert both["rating"].cat.ordered
    assert method_words.word(Language("en").of_scale(five.chain.grades), Rating("met")) == "met"
