"""Languages that a programme should have and that most of its texts lack: told once, not text by text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kunteko_eval.errors import Fault
from kunteko_eval.files.translations import Translations
from kunteko_eval.reading.folder import Folder

_MISSING = re.compile(r"(?:column )?'(?:\w+_)?(fi|sv|en)' is missing")


def gathered(faults: list[Fault], folder: Folder | None, translations: Translations) -> list[Fault]:
    """Return the faults with one a language in the place of all those that miss a language which most texts lack.

    Args:
        faults: Every fault of the programme.
        folder: Its files or sheets; None when they could not be read.
        translations: Which languages it should have, and how many texts have each.
    """
    scarce = [code for code in translations.languages if translations.given[code] * 2 < translations.texts]
    spoken = [code for code in translations.languages if code not in scarce]
    if not scarce or not spoken or folder is None or folder.sheet is None:
        return faults
    others = [one for one in faults if not ((match := _MISSING.fullmatch(one.found)) and match[1] in scarce)]
    return [*others, *_scarce(scarce, spoken, folder, translations)]


def _scarce(scarce: list[str], spoken: list[str], folder: Folder, translations: Translations) -> Iterator[Fault]:
    if folder.sheet is None:
        return
    written = f"languages: [{', '.join(spoken)}] in programme.yaml"
    if folder.kind == "workbook":
        written = f"{' '.join(spoken)} to the key languages of the sheet programme"
    for code in scarce:
        found = f"{translations.texts - translations.given[code]} of {translations.texts} texts without {code}"
        expected = f"every text in {code}, or languages without it"
        yield folder.sheet[1].fault(("languages",), found, expected, f"Write {written}, or translate the texts.")
