"""Questions of which several answers may be chosen: delimited in a cell, or a column for each option."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kunteko_eval.exchange.survey.reading import personal
from kunteko_eval.exchange.survey.scaffold.headings import asks_other
from kunteko_eval.exchange.survey.scaffold.profiles import FEWEST, MOST_ANSWERS, Profile
from kunteko_eval.exchange.survey.scaffold.scales import is_cannot_say, is_known_answer, is_missing, plain, words
from kunteko_eval.exchange.survey.tools.marks import SurveyTool

_SEPARATORS: tuple[str, ...] = (";", "|", ", ", ",")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delimited:
    """Options that stand in one cell.

    Attributes:
        separator: What stands between them.
        options: Those that can be written down, the most frequent first.
        hidden: How many different ones cannot.
        missing: Texts that say that there is no answer.
        cannot_say: Those without an opinion.
    """

    separator: str
    options: tuple[str, ...]
    hidden: int
    missing: tuple[str, ...] = ()
    cannot_say: tuple[str, ...] = ()


def delimited(one: Profile, tool: SurveyTool | None) -> Delimited | None:
    """Return the options of a column whose cells hold several, or nothing.

    A comma stands in sentences too: only where the parts before and after it come again and again are they options.
    """
    if one.declared.several:
        known = one.declared.answers
        blank = all(part in known for text in one.counts for part in text.split(" "))
        return Delimited(separator=" " if blank else ", ", options=_declared(one, codes=blank), hidden=0)
    for separator in _SEPARATORS:
        found = _by(one, separator, tool)
        if found is not None:
            return found
    return None


def _declared(one: Profile, *, codes: bool) -> tuple[str, ...]:
    return tuple(one.declared.answers if codes else one.declared.words.values())


def _by(one: Profile, separator: str, tool: SurveyTool | None) -> Delimited | None:
    parts: Counter[str] = Counter()
    several = 0
    for text, number in one.counts.items():
        if len(text) > 1000:
            return None
        found = {part.strip() for part in text.split(separator)} - {""}
        several += number if len(found) > 1 or (tool == "microsoft-forms" and text.endswith(";")) else 0
        for part in found:
            parts[part] += number
    often = [part for part, number in parts.items() if number >= FEWEST]
    least = max(2, FEWEST if one.rows >= 4 * FEWEST else 2)
    if several < least or not 2 <= len(often) <= MOST_ANSWERS:
        return None
    covered = sum(parts[part] for part in often) / sum(parts.values())
    if covered < (0.7 if separator in ";|" else 0.9) or _are_sentences(one, separator, parts):
        return None
    missing = {part for part in parts if is_missing(part)}
    cannot_say = {part for part in parts if is_cannot_say(part)} - missing
    listed = (part for part in often if not personal(part) and part not in missing | cannot_say)
    kept = sorted(listed, key=lambda part: (-parts[part], part))
    return Delimited(
        separator=separator,
        options=tuple(kept),
        hidden=len(parts) - len(kept) - len(missing) - len(cannot_say),
        missing=tuple(sorted(missing)),
        cannot_say=tuple(sorted(cannot_say)),
    )


def _are_sentences(one: Profile, separator: str, parts: Counter[str]) -> bool:
    """Return whether the parts are those of a few answers that have the sign within them: ``Kyllä, usein``."""
    if separator in ";|":
        return False
    cells = len(one.counts)
    return cells <= len(parts) or all(is_known_answer(text) for text in one.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionColumns:
    """Options that have a column each.

    Attributes:
        columns: The columns of the options.
        others: Columns of the question that hold texts or have no figure.
        chosen: What stands there where one was chosen.
        not_chosen: What stands there where it was not.
        sure: Whether the marks cannot be answers of a yes and no question of their own.
    """

    columns: tuple[Profile, ...]
    others: tuple[Profile, ...]
    chosen: tuple[str, ...]
    not_chosen: tuple[str, ...]
    sure: bool


def option_columns(group: Sequence[Profile]) -> OptionColumns | None:
    """Return the options among columns of one question, or nothing when they hold other answers.

    Args:
        group: Neighbouring columns of one question.
    """
    others = tuple(one for one in group if asks_other(one.heading.text) or asks_other(f"[{one.heading.option}]"))
    columns = tuple(one for one in group if one not in others and one.counts)
    if len(columns) < 2:
        return None
    chosen, not_chosen = words()["chosen"], words()["not_chosen"]
    yes: set[str] = set()
    no: set[str] = set()
    for one in columns:
        for text in one.counts:
            if _is_option(one, text) or plain(text) in chosen:
                yes.add(text)
            elif plain(text) in not_chosen:
                no.add(text)
            else:
                return None
    if not yes or (no and len({plain(text) for text in yes}) > 1):
        return None
    blank = any(one.answered < one.rows for one in columns)
    worded = {plain(text) for text in no} & {"ei", "no", "nej"}
    sure = not worded and (not no or {plain(text) for text in yes} <= {"1", "y", "x", "true"} or not blank)
    return OptionColumns(
        columns=columns,
        others=others,
        chosen=tuple(sorted(yes)),
        not_chosen=tuple(sorted(no)),
        sure=sure,
    )


def _is_option(one: Profile, text: str) -> bool:
    """Return whether a cell repeats the option of its column."""
    said = plain(text)
    return (
        bool(said)
        and said not in words()["not_chosen"]
        and said in (plain(one.heading.option), plain(one.heading.text))
    )
