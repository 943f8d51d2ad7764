"""The seals in words: what is sealed, what changed since, whether it was registered in advance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.registration import SealChange, Timing, changes
from kunteko_eval.model.base import Text
from kunteko_eval.model.registration import HEAD
from kunteko_eval.report.content import Table
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.seal_warnings import differences
from kunteko_eval.report.view import View

KINDS = {
    "programme": N_("dates of the programme"),
    "level": N_("level"),
    "period": N_("period"),
    "convention": N_("expectation"),
    "indicator": N_("indicator"),
    "element": N_("box"),
    "rubric": N_("rubric"),
    "grade": N_("grade"),
}
"""What a sealed part is, by what stands before the colon of its name."""

KEYS = {
    "aggregation": N_("way of summing"),
    "applies_to": N_("applies to"),
    "baseline": N_("baseline"),
    "basis": N_("on whose word"),
    "cut": N_("cut-point"),
    "direction": N_("direction"),
    "document": N_("document"),
    "due_after_years": N_("years until it can be expected"),
    "end": N_("end"),
    "evidence": N_("evidence"),
    "expected": N_("expected"),
    "extent": N_("extent"),
    "floor": N_("floor"),
    "groups": N_("groups"),
    "id": N_("id"),
    "kind": N_("kind"),
    "label": N_("words"),
    "level": N_("level"),
    "marks": N_("marks"),
    "pace": N_("pace"),
    "part_of": N_("part of"),
    "period": N_("period"),
    "recorded": N_("recorded"),
    "registered": N_("registered"),
    "scale_max": N_("greatest grade"),
    "scale_min": N_("least grade"),
    "start": N_("start"),
    "unit": N_("unit"),
    "value": N_("value"),
}
"""What is sealed of a part."""

TIMINGS: dict[Timing, str] = {
    "in-advance": N_(
        "Registered in advance: the seal is of {day}, and the first evidence that it judges became public on {first}."
    ),
    "partly": N_(
        "Partly retrospective: the last seal is of {day}, and for {late:w} of the {count:w} rated boxes some of the evidence was public before it; the first became public on {first}, the last on {last}."
    ),
    "retrospective": N_(
        "A retrospective evaluation: the seal is of {day}, and all the evidence was public by then, the last of it on {last}. Whoever wrote the expectations could know the evidence."
    ),
}


SEALED: dict[Timing | None, str] = {
    None: N_("Sealed {day} ({registration})."),
    "in-advance": N_("Sealed {day} ({registration}), before any of its evidence was public."),
    "partly": N_("Sealed {day} ({registration}), when some of its evidence was public."),
    "retrospective": N_("Sealed {day} ({registration}), when all of its evidence was public."),
}


def seal_note(view: View) -> tuple[str, ...]:
    """Return what the seals prove of the ratings of a period, in sentences."""
    say, assessment = view.say, view.assessment
    rows = assessment.programme.registration
    if view.scenario is not None:
        return (say("A trial of other expectations or rules stands under no seal."),)
    if not rows:
        return (
            say(
                "The expectations are not sealed. The days of recording were entered by hand, and nothing shows that the expectations were not changed once the ratings were ready."
            ),
        )
    closed = [one for one in rows if one.part == HEAD]
    last = closed[-1]
    lines = [
        say(
            "What the ratings rest on was sealed on {day} ({registration}, {author}, rubric {rubric}).",
            day=say.day(last.date),
            registration=last.registration,
            author=last.author,
            rubric=last.rubric,
        ),
        timing_told(say, assessment),
        _changed_told(say, assessment),
        say(
            "The seal proves the order only to those who know its head from elsewhere, because whoever can rewrite the whole record can forge it. Head: {head}",
            head=say.as_is(last.seal),
        ),
    ]
    return tuple(line for line in lines if line)


def timing_told(say: Language, assessment: Assessment) -> str:
    """Return whether a period's ratings were registered in advance; empty when none stands under a seal."""
    stands = [one.seal for one in assessment.ratings if one.seal and one.seal.timing and one.seal.under]
    timings = {one.timing for one in stands}
    if not timings:
        return ""
    days = sorted(day for one in stands for day in one.days)
    under = max(one.under.date for one in stands if one.under)
    late = sum(one.timing != "in-advance" for one in stands)
    told = {"day": say.day(under), "first": say.day(days[0]), "last": say.day(days[-1])}
    if len(timings) == 1 and "partly" not in timings:
        return say(TIMINGS["retrospective" if late else "in-advance"], **told)
    return say(TIMINGS["partly"], late=late, count=len(stands), **told)


def _changed_told(say: Language, assessment: Assessment) -> str:
    late = [one for one in assessment.ratings if one.seal and one.seal.late]
    if not late:
        return say("What the ratings rest on has not changed after rating.")
    return say.many(
        "One box is marked as registered after rating, with one step down in confidence.",
        "{count:W} boxes are marked as registered after rating, with one step down in confidence.",
        len(late),
    )


def part_name(say: Language, assessment: Assessment, part: str) -> str:
    """Return a sealed part in words."""
    kind, _, name = part.partition(":")
    if kind == "programme":
        return say(KINDS[kind])
    chain, settings = assessment.programme.chain, assessment.rubric.sheet.settings
    labels: dict[str, Text] = {
        **{f"element:{one.id}": one.label for one in chain.elements},
        **{f"level:{one.id}": one.label for one in chain.levels},
        **{f"grade:{place}": one.label for place, one in enumerate(chain.grades, 1)},
        **{f"indicator:{one.id}": one.label for one in assessment.programme.indicators},
        **{f"rubric:{one.name}": getattr(settings, one.name).description for one in fields(settings)},
    }
    return f"{say(KINDS[kind])}: {say.text(labels[part]) if part in labels else say.as_is(name)}"


def element_seal(say: Language, assessment: Assessment, one: ElementRating) -> list[str]:
    """Return how an element's rating stands to the seals; nothing where there are none."""
    if one.seal is None:
        return []
    lines = []
    if one.seal.under is None:
        lines.append(say("What the rating rests on has changed since it was sealed."))
    else:
        sealed = {"day": say.day(one.seal.under.date), "registration": one.seal.under.registration}
        lines.append(say(SEALED[one.seal.timing], **sealed))
    if one.seal.late:
        parts = dict.fromkeys(part_name(say, assessment, change.part) for change in one.seal.late)
        lines.append(say("Registered after rating: {parts}.", parts="; ".join(parts)))
    return lines


def seal_changes(view: View) -> Table | None:
    """Return everything that changed since the first seal: what, from, to, when and why; None when nothing did."""
    say, programme = view.say, view.programme
    rows = [
        (part_name(say, view.assessment, one.part), what, was, now, *_when_and_why(say, one))
        for one in changes(programme, view.assessment.rubric)
        for what, was, now in _told(say, one)
    ]
    if not rows:
        return None
    columns = (say("Sealed"), say("What"), say("From"), say("To"), say("When"), say("Why"))
    return Table(caption=say("What changed since the first seal"), columns=columns, rows=tuple(rows))


def _told(say: Language, change: SealChange) -> Iterator[tuple[str, str, str]]:
    for key, was, now in differences(change.before, change.after):
        yield say(KEYS[key]), say.as_is(was) if was else "–", say.as_is(now) if now else "–"


def _when_and_why(say: Language, change: SealChange) -> tuple[str, str]:
    if change.by is None:
        return say("not sealed"), "–"
    why = say.as_is(change.by.reason) if change.by.reason else "–"
    return f"{say.day(change.by.date)} ({say.as_is(change.by.registration)})", why
