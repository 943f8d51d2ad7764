"""Figures that stand for none: a 0, or the baseline again, whose comment says that nothing was measured yet.

Systems that want a number in every cell make people type 0 and write beside it that the indicator is only reported
at the end. Such a 0 is no observation. It is told, and may be recorded by hand where it was measured after all.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kunteko_eval.exchange.iati.import_report import ActivityNotes
from kunteko_eval.exchange.iati.match import canonical, compatible
from kunteko_eval.exchange.iati.narratives import unmarked
from kunteko_eval.exchange.iati.values import Value

_DONE = r"(?:measured|reported|collected|available|assessed|surveyed|recorded|determined|established|confirmed|known)"
_THEN = r"(?:end(?! of (?:the |each |every )?(?:reporting )?(?:year|month|quarter))|endline|completion|clos\w+)"
_DATA = r"(?:data|figures?|results?|measurements?|surveys?|reports?|evaluations?|information)"
_NOT_YET = re.compile(
    "|".join(
        (
            rf"\bnot (?:yet )?(?:been )?{_DONE}\b",
            rf"\b(?:has|have|is|are|was|were)n[’']t (?:yet )?(?:been )?{_DONE}\b",
            rf"\bno {_DATA}\b[^.;]{{0,40}}\b(?:yet|{_DONE})\b",
            rf"\bno {_DATA}(?: for [^.;]{{1,40}})?\s*[.;]?\s*$",
            rf"\b(?:will|shall|yet to|to) (?:only )?be (?:only )?(?:{_DONE}|defined|decided|set|updated)\b",
            rf"\bonly (?:be )?{_DONE}\b[^.;]{{0,20}}\b(?:at|by|in|after|from|once|upon|when)\b",
            rf"\b{_DONE} (?:only )?(?:at|by|upon|after) (?:the )?(?:\w+ )?{_THEN}\b",
            r"\btoo early to (?:measure|report|assess|tell|say)\b",
            rf"\b{_DATA}\b[^.;]{{0,20}}\b(?:pending|awaited|forthcoming|missing)\b",
            rf"\bawaiting\b[^.;]{{0,20}}\b{_DATA}\b",
            r"\b(?:tbd|tbc|placeholder)\b",
            r"\bei (?:ole )?(?:vielä )?(?:mitattu|raportoitu|saatavilla|käytettävissä|tiedossa|tietoa|kerätty|arvioitu)",
            r"\b(?:raportoidaan|mitataan|kerätään|selviää|saadaan|arvioidaan)\b[^.;]{0,40}"
            r"\b(?:lopussa|lopuksi|päätyttyä|päättyessä|loppuraporti\w*|myöhemmin|vasta)\b",
            r"\bvasta\b[^.;]{0,40}\b(?:lopussa|lopuksi|päätyttyä|päättyessä|loppuraporti\w*)\b",
            r"\b(?:ännu inte|inte ännu)\b",
            r"\binte (?:mätts?|rapporterats?|tillgänglig\w*|insamla\w*|känd\w*)\b",
            r"\b(?:rapporteras|mäts|redovisas|samlas in)\b[^.;]{0,40}\b(?:slutet|slutrapport\w*|senare|först)\b",
            r"\bpas encore (?:été )?(?:disponible|mesur|rapport|collect|connu)",
            r"\bnon disponible",
            r"\bser(?:a|ont)\b[^.;]{0,30}(?:mesur|rapport|disponible|communiqu|collect)",
            r"\bà (?:déterminer|confirmer)\b",
            r"(?:mesur|rapport)\w*[^.;]{0,30}\bfin du (?:projet|programme)\b",
            r"\b(?:aún|todavía) no\b|\bno (?:está |están )?disponible|\bpor determinar\b",
            r"\bse (?:medirá|reportará|informará)",
            r"\bnoch nicht (?:gemessen|verfügbar|erhoben|bekannt|berichtet)|\bnicht verfügbar\b",
            r"\bnog niet (?:gemeten|beschikbaar|bekend|gerapporteerd)|\bniet beschikbaar\b",
            r"\bainda não (?:medid|dispon|report)|\bnão disponíve",
        )
    )
)


def not_yet(text: str) -> bool:
    """Return whether a comment says that something is not measured, reported or available yet.

    >>> not_yet("Only reported at the end of the programme."), not_yet("No wells were built."), not_yet("TBD")
    (True, False, True)
    """
    return bool(_NOT_YET.search(" ".join(text.casefold().split())))


def measured(values: list[Value], notes: ActivityNotes) -> list[Value]:
    """Return the values without the placeholders among them, which are told."""
    said = {id(value): comment for value in values if (comment := _comment(value))}
    targets = [value for value in values if value.part == "target" and id(value) in said]
    found = []
    for value in values:
        comment = said.get(id(value), "")
        if not comment and value.part == "actual":
            group = canonical(value.group)
            fitting = (one for one in targets if one.span == value.span and compatible(canonical(one.group), group))
            of_target = next((said[id(one)] for one in fitting), "")
            comment = of_target if Decimal(value.number) == 0 else ""
        if not comment:
            found.append(value)
        elif Decimal(value.number) == 0 or (value.part == "actual" and _starts_again(value, values)):
            what = f"{value.part} left: a placeholder; its comment says that it is not yet measured"
            notes.left(value.line, value.place, value.number, what, comment)
        else:
            what = "a figure whose comment says that it is not final; it is kept"
            notes.understood(value.line, value.place, value.number, what, comment)
            found.append(value)
    return found


def _comment(value: Value) -> str:
    given = unmarked(value.comment or {}).values()
    return next((one for one in given if not_yet(one)), "")


def _starts_again(value: Value, values: list[Value]) -> bool:
    """Return whether an actual repeats a baseline that fits it."""
    group, number = canonical(value.group), Decimal(value.number)
    return any(
        one.part == "baseline" and Decimal(one.number) == number and compatible(canonical(one.group), group)
        for one in values
    )
