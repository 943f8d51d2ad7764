"""What nbval would pass over: cells without a count, checked cells without outputs, and figures of other data.

Beside each notebook stands one more test, that nbval can check it at all, and each cell that draws is held to what its
figures were drawn from when they were reviewed.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from kunteko_eval.project.drawn_figures import drawn_figures
from kunteko_eval.project.notebook_form import unreviewed

FOLDER = Path(__file__).parent
REVIEWED = json.loads((FOLDER / "figures.json").read_text(encoding="utf-8"))
ADVICE = (
    "Run all cells in order in a fresh kernel, read the outputs, and save; in a checkout: tests/review_notebooks.py."
)


class ReviewedFile(pytest.File):
    """A notebook that pytest was given."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the one test of it."""
        yield ReviewedNotebook.from_parent(self, name="reviewed")


class ReviewedNotebook(pytest.Item):
    """Every cell has its count, and every checked one what it is compared with."""

    def runtest(self) -> None:
        """Fail with each cell that nbval would pass over."""
        amiss = list(unreviewed(json.loads(self.path.read_text(encoding="utf-8"))))
        if amiss:
            told = "\n".join(f"  {place}: {what}" for place, what in amiss)
            pytest.fail(f"{self.path}: nbval would not check all of it:\n{told}\n{ADVICE}", pytrace=False)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return where it is and what it is called."""
        return self.path, None, f"{self.path.name}: reviewed"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect each notebook that nbval collects once more."""
    asked = parent.config.getoption("nbval", default=False) or parent.config.getoption("nbval_lax", default=False)
    if asked and file_path.suffix == ".ipynb" and ".ipynb_checkpoints" not in file_path.parts:
        return ReviewedFile.from_parent(parent, path=file_path)
    return None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a cell of nbval whose figures are drawn from other data than those that were reviewed."""
    yield
    outputs = getattr(item, "test_outputs", None)
    if outputs is None:
        return
    name = item.path.relative_to(FOLDER).as_posix()
    reviewed, drawn = REVIEWED.get(name, {}).get(item.cell["id"], []), drawn_figures(outputs)
    if drawn != reviewed:
        told = f"the figures are drawn from other data: {drawn or 'none'}; reviewed were {reviewed or 'none'}"
        pytest.fail(f"{name}, cell {item.cell['id']}: {told}. {ADVICE}", pytrace=False)
