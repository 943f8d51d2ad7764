"""An attack on imported surveys, written apart from the product's own: whole numbers, tried by another route.

It knows no module of the product's audit. The respondents are made up by hypothesis: two or three groupings with
blanks, two years, imports in any order. Few examples, because each solves some dozens of integer programs: the file
takes about ten seconds.
"""

from __future__ import annotations

import datetime
import itertools
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from workshop import examples

from kunteko_eval.exchange.survey.counting import Counted
from kunteko_eval.exchange.survey.figures import figures
from kunteko_eval.exchange.survey.mapping import Grouping, Numbers, Question, SurveyMapping
from kunteko_eval.exchange.survey.tally import Tally
from kunteko_eval.model.base import Text
from kunteko_eval.model.evidence import Collection, Group
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme

BASE = read_programme(Path(__file__).parents[1] / "data" / "soteliiderit")
INDICATOR = "change-leadership-helped"
THRESHOLD = 5
COLUMNS = {"role": ("leader", "member"), "region": ("north", "south"), "country": ("fi", "se", "no")}
YEARS = {"2018": (0,), "2019": (1,), "2018-2019": (0, 1)}
Person = tuple[int, tuple[str, ...]]
"""The year, and the group in each column (blank for none)."""
People = Counter[tuple[Person, int]]
"""How many gave each answer."""


def empty() -> ProgrammeData:
    """Return a programme that declares the groups, without a figure."""
    words = Text(fi="x", sv="x", en="x")
    groups = [Group(id="all", label=words)]
    groups += [
        Group(id=name, label=words, part_of="all", grouping=key) for key, names in COLUMNS.items() for name in names
    ]
    collection = Collection(
        id="answers", label=words, type="participants", bias="some", bias_reason=words, smallest_group=THRESHOLD
    )
    periods = tuple(
        Period(
            id=name,
            start=datetime.date(2018 + years[0], 1, 1),
            end=datetime.date(2018 + years[-1], 12, 31),
            report=True,
        )
        for name, years in YEARS.items()
    )
    return replace(
        BASE,
        sheet=replace(BASE.sheet, periods=periods),
        sources=replace(BASE.sources, groups=tuple(groups), collections=(collection,)),
        observations=(),
        suppressed=(),
    )


def bring(programme: ProgrammeData, name: str, columns: Sequence[str], period: str, people: People) -> ProgrammeData:
    """Return the programme after an import of the people of a period, parted by some columns."""
    places = [list(COLUMNS).index(column) for column in columns]
    found: dict[tuple[str, ...], Counter[int]] = {}
    for ((year, groups), answer), number in people.items():
        if year in YEARS[period]:
            part = tuple(groups[place] or "-" for place in places)
            found.setdefault(part, Counter())[answer] += number
    mapping = SurveyMapping(
        schema=1, id=name, programme=BASE.id, source="answers", document="kt-2019", place="made", period=period,
        all="all", groups=tuple(Grouping(column=one, values={x: x for x in COLUMNS[one]}) for one in columns),
        questions=(Question(column="Q", indicator=INDICATOR, answers={"Yes": 1, "No": 0}, positive=(1,)),),
    )  # fmt: skip
    tallies = {part: Tally(dict(codes)) for part, codes in found.items()}
    counted = Counted(
        respondents=sum(one.n for one in tallies.values()), parts=tuple(sorted(tallies)), tallies=(tallies,)
    )
    made = figures(mapping, counted, programme, tuple(columns))
    whole = replace(
        programme,
        observations=(*programme.observations, *(one.observation for one in made if one.observation)),
        suppressed=(*programme.suppressed, *(one.suppressed for one in made if one.suppressed)),
    )
    assert is_unanimous(whole) or not [one for one in made if one.exposed]
    return whole


def is_unanimous(programme: ProgrammeData) -> bool:
    """Return whether a large group is shown to have answered alike, which tells each one's answer and is allowed."""
    return any(float(one.value) in {0, 100} for one in programme.observations)


