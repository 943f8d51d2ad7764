"""What a table of comments must say of each: an answer where one is owed, and nothing of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kunteko_eval.errors import Fault
from kunteko_eval.reading.folder import Folder

ANSWERED = frozenset({"accepted", "partly", "rejected"})
"""Decisions that owe an answer."""

MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
PHONE = re.compile(r"(?<!\d)(?<!\d[ \u00a0])(?:\+\d{1,3}|0[1-9])[\d \u00a0()-]{6,}\d(?!\d)")


def personal(text: str) -> str:
    """Return what of a person a text gives away; empty when nothing is found.

    >>> personal("the steering group"), personal("call 040 123 4567"), personal("a.b@example.org")
    ('', 'a phone number', 'an e-mail address')
    >>> personal("2 010 555 444 euros in 2018-2020")
    ''
    """
    if MAIL.search(text):
        return "an e-mail address"
    return "a phone number" if PHONE.search(text) else ""


def comment_faults(folder: Folder) -> Iterator[Fault]:
    """Yield every fault of the comments that their own class cannot see."""
    for row in folder.comments.rows:
        one = row.value
        for column, told in (("role", one.role), ("text", one.text), ("answer", one.answer or "")):
            found = personal(told)
            if found:
                expected = "a role such as: steering group" if column == "role" else "words about the report alone"
                advice = "Take it out: comments stand in the next report."
                yield folder.row_fault("comments.csv", row.line, column, found, expected, advice)
        if one.disposition in ANSWERED and one.answer is None:
            found = f"no answer to a comment that is {one.disposition}"
            yield folder.row_fault("comments.csv", row.line, "answer", found, "what is answered")
        if one.disposition == "open" and one.answer is not None:
            expected = "accepted, partly, rejected or noted where an answer is given"
            yield folder.row_fault("comments.csv", row.line, "disposition", "open beside an answer", expected)
