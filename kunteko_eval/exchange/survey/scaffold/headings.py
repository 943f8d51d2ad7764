"""What a column is by its heading: about a person, a weight, an open line, a question whether one would recommend."""

from __future__ import annotations

import re
from functools import cache

from kunteko_eval.exchange.survey.scaffold.scales import plain, words

MOST_WORDS = 4
"""Words of a heading that may be about a person because one of them is; longer ones are questions."""

_WEAK = frozenset(
    {"id", "kod", "tunnus", "start", "end", "today", "status", "location", "plats", "sijainti", "kesto", "language"}
    | {"kieli", "språk", "adress", "submitted", "created", "seed", "token", "ip", "mobile", "zip", "puh", "points"}
    | {"vastaaja", "respondent", "tunniste", "duration", "timestamp"}
    | {"pisteet", "username", "osoite", "address", "name", "nimi", "namn"}
)
"""Words that say something of a column only when they are the whole of its heading, or stand in a pair below."""

_OF_A_PERSON = frozenset({"your", "full", "first", "last", "sinun", "oma", "vastaajan", "ditt", "din", "svarandens"})
"""Words that make one of those above be about a person: ``Vastaajan nimi``."""


@cache
def _known() -> dict[str, str]:
    """Return what each known heading is."""
    return {phrase: kind for kind, phrases in words()["headings"].items() for phrase in phrases}


def _stripped(heading: str) -> str:
    """Return a heading for comparison: the last part of a path, without a number before it.

    >>> _stripped("12. Sähköposti:"), _stripped("meta/instanceID"), _stripped("background/phonenumber")
    ('sähköposti', 'meta/instanceid', 'phonenumber')
    """
    said = re.sub(r"^(?:q|k)?\d{1,3}\s*[.):]\s*", "", plain(heading))
    if said in _known():
        return said
    return plain(said.rsplit("/", 1)[-1]) if re.fullmatch(r"[\w./-]+", said) else said


def about_person(heading: str) -> str:
    """Return what a column tells of a respondent by its heading, or nothing.

    >>> about_person("Sähköpostiosoitteesi"), about_person("Vastaajan nimi"), about_person("Organisaation nimi")
    ('an e-mail address', 'a name', '')
    >>> about_person("IPAddress"), about_person("Onko työpaikkasi sähköposti toiminut hyvin tänä vuonna?")
    ('an IP address', '')
    """
    said = _stripped(heading)
    if not said:
        return ""
    exact = _known().get(said)
    if exact is not None:
        return exact
    parts = re.findall(r"[\w-]+", said)
    if len(parts) > MOST_WORDS:
        return ""
    for phrase, kind in _known().items():
        if kind == "the survey tool's own":
            continue
        if phrase in _WEAK:
            if phrase in parts and _OF_A_PERSON & set(parts):
                return kind
        elif phrase in parts or (" " in phrase and phrase in said) or _inflected(phrase, parts):
            return kind
    return ""


def _inflected(phrase: str, parts: list[str]) -> bool:
    """Return whether a word of a heading is a long known one with a Finnish or Swedish ending."""
    return len(phrase) >= 7 and any(one.startswith(phrase) and len(one) <= len(phrase) + 12 for one in parts)


def is_weight(heading: str, *, whole: bool = True) -> bool:
    """Return whether a heading is that of a weight.

    >>> is_weight("Painokerroin"), is_weight("Paino (kg)")
    (True, False)
    """
    said = _stripped(heading)
    return said in words()["weights"] or (not whole and any(one in said for one in ("painokerroin", "viktkoef")))


def asks_other(heading: str) -> bool:
    """Return whether a heading asks for something else in words: ``Muu, mikä?``.

    >>> asks_other("Rooli: Muu, mikä?"), asks_other("Q3[other]"), asks_other("Muutos oli hyvä")
    (True, True, False)
    """
    said = " ".join(heading.split()).casefold()
    if "[other]" in said or "[comment]" in said or said.endswith("_text"):
        return True
    ends = re.split(r"[:;\[\](/–]\s*|\s-\s", said)
    return any(plain(re.sub(r"[?,]", "", one)) in _others() for one in ends)


@cache
def _others() -> frozenset[str]:
    more = {"muu mikä", "jokin muu mikä", "annat vad", "annan vem", "other what", "other which", "muu mikä tai mitkä"}
    return frozenset(more | {plain(one) for one in words()["other_what"]})


def asks_recommendation(heading: str) -> bool:
    """Return whether a heading asks whether one would recommend something: with 0 to 10 it is a net promoter score."""
    return any(one in heading.casefold() for one in words()["recommend"])
