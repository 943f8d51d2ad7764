"""What becomes of every figure of a table: an observation, a target or a baseline of an indicator, or why nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from kunteko_eval.exchange.indicators.figures import decimal_sign, read_cell, scaled
from kunteko_eval.exchange.indicators.fitting import FittedIndicator, fit_indicators
from kunteko_eval.exchange.indicators.grid import Spot, TableGrid
from kunteko_eval.exchange.indicators.header import TableHeader
from kunteko_eval.exchange.indicators.mapping import TableMapping
from kunteko_eval.exchange.indicators.rows import LeftCell, ReadRows, TableFigure, text_of
from kunteko_eval.exchange.indicators.surroundings import GroupBook, PeriodBook
from kunteko_eval.exchange.indicators.typed_cells import TypedCell
from kunteko_eval.exchange.indicators.vocabulary import normal, unit_of
from kunteko_eval.exchange.typed_numbers import Sign
from kunteko_eval.exchange.wording import plain_id
from kunteko_eval.model.base import Language
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.units import OwnUnit
from kunteko_eval.reading.figure_checks import figure_problem

LONGEST_LABEL = 500
_LONGEST_NOTE = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What of a programme a table is read against; of a new programme nothing is there yet.

    Attributes:
        units: The programme's own units by their id; `unit_words` their ids by the words that name them.
        collection: The collection that the figures are of.
        languages: Those of the programme's texts.
    """

    indicators: Mapping[str, Indicator]
    units: Mapping[str, OwnUnit]
    unit_words: Mapping[str, str]
    periods: PeriodBook
    groups: GroupBook
    collection: str
    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class PlannedFigure:
    """A figure that is taken.

    Attributes:
        number: In the indicator's unit, in plain digits; `upper` the upper end of a range.
        how: What had to be understood; empty for a plain number.
        period: The id of its period; None for the whole programme.
    """

    figure: TableFigure
    indicator: str
    number: str
    upper: str | None
    precision: str
    how: str
    period: str | None
    group: str


@dataclass(slots=True, kw_only=True)
class TablePlan:
    """What a table becomes, before it is compared with what the programme has.

    Attributes:
        models: Every indicator as the programme has it or would have it.
        observations: Of actuals, as rows of their table; `targets` likewise.
        sources: The figure that each of these rows is of, in the same order; `target_sources` likewise.
        baselines: The baseline of each indicator that has one.
        assumed: What was taken for granted, a sentence each.
        sign: The decimal sign of the table.
    """

    grid: TableGrid
    header: TableHeader
    rows: ReadRows
    surroundings: Surroundings
    sign: Sign | None
    indicators: list[FittedIndicator] = field(default_factory=list)
    models: dict[str, Indicator] = field(default_factory=dict)
    observations: list[dict[str, Any]] = field(default_factory=list)
    sources: list[PlannedFigure] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)
    target_sources: list[PlannedFigure] = field(default_factory=list)
    baselines: dict[str, PlannedFigure] = field(default_factory=dict)
    left: list[LeftCell] = field(default_factory=list)
    assumed: dict[str, list[str]] = field(default_factory=dict)

    def used(self) -> set[Spot]:
        """Return the cells of every figure that is taken."""
        several = (*self.sources, *self.target_sources, *self.baselines.values())
        return {(one.figure.row, one.figure.column) for one in several}


def plan_table(
    grid: TableGrid, header: TableHeader, rows: ReadRows, mapping: TableMapping, around: Surroundings
) -> TablePlan:
    """Return what a table becomes.

    Args:
        grid: The table.
        header: Its header.
        rows: What its rows say.
        mapping: The mapping.
        around: What of the programme it is read against.
    """
    sign = decimal_sign(rows.series, mapping)
    cells = {
        place: [read_cell(one, grid, sign) for one in several.figures] for place, several in enumerate(rows.series)
    }
    plan = TablePlan(grid=grid, header=header, rows=rows, surroundings=around, sign=sign, left=list(rows.left))
    plan.indicators = fit_indicators(rows.series, cells, mapping, around.indicators, around.unit_words)
    planner = _Planner(plan, mapping)
    for place, fitted in enumerate(plan.indicators):
        planner.indicator(fitted, cells[place])
    planner.notes()
    return plan


