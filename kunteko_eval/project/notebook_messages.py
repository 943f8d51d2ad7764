"""Catalogues of the notebooks' prose: extracted from the notebooks and merged into what is translated already."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.writing import write_atomically
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.report.notebook_format import nbformat
from kunteko_eval.report.prose import catalogue_path, language_of, prose_of

HEAD = "# Prose of the notebooks; the source of every message is the block as it stands there."
WIDTH = 0
"""No line of a catalogue is broken but where its text is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatedCatalogue:
    """What an update did to a catalogue.

    Attributes:
        path: The catalogue.
        messages: How many it has now.
        missing: How many have no translation.
        stale: How many have one that was made of another wording.
        dropped: How many were taken out, because no notebook says them any more.
    """

    path: Path
    messages: int
    missing: int
    stale: int
    dropped: int


def update_messages(folder: Path) -> list[UpdatedCatalogue]:
    """Extract the prose of a folder's notebooks and merge it into the catalogues that stand beside them.

    A message whose source is like one that has gone keeps that one's translation and is marked ``fuzzy``: it counts as
    stale until somebody reads it and takes the mark away. Catalogues are made for every language that there is none
    of and that some notebook of the folder is not written in.

    Args:
        folder: Of notebooks.

    Raises:
        FaultyInput: When there is no notebook, or a notebook or catalogue cannot be read; nothing is written then.
    """
    notebooks = notebooks_in(folder)
    texts: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for path, notebook in notebooks:
        for block in prose_of(notebook):
            for language in LANGUAGES:
                if language != language_of(notebook):
                    texts[language].setdefault(block.text, path.name)
    done, written = [], {}
    for language, sources in texts.items():
        if sources:
            target = catalogue_path(folder / "any.ipynb", language)
            catalogue, updated = _merged(target, language, sources)
            written[target] = as_text(catalogue)
            done.append(updated)
    for target, text in written.items():
        target.parent.mkdir(exist_ok=True)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            write_atomically(target, text)
    return done


def notebooks_in(folder: Path) -> list[tuple[Path, nbformat.NotebookNode]]:
    """Return the notebooks of a folder, in the order of their names.

    Raises:
        FaultyInput: When there are none, or with each file that is no notebook.
    """
    found, faults = [], []
    for path in sorted(folder.glob("*.ipynb")):
        try:
            found.append((path, nbformat.read(path, as_version=4)))
        except (ValueError, AttributeError, KeyError, nbformat.ValidationError) as error:
            told = str(error).partition("\n")[0]
            faults.append(Fault(file=str(path), place="", found=told, expected="a Jupyter notebook of format 4"))
    if not found and not faults:
        faults = [Fault(file=str(folder), place="", found="no notebook", expected="notebooks named *.ipynb")]
    if faults:
        raise FaultyInput(faults)
    return found


def new_catalogue(language: str, messages: Sequence[tuple[str, str, str]]) -> Catalog:
    """Return a catalogue of messages, each with its translation and the notebook that says it."""
    catalogue = Catalog(locale=language)
    for source, translation, notebook in messages:
        catalogue.add(source, translation, locations=[(notebook, 1)])
    return catalogue


def as_text(catalogue: Catalog) -> str:
    """Return a catalogue as the text of its file: without dates, one line a line of its text."""
    made = io.BytesIO()
    write_po(made, catalogue, width=WIDTH, omit_header=True, ignore_obsolete=True, include_lineno=False)
    head = [
        'msgid ""',
        'msgstr ""',
        f'"Language: {catalogue.locale}\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
    ]
    return "\n".join([HEAD, *head, "", made.getvalue().decode().strip(), ""])


def _merged(target: Path, language: str, sources: dict[str, str]) -> tuple[Catalog, UpdatedCatalogue]:
    known = Catalog(locale=language)
    if target.exists():
        try:
            with target.open("rb") as file:
                known = read_po(file, locale=language, abort_invalid=True)
        except (PoFileError, ValueError) as error:
            expected = "a gettext catalogue (.po) in UTF-8"
            raise FaultyInput([Fault(file=str(target), place="", found=str(error), expected=expected)]) from error
    before = {message.id for message in known if message.id}
    wanted = new_catalogue(language, [(source, "", notebook) for source, notebook in sources.items()])
    known.update(wanted)
    messages = [message for message in known if message.id]
    stale = sum(_is_stale(message) for message in messages)
    missing = sum(not message.string for message in messages)
    return known, UpdatedCatalogue(
        path=target, messages=len(messages), missing=missing, stale=stale, dropped=len(before - sources.keys())
    )


def _is_stale(message: Message) -> bool:
    return bool(message.string) and message.fuzzy
