"""Known scales of answers, in Finnish, Swedish and English: which one a question has, and in which order its answers stand.

``words.yaml`` has the wordings. What is found is a proposal: a person confirms it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_EDGES = " \t\r\n\u00a0.,;:!?\"'()[]„”“*"
_NUMBERED = re.compile(r"(-?\d{1,3})\s*(?:[=:)\-–—.]\s*|\s)(\D.*)", re.DOTALL)
_NUMBER = re.compile(r"-?\d{1,5}(?:[.,]\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedScale:
    """How the answers of a question are proposed to be ordered.

    Attributes:
        kind: What the scale is of, such as ``agreement``; ``numbered`` where the answers begin with their codes.
        codes: The code of each answer, in order; empty where the answers are numbers.
        numbers: The lowest and the highest number, where the answers are numbers.
        step: How far apart the numbers are.
        positive: The codes that count as yes; empty where the figure is a mean.
        sure: Whether the wording or the tool itself gives the order. Otherwise a person has to say what it is.
        note: What a person has to look at.
    """

    kind: str
    codes: Mapping[str, int]
    numbers: tuple[int, int] | None = None
    step: str = "1"
    positive: tuple[int, ...] = ()
    sure: bool = True
    note: str = ""


@cache
def words() -> dict[str, Any]:
    """Return the words by which scales and columns are known."""
    read: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return read


def plain(text: str) -> str:
    """Return an answer or heading for comparison.

    >>> plain("  Täysin  samaa mieltä. ")
    'täysin samaa mieltä'
    """
    return " ".join(text.split()).strip(_EDGES).casefold().replace("’", "'")


@cache
def _levels() -> dict[str, dict[str, int]]:
    """Return the level of each wording, by the kind of scale."""
    return {
        kind: {phrase: int(level) for level, phrases in scale["levels"].items() for phrase in phrases}
        for kind, scale in words()["scales"].items()
    }


@cache
def _said(key: str) -> frozenset[str]:
    return frozenset(words()[key])


def is_cannot_say(answer: str) -> bool:
    """Return whether an answer says that the respondent has no opinion."""
    return _without_number(plain(answer)) in _said("cannot_say")


def is_missing(answer: str) -> bool:
    """Return whether an answer says that there is none."""
    return answer.strip() in _said("missing") or _without_number(plain(answer)) in _said("missing")


def _without_number(answer: str) -> str:
    """Return an answer without a code before it: ``0 = en osaa sanoa``."""
    found = _NUMBERED.fullmatch(answer)
    return plain(found[2]) if found else answer


def kinds_of(answers: Iterable[str]) -> tuple[str, ...]:
    """Return the kinds of scale that know every one of at least two different answers.

    >>> kinds_of(["Usein", "Harvoin"]), kinds_of(["Usein", "Espoo"])
    (('frequency',), ())
    """
    plain_answers = {plain(one) for one in answers}
    if len(plain_answers) < 2:
        return ()
    return tuple(
        kind
        for kind, levels in _levels().items()
        if plain_answers <= levels.keys() and len({levels[one] for one in plain_answers}) == len(plain_answers)
    )


def is_known_answer(answer: str) -> bool:
    """Return whether an answer is of a known scale, or says nothing: it cannot tell who gave it."""
    said = plain(answer)
    return is_cannot_say(answer) or is_missing(answer) or any(said in levels for levels in _levels().values())


def scale_of(answers: Collection[str]) -> ProposedScale | None:
    """Return the scale of a question's answers, or nothing when no known one has them.

    Args:
        answers: The different answers, without blank ones and those that say nothing.
    """
    numbered = _numbered(answers)
    if numbered is not None:
        return numbered
    numbers = _numbers(answers)
    if numbers is not None:
        return numbers
    for kind in kinds_of(answers):
        return _worded(kind, answers)
    return None


def _worded(kind: str, answers: Collection[str]) -> ProposedScale:
    """Return a scale whose wordings are known."""
    levels, scale = _levels()[kind], words()["scales"][kind]
    by_level: dict[int, list[str]] = {}
    for one in sorted(answers):
        by_level.setdefault(levels[plain(one)], []).append(one)
    steps = set(by_level)
    if scale.get("mirrored"):
        steps |= {-level for level in by_level}
    order = {level: code for code, level in enumerate(sorted(steps), start=1)}
    codes = {one: order[level] for level in sorted(by_level) for one in by_level[level]}
    positive = tuple(order[level] for level in sorted(by_level) if level >= scale["positive"])
    unseen = len(steps) - len(by_level)
    note = f"{unseen} steps of the scale that nobody answered are not here; their codes are left free" if unseen else ""
    if not positive or len(positive) == len(by_level):
        # Every answer lies on one side: the upper half of the steps, whatever its words.
        middle = len(order) / 2
        found = sorted(set(codes.values()))
        positive = tuple(code for code in found if code > middle) or (found[-1],)
        if len(positive) == len(found):
            positive = (max(codes.values()),)
        return ProposedScale(
            kind=kind,
            codes=codes,
            positive=positive,
            sure=False,
            note="nearly all answered alike: see what counts as yes",
        )
    return ProposedScale(kind=kind, codes=codes, positive=positive, note=note)


def _numbered(answers: Collection[str]) -> ProposedScale | None:
    """Return a scale whose answers begin with their own codes: ``5 = erittäin hyvä``."""
    found = [(one, _NUMBERED.fullmatch(one.strip())) for one in answers]
    codes = {one: int(match[1]) for one, match in found if match}
    if len(codes) < 2 or len(codes) != len(answers) or len(set(codes.values())) != len(codes):
        if not _ends_only(found):
            return None
        codes = {one: int(match[1]) if match else int(one.strip()) for one, match in found}
        if len(set(codes.values())) != len(codes):
            return None
    ordered = dict(sorted(codes.items(), key=lambda item: item[1]))
    values = list(ordered.values())
    if values[-1] - values[0] > 2 * len(values) + 10:
        return None
    positive = tuple(code for code in values if code > (values[0] + values[-1]) / 2)
    return ProposedScale(kind="numbered", codes=ordered, positive=positive)


def _ends_only(found: list[tuple[str, re.Match[str] | None]]) -> bool:
    """Return whether some answers are bare numbers and others numbers with words, as where only the ends have words."""
    worded = [one for one, match in found if match]
    bare = [one for one, match in found if not match]
    return (
        len(worded) >= 1 and len(bare) >= 1 and all(re.fullmatch(r"-?\d{1,3}", one.strip(), re.ASCII) for one in bare)
    )


_RANGES = ((1, 5), (0, 10), (1, 7), (1, 10), (0, 100), (4, 10))


def _numbers(answers: Collection[str]) -> ProposedScale | None:
    """Return a scale of bare whole numbers, in the narrowest of the usual ranges that holds them."""
    if len(answers) < 2 or not all(re.fullmatch(r"-?\d{1,3}(?:[.,]\d)?", one.strip(), re.ASCII) for one in answers):
        return None
    exact = sorted({float(one.strip().replace(",", ".")) for one in answers})
    if len(exact) > 21 or any(one * 2 != int(one * 2) for one in exact):
        return None
    step = "1" if all(one.is_integer() for one in exact) else "0.5"
    low, high = math.floor(exact[0]), math.ceil(exact[-1])
    values = [int(one) for one in exact] if step == "1" else []
    if values == [0, 1]:
        return ProposedScale(
            kind="numbers", codes={}, numbers=(0, 1), positive=(1,), sure=False, note="see that 1 means yes"
        )
    if values == [1, 2]:
        return ProposedScale(
            kind="numbers", codes={}, numbers=(1, 2), positive=(1,), sure=False, note="see which of 1 and 2 means yes"
        )
    usual = next((one for one in _RANGES if one[0] <= low and high <= one[1]), None)
    if usual is None or usual == (0, 100):
        return None
    note = "" if usual == (low, high) else f"answers run from {low} to {high}: see what the scale is"
    return ProposedScale(kind="numbers", codes={}, numbers=usual, step=step, sure=not note, note=note)


def is_number(text: str) -> bool:
    """Return whether a text is a plain number.

    >>> is_number("3"), is_number("4,5"), is_number("4 v")
    (True, True, False)
    """
    return bool(_NUMBER.fullmatch(text.strip()))
