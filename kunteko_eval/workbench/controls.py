"""What the controls of the rules are: their values, recorded values, limits and words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kunteko_eval.model.chain import Convention
from kunteko_eval.reading.evidence_edits import fitting_expectations, made_up_sources
from kunteko_eval.reading.scenario import Scenario, with_cuts
from kunteko_eval.report import method_words
from kunteko_eval.report.conventions import kind_of_evidence
from kunteko_eval.report.language import N_, Language
from kunteko_eval.workbench.state import Recorded, TrialState
from kunteko_eval.workbench.words import DIRECTIONS, EXTENTS

STEPS = 200
"""Into how many steps the way of an expectation's slider is divided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberControl:
    """A number that can be moved.

    Attributes:
        key: The colour of a cut-point; the id of a convention.
        value: As it is tried now.
        recorded: As it is recorded.
        low: The least that makes sense; `high` the greatest, and `step` how finely.
    """

    key: str
    label: str
    value: float
    recorded: float
    low: float
    high: float
    step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationControl:
    """The expectation and the floor of a convention, or of one element that is held against it.

    Attributes:
        element: The element's id, where it is of one alone.
        unit: What the convention applies to.
        elements: The ids of the elements that are held against the convention.
    """

    convention: str
    element: str | None
    unit: str
    expected: NumberControl
    floor: NumberControl
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that can be left out or chosen, and whether it is now."""

    key: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """Every control of the rules and of what is left out."""

    periods: tuple[tuple[str, str], ...]
    cut_points: tuple[NumberControl, ...]
    pooling: str
    pooling_recorded: str
    pooling_rules: tuple[tuple[str, str], ...]
    expectations: tuple[ExpectationControl, ...]
    sources: tuple[Choice, ...]
    groups: tuple[Choice, ...]


def controls_of(say: Language, recorded: Recorded, scenario: Scenario) -> Controls:
    """Return the controls as a scenario has them.

    Args:
        say: The language of the words.
        recorded: What is recorded.
        scenario: What is tried.
    """
    programme, rubric = recorded.programme, recorded.rubric
    sources = [*(one.source for one in programme.observations), *(one.source for one in programme.findings)]
    return Controls(
        periods=tuple((one.id, say.period(one)) for one in programme.sheet.periods if one.report),
        cut_points=tuple(_cuts(say, recorded, scenario)),
        pooling=scenario.pooling or rubric.pooling,
        pooling_recorded=rubric.pooling,
        pooling_rules=tuple((name, say(label)) for name, label in method_words.POOLING.items()),
        expectations=tuple(_expectations(say, recorded, scenario)),
        sources=tuple(
            Choice(key=name, label=say.text(programme.collections[name].label), chosen=name in scenario.without_sources)
            for name in dict.fromkeys(sources)
        ),
        groups=tuple(
            Choice(key=name, label=say.text(programme.groups[name].label), chosen=name in scenario.without_groups)
            for name in dict.fromkeys(one.group for one in programme.observations)
        ),
    )


LEAST = {
    "green": N_("Least achievement: green"),
    "yellow": N_("Least achievement: yellow"),
    "red": N_("Least achievement: red"),
}


def _cuts(say: Language, recorded: Recorded, scenario: Scenario) -> Iterator[NumberControl]:
    """Yield the control of each grade's least achievement."""
    scale = recorded.rubric.for_scale(recorded.programme.chain.grades).scale
    now = with_cuts(scenario, recorded.programme.chain.grades, recorded.rubric)
    lows = (0.05, 0.02, *[0.01] * len(scale.grades))
    for grade, was, value, low in zip(scale.grades, scale.cuts, now.scale.cuts, lows, strict=False):
        own = "" if grade in LEAST else say("Least achievement: {rating}", rating=method_words.word(say, grade))
        yield NumberControl(
            key=grade.value,
            label=own or say(LEAST[grade]),
            value=value,
            recorded=was,
            low=low,
            high=recorded.rubric.cap_high,
            step=0.01,
        )


def _expectations(say: Language, recorded: Recorded, scenario: Scenario) -> list[ExpectationControl]:
    chain = recorded.programme.chain
    found = []
    for one in chain.conventions:
        if not isinstance(one.expected, float) or one.applies_to == "finding":
            continue
        elements = tuple(
            element.id for element in chain.elements if any(entry.expectation == one.id for entry in element.evidence)
        )
        own = [entry.element for entry in scenario.expectations if entry.convention == one.id and entry.element]
        found += [expectation_control(say, recorded, scenario, (one, name, elements)) for name in (None, *own)]
    return found


