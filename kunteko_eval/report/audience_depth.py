"""The page of a report as its audience gets it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kunteko_eval.report.audience import Audience
from kunteko_eval.report.language import Language
from kunteko_eval.report.page_chapters import Chapter, linked

OF_THE_CRAFT = frozenset({"pathways", "evidence", "certainty", "evidence_plan", "method"})
"""Chapters on how the evaluation was done: coders, draws, rules and what to ask next. Page one tells what of it matters."""

FOR_ONE_GROUP = "summary"
"""The chapter whose title names the steering group."""

_PROOF = re.compile(r'\s*<span class="proof"[^>]*>.*?</span>', re.DOTALL)


def for_audience(
    chapters: Sequence[Chapter], audience: Audience, taken: set[str], say: Language
) -> tuple[Chapter, ...]:
    """Return the chapters that an audience gets.

    Args:
        chapters: Those of the whole page.
        audience: Whom the page is for.
        taken: The ids of the page's own parts and of all that it has.
        say: The page's language.

    Returns:
        All of them as they are, unless for the public: then no annexes, no chapters on how the evaluation was done, and
        no marks of evidence that the page does not have.
    """
    if audience != "public":
        return tuple(chapters)
    kept = [
        replace(
            one,
            title=say("In brief") if one.identifier == FOR_ONE_GROUP else one.title,
            body=_PROOF.sub("", one.body),
            annex="",
        )
        for one in chapters
        if one.identifier not in OF_THE_CRAFT
    ]
    gone = {one.identifier for one in chapters if one.identifier in OF_THE_CRAFT}
    bodies = [part for one in chapters for part in ((one.annex, one.body) if one.identifier in gone else (one.annex,))]
    gone |= {f"annex-{one.identifier}" for one in chapters}
    gone |= {name for body in bodies for name in re.findall(r'\bid="([^"]*)"', body)}
    return linked(kept, taken - gone)
