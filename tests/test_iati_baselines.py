"""Baselines, targets and actuals of IATI with different dimensions: no floor is invented, and nothing is lost untold."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kunteko_eval.exchange.iati.import_report import ImportNote
from kunteko_eval.exchange.iati.importing import import_iati
from kunteko_eval.exchange.iati.match import canonical, compatible, nearest
from kunteko_eval.method.assess import assess
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric

RUBRIC = Path(__file__).parents[1] / "params" / "rubric.yaml"
TODAY = datetime.date(2026, 1, 2)
WOMEN = '<dimension name="sex" value="female"/>'
MEN = '<dimension name="sex" value="male"/>'
NORTH = '<location ref="NORTH"/>'
ALL = ""


def figure(part: str, value: object, dimensions: str = ALL) -> str:
    """Return a baseline, target or actual."""
    year = ' year="2015"' if part == "baseline" else ""
    return f'<{part}{year} value="{value}">{dimensions}</{part}>'


def period(first: int, last: int, *figures: str) -> str:
    """Return a period of whole years."""
    days = f'<period-start iso-date="{first}-01-01"/><period-end iso-date="{last}-12-31"/>'
    return f"<period>{days}{''.join(figures)}</period>"


def activity(*indicators: str, kind: int = 1, measure: int = 1, more: int = 1) -> str:
    """Return a file with one result, an indicator for each argument, a line each."""
    made = "\n".join(
        f'<indicator measure="{measure}" ascending="{more}"><title><narrative>Made up {n}</narrative></title>\n{one}</indicator>'
        for n, one in enumerate(indicators)
    )
    return (
        '<iati-activities version="2.03"><iati-activity xml:lang="en"><iati-identifier>XX-1</iati-identifier>'
        '<activity-date type="2" iso-date="2015-01-01"/>\n'
        f'<result type="{kind}"><title><narrative>Made up</narrative></title>\n{made}\n</result></iati-activity></iati-activities>'
    )


def bring(folder: Path, text: str) -> tuple[ProgrammeData, list[ImportNote]]:
    """Import a text, and return the programme with everything that was told."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "in.xml").write_text(text.replace("><", ">\n<"), encoding="utf-8")
    made = import_iati(folder / "in.xml", folder / "data", folder / "params", today=TODAY)
    told = [told for notes in made.notes for told in notes.entries]
    return read_programme(folder / "data" / made.programmes[0][0]), told


def floors(programme: ProgrammeData) -> list[float]:
    """Return the floors of the expectations."""
    return [one.floor for one in programme.chain.conventions]


@pytest.mark.parametrize(
    ("base", "target", "actual"),
    [
        (ALL, WOMEN + NORTH, WOMEN + NORTH),
        (WOMEN + NORTH, ALL, WOMEN + NORTH),
        (WOMEN, ALL, WOMEN + NORTH),
        (ALL, ALL, WOMEN + NORTH),
        (NORTH, WOMEN, WOMEN + NORTH),
        ('<dimension name="Sex" value="FEMALE"/>', WOMEN, WOMEN),
    ],
)
def test_a_baseline_with_other_dimensions_than_the_target_is_its_floor(
    tmp_path: Path, base: str, target: str, actual: str
) -> None:
    """From 9212 to 9300, where 11057 was the target, is an achievement of 0.05: the action was not delivered."""
    cells = period(2016, 2018, figure("target", 11057, target), figure("actual", 9300, actual))
    programme, told = bring(tmp_path, activity(figure("baseline", 9212, base) + cells))
    assert floors(programme) == [9212]
    rating = assess(programme, "2016-2018", read_rubric(RUBRIC)).rating("made-up")
    assert [item.achievement for item in rating.items] == [pytest.approx(88 / 1845)]
    assert rating.final == "not-delivered"
    matched = [one for one in told if one.what.endswith("matched by the dimensions that they share")]
    assert bool(matched) == (len({canonical_of(one) for one in (base, target, actual)}) > 1)


def canonical_of(dimensions: str) -> str:
    """Return dimensions as they are compared."""
    return dimensions.casefold()


def test_the_most_specific_common_dimensions_decide(tmp_path: Path) -> None:
    """Women of the north start from the women's baseline, not from everybody's, and it is told."""
    base = figure("baseline", 100) + figure("baseline", 40, WOMEN) + figure("baseline", 60, MEN)
    cells = period(2016, 2016, figure("target", 80, WOMEN + NORTH), figure("actual", 60, WOMEN + NORTH))
    programme, told = bring(tmp_path, activity(base + cells))
    assert floors(programme) == [40]
    assert any("baseline of sex: female, target of location: NORTH, sex: female" in one.detail for one in told)


