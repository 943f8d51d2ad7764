"""The words that indicator tables use in Finnish, Swedish and English; a mapping adds its own."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import cast

from kunteko_eval.exchange.indicators.mapping import Part, TableMapping
from kunteko_eval.model.chain import LevelKind

_LEVELS = {
    "resources": "resurssi|resurssit|panos|panokset|input|inputs|resource|resources|resurs|resurser|insats|insatser",
    "actions": "tuotos|tuotokset|toimenpide|toimenpiteet|toiminta|toiminnot|output|outputs|activity|activities|action"
    "|actions|prestation|prestationer|åtgärd|åtgärder|aktivitet|aktiviteter",
    "direct": "tulos|tulokset|välitön vaikutus|välittömät vaikutukset|outcome|outcomes|result|results|resultat|utfall"
    "|immediate outcome|short-term outcome|direct effect|direct effects|specific objective|specific objectives",
    "indirect": "välillinen vaikutus|välilliset vaikutukset|intermediate outcome|intermediate outcomes|indirect effect"
    "|indirect effects|indirekt effekt|indirekta effekter|medium-term outcome",
    "wider": "vaikutus|vaikutukset|vaikuttavuus|impact|impacts|effekt|effekter|goal|goals|päämäärä|laajempi vaikutus"
    "|laajemmat vaikutukset|wider effect|wider effects|overall objective|long-term outcome|vidare effekter",
}
_PARTS = {
    "baseline": "lähtötaso|lähtöarvo|perustaso|baseline|baseline value|utgångsläge|utgångsvärde|baslinje",
    "target": "tavoite|tavoitetaso|tavoitearvo|välitavoite|target|target value|milestone|goal|mål|målvärde|delmål|planned",
    "actual": "toteuma|toteutunut|actual|actuals|actual value|achieved|result|utfall|resultat|value|arvo|observed",
}
_UNITS = {
    "count": "kpl|lkm|lukumäärä|hlö|henkilö|henkilöä|henkilöt|st|st.|pcs|number|no|no.|nr|#|count|antal|persons|people"
    "|participants|osallistujaa|osallistujat|yritystä|yritykset|organisaatiota|organisations|enterprises|personer",
    "percent": "%|prosentti|prosenttia|pros|pros.|procent|percent|percentage|pct|per cent|%-osuus|osuus %|andel %|%:a",
    "share": "osuus 0–1|share 0–1|proportion|fraction",
    "EUR": "€|eur|euro|euroa|euros",
    "SEK": "sek|kronor",
    "USD": "$|usd|us$",
    "GBP": "£|gbp",
}
_BETTER = {
    "more": "more|up|increase|enemmän|suurempi|kasvava|nouseva|mer|större|ökande|positive|higher|+|↑",
    "less": "less|down|decrease|vähemmän|pienempi|laskeva|mindre|minskande|negative|lower|-|↓",
}
_TOTALS = ("yhteensä", "kokonaismäärä", "summa", "total", "totals", "grand total", "totalt", "sammanlagt", "sum")
_EVERYBODY = frozenset(
    ["", "kaikki", "yhteensä", "all", "total", "totalt", "alla", "everybody", "samtliga", "both", "both sexes"]
)
_NOTE = re.compile(
    r"[*†¹²³]|\d\)|(huom|huomautus|huomio|note|notes|n\.b|nb|lähde|lähteet|source|sources|källa|källor|anm|obs|selite"
    r"|päivitetty|updated|uppdaterad)\b",
    re.IGNORECASE,
)
_LEVEL_HEAD = re.compile(r"([^\d:–—.\-]{3,40}?)\s*(\d[\d.]*\s*)?(?:[:–—.\-]|$|(?<=\d)\s)")


@functools.lru_cache(maxsize=100_000)
def normal(text: str) -> str:
    """Return a text as texts are compared: small letters, single blanks, no marks at its end.

    >>> normal("  Toteuma  2023 *:")
    'toteuma 2023'
    """
    return " ".join(text.casefold().replace("\u00ad", "").split()).rstrip(" *:¹²³")


@functools.cache
def _known(name: str) -> dict[str, str]:
    lists: Mapping[str, Mapping[str, str]] = {"level": _LEVELS, "part": _PARTS, "unit": _UNITS, "better": _BETTER}
    return {normal(word): kind for kind, words in lists[name].items() for word in words.split("|")}


def _found(own: Mapping[str, str], name: str, text: str) -> str | None:
    key = normal(text)
    return next((kind for word, kind in own.items() if normal(word) == key), None) or _known(name).get(key)


def level_of(text: str, mapping: TableMapping) -> LevelKind | None:
    """Return the kind of level that a word names, also with a number after it.

    Args:
        text: As the table has it, such as Output or Tulos 1.
        mapping: With words of its own.
    """
    own = cast("dict[str, str]", mapping.levels)
    found = _found(own, "level", text) or _found(own, "level", re.sub(r"[\s\d.]+$", "", text))
    return cast("LevelKind | None", found)


def headed_level(text: str, mapping: TableMapping) -> LevelKind | None:
    """Return the level of a heading such as ``Tulos 1: Osaaminen vahvistuu``, or None."""
    found = _LEVEL_HEAD.match(text)
    return level_of(found[1], mapping) if found else None


def part_of(text: str, mapping: TableMapping) -> Part | None:
    """Return whether a word means a baseline, a target or an actual."""
    return cast("Part | None", _found(cast("dict[str, str]", mapping.kinds), "part", text))


def unit_of(text: str, mapping: TableMapping) -> str | None:
    """Return the unit that a word names, or None."""
    return _found(mapping.units, "unit", text)


def direction_of(text: str) -> str | None:
    """Return whether more or less is better, or None where a word does not tell."""
    return _known("better").get(normal(text))


def is_total(text: str, mapping: TableMapping) -> bool:
    """Return whether a text begins a row of totals."""
    key = normal(text)
    words = (*_TOTALS, *map(normal, mapping.totals))
    return any(key == word or key.startswith((f"{word} ", f"{word},")) for word in words)


def is_everybody(text: str) -> bool:
    """Return whether a word of a column of groups means all of them together."""
    return normal(text) in _EVERYBODY


def is_note(text: str) -> bool:
    """Return whether a text reads as a note below a table."""
    return bool(_NOTE.match(text)) or len(text) > 200
