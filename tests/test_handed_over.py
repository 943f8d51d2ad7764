"""Draws that a kernel hands over are taken for nothing else than what they were made of; and texts written fast."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunteko_eval.batch.handed_over import asked, handed_over, take_over
from kunteko_eval.batch.inputs import take_inputs
from kunteko_eval.files.json_text import indented
from kunteko_eval.files.snapshot import Snapshot, reading_from
from kunteko_eval.report import view as views
from kunteko_eval.report.notebook_format import nbformat, written
from kunteko_eval.report.view import View, open_view
from tests.builder import ROOT

GIVEN = {
    "programme": "soteliiderit",
    "period": "2019",
    "language": "en",
    "data": str(ROOT / "data"),
    "params": str(ROOT / "params"),
    "scenario": "",
}


@pytest.fixture(scope="module")
def taken() -> Snapshot:
    """The inputs of one small programme."""
    return take_inputs(ROOT / "data", ROOT / "params", ["soteliiderit"]).snapshot


@pytest.fixture(scope="module")
def reply(taken: Snapshot) -> dict[str, Any]:
    """What a kernel answers that has drawn, as Jupyter tells it."""
    with reading_from(taken):
        assert open_view(**GIVEN).robustness
        text = eval(asked(GIVEN))  # noqa: S307  (as a kernel does)
    return {"status": "ok", "data": {"text/plain": repr(text)}}


@pytest.fixture
def opened(taken: Snapshot) -> Iterator[View]:
    """A view of the same inputs, opened anew as another process does."""
    views._read_once.cache_clear()
    with reading_from(taken):
        yield open_view(**GIVEN)


def _has_drawn(view: View) -> bool:
    return "by_element" in vars(view.frames.draws)


def test_draws_are_taken_over_as_they_were_made(reply: dict[str, Any], opened: View) -> None:
    """A view that takes draws over tells the same as one that draws itself, to the last bit."""
    assert take_over(reply, opened, GIVEN)
    handed = opened.robustness
    views._read_once.cache_clear()
    drawn = open_view(**GIVEN).robustness
    assert handed is not drawn
    assert handed == drawn
    assert list(handed) == list(drawn)
    assert all((handed[name].grades == drawn[name].grades).all() for name in drawn)


def test_draws_of_other_files_are_not_taken_over(reply: dict[str, Any], taken: Snapshot) -> None:
    """Draws made of a file that differs by one line are made again."""
    name = next(name for name in taken.files if name.endswith("soteliiderit/sources.yaml"))
    other = replace(taken, files={**taken.files, name: taken.files[name] + b"\n"}, _digests={}, _children={})
    with reading_from(other):
        view = open_view(**GIVEN)
        assert not take_over(reply, view, GIVEN)
    assert not _has_drawn(view)


@pytest.mark.parametrize("changed", [{"period": "2018"}, {"scenario": "a.yaml"}, {"programme": "kunteko"}])
def test_draws_of_other_parameters_are_not_taken_over(
    reply: dict[str, Any], opened: View, changed: dict[str, str]
) -> None:
    """Draws made of another period, scenario or programme are made again."""
    assert not take_over(reply, opened, GIVEN | changed)
    assert not _has_drawn(opened)


def test_draws_of_another_version_are_not_taken_over(
    reply: dict[str, Any], opened: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Draws made by other code of the product are made again."""
    monkeypatch.setattr("kunteko_eval.batch.handed_over.code", lambda: "another")
    assert not take_over(reply, opened, GIVEN)
    assert not _has_drawn(opened)


def test_draws_read_from_the_disk_are_not_taken_over(reply: dict[str, Any], opened: View) -> None:
    """What was drawn outside a snapshot may be of files that have changed since."""
    bare = take_inputs(ROOT / "data", ROOT / "params", ["soteliiderit"]).snapshot
    left = frozenset([next(iter(bare.files))])
    with reading_from(replace(bare, left=left, _digests={}, _children={})):
        assert not take_over(reply, opened, GIVEN)


@pytest.mark.parametrize("nothing", [{}, {"status": "error", "ename": "NameError"}])
def test_a_kernel_that_does_not_answer_hands_nothing_over(nothing: dict[str, Any], opened: View) -> None:
    """Where no answer comes the view draws itself."""
    assert not take_over(nothing, opened, GIVEN)
    assert opened.robustness


def test_a_kernel_that_has_not_drawn_hands_nothing_over(opened: View) -> None:
    """Nobody draws only to hand over."""
    assert not _has_drawn(opened)
    assert handed_over(GIVEN) == ""


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30)


@given(TREES)
def test_json_is_the_same_text_as_the_standard_library_writes(content: object) -> None:
    """Whatever is written fast is written as `json.dumps` does, with keys in order or not."""
    for ordered in (False, True):
        assert indented(content, sort_keys=ordered) == json.dumps(
            content, ensure_ascii=False, indent=1, sort_keys=ordered
        )


def test_json_refuses_what_is_no_number_and_what_is_no_key() -> None:
    """A file that other programs cannot read is not written."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        indented({"a": [{"b": math.nan}]})
    with pytest.raises(TypeError, match="no key that is text"):
        indented({1: []})


def test_a_notebook_is_the_same_text_as_nbformat_writes() -> None:
    """An executed notebook is written as nbformat writes it, and stays as it was."""
    v4 = nbformat.v4
    data = {"text/html": "<p>\na\n", "image/svg+xml": "<svg>\n</svg>", "application/vnd.x+json": {"b": [1.5, "ä\n"]}}
    outputs = [
        v4.new_output("display_data", data, metadata={"x": {"y": 1}}),
        v4.new_output("stream", text="a\nb\n"),
        v4.new_output("error", ename="E", evalue="e", traceback=["a", "b"]),
    ]
    code = v4.new_code_cell("a\nb", outputs=outputs, metadata={"trusted": True, "tags": ["t"]}, execution_count=1)
    words = v4.new_markdown_cell("# A\n\nb", attachments={"a.png": {"image/png": "AA\n", "text/plain": "a\nb"}})
    notebook = v4.new_notebook(cells=[words, code], metadata={"signature": "s", "papermill": {"duration": None}})
    before = json.dumps(notebook, sort_keys=True)
    assert written(notebook) == nbformat.writes(notebook)
    assert json.dumps(notebook, sort_keys=True) == before
