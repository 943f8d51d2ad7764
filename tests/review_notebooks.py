"""Execute the notebooks and keep the outputs that nbval compares; read the difference before committing it."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from kunteko_eval.batch.kernels import SocketKernelManager

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def review(path: Path) -> None:
    """Execute one notebook where it stands; keep execution counts, and outputs only where they are checked."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, kernel_manager_class=SocketKernelManager, resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code" and "nbval-check-output" not in cell.metadata.get("tags", []):
            cell.outputs = []
    notebook.metadata["language_info"] = {"name": "python"}
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for chapter in [Path(name) for name in sys.argv[1:]] or sorted(NOTEBOOKS.glob("*.ipynb")):
        review(chapter)
