"""How often a rating called robust, sensitive or fragile has the true colour: simulated elements with a known truth.

Run ``python benchmarks/calibration.py``. Every element has a true achievement, drawn evenly from 0 to 1.2, and a true
colour by cut-points and an expectation that are themselves uncertain, as the rubric says they are. One to four kinds of
source speak of it: surveys of 20 to 300 respondents, and findings in which a source says what it saw, or only that it
saw something. Each kind of source sees with a bias of its own; a coder reads each finding, one step otherwise in 40 %
of the cases. The method then rates the element without knowing the truth. Nothing here is true of any programme.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from made_up import DAY, NOW, made_up

from kunteko_eval.method.assess import assess
from kunteko_eval.method.coders import coder_steps
from kunteko_eval.method.normalise import wilson_interval
from kunteko_eval.method.rating import cut
from kunteko_eval.method.robustness import drawn_grades, label, shape_of
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.base import Text
from kunteko_eval.model.chain import Element, Registration
from kunteko_eval.model.coding import SCALE, Coding
from kunteko_eval.model.evidence import Finding, Indicator, Observation, SourceType
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.rubric_reader import read_rubric

ROOT = Path(__file__).parents[1]
ELEMENTS = 3000
DRAWS = 2000
ASKED: tuple[SourceType, ...] = ("participants", "organisations")
TOLD: tuple[SourceType, ...] = ("interviews", "documents")
SOURCE_BIAS = 0.08
"""Standard deviation of how far a kind of source sees past the truth, as achievement."""
SPEAKER_SPREAD = 0.10
"""The same for one speaker within a kind of source."""
EXTENT_SAID = 0.6
"""How often a source says how much it saw."""
FLOOR, EXPECTED = 20.0, 80.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """One element: its true grade, and what the method made of its evidence."""

    truth: int
    computed: int
    sure: float
    label: str

    @property
    def right(self) -> bool:
        """Return whether the computed colour is the true one."""
        return self.truth == self.computed


def main() -> None:
    """Simulate, and print how often each label is right, and at which thresholds the words would mean what they say."""
    rubric = replace(read_rubric(ROOT / "params" / "rubric.yaml"), draws=DRAWS)
    found = simulate(rubric, ELEMENTS)
    print(f"{len(found)} simulated elements, {DRAWS} draws each\n")
    print(f"{'label':<12}{'elements':>10}{'true colour':>14}{'95 % interval':>20}")
    for name in ("robust", "sensitive", "fragile"):
        print(table_row(name, [one for one in found if one.label == name]))
    print(table_row("all", found))
    print("\nBy the share of draws that give the computed colour")
    edges = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.001)
    for low, high in pairwise(edges):
        some = [one for one in found if low <= one.sure < high]
        print(table_row(f"{low:.2f}-{min(high, 1):.2f}", some))


def table_row(name: str, some: Sequence[Simulated]) -> str:
    """Return a row of the table: how many, and how often the computed colour is the true one."""
    if not some:
        return f"{name:<12}{0:>10}"
    share = sum(one.right for one in some) / len(some)
    low, high = wilson_interval(share, len(some))
    return f"{name:<12}{len(some):>10}{share:>14.1%}{f'{low:.1%} - {high:.1%}':>20}"


def simulate(rubric: Rubric, count: int, seed: int = 20261130) -> list[Simulated]:
    """Return elements with known truths as the method rates them.

    Args:
        rubric: The rubric in force.
        count: How many elements.
        seed: Of the simulation.
    """
    random = np.random.default_rng(seed)
    maker = _Maker(random, rubric)
    truths = [maker.element(number) for number in range(count)]
    programme = maker.programme()
    assessment, steps, found = assess(programme, NOW, rubric), coder_steps(programme.codings, rubric), []
    for name, truth in truths:
        one = assessment.rating(name)
        if one.computed.rated:
            # The indices of what drives the draws, which take most of the time, are not needed here.
            grades = drawn_grades(one, shape_of(one.used, rubric, steps), random)
            sure = float((grades == one.graded.scale.place(one.computed)).mean())
            called = label(sure, len(one.used), rubric)
            found.append(Simulated(truth=truth, computed=one.graded.scale.place(one.computed), sure=sure, label=called))
    return found


class _Maker:
    """Makes elements on the level of direct effects, each with evidence of its own."""

    def __init__(self, random: np.random.Generator, rubric: Rubric) -> None:
        self.random, self.rubric = random, rubric
        self.elements: list[Element] = []
        self.indicators: list[Indicator] = []
        self.observations: list[Observation] = []
        self.findings: list[Finding] = []
        self.codings: list[Coding] = []

    def element(self, number: int) -> tuple[str, int]:
        """Make one element; return its id and true grade."""
        random, name = self.random, f"element-{number}"
        truth = random.uniform(0, 1.2)
        shift = random.uniform(-self.rubric.cut_shift, self.rubric.cut_shift)
        grade = self.rubric.scale.place(cut(truth + shift, self.rubric))
        types = random.permutation([*ASKED, *TOLD])[: random.integers(1, 5)]
        evidence = [one for kind in types for one in self._of_type(name, str(kind), truth)]
        self.elements.append(
            Element(
                id=name,
                level="direct",
                label=_text(name),
                placement="evaluator",
                registered=DAY,
                why=_text("synthetic"),
                evidence=tuple(evidence),
            )
        )
        return name, grade

    def _of_type(self, name: str, kind: str, truth: float) -> Iterator[Registration]:
        seen = truth + self.random.normal(0, SOURCE_BIAS)
        for number in range(int(self.random.integers(1, 4))):
            own = f"{name}-{kind}-{number}"
            if kind in ASKED:
                self._survey(own, kind, seen)
                yield Registration(indicator=own, expectation="percent")
            else:
                self._finding(own, kind, seen + self.random.normal(0, SPEAKER_SPREAD))
                yield Registration(finding=own, expectation="finding")

    def _survey(self, name: str, kind: str, seen: float) -> None:
        shift = self.rubric.expectation_shift
        wanted = EXPECTED * (1 + self.random.uniform(-shift, shift))
        share = min(max((FLOOR + seen * (wanted - FLOOR)) / 100, 0.0), 1.0)
        n = int(self.random.integers(20, 301))
        value = 100 * self.random.binomial(n, share) / n
        self.indicators.append(
            Indicator(
                id=name,
                label_fi=name,
                label_sv=name,
                label_en=name,
                unit="percent",
                theme="synthetic",
                kind="perceived",
                aggregation="level",
                direction="more",
            )
        )
        self.observations.append(
            Observation(
                id=f"{name}-figure",
                indicator=name,
                period="2020",
                value=f"{value:.1f}",
                n=n,
                group="all",
                source=kind,
                document="document",
                place="synthetic",
                precision="exact",
                match="derived",
            )
        )

    def _finding(self, name: str, kind: str, seen: float) -> None:
        grade = self.rubric.scale.place(cut(seen, self.rubric))
        place = grade + 3 if grade else 0
        if grade and self.random.random() >= EXTENT_SAID:
            place = 4
        place += int(
            self.random.choice(
                [-1, 0, 1], p=[self.rubric.coder_step / 2, 1 - self.rubric.coder_step, self.rubric.coder_step / 2]
            )
        )
        direction, extent = SCALE[min(max(place, 0), len(SCALE) - 1)]
        self.findings.append(
            Finding(
                id=name,
                statement_fi=name,
                statement_sv=name,
                statement_en=name,
                kind="perceived",
                source=kind,
                period="2020",
                document="document",
                place="synthetic",
            )
        )
        self.codings.append(
            Coding(finding=name, coder="coder", direction=direction, extent=extent, credibility=3, date=DAY)
        )

    def programme(self) -> ProgrammeData:
        """Return a programme that holds every element made."""
        base = made_up(100)
        collections = tuple(replace(base.sources.collections[0], id=kind, type=kind) for kind in (*ASKED, *TOLD))
        return replace(
            base,
            chain=replace(base.chain, elements=tuple(self.elements), links=()),
            sources=replace(base.sources, collections=collections),
            indicators=tuple(self.indicators),
            observations=tuple(self.observations),
            findings=tuple(self.findings),
            codings=tuple(self.codings),
        )


def _text(words: str) -> Text:
    return Text(fi=words, sv=words, en=words)


if __name__ == "__main__":
    main()