def expectation_control(
    say: Language, recorded: Recorded, scenario: Scenario, of: tuple[Convention, str | None, tuple[str, ...]]
) -> ExpectationControl:
    """Return the controls of one convention, or of one element that is held against it.

    Args:
        say: The language of the words.
        recorded: What is recorded.
        scenario: What is tried.
        of: The convention, the element or None, and every element that is held against the convention.
    """
    one, element, elements = of
    tried = one
    for entry in sorted(scenario.expectations, key=lambda entry: entry.element is not None):
        if entry.convention == one.id and entry.element in {None, element}:
            tried = entry.instead_of(tried)
    kind = kind_of_evidence(say, recorded.programme, one)
    if element is not None:
        label = say.text(recorded.programme.chain.element(element).label)
        kind = say("{kind}, “{element}” alone", kind=kind, element=label)
    expected = float(one.expected)
    ends = sorted((expected, one.floor))
    most = {"percent": 100.0, "share": 1.0, "grade": 1.0}.get(one.applies_to, max(2 * ends[1], ends[1] - ends[0]))
    least = 2 * ends[0] if ends[0] < 0 else 0.0

    def control(name: str, value: float, was: float) -> NumberControl:
        return NumberControl(
            key=one.id, label=name, value=value, recorded=was, low=least, high=most, step=(most - least) / STEPS
        )

    return ExpectationControl(
        convention=one.id,
        element=element,
        unit=one.applies_to,
        expected=control(say("Expected: {kind}", kind=kind), float(tried.expected), expected),
        floor=control(say("Floor: {kind}", kind=kind), tried.floor, one.floor),
        elements=elements,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChoices:
    """What a what-if row for a box can be made of; each choice is a code and its words.

    Attributes:
        name: An id that no row has.
        indicators: Those that are registered for the box first.
        sources: Those of the programme, and one made up for each source type.
        expectations: For findings and for each indicator the conventions that fit, by ``finding`` or its id.
    """

    name: str
    indicators: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str], ...]
    periods: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    directions: tuple[tuple[str, str], ...]
    extents: tuple[tuple[str, str], ...]
    credibility: tuple[tuple[str, str], ...]
    expectations: dict[str, tuple[str, ...]]


def row_choices(say: Language, recorded: Recorded, state: TrialState, element: str) -> RowChoices:
    """Return what a what-if row for a box can be made of.

    Args:
        say: The language of the words.
        recorded: What is recorded.
        state: What is tried.
        element: The element's id.
    """
    programme = recorded.programme
    own = {one.indicator for one in programme.chain.element(element).evidence}
    fitting = {
        one.id if one else "finding": tuple(fitting_expectations(programme, one, programme.chain))
        for one in (*programme.indicators, None)
    }
    indicators = [one for one in programme.indicators if one.id in own or fitting[one.id]]
    span = programme.periods[state.period]
    added = {one.id for one in state.scenario.edits.added}
    number = next(at for at in range(1, len(added) + 2) if f"what-if-{at}" not in added)
    sources = [*programme.sources.collections, *made_up_sources().values()]
    return RowChoices(
        name=f"what-if-{number}",
        indicators=tuple(
            (one.id, say.text(one.label)) for one in sorted(indicators, key=lambda one: one.id not in own)
        ),
        sources=tuple((one.id, say.text(one.label)) for one in sources),
        groups=tuple((one.id, say.text(one.label)) for one in programme.sources.groups),
        periods=tuple((one.id, say.period(one)) for one in programme.sheet.periods if span.contains(one)),
        kinds=tuple((name, say(words)) for name, words in method_words.CONTRIBUTIONS.items()),
        directions=tuple((name, say(words)) for name, words in DIRECTIONS.items()),
        extents=tuple((name, say(words)) for name, words in EXTENTS.items()),
        credibility=tuple((str(level), say(words)) for level, words in method_words.CREDIBILITY.items()),
        expectations={"finding": fitting["finding"], **{one.id: fitting[one.id] for one in indicators}},
    )
