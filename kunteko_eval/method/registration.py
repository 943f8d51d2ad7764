"""What ratings are judged against, in canonical form, and how each rating stands to the seals on it.

A preregistration proves an order only by what was fixed before the evidence was seen (Nosek et al., The
preregistration revolution, PNAS 115, 2018). A change is *after rating* when it is not sealed, or was sealed when
evidence that it judges was public already, unless it brings back what was sealed first.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from kunteko_eval.method.confidence import LEAST, confidence_step
from kunteko_eval.method.context import RatingContext
from kunteko_eval.method.items import Item
from kunteko_eval.method.rating import Reason
from kunteko_eval.method.rubric import Rubric, RubricSheet
from kunteko_eval.model.chain import Element
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.registration import HEAD, SealedPart, canonical
from kunteko_eval.model.scale import DeclaredGrade

Timing = Literal["in-advance", "partly", "retrospective"]
CONVENTION = ("applies_to", "basis", "document", "expected", "floor", "pace", "period", "recorded")
INDICATOR = ("aggregation", "direction", "kind", "part_of", "scale_max", "scale_min", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class SealChange:
    """A part that says something else than it was sealed with first.

    Attributes:
        before: Its canonical content, empty where there was none; so is `after`.
        by: The row that seals it; None when nothing does.
    """

    part: str
    before: str
    after: str
    by: SealedPart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealStanding:
    """How a rating stands to the seals.

    Attributes:
        under: The row that sealed the last of what it is judged against; None when something is not sealed.
        late: The changes after rating.
        timing: Whether the seal is older than the evidence; None without evidence or seal.
        days: The first and the last day on which the evidence used became public; none without evidence.
    """

    under: SealedPart | None
    late: tuple[SealChange, ...]
    timing: Timing | None
    days: tuple[datetime.date, ...]


def parts_of(programme: ProgrammeData, rubric: Rubric) -> dict[str, str]:
    """Return everything that a rating is judged against, part by part, in canonical form."""
    chain, known = programme.chain, programme.indicators_by_id
    used = sorted({one.indicator for element in chain.elements for one in element.evidence if one.indicator})
    spans = sorted({one.period for one in chain.conventions if one.period})
    found: dict[str, Any] = {"programme:dates": _plain(programme.sheet, ("start", "end"))}
    found |= {f"level:{one.id}": _plain(one, ("kind", "due_after_years")) for one in chain.levels}
    found |= {f"period:{name}": _plain(programme.periods[name], ("start", "end")) for name in spans}
    found |= {
        f"convention:{one.id}": _plain(one, CONVENTION if one.baseline is None else (*CONVENTION, "baseline"))
        for one in chain.conventions
    }
    found |= {f"indicator:{name}": _plain(known[name], INDICATOR) for name in used}
    registered = [one for one in chain.elements if not one.proposed]
    found |= {f"element:{one.id}": _plain(one, ("level", "registered")) | _evidence(one) for one in registered}
    found |= {f"grade:{place}": _grade(one) for place, one in enumerate(chain.grades, 1)}
    sheet = _rubric_adapter().dump_python(rubric.sheet, mode="json")
    numbers = {name: one["value"] for name, one in sheet.pop("settings").items()}
    numbers |= {name: one for name, one in sheet.items() if name not in {"schema", "version", "date"}}
    found |= {f"rubric:{name}": {"value": value} for name, value in numbers.items()}
    return {part: canonical(content) for part, content in found.items()}


def _plain(thing: Any, names: Sequence[str]) -> dict[str, Any]:
    values = {name: str(one) if isinstance(one := getattr(thing, name), datetime.date) else one for name in names}
    return {name: float(one) if isinstance(one, int) else one for name, one in values.items()}


def _grade(one: DeclaredGrade) -> dict[str, Any]:
    """Return what a grade means; its looks may change."""
    return _plain(one, ("id", "cut", "extent")) | {"label": asdict(one.label), "marks": sorted(one.marks)}


def _evidence(element: Element) -> dict[str, Any]:
    listed = [
        f"{one.indicator or one.finding}: {one.expectation}{', proxy' if one.proxy else ''}" for one in element.evidence
    ]
    beside = {"intended": element.intended, "desired": element.desired} if element.aside else {}
    about = {name: getattr(element, name) for name in ("importance", "criteria", "evaluation_question", "groups")}
    return {"evidence": sorted(listed)} | {name: value for name, value in about.items() if value} | beside


@functools.cache
def _rubric_adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(RubricSheet)


def changes(programme: ProgrammeData, rubric: Rubric) -> tuple[SealChange, ...]:
    """Return every change since the first seal in order, those that no seal carries last; none without a seal."""
    known, found, rows = dict[str, str](), [], programme.registration
    for row in (one for one in rows if one.part != HEAD):
        if row.registration != rows[0].registration:
            found.append(SealChange(part=row.part, before=known.get(row.part, ""), after=row.content or "", by=row))
        known[row.part] = row.content or ""
    now = parts_of(programme, rubric) if rows else {}
    for part in dict.fromkeys([*known, *now]):
        if known.get(part, "") != now.get(part, ""):
            found.append(SealChange(part=part, before=known.get(part, ""), after=now.get(part, ""), by=None))
    return tuple(found)


def standing(
    element: Element, found: Sequence[Item], context: RatingContext, changed: Sequence[SealChange]
) -> SealStanding | None:
    """Return how an element's rating stands to the seals; None when its programme has none.

    Args:
        element: The element.
        found: Its items.
        context: The programme and the period.
        changed: What `changes` returns.
    """
    programme = context.programme
    if not programme.registration or element.proposed:
        return None
    own = [one for one in changed if _concerns(one.part, element, programme)]
    used = {name for item in found if item.status == "used" for name in item.evidence}
    days = sorted(_public(name, programme) for name in used)
    was = {one.part: one.before for one in reversed(own)}
    ends = {one.part: one.after for one in own}
    late = tuple(
        one for one in own if was[one.part] != ends[one.part] and (one.by is None or (days and one.by.date >= days[0]))
    )
    sealed = all(one.by for one in own)
    under = own[-1].by if own else programme.registration[0]
    timing: Timing | None = None
    if sealed and under and days:
        timing = "in-advance" if under.date < days[0] else "retrospective" if under.date >= days[-1] else "partly"
    return SealStanding(under=under if sealed else None, late=late, timing=timing, days=tuple(days[:1] + days[-1:]))


def _concerns(part: str, element: Element, programme: ProgrammeData) -> bool:
    kind, _, name = part.partition(":")
    conventions = [programme.chain.conventions_by_id[one.expectation] for one in element.evidence]
    own: dict[str, set[str | None]] = {
        "element": {element.id},
        "level": {element.level},
        "convention": {one.id for one in conventions},
        "period": {one.period for one in conventions},
        "indicator": {one.indicator for one in element.evidence},
    }
    return kind not in own or name in own[kind]


def _public(name: str, programme: ProgrammeData) -> datetime.date:
    """Return when a figure or finding became public: its document's day, or else the end of what it tells of."""
    one = programme.observations_by_id.get(name) or programme.findings_by_id[name]
    return programme.documents[one.document].published or programme.periods[one.period].end


def stepped_down(
    level: int | None, reasons: tuple[Reason, ...], stands: SealStanding | None
) -> tuple[int | None, tuple[Reason, ...]]:
    """Return a confidence and its steps, with one step down for what was registered after rating."""
    if level is None or stands is None or not stands.late:
        return level, reasons
    lowered = max(level - 1, LEAST)
    return lowered, (*reasons[:-1], Reason(code="down-registered-after"), confidence_step(lowered))
