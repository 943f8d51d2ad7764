"""Coding in the terminal: one finding after the other, each answer kept at once in the working file."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from kunteko_eval.files.validation import fit
from kunteko_eval.model.coding import Coding, sound
from kunteko_eval.project.codebook import CREDIBILITIES, DIRECTIONS, EXTENTS, codebook
from kunteko_eval.project.coding_desk import Desk, Handout
from kunteko_eval.report.language import N_, Language

Move = Literal["coded", "back", "quit"]

QUESTIONS = {
    "direction": N_("direction"),
    "extent": N_("extent"),
    "credibility": N_("credibility"),
    "note": N_("note, if any"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Where a coder is asked and told.

    Attributes:
        ask: Shows a question with the answer that stands, and returns the new one; empty keeps what stands.
        tell: Shows a line.
        say: The language.
        today: The day of the codings.
    """

    ask: Callable[[str], str]
    tell: Callable[[str], None]
    say: Language
    today: datetime.date


def converse(desk: Desk, at: Terminal) -> bool:
    """Hand out findings until all are coded or the coder stops; returns whether all are coded.

    Args:
        desk: The coder's work; what is in its working file is not asked again unless the coder goes back.
        at: The terminal.
    """
    codings, place = desk.read(), 0
    while desk.left(codings):
        place = _next(desk, codings, place)
        while True:
            move = _one(desk, at, place, codings)
            if move == "quit":
                return False
            if move == "coded":
                break
            place = max(place - 1, 0)
    return True


def _next(desk: Desk, codings: Mapping[str, Coding], place: int) -> int:
    """Return the place of the nearest finding that is not coded, from a place onwards and then from the beginning."""
    order = [*range(place, len(desk.handed)), *range(place)]
    found: int = next(one for one in order if desk.handed[one].finding not in codings)
    return found


def _one(desk: Desk, at: Terminal, place: int, codings: dict[str, Coding]) -> Move:
    """Ask for the coding of one finding and keep it."""
    handed, say = desk.handed[place], at.say
    at.tell("")
    at.tell(
        say(
            "Finding {number} of {count}; {left} left",
            number=place + 1,
            count=len(desk.handed),
            left=desk.left(codings),
        )
    )
    for line in shown(handed, say):
        at.tell(line)
    standing = codings.get(handed.finding)
    answers = {name: str(getattr(standing, name, None) or "") for name in QUESTIONS}
    names = list(QUESTIONS)
    step = 0
    while step < len(names):
        name = names[step]
        if name == "extent" and answers["direction"] == "neither":
            answers[name], step = "not-said", step + 1
            continue
        move = _question(name, answers, at)
        if move == "quit" or (move == "back" and step == 0):
            return move
        step += (
            1 if move == "coded" else -2 if names[step - 1] == "extent" and answers["direction"] == "neither" else -1
        )
    made, misfits = fit(Coding, _values(desk, handed, answers, at.today))
    if made is None:
        for one in misfits:
            at.tell(f"{one.location[0]}: {one.found}; {one.expected}")
        return _one(desk, at, place, codings)
    codings[handed.finding] = made
    desk.save(codings)
    return "coded"


def shown(handed: Handout, say: Language) -> list[str]:
    """Return what a coder sees of a finding, as lines."""
    where = say("Where: {document} ({place})", document=handed.document, place=handed.place)
    return [say.text(handed.statement), *(f"  • {claim}" for claim in handed.claims), where]


def _question(name: str, answers: dict[str, str], at: Terminal) -> Move:
    """Ask one question until it is answered; ``?`` shows the codebook, ``b`` goes back, ``q`` stops."""
    say, words = at.say, _words(name, answers)
    standing = answers.get(name, "")
    if words and standing not in words:
        standing = ""
    while True:
        told = f"{say(QUESTIONS[name])} ({', '.join(words)})" if words else say(QUESTIONS[name])
        given = at.ask(f"{told} [{standing}]" if standing else told).strip()
        if given in {"b", "q"}:
            return "back" if given == "b" else "quit"
        if given == "?":
            for line in codebook(say):
                at.tell(line)
        elif not words:
            answers[name] = "" if given == "-" else given or standing
            return "coded"
        else:
            found = _meant(given or standing, words)
            if found is not None:
                answers[name] = found
                return "coded"
            at.tell(
                say(
                    "Answer with one of these or the beginning of one: {words}. ? shows the codebook, b goes back, q stops.",
                    words=", ".join(words),
                )
            )


def _words(name: str, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words that a question can be answered with; none for free text."""
    if name == "direction":
        return tuple(DIRECTIONS)
    if name == "extent":
        direction = answers["direction"]
        return tuple(one for one in EXTENTS if sound(direction, one))  # type: ignore[arg-type]
    return tuple(map(str, CREDIBILITIES)) if name == "credibility" else ()


def _meant(given: str, words: tuple[str, ...]) -> str | None:
    """Return the one word that an answer is or begins; None when there is none or several.

    >>> _meant("s", ("supports", "neither")), _meant("no", ("none", "not-said")), _meant("", ("1",))
    ('supports', None, None)
    """
    if given in words:
        return given
    found = [one for one in words if given and one.startswith(given.lower())]
    return found[0] if len(found) == 1 else None


def _values(desk: Desk, handed: Handout, answers: Mapping[str, str], today: datetime.date) -> dict[str, object]:
    """Return the plain content of a coding."""
    values: dict[str, object] = {name: value for name, value in answers.items() if value}
    return {
        **values,
        "finding": handed.finding,
        "coder": desk.coder,
        "credibility": int(answers["credibility"]),
        "date": today.isoformat(),
    }
