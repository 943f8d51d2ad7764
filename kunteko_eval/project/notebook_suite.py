"""The whole suite of notebooks in one language, written into a project to work in and to change."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.writing import write_atomically
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.project.notebook_messages import as_text, new_catalogue, notebooks_in
from kunteko_eval.report.language import Language
from kunteko_eval.report.notebook_files import notebook_folder
from kunteko_eval.report.notebook_format import nbformat
from kunteko_eval.report.prose import catalogue_path, in_language, prose_of, translation_faults


def write_suite(language: str, target: Path) -> list[Path]:
    """Write every notebook of the product in a language; its translations go into catalogues beside them.

    The notebooks have no outputs, and their parameters cells speak the language. Chapters among them take the place
    of the product's in this project's reports; by the catalogues these can be made in every language still.

    Args:
        language: fi, sv or en.
        target: The folder that they are written into; made when missing.

    Returns:
        What was written.

    Raises:
        FaultyInput: With each file that stands there already; nothing is written then.
        UnknownName: When there is no such language.
    """
    Language(language)
    ours = notebook_folder()
    made: dict[Path, str] = {}
    for folder in sorted({path.parent for path in ours.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts}):
        made |= _written(folder, target / folder.relative_to(ours), language)
    there = [path for path in made if path.exists()]
    if there:
        advice = "Move it away, or choose another folder with --output."
        expected = "no file there, so that nothing of yours is lost"
        raise FaultyInput(
            [Fault(file=str(path), place="", found="a file", expected=expected, advice=advice) for path in there]
        )
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text)
    return list(made)


def _written(folder: Path, target: Path, language: str) -> dict[Path, str]:
    """Return the notebooks of a folder in a language, and their catalogues into the others, by where they go."""
    found, faults = notebooks_in(folder), []
    for path, notebook in found:
        faults += [fault for one in LANGUAGES for fault in translation_faults(notebook, one, path)]
    if faults:
        raise FaultyInput(faults)
    made: dict[Path, str] = {}
    messages: dict[str, dict[str, tuple[str, str]]] = {one: {} for one in LANGUAGES if one != language}
    for path, notebook in found:
        spoken = in_language(notebook, language, path)
        made[target / path.name] = nbformat.writes(_to_work_in(spoken, language)) + "\n"
        for other, known in messages.items():
            pairs = zip(prose_of(spoken), prose_of(in_language(notebook, other, path)), strict=True)
            for source, translation in pairs:
                known.setdefault(source.text, (translation.text, path.name))
    for other, known in messages.items():
        catalogue = new_catalogue(other, [(source, *rest) for source, rest in known.items()])
        made[catalogue_path(target / "any.ipynb", other)] = as_text(catalogue)
    return made


def _to_work_in(notebook: Any, language: str) -> Any:
    """Return a notebook without outputs, whose parameters cell asks for the language."""
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs, cell.execution_count = [], None
        tags = cell.metadata.get("tags", [])
        if "parameters" in tags:
            cell.source = re.sub(r'(?m)^(language\b[^=\n]*= *)"\w*"', rf'\1"{language}"', cell.source)
        if "keep_output" in tags:
            cell.metadata.tags = [tag for tag in tags if tag not in {"keep_output", "nbval-check-output"}]
    return notebook
