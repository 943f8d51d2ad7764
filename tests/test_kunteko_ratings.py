"""The method on KunTeko's own chain and evidence, for every report period."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from builder import ROOT, rubric_in_force

from kunteko_eval.method.assess import Assessment, ElementRating, assess
from kunteko_eval.method.checks import register
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.selection import readings
from kunteko_eval.model.evidence import Indicator, Observation
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme

PERIODS = ["2015-2017", "2018-2020", "2015-2020", "2015", "2017", "2018", "2019", "2020"]

UNRATED = {"2015", "2017"}
"""Years of which nothing is rated: of 2015 and 2017 the documents give no finding that speaks for a box, and a budget
is not held against itself."""

START, OCTOBER = datetime.date(2015, 1, 1), datetime.date(2020, 10, 12)
"""The first and the last day of the key figures in the programme's closing publication."""


@cache
def kunteko() -> ProgrammeData:
    """Return the programme as its folder has it."""
    return read_programme(ROOT / "data" / "kunteko")


@cache
def kunteko_in(period: str) -> Assessment:
    """Return the assessment of a report period."""
    return assess(kunteko(), period, rubric_in_force())


def kind_of(rating: ElementRating) -> str:
    """Return the kind of level that an element stands on."""
    return kunteko().chain.level_of(rating.element).kind


def test_the_chain_has_29_elements() -> None:
    """Five resources, seven actions and seventeen effects make the published chain."""
    kinds = Counter(kind_of(rating) for rating in kunteko_in("2018-2020").ratings)
    effects = kinds["direct"] + kinds["indirect"] + kinds["wider"]
    assert (kinds["resources"], kinds["actions"], effects, kinds.total()) == (5, 7, 17, 29)


def test_the_report_periods_are_those_tested_here() -> None:
    """A period added to the programme is added to these tests too."""
    assert sorted(period.id for period in kunteko().sheet.periods if period.report) == sorted(PERIODS)


@pytest.mark.parametrize("period", PERIODS)
def test_every_place_on_the_scale_has_evidence_expectation_and_source(period: str) -> None:
    """A rated element names evidence of the period, with document and place, and expectations recorded with a reason."""
    programme = kunteko()
    span = programme.period(period)
    rows = programme.observations_by_id | programme.findings_by_id
    rated = [rating for rating in kunteko_in(period).ratings if rating.computed.rated]
    assert bool(rated) == (period not in UNRATED)
    for rating in rated:
        assert rating.evidence
        for name in rating.evidence:
            row = rows[name]
            assert row.source in programme.collections
            assert row.document in programme.documents
            assert row.place
            assert span.contains(programme.periods[row.period])
        for item in rating.used:
            convention = programme.chain.conventions_by_id[item.convention]
            assert item.expected is not None
            assert convention.recorded <= rating.element.registered
            assert convention.reason
            assert convention.basis == item.basis


@pytest.mark.parametrize("period", PERIODS)
def test_no_colour_otherwise(period: str) -> None:
    """An element for which nothing was used has no colour, no confidence and no achievement, and says why."""
    for rating in kunteko_in(period).ratings:
        if not rating.used:
            assert rating.computed in {Rating.NOT_ASSESSED, Rating.TOO_EARLY}
            assert (rating.confidence, rating.graded.achievement, rating.evidence) == (None, None, ())
            assert len(rating.graded.reasons) == 1


@pytest.mark.parametrize("period", PERIODS)
def test_no_green_on_perception_alone_beyond_direct_effects(period: str) -> None:
    """An indirect or wider effect that is green rests on something tested."""
    for rating in kunteko_in(period).ratings:
        if kind_of(rating) in {"indirect", "wider"} and rating.computed is Rating.GREEN:
            assert any(item.contribution == "tested" for item in rating.used)


@pytest.mark.parametrize("period", PERIODS)
def test_effects_rest_only_on_what_speaks_of_the_programme(period: str) -> None:
    """For an effect, volumes and changes in the world are context and never weighed."""
    for rating in kunteko_in(period).ratings:
        if kind_of(rating) in {"direct", "indirect", "wider"}:
            assert {item.contribution for item in rating.used} <= {"perceived", "tested"}


@pytest.mark.parametrize("period", PERIODS)
def test_no_wider_effect_is_surer_than_its_best_pathway(period: str) -> None:
    """A wider effect claims at most the confidence of the best pathway to it, or 1."""
    assessment = kunteko_in(period)
    for rating in assessment.ratings:
        if kind_of(rating) == "wider" and rating.confidence is not None:
            pathway = assessment.pathways.get(rating.element.id)
            assert rating.confidence <= max(pathway.confidence if pathway else 0, 1)


def test_wider_effects_are_too_early_in_the_first_phase() -> None:
    """After three years wider effects without evidence are too early, after six they are not."""
    early = kunteko_in("2015-2017").counts("wider")[Rating.TOO_EARLY]
    late = kunteko_in("2018-2020").counts()[Rating.TOO_EARLY]
    assert early > 0 == late


