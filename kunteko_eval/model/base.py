"""What the frozen classes of the model share: identifiers, texts in the languages of reports, strictness.

A string in the annotated type of a field says what the field means; the data dictionary, the schemas and the comments
of workbooks show it.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, StringConstraints
from pydantic.dataclasses import dataclass

from kunteko_eval.files.translations import LANGUAGES, borrowed
from kunteko_eval.files.validation import no_device

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
__all__ = ["LANGUAGES", "STRICT", "FolderName", "Identifier", "Language", "Text", "Words", "text_of"]
Language = Literal["fi", "sv", "en"]


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")


def _words(value: str) -> str:
    if _CONTROL.search(value):
        raise ValueError("text without control characters")
    return value


Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)]
"""Lower-case letters, digits and hyphens: safe in a path, a link and an HTML id."""

FolderName = Annotated[Identifier, AfterValidator(no_device)]
"""An identifier that becomes the name of a folder or file, on any system."""

Words = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_words)]
"""A text that a person reads; never empty."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Text:
    """The same words in Finnish, Swedish and English; a missing one is borrowed, with its language's code before it."""

    fi: Words = ""
    sv: Words = ""
    en: Words = ""

    def __post_init__(self) -> None:
        """Borrow what is missing."""
        whole = borrowed({code: self[code] for code in LANGUAGES})
        if not whole:
            raise ValueError("words in fi, sv or en")
        for code, words in whole.items():
            object.__setattr__(self, code, words)

    def __getitem__(self, language: str) -> str:
        """Return the words in `language`."""
        return str(getattr(self, language))


def text_of(fi: str | None, sv: str | None, en: str | None) -> Text:
    """Return the text of the cells of a row."""
    given = {"fi": fi, "sv": sv, "en": en}
    return Text(**{code: words for code, words in given.items() if words is not None})
