"""Execute the notebooks and keep the outputs that nbval compares; read the difference before committing it.

With ``--strip`` nothing is executed: what an editor left behind is taken out, as it is before each commit.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from kunteko_eval.batch.kernels import SocketKernelManager

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def strip(notebook: nbformat.NotebookNode) -> None:
    """Leave execution counts, and outputs only where they are checked; times and the state of widgets go."""
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code" and "nbval-check-output" not in cell.metadata.get("tags", []):
            cell.outputs = []
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}


def execute(notebook: nbformat.NotebookNode) -> None:
    """Execute a notebook where the notebooks stand."""
    resources = {"metadata": {"path": str(NOTEBOOKS)}}
    NotebookClient(notebook, kernel_manager_class=SocketKernelManager, resources=resources).execute()


def main(arguments: list[str]) -> None:
    """Review the notebooks that are named, or all; a file that would stay as it is is not written."""
    stripping = "--strip" in arguments
    named = [Path(name) for name in arguments if name != "--strip"]
    for path in named or sorted(NOTEBOOKS.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        if not stripping:
            execute(notebook)
        strip(notebook)
        text = nbformat.writes(notebook) + "\n"
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
