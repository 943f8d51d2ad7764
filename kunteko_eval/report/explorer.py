"""The exploring notebook's panel: move the rules, leave evidence out, and see the chain recolour with its reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from pydantic import ValidationError

from kunteko_eval.files.yaml_tree import dump_yaml
from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.scenario import CutPoints, Scenario, TriedExpectation, apply
from kunteko_eval.report import method_words, uncoloured
from kunteko_eval.report.chain_board import board
from kunteko_eval.report.content import escape, listing
from kunteko_eval.report.conventions import kind_of_evidence
from kunteko_eval.report.decimals import decimals_of
from kunteko_eval.report.explain import explain
from kunteko_eval.report.item_words import answer
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.parameters import Name, Place
from kunteko_eval.report.view import View, open_view, view_of

TRIED = "tried"
"""The id of a scenario that has not been saved."""


class Explorer:
    """A programme with controls for the rules and the evidence; what is shown follows every move.

    Attributes:
        recorded: The period as the recorded expectations and the rubric in force rate it, without judgements.
        view: The period as it is tried out now.
    """

    def __init__(self, programme: ProgrammeData, rubric: Rubric, period: str, say: Language) -> None:
        """Lay out the controls at what is recorded.

        Raises:
            UnknownName: When the programme has no such report period.
        """
        self._programme, self._rubric, self._say = programme, rubric, say
        self.recorded = self.view = self._as_recorded(period)
        self._make_controls(period)
        self._board, self._changes, self._reasons = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.panel = widgets.VBox(
            [self._controls(), self._board, self._changes, self.element, self._reasons, self._saving()]
        )
        self._follow()

    @classmethod
    def open(cls, programme: Name, period: Name, language: str, data: Place = "", params: Place = "") -> Explorer:
        """Open a programme's period for exploring.

        Raises:
            FaultyInput: When a parameter is none, or the programme or the rubric has faults.
            UnknownName: When there is no such programme, period or language.
        """
        view = open_view(programme, period, language, data, params)
        return cls(view.programme, view.assessment.rubric, view.assessment.period.id, view.say)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any:
        return self.panel._repr_mimebundle_()

    def _as_recorded(self, period: str) -> View:
        """Return a period as computed by the recorded rules; judgements speak of what is recorded, not of trials."""
        plain = replace(self._programme, judgements=(), scores=())
        return view_of(plain, period, self._rubric, self._say)

    def _make_controls(self, period: str) -> None:
        say, programme, rubric = self._say, self._programme, self._rubric
        wide = widgets.Layout(width="30em")
        style = {"description_width": "16em"}

        def slider(name: str, value: float, low: float, high: float, step: float) -> widgets.FloatSlider:
            return widgets.FloatSlider(
                value=value, min=low, max=high, step=step, description=name, layout=wide, style=style
            )

        periods = [(say.period(one), one.id) for one in programme.sheet.periods if one.report]
        self.period = widgets.Dropdown(
            options=periods, value=period, description=say("Period"), layout=wide, style=style
        )
        self.cuts = {
            "green": slider(say("Least achievement: green"), rubric.cut_green, 0.05, rubric.cap_high, 0.01),
            "yellow": slider(say("Least achievement: yellow"), rubric.cut_yellow, 0.02, rubric.cap_high, 0.01),
            "red": slider(say("Least achievement: red"), rubric.cut_red, 0.01, rubric.cap_high, 0.01),
        }
        rules = [(say(label), name) for name, label in method_words.POOLING.items()]
        self.pooling = widgets.Dropdown(
            options=rules, value=rubric.pooling, description=say("Pooling"), layout=wide, style=style
        )
        self.expected = {}
        for one in programme.chain.conventions:
            if isinstance(one.expected, float) and one.applies_to != "finding":
                most = {"percent": 100.0, "share": 1.0, "grade": 1.0}.get(
                    one.applies_to, 2 * max(one.expected, one.floor)
                )
                name = say("Expected: {kind}", kind=kind_of_evidence(say, programme, one))
                self.expected[one.id] = slider(name, one.expected, 0.0, most, most / 200)
        self._make_choices()
        elements = [(say.text(one.label), one.id) for one in programme.chain.elements]
        self.element = widgets.Dropdown(
            options=elements, description=say("Why this rating"), layout=widgets.Layout(width="46em"), style=style
        )
        self.name = widgets.Text(value="", placeholder="strict-surveys", description=say("Name"), style=style)
        self.title = widgets.Text(value="", description=say("What is tried"), layout=wide, style=style)
        self.reason = widgets.Text(value="", description=say("Why"), layout=wide, style=style)
        self.save_button = widgets.Button(description=say("Save the scenario"), layout=widgets.Layout(width="16em"))
        self.reset_button = widgets.Button(
            description=say("Back to what is recorded"), layout=widgets.Layout(width="16em")
        )
        self.message = widgets.HTML()

    def _make_choices(self) -> None:
        """Make the lists of the sources and of the groups that can be left out."""
        say, programme = self._say, self._programme
        used_sources = dict.fromkeys(
            [*(one.source for one in programme.observations), *(one.source for one in programme.findings)]
        )
        used_groups = dict.fromkeys(one.group for one in programme.observations)
        self.without_sources = _choices(
            say("Leave out sources"), ((say.text(programme.collections[name].label), name) for name in used_sources)
        )
        self.without_groups = _choices(
            say("Leave out groups"), ((say.text(programme.groups[name].label), name) for name in used_groups)
        )

    def _controls(self) -> widgets.Widget:
        rules = widgets.VBox(
            [self.period, *self.cuts.values(), self.pooling, *self.expected.values(), self.reset_button]
        )
        return widgets.HBox(
            [rules, self.without_sources, self.without_groups],
            layout=widgets.Layout(flex_flow="row wrap"),
        )

    def _saving(self) -> widgets.Widget:
        return widgets.VBox(
            [
                widgets.HBox(
                    [self.name, self.title, self.reason, self.save_button], layout=widgets.Layout(flex_flow="row wrap")
                ),
                self.message,
            ]
        )

    def _follow(self) -> None:
        watched = [
            self.period,
            *self.cuts.values(),
            self.pooling,
            *self.expected.values(),
            self.without_sources,
            self.without_groups,
        ]
        for control in watched:
            control.observe(lambda _: self.update(), names="value")
        self.element.observe(lambda _: self._show_reasons(), names="value")
        self.save_button.on_click(lambda _: self._save_from_form())
        self.reset_button.on_click(lambda _: self.reset())
        self.update()

    def scenario(self, name: str = TRIED, title: str = TRIED, reason: str = TRIED) -> Scenario:
        """Return what is tried out now, with nothing in it that is as recorded."""
        rubric = self._rubric
        cuts = CutPoints(**{colour: round(control.value, 4) for colour, control in self.cuts.items()})
        recorded = CutPoints(green=rubric.cut_green, yellow=rubric.cut_yellow, red=rubric.cut_red)
        known = self._programme.chain.conventions_by_id
        return Scenario(
            schema=1,
            id=name,
            title=title,
            programme=self._programme.id,
            reason=reason,
            cut_points=None if cuts == recorded else cuts,
            pooling=None if self.pooling.value == rubric.pooling else self.pooling.value,
            expectations=tuple(
                TriedExpectation(convention=convention, expected=round(control.value, 4))
                for convention, control in self.expected.items()
                if round(control.value, 4) != known[convention].expected
            ),
            without_sources=tuple(self.without_sources.value),
            without_groups=tuple(self.without_groups.value),
        )

    def update(self) -> None:
        """Rate the chain as the controls stand, and show it; impossible rules say so and change nothing."""
        say = self._say
        wrong = self._impossible()
        if wrong:
            self._changes.value = f'<p role="alert">{escape(wrong)}</p>'
            return
        programme, rubric = apply(self.scenario(), self._programme, self._rubric)
        if self.period.value != self.recorded.assessment.period.id:
            self.recorded = self._as_recorded(self.period.value)
        self.view = view_of(programme, self.period.value, rubric, say)
        self._board.value = board(self.view, self.recorded)
        self._changes.value = self._told_changes()
        self._show_reasons()

    def _impossible(self) -> str:
        """Return what is wrong with the rules as the controls stand, or nothing."""
        say = self._say
        red, yellow, green = (self.cuts[name].value for name in ("red", "yellow", "green"))
        if not red < yellow < green:
            return say("The cut-points must rise: red, yellow, green. Nothing was changed.")
        known = self._programme.chain.conventions_by_id
        for name, control in self.expected.items():
            recorded = known[name]
            upward = isinstance(recorded.expected, float) and recorded.expected > recorded.floor
            if control.value == recorded.floor or (control.value > recorded.floor) != upward:
                message = N_("The expectation must lie on the better side of the floor, {floor}. Nothing was changed.")
                return say(message, floor=say.number(recorded.floor, max(2, decimals_of(recorded.floor))))
        return ""

    def changed(self) -> list[tuple[ElementRating, ElementRating]]:
        """Return the elements whose rating or confidence differs from the recorded rules', before and now."""
        now = self.view.assessment
        return [
            (before, now.rating(before.element.id))
            for before in self.recorded.assessment.everything
            if (before.computed, before.confidence)
            != (now.rating(before.element.id).computed, now.rating(before.element.id).confidence)
        ]

    def _told_changes(self) -> str:
        say, found = self._say, self.changed()
        if not found:
            return f"<p>{escape(say('As recorded: nothing is coloured otherwise.'))}</p>"
        heading = say.many(
            "One element differs from what is recorded", "{count:W} elements differ from what is recorded", len(found)
        )
        lines = []
        for before, after in found:
            reasons, now = after.graded.reasons, self.view.assessment
            why = uncoloured.reason(say, now, after, reasons[-1]) if reasons else ""
            lines.append(
                say(
                    "{label}: {before} → {after}. {why}",
                    label=say.text(after.element.label),
                    before=_rated(say, before),
                    after=_rated(say, after),
                    why=why,
                )
            )
        return f"<p><strong>{escape(heading)}</strong></p>{listing(lines)}"

    def _show_reasons(self) -> None:
        one = self.view.assessment.rating(self.element.value)
        sections = explain(self.view, one, shaken=False)
        body = "".join(f"<h4>{escape(section.title)}</h4>{listing(section.sentences)}" for section in sections)
        self._reasons.value = f"<p><strong>{escape(method_words.headline(self._say, one))}</strong></p>{body}"

    def reset(self) -> None:
        """Put every control back to what is recorded."""
        rubric = self._rubric
        for name, control in self.cuts.items():
            control.value = getattr(rubric, f"cut_{name}")
        self.pooling.value = rubric.pooling
        for name, control in self.expected.items():
            control.value = self._programme.chain.conventions_by_id[name].expected
        self.without_sources.value = self.without_groups.value = ()

    def save(self, folder: Path, name: str, title: str, reason: str) -> Path:
        """Write what is tried out now as a scenario file.

        Args:
            folder: Where the file goes; made when missing.
            name: The scenario's id, and the file's name.
            title: What is tried, in a few words.
            reason: Why.

        Raises:
            FileExistsError: When a scenario of this name stands there; it is left alone.
            ValidationError: When the name is not an id, or a text is missing.
        """
        content = {
            key: value
            for key, value in asdict(self.scenario(name, title, reason)).items()
            if value not in (None, (), [])
        }
        content["expectations"] = [
            {key: value for key, value in one.items() if value is not None} for one in content.get("expectations", ())
        ]
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.yaml"
        with path.open("x", encoding="utf-8") as file:
            file.write(
                dump_yaml({key: list(value) if isinstance(value, tuple) else value for key, value in content.items()})
            )
        return path

    def _save_from_form(self) -> None:
        say = self._say
        wrong = self._impossible()
        try:
            if wrong:
                self.message.value = f"<p>{escape(wrong)}</p>"
                return
            path = self.save(Path.cwd() / "scenarios", self.name.value.strip(), self.title.value, self.reason.value)
        except FileExistsError:
            told = say("A scenario of this name exists already; choose another name.")
        except ValidationError:
            told = say("Give a name of lower-case letters, digits and hyphens, what is tried, and why.")
        else:
            told = say("Saved. Reports of it: {command}", command=say.as_is(f"kunteko-eval run --scenario {path}"))
        self.message.value = f"<p>{escape(told)}</p>"

    def told(self) -> str:
        """Return the ratings as they stand in one line a rating, for a check in the notebook."""
        say, counts = self._say, self.view.assessment.counts()
        return "\n".join(f"{say(label)}: {counts[rating]}" for rating, label in method_words.RATINGS.items())


def _choices(name: str, options: Iterable[tuple[str, str]]) -> widgets.SelectMultiple:
    layout = widgets.Layout(width="21em", height="16em", flex_flow="column")
    return widgets.SelectMultiple(
        options=list(options), description=name, layout=layout, style={"description_width": "auto"}
    )


def _rated(say: Language, one: ElementRating) -> str:
    rating = answer(say, one, one.computed)
    return rating if one.confidence is None else f"{rating} {method_words.dots(one.confidence)}"
