"""Everything stands where it belongs: used figures in a chapter, findings with their direction, shares by who gave them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal, get_args

import pytest
from builder import KINDS, Case, CaseItem, build, rubric_in_force, text
from hypothesis import given
from hypothesis import strategies as st

from kunteko_eval.model.base import LANGUAGES, Text
from kunteko_eval.model.evidence import Contribution, SourceType, Theme
from kunteko_eval.model.programme import EvaluationQuestion, ProgrammeData
from kunteko_eval.report import chapters as notebook
from kunteko_eval.report import evidence_tables
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.evidence_plan import evidence_plan
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import View, view_of

Chapter = Literal["programme", "implementation", "reach", "services", "voices", "future"]
CHAPTERS: tuple[Chapter | None, ...] = (*get_args(Chapter), None)


def view_in(programme: ProgrammeData, language: str = "en") -> View:
    """Return the report period of a small programme."""
    return view_of(programme, "2018-2020", rubric_in_force(), Language(language))


def themed(programme: ProgrammeData, chapter: Chapter | None) -> ProgrammeData:
    """Return the programme with its theme, and the findings under it, in a chapter."""
    theme = Theme(id="theme", label=text("theme"), chapter=chapter)
    findings = tuple(replace(one, theme="theme") for one in programme.findings)
    return replace(programme, sources=replace(programme.sources, themes=(theme,)), findings=findings)


def made(*items: CaseItem, chapter: Chapter | None = None, level: Any = "direct", **case: Any) -> View:
    """Return a programme of one theme whose element in question has these items."""
    return view_in(themed(build(Case(name="made", level=level, items=items, **case)), chapter))


def chapters(view: View) -> list[Table | Exhibit | Prose]:
    """Return what chapters two to seven show of figures, in reading order."""
    return [
        *notebook.resource_figures(view),
        *notebook.implementation_tables(view),
        notebook.reach_picture(view),
        *notebook.service_figures(view),
        *notebook.feedback(view),
        *notebook.voices(view),
        *notebook.future(view),
        *notebook.effect_figures(view),
    ]


def in_words(parts: Iterable[Table | Exhibit | Prose]) -> str:
    """Return what is shown as text."""
    return "\n".join((part.table if isinstance(part, Exhibit) else part).plain() for part in parts)


@given(
    chapter=st.sampled_from(CHAPTERS),
    level=st.sampled_from(KINDS),
    kind=st.sampled_from(get_args(Contribution)),
    source=st.sampled_from(get_args(SourceType)),
    unit=st.sampled_from(["percent", "share", "grade", "count", "EUR"]),
    named=st.booleans(),
)
def test_a_figure_that_speaks_for_a_rating_stands_in_a_chapter(
    chapter: Chapter | None, level: Any, kind: Any, source: Any, unit: str, named: bool
) -> None:
    """Whatever its theme, level, kind, source and unit are, it is shown once with its indicator's name."""
    figure: dict[str, Any] = {unit: 0.7 if unit == "share" else 3}
    programme = build(Case(name="any", level=level, items=(CaseItem(**figure, kind=kind, type=source),)))
    view = view_in(themed(programme, chapter) if named else programme)
    assert "item-1" in in_words(chapters(view))


def test_resources_rated_by_figures_of_another_chapter_are_not_said_to_have_none() -> None:
    """The chapter shows the figures on which its ratings rest, though their theme points elsewhere."""
    view = made(CaseItem(count=80), chapter="services", level="resources")
    (table,) = notebook.resource_figures(view)
    assert isinstance(table, Table)
    assert table.caption == "Figures on which the ratings of the resources rest"
    assert table.rows[0][:2] == ("item-1", "80")


def test_what_was_done_is_pointed_to_from_the_services() -> None:
    """Where the figures on actions stand under implementation, the chapter of services leads there."""
    view = made(CaseItem(count=80), level="actions")
    assert "item-1" in in_words(notebook.implementation_tables(view))
    assert "chapter “Implementation”" in in_words(notebook.service_figures(view))


def test_effects_rated_by_answers_of_another_chapter_are_not_said_to_have_none() -> None:
    """Nobody is said to be silent on effects that are rated by what they answered."""
    view = made(CaseItem(percent=70, n=50), chapter="services")
    (table,) = notebook.voices(view)
    assert isinstance(table, Table)
    assert table.caption == "Figures on which the ratings of the effects rest"


