"""Beside each notebook that nbval runs stands one more test: that nbval can check it at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kunteko_eval.project.notebook_form import unreviewed


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
            advice = "Run all cells in order in a fresh kernel, read the outputs, and save."
            pytest.fail(f"{self.path}: nbval would not check all of it:\n{told}\n{advice}", pytrace=False)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return where it is and what it is called."""
        return self.path, None, f"{self.path.name}: reviewed"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect each notebook that nbval collects once more."""
    asked = parent.config.getoption("nbval", default=False) or parent.config.getoption("nbval_lax", default=False)
    if asked and file_path.suffix == ".ipynb" and ".ipynb_checkpoints" not in file_path.parts:
        return ReviewedFile.from_parent(parent, path=file_path)
    return None
