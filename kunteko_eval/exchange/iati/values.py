"""Baselines, targets and actuals of an IATI indicator: their periods, groups and figures."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from kunteko_eval.exchange.iati.import_report import ActivityNotes
from kunteko_eval.exchange.iati.narratives import (
    LONGEST,
    ActivityContext,
    Span,
    Texts,
    day_of,
    joined,
    plain,
    span_id,
    texts,
    unmarked,
)
from kunteko_eval.exchange.iati.xml_stream import Node
from kunteko_eval.exchange.typed_numbers import TypedNumber, read_figure
from kunteko_eval.model.units import Unit
from kunteko_eval.reading.cross_checks import LATEST_YEAR
from kunteko_eval.reading.unit_checks import currencies

OWN = "urn:kunteko-eval:1"
"""The namespace of what an export adds for a later import; other readers of IATI pass it over."""

Part = Literal["baseline", "target", "actual"]
Pace = Literal["year", "share-of-time"]
Group = tuple[tuple[str, str], ...]
"""Dimensions and locations as name and value; empty for the whole."""

_A = {"baseline": "a baseline", "target": "a target", "actual": "an actual"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One baseline, target or actual whose figure was understood.

    Attributes:
        number: Plain digits.
        note: How it was understood, and its comment in one language.
        written: The figure as it stands, where signs and words around it had to be understood.
        comment: Its comment in three languages.
        upper: The upper end of a range, which only an export of ours tells; so are `n`, and of a target whether it is
            `standing` in every period and its `pace`.
    """

    part: Part
    number: str
    span: Span | None
    year: int | None
    group: Group
    line: int
    place: str
    precision: str = "exact"
    inferred: bool = False
    note: str = ""
    written: str = ""
    comment: Texts | None = None
    upper: str | None = None
    n: int | None = None
    standing: bool = False
    pace: Pace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What the figures of an indicator are.

    Attributes:
        code: The code of the standard, as the file gives it.
        scale: The ends of the scale of a grade.
        declared: What an export of ours noted of a unit of a programme's own, as ``programme.yaml`` declares it.
    """

    code: str
    unit: Unit
    scale: tuple[float, float] | None = None
    declared: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Position:
    """Where a figure stands; a baseline has a year and no span."""

    part: Part
    place: str
    span: Span | None = None
    year: int | None = None


def values_of(node: Node, place: str, context: ActivityContext) -> list[tuple[Value, TypedNumber]]:
    """Return every baseline, target and actual whose period is right, with its figure, understood or not."""
    found = []
    notes = context.notes
    note_unread(node, _OF_INDICATOR, place, notes)
    for one in node.all("baseline"):
        day = day_of(one.get("iso-date"))
        year = day.year if day else _whole(one.get("year"), 4)
        found.append(_value(one, _Position(part="baseline", place=f"{place}, baseline", year=year), context))
    spans: list[Span] = []
    for index, period in enumerate(node.all("period"), 1):
        span = _span(period, f"{place}, period {index}", notes)
        if span and any(span[0] <= other[1] and other[0] <= span[1] and span != other for other in spans[-12:]):
            what = "a period that overlaps an earlier one; figures are levels and never summed"
            notes.understood(period.line, place, span_id(span), what)
        spans += [span] if span else []
        where = f"{place}, {span_id(span)}" if span else f"{place}, period {index}"
        note_unread(period, _OF_PERIOD, where, notes)
        for part in ("target", "actual"):
            for one in period.all(part):
                if span is None:
                    what = f"{_A[part]} without a period"
                    notes.left(one.line, f"{where}, {part}", one.get("value"), what)
                else:
                    found.append(_value(one, _Position(part=part, place=f"{where}, {part}", span=span), context))
    return [pair for pair in found if pair is not None]


def _span(period: Node, place: str, notes: ActivityNotes) -> Span | None:
    """Return both days of a period; an inverted or incomplete one is told, never mended."""
    days: list[datetime.date] = []
    for name in ("period-start", "period-end"):
        node = period.first(name)
        text = node.get("iso-date") if node else ""
        day = day_of(text)
        if day is None:
            notes.left((node or period).line, place, text, f"a period whose {name} is no day of the calendar")
            return None
        days.append(day)
    if days[1] < days[0]:
        notes.left(period.line, place, f"{days[0]} to {days[1]}", "a period that ends before it starts")
        return None
    if days[1].year > LATEST_YEAR:
        notes.left(period.line, place, f"{days[1]}", f"a period that ends after {LATEST_YEAR}")
        return None
    return days[0], days[1]


def _value(node: Node, at: _Position, context: ActivityContext) -> tuple[Value, TypedNumber] | None:
    notes = context.notes
    note_unread(node, _OF_FIGURE, at.place, notes)
    comments = [words for one in node.all("comment") if (words := texts(one, context, at.place))]
    words = joined(comments, node.line, at.place, notes) if comments else None
    comment = _one_comment(words or {}, node, at, context)
    for one in node.all("document-link"):
        notes.left(one.line, at.place, one.get("url"), "the document link of a single figure")
    figure = read_figure(node.attributes.get("value"), context.decimal)
    if figure.number is None:
        _note_no_number(node, at, figure, comment, notes)
        return None
    written = repr(node.get("value")) if figure.how else ""
    value = Value(
        part=at.part,
        number=figure.number,
        span=at.span,
        year=at.year,
        group=_group_of(node),
        line=node.line,
        place=at.place,
        precision=figure.precision,
        inferred=bool(figure.how),
        note=_cut("; ".join(one for one in (written, comment) if one), node, at.place, notes),
        written=written,
        comment=words,
    )
    return _with_own_notes(value, node), figure


def _note_no_number(node: Node, at: _Position, figure: TypedNumber, comment: str, notes: ActivityNotes) -> None:
    """Note a figure that is not read, with its comment."""
    what = f"{_A[at.part]} without a value" if figure.empty else f"{_A[at.part]} that is not read as a number"
    detail = "" if figure.empty else figure.why_not
    if figure.readings is not None:
        detail += "; give --decimal comma or --decimal point"
    if comment:
        detail = f"{detail}; its comment, to be coded as a finding: {comment}".removeprefix("; ")
    notes.left(node.line, at.place, node.get("value"), what, detail)


def _group_of(node: Node) -> Group:
    """Return the dimensions and locations of a figure."""
    pairs = [(plain(one.get("name"))[:200] or "dimension", one.get("value")) for one in node.all("dimension")]
    pairs += [("location", one.get("ref")) for one in node.all("location")]
    return tuple(sorted({(name, plain(value)[:200] or "–") for name, value in pairs}))


def _with_own_notes(value: Value, node: Node) -> Value:
    """Return a value with what an export of ours noted beside its figure."""
    own, holding = node.first(f"{OWN} observation"), node.first(f"{OWN} expectation")
    if own is not None:
        upper, n, precision = read_figure(own.get("value-to")).number, _whole(own.get("n"), 9), own.get("precision")
        known = precision in {"exact", "about", "over", "nearly"}
        value = replace(value, upper=upper, n=n or None, precision=precision if known else value.precision)
    if holding is not None and value.part == "target":
        pace = holding.get("pace")
        found: Pace | None = pace if pace in get_args(Pace) else None  # type: ignore[assignment]
        value = replace(value, standing=holding.get("period") == "every", pace=found)
    return value


def _one_comment(words: Texts, node: Node, at: _Position, context: ActivityContext) -> str:
    """Return a comment in the activity's language, and note the others where only one is kept."""
    own = unmarked(words)
    code = context.language.lower()[:2]
    chosen = code if code in own else next(iter(own), "")
    for code, other in own.items():
        if at.part == "actual" and code != chosen:
            what = "a comment in a further language; a note has one"
            context.notes.left(node.line, at.place, other, what, code)
    return own.get(chosen, "")


