"""Everything that the chapters show: for every programme, period and language, never an empty table or an error."""

from __future__ import annotations

import inspect
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from builder import ELEMENT, Case, CaseItem, build, rubric_in_force, text
from workshop import Viewer

from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.chain import LevelKind
from kunteko_eval.model.evidence import Innovation, Theme
from kunteko_eval.model.programme import Budget, ChapterName, ProgrammeData
from kunteko_eval.reading.programme_reader import find_programmes, read_programme
from kunteko_eval.report import chapters
from kunteko_eval.report.argument.claims import Argument
from kunteko_eval.report.cited_lines import without_lines
from kunteko_eval.report.content import Exhibit, Markup, Prose, Table
from kunteko_eval.report.language import NBSP, Language
from kunteko_eval.report.view import View, view_of

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
CALL = re.compile(r"\bk\.(\w+)\(view(?:, \"([\w-]+)\")?[,)]")
KINDS: tuple[LevelKind, ...] = get_args(LevelKind)
QUESTIONED = get_args(ChapterName)
SHOWN = (Argument, Exhibit, Markup, Prose, Table)
MAY_BE_NOTHING = {
    "certainty_section",
    "change_section",
    "innovations_section",
    "moved_figure",
    "pathways_section",
    "reach_over_time",
    "recommendations_section",
    "voices_section",
    "headings",
    "answers",
    "effect_figures",
    "calendar",
    "change_table",
    "check_notes",
    "coder_alphas",
    "follow_up",
    "funders",
    "goals",
    "implementation_tables",
    "innovations",
    "milestones",
    "not_intended",
    "seal_changes",
    "side_by_side",
    "trend_table",
    "value_for_money",
}
"""What shows nothing at all where there is nothing, because a line before it says so."""


def calls() -> list[tuple[str, str]]:
    """Return every function of a view that the chapters call, each with its further argument or none."""
    found: dict[tuple[str, str], None] = {}
    for path in CHAPTERS:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        found |= dict.fromkeys((name, argument) for name, argument in CALL.findall(source))
    return sorted(found)


CALLS = calls()


def call(view: View, name: str, argument: str = "") -> list[Any]:
    """Return what a function shows, as a list of parts."""
    shown = getattr(chapters, name)(view, *([argument] if argument else []))
    return shown if isinstance(shown, list) else [] if shown is None else [shown]


def parts(view: View) -> list[tuple[str, Any]]:
    """Return every part that the chapters show of a view, each with the name of its function."""
    return [(name, part) for name, argument in CALLS for part in call(view, name, argument)]


@pytest.fixture(scope="module", params=find_programmes(DATA))
def programme(request: pytest.FixtureRequest) -> ProgrammeData:
    """Return each programme of the data folder in turn."""
    return read_programme(DATA / str(request.param))


@pytest.fixture(scope="module")
def views(programme: ProgrammeData, views_of: Viewer) -> list[View]:
    """Return every report period of a programme in every language."""
    return views_of(programme.id)


@pytest.fixture(scope="module")
def shown(views: list[View]) -> list[tuple[View, list[tuple[str, Any]]]]:
    """Return each of those with everything that the chapters show of it, made once."""
    return [(view, parts(view)) for view in views]


@pytest.fixture(scope="module")
def kunteko_whole(kunteko: ProgrammeData, rubric: Rubric) -> View:
    """Return KunTeko 2015–2020 in English."""
    return view_of(kunteko, "2015-2020", rubric, Language("en"))


@pytest.fixture(scope="module")
def kunteko_second(kunteko: ProgrammeData, rubric: Rubric) -> View:
    """Return KunTeko 2018–2020 in English."""
    return view_of(kunteko, "2018-2020", rubric, Language("en"))


def test_the_chapters_call_what_there_is() -> None:
    """Every function of a view is called by some chapter but the one for a single element, and each chapter calls some."""
    offered = {
        name
        for name in chapters.__all__
        if inspect.isfunction(getattr(chapters, name))
        and next(iter(inspect.signature(getattr(chapters, name)).parameters), "") == "view"
    }
    assert {name for name, _ in CALLS} == offered - {"explanation"}
    assert len(CHAPTERS) == 14


