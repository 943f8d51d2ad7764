"""What an IATI indicator was expected to reach, and which of its figures each expectation is for.

The standard gives a target for each period and each dimension; a programme gives an indicator one
expectation, recorded before rating. So figures with the same baseline and target become one indicator, and
where targets differ from period to period, or from group to group, an indicator for each. Nothing is ever
held against another period's or another group's target.

Achievement is then (actual − baseline) / (target − baseline), as in the OECD-DAC results framework.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kunteko_eval.exchange.iati_in import ReadIndicator, ReadResult
from kunteko_eval.exchange.iati_report import Telling
from kunteko_eval.exchange.iati_values import Group, Value
from kunteko_eval.exchange.iati_words import Span, Texts, one_language, slug, span_id

_NO_TARGET = {"fi": "ei tavoitetta", "sv": "inget mål", "en": "no target"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Floor and target as they are recorded: in the indicator's unit, of a grade as a part of its scale.

    Attributes:
        assumed: Whether no baseline was given and an output starts from nothing.
        target: The first target that says so, for its line and place.
    """

    floor: float
    expected: float
    assumed: bool
    target: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """An indicator of the programme: the figures of an IATI indicator that share an expectation."""

    id: str
    label: Texts
    source: ReadIndicator
    actuals: tuple[Value, ...]
    expectation: Expectation | None


def series_of(result: ReadResult, indicator: ReadIndicator, taken: set[str], telling: Telling) -> list[Series]:
    """Return the indicators that an IATI indicator becomes; one without any figure is one too."""
    cells: dict[tuple[Span | None, Group], tuple[list[Value], list[Value]]] = {}
    for value in indicator.values:
        if value.part != "baseline":
            cell = cells.setdefault((value.span, value.group), ([], []))
            cell[value.part == "actual"].append(value)
    shared: dict[tuple[float, float] | None, list[tuple[Expectation | None, Value | None, list[Value]]]] = {}
    for (span, group), (targets, actuals) in cells.items():
        made = _expectation(result, indicator, span, group, targets, telling)
        key = (made.floor, made.expected) if made else None
        if made or actuals:
            shared.setdefault(key, []).append((made, next(iter(targets), None), actuals))
        if len({value.number for value in actuals}) > 1:
            telling.add(
                "understood", actuals[1].line, actuals[1].place, actuals[1].number, "actuals that disagree, all kept"
            )
    if not shared:
        shared = {None: []}
        what = "an indicator without a figure that is read; it waits for one"
        telling.add("understood", indicator.line, indicator.place, indicator.label["en"], what)
    if not any(shared) and indicator.of("baseline"):
        baseline = indicator.of("baseline")[0]
        telling.add("left", baseline.line, baseline.place, baseline.number, "a baseline with no target to start from")
    spare = f"indicator-{result.number}-{indicator.number}"
    found = []
    for key, parts in shared.items():
        known = [value for _, target, actuals in parts for value in (*actuals, *((target,) if target else ()))]
        found.append(
            Series(
                id=slug(indicator.reference or one_language(indicator.label), taken, spare),
                label=_label(indicator, known, alone=len(shared) == 1, expected=key is not None),
                source=indicator,
                actuals=tuple(value for _, _, actuals in parts for value in actuals),
                expectation=parts[0][0] if parts else None,
            )
        )
    if len(found) > 1:
        detail = f"{len(found)} indicators"
        what = "targets differ between periods or groups: an indicator for each"
        telling.add("understood", indicator.line, indicator.place, indicator.label["en"], what, detail)
    return found


def _label(indicator: ReadIndicator, values: list[Value], *, alone: bool, expected: bool) -> Texts:
    """Return the label, with the periods and the group that the figures share where there are several indicators."""
    if alone or not values:
        return indicator.label
    spans = sorted({value.span for value in values if value.span})
    groups = {value.group for value in values}
    when = span_id(spans[0]) if len(spans) == 1 else f"{span_id(spans[0])}…{span_id(spans[-1])}"
    whom = ", ".join(f"{name}: {value}" for name, value in next(iter(groups))) if len(groups) == 1 else ""
    added = ", ".join(part for part in (when, whom) if part)[:400]
    found = {}
    for code, words in indicator.label.items():
        lent = words[1:3] if words.startswith("[") else code
        without = "" if expected else f", {_NO_TARGET.get(lent, _NO_TARGET['en'])}"
        found[code] = f"{words[:1500]} ({added}{without})"
    return found


def _expectation(
    result: ReadResult,
    indicator: ReadIndicator,
    span: Span | None,
    group: Group,
    targets: list[Value],
    telling: Telling,
) -> Expectation | None:
    """Return what one period and group was expected to reach, or tell why nothing is."""
    if not targets:
        return None
    target = targets[0]
    if len({value.number for value in targets}) > 1:
        both = " and ".join(dict.fromkeys(value.number for value in targets))
        telling.add("left", target.line, target.place, both, "targets that disagree give no expectation")
        return None
    floor, assumed = _floor(result, indicator, span, group, telling, target)
    if floor is None:
        return None
    wanted = Decimal(target.number)
    if wanted == floor:
        telling.add("left", target.line, target.place, target.number, "a target that equals its baseline")
        return None
    if (wanted < floor) != (indicator.direction == "less"):
        what = "a target on the worse side of its baseline; the direction or one of them is wrong"
        detail = f"baseline {floor}, {indicator.direction} is better"
        telling.add("left", target.line, target.place, target.number, what, detail)
        return None
    if indicator.scale:
        least, greatest = (Decimal(str(end)) for end in indicator.scale)
        floor, wanted = (floor - least) / (greatest - least), (wanted - least) / (greatest - least)
    return Expectation(floor=float(floor), expected=float(wanted), assumed=assumed, target=target)


def _floor(
    result: ReadResult,
    indicator: ReadIndicator,
    span: Span | None,
    group: Group,
    telling: Telling,
    target: Value,
) -> tuple[Decimal | None, bool]:
    """Return the baseline of a group, and whether it was assumed: only an output starts from nothing."""
    given = [value for value in indicator.of("baseline") if value.group == group]
    if len({value.number for value in given}) > 1:
        before = [value for value in given if value.year is not None and span and value.year <= span[0].year]
        latest = max((value.year or 0 for value in before), default=None)
        given = [value for value in before if value.year == latest]
        if len({value.number for value in given}) != 1:
            what = "baselines that disagree give no expectation"
            telling.add("left", target.line, target.place, target.number, what)
            return None, False
        telling.add("understood", given[0].line, given[0].place, given[0].number, "the latest of several baselines")
    if given:
        return Decimal(given[0].number), False
    if result.level == "actions" and indicator.direction == "more" and not indicator.scale:
        what = "an output without a baseline starts from 0"
        telling.add("assumed", target.line, target.place, target.number, what)
        return Decimal(0), True
    what = "a target without a baseline of the same group gives no expectation"
    telling.add("left", target.line, target.place, target.number, what)
    return None, False
