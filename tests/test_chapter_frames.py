"""The chapters' own frames: what a cell chooses says what the library would say, and what it changes is changed."""

from __future__ import annotations

import ast
import contextlib
import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from workshop import Viewer

import kunteko_eval as ke
from kunteko_eval.errors import FaultyInput
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.public.programme import Programme, Result
from kunteko_eval.reading.programme_reader import find_programmes
from kunteko_eval.report import chapters, period_frames
from kunteko_eval.report.content import Exhibit, Table
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import View, view_of

ROOT = Path(__file__).parents[1]
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
OPENED = ("import ", "from ", "result = ke.", "portfolio = ke.", "view = ")
"""How the lines begin that open what a chapter shows, whose names the test gives instead."""


def cells(path: Path) -> list[str]:
    """Return the code of a notebook, cell by cell, without its parameters and without what opens the period."""
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in found if cell["cell_type"] == "code"][1:]
    return ["\n".join(line for line in one.split("\n") if not line.startswith(OPENED)) for one in code]


def said(shown: Any) -> list[Any]:
    """Return what is shown, part by part, so that it can be compared: words, and the numbers and drawing of figures."""
    parts = shown if isinstance(shown, list) else [] if shown is None else [shown]
    told: list[Any] = []
    for one in parts:
        if isinstance(one, Exhibit):
            told += [one.title, one.text, one.table, one.drawing, one.frame.to_csv()]
        else:
            told.append(one)
    return told


Given = tuple[tuple[Any, ...], dict[str, Any]]
"""What a function was given, by place and by name."""


class Asked:
    """The chapters' functions, each compared with what it says when no frame is given."""

    def __init__(self) -> None:
        self.with_frames: dict[str, Given] = {}
        self.differing: list[str] = []

    def __getattr__(self, name: str) -> Any:
        function = getattr(chapters, name)

        def asked(*given: Any, **named: Any) -> Any:
            shown = function(*given, **named)
            frames = [one for one in (*given, *named.values()) if isinstance(one, pd.DataFrame)]
            if frames:
                self.with_frames[name] = (given, named)
                usual = function(*(one for one in given if not isinstance(one, pd.DataFrame)))
                if said(shown) != said(usual):
                    self.differing.append(name)
            return shown

        return asked


def run(path: Path, view: View) -> Asked:
    """Execute the code of a chapter for a period that is already rated; returns what it asked for."""
    frames = view.frames.programme
    programme = Programme(view.programme, language=view.say.prose, rubric=None, place=ROOT, frames=frames)
    return execute(path, {"result": Result(programme, view), "view": view})


def execute(path: Path, opened: dict[str, Any]) -> Asked:
    """Execute the code of a notebook with what it opens already there; returns what it asked for."""
    asked = Asked()
    names = {"k": asked, "pd": pd, "display": lambda *_: None, **opened}
    with contextlib.redirect_stdout(io.StringIO()):
        for code in cells(path):
            exec(compile(code, path.name, "exec"), names)  # noqa: S102  (our own cells)
    return asked


@pytest.fixture(scope="module", params=find_programmes(ROOT / "data"))
def views(request: pytest.FixtureRequest, views_of: Viewer) -> list[View]:
    """Return every report period of each programme in turn, in Finnish."""
    return [view for view in views_of(str(request.param)) if view.say.code == "fi"]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_what_a_chapter_chooses_says_what_the_library_would(path: Path, views: list[View]) -> None:
    """For every programme and period the frames that the cells make give the words and figures of none given."""
    for view in views:
        asked = run(path, view)
        assert asked.differing == [], view.assessment.period.id


def test_cells_are_short_and_define_nothing() -> None:
    """No code cell is longer than ten lines, and none defines a function or a class."""
    for path in [*CHAPTERS, ROOT / "notebooks" / "portfolio.ipynb"]:
        for code in cells(path):
            assert len(code.split("\n")) <= 10, (path.stem, code)
            nodes = [type(node) for node in ast.walk(ast.parse(code))]
            assert not {ast.FunctionDef, ast.ClassDef, ast.Lambda} & {*nodes}, (path.stem, code)


@pytest.fixture(scope="module")
def asked_of_kunteko(views_of: Viewer) -> SimpleNamespace:
    """Return KunTeko 2018–2020 with everything that its chapters ask for with frames."""
    (view,) = (one for one in views_of("kunteko") if one.assessment.period.id == "2018-2020" and one.say.code == "fi")
    with_frames: dict[str, Given] = {}
    for path in CHAPTERS:
        with_frames |= run(path, view).with_frames
    return SimpleNamespace(view=view, asked=with_frames)


