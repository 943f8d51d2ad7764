"""Languages that a programme should have and that no text of it has: told once, not text by text."""

from __future__ import annotations

import re

from kunteko_eval.errors import Fault
from kunteko_eval.files.translations import Translations
from kunteko_eval.reading.folder import Folder

_MISSING = re.compile(r"(?:column )?'(?:\w+_)?(fi|sv|en)' is missing")


def gathered(faults: list[Fault], folder: Folder | None, translations: Translations) -> list[Fault]:
    """Return the faults with one in the place of all those that miss a language which no text has.

    Args:
        faults: Every fault of the programme.
        folder: Its files or sheets; None when they could not be read.
        translations: Which languages it should have, and which some text has.
    """
    absent = [code for code in translations.languages if code not in translations.given]
    if not absent or not translations.given or folder is None or folder.sheet is None:
        return faults
    missed = [one for one in faults if (match := _MISSING.fullmatch(one.found)) and match[1] in absent]
    others = [one for one in faults if one not in set(missed)]
    spoken = [code for code in translations.languages if code in translations.given]
    found = f"no text in {' or '.join(absent)}"
    expected = f"every text in {', '.join(translations.languages)}, or languages that say which it has"
    advice = f"Write {_written(spoken, folder)}, or translate the texts."
    return [*others, folder.sheet[1].fault(("languages",), found, expected, advice)] if missed else faults


def _written(languages: list[str], folder: Folder) -> str:
    """Return how the languages are declared in this kind of file."""
    if folder.kind == "workbook":
        return f"{' '.join(languages)} to the key languages of the sheet programme"
    return f"languages: [{', '.join(languages)}] in programme.yaml"