@pytest.mark.parametrize(("year", "early"), [("2015", 6), ("2017", 6), ("2018", 6), ("2019", 0), ("2020", 0)])
def test_wider_effects_are_due_from_the_fifth_year_on(year: str, early: int) -> None:
    """In a single year's report every wider effect is too early until the end of 2018, and none is after it."""
    assert kunteko_in(year).counts("wider")[Rating.TOO_EARLY] == early


def otherwise(indicator: Indicator, observation: Observation) -> Observation:
    """Return an observation with another figure that its unit allows."""
    far = {"percent": "3" if observation.number > 50 else "97", "share": "0.03", "grade": f"{indicator.scale_min}"}
    return replace(observation, value=far.get(indicator.unit, str(int(observation.number * 3 + 1))), value_to=None)


@pytest.mark.parametrize("period", PERIODS)
def test_one_figure_changes_only_the_elements_that_register_its_indicator(period: str) -> None:
    """Changing any observation leaves the rating of every element that does not register it as it was."""
    programme, before = kunteko(), kunteko_in(period)
    users = {
        indicator.id: {
            element.id
            for element in programme.chain.elements
            if any(one.indicator == indicator.id for one in element.evidence)
        }
        for indicator in programme.indicators
    }
    for index, observation in enumerate(programme.observations):
        if not users[observation.indicator]:
            continue
        changed = otherwise(programme.indicators_by_id[observation.indicator], observation)
        rows = (*programme.observations[:index], changed, *programme.observations[index + 1 :])
        after = assess(replace(programme, observations=rows), period, before.rubric)
        altered = {
            one.element.id for one, two in zip(before.ratings, after.ratings, strict=True) if one.graded != two.graded
        }
        assert altered <= users[observation.indicator], observation.id


def test_one_workshop_figure_moves_its_element_and_no_other() -> None:
    """The workshops' effect on progress speaks for coherent development, and for nothing else."""
    before = kunteko_in("2018-2020")
    rows = tuple(
        replace(one, value="10") if one.id == "workshop-progress-p-2020" else one for one in kunteko().observations
    )
    after = assess(replace(kunteko(), observations=rows), "2018-2020", before.rubric)
    altered = [
        one.element.id for one, two in zip(before.ratings, after.ratings, strict=True) if one.graded != two.graded
    ]
    assert altered == ["coherent-development"]


def span(start: datetime.date, end: datetime.date) -> Period:
    """Return a span that is no report period."""
    return Period(id="span", start=start, end=end, report=False)


def value_in(indicator: str, period: Period) -> float:
    """Return the value of an indicator that has one respondent group."""
    (reading,) = readings(kunteko(), kunteko().indicators_by_id[indicator], period)
    return reading.value


def tiled_without_the_whole(indicator: Indicator, whole: Period) -> tuple[Observation, ...]:
    """Return the observations of parts that cover a whole span, its own figure left out; none when they do not."""
    programme = kunteko()
    others = tuple(
        one
        for one in programme.observations
        if one.indicator != indicator.id or programme.periods[one.period].days < whole.days
    )
    found = readings(replace(programme, observations=others), indicator, whole)
    return found[0].used if found and found[0].coverage == 1 else ()


def test_amounts_of_parts_add_up_to_the_whole_programme() -> None:
    """Wherever parts cover the time to 12 October 2020, their sum is the figure given: 20 + 14 = 34 trainings."""
    whole = kunteko().periods["2015-2020-10"]
    tiled = {
        indicator.id: [one.number for one in used]
        for indicator in kunteko().indicators
        if indicator.aggregation == "increment" and (used := tiled_without_the_whole(indicator, whole))
    }
    assert tiled == {"trainings": [20, 14], "deeds-new": [237, 118, 211, 101]}
    assert all(sum(parts) == value_in(name, whole) for name, parts in tiled.items())


def test_the_first_phase_of_trainings_is_derived_from_the_whole() -> None:
    """The 20 trainings are 34 − 14 and so prove nothing; the documents give the other two, one without its day."""
    (whole,) = (one for one in kunteko().observations if one.id == "trainings-2015-2020")
    parts = tiled_without_the_whole(kunteko().indicators_by_id["trainings"], kunteko().periods["2015-2020-10"])
    assert [(one.id, one.match) for one in (*parts, whole)] == [
        ("trainings-2015-2017", "derived"),
        ("trainings-2018-2020", "inferred"),
        ("trainings-2015-2020", "read"),
    ]


def test_new_deeds_add_up_to_october_2020() -> None:
    """New deeds, 237 + 118 + 211 + 101, are the 667 of October 2020; the 237 are 355 − 118 and not from the 667."""
    programme = kunteko()
    (reading,) = readings(programme, programme.indicators_by_id["deeds-new"], span(START, OCTOBER))
    assert [(one.number, one.match) for one in reading.used] == [
        (237, "derived"),
        (118, "read"),
        (211, "read"),
        (101, "read"),
    ]
    assert (reading.value, reading.coverage) == (667, 1.0)
    assert value_in("deeds-total", span(START, OCTOBER)) == 667