@pytest.fixture(scope="module")
def portfolio() -> Asked:
    """Return what the notebook of all programmes asks for."""
    every = ke.open_portfolio("fi", str(ROOT / "data"), str(ROOT / "params"))
    return execute(ROOT / "notebooks" / "portfolio.ipynb", {"portfolio": every, "view": every.view()})


def test_what_the_portfolio_chooses_says_what_the_library_would(portfolio: Asked) -> None:
    """The frames that its cells make give the words and the figure of none given, and each cell that shows takes one."""
    assert portfolio.differing == []
    assert len(portfolio.with_frames) == 8


def test_a_changed_frame_changes_what_is_shown(asked_of_kunteko: SimpleNamespace, portfolio: Asked) -> None:
    """Leaving out the first half of each frame that a cell gives changes the table, figure or sentence made of it."""
    unchanged = []
    for name, (given, named) in (asked_of_kunteko.asked | portfolio.with_frames).items():
        function = getattr(chapters, name)
        every = [*given, *named.values()]
        fewer = [one.iloc[(len(one) + 1) // 2 :] if isinstance(one, pd.DataFrame) else one for one in every]
        changed = function(*fewer[: len(given)], **dict(zip(named, fewer[len(given) :], strict=True)))
        some = any(isinstance(one, pd.DataFrame) and len(one) for one in every)
        if some and said(function(*given, **named)) == said(changed):
            unchanged.append(name)
    assert set(unchanged) == ALIKE


ALIKE = {"money"}
"""What says the same of KunTeko by any of its funders, because the share of each is told."""


def test_a_changed_frame_changes_the_money(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """A funder whose share is left out is named, and the budget is divided by the totals that are given."""
    view = view_of(kunteko, "2015-2020", rubric, Language("fi"))
    funders = view.frames.programme.funders
    assert said(chapters.money(view)) != said(chapters.money(view, funders.assign(share=None)))
    table = chapters.unit_costs(view)
    assert isinstance(table, Table)
    known = period_frames.figures(view)
    (first, *_) = (name for name, label in known["label"].items() if label == table.rows[0][0])
    shown = chapters.unit_costs(view, known.loc[[first]])
    assert isinstance(shown, Table)
    assert shown.rows == (table.rows[0],)


@pytest.fixture(scope="module")
def whole(kunteko: ProgrammeData, rubric: Rubric) -> View:
    """Return KunTeko 2018–2020 in Finnish."""
    return view_of(kunteko, "2018-2020", rubric, Language("fi"))


def test_a_changed_rating_is_drawn_and_counted_as_it_is_given(whole: View) -> None:
    """A rating, confidence or achievement that a cell changes stands in the map, the table, the cards and the counts."""
    ratings = whole.frames.ratings.copy()
    assert ratings.loc["coordination", "rating"] == "red"
    for column, value in (("rating", "green"), ("confidence", 4), ("achievement", 0.97)):
        ratings.loc["coordination", column] = value
    shown = chapters.chain_map(whole, ratings)
    row = next(row for row in shown.table.rows if row[0] == ratings.loc["coordination", "label"])
    assert (row[3], row[5]) == ("▲\u00a0erittäin paljon", "0,97")
    assert shown.picture.count("url(#p-green)") == chapters.chain_map(whole).picture.count("url(#p-green)") + 1
    assert "vihreä (erittäin paljon) 4" in chapters.overall_picture(whole, ratings).plain()
    assert chapters.element_cards(whole, ratings).plain != chapters.element_cards(whole).plain


def test_rows_that_are_left_out_leave_the_map(whole: View) -> None:
    """Only the boxes that are given are drawn, with the arrows between them; an unknown one is told."""
    few = whole.frames.ratings.loc[["services", "capability"], ["rating"]]
    shown = chapters.chain_map(whole, few)
    assert shown.picture.count('class="box ') == 2
    assert len(shown.table.rows) == 2
    assert shown.picture.count('class="link') <= 1
    with pytest.raises(FaultyInput, match="nothing-like-it"):
        chapters.chain_map(whole, few.rename(index={"services": "nothing-like-it"}))


def test_dots_follow_the_order_and_the_values_of_the_rows(whole: View) -> None:
    """The answers of several groups to one claim stay together, where the first stands; a changed share moves its dot."""
    known = period_frames.figures(whole)
    asked = known[known["chapter"] == "voices"].sort_values("share").assign(share=lambda rows: rows["share"] / 2)
    for one in chapters.voices(whole, asked):
        assert isinstance(one, Exhibit)
        claims = one.frame["indicator"].tolist()
        assert claims == sorted(claims, key=claims.index)
        drawn = [x for trace in one.drawing["data"] if "markers" in trace.get("mode", "") for x in trace["x"]]
        assert sorted(drawn) == pytest.approx(sorted(one.frame["share"] * 100))
        assert one.frame["share"].max() <= 0.5
