"""A link as ``chain.yaml`` holds it: its assumption, and the bundle of its claims."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kunteko_eval.exchange.links.matching import NewLink
from kunteko_eval.exchange.links.table import MapClaim
from kunteko_eval.model.programme import ProgrammeData

MOST_QUOTES = 20
"""Ids of quotes that an assumption or a bundle names."""

LONGEST_WORDS = 2000
"""Characters of the quotes of a bundle."""

LONGEST_QUOTE = 400
_WORDS = {
    "fi": ("lähteitä", "mainintoja", "lainaukset", "vaikuttaa tähän"),
    "sv": ("källor", "omnämnanden", "citat", "bidrar till"),
    "en": ("sources", "mentions", "quotes", "contributes to"),
}
_COUNTED = {
    code: re.compile(rf".* {leads}: .* \([^()]*; ({sources}: \d+; )?{mentions}: \d+(; {quotes}: .*)?\)", re.DOTALL)
    for code, (sources, mentions, quotes, leads) in _WORDS.items()
}
_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:\d[\s./-]?){7,}")
"""An e-mail address, or digits enough for a telephone number, a date of birth or an identity code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where claims come from.

    Attributes:
        table: The name of the file.
        labels: Labels of new elements by id.
        bundle: The ids of the collection and the period that the rows are claims of, so that they count as evidence;
            None when they are only told in the assumption.
        quotes: Whether the words of quotes go into the bundle.
    """

    table: str
    labels: dict[str, str]
    bundle: tuple[str, str] | None = None
    quotes: bool = False


def link_content(programme: ProgrammeData, link: NewLink, origin: Origin) -> dict[str, Any]:
    """Return a link as ``chain.yaml`` holds it: the evaluator's, with its sources counted in the assumption.

    A quote whose id is a finding's becomes evidence of the link; the other rows become a bundle of claims where it is
    known of which collection and period they are. Sources are numbered there, never named.
    """
    content: dict[str, Any] = {
        "from": link.source,
        "to": link.target,
        "placement": "evaluator",
        "assumption": assumption(programme, link, origin),
    }
    findings = [one for one in link.quotes if one in programme.findings_by_id]
    content |= {"evidence": findings} if findings else {}
    bundle = bundle_content(link, origin)
    return content | ({"bundles": [bundle]} if bundle else {})


def assumption(programme: ProgrammeData, link: NewLink, origin: Origin) -> dict[str, str]:
    """Return the assumption of a link: its ends, the table, and its sources and mentions counted."""
    found: dict[str, str] = {}
    for code in programme.sheet.languages:
        sources, mentions, quotes, leads = _WORDS[code]
        told = [f"{sources}: {len(link.sources)}"] if link.sources else []
        told.append(f"{mentions}: {link.mentions}")
        if link.quotes:
            listed = ", ".join(_printable(one[:40]) for one in link.quotes[:MOST_QUOTES])
            told.append(f"{quotes}: {listed}" + ("…" if len(link.quotes) > MOST_QUOTES else ""))
        start, end = (_label(programme, one, origin, code)[:300] for one in (link.source, link.target))
        found[code] = f"{start} {leads}: {end} ({origin.table[:100]}; {'; '.join(told)})"
    return found


def is_counted(text: str, language: str) -> bool:
    """Return whether an assumption in a language is one that `assumption` wrote and nobody changed since.

    >>> is_counted("A contributes to: B (map.csv; sources: 2; mentions: 3)", "en"), is_counted("A helps B.", "en")
    (True, False)
    """
    return _COUNTED[language].fullmatch(text) is not None


def _label(programme: ProgrammeData, name: str, origin: Origin, code: str) -> str:
    return origin.labels[name] if name in origin.labels else programme.chain.by_id[name].label[code]


def bundle_content(link: NewLink, origin: Origin) -> dict[str, Any] | None:
    """Return the bundle of a link's claims as ``chain.yaml`` holds it; None where there is none.

    Counts of nothing are left out.
    """
    if origin.bundle is None or not link.voices:
        return None
    rows = link.loose
    counts = {
        "contrary": link.contrary,
        "worse": sum(one.coded.worse for one in rows),
        "explicit": sum(one.coded.explicit for one in rows),
        "implicit": sum(one.coded.implicit for one in rows),
    }
    quotes = _quotes(rows) if origin.quotes else ", ".join(dict.fromkeys(one.quote[:40] for one in rows if one.quote))
    return {
        "source": origin.bundle[0],
        "period": origin.bundle[1],
        "voices": list(link.voices),
        "mentions": len(rows),
        **{key: count for key, count in counts.items() if count},
        **({"quotes": kept} if (kept := _cut(quotes)) else {}),
        "table": origin.table[:100],
    }


def _quotes(rows: Sequence[MapClaim]) -> str:
    words = dict.fromkeys(row.words for row in rows if row.words and not is_personal(row))
    return " | ".join(one if len(one) <= LONGEST_QUOTE else one[: LONGEST_QUOTE - 1] + "…" for one in words)


def _cut(text: str) -> str:
    plain = _printable(text)
    return plain if len(plain) <= LONGEST_WORDS else plain[: LONGEST_WORDS - 1] + "…"


def _printable(text: str) -> str:
    return "".join(one for one in text if one.isprintable()).strip(" ,|")


def is_personal(claim: MapClaim) -> bool:
    """Return whether a passage plainly holds personal data: an address, a number of a person, or its source's name."""
    named = len(claim.source) >= 3 and claim.source.casefold() in claim.words.casefold()
    return named or _PERSONAL.search(claim.words) is not None
