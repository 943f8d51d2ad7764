"""What keys and columns mean, in the language asked for: found by its English words in ``messages/meanings.*.po``."""

from __future__ import annotations

import functools

from babel.messages.pofile import read_po

from kunteko_eval.report.language import MESSAGES

SOURCE = "en"


def meaning(words: str, language: str, /, **values: str) -> str:
    """Return what something means in a language, with values put in; what has no translation stays in English.

    Args:
        words: The English words.
        language: fi, sv or en.
        values: What stands in the words in braces.
    """
    return (meanings(language).get(words) or words).format(**values) if values else meanings(language).get(words, words)


@functools.cache
def meanings(language: str) -> dict[str, str]:
    """Return the translations of a language by their English words; none for English itself."""
    if language == SOURCE:
        return {}
    with (MESSAGES / f"meanings.{language}.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id and one.string}
