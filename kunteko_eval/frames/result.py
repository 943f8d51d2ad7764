"""The frames of a result: a programme's chain rated for one period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from kunteko_eval.frames.build import frame, rows
from kunteko_eval.frames.of_elements import element_of, label_of, level_of, named_period
from kunteko_eval.frames.programme import ProgrammeFrames, joined, levels_of, link_name
from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.items import Item
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.robustness import Robustness, robustness_of, unsettled
from kunteko_eval.method.verdicts import ChainVerdict, verdicts
from kunteko_eval.model.base import Text


@dataclass(frozen=True, kw_only=True, repr=False)
class Draws:
    """The draws of a rated period, made when they are first asked for; no word is in them."""

    assessment: Assessment

    def __repr__(self) -> str:
        """Return one line: programme and period."""
        return f"<Draws {named_period(self.assessment)}>"

    @cached_property
    def by_element(self) -> dict[str, Robustness]:
        """The robustness of every rated element."""
        return robustness_of(self.assessment)

    @cached_property
    def verdicts(self) -> tuple[ChainVerdict, ...]:
        """What the programme, its questions, criteria and levels come to."""
        return verdicts(self.assessment, self.by_element)


@dataclass(frozen=True, kw_only=True, repr=False)
class ResultFrames:
    """A rated period's frames in one language, each made when it is first asked for.

    They are shared by whoever reads them: take a copy of what you change.

    Attributes:
        draws: Of the period; shared by all languages.
        language: Of labels: fi, sv or en.
    """

    draws: Draws
    language: str

    def __repr__(self) -> str:
        """Return one line: programme, period and language."""
        return f"<ResultFrames {named_period(self.assessment)} in {self.language}>"

    @property
    def assessment(self) -> Assessment:
        """The frozen classes of the method."""
        return self.draws.assessment

    @cached_property
    def programme(self) -> ProgrammeFrames:
        """The frames of what was rated."""
        return ProgrammeFrames(programme=self.assessment.programme, language=self.language)

    def _frame(self, name: str, things: Iterable[Any], **given: Callable[[Any], Any]) -> pd.DataFrame:
        grades = self.assessment.rubric.scale.grades
        found = rows(name, things, given, self.language, grades)
        return frame(name, found, levels_of(self.assessment.programme), grades)

    @cached_property
    def ratings(self) -> pd.DataFrame:
        """One row an element, in the order of the chain."""
        return self._frame(
            "ratings",
            self.assessment.everything,
            element=element_of,
            label=label_of,
            level=level_of,
            intended=lambda one: one.element.intended,
            desired=lambda one: one.element.desired,
            level_label=lambda one: self.assessment.programme.chain.level_of(one.element).label,
            rating=lambda one: one.final.value,
            computed=lambda one: one.computed.value,
            achievement=lambda one: one.graded.achievement,
            low=lambda one: one.graded.low,
            high=lambda one: one.graded.high,
            items=lambda one: len(one.used),
            source_types=lambda one: joined(one.source_types),
            caps=lambda one: joined([cap.rule for cap in one.graded.caps]),
            conflict=lambda one: one.conflict is not None,
            judged=lambda one: one.judgement is not None,
            reason=_deciding,
        )

    @cached_property
    def items(self) -> pd.DataFrame:
        """One row for each piece of evidence of each element, whether it was pooled or not."""
        found = [(one.element.id, item) for one in self.assessment.everything for item in one.items]
        return frame("items", [_item(self.assessment, element, item) | self._labels(item) for element, item in found])

    def _labels(self, item: Item) -> dict[str, str | None]:
        programme, language = self.assessment.programme, self.language
        said = item.form == "finding"
        return {
            "label": self.programme.statements[item.name] if said else self.programme.indicator_labels[item.name],
            "group_label": "; ".join(programme.groups[one].label[language] for one in item.groups) or None,
            "source_label": programme.collections[item.source].label[language],
        }

    @cached_property
    def reasons(self) -> pd.DataFrame:
        """Every step of every rating and confidence, in order."""
        found = []
        for one in self.assessment.everything:
            steps = [("rating", step) for step in one.graded.reasons]
            steps += [("confidence", step) for step in one.confidence_reasons]
            for number, (about, step) in enumerate(steps, start=1):
                values = {"element": one.element.id, "step": number, "about": about, "code": step.code}
                found.append({**values, "values": _written(step.values)})
        return frame("reasons", found)

    @cached_property
    def links(self) -> pd.DataFrame:
        """What is known of every arrow in the period."""
        return self._frame(
            "link_strengths",
            self.assessment.links,
            link=lambda one: link_name(one.source, one.target),
            supports=lambda one: joined(one.supports),
            contradicts=lambda one: joined(one.contradicts),
            rivals_examined=lambda one: one.examined,
            sources=lambda one: len(one.voices),
            source_types=lambda one: joined(one.source_types),
            tests=lambda one: len(one.updates),
            **_bounds("prior", lambda one: one.prior),
            **_bounds("posterior", lambda one: one.posterior),
        )

    @cached_property
    def process_tests(self) -> pd.DataFrame:
        """The process tests of every arrow, each with its step of Bayes' rule."""
        of_test = ("kind", "looked_for", "outcome", "document", "place", "line", "reason", "date")
        return self._frame(
            "process_tests",
            [(link, one) for link in self.assessment.links for one in link.updates],
            link=lambda one: link_name(one[0].source, one[0].target),
            test=lambda one: one[1].test.id,
            source=lambda one: one[0].source,
            target=lambda one: one[0].target,
            **{name: _tested(name) for name in of_test},
            **_bounds("true", lambda one: one[1].test.if_true),
            **_bounds("false", lambda one: one[1].test.if_false),
            **_bounds("ratio", lambda one: one[1].ratio),
            **_bounds("posterior", lambda one: one[1].posterior),
        )

    @cached_property
    def pathways(self) -> pd.DataFrame:
        """The best-supported pathway to each wider effect that some pathway reaches."""
        chain = self.assessment.programme.chain
        return self._frame(
            "pathways",
            self.assessment.pathways.values(),
            element=lambda one: one.target,
            label=lambda one: chain.element(one.target).label,
            steps=lambda one: "→".join(one.steps),
            length=lambda one: len(one.steps) - 1,
            breaks=lambda one: joined(one.breaks),
        )

    @cached_property
    def checks(self) -> pd.DataFrame:
        """The register of figures that do not fit."""
        return self._frame(
            "checks",
            enumerate(self.assessment.checks, start=1),
            check=lambda one: one[0],
            code=lambda one: one[1].code,
            severity=lambda one: one[1].severity,
            evidence=lambda one: joined(one[1].evidence),
            values=lambda one: _written(one[1].values),
        )

    @cached_property
    def conflicts(self) -> pd.DataFrame:
        """The elements about which source types disagree."""
        return self._frame(
            "conflicts",
            [one for one in self.assessment.everything if one.conflict is not None],
            element=element_of,
            label=label_of,
            why=lambda one: one.conflict.why,
            kinder=lambda one: one.conflict.kinder.source_type,
            kinder_achievement=lambda one: one.conflict.kinder.achievement,
            kinder_rating=lambda one: one.conflict.kinder.rating.value,
            stricter=lambda one: one.conflict.stricter.source_type,
            stricter_achievement=lambda one: one.conflict.stricter.achievement,
            stricter_rating=lambda one: one.conflict.stricter.rating.value,
        )

    @cached_property
    def judgements(self) -> pd.DataFrame:
        """The recorded decisions of the period, by element and then in the order of the record."""
        chain = self.assessment.programme.chain
        return self._frame(
            "judgements",
            [decision for one in self.assessment.everything for decision in one.decisions],
            judgement=lambda one: one.judgement.id,
            element=lambda one: one.judgement.element,
            label=lambda one: chain.element(one.judgement.element).label,
            valid=lambda one: not one.faults,
            **{name: _recorded(name) for name in RECORDED},
        )

    @cached_property
    def robustness(self) -> pd.DataFrame:
        """How often each computed rating stays when its assumptions are varied."""
        found = self.draws.by_element
        return self._frame(
            "robustness",
            [one for one in self.assessment.everything if one.element.id in found],
            element=element_of,
            label=label_of,
            level=level_of,
            computed=lambda one: one.computed.value,
            robustness=lambda one: found[one.element.id].label,
            probability=lambda one: found[one.element.id].probabilities.get(one.computed, 0.0),
            likeliest=lambda one: found[one.element.id].likeliest.value,
            unsettled=lambda one: unsettled(one, found[one.element.id]),
            items=lambda one: found[one.element.id].items,
            findings=lambda one: found[one.element.id].findings,
            coders=lambda one: found[one.element.id].coders,
            driver=lambda one: found[one.element.id].driver,
            driver_share=lambda one: _driver_share(found[one.element.id]),
            **{one.replace("-", "_"): _share(found, one) for one in self.assessment.rubric.scale.ratings if one.rated},
        )

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """What stands above the boxes: the programme, its evaluation questions, criteria and levels, each answered."""
        return self._frame(
            "verdicts",
            self.draws.verdicts,
            verdict=lambda one: one.name,
            label=self._about,
            elements=lambda one: len(one.elements),
            rated=lambda one: len(one.rated),
            robustness=lambda one: one.label,
            reasons=lambda one: joined([step.code for step in one.reasons]),
        )

    def _about(self, one: ChainVerdict) -> Text | str:
        programme = self.assessment.programme
        if one.kind == "question":
            return next(asked.text for asked in programme.sheet.evaluation_questions if str(asked.number) == one.name)
        if one.kind == "level":
            return programme.chain.levels_by_id[one.name].label
        return programme.sheet.name if one.kind == "programme" else one.name


