"""What an expectation is of: the kind of evidence, and which indicators where the kind alone would not tell."""

from __future__ import annotations

from kunteko_eval.frames.programme import PEOPLE, asked
from kunteko_eval.model.chain import Convention
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.report import method_words
from kunteko_eval.report.language import N_, Language

NAMED = 3
"""How many indicators of one expectation are told by name."""

SHARES = {
    frozenset({True}): N_("survey results"),
    frozenset({False}): N_("shares from registers and statistics"),
}


def kind_of_evidence(say: Language, programme: ProgrammeData, convention: Convention) -> str:
    """Return what an expectation is of, in words.

    The indicators are named where the documents give the expectation, which is then of these alone, and where
    several expectations are of one kind of evidence. A percentage is called a survey share only where people were asked.
    """
    indicators = indicators_of_convention(programme, convention)
    kind = _kind(say, programme, convention, indicators)
    alike = [one for one in programme.chain.conventions if one.applies_to == convention.applies_to]
    if not indicators or (convention.basis != "source" and len(alike) == 1):
        return kind
    names = "; ".join(say.text(one.label) for one in indicators[:NAMED])
    if len(indicators) > NAMED:
        names = say("{names} and {count} others", names=names, count=len(indicators) - NAMED)
    return say("{kind} ({names})", kind=kind, names=names)


def indicators_of_convention(programme: ProgrammeData, convention: Convention) -> list[Indicator]:
    """Return the indicators that are registered against an expectation, in the order of the chain."""
    found = [
        programme.indicators_by_id[one.indicator]
        for element in programme.chain.elements
        for one in element.evidence
        if one.expectation == convention.id and one.indicator is not None
    ]
    return list({one.id: one for one in found}.values())


def _kind(say: Language, programme: ProgrammeData, convention: Convention, indicators: list[Indicator]) -> str:
    unit = convention.applies_to
    if unit not in {"percent", "share"} or not indicators:
        return method_words.unit_name(say, unit)
    sources = frozenset(
        asked(programme, one) for indicator in indicators for one in programme.observations_of[indicator.id]
    )
    told = sources or frozenset({True} if all(one.kind in PEOPLE for one in indicators) else ())
    return say(SHARES.get(told, N_("shares")))
