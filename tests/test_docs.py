"""The documentation says what is so: its code runs, its commands exist, its links lead somewhere."""

from __future__ import annotations

import ast
import contextlib
import functools
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
import typer
from statsmodels.stats.proportion import proportion_confint

from kunteko_eval.cli import app

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
LEADING = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
GUIDE = ROOT / "docs" / "how-to" / "explore-in-python.md"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
PYTHON = re.compile(r"^```python\n(.*?)^```$(?:\n\n^```text\n(.*?)^```$)?", re.M | re.S)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@functools.cache
def _run(path: Path) -> dict[str, Any]:
    """Run the Python blocks of a page one after the other; what a block gives is compared where the page shows it."""
    with contextlib.chdir(ROOT):
        return _run_blocks(path)


def _run_blocks(path: Path) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for code, shown in PYTHON.findall(path.read_text(encoding="utf-8")):
        tree = ast.parse(code)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        with contextlib.redirect_stdout(io.StringIO()) as printed, pd.option_context("display.width", 100):
            exec(compile(tree, path, "exec"), names)  # noqa: S102  (the documentation's own code)
            given = eval(compile(ast.Expression(last.value), path, "eval"), names) if last else None  # noqa: S307
            if given is not None:
                print(repr(given))  # noqa: T201  (as a prompt does)
        if shown:
            assert _lines(printed.getvalue()) == _lines(shown), code
    return names


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


@pytest.mark.parametrize(
    "path", [one for one in [*LEADING, *PAGES] if PYTHON.search(one.read_text(encoding="utf-8"))], ids=_name
)
def test_the_code_of_a_page_runs_as_written_and_gives_what_is_shown(path: Path) -> None:
    """Every Python block runs in the folder of the project, after those above it."""
    assert _run(path)


@pytest.fixture(scope="module")
def guide() -> dict[str, Any]:
    """Return what the examples of the guide to Python gave."""
    return _run(GUIDE)


def test_each_example_of_the_guide_takes_five_lines_besides_imports() -> None:
    """An example is short enough to be remembered."""
    for code, _ in PYTHON.findall(GUIDE.read_text(encoding="utf-8")):
        lines = [line for line in code.splitlines() if line.strip() and not line.startswith(("import ", "from "))]
        assert len(lines) <= 5, code


def test_shares_of_ratings_are_parts_of_each_level(guide: dict[str, Any]) -> None:
    """The share of elements per rating adds up to one on every level."""
    shares = guide["shares"]
    assert list(shares.index) == ["resources", "actions", "direct", "indirect", "wider"]
    assert np.allclose(shares.sum(axis=1), 1)


def test_the_least_robust_boxes_are_ten_and_none_is_less_robust(guide: dict[str, Any]) -> None:
    """Those that are left out are at least as robust as the last that is in."""
    robust, least = guide["robust"], guide["least"]
    assert len(least) == 10
    assert robust.drop(least.index)["probability"].min() >= least["probability"].max()


def test_the_bars_of_surveys_have_wilsons_interval(guide: dict[str, Any]) -> None:
    """A bar is the share and its whiskers end where statsmodels puts the ends of the interval."""
    surveys, figure = guide["surveys"], guide["figure"]
    assert isinstance(figure, go.Figure)
    assert sum(len(trace.x) for trace in figure.data) == surveys["question"].nunique() == len(surveys) == 21
    low, high = proportion_confint(surveys["share"] * surveys["n"], surveys["n"], method="wilson")
    assert np.allclose(surveys["share"] - surveys["down"], low)
    assert np.allclose(surveys["share"] + surveys["up"], high)


def test_shortest_pathways_are_supported_all_the_way(guide: dict[str, Any]) -> None:
    """Every link of a pathway has a finding that supports it, none is longer than need be, and all effects are named."""
    effects = guide["programme"].elements.query("kind in ['direct', 'indirect', 'wider']").index
    assert list(guide["shortest"]) == list(effects)
    found = {goal: path for goal, path in guide["shortest"].items() if path}
    assert found
    for goal, path in found.items():
        assert path[-1] == goal
        assert all(guide["graph"].has_edge(*link) for link in nx.utils.pairwise(path))
        ways = [
            nx.shortest_path_length(guide["graph"], start, goal)
            for start in guide["starts"]
            if nx.has_path(guide["graph"], start, goal)
        ]
        assert len(path) - 1 == min(ways)


def test_three_cut_points_stand_side_by_side(guide: dict[str, Any]) -> None:
    """The table has every box under each cut-point, and the page a drawn chain for each."""
    assert guide["side_by_side"].shape == (29, 3)
    assert [chart.layout.title.text for chart in guide["charts"]] == [f"Green from {cut}" for cut in (0.85, 0.95, 1.05)]
    assert guide["drawn"].count("plotly-graph-div") == 3


def _commands() -> Iterator[tuple[str, str, bool]]:
    """Yield the page, the words and whether they are whole, of every call of the command line."""
    for path in [*LEADING, *PAGES]:
        text = path.read_text(encoding="utf-8")
        for language, block in FENCE.findall(text):
            for line in re.sub(r"\\\n|\n {4,}", " ", block).splitlines() if language in {"", "sh"} else ():
                if line.startswith("kunteko-eval "):
                    yield _name(path), line, "[" not in line
        for span in re.findall(r"`(kunteko-eval [^`\n]+)`", FENCE.sub("", text)):
            yield _name(path), span, False


@pytest.fixture(scope="module")
def command_line() -> Any:
    """Return the command line, put together once."""
    return typer.main.get_command(app)


@pytest.mark.parametrize(("page", "line", "whole"), list(_commands()))
def test_a_command_of_a_page_exists_with_its_options(page: str, line: str, whole: bool, command_line: Any) -> None:
    """Each word after the program is a command, each option one of its options; a whole call is parsed."""
    words = shlex.split(re.sub(r"[\[\]]", " ", line), comments=True)[1:]
    command = command_line
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    if words and words[0] != "COMMAND":
        assert not hasattr(command, "commands") or words[0].startswith("--"), f"{page}: no command in {line}"
    known = {name for one in command.params for name in one.opts} | {"--help"}
    assert {word for word in words if word.startswith("-")} <= known, f"{page}: {line}"
    if whole:
        command.make_context(line, words)


@pytest.mark.parametrize("path", [*LEADING, *PAGES], ids=_name)
def test_links_of_a_page_lead_somewhere(path: Path) -> None:
    """Every link within the project is to a file that is there; no page sends its reader to another site."""
    targets = re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", path.read_text(encoding="utf-8")))
    assert not [target for target in targets if not (path.parent / target.partition("#")[0]).exists()]


def test_every_page_of_the_documentation_is_led_to_by_its_first() -> None:
    """The table of contents names every page, each once."""
    first = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    contents = re.findall(r"^(?:tutorial|how-to|reference|explanation)/\S+$", first, re.M)
    assert sorted(contents) == sorted(
        _name(path).removeprefix("docs/").removesuffix(".md") for path in PAGES if path.name != "index.md"
    )
