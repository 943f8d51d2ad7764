"""Every notebook in a real JupyterLab: it opens, and *Run All* ends without an error in each language."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab import Lab

from kunteko_eval.model.base import LANGUAGES

pytestmark = pytest.mark.browser

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
EVERY = sorted(path.relative_to(NOTEBOOKS).as_posix() for path in NOTEBOOKS.rglob("*.ipynb"))


@pytest.mark.parametrize("name", EVERY)
def test_a_notebook_runs_in_every_language(lab: Lab, name: str) -> None:
    """It opens, and *Run › Run All Cells* ends without an error in Finnish, Swedish and English.

    It takes some seconds: a kernel starts and the chapter is made three times, with the language written into the
    first cell as a person does. Nothing is asked of another machine, and no script of the page fails.
    """
    tab = lab.open(f"project/notebooks/{name}")
    parameters = str(tab.cells()[0]["source"])
    for language in LANGUAGES:
        tab.edit(0, parameters.replace('language = "fi"', f'language = "{language}"'))
        tab.run_all()
        assert tab.errors() == [], language
    assert lab.said == []
    tab.close()
