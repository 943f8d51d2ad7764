"""Which words of a page are in another language than the page, for those who have it read to them.

A text that a programme lacks in the language of a report borrows the words of another, marked with its code. Here the
element of the page that holds such words, and nothing else, gets the attribute ``lang``, so that a screen reader
pronounces them right (WCAG 2.2, success criterion 3.1.2).
"""

from __future__ import annotations

import re

from kunteko_eval.model.base import LANGUAGES

_CODES = "|".join(LANGUAGES)
_WHOLE = re.compile(rf"<(?!script|style|title|option|a\b)(\w+)((?: [^<>]*)?)>(\s*\[({_CODES})\] [^<]*)</\1>")
_LABEL = re.compile(rf"<text((?: [^<>]*)?)>(?=\s*<tspan[^<>]*>\[({_CODES})\] )")


def spoken(html: str) -> str:
    """Return a page in which borrowed words tell their language.

    >>> spoken("<td>[en] Clinics</td><td>Neuvolat</td>")
    '<td lang="en">[en] Clinics</td><td>Neuvolat</td>'
    """
    marked = _WHOLE.sub(lambda one: f"<{one[1]}{_lang(one[2], one[4])}>{one[3]}</{one[1]}>", html)
    return _LABEL.sub(lambda one: f"<text{_lang(one[1], one[2])}>", marked)


def _lang(attributes: str, code: str) -> str:
    return attributes if re.search(r"\blang=", attributes) else f'{attributes} lang="{code}"'