@pytest.mark.parametrize(
    ("base", "targets", "reason"),
    [
        (figure("baseline", 100), [(50, WOMEN), (60, MEN)], "tells apart"),
        (figure("baseline", 10, WOMEN), [(50, WOMEN), (160, ALL)], "tells apart"),
        (figure("baseline", 10, WOMEN) + figure("baseline", 20, MEN), [(160, ALL)], "equally well"),
        (figure("baseline", 10, WOMEN), [(160, MEN)], "all of other groups"),
        (figure("baseline", "twelve"), [(160, ALL)], "was left"),
    ],
)
def test_no_floor_is_invented_where_another_one_is_given(
    tmp_path: Path, base: str, targets: list[tuple[int, str]], reason: str
) -> None:
    """A baseline that is of something else gives no floor, but neither does 0 take its place; the target is told."""
    cells = period(2016, 2016, *(figure("target", value, whom) for value, whom in targets), figure("actual", 90))
    programme, told = bring(tmp_path, activity(base + cells))
    assert 0 not in floors(programme)
    assert any(reason in one.what and one.how == "left" for one in told)


def test_a_whole_that_starts_from_nothing_starts_all_its_parts_from_nothing(tmp_path: Path) -> None:
    """With a baseline of 0 for everybody, women and men start from 0 too, and the part is no part of the pool."""
    pairs = ((100, ALL), (60, WOMEN), (40, MEN))
    cells = period(
        2016, 2016, *(figure("target", value, whom) + figure("actual", value - 10, whom) for value, whom in pairs)
    )
    programme, _ = bring(tmp_path, activity(figure("baseline", 0) + cells, kind=2))
    assert floors(programme) == [0, 0, 0]
    whole = programme.chain.element("made-up").evidence[0].indicator
    assert {one.part_of for one in programme.indicators if one.id != whole} == {whole}


def test_a_target_of_three_years_is_recorded_for_three_years_and_held_against_none_of_them(tmp_path: Path) -> None:
    """600 over three years beside 150 for the first: each expectation names its period, and no year's figure meets 600."""
    text = figure("baseline", 0) + period(2016, 2018, figure("target", 600))
    text += period(2016, 2016, figure("target", 150), figure("actual", 140)) + period(2017, 2017, figure("actual", 300))
    programme, told = bring(tmp_path, activity(text))
    conventions = programme.chain.conventions_by_id
    of = {one.indicator: conventions[one.expectation] for one in programme.chain.element("made-up").evidence}
    assert {one.expected: one.period for one in of.values()} == {600: "2016-2018", 150: "2016"}
    held = {(of[one.indicator].expected, one.value) for one in programme.observations if one.indicator in of}
    assert held == {(150, "140"), (150, "300")}
    named = {one.expected: name for name, one in of.items()}
    assert programme.indicators_by_id[str(named[150])].part_of == named[600]
    programme, told = bring(tmp_path / "b", activity(text.replace(figure("target", 150), "")))
    assert not any(one.indicator == "made-up-0" for one in programme.observations)
    assert sum(one.what.startswith("an actual of a part or the whole of its target's period") for one in told) == 2


def test_yearly_targets_are_milestones_of_one_indicator(tmp_path: Path) -> None:
    """Targets of years side by side are expectations of one indicator, with the figures of every year."""
    years = [period(year, year, figure("target", 10 * year), figure("actual", year)) for year in (2016, 2017)]
    programme, _ = bring(
        tmp_path, activity(figure("baseline", 1) + "".join(years) + period(2018, 2018, figure("actual", 9)))
    )
    assert len(programme.indicators) == 1
    assert {one.period: one.expected for one in programme.chain.conventions} == {"2016": 20160, "2017": 20170}
    assert [one.value for one in programme.observations] == ["2016", "2017", "9"]


def test_actuals_of_parts_are_not_held_against_the_target_of_the_whole(tmp_path: Path) -> None:
    """Women and men beside a target of everybody have no target, and that is told; everybody's actual has it."""
    parts = figure("actual", 60, WOMEN) + figure("actual", 30, MEN)
    programme, told = bring(tmp_path / "a", activity(period(2016, 2016, figure("target", 100), parts)))
    speaking = {one.indicator for one in programme.chain.element("made-up").evidence}
    assert not [one for one in programme.observations if one.indicator in speaking]
    assert sum(one.what.startswith("an actual of a part") for one in told) == 2
    programme, _ = bring(
        tmp_path / "b", activity(period(2016, 2016, figure("target", 100), figure("actual", 90), parts))
    )
    speaking = {one.indicator for one in programme.chain.element("made-up").evidence}
    assert [one.value for one in programme.observations if one.indicator in speaking] == ["90"]


