"""What makes two periods' figures not fully alike is told where they stand side by side, and changes no rating."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builder import Case, build

from kunteko_eval.method.assess import assess
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.report import chapters
from kunteko_eval.report.argument.moved_answer import moved_answer
from kunteko_eval.report.comparability import unlike, unlike_told, unlike_whole
from kunteko_eval.report.content import Exhibit
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import View, view_of

ORGANISATIONS = "service-organisations"
LATER = "2018-2020"


def view_in(kunteko: ProgrammeData, rubric: Rubric, language: str, period: str = LATER) -> View:
    """Return a period of KunTeko in a language."""
    return view_of(kunteko, period, rubric, Language(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_stands_beside_the_comparison(kunteko: ProgrammeData, rubric: Rubric, language: str) -> None:
    """What moved, the counts over time and page one tell what is not alike; the annex tells where it was read."""
    view = view_in(kunteko, rubric, language)
    of = {one.indicators[0]: one.text[language] for one in kunteko.sheet.comparability}
    told = chapters.moved_picture(view).plain()
    assert of[ORGANISATIONS] in told
    assert "kunteko-2020: " in told[told.index(of[ORGANISATIONS]) :]
    assert of["trainings"] not in told, "trainings are not compared, since their count is not known whole"
    counts = chapters.volumes(view)
    assert isinstance(counts, Exhibit)
    assert all(text in counts.text for text in of.values())
    page_one = moved_answer(view)
    assert page_one is not None
    assert sum(of[ORGANISATIONS] in claim.text for claim in page_one.claims) == 1


@pytest.mark.parametrize(
    ("indicators", "spans", "found"),
    [
        ([], ["2015-2017", LATER], 0),
        (["deeds-new"], ["2015-2017", LATER], 0),
        ([ORGANISATIONS], [], 0),
        ([ORGANISATIONS], [LATER], 0),
        ([ORGANISATIONS], [LATER, LATER], 0),
        ([ORGANISATIONS], ["2018", "2019"], 0),
        ([ORGANISATIONS], ["2015-2017", LATER], 1),
        ([ORGANISATIONS], ["2017", "2018"], 1),
        ([ORGANISATIONS, "trainings"], ["2015", "2017", "2020"], 2),
    ],
)
def test_a_remark_holds_for_figures_of_its_different_periods(
    kunteko: ProgrammeData, rubric: Rubric, indicators: list[str], spans: list[str], found: int
) -> None:
    """None, one or two remarks: the figure must be named, and two spans must fall on different periods of the remark."""
    view = view_in(kunteko, rubric, "en")
    assert len(unlike(view, indicators, [kunteko.periods[one] for one in spans])) == found


def test_a_part_of_a_longer_span_is_told_alone(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """A count of a part of the programme is told with the whole's; one of the whole, or of equal spans, is not."""
    view = view_in(kunteko, rubric, "en")
    (only,) = unlike_whole(view, [("service-participants", "2018-2019")])
    assert only.text.en in chapters.reach_picture(view).plain()
    assert unlike_whole(view, [("service-participants", "2015-2020-10"), (ORGANISATIONS, LATER)]) == []


def test_without_remarks_nothing_is_told(rubric: Rubric) -> None:
    """A programme that states nothing of the kind is told as ever."""
    view = view_of(build(Case(name="bare")), LATER, rubric, Language("en"))
    assert unlike_told(view, unlike(view, ["any"], [view.assessment.period] * 2)) == []


def test_it_changes_no_rating(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """Ratings are the same with and without the remarks."""
    without = replace(kunteko, sheet=replace(kunteko.sheet, comparability=()))
    assert assess(without, LATER, rubric).ratings == assess(kunteko, LATER, rubric).ratings
