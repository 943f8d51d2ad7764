"""What several programmes come to together, in words, as a figure and as tables; and who reports what by when."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kunteko_eval.report import cells, method_words
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.content import Exhibit, Markup, Points, Table, escape
from kunteko_eval.report.decimals import decimals_of
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.portfolio import PortfolioView
from kunteko_eval.report.shared_drawing import range_words, shared_drawing
from kunteko_eval.report.table_spec import TableColumn, TableSpec, plain_rows

HOW = {
    "sum": N_("sum"),
    "latest": N_("the latest figure"),
    "mean": N_("mean, weighted by n"),
    "none": N_("side by side only"),
}
OVERLAPS = {
    "none": N_("nothing is added up"),
    "taken-as-none": N_("taken to be none"),
    "unknown": N_("unknown: at least the largest figure, at most the sum"),
    "partly-known": N_("known in part"),
    "known": N_("known"),
}
DEFINITIONS = {"full": N_("in full"), "partly": N_("in part")}
USES = {
    "counted": N_("yes"),
    "shown": N_("side by side only"),
    "not-running": N_("the programme did not run"),
    "no-figure": N_("no figure"),
    "part-of-span": N_("no: a part of the span only"),
    "several-groups": N_("no: groups that may share members"),
    "without-n": N_("no: no n to weigh by"),
    "not-latest": N_("no: an older figure"),
}
STATES = {
    "received": N_("received"),
    "late": N_("received late"),
    "missing": N_("missing"),
    "expected": N_("not due yet"),
    "no-figure": N_("received without this figure"),
    "not-agreed": N_("no day agreed"),
    "not-running": N_("the programme did not run"),
}
KEY = N_(
    "The plain bar is the least that the total can be, and the hatched part goes on to the most. A dot is a programme's "
    "own figure, a cross one that is not in the total."
)
LEFT_OUT = ("no-figure", "part-of-span", "several-groups", "without-n", "not-latest")
Told = Markup | Exhibit | Points | Table


def shared_indicators(portfolio: PortfolioView, totals: Rows = None, reports: Rows = None) -> list[Told]:
    """Return what the programmes share, under a heading of its own; nothing where they share no indicator.

    Args:
        portfolio: All programmes.
        totals: Rows of the portfolio's frame ``shared_indicators``; all when None.
        reports: Rows of its frame ``shared_reports``; all when None.
    """
    say = _with_units(portfolio)
    together = chosen(totals, portfolio.shared_indicators)
    told = chosen(reports, portfolio.shared_reports)
    if together.empty and told.empty:
        return []
    heading = say("Shared indicators")
    shown: list[Told] = [Markup(f"<h3>{escape(heading)}</h3>", heading)]
    if not together.empty:
        title = say("What the programmes come to together")
        text = " ".join([say(KEY), *(_sentence(say, row) for row in plain_rows(together))])
        table = TOTALS.render(together, say)
        frame, drawing = shared_drawing(say, together, told)
        shown.append(Exhibit(name="shared", title=title, frame=frame, drawing=drawing, text=text, table=table))
    points = [one for make in (_left_out, _missing, _late, _converted) for one in make(say, told)]
    shown += [Points(tuple(points))] if points else []
    return [*shown, REPORTS.render(told, say), MAPPING.render(_mapped(told), say)] if not told.empty else shown


def _with_units(portfolio: PortfolioView) -> Language:
    """Return the language with the units that the programmes declare."""
    known = portfolio.sharing.programmes.values() if portfolio.sharing else ()
    units = {name: unit for one in known for name, unit in one.units.items()}
    return Language(portfolio.say.code, portfolio.say.grades, units)


def _sentence(say: Language, row: dict[str, Any]) -> str:
    messages = {
        "unknown": N_("{label}, {span}: {figure}, because it is not known how many several programmes have in common."),
        "partly-known": N_(
            "{label}, {span}: {figure}, because it is known only in part how many several programmes have in common."
        ),
    }
    message = messages.get(row["overlap"], N_("{label}, {span}: {figure}.")) if row["low"] != row["high"] else ""
    if row["low"] is None:
        none = N_("{label}, {span}: no figure that could be put together.")
        message = N_("{label}, {span}: not put together.") if row["combined"] == "none" else none
    return say(
        message or N_("{label}, {span}: {figure}."),
        label=say.as_is(row["label"]),
        span=cells.span(say, row["start"], row["end"]),
        figure=range_words(say, row),
    )


def _range(say: Language, *values: object) -> str:
    return range_words(say, dict(zip(RANGE, values, strict=True)))


RANGE = ("low", "high", "unit", "decimals")
FULL = ("full_low", "full_high", "unit", "decimals")


def _of(say: Language, figures: int, programmes: int) -> str:
    return say("{figures} of {programmes}", figures=say.number(figures), programmes=say.number(programmes))


TOTALS = TableSpec(
    N_("What the programmes come to together"),
    (
        TableColumn(N_("Shared indicator"), ("label",), cells.words),
        TableColumn(N_("Span"), cells.SPAN, cells.span),
        TableColumn(N_("Put together"), ("combined",), cells.coded(HOW)),
        TableColumn(N_("Together"), RANGE, _range, numeric=True),
        TableColumn(N_("Of full definitions alone"), FULL, _range, numeric=True),
        TableColumn(N_("Programmes in it"), ("figures", "programmes"), _of, numeric=True),
        TableColumn(N_("Overlap of programmes"), ("overlap",), cells.coded(OVERLAPS)),
        TableColumn(N_("Defined in"), ("reference",), cells.words),
    ),
)


def _figure(say: Language, *values: object) -> str:
    *bounds, n, precision = values
    written = _range(say, *bounds)
    if bounds[0] is not None:
        written = say(method_words.PRECISIONS[str(precision)], figure=written)
    return written if n is None else f"{written} (n = {say.number(int(str(n)))})"


def _state(say: Language, state: str, days: int | None) -> str:
    written = say(STATES[state])
    late = say.many("{count} day", "{count} days", days) if days and state in {"late", "missing"} else ""
    return f"{written} ({late})" if late else written


REPORTS = TableSpec(
    N_("Who reports what, and by when"),
    (
        TableColumn(N_("Shared indicator"), ("label",), cells.words),
        TableColumn(N_("Span"), cells.SPAN, cells.span),
        TableColumn(N_("Programme"), ("name",), cells.words),
        TableColumn(N_("Figure"), (*RANGE, "n", "precision"), _figure, numeric=True),
        TableColumn(N_("In the total"), ("use",), cells.coded(USES)),
        TableColumn(N_("Due"), ("due",), cells.day),
        TableColumn(N_("Received"), ("received",), cells.day),
        TableColumn(N_("State"), ("state", "days_late"), _state),
    ),
)
MAPPING = TableSpec(
    N_("Which indicators serve the shared ones"),
    (
        TableColumn(N_("Shared indicator"), ("label",), cells.words),
        TableColumn(N_("Programme"), ("name",), cells.words),
        TableColumn(N_("Its indicator"), ("indicator_label",), cells.words),
        TableColumn(N_("Definition matches"), ("definition",), cells.coded(DEFINITIONS)),
        TableColumn(N_("The evaluator's reason"), ("reason",), cells.words),
    ),
)


def _mapped(told: pd.DataFrame) -> pd.DataFrame:
    """Return one row of each programme and shared indicator, whatever the span."""
    flat = told.reset_index()
    return flat.drop_duplicates(["shared", "programme"])


def _named(say: Language, row: dict[str, Any]) -> str:
    return f"{say.as_is(row['label'])}, {say.as_is(row['name'])}, {cells.span(say, row['start'], row['end'])}"


def _left_out(say: Language, told: pd.DataFrame) -> list[str]:
    """Return the figures that are in no total and should be, each with why, as one point."""
    rows = [row for row in plain_rows(told) if row["use"] in LEFT_OUT]
    names = "; ".join(f"{_named(say, row)} ({say(USES[row['use']])})" for row in rows)
    return [say("Not in the total: {names}.", names=names)] if rows else []


def _missing(say: Language, told: pd.DataFrame) -> list[str]:
    return _by_report(say, told, "missing", N_("Missing: {names}."))


def _late(say: Language, told: pd.DataFrame) -> list[str]:
    return _by_report(say, told, "late", N_("Received late: {names}."))


def _by_report(say: Language, told: pd.DataFrame, state: str, message: str) -> list[str]:
    """Return the figures of one state as one point, those of one report together."""
    reports: dict[tuple[Any, ...], list[str]] = {}
    for row in plain_rows(told):
        if row["state"] == state:
            span = cells.span(say, row["start"], row["end"])
            reports.setdefault((say.as_is(row["name"]), span, row["due"]), []).append(say.as_is(row["label"]))
    one = N_("{name}, {span}, due {day} ({labels})")
    names = [
        say(one, name=name, span=span, day=say.day(due), labels=", ".join(labels))
        for (name, span, due), labels in reports.items()
    ]
    return [say(message, names="; ".join(names))] if names else []


def _converted(say: Language, told: pd.DataFrame) -> list[str]:
    rows = [row for row in plain_rows(told) if row["rate"] is not None]
    message = N_("Converted: {name} at {rate} into {unit}, rate of {day} ({source}).")
    return [
        say(
            message,
            name=_named(say, row),
            rate=say.number(row["rate"], decimals_of(row["rate"])),
            unit=row["unit"],
            day=say.day(row["rate_day"]),
            source=say.as_is(row["rate_source"]),
        )
        for row in rows
    ]
