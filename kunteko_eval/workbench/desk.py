"""The desk: one programme and period, what is tried of them, and everything that a face shows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from kunteko_eval.errors import FaultyInput
from kunteko_eval.method.assess import Assessment
from kunteko_eval.method.robustness import Robustness, robustness
from kunteko_eval.reading.programme_reader import source_of
from kunteko_eval.reading.scenario import Scenario
from kunteko_eval.reading.scenario_reader import read_scenario
from kunteko_eval.report.explain import robustness_lines
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.large_page import is_large
from kunteko_eval.report.layout import Layout, place_boxes
from kunteko_eval.report.many_boxes import bands, place_many
from kunteko_eval.report.parameters import Name, Place, programme_in, texts
from kunteko_eval.report.view import View, folder
from kunteko_eval.workbench import drawing, saving
from kunteko_eval.workbench.cards import Card, Lit, card_of, lit_by
from kunteko_eval.workbench.changed_boxes import ChangedBox, changed_boxes
from kunteko_eval.workbench.changes import Change, TakeOver
from kunteko_eval.workbench.comparing import KeptTrial
from kunteko_eval.workbench.controls import Controls, RowChoices, controls_of, row_choices
from kunteko_eval.workbench.drafting import RecordDraft, judgement_draft, score_draft
from kunteko_eval.workbench.evidence_grid import EvidenceGrid, change_of_cell, grid_of
from kunteko_eval.workbench.judging_words import refusals
from kunteko_eval.workbench.refusing import Refused, require_possible
from kunteko_eval.workbench.searching import Hit, search
from kunteko_eval.workbench.state import Recorded, TrialState, nothing_tried
from kunteko_eval.workbench.tried_list import TriedItem, tried_items, without

REMEMBERED = 64
"""How many states stay rated, so that undo, redo and comparisons are immediate."""


class TrialDesk:
    """A programme with what is tried of it; see the package for how it is used.

    Attributes:
        recorded: The programme and the rubric as they are recorded, and where they stand.
        say: The language of everything that is told.
        state: What is tried now.
    """

    def __init__(self, recorded: Recorded, period: str, say: Language) -> None:
        """Begin at what is recorded; `open` finds it.

        Raises:
            UnknownName: When the programme has no such report period.
        """
        recorded.programme.period(period)
        self.recorded, self.say = recorded, say.of_programme(recorded.programme)
        self.state = TrialState(period=period, scenario=nothing_tried(recorded.programme.id))
        self._past: list[TrialState] = []
        self._future: list[TrialState] = []
        self._prepare()

    def _prepare(self) -> None:
        """Forget what was rated, for what is recorded is new."""
        self._rated = lru_cache(maxsize=REMEMBERED)(self.recorded.rated)
        self._computed = lru_cache(maxsize=8)(self.recorded.computed)
        self._views = lru_cache(maxsize=REMEMBERED)(self._view_of)
        self._drawn = lru_cache(maxsize=REMEMBERED)(self._draw)

    @classmethod
    def open(cls, programme: Name, period: Name, language: str, data: Place = "", params: Place = "") -> TrialDesk:
        """Open a programme's period.

        Args:
            programme: The programme's id, its folder's or workbook's name in the data folder.
            period: The id of a report period; a year may be a number.
            language: fi, sv or en.
            data: The folder of programmes; the nearest ``data`` at or above the working folder when empty.
            params: The folder of ``rubric.yaml``; the nearest ``params`` when empty.

        Raises:
            FaultyInput: When a parameter is none, or the programme or the rubric has faults.
            UnknownName: When there is no such programme, period or language.
        """
        asked = {"programme": programme, "period": period, "language": language, "data": data, "params": params}
        given = texts(asked)
        say = Language(given["language"])
        place = source_of(programme_in(folder(given["data"], "data"), given["programme"]))
        rubric = folder(given["params"], "params") / "rubric.yaml"
        recorded = Recorded.read(place, rubric)
        return cls(recorded, given["period"], say)

    def in_language(self, language: str) -> TrialDesk:
        """Return the same desk in another language; the history goes along, and each goes its own way from here.

        Raises:
            UnknownName: When there is no such language.
        """
        other = TrialDesk(self.recorded, self.state.period, self.say.in_language(language))
        other.state, other._past, other._future = self.state, list(self._past), list(self._future)
        return other

    def read_again(self) -> None:
        """Read the programme and the rubric anew, as after a judgement was recorded; what is tried stays.

        Raises:
            FaultyInput: With everything that is wrong with them; the desk stays as it was.
            Refused: When what is tried does not fit any more; the desk stays as it was.
        """
        fresh = Recorded.read(self.recorded.place, self.recorded.rubric_file)
        fresh.programme.period(self.state.period)
        require_possible(self.say, self.state.scenario, fresh)
        self.recorded, self.say = fresh, self.say.of_programme(fresh.programme)
        self._prepare()

    # What is tried.

    def apply(self, change: Change) -> bool:
        """Carry out a change and rate again.

        Returns:
            Whether anything is otherwise now; if not, there is nothing to undo.

        Raises:
            Refused: When it does not fit what is recorded; nothing is changed.
        """
        try:
            state = change.on(self.state, self.recorded)
        except ValidationError as error:
            raise Refused([self.say("That value cannot stand here. Nothing was changed.")]) from error
        if state == self.state:
            return False
        require_possible(self.say, state.scenario, self.recorded)
        self._rated(state)
        self._past.append(self.state)
        self._future.clear()
        self.state = state
        return True

    @property
    def can_undo(self) -> bool:
        """Return whether there is a change to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Return whether there is a change that was taken back."""
        return bool(self._future)

    def undo(self) -> None:
        """Take the last change back; nothing happens when there is none."""
        if self._past:
            self._future.append(self.state)
            self.state = self._past.pop()

    def redo(self) -> None:
        """Carry out again what was taken back last; nothing happens when there is none."""
        if self._future:
            self._past.append(self.state)
            self.state = self._future.pop()

    def start_over(self) -> bool:
        """Put everything back to what is recorded, and return whether anything was tried; it can be undone."""
        return self.apply(TakeOver(scenario=nothing_tried(self.recorded.programme.id)))

    def take_over(self, path: Path) -> None:
        """Try a scenario file instead of what is tried.

        Raises:
            FaultyInput: With every fault of the file.
        """
        self.apply(TakeOver(scenario=read_scenario(path, self.recorded.programme, self.recorded.rubric)))

    def tried(self) -> tuple[TriedItem, ...]:
        """Return what is tried, one thing each, in words and with the key that `withdraw` takes."""
        return tried_items(self.say, self.state.scenario, self.recorded, self.view.assessment)

    def withdraw(self, key: str) -> bool:
        """Take one of the things that are tried back, and return whether it was tried.

        Raises:
            Refused: When what is left does not fit without it.
        """
        return self.apply(TakeOver(scenario=without(self.state.scenario, key)))

    # What follows.

    @property
    def view(self) -> View:
        """Return the period as it stands now, for the report's words and figures; robustness is drawn when asked for."""
        return self._views(self.state, self.say.code)

    @property
    def assessment(self) -> Assessment:
        """Return the ratings as they stand now."""
        return self._rated(self.state)

    @property
    def baseline(self) -> Assessment:
        """Return the ratings that recorded evidence and rules compute, without judgements: what a trial is held against."""
        return self._computed(self.state.period)

    def _view_of(self, state: TrialState, language: str) -> View:
        scenario = None if state.as_recorded else state.scenario
        recorded = None if scenario is None else self.recorded.programme
        view = View(
            assessment=self._rated(state),
            previous=None,
            say=self.say.in_language(language),
            scenario=scenario,
            recorded=recorded,
        )
        # Telling unsettled colours takes the draws; a trial does without until they are asked for.
        vars(view)["unsettled"] = frozenset()
        return view

    @property
    def layout(self) -> Layout:
        """Return where the boxes stand; the same for every trial of the programme."""
        if not hasattr(self, "_layout"):
            everything = self.baseline.everything
            many = is_large(len(everything))
            chain = self.recorded.programme.chain
            self._layout = place_many(bands(self.view, everything)) if many else place_boxes(chain)
        return self._layout

    def changed(self) -> tuple[ChangedBox, ...]:
        """Return the boxes whose rating or confidence differs from what is recorded: from what, to what, and why."""
        return () if self.state.as_recorded else changed_boxes(self.view, self.baseline)

    def robustness(self, element: str) -> tuple[str, ...]:
        """Draw a box's robustness as it is tried now, and tell it in sentences; this takes thousands of draws.

        Raises:
            UnknownName: When the chain has no such element.
        """
        one = self.assessment.rating(element)
        drawn = self._drawn(self.state, element)
        if drawn is None:
            return (self.say("Without a rating there is no robustness."),)
        return tuple(robustness_lines(drawing.with_draws(self.view, {element: drawn}), one))

    def _draw(self, state: TrialState, element: str) -> Robustness | None:
        assessment = self._rated(state)
        return robustness(assessment.rating(element), assessment.rubric, drawing.steps_of(assessment))

    # What is shown.

    def card(self, element: str, *, ways: bool = True) -> Card:
        """Return a box in words: items, places, reasons, confidence, and what would change it.

        Args:
            element: The element's id.
            ways: Whether to tell what would change it, which takes the longest.

        Raises:
            UnknownName: When the chain has no such element.
        """
        return card_of(self.view, element, ways=ways)

    def lit(self, element: str) -> Lit:
        """Return the boxes and links that lie upstream and downstream of a box.

        Raises:
            UnknownName: When the chain has no such element.
        """
        return lit_by(self.recorded.programme.chain, element)

    def evidence(self, element: str) -> EvidenceGrid:
        """Return what is registered for a box as a frame whose cells can be edited.

        Raises:
            UnknownName: When the chain has no such element.
        """
        return grid_of(self.view, self.recorded, self.state.scenario, element)

    def edit(self, row: str, column: str, value: object) -> bool:
        """Carry out what a person typed into a cell of the grid of evidence, and return whether it changed anything.

        Args:
            row: The id of the row.
            column: One of the grid's editable columns.
            value: As it was typed or chosen; a decimal comma is understood.

        Raises:
            Refused: When it cannot be; nothing is changed.
        """
        return self.apply(change_of_cell(self.say, self.recorded, self.state.scenario, (row, column), value))

    def search(self, words: str) -> tuple[Hit, ...]:
        """Return the boxes, figures, findings and sources whose words hold all that is asked, boxes first."""
        return search(self.view, words)

    def controls(self) -> Controls:
        """Return the cut-points, pooling, expectations, sources and groups with their values, limits and words."""
        return controls_of(self.say, self.recorded, self.state.scenario)

    def new_row_choices(self, element: str) -> RowChoices:
        """Return what a what-if row for a box can be made of.

        Raises:
            UnknownName: When the chain has no such element.
        """
        return row_choices(self.say, self.recorded, self.state, element)

    def map(self) -> str:
        """Return the chain as SVG for a page; the boxes that changed say what they were."""
        return drawing.map_svg(self.view, self.layout, self.changed())

    # What is kept.

    def keep(self, name: str) -> KeptTrial:
        """Return the trial as it stands now, to be put beside others."""
        return KeptTrial(name=name, state=self.state, assessment=self.assessment, say=self.say)

    def draft_judgement(self, element: str, given: Mapping[str, str | int | None]) -> RecordDraft:
        """Return a judgement of a box as it would be recorded, with the diff of the file; nothing is written.

        Args:
            element: The element's id.
            given: ``author``, ``final``, ``reason_code``, ``reason``, and if wanted ``confidence``, ``evidence``,
                ``second_reviewer`` and ``date``.

        Raises:
            Refused: While something is tried, since a judgement speaks of what is recorded; when a value is wrong, or
                the judgement breaks a rule.
            UnknownName: When the chain has no such element.
        """
        self._require_recorded()
        try:
            return judgement_draft(self.view, self.recorded.place, element, given)
        except FaultyInput as error:
            raise Refused(refusals(self.say, error)) from error

    def draft_scores(self, given: Sequence[Mapping[str, str | None]]) -> RecordDraft:
        """Return evaluators' own scores as they would be recorded, with the diff of the file; nothing is written.

        Args:
            given: For each score ``element``, ``scorer``, ``score``, and if wanted ``note`` and ``date``.

        Raises:
            Refused: While something is tried; when a value is wrong, or an evaluator has scored the element already.
        """
        self._require_recorded()
        try:
            return score_draft(self.view, self.recorded.place, given)
        except FaultyInput as error:
            raise Refused(refusals(self.say, error)) from error

    def _require_recorded(self) -> None:
        if not self.state.as_recorded:
            message = N_(
                "A judgement speaks of what is recorded, and now something else is tried. Go back to what is recorded first; undo brings the trial back."
            )
            raise Refused([self.say(message)])

    def scenario(self, name: str, title: str, reason: str) -> Scenario:
        """Return what is tried as a scenario of this name.

        Raises:
            Refused: When the name is no id, or a text is missing.
        """
        try:
            return replace(self.state.scenario, id=name, title=title, reason=reason)
        except ValidationError as error:
            message = N_("Give a name of lower-case letters, digits and hyphens, what is tried, and why.")
            raise Refused([self.say(message)]) from error

    def save_scenario(self, folder: Path, name: str, title: str, reason: str) -> Path:
        """Write what is tried as a scenario file, and return its path; `kunteko-eval run --scenario` reports it.

        Raises:
            Refused: When a scenario of this name stands there, which is left alone; or the name or a text does not fit.
        """
        return saving.save_scenario(self.say, self.scenario(name, title, reason), folder)

    def code(self) -> str:
        """Return a notebook cell that rates the period as it is tried now."""
        return saving.code_cell(self.recorded, self.state, self.say.prose)

    def svg(self) -> str:
        """Return the map as an SVG file, with what is tried told under it."""
        return drawing.svg_file(self.view, self.layout, self.changed(), self.tried())

    def png(self, *, scale: float = 2.0) -> bytes:
        """Return the same as a PNG file.

        Args:
            scale: Pixels a point of the drawing.
        """
        return drawing.png_file(self.svg(), scale)

    def html(self) -> str:
        """Return a self-contained page of the map, the changed boxes and what is tried, labelled as a trial."""
        return drawing.html_file(self.view, self.map(), self.changed(), self.tried())
