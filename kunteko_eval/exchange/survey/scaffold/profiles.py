"""What stands in each column of an export: counts of its answers, of which only those that can be of nobody are kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from kunteko_eval.exchange.survey.reading import personal
from kunteko_eval.exchange.survey.scaffold.headed import Heading
from kunteko_eval.exchange.survey.scaffold.headings import about_person, asks_other, is_weight
from kunteko_eval.exchange.survey.scaffold.scales import (
    is_cannot_say,
    is_known_answer,
    is_missing,
    is_number,
    plain,
    words,
)
from kunteko_eval.exchange.survey.tools.declared import DeclaredColumn

FEWEST = 5
"""Respondents who must have given an answer before it is written into a mapping, unless it is of a known scale.

The threshold of the mapping itself (Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 5): an answer
that fewer gave may be what one of them wrote.
"""

LONGEST_ANSWER = 200
"""Characters; a longer one is a text, not an answer to choose."""

MOST_ANSWERS = 30
"""Different answers of a question to choose from."""

Role = Literal["drop", "text", "date", "weight", "choice", "number", "empty"]

_DATE = re.compile(
    r"(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})(?:[T ]+\d{1,2}[:.]\d{2}.*)?|"
    r"\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]m)?",
    re.IGNORECASE,
)
_COORDINATE = re.compile(r"-?\d{1,3}[.,]\d{4,}(?:[ ,;]+-?\d{1,3}[.,]\d{3,})?.*", re.ASCII)
_MARK = re.compile(r"(?:uuid:)?[0-9a-f]{8}-[0-9a-f-]{20,}|R_\w{8,}|[0-9a-f]{16,}", re.IGNORECASE)


@dataclass(frozen=True)
class Profile:
    """A column of an export.

    Attributes:
        place: Which one it is, from 0.
        heading: What it is called.
        counts: How often each text stands in it, without blanks.
        rows: How many respondents there are.
        declared: What a form says of it.
    """

    place: int
    heading: Heading
    counts: Mapping[str, int]
    rows: int
    declared: DeclaredColumn

    @cached_property
    def answered(self) -> int:
        """Return how many cells hold something."""
        return sum(self.counts.values())

    @cached_property
    def cannot_say(self) -> list[str]:
        """Return the answers without an opinion."""
        return sorted(one for one in self.counts if is_cannot_say(self.said(one)))

    @cached_property
    def missing(self) -> list[str]:
        """Return the texts that say that there is no answer."""
        found = {one for one in self.counts if is_missing(self.said(one)) and one not in self.cannot_say}
        return sorted(found | (set(self.declared.missing) & self.counts.keys()))

    @cached_property
    def answers(self) -> list[str]:
        """Return the answers themselves."""
        nothing = {*self.cannot_say, *self.missing}
        return [one for one in self.counts if one not in nothing]

    def said(self, answer: str) -> str:
        """Return what an answer says, where it stands in the export as a code."""
        return self.declared.words.get(answer, answer)

    def may_be_shown(self, answer: str) -> bool:
        """Return whether an answer can be written down: of a known scale, of the form, a short number, or of several."""
        if personal(answer) or len(answer) > LONGEST_ANSWER:
            return False
        if answer in self.declared.answers or answer in self.declared.missing or is_known_answer(answer):
            return True
        if plain(answer) in {plain(self.heading.option), plain(self.heading.text)} - {""}:
            return True
        return self.counts.get(answer, 0) >= FEWEST

    @property
    def shown(self) -> list[str]:
        """Return the answers that can be written down, the most frequent first."""
        kept = [one for one in self.answers if self.may_be_shown(one)]
        return sorted(kept, key=lambda one: (-self.counts[one], one))

    @property
    def hidden(self) -> int:
        """Return how many different answers cannot be written down."""
        return len(self.answers) - len(self.shown)


def profile(place: int, heading: Heading, cells: Sequence[str], declared: DeclaredColumn | None) -> Profile:
    """Count a column."""
    counts = Counter(cell for cell in cells if cell)
    return Profile(place, heading, counts, len(cells), declared or DeclaredColumn())


def role_of(one: Profile) -> tuple[Role, str]:
    """Return what a column is, and why it is left out where it is."""
    if not one.counts:
        return "empty", ""
    kind = about_person(one.heading.name) or about_person(one.heading.text)
    if is_weight(one.heading.name) or is_weight(one.heading.text):
        return ("weight", "") if _are_weights(one) else ("number", "")
    if kind and not _is_rating(one, kind):
        return ("date", kind) if kind == "a time" and _share(one, _DATE) > 0.9 and _has_days(one) else ("drop", kind)
    by_content = _personal_content(one)
    if by_content:
        return by_content
    if one.declared.kind in {"geopoint", "geotrace", "geoshape", "image", "audio", "video", "file", "barcode"}:
        return "drop", "a place" if one.declared.kind.startswith("geo") else "a file of the respondent"
    if one.declared.kind in {"date", "datetime", "time", "today", "start", "end"} or _share(one, _DATE) > 0.9:
        return "date", "a time"
    if one.declared.kind == "text" and not is_choice(one):
        return "text", ""
    if asks_other(one.heading.text) or asks_other(one.heading.name):
        return "text", ""
    if is_choice(one):
        return "choice", ""
    if all(is_number(text) for text in one.counts):
        return "number", ""
    return _worded(one)


def _worded(one: Profile) -> tuple[Role, str]:
    """Return what a column of many different texts is."""
    words_each = sum(len(text.split()) * number for text, number in one.counts.items()) / one.answered
    if one.answered >= FEWEST and len(one.counts) > 0.9 * one.answered and words_each <= 2.5:
        return "drop", "different for nearly everybody"
    return "text", ""


def _has_days(one: Profile) -> bool:
    return all(not text[:3].replace(":", "").isdigit() or ":" not in text[:3] for text in list(one.counts)[:20])


def _are_weights(one: Profile) -> bool:
    try:
        return all(float(text.replace(",", ".")) > 0 for text in one.counts)
    except ValueError:
        return False


def _is_rating(one: Profile, kind: str) -> bool:
    """Return whether a column that is called like one about a person rates something: the row of a matrix, an option."""
    if kind in {"a time", "the survey tool's own", "a birth date", "a mark of the respondent"}:
        return bool(one.heading.stem) and all(is_known_answer(text) for text in one.counts)
    if len(one.counts) > 12:
        return False
    marks = {*words()["chosen"], *words()["not_chosen"]}
    return all(
        is_known_answer(text)
        or plain(text) in marks
        or re.fullmatch(r"\d{1,2}", text)
        or (one.heading.option and plain(text) == plain(one.heading.option))
        for text in one.counts
    )


def _share(one: Profile, pattern: re.Pattern[str]) -> float:
    return sum(number for text, number in one.counts.items() if pattern.fullmatch(text)) / one.answered


def _personal_content(one: Profile) -> tuple[Role, str] | None:
    """Return what a column is when its cells, not its heading, are about persons."""
    kinds = Counter(dict.fromkeys(("",), 0))
    for text, number in one.counts.items():
        kinds[personal(text)] += number
    found = one.answered - kinds[""]
    if found and found * 3 >= one.answered:
        del kinds[""]
        return "drop", kinds.most_common(1)[0][0]
    if _share(one, _MARK) > 0.9:
        return "drop", "a mark of the respondent"
    if _share(one, _COORDINATE) > 0.9 and len(one.counts) > 3:
        return "drop", "a place"
    if _are_running(one):
        return "drop", "different for nearly everybody"
    return None


def _are_running(one: Profile) -> bool:
    """Return whether a column holds another whole number for everybody."""
    return (
        one.rows >= 10 and one.answered == one.rows == len(one.counts) and all(text.isdecimal() for text in one.counts)
    )


def is_choice(one: Profile) -> bool:
    """Return whether a column holds answers that were chosen from a few."""
    if one.declared.answers and not one.declared.several:
        return True
    answers = [text for text in one.answers if len(text) <= LONGEST_ANSWER]
    if len(answers) < len(one.answers) or not answers:
        return bool(one.answers == [] and one.counts)
    if all(is_known_answer(text) for text in answers):
        return True
    if all(is_number(text) for text in answers):
        return len(answers) <= 11 and all(len(text) <= 4 for text in answers)
    often = [text for text in answers if one.counts[text] >= FEWEST]
    share = sum(one.counts[text] for text in often) / max(1, sum(one.counts[text] for text in answers))
    if one.rows < 4 * FEWEST:
        return len(answers) <= max(2, one.rows // 2)
    return 1 <= len(often) <= MOST_ANSWERS and share >= 0.7
