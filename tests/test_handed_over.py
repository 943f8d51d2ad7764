"""One reading and one rating a report: the kernel takes the rated period over from the maker of the report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kunteko_eval.batch.inputs import inputs_of
from kunteko_eval.files.handed_over import hand_over, handed_over
from kunteko_eval.files.snapshot import HELD_IN, NOTHING, reading_from
from kunteko_eval.method.rating import Rating
from kunteko_eval.report import view as views
from kunteko_eval.report.job import Job
from kunteko_eval.report.view import hand_view_over, open_view

ROOT = Path(__file__).parents[1]
ASKED = {
    "programme": "soteliiderit",
    "period": "2019",
    "language": "sv",
    "data": str(ROOT / "data"),
    "params": str(ROOT / "params"),
    "scenario": "",
}


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which this process finds a snapshot, as a report's kernel does."""
    monkeypatch.setenv(HELD_IN, str(tmp_path / "inputs"))
    (tmp_path / "inputs").write_bytes(NOTHING.packed())
    return tmp_path


@pytest.fixture
def held() -> Iterator[None]:
    """Read from a snapshot of the programme, and forget the views that were opened before and meanwhile."""
    views._read_once.cache_clear()
    with reading_from(
        inputs_of(Job(programme="soteliiderit", period="2019", language="sv"), ROOT / "data", ROOT / "params")
    ):
        yield
    views._read_once.cache_clear()


def _read_anew(_: object) -> None:
    raise LookupError


def test_nothing_is_found_where_nothing_was_handed_over(kernel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither beside a snapshot that came alone nor without any snapshot."""
    assert handed_over("key") is None
    monkeypatch.delenv(HELD_IN)
    hand_over(kernel, "key", "value")
    assert handed_over("key") is None


def test_a_value_is_found_under_its_own_key_alone(kernel: Path) -> None:
    """What was made of something else is not taken for it; a rating stays the one object that it is."""
    hand_over(kernel, ("key", 1), Rating.GREEN)
    assert handed_over(("key", 1)) is Rating.GREEN
    assert handed_over(("key", 2)) is None


@pytest.mark.usefixtures("held")
def test_a_chapter_opens_the_view_that_was_handed_over(kernel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the same ratings, draws and agreement, and nothing is read or rated; of another period all is read."""
    made = open_view(**ASKED)
    assert hand_view_over(kernel, **ASKED) == kernel / "handed-over"
    views._read_once.cache_clear()
    monkeypatch.setattr(views._Opened, "read", _read_anew)
    found = open_view(**ASKED)
    assert found is not made
    assert (found.assessment, found.say.code) == (made.assessment, "sv")
    assert vars(found.frames.draws)["verdicts"] == made.frames.draws.verdicts
    assert vars(found)["coding_agreement"] == made.coding_agreement
    with pytest.raises(LookupError):
        open_view(**ASKED | {"language": "fi"})


def test_a_view_of_files_outside_a_snapshot_is_not_handed_over(kernel: Path) -> None:
    """What is read from the disk may change meanwhile, so that everyone reads it for himself."""
    assert hand_view_over(kernel, **ASKED) is None
    assert not (kernel / "handed-over").exists()
