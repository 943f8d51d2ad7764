"""What is suspicious in words: for the report's register of checks, for ``checks.json``, and for the command line."""

from __future__ import annotations

import datetime

from kunteko_eval.model.accepted import WarningCode
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.report.language import N_, Language
from kunteko_eval.screening.register import reasons
from kunteko_eval.screening.suspicion import Suspicion

FOUND: dict[WarningCode, str] = {
    "unit-hundred": N_("{value} stands where the unit is per cent."),
    "duplicate": N_("The same figure, {value}, stands {count} times for one indicator, period, group and source."),
    "same-statement": N_("{count} findings say the same or nearly the same."),
    "n-above": N_(
        "{n} respondents are more than the {most} of the collection, or of the group that this one belongs to."
    ),
    "future": N_("{name}: {day} has not come yet."),
    "outside-series": N_("{value} stands in a series whose other figures lie between {least} and {greatest}."),
    "target-tenfold": N_("The figure has come {times} times as far as was expected."),
    "two-types": N_("Two collections look like one and have two source types: {first}; {second}."),
}
WHY: dict[WarningCode, str] = {
    "unit-hundred": N_("A share may have been written as it is, and not times 100."),
    "duplicate": N_("One figure may have been entered twice."),
    "same-statement": N_("One statement coded twice counts twice."),
    "n-above": N_("No question has more respondents than there are."),
    "future": N_("Nothing is published or measured on a day to come."),
    "outside-series": N_("A figure so far from its own series is often a slip in the number or in the unit."),
    "target-tenfold": N_("A target passed tenfold often has another unit, or is of another span, than the figure."),
    "two-types": N_("Source types weigh equally, so one survey would count as two."),
}
ADVICE: dict[WarningCode, str] = {
    "unit-hundred": "Write it times 100, or give the number of respondents that it comes from.",
    "duplicate": "Keep one of the rows, or correct what differs between them.",
    "same-statement": "Keep one of the findings, or say in the statements what differs.",
    "n-above": "Correct n, or the collection's respondents.",
    "future": "Correct the date, or the period of the figures.",
    "outside-series": "Read the figure and its unit in the document again.",
    "target-tenfold": "Compare the unit and the span of figure and target.",
    "two-types": "Make one collection of them, or say in their labels what differs.",
}
"""What to do; the command line speaks English alone."""

EXPLAIN = "If it is right, record the reason in programme.yaml under accepted."


def found(say: Language, one: Suspicion, programme: ProgrammeData) -> str:
    """Return what stands there, as a sentence."""
    values: dict[str, object] = dict(one.values)
    for name in ("value", "least", "greatest"):
        if name in values:
            text = str(values[name])
            values[name] = say.number(float(text), len(text.partition(".")[2]))
    if one.code == "target-tenfold":
        values["times"] = say.number(float(one.values["times"]), 1)
    if one.code == "future":
        values |= {"name": say.as_is(str(values["name"])), "day": say.day(_day(values["day"]))}
    if one.code == "two-types":
        values |= {key: say.text(programme.collections[str(values[key])].label) for key in ("first", "second")}
    return say(FOUND[one.code], **values)


def sentence(say: Language, one: Suspicion, programme: ProgrammeData) -> str:
    """Return what stands there, why it is suspicious, and the recorded reason where there is one."""
    parts = [found(say, one, programme), say(WHY[one.code])]
    explained = reasons(programme).get(one.key)
    if explained is not None:
        parts.append(say("Explained: {reason}", reason=say.text(explained.reason)))
    return " ".join(parts)


def labels(say: Language, one: Suspicion, programme: ProgrammeData) -> list[str]:
    """Return the names of what a suspicion is about: indicators, statements, collections, or the ids of others."""
    named: list[str] = []
    for part, name, _ in one.where:
        if part == "observations":
            named.append(say.text(programme.indicators_by_id[programme.observations_by_id[name].indicator].label))
        elif part == "findings":
            named.append(say.text(programme.findings_by_id[name].statement))
        elif part == "collections":
            named.append(say.text(programme.collections[name].label))
        elif part != "conventions" or one.code == "unit-hundred":
            named.append(say.as_is(name))
    return list(dict.fromkeys(named))


def evidence(one: Suspicion) -> tuple[str, ...]:
    """Return the ids of the observations and findings concerned."""
    return tuple(dict.fromkeys(name for part, name, _ in one.where if part in {"observations", "findings"}))


def concerns(one: Suspicion, programme: ProgrammeData, period: Period) -> bool:
    """Return whether a suspicion is about something of the period, or about no period."""
    names = evidence(one)
    spans = (
        programme.periods[(programme.observations_by_id.get(name) or programme.findings_by_id[name]).period]
        for name in names
    )
    return not names or any(period.contains(span) for span in spans)


def _day(value: object) -> datetime.date:
    return datetime.date.fromisoformat(str(value))
