"""The prose of notebooks: written once, in one language, with its translations in message catalogues beside them.

A notebook's prose is what its Markdown cells say, block by block, and the remarks of its parameters cell. It is in
Finnish, or in the language that the notebook's metadata names (``{"kunteko": {"language": "sv"}}``). Its translations
stand in ``messages/fi.po``, ``sv.po`` and ``en.po`` in the notebook's folder: the source of each message is the block
as it stands in the notebook, so a block that was written anew has no translation until somebody gives it one. One that
the update of the catalogues carried over to a new wording is marked ``fuzzy``, and counts as stale.
"""

from __future__ import annotations

import copy
import functools
import io
import tokenize
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.snapshot import is_file, read_bytes
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.report.language import PSEUDO, Language
from kunteko_eval.report.notebook_files import notebook_folder

MESSAGES = "messages"
"""The folder of the catalogues, in the folder of the notebooks."""

WRITTEN_IN = "fi"
"""The language of a notebook that does not name one."""

KEY = "kunteko"
"""Where a notebook's metadata names its language."""

UPDATE = "kunteko-eval notebooks --update-messages"
"""The command that brings catalogues up to date."""

SHOWN = 60
"""Characters of a block by which a message tells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProseBlock:
    """One paragraph, heading, list or remark of a notebook.

    Attributes:
        text: As it stands in the notebook.
        cell: The cell's number, counted from one.
        identifier: The cell's id.
    """

    text: str
    cell: int
    identifier: str

    @property
    def place(self) -> str:
        """Where it stands, for a message."""
        return f"cell {self.cell}" + (f" ({self.identifier})" if self.identifier else "")


def language_of(notebook: Any) -> str:
    """Return the language of a notebook's prose."""
    named = notebook.metadata.get(KEY, {})
    found = named.get("language", WRITTEN_IN) if isinstance(named, dict) else WRITTEN_IN
    return str(found)


def prose_of(notebook: Any) -> list[ProseBlock]:
    """Return every block of a notebook's prose, in its order."""
    found: list[ProseBlock] = []
    for number, cell in enumerate(notebook.cells, 1):
        identifier = str(cell.get("id", ""))
        found += [ProseBlock(text=text, cell=number, identifier=identifier) for text in _texts(cell)]
    return found


def in_language(notebook: Any, language: str, path: Path) -> Any:
    """Return a notebook with its prose in another language, which its metadata then names.

    Args:
        notebook: As it was read; it is not changed.
        language: fi, sv or en; the language for testing stands in English.
        path: Where the notebook stands; the catalogues are in ``messages`` beside it.

    Raises:
        FaultyInput: With every block that has no translation, or a stale one, and the place of each.
        UnknownName: When there is no such language.
    """
    wanted = Language(language).prose
    written = language_of(notebook)
    if written not in LANGUAGES:
        expected = "one of " + ", ".join(LANGUAGES)
        raise FaultyInput(
            [Fault(file=str(path), place="metadata, kunteko: language", found=written, expected=expected)]
        )
    changed = copy.deepcopy(notebook)
    if wanted != written:
        translate = functools.partial(_find, _catalogues(path, wanted))
        faults = translation_faults(notebook, language, path)
        if faults:
            raise FaultyInput(faults)
        for cell in changed.cells:
            cell.source = _translated(cell, translate)
    changed.metadata[KEY] = {**changed.metadata.get(KEY, {}), "language": wanted if language != PSEUDO else PSEUDO}
    return changed


def translation_faults(notebook: Any, language: str, path: Path) -> list[Fault]:
    """Return a fault for each block of a notebook that has no translation, or a stale one."""
    wanted = Language(language).prose
    if wanted == language_of(notebook):
        return []
    where = catalogue_path(path, wanted)
    known = _catalogues(path, wanted)
    faults = []
    for block in dict.fromkeys(prose_of(notebook)):
        entry = _entry(known, block.text)
        if entry is not None and entry.string and not entry.fuzzy:
            continue
        shown = block.text if len(block.text) <= SHOWN else f"{block.text[: SHOWN - 1]}…"
        state = "a stale translation of" if entry is not None and entry.fuzzy else "no translation of"
        faults.append(
            Fault(
                file=str(path),
                place=block.place,
                found=f"{state} {shown!r}",
                expected=f"one in {where}",
                advice=f"Run {UPDATE}, and translate what it marks; or let the notebook's metadata name the "
                'language that it is written in: "kunteko": {"language": "' + wanted + '"}.',
            )
        )
    return faults