RECORDED = ("computed", "final", "reason_code", "reason", "author", "date", "second_reviewer")


def _recorded(name: str) -> Callable[[Any], Any]:
    return lambda one: getattr(one.judgement, name)


def _tested(name: str) -> Callable[[Any], Any]:
    return lambda one: getattr(one[1].test, name)


def _bounds(name: str, of: Callable[[Any], tuple[float, float]]) -> dict[str, Callable[[Any], Any]]:
    """Return the two columns of a probability or ratio with bounds."""
    return {f"{name}_low": lambda one: of(one)[0], f"{name}_high": lambda one: of(one)[1]}


def _share(found: Mapping[str, Robustness], rating: Rating) -> Callable[[Any], Any]:
    return lambda one: found[one.element.id].probabilities.get(rating, 0.0)


def _driver_share(one: Robustness) -> float | None:
    return None if one.driver is None else one.total[one.driver]


def _deciding(one: ElementRating) -> str:
    """Return the code of the step that decided the computed rating."""
    deciding = [reason.code for reason in one.graded.reasons if reason.code.startswith(("cut-", "cap-"))]
    return deciding[-1] if deciding else one.graded.reasons[-1].code


def _item(assessment: Assessment, element: str, item: Item) -> dict[str, Any]:
    programme = assessment.programme
    name = item.evidence[0]
    read = programme.findings_by_id[name] if item.form == "finding" else programme.observations_by_id[name]
    plain = ("form", "status", "value", "unit", "n", "share", "floor", "expected", "basis", "achievement")
    more = ("low", "high", "contribution", "direction", "source", "source_type", "coverage", "proxy", "held")
    return {
        "element": element,
        "item": item.name,
        "group": joined(item.groups) or None,
        **{key: getattr(item, key) for key in (*plain, *more)},
        "bound": None if item.direction == "neither" else item.bound,
        "expectation": item.convention,
        "within": joined(item.within) or item.whole,
        "wrong_way": item.wrong_way,
        "evidence": joined(item.evidence),
        "others": joined(item.others),
        "document": read.document,
        "place": read.place,
        "line": read.line,
    }


def _written(values: Mapping[str, float | int | str]) -> str:
    return ", ".join(
        f"{name}={value:.6g}" if isinstance(value, float) else f"{name}={value}" for name, value in values.items()
    )