def test_every_chapter_can_be_shown(shown: list[tuple[View, list[tuple[str, Any]]]]) -> None:
    """In every period and language each function shows parts with words; only those that may show nothing do not."""
    for view, found in shown:
        missing = {name for name, _ in CALLS} - {name for name, _ in found}
        assert missing <= MAY_BE_NOTHING, (view.assessment.period.id, view.say.code)


def test_what_has_nothing_to_show_is_no_empty_table(shown: list[tuple[View, list[tuple[str, Any]]]]) -> None:
    """No table without rows, no figure without numbers and no empty paragraph is ever shown."""
    empty = []
    for view, found in shown:
        for name, part in found:
            assert isinstance(part, SHOWN)
            table = part.table if isinstance(part, Exhibit) else part
            if isinstance(table, Table) and not table.rows:
                empty.append((view.assessment.period.id, view.say.code, name))
            if isinstance(part, Prose):
                assert part.paragraphs
                assert all(paragraph.strip() for paragraph in part.paragraphs), name
    assert empty == []


def test_every_part_is_shown_in_words(shown: list[tuple[View, list[tuple[str, Any]]]]) -> None:
    """Each part has HTML and plain text without an unfilled place, and every row of a table has its cells."""
    for name, part in (one for _, found in shown for one in found):
        bundle = part._repr_mimebundle_()
        told = bundle[0] if isinstance(bundle, tuple) else bundle
        assert told["text/html"].strip(), name
        assert not re.search(r"\{\w*(:\w+)?\}", told["text/plain"]), name
        table = part.table if isinstance(part, Exhibit) else part
        if isinstance(table, Table):
            assert all(len(row) == len(table.columns) for row in table.rows), name
            assert all(cell.strip() for row in table.rows for cell in row), name
            assert all(column.strip() for column in table.columns), name


BARE = Case(name="bare", period=2018, previous=None, carried=(), links=())
LINES = {
    "feedback": "The documents give no feedback on the services for this period.",
    "future": "The documents do not say what support is wanted in future.",
    "follow_up_picture": "The documents give no recommendations.",
    "implementation_picture": "The documents do not say what helped or hindered implementation in 2018.",
    "innovation_picture": "The documents name no innovations.",
    "named_effects": "The documents do not say which effects respondents named first.",
    "questions": "The documents state no evaluation questions; the chapters answer those of the method.",
    "reach_picture": "The documents do not say whom the programme reached in 2018.",
    "resource_figures": "The documents give no figures on the programme's own resources for this period.",
    "service_figures": "The documents give no figures on services for this period.",
    "unit_costs": "Cost per unit cannot be given: the documents do not state the budget.",
    "voices": "The documents do not say what participants or organisations think of effects in 2018.",
    "volumes": "The documents give no count for more than one span.",
    "change_picture": "There is no previous period to compare with.",
    "milestone_picture": "No figure has expectations of several periods, so there is no path to hold it against.",
    "moved_picture": "There is no previous period to compare with.",
    "register": "Every figure of the period fits the others and its number of respondents.",
    "robustness_figure": "Nothing is rated in this period, so robustness cannot be computed.",
}


@pytest.mark.parametrize("name", LINES)
def test_a_bare_programme_says_in_one_line_what_it_lacks(name: str, rubric: Rubric) -> None:
    """Where the documents tell nothing, one line says so, in English these words and in the others one line too."""
    for language in LANGUAGES:
        (only,) = call(view_of(build(BARE), "2018", rubric, Language(language)), name)
        assert isinstance(only, Prose)
        assert len(only.paragraphs) == 1
        if language == "en":
            assert only.paragraphs == (LINES[name],)
        else:
            assert only.paragraphs != (LINES[name],)


