"""Execute the notebooks and keep the outputs that nbval compares; read the difference before committing it.

What each figure is drawn from is kept in ``notebooks/figures.json``.
With ``--strip`` nothing is executed: what an editor left behind is taken out, as it is before each commit.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from kunteko_eval.batch.kernels import SocketKernelManager
from kunteko_eval.project.drawn_figures import figures_of
from kunteko_eval.project.notebook_form import reviewed_form

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
FIGURES = NOTEBOOKS / "figures.json"


def executed(path: Path) -> str:
    """Execute a notebook where it stands, and return the text of its file."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, kernel_manager_class=SocketKernelManager, resources=resources).execute()
    return str(nbformat.writes(notebook))


def main(arguments: list[str]) -> None:
    """Review the notebooks that are named, or all; a file that would stay as it is is not written."""
    stripping = "--strip" in arguments
    named = [Path(name) for name in arguments if name != "--strip"]
    every = sorted(path for path in NOTEBOOKS.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
    for path in named or every:
        before = path.read_text(encoding="utf-8")
        after = before if stripping else executed(path)
        _write(path, reviewed_form(after))
        if not stripping:
            _keep_figures(path.resolve(), after)


def _keep_figures(path: Path, text: str) -> None:
    """Keep what the figures of an executed notebook are drawn from; of notebooks that are gone nothing is kept."""
    known = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    known[path.relative_to(NOTEBOOKS).as_posix()] = figures_of(json.loads(text))
    kept = {name: cells for name, cells in known.items() if cells and (NOTEBOOKS / name).exists()}
    _write(FIGURES, json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _write(path: Path, text: str) -> None:
    """Write a file, unless it would stay as it is."""
    if not path.exists() or text != path.read_text(encoding="utf-8"):
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
