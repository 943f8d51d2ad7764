"""The method on KunTeko's own chain and evidence, for every report period."""

from __future__ import annotations

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
from kunteko_eval.model.programme import Programme
from kunteko_eval.model.reading import read_programme

PERIODS = ["2015-2017", "2018-2020", "2015-2020"]


@cache
def kunteko() -> Programme:
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
    rated = [rating for rating in kunteko_in(period).ratings if rating.computed.grade is not None]
    assert rated
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


def test_new_deeds_add_up() -> None:
    """Yearly new deeds add to the phase's 430 and lead from each year's total to the next."""
    indicator = kunteko().indicators_by_id["deeds-new"]
    reading = readings(kunteko(), indicator, kunteko().period("2018-2020"))[0]
    assert [one.number for one in reading.used] == [118, 211, 101]
    assert (reading.value, reading.coverage) == (430, 1.0)
    figure = {one.id: one.number for one in kunteko().observations}
    assert figure["deeds-total-2018"] + figure["deeds-new-2019"] == figure["deeds-total-2019"] == 566
    assert figure["deeds-total-2019"] + figure["deeds-new-2020"] == figure["deeds-total-2020"] == 667


@pytest.mark.parametrize("prefix", ["deeds-share-", "funding-share-"])
def test_shares_of_a_whole_add_to_100(prefix: str) -> None:
    """The fields of Tekojen tori's deeds add to 100 per cent, and so do the funders' shares."""
    assert sum(one.number for one in kunteko().observations if one.indicator.startswith(prefix)) == 100
    assert sum(funder.share for funder in kunteko().sheet.funders) == 100


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
