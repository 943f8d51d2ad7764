"""What nbval compares, checked without a kernel: the cells print what is stored, and other data print something else."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from builder import Case, build
from workshop import Viewer

from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.project.drawn_figures import drawn_figures
from kunteko_eval.public.programme import Programme, Result
from kunteko_eval.report import chapters
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import View, view_of

ROOT = Path(__file__).parents[1]
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
PERIOD = "2018-2020"
CHECKED = "nbval-check-output"


def notebook(name: str) -> list[dict[str, Any]]:
    """Return the code cells of a chapter."""
    cells = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def stored(cells: list[dict[str, Any]]) -> dict[str, str]:
    """Return the stored text of each cell that is checked, by its id."""
    checked = [cell for cell in cells if CHECKED in cell["metadata"].get("tags", [])]
    return {cell["id"]: "".join("".join(one["text"]) for one in cell["outputs"]) for cell in checked}


def printed(cells: list[dict[str, Any]], view: View) -> dict[str, str]:
    """Return what each checked cell prints of a period that is already rated."""
    frames = view.frames.programme
    programme = Programme(view.programme, language=view.say.prose, rubric=None, place=ROOT, frames=frames)
    names = {"k": chapters, "pd": pd, "display": lambda *_: None, "result": Result(programme, view), "view": view}
    found = {}
    for cell in cells[1:]:
        lines = "".join(cell["source"]).split("\n")
        code = "\n".join(line for line in lines if not line.startswith(("import ", "from ", "result = ke.", "view = ")))
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(code, cell["id"], "exec"), names)  # noqa: S102  (our own cells)
        if CHECKED in cell["metadata"].get("tags", []):
            found[cell["id"]] = said.getvalue()
    return found


@pytest.fixture(scope="module")
def view(views_of: Viewer) -> View:
    """Return KunTeko 2018–2020 in Finnish, which the stored outputs are of."""
    return next(one for one in views_of("kunteko") if one.assessment.period.id == PERIOD and one.say.code == "fi")


@pytest.mark.parametrize("name", [path.stem for path in CHAPTERS])
def test_the_cells_print_what_is_stored(name: str, view: View) -> None:
    """Every checked cell of every chapter prints its stored output, which is of frames and not of words."""
    cells = notebook(name)
    assert printed(cells, view) == stored(cells)
    assert stored(cells)


def _coded_otherwise(programme: ProgrammeData) -> ProgrammeData:
    turned = ("ev-shared-understanding",)
    codings = [replace(one, direction="contradicts") if one.finding in turned else one for one in programme.codings]
    return replace(programme, codings=tuple(codings))


def _riskier(programme: ProgrammeData) -> ProgrammeData:
    sources = [replace(one, bias="high") for one in programme.sources.collections]
    return replace(programme, sources=replace(programme.sources, collections=tuple(sources)))


def _expecting(programme: ProgrammeData) -> ProgrammeData:
    conventions = [
        replace(one, expected=one.expected + 0.3)
        if one.id == "share-positive" and isinstance(one.expected, float)
        else one
        for one in programme.chain.conventions
    ]
    return replace(programme, chain=replace(programme.chain, conventions=tuple(conventions)))


def _one_more(programme: ProgrammeData) -> ProgrammeData:
    asked = next(one for one in programme.observations if one.n and one.period == "2020")
    found = [replace(one, n=(one.n or 0) + 1) if one is asked else one for one in programme.observations]
    return replace(programme, observations=tuple(found))


def _one_fewer(programme: ProgrammeData) -> ProgrammeData:
    last = next(one for one in reversed(programme.observations) if one.period == PERIOD)
    return replace(programme, observations=tuple(one for one in programme.observations if one is not last))


@pytest.mark.parametrize(
    ("chapter", "cell", "change"),
    [
        ("13_evidence_plan", "13-61", _coded_otherwise),
        ("13_evidence_plan", "13-61", _riskier),
        ("12_recommendations", "12-62", _expecting),
        ("09_evidence", "09-63", _one_more),
        ("09_evidence", "09-63", _one_fewer),
    ],
    ids=["rating", "confidence", "achievement in its third decimal", "n", "removed observation"],
)
def test_other_data_print_something_else(
    chapter: str, cell: str, change: Callable[[ProgrammeData], ProgrammeData], kunteko: ProgrammeData, rubric: Rubric
) -> None:
    """A changed rating, confidence, achievement or n and a removed observation change the cell that shows them."""
    cells = notebook(chapter)
    other = view_of(change(kunteko), PERIOD, rubric, Language("fi"))
    assert printed(cells, other)[cell] != stored(cells)[cell]


def test_a_figure_of_other_data_is_noticed(view: View) -> None:
    """The figure of the rows that the cell gives is the one that was reviewed; of fewer rows it is not; it has an order of its own."""
    own = [one.element.id for one in view.assessment.ratings]
    every = view.frames.robustness
    shaken = every[every.index.isin(own)]
    reviewed = json.loads((ROOT / "notebooks" / "figures.json").read_text(encoding="utf-8"))
    for rows, alike in ((shaken, True), (shaken.head(20), False), (shaken.iloc[::-1], True)):
        data, about = chapters.robustness_figure(view, rows)._repr_mimebundle_()
        drawn = drawn_figures([{"data": data, "metadata": about}])
        assert (drawn == reviewed["10_certainty.ipynb"]["10-14"]) is alike


@pytest.mark.parametrize("name", [path.stem for path in CHAPTERS])
def test_the_cells_run_of_a_programme_that_has_next_to_nothing(name: str, rubric: Rubric) -> None:
    """Without evidence, links, a previous period, codings or recommendations each frame is empty and no cell fails."""
    bare = build(Case(name="bare", period=2018, previous=None, carried=(), links=()))
    cells = notebook(name)
    assert printed(cells, view_of(bare, "2018", rubric, Language("sv"))).keys() == stored(cells).keys()
