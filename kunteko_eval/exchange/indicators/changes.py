"""What a table changes of what was read before: what is new, changed, the same or gone, and the history of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from kunteko_eval.exchange.edits import row_of
from kunteko_eval.exchange.indicators.mapping import TableMapping
from kunteko_eval.exchange.indicators.planning import PlannedFigure, TablePlan
from kunteko_eval.exchange.indicators.rows import LeftCell, text_of
from kunteko_eval.model.evidence import Observation
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.target import Target

_VALUE = ("value", "value_to", "precision")
_TARGET = ("target", "baseline", "floor")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """One figure beside what the programme has of it.

    Attributes:
        what: ``new``, ``changed``, ``same``, ``gone`` (read before and not in the table now).
        figure: The id of the observation; of a target its indicator and its period.
        source: The cell; None for what is gone.
    """

    what: Literal["new", "changed", "same", "gone"]
    part: Literal["observation", "target", "baseline"]
    figure: str
    before: str | None = None
    after: str | None = None
    source: PlannedFigure | None = None


@dataclass(slots=True, kw_only=True)
class TableChanges:
    """What a table changes of a programme.

    Attributes:
        observations: The rows to write, new, changed or moved; `targets` likewise.
    """

    changes: list[FigureChange] = field(default_factory=list)
    observations: list[dict[str, Any]] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)

    def of(self, what: str) -> list[FigureChange]:
        """Return the figures that are new, changed, the same or gone."""
        return [one for one in self.changes if one.what == what]

    def corrections(self, today: datetime.date, reason: str, document: str, *, gone: bool) -> list[dict[str, Any]]:
        """Return the rows of the history: what was changed and, where it is taken out, what is gone."""
        kept = [*self.of("changed"), *(self.of("gone") if gone else [])]
        return [
            {
                "figure": one.figure,
                "part": one.part,
                "before": one.before,
                "after": one.after,
                "date": today,
                "reason": reason,
                "document": document,
            }
            for one in kept
        ]


def compare(
    plan: TablePlan, programme: ProgrammeData | None, mapping: TableMapping, today: datetime.date
) -> TableChanges:
    """Return what a plan changes; what the programme has from elsewhere is left, and told in the plan.

    Args:
        plan: What the table becomes.
        programme: What the programme has; None for a new one.
        mapping: By whose id figures are known that were read before.
        today: The day that new targets are recorded on.
    """
    done = TableChanges()
    observations = () if programme is None else programme.observations
    mine = {one.id: one for one in observations if one.id.startswith(f"{mapping.id}-")}
    others = {(one.indicator, one.period, one.group): one for one in observations if one.id not in mine}
    taken = []
    for row, source in zip(plan.observations, plan.sources, strict=True):
        there = others.get((row["indicator"], row["period"], row["group"]))
        if there is not None and row["id"] not in mine and _same(there, row, ("value", "value_to")):
            cell = source.figure
            plan.left.append(
                LeftCell(cell.row, cell.column, text_of(cell.cell), f"the programme has it already: {there.id}")
            )
            continue
        taken.append((row, source))
        _observation(done, mine.get(row["id"]), row, source)
    plan.observations, plan.sources = [row for row, _ in taken], [source for _, source in taken]
    seen = {row["id"] for row in plan.observations}
    done.changes += [
        FigureChange(what="gone", part="observation", figure=name, before=_shown(one))
        for name, one in mine.items()
        if name not in seen
    ]
    _targets(done, plan, programme, mapping, today)
    return done


def _same(there: Observation, row: dict[str, Any], names: tuple[str, ...]) -> bool:
    return all(_plain(getattr(there, name)) == _plain(row.get(name)) for name in names)


def _plain(value: object) -> object:
    """Return a figure as it is compared: 12.50 is 12.5."""
    try:
        return None if value is None else Decimal(str(value))
    except ArithmeticError:
        return value


def _shown(one: Observation) -> str:
    return one.value if one.value_to is None else f"{one.value}–{one.value_to}"


def _observation(done: TableChanges, there: Observation | None, row: dict[str, Any], source: PlannedFigure) -> None:
    after = row["value"] if row["value_to"] is None else f"{row['value']}–{row['value_to']}"
    what: Literal["new", "changed", "same"] = "new"
    if there is not None:
        what = "same" if _same(there, row, _VALUE) else "changed"
        old = row_of(there)
        if what == "same" and all(old.get(name) == value for name, value in row.items() if name != "value"):
            done.changes.append(
                FigureChange(what=what, part="observation", figure=row["id"], before=after, after=after, source=source)
            )
            return
        row = {**{name: old.get(name) for name in ("n", "sd")}, **row}
    done.observations.append(row)
    done.changes.append(
        FigureChange(
            what=what,
            part="observation",
            figure=row["id"],
            before=None if there is None else _shown(there),
            after=after,
            source=source,
        )
    )


def _targets(
    done: TableChanges, plan: TablePlan, programme: ProgrammeData | None, mapping: TableMapping, today: datetime.date
) -> None:
    known = {} if programme is None else {(one.indicator, one.period): one for one in programme.targets}
    own = {} if programme is None else {one.id: one.target for one in programme.indicators if one.target is not None}
    kept = []
    for row, source in zip(plan.targets, plan.target_sources, strict=True):
        key = (row["indicator"], row["period"])
        there = known.get(key)
        elsewhere = own.get(row["indicator"]) if row["period"] is None else None
        elsewhere = there.target if there is not None and there.document != mapping.of_document else elsewhere
        if elsewhere is not None:
            cell = source.figure
            why = f"the programme has a target from elsewhere: {elsewhere}"
            plan.left.append(LeftCell(cell.row, cell.column, text_of(cell.cell), why))
            continue
        kept.append((row, source))
        done.changes += _target(done, there, row, source, today)
    plan.targets, plan.target_sources = [row for row, _ in kept], [source for _, source in kept]
    seen = {(row["indicator"], row["period"]) for row in plan.targets}
    done.changes += [
        FigureChange(what="gone", part="target", figure=_name(key), before=one.target)
        for key, one in known.items()
        if one.document == mapping.of_document and key not in seen
    ]


def _target(
    done: TableChanges, there: Target | None, row: dict[str, Any], source: PlannedFigure, today: datetime.date
) -> Iterator[FigureChange]:
    name = _name((row["indicator"], row["period"]))
    if there is None:
        done.targets.append({**row, "recorded": today})
        yield FigureChange(what="new", part="target", figure=name, after=row["target"], source=source)
        return
    old = row_of(there)
    moved: dict[str, tuple[str | None, str | None]] = {
        part: (getattr(there, part), row[part]) for part in _TARGET if _plain(old[part]) != _plain(row[part])
    }
    if "target" not in moved:
        yield FigureChange(
            what="same", part="target", figure=name, before=there.target, after=row["target"], source=source
        )
    for part, (before, after) in moved.items():
        if part != "floor" and before is not None:
            kind: Literal["target", "baseline"] = "target" if part == "target" else "baseline"
            yield FigureChange(what="changed", part=kind, figure=name, before=before, after=after, source=source)
    if moved or any(old.get(key) != value for key, value in row.items() if key in {"place", "line"}):
        done.targets.append({**old, **row, "recorded": today if moved else there.recorded})


def _name(key: tuple[str, str | None]) -> str:
    return key[0] if key[1] is None else f"{key[0]} {key[1]}"