def test_a_bare_programme_shows_nothing_where_a_line_stands_before(rubric: Rubric) -> None:
    """Tables that follow such a line are left out."""
    view = view_of(build(BARE), "2018", rubric, Language("en"))
    for name in MAY_BE_NOTHING - {"answers", "goals"}:
        assert call(view, name) == [], name
    assert call(view, "answers", "services") == []


def test_a_link_may_leap_over_a_level_without_elements(rubric: Rubric) -> None:
    """The map is drawn also of a chain that declares a level on which no element stands."""
    programme = build(Case(name="leaping", items=(CaseItem(percent=70, n=52),)))
    used = {one.level for one in programme.chain.elements}
    assert "actions" in {level.id for level in programme.chain.levels} - used
    (drawn,) = call(view_of(programme, "2018-2020", rubric, Language("en")), "chain_map")
    assert ELEMENT in drawn.table.plain()


@pytest.mark.parametrize("chosen", [*((kind,) for kind in KINDS), ("resources", "actions"), KINDS, ()])
def test_level_ratings_list_the_elements_of_their_kinds(views: list[View], chosen: tuple[str, ...]) -> None:
    """Exactly the elements on levels of these kinds, in the order of the chain, each with its rating and why."""
    for view in views:
        chain, code = view.programme.chain, view.say.code
        wanted = [
            (one.element.label[code], view.say.code, without_lines(one.element.why[code]))
            for one in view.assessment.ratings
            if chain.level_of(one.element).kind in chosen
        ]
        rows = chapters.level_ratings(view, *chosen).rows
        assert [(row[0], code, row[4]) for row in rows] == wanted
        unrated = [
            one.confidence is None
            for one in view.assessment.ratings
            if one.element.label[code] in dict.fromkeys(row[0] for row in rows)
        ]
        assert [row[2] == "–" for row in rows] == unrated


SPREAD = ["widely spread", "in use", "experiment", "idea", "spread not known"]


def test_innovations_come_by_their_spread(kunteko_whole: View, kunteko: ProgrammeData) -> None:
    """All innovations of the whole programme, from wide use to what is not told."""
    table = chapters.innovations(kunteko_whole)
    assert table is not None
    places = [SPREAD.index(row[1]) for row in table.rows]
    assert places == sorted(places)
    assert len(set(places)) > 1
    assert {row[0] for row in table.rows} == {one.label_en for one in kunteko.innovations}


def test_innovations_of_every_spread_are_sorted(rubric: Rubric) -> None:
    """Given in the wrong order, the most widely spread comes first, those of one spread in the order of the data."""
    programme = build(BARE)
    spreads: tuple[Any, ...] = ("unknown", "idea", "experiment", "in-use", "widely-spread", "idea")
    made = tuple(
        Innovation(
            id=f"i{number}",
            label_fi=f"Innovation {number}",
            label_sv=f"Innovation {number}",
            label_en=f"Innovation {number}",
            spread=spread,
            role="made",
            period="2018",
            document="document",
            place="page 1",
            match="read",
        )
        for number, spread in enumerate(spreads)
    )
    view = view_of(replace(programme, innovations=made), "2018", rubric, Language("en"))
    table = chapters.innovations(view)
    assert table is not None
    assert [row[0][-1] for row in table.rows] == ["4", "3", "2", "1", "5", "0"]
    assert chapters.innovation_picture(view).plain().startswith("The documents name six innovations.")