def test_running_totals_of_deeds_grow_by_the_new_ones() -> None:
    """By figures that were read alone: 355 at the end of 2018, and 211 + 101 new ones, make 667 in October 2020."""
    then, now = span(START, datetime.date(2018, 12, 31)), span(datetime.date(2019, 1, 1), OCTOBER)
    assert value_in("deeds-total", then) == 355
    assert value_in("deeds-new", now) == value_in("deeds-total", now) == 211 + 101
    assert value_in("deeds-total", then) + value_in("deeds-new", now) == value_in("deeds-total", span(START, OCTOBER))
    figure = {one.id: one for one in kunteko().observations}
    used = ("deeds-total-2018", "deeds-new-2019", "deeds-total-2019", "deeds-new-2020", "deeds-total-2020")
    assert {figure[name].match for name in used} == {"read"}
    assert figure["deeds-total-2019"].number == 355 + 211


@pytest.mark.parametrize(("period", "deeds", "covered"), [("2018-2020", 430, 1016 / 1096), ("2020", 101, 286 / 366)])
def test_the_last_year_of_deeds_is_not_whole(period: str, deeds: int, covered: float) -> None:
    """Deeds were counted to 12 October 2020, and a reading that needs the rest of the year says how much it covers."""
    indicator = kunteko().indicators_by_id["deeds-new"]
    (reading,) = readings(kunteko(), indicator, kunteko().period(period))
    assert reading.value == deeds
    assert reading.coverage == pytest.approx(covered)


KINDS = [
    ("workshop-series", "2015-2020", 13),
    ("networks", "2015-2020", 20),
    ("networks-learning", "2015-2017", 9),
    ("awards", "2019", 41),
    ("deeds-organisations", "2015-2020", 136),
]
"""Counts of which the documents give the kinds too."""


@pytest.mark.parametrize(("whole", "period", "total"), KINDS)
def test_kinds_add_up_to_their_whole(whole: str, period: str, total: int) -> None:
    """Kinds of a thing add up to a figure given for all; a kind counted from a list is not taken from that figure."""
    programme, within = kunteko(), kunteko().periods[period]
    kinds = [one.id for one in programme.indicators if one.part_of == whole]
    assert sum(value_in(kind, within) for kind in kinds) == total
    (reading,) = readings(programme, programme.indicators_by_id[whole], within)
    assert total in {one.number for one in (*reading.used, *reading.others)}
    derived = [one for kind in kinds for one in programme.observations_of[kind] if one.match == "derived"]
    assert all("luettelosta" in (one.note or "") for one in derived)


def test_every_count_with_kinds_is_tested_here() -> None:
    """A whole that gets parts in the data is added to these tests too."""
    wholes = {one.part_of for one in kunteko().indicators if one.part_of and not one.is_proportion}
    assert wholes == {whole for whole, _, _ in KINDS}


def test_what_is_asked_of_two_groups_is_one_indicator() -> None:
    """A service's effect has one indicator, and an element that registers it gets the figure of either group once."""
    programme = kunteko()
    asked = [one for one in programme.indicators if one.theme.startswith("effects-")]
    groups = {one.id: [row.group for row in programme.observations_of[one.id]] for one in asked}
    assert {"participants", "organisations"} == set(groups["training-start"]) == set(groups["workshop-continue"])
    for rating in kunteko_in("2018-2020").ratings:
        items = Counter((item.name, *item.groups) for item in rating.items if item.name in groups)
        assert set(items.values()) <= {1}
        for name in {name for name, *_ in items}:
            assert sorted(group for one, group in items if one == name) == sorted(groups[name])


@pytest.mark.parametrize("prefix", ["deeds-share-", "funding-share-"])
def test_shares_of_a_whole_add_to_100(prefix: str) -> None:
    """The fields of Tekojen tori's deeds add to 100 per cent, and so do the funders' shares."""
    assert sum(one.number for one in kunteko().observations if one.indicator.startswith(prefix)) == 100
    assert sum(funder.share or 0 for funder in kunteko().sheet.funders) == 100


def test_no_percentage_is_left_doubled() -> None:
    """Every percentage of the scraped documents has been halved back to at most 100."""
    programme = kunteko()
    percentages = [
        one.number for one in programme.observations if programme.indicators_by_id[one.indicator].unit == "percent"
    ]
    assert len(percentages) > 30
    assert max(percentages) <= 100


def test_the_known_impossible_percentages_are_registered() -> None:
    """Four of the 52 respondents' percentages and two of the 75 readers' come from no whole number of people."""
    grim = [name for check in register(kunteko()) if check.code == "grim" for name in check.evidence]
    figures = {(one.number, one.n) for one in kunteko().observations if one.id in grim}
    assert figures >= {(78, 52), (39, 52), (82, 52), (97, 52), (69.4, 75), (78.6, 75)}


def test_both_figures_of_every_known_contradiction_are_kept() -> None:
    """The 101 and 102 newsletters and the 566 and 567 deeds stand side by side in the register."""
    disagree = {check.values["indicator"] for check in register(kunteko()) if check.code == "sources-disagree"}
    assert {"newsletters", "deeds-total"} <= disagree