DIMENSIONS = st.sampled_from([ALL, WOMEN, MEN, NORTH, WOMEN + NORTH, '<dimension name="age" value="0-5"/>' + MEN])


@st.composite
def indicators(draw: st.DrawFn) -> tuple[str, list[tuple[str, str]]]:
    """Return an indicator whose entries have any dimensions, with part and figure of each; every figure is its own."""
    numbers = iter(range(1, 100))
    entries: list[tuple[str, str]] = []

    def some(part: str, most: int) -> str:
        made = []
        for _ in range(draw(st.integers(0, most))):
            value = str({"baseline": 0, "actual": 1000, "target": 2000}[part] + next(numbers))
            entries.append((part, value))
            made.append(figure(part, value, draw(DIMENSIONS)))
        return "".join(made)

    text = some("baseline", 3)
    for first, last in draw(
        st.sampled_from([[(2016, 2016)], [(2016, 2016), (2017, 2017)], [(2016, 2017), (2016, 2016)]])
    ):
        text += period(first, last, some("target", 3), some("actual", 3))
    return text, entries


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=indicators(), kind=st.sampled_from([1, 2]))
def test_whatever_the_dimensions_every_figure_is_used_or_told(
    tmp_path_factory: pytest.TempPathFactory, made: tuple[str, list[tuple[str, str]]], kind: int
) -> None:
    """Each actual is an observation; each target and baseline is in an expectation or told as left; used + told = read."""
    text, entries = made
    folder = tmp_path_factory.mktemp("match")
    programme, told = bring(folder, activity(text, kind=kind))
    used = {one.value for one in programme.observations}
    used |= {f"{one.expected:g}" for one in programme.chain.conventions if isinstance(one.expected, float)}
    used |= {f"{one.floor:g}" for one in programme.chain.conventions}
    left = {one.found for one in told if one.how == "left"}
    for part, value in entries:
        assert (value in used) != (value in left), (part, value)
        assert part != "actual" or value in used


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(base=st.lists(DIMENSIONS, max_size=2, unique=True), target=DIMENSIONS, actual=DIMENSIONS)
def test_the_floor_is_the_given_baseline_wherever_one_is_compatible(
    tmp_path_factory: pytest.TempPathFactory, base: list[str], target: str, actual: str
) -> None:
    """For an output, 0 is assumed only where no baseline is given; of given ones the nearest compatible one is taken."""
    groups = {one: group_of(one) for one in (*base, target)}
    text = "".join(figure("baseline", 10 + place, one) for place, one in enumerate(base))
    cells = period(2016, 2016, figure("target", 100, target), figure("actual", 50, actual))
    programme, _ = bring(tmp_path_factory.mktemp("floor"), activity(text + cells))
    best = nearest(groups[target], [groups[one] for one in base])
    assert all(compatible(groups[target], one) for one in best)
    if not base:
        assert floors(programme) == [0]
    elif len(best) == 1:
        assert floors(programme) == [10 + [groups[one] for one in base].index(best[0])]
    else:
        assert floors(programme) == []


def group_of(dimensions: str) -> tuple[tuple[str, str], ...]:
    """Return the group that dimensions in XML mean."""
    pairs = {WOMEN: ("sex", "female"), MEN: ("sex", "male"), NORTH: ("location", "north")}
    pairs['<dimension name="age" value="0-5"/>'] = ("age", "0-5")
    return canonical(tuple(pair for part, pair in pairs.items() if part in dimensions))


def test_a_figure_that_shows_a_per_cent_sign_never_loses_it(tmp_path: Path) -> None:
    """Where one figure has the sign and another has none, and no measure tells, the one with the sign is left and told."""
    cells = figure("baseline", 10) + period(2016, 2016, figure("target", 50), figure("actual", "45%"))
    programme, told = bring(tmp_path, activity(cells, measure=7))
    assert programme.observations == ()
    assert any(one.what == "actual left: the measure says no per cent and the figure says per cent" for one in told)


def test_numbers_are_compared_as_numbers(tmp_path: Path) -> None:
    """Two targets of 50 and 50.0 agree, and the second one is told as standing again."""
    cells = figure("baseline", 10) + period(2016, 2016, figure("target", 50), figure("target", "50.0"))
    programme, told = bring(tmp_path, activity(cells))
    assert [Decimal(str(one.expected)) for one in programme.chain.conventions] == [50]
    assert any(one.what == "a target that stands again" for one in told)