def test_only_innovations_of_the_period_are_shown(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """An innovation is shown where its span lies within the period."""
    for period in kunteko.sheet.periods:
        if period.report:
            table = chapters.innovations(view_of(kunteko, period.id, rubric, Language("en")))
            wanted = [one for one in kunteko.innovations if period.contains(kunteko.periods[one.period])]
            assert (0 if table is None else len(table.rows)) == len(wanted)


def two_digits(amount: float) -> int:
    """Return an amount of more than ten rounded to two significant digits."""
    step: int = 10 ** (len(str(int(amount))) - 2)
    return int(round(amount / step) * step)


def test_a_unit_costs_the_budget_divided_by_the_number(kunteko_whole: View, kunteko: ProgrammeData) -> None:
    """KunTeko's 3 100 000 euros for about 240 organisations are about 13 000 each; every row is such a division.

    The about 5 000 participants are those until 12 October 2020, so the whole budget is not divided among them.
    """
    budget = kunteko.sheet.budget
    assert budget is not None
    assert budget.amount == 3_100_000
    table = chapters.unit_costs(kunteko_whole)
    assert isinstance(table, Table)
    rows = {row[1]: row[2] for row in table.rows}
    assert rows["about 240"] == f"about 13,000{NBSP}€"
    assert "about 5,000" not in rows
    for number, cost in rows.items():
        divided = two_digits(3_100_000 / int(number.removeprefix("about ").replace(",", "")))
        assert cost == f"about {divided:,}{NBSP}€"
    assert f"3,100,000{NBSP}€" in table.caption


def test_only_totals_of_the_whole_programme_are_divided(rubric: Rubric) -> None:
    """A year's number is not divided into the whole budget, nor a number that is only known to be over something."""
    items = (
        CaseItem(count={"2018": 100, "2018-2020": 300}, aggregation="increment"),
        CaseItem(count=150, aggregation="distinct"),
        CaseItem(count=60, aggregation="level"),
    )
    programme = build(Case(name="reached", level="actions", items=items, start=2018, previous=None))
    theme = Theme(id="theme", label=text("theme"), chapter="reach")
    budget = Budget(amount=300_000, currency="EUR", precision="exact", document="document", place="page 1")
    programme = replace(
        programme,
        sheet=replace(programme.sheet, budget=budget),
        sources=replace(programme.sources, themes=(theme,)),
        observations=tuple(
            replace(one, precision="over") if one.number == 150 else one for one in programme.observations
        ),
    )
    table = chapters.unit_costs(view_of(programme, "2018-2020", rubric, Language("en")))
    assert isinstance(table, Table)
    assert [row[1:3] for row in table.rows] == [("300", f"about 1,000{NBSP}€")]


def test_what_cannot_be_divided_says_why(views: list[View]) -> None:
    """Only a report on the whole of a programme with a budget divides it; otherwise one line tells why it cannot."""
    for view in views:
        sheet, period = view.programme.sheet, view.assessment.period
        whole = (period.start, period.end) == (sheet.start, sheet.end)
        shown = chapters.unit_costs(view)
        if isinstance(shown, Table):
            assert sheet.budget is not None
            assert whole
        else:
            assert len(shown.paragraphs) == 1
            if view.say.code == "en":
                why = "budget." if sheet.budget is None else "no total" if whole else "whole programme."
                assert why in shown.paragraphs[0]


@pytest.mark.parametrize("chapter", QUESTIONED)
def test_a_chapter_names_the_questions_that_it_answers(views: list[View], chapter: str) -> None:
    """Exactly the evaluation questions whose chapters include this one are named, each with its number and words."""
    for view in views:
        asked = [one for one in view.programme.sheet.evaluation_questions if chapter in one.chapters]
        shown = chapters.answers(view, chapter)
        paragraphs = shown.paragraphs if shown else ()
        assert len(paragraphs) == len(asked)
        for one, paragraph in zip(asked, paragraphs, strict=True):
            assert re.search(rf"(?<!\d){one.number}(?!\d)", paragraph)
            assert one.text[view.say.code] in paragraph


def test_every_question_of_kunteko_is_answered_by_a_chapter(kunteko_second: View, kunteko: ProgrammeData) -> None:
    """KunTeko's evaluation questions are all named by at least one chapter, and their table names those chapters."""
    numbers = {one.number for one in kunteko.sheet.evaluation_questions}
    assert numbers == {1, 2, 3}
    named = set()
    for chapter in QUESTIONED:
        shown = chapters.answers(kunteko_second, chapter)
        named |= {int(re.findall(r"question (\d+):", line)[0]) for line in (shown.paragraphs if shown else ())}
    assert named == {one.number for one in kunteko.sheet.evaluation_questions if one.chapters}
    table = chapters.questions(kunteko_second)
    assert isinstance(table, Table)
    assert [int(row[0]) for row in table.rows] == [one.number for one in kunteko.sheet.evaluation_questions]


def test_two_groups_stand_side_by_side_on_six_claims(kunteko_second: View, kunteko: ProgrammeData) -> None:
    """In 2018–2020 six claims were put to participants and to organisations; the widest gap is told with both shares."""
    shown = chapters.side_by_side(kunteko_second)
    assert shown is not None
    (told,) = shown.paragraphs
    assert told.startswith("Six claims were put to two respondent groups.")
    gaps: dict[str, float] = {}
    themes = {one.id for one in kunteko.sources.themes if one.chapter == "voices"}
    period = kunteko.periods["2018-2020"]
    for indicator in kunteko.indicators:
        shares = {
            one.group: one.number
            for one in kunteko.observations_of[indicator.id]
            if indicator.theme in themes and indicator.is_proportion and period.contains(kunteko.periods[one.period])
        }
        if len(shares) == 2:
            gaps[str(indicator.label_en)] = max(shares.values()) - min(shares.values())
    assert len(gaps) == 6
    widest = max(gaps, key=lambda label: gaps[label])
    assert f"“{widest}”" in told
    assert "representatives of organisations" in told
    assert "participants" in told


@pytest.mark.parametrize(("language", "start"), [("fi", "Kuusi"), ("sv", "Sex"), ("en", "Six")])
def test_side_by_side_is_told_in_every_language(
    language: str, start: str, kunteko: ProgrammeData, rubric: Rubric
) -> None:
    """The same six claims are told in each language."""
    shown = chapters.side_by_side(view_of(kunteko, "2018-2020", rubric, Language(language)))
    assert shown is not None
    assert shown.paragraphs[0].startswith(start)


def test_no_claim_of_one_group_alone_stands_side_by_side(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """Where only one group was asked, nothing is said of two."""
    assert chapters.side_by_side(view_of(kunteko, "2015-2017", rubric, Language("en"))) is None


def test_all_nine_recommendations_are_followed_up(kunteko_second: View, kunteko: ProgrammeData) -> None:
    """Each of the nine recommendations is a row, with what became of it and the ratings of the elements it speaks of."""
    table = chapters.follow_up(kunteko_second)
    assert table is not None
    assert [row[0] for row in table.rows] == [str(number) for number in range(1, 10)]
    for row, one in zip(table.rows, kunteko.sheet.recommendations, strict=True):
        assert row[1] == one.text.en
        assert one.addressee is not None
        assert row[2] == f"{one.addressee.who.en} (the evaluator's reading)"
        assert (row[3] == "not known") is (not one.follow_up)
        assert all(entry.text.en in row[3] for entry in one.follow_up)
        assert all(kunteko.chain.element(name).label.en in row[4] for name in one.elements)
    told = chapters.follow_up_picture(kunteko_second).plain()
    assert told.startswith("The documents give nine recommendations.")


def test_the_figures_of_a_chapter_lie_within_the_period(views: list[View]) -> None:
    """Figures on resources and services are those of spans within the period, none from another time."""
    for view in views:
        period, say = view.assessment.period, view.say
        inside = {say.period(one) for one in view.programme.sheet.periods if period.contains(one)}
        for name in ("resource_figures", "service_figures"):
            for part in call(view, name):
                if isinstance(part, Table):
                    at = next(place for place, name in enumerate(part.columns) if name in (say("Span"), say("Period")))
                    assert {row[at] for row in part.rows} <= inside


def test_showing_changes_nothing_that_later_chapters_read(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """After everything was shown, a view holds what one does that was made afresh: the chapters of a report share it."""
    view = view_of(kunteko, "2018-2020", rubric, Language("en"))
    assert len(parts(view)) > 50
    fresh = view_of(read_programme(DATA / "kunteko"), "2018-2020", rubric_in_force(), Language("en"))
    assert view.assessment == fresh.assessment
    assert view.robustness == fresh.robustness
    assert view.changes == fresh.changes
    assert view.levels_of_indicators == fresh.levels_of_indicators