def _cut(note: str, node: Node, place: str, notes: ActivityNotes) -> str:
    if len(note) > LONGEST:
        notes.left(node.line, place, note[LONGEST:], f"the end of a note of more than {LONGEST} characters")
    return note[:LONGEST]


def note_unread(node: Node, known: frozenset[str], place: str, notes: ActivityNotes) -> None:
    """Note the elements that the standard does not have here, or that a programme has no place for."""
    for one in node.children:
        if one.name not in known and not one.name.startswith(f"{OWN} "):
            words = plain(one.text) or " ".join(plain(inner.text) for inner in one.children).strip()
            notes.left(one.line, place, words, f"an element that is not read here: {one.name.split()[-1][:60]}")


_OF_INDICATOR = frozenset({"title", "description", "document-link", "reference", "baseline", "period"})
_OF_PERIOD = frozenset({"period-start", "period-end", "target", "actual"})
_OF_FIGURE = frozenset({"location", "dimension", "comment", "document-link"})


def fitting(value: Value, figure: TypedNumber, measure: Measure, notes: ActivityNotes) -> Value | None:
    """Return a value whose figure fits its indicator and period, or note why it is left."""
    why = _why_not(value, figure, measure)
    if why:
        leave(value, f"{value.part} left: {why}", notes)
        return None
    if figure.how:
        detail = f"{figure.how}; read as {value.number}"
        notes.understood(value.line, value.place, "", "a figure with signs", detail)
    else:
        notes.read(value.line, value.place, value.number, f"{_A[value.part]} as it stands")
    return value


def leave(value: Value, what: str, notes: ActivityNotes, *, detail: str = "") -> None:
    """Note that a value is left, with its comment, which would be lost with it."""
    comment = "; ".join(dict.fromkeys(unmarked(value.comment).values())) if value.comment else ""
    parts = (detail, f"its comment: {comment}" if comment else "")
    notes.left(value.line, value.place, value.number, what, "; ".join(one for one in parts if one))


def _why_not(value: Value, figure: TypedNumber, measure: Measure) -> str:
    unit, scale = measure.unit, measure.scale
    if measure.code in {"3", "4"} and unit == "count":
        words = {"3": "nominal: the value names a class", "4": "ordinal: the file does not tell the scale"}
        return words[measure.code]
    plain = measure.declared is None and unit not in currencies()
    if plain and figure.number is not None and float(figure.number) < 0:
        return "a programme holds no figures below zero"
    if figure.percent and unit not in {"percent", "share"}:
        said = "unit" if measure.code == "1" else "no per cent"
        return f"the measure says {said} and the figure says per cent"
    if unit == "share" and float(value.number) > 1:
        return "a share of more than the whole"
    if scale and not scale[0] <= float(value.number) <= scale[1]:
        return "a grade outside of its scale"
    years = {value.year} if value.span is None else set(range(value.span[0].year, value.span[1].year + 1))
    if figure.year is not None and figure.year not in years:
        return "the year before the figure is not its period's"
    return ""


def _whole(text: str, most: int) -> int | None:
    """Return a whole number of at most so many digits, or None."""
    return int(text) if re.fullmatch(rf"\d{{1,{most}}}", text, re.ASCII) else None