def catalogue_path(notebook: Path, language: str) -> Path:
    """Return where the catalogue of a notebook's folder is."""
    return notebook.parent / MESSAGES / f"{language}.po"


def catalogues_of(notebooks: Sequence[Path]) -> list[Path]:
    """Return the catalogues that stand beside notebooks, each once."""
    found = dict.fromkeys(catalogue_path(path, language) for path in notebooks for language in LANGUAGES)
    return [path for path in found if is_file(path)]


def blocks(source: str) -> list[str]:
    r"""Return the blocks of a Markdown text: what empty lines separate, fenced code in one piece.

    >>> blocks("# Title\n\nOne\nparagraph.\n\n- a\n- b")
    ['# Title', 'One\nparagraph.', '- a\n- b']
    """
    found: list[list[str]] = [[]]
    fenced = False
    for line in source.split("\n"):
        fenced ^= line.startswith(("```", "~~~"))
        if line.strip() or fenced:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return ["\n".join(lines) for lines in found if lines]


def _texts(cell: Any) -> list[str]:
    if cell.cell_type == "markdown":
        return blocks(cell.source)
    if "parameters" in cell.metadata.get("tags", []):
        return [token.string.lstrip("# ") for token in _remarks(cell.source)]
    return []


def _translated(cell: Any, translate: Callable[[str], str]) -> str:
    """Return a cell's source with its prose translated; what lies between two blocks stays as it is."""
    source = str(cell.source)
    if cell.cell_type == "markdown":
        at, pieces = 0, []
        for block in blocks(source):
            begin = source.index(block, at)
            pieces += [source[at:begin], translate(block)]
            at = begin + len(block)
        return "".join([*pieces, source[at:]])
    if "parameters" not in cell.metadata.get("tags", []):
        return source
    lines = source.split("\n")
    for token in _remarks(source):
        row, column = token.start
        text = token.string.lstrip("# ")
        lines[row - 1] = lines[row - 1][:column] + token.string[: -len(text)] + translate(text)
    return "\n".join(lines)


def _remarks(source: str) -> Iterator[tokenize.TokenInfo]:
    """Yield the comments of a cell that say something; none when it is not Python alone."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return
    yield from (token for token in tokens if token.type == tokenize.COMMENT and token.string.lstrip("# "))


def _catalogues(path: Path, language: str) -> list[Catalog]:
    """Return the catalogue beside a notebook and the product's, which knows what a copy of ours still says."""
    ours = catalogue_path(notebook_folder() / path.name, language)
    return [_catalogue(one) for one in dict.fromkeys((catalogue_path(path, language), ours))]


def _entry(known: Sequence[Catalog], text: str) -> Message | None:
    """Return what the first catalogue that has a message says of it."""
    return next((entry for one in known if (entry := one.get(text)) is not None), None)


def _find(known: Sequence[Catalog], text: str) -> str:
    entry = _entry(known, text)
    return str(entry.string) if entry is not None and entry.string else text


def _catalogue(path: Path) -> Catalog:
    return _read(path, read_bytes(path)) if is_file(path) else Catalog()


@functools.lru_cache(maxsize=8)
def _read(path: Path, content: bytes) -> Catalog:
    """Read a catalogue.

    Raises:
        FaultyInput: When it is none.
    """
    try:
        return read_po(io.BytesIO(content), locale=path.stem, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        expected = "a gettext catalogue (.po) in UTF-8"
        raise FaultyInput([Fault(file=str(path), place="", found=str(error), expected=expected)]) from error