class Attack:
    """Whoever knows the shown figures and the possible kinds of people; counts and yeses are whole numbers."""

    def __init__(self, kinds: Sequence[Person], programme: ProgrammeData) -> None:
        """Write the shown figures down."""
        self.kinds = kinds
        rows, low, high = [], [], []
        size = len(kinds)
        for one in programme.observations:
            inside = self.inside(one.group, one.period)
            assert one.n is not None
            yes = [k for k in range(one.n + 1) if abs(100 * k / one.n - float(one.value)) <= 0.5 + 1e-9]
            rows += [np.r_[inside, np.zeros(size)], np.r_[np.zeros(size), inside]]
            low += [one.n, yes[0]]
            high += [one.n, yes[-1]]
        self.known = np.array([row[:size] for row in rows[::2]]).reshape(-1, size)
        rows += list(np.c_[np.eye(size), -np.eye(size)])
        self.constraint = LinearConstraint(np.array(rows), [*low, *[0] * size], [*high, *[1000] * size])

    def inside(self, group: str, period: str) -> Any:
        """Return which kinds of people are in a group."""
        years = YEARS[period]
        return np.array([float(year in years and group in (*groups, "all")) for year, groups in self.kinds])

    def width(self, inside: Any) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return between which numbers the answers and the yeses of some kinds of people lie."""
        found = []
        for row in (np.r_[inside, 0 * inside], np.r_[0 * inside, inside]):
            ends = []
            for sign in (1, -1):
                done = milp(
                    sign * row,
                    integrality=np.ones(len(row), dtype=int),
                    bounds=Bounds(0, 400),
                    constraints=self.constraint,
                    options={"presolve": False},
                )
                assert done.status == 0
                ends.append(round(sign * done.fun))
            found.append((ends[0], ends[1]))
        return found[0], found[1]

    def protects(self, programme: ProgrammeData) -> None:
        """Assert that every hidden figure stays open."""
        for one in {(one.group, one.period) for one in programme.suppressed}:
            inside = self.inside(*one)
            if inside.any():
                answers, yes = self.width(inside)
                assert answers[1] - answers[0] >= THRESHOLD, one
                assert yes[1] - yes[0] >= 1 or is_unanimous(programme), one

    def isolates(self, true: Sequence[int]) -> list[set[int]]:
        """Return every set of kinds with few people whose number is a sum of shown numbers, all sets tried."""
        size = len(self.kinds)
        sets = np.array(list(itertools.product((0.0, 1.0), repeat=size)))
        people = sets @ np.array(true, dtype=float)
        sets = sets[(people >= 1) & (people < THRESHOLD)]
        if not len(sets) or not len(self.known):
            return []
        onto = np.linalg.pinv(self.known) @ self.known
        left = np.abs(sets - sets @ onto).max(axis=1)
        return [set(np.flatnonzero(one)) for one in sets[left < 1e-9]]


def all_kinds() -> list[Person]:
    """Return every kind of people in two groupings and two years."""
    grouped = itertools.product(*(("", *names) for names in list(COLUMNS.values())[:2]))
    return [(year, (*groups, "")) for groups in grouped for year in (0, 1)]


@st.composite
def respondents(draw: st.DrawFn, columns: int, years: int) -> People:
    """Draw people with their answers: a few large kinds and some very small ones, some blank in a column."""
    people: People = Counter()
    choices = [("", *names) for names in list(COLUMNS.values())[:columns]]
    for year in range(years):
        kinds = draw(st.lists(st.tuples(*map(st.sampled_from, choices)), min_size=2, max_size=7, unique=True))
        for groups in kinds:
            number = draw(st.sampled_from([1, 1, 2, 3, 6, 9, 14, 20]))
            yes = draw(st.sampled_from([0, number // 2, number]))
            whole = (*groups, *[""] * (len(COLUMNS) - columns))
            people[(year, whole), 1] += yes
            people[(year, whole), 0] += number - yes
    return people


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(respondents(columns=2, years=1))
def test_one_import_gives_no_small_set_of_people_away(people: People) -> None:
    """Every set of crossed groups, blanks among them, is tried: none of fewer than five people is a sum of figures.

    The attack looks at every set of parts and solves integer programs of its own: some seconds in all.
    """
    programme = bring(empty(), "a", ["role", "region"], "2018", people)
    kinds = sorted({person for person, _ in people})
    attack = Attack(kinds, programme)
    attack.protects(programme)
    true = [people[kind, 0] + people[kind, 1] for kind in kinds]
    assert attack.isolates(true) == []
    for index, number in enumerate(true):
        if number < THRESHOLD:
            answers, _ = attack.width(np.eye(len(kinds))[index])
            # Nobody may be in it, or as many as a group that is shown may have; or how many stays open.
            assert answers[0] == 0 or answers[1] >= THRESHOLD or answers[1] - answers[0] >= THRESHOLD - 1


IMPORTS = [(("role",), "2018-2019"), (("region",), "2018-2019"), (("role",), "2018"), (("role", "region"), "2019")]


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(respondents(columns=2, years=2), st.permutations(IMPORTS), st.integers(2, 3))
def test_imports_in_any_order_protect_what_any_of_them_hid(
    people: People, order: list[tuple[tuple[str, ...], str]], number: int
) -> None:
    """The same respondents by several mappings and spans: what one import hid, all figures together leave open.

    As above, after several imports each: some seconds in all.
    """
    programme = empty()
    for index, (columns, period) in enumerate(order[:number]):
        if any(person[0] in YEARS[period] for person, _ in people):
            programme = bring(programme, f"s{index}", columns, period, people)
    Attack(all_kinds(), programme).protects(programme)


PATTERNS: dict[str, list[tuple[int, ...]]] = {
    "options": [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 1, 1)],
    "column": [(1,), (2,), (3,), (4,)],
}
"""What one respondent can have answered: which of three options, at least one of them; or a code from 1 to 4."""
QUESTIONS = {
    "options": (Question(column="Q", separator=",", options={"a": "one", "b": "two", "c": "three"}),),
    "column": (
        Question(column="Q", indicator="one", numbers=Numbers(min=1, max=4), positive=(3, 4)),
        Question(column="Q", indicator="two", numbers=Numbers(min=1, max=4), mean=True),
        Question(column="Q", indicator="three", numbers=Numbers(min=1, max=4), positive=(4,)),
    ),
}
AMOUNTS: dict[str, Callable[[tuple[int, ...]], tuple[int, ...]]] = {
    "options": lambda pattern: pattern,
    "column": lambda pattern: (int(pattern[0] >= 3), pattern[0], int(pattern[0] == 4)),
}
"""What an answer adds to each of the three figures."""
INDICATORS = ("one", "two", "three")


def several() -> ProgrammeData:
    """Return a programme with three indicators instead of one: shares, and for a column a mean in the middle."""
    pattern = next(one for one in BASE.indicators if one.id == INDICATOR)
    return replace(empty(), indicators=tuple(replace(pattern, id=name) for name in INDICATORS))


def bring_several(
    programme: ProgrammeData, kind: str, groups: Sequence[str], period: str, people: Mapping[Any, int]
) -> ProgrammeData:
    """Return the programme after an import of a question with three figures, parted by some columns."""
    places = [list(COLUMNS).index(column) for column in groups]
    mapping = SurveyMapping(
        schema=1, id=f"{kind}-{period}-{'-'.join(groups)}", programme=BASE.id, source="answers", document="kt-2019",
        place="made", period=period, all="all", questions=QUESTIONS[kind],
        groups=tuple(Grouping(column=one, values={x: x for x in COLUMNS[one]}) for one in groups),
    )  # fmt: skip
    tallies: list[dict[tuple[str, ...], Tally]] = [{} for _ in INDICATORS]
    for ((year, names), pattern), number in people.items():
        part = tuple(names[place] or "-" for place in places)
        if year in YEARS[period]:
            for index, found in enumerate(tallies):
                code = pattern[index] if kind == "options" else pattern[0]
                found[part] = found.get(part, Tally({})) + Tally({code: number})
    parts = tuple(sorted(tallies[0]))
    counted = Counted(respondents=sum(one.n for one in tallies[0].values()), parts=parts, tallies=tuple(tallies))
    made = figures(mapping, counted, programme, tuple(groups))
    together = {(one.group, one.suppressed is None) for one in made}
    assert len(together) == len({group for group, _ in together}), "a group is shown whole or hidden whole"
    return replace(
        programme,
        observations=(*programme.observations, *(one.observation for one in made if one.observation)),
        suppressed=(*programme.suppressed, *(one.suppressed for one in made if one.suppressed)),
    )


class PatternAttack:
    """Whoever knows what respondents can answer: how many of each kind gave each pattern are whole numbers."""

    def __init__(self, kind: str, kinds: Sequence[Person], programme: ProgrammeData) -> None:
        """Write every shown figure down, of all three indicators at once."""
        self.kinds, self.patterns = kinds, PATTERNS[kind]
        self.adds = np.array([AMOUNTS[kind](pattern) for pattern in self.patterns], dtype=float)
        rows, low, high = [], [], []
        for one in programme.observations:
            assert one.n is not None
            index, inside = INDICATORS.index(one.indicator), self.inside(one.group, one.period)
            rows += [self.row(inside, np.ones(len(self.patterns))), self.row(inside, self.adds[:, index])]
            is_mean = kind == "column" and index == 1
            value, half = (one.number, 0.005) if is_mean else (one.number / 100, 0.005)
            low += [one.n, one.n * (value - half) - 1e-6]
            high += [one.n, one.n * (value + half) + 1e-6]
        self.constraint = LinearConstraint(np.array(rows), low, high) if rows else None

    def inside(self, group: str, period: str) -> Any:
        """Return which kinds of people are in a group."""
        years = YEARS[period]
        return np.array([float(year in years and group in (*groups, "all")) for year, groups in self.kinds])

    def row(self, inside: Any, times: Any) -> Any:
        """Return a sum over the kinds inside, each pattern taken some times."""
        return np.outer(inside, times).ravel()

    def width(self, row: Any) -> int:
        """Return between how many numbers a sum lies."""
        ends = []
        for sign in (1, -1):
            done = milp(
                sign * row,
                integrality=np.ones(len(row), dtype=int),
                bounds=Bounds(0, 200),
                constraints=self.constraint,
                options={"presolve": False},
            )
            assert done.status == 0
            ends.append(round(sign * done.fun))
        return ends[1] - ends[0]

    def protects(self, programme: ProgrammeData) -> None:
        """Assert that of every hidden figure the number of answers and all three amounts stay open."""
        for group, period in {(one.group, one.period) for one in programme.suppressed}:
            inside = self.inside(group, period)
            if inside.any():
                assert self.width(self.row(inside, np.ones(len(self.patterns)))) >= THRESHOLD, (group, period)
                for index in range(len(INDICATORS)):
                    assert self.width(self.row(inside, self.adds[:, index])) >= 1, (group, period, index)


@st.composite
def answered(draw: st.DrawFn, kind: str) -> Counter[tuple[Person, tuple[int, ...]]]:
    """Draw people in two groupings, of whom a few kinds are very small, with their answers."""
    people: Counter[tuple[Person, tuple[int, ...]]] = Counter()
    choices = [("", *names) for names in list(COLUMNS.values())[:2]]
    kinds = draw(st.lists(st.tuples(*map(st.sampled_from, choices)), min_size=2, max_size=6, unique=True))
    for groups in kinds:
        for year in (0, 1):
            number = draw(st.sampled_from([0, 1, 3, 8, 15]))
            for _ in range(number):
                people[(year, (*groups, "")), draw(st.sampled_from(PATTERNS[kind]))] += 1
    return people


@pytest.mark.parametrize("kind", list(PATTERNS))
@settings(max_examples=examples(2, 40), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_figures_of_the_same_answers_give_no_hidden_one_away(kind: str, data: st.DataObject) -> None:
    """Options of one question, or shares and a mean of one column, in two waves and then by another grouping.

    Who knows every shown figure of all of them, and that each chose at least one option, works no hidden figure out.
    """
    people = data.draw(answered(kind))
    programme = several()
    if kind == "column":
        mean = replace(programme.indicators[1], unit="grade", scale_min=1.0, scale_max=4.0)
        programme = replace(programme, indicators=(programme.indicators[0], mean, programme.indicators[2]))
    for groups, period in ((("role",), "2018"), (("role", "region"), "2019"), (("region",), "2018")):
        if any(person[0] in YEARS[period] for person, _ in people):
            programme = bring_several(programme, kind, groups, period, people)
    PatternAttack(kind, all_kinds(), programme).protects(programme)


def weighed(weights: Sequence[int], yes: Sequence[bool]) -> Tally:
    """Return answers with their weights."""
    found = Tally({})
    for weight, answer in zip(weights, yes, strict=True):
        found = found + Tally({int(answer): 1}, weights={int(answer): weight}, squares=weight**2, heaviest=weight)
    return found


def told_by(weights: Sequence[int], shown: float, half: float) -> set[int]:
    """Return whose answer a rounded weighted share tells to somebody who knows every weight: all sums are tried."""
    whole = sum(weights)
    low, high = max(0.0, shown - half) * whole, min(1.0, shown + half) * whole
    possible = sum(1 << total for total in range(whole + 1) if low - 1e-9 <= total <= high + 1e-9)
    found = set()
    for place, weight in enumerate(weights):
        sums = 1
        for other, more in enumerate(weights):
            if other != place:
                sums |= sums << more
        if not (sums & possible and (sums << weight) & possible):
            found.add(place)
    return found


@settings(max_examples=examples(8, 200), deadline=None)
@example(weights=[60] + [3] * 14, chance=random.Random(3), part=0.3)  # noqa: S311  (answers)
@given(
    weights=st.lists(st.integers(1, 60), min_size=4, max_size=34),
    chance=st.randoms(use_true_random=False),
    part=st.sampled_from([0.1, 0.3, 0.5, 0.9]),
)
def test_a_weighted_figure_tells_nobody_s_heavy_answer(weights: list[int], chance: Any, part: float) -> None:
    """Nobody who outweighs a share is told by it; below the limit for answers alike nothing weighted is shown."""
    yes = [chance.random() < part for _ in weights]
    mapping = SurveyMapping(
        schema=1, id="w", programme=BASE.id, source="answers", document="kt-2019", place="made", period="2018",
        all="all", weight="W",
        questions=(Question(column="Q", indicator=INDICATOR, answers={"Yes": 1, "No": 0}, positive=(1,)),),
    )  # fmt: skip
    counted = Counted(respondents=len(weights), parts=((),), tallies=({(): weighed(weights, yes)},))
    (made,) = figures(mapping, counted, empty(), ())
    if len(weights) < 2 * THRESHOLD:
        assert made.observation is None
    if made.observation is None or len(set(yes)) == 1:
        return
    shown, half = made.observation.number / 100, 0.025 if made.observation.precision == "about" else 0.005
    heaviest = max(weights)
    told = told_by(weights, shown, half)
    assert not {place for place in told if weights[place] == heaviest and heaviest > 0.25 * sum(weights)}
    assert made.observation.n == len(weights)