class _Planner:
    """Takes the figures of one indicator after the other."""

    def __init__(self, plan: TablePlan, mapping: TableMapping) -> None:
        self.plan, self.mapping, self.around = plan, mapping, plan.surroundings
        self.everybody = plan.surroundings.groups.id_of(())
        self.taken: set[str] = set()
        self.kept_notes: set[int] = set()
        self.with_target: set[str] = set()
        self.targeted: dict[tuple[str, str | None], PlannedFigure] = {}

    def indicator(self, fitted: FittedIndicator, cells: list[TypedCell]) -> None:
        """Take the figures of an indicator: baselines first, because targets start from them."""
        figures = [
            made
            for figure, cell in zip(fitted.series.figures, cells, strict=True)
            if (made := self._figure(fitted, figure, cell)) is not None
        ]
        targets = [one for one in figures if one.figure.part == "target"]
        model = fitted.there or self._model(fitted)
        self._baseline(model, [one for one in figures if one.figure.part == "baseline"])
        if fitted.there is None:
            model = self._from_baseline(fitted, model, targets)
        self.plan.models[fitted.id] = model
        for one in figures:
            if one.figure.part == "target":
                self._target(model, one)
            elif one.figure.part == "actual":
                self._actual(model, one)
        held = self.plan.baselines.get(fitted.id)
        if held and fitted.there and fitted.id not in self.with_target:
            del self.plan.baselines[fitted.id]
            self._leave(held.figure, "a baseline of an indicator that has no target here")

    def _leave(self, figure: TableFigure, why: str) -> None:
        self.plan.left.append(LeftCell(figure.row, figure.column, text_of(figure.cell), why))

    def _assume(self, what: str, whose: str) -> None:
        self.plan.assumed.setdefault(what, []).append(whose)

    def _figure(self, fitted: FittedIndicator, figure: TableFigure, cell: TypedCell) -> PlannedFigure | None:
        """Return a figure that is understood, in the unit of its indicator, or note why it is left."""
        if cell.number is None:
            why = cell.why_not + ("; give decimal: comma or point" if cell.readings else "")
            self._leave(figure, why if cell.empty else f"not read as a number: {why}")
            return None
        period = None
        if figure.period and figure.part != "baseline":
            period = self.around.periods.id_of(figure.period)
            if period is None:
                self._leave(figure, self.around.periods.why[figure.period])
                return None
        times, why = self._times(fitted, cell)
        if times is None:
            self._leave(figure, why)
            return None
        plain = times == 1
        return PlannedFigure(
            figure,
            fitted.id,
            cell.number if plain else scaled(cell.number, times),
            cell.upper if plain or cell.upper is None else scaled(cell.upper, times),
            cell.precision,
            cell.how if plain else f"{cell.how}, {why}".removeprefix(", "),
            period,
            self.around.groups.id_of(figure.groups),
        )

    def _times(self, fitted: FittedIndicator, cell: TypedCell) -> tuple[Decimal | None, str]:
        """Return by what a figure is multiplied to be in its indicator's unit; None, with the reason, where it cannot."""
        said = "percent" if cell.percent else fitted.said
        if cell.word:
            beside = unit_of(cell.word, self.mapping) or self.around.unit_words.get(normal(cell.word))
            fits = {normal(fitted.unit_words), normal(fitted.unit), plain_id(fitted.unit)}
            if normal(cell.word) in fits or plain_id(cell.word, 38) in fits:
                beside = said or fitted.unit
            if beside is None:
                return None, f"{cell.word!r} beside the figure is no unit that is known: add it to units"
            if said not in {None, beside}:
                return None, f"{cell.word!r} beside the figure, and the unit is {said}"
            said = beside
        if said is None or said == fitted.unit:
            return Decimal(1), ""
        if (said, fitted.unit) == ("percent", "share"):
            return Decimal("0.01"), "per cent as a share"
        if (said, fitted.unit) == ("share", "percent"):
            return Decimal(100), "a share as per cent"
        whose = "the programme has the indicator in" if fitted.there else "the indicator is in"
        return None, f"{said}, and {whose} {fitted.unit}"

    def _baseline(self, model: Indicator, figures: list[PlannedFigure]) -> None:
        for one in figures:
            there = self.plan.baselines.get(model.id)
            problem = self._problem(model, one)
            if one.group != self.everybody:
                self._leave(one.figure, "a baseline of a group; targets are of everybody")
            elif there is not None:
                same = Decimal(there.number) == Decimal(one.number)
                self._leave(one.figure, "a baseline that stands again" if same else "a further baseline")
            elif one.upper is not None:
                self._leave(one.figure, "a range, which is no baseline")
            elif problem:
                self._leave(one.figure, problem)
            else:
                self.plan.baselines[model.id] = one

    def _model(self, fitted: FittedIndicator) -> Indicator:
        """Return what a new indicator is, as far as its names and units tell."""
        label = " ".join(fitted.series.label.split())[:LONGEST_LABEL]
        return Indicator(
            id=fitted.id,
            **{f"label_{code}": label for code in self.around.languages},  # type: ignore[arg-type]
            unit=fitted.unit,
            theme=self.mapping.id,
            kind="volume" if fitted.is_own else self.mapping.shows or "change",
            aggregation=self.mapping.aggregation,
            direction="less" if fitted.direction == "less" else "more",
        )

    def _from_baseline(self, fitted: FittedIndicator, model: Indicator, targets: list[PlannedFigure]) -> Indicator:
        """Return a new indicator with its baseline; where nothing else tells, the first target says which is better."""
        base = self.plan.baselines.get(fitted.id)
        if base is None:
            return model
        falls = fitted.direction is None and targets and Decimal(targets[0].number) < Decimal(base.number)
        if falls:
            self._assume("less is better, because the target is below the baseline", fitted.id)
        return replace(model, baseline=base.number, direction="less" if falls else model.direction)

    def _problem(self, model: Indicator, one: PlannedFigure) -> str:
        """Return what keeps a figure from being one of its indicator."""
        for figure in (one.number, one.upper):
            problem = None if figure is None else figure_problem(figure, model, self.around.units)
            if problem is not None:
                return f"{problem[0]}; expected {problem[1]}"
        return ""

    def _target(self, model: Indicator, one: PlannedFigure) -> None:
        base = self.plan.baselines.get(model.id)
        start = base.number if base else model.baseline
        why, floor = self._target_problem(model, one, start), None
        if not why and start is None and model.floor is None:
            if model.kind == "volume" and model.direction == "more" and Decimal(one.number) <= 0:
                why = "a target that is not above 0, and no baseline"
            elif model.kind == "volume" and model.direction == "more":
                floor = "0"
                self._assume("an output without a baseline starts from 0", model.id)
            else:
                why = "a target without a baseline gives no expectation; give a baseline, or a floor in targets.csv"
        before = self.targeted.get((model.id, one.period))
        if not why and before is not None:
            same = Decimal(before.number) == Decimal(one.number)
            why = "a target that stands again" if same else f"another target of the same period, beside {before.number}"
        if why:
            self._leave(one.figure, why)
            return
        own_base = base is not None and model.baseline != base.number
        self.plan.targets.append(
            {
                "indicator": model.id,
                "period": one.period,
                "target": one.number,
                "baseline": base.number if base is not None and own_base else None,
                "floor": floor,
                "basis": "source",
                "document": self.mapping.of_document,
                "place": self.plan.grid.place(one.figure.row, one.figure.column),
                "line": self.plan.grid.row_number(one.figure.row),
            }
        )
        self.plan.target_sources.append(one)
        self.targeted[model.id, one.period] = one
        self.with_target.add(model.id)

    def _target_problem(self, model: Indicator, one: PlannedFigure, start: str | None) -> str:
        if one.group != self.everybody:
            return "a target of a group; targets are of everybody"
        if one.upper is not None:
            return "a range, which is no target"
        problem = self._problem(model, one)
        if problem or start is None:
            return problem
        wanted, floor = Decimal(one.number), Decimal(start)
        if wanted == floor and model.floor is None:
            return (
                "a target that equals its baseline; give a floor in targets.csv, the first value that is not holding it"
            )
        if wanted != floor and (wanted < floor) != (model.direction == "less"):
            return f"a target on the worse side of its baseline {start}, where {model.direction} is better"
        return ""

    def _actual(self, model: Indicator, one: PlannedFigure) -> None:
        why = self._problem(model, one)
        if why:
            self._leave(one.figure, why)
            return
        figure = one.figure
        stem = "-".join(
            [self.mapping.id, model.id, one.period or "", *([one.group] if one.group != self.everybody else [])]
        )
        name, number = stem[:76], 1
        while name in self.taken:
            number += 1
            name = f"{stem[:76]}-{number}"
        self.taken.add(name)
        note = self.plan.rows.notes.get(figure.row)
        if note:
            self.kept_notes.add(figure.row)
        told = "; ".join(
            part
            for part in (f"{text_of(figure.cell)!r}: {one.how}" if one.how else "", note[1] if note else "")
            if part
        )
        self.plan.observations.append(
            {
                "id": name,
                "indicator": model.id,
                "period": one.period,
                "value": one.number,
                "value_to": one.upper,
                "group": one.group,
                "source": self.around.collection,
                "document": self.mapping.of_document,
                "place": self.plan.grid.place(figure.row, figure.column),
                "line": self.plan.grid.row_number(figure.row),
                "precision": one.precision,
                "match": "inferred" if one.how else "read",
                "note": told[:_LONGEST_NOTE] or None,
            }
        )
        self.plan.sources.append(one)

    def notes(self) -> None:
        """Keep the remarks that went with a figure, and tell the others as left."""
        for row, (column, text) in self.plan.rows.notes.items():
            if row not in self.kept_notes:
                self.plan.rows.labels[row] = [one for one in self.plan.rows.labels.get(row, ()) if one != column]
                self.plan.left.append(LeftCell(row, column, text, "a remark in a row of which no actual is taken"))