def test_counts_over_several_spans_elsewhere_are_not_denied() -> None:
    """Where counts of another chapter are given for several spans, the line speaks of reach and services alone."""
    item = CaseItem(count={2018: 5, 2019: 6}, aggregation="increment")
    (one,) = notebook.volumes(made(item, level="actions")).paragraphs  # type: ignore[union-attr]
    assert one == "The documents give no count of reach or services for more than one span."


@pytest.mark.parametrize(
    ("chapter", "shown"), [("voices", "named_effects"), ("services", "feedback"), ("future", "future")]
)
def test_contradicting_findings_say_their_direction(chapter: Chapter, shown: str) -> None:
    """What speaks against an effect never stands among the effects that respondents named without its direction."""
    view = made(CaseItem(finding="supports much"), CaseItem(finding="contradicts none"), chapter=chapter)
    found = getattr(notebook, shown)(view)
    table = found if isinstance(found, Table) else found[-1]
    rows = {row[0]: row[table.columns.index("Coding")] for row in table.rows}
    assert (rows["item-1"], rows["item-2"]) == ("for it: much", "against it: none")
    assert table.caption != "Effects that respondents named"


def test_a_finding_without_judgement_is_not_called_support() -> None:
    """Where nothing contradicts, the caption is of what was named; elsewhere each finding says where it stands."""
    view = made(CaseItem(finding="supports much"), chapter="voices")
    table = notebook.named_effects(view)
    assert isinstance(table, Table)
    assert table.caption == "Effects that respondents named"
    mixed = made(CaseItem(finding="neither not-said"), CaseItem(finding="contradicts much"), chapter="voices")
    told = notebook.named_effects(mixed)
    assert isinstance(told, Table)
    assert [row[1] for row in told.rows if row[0].startswith("item")] == [
        "neither for nor against",
        "against it: at most much",
    ]


@pytest.mark.parametrize("source", ["monitoring", "external-statistics"])
def test_a_registers_percentage_is_no_survey_share(source: Any) -> None:
    """It stands in a plain table, no n is missed, and its expectation is not one of survey shares."""
    view = made(CaseItem(percent=70, kind="tested", type=source), chapter="voices")
    (table,) = notebook.voices(view)
    assert isinstance(table, Table)
    assert table.rows[0][1] == "70%"
    told = evidence_tables.expectations(view)
    assert isinstance(told, Table)
    assert any(row[0].startswith("Shares from registers and statistics") for row in told.rows)
    assert "survey" not in in_words([table, told]).lower()
    assert "number of respondents" not in in_words(evidence_plan(view))


def test_a_survey_share_is_still_one() -> None:
    """A percentage that people answered is drawn with what is known of n; an expectation of both kinds says shares."""
    survey = CaseItem(percent=70, kind="perceived", type="participants")
    view = made(survey, chapter="voices")
    (drawn,) = notebook.voices(view)
    assert isinstance(drawn, Exhibit)
    assert "n not given" in drawn.text
    programme = build(Case(name="both", items=(survey, CaseItem(percent=60, kind="tested", type="monitoring"))))
    first = next(one for one in programme.chain.conventions if one.applies_to == "percent")
    elements = tuple(
        replace(one, evidence=tuple(replace(each, expectation=first.id) for each in one.evidence if each.indicator))
        for one in programme.chain.elements
    )
    told = evidence_tables.expectations(view_in(replace(programme, chain=replace(programme.chain, elements=elements))))
    assert isinstance(told, Table)
    assert [row[0] for row in told.rows if row[4] == "2"] == ["Shares (item-1; item-2)"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_ends_in_one_question_mark(language: str) -> None:
    """A question is quoted with one mark, whether the programme wrote one or not."""
    for asked in ("Mitä opittiin?", "Mitä opittiin", "Mitä opittiin? ", "Mitä opittiin."):
        programme = build(Case(name="asked"))
        question = EvaluationQuestion(
            number=1,
            text=Text(fi=asked, sv=asked, en=asked),
            chapters=("voices",),
            document="document",
            place="page 1",
        )
        sheet = replace(programme.sheet, evaluation_questions=(question,))
        told = notebook.answers(view_in(replace(programme, sheet=sheet), language), "voices")
        assert isinstance(told, Prose)
        assert told.plain().endswith("Mitä opittiin?")


def test_a_registers_percentages_are_no_claims_put_to_respondents() -> None:
    """Two groups of a register are not said to have answered the same claim; two groups of a survey are."""
    register = CaseItem(percent=70, kind="tested", type="monitoring", others={"some": 50})
    survey = CaseItem(percent=70, kind="perceived", type="participants", others={"some": 50})
    assert notebook.side_by_side(made(register, chapter="voices")) is None
    assert notebook.side_by_side(made(survey, chapter="voices")) is not None
