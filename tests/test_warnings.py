"""What looks suspicious: every kind is found, nothing else is, and the order of rows is all the same."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from builder import Case, CaseItem, build, rubric_in_force, text
from hypothesis import given, settings
from hypothesis import strategies as st

from kunteko_eval.method.assess import assess
from kunteko_eval.model.accepted import Accepted
from kunteko_eval.model.evidence import Group
from kunteko_eval.model.programme import Funder, ProgrammeData
from kunteko_eval.screening.alike import Clusters, near, near_pairs, plain_text
from kunteko_eval.screening.register import outlived, suspicions

DAY = datetime.date(2026, 11, 26)


def codes(programme: ProgrammeData, **given: Any) -> list[str]:
    """Return the codes of everything suspicious."""
    return [one.code for one in suspicions(programme, **given)]


def of_items(*items: CaseItem) -> ProgrammeData:
    """Return a programme with these items for one direct effect."""
    return build(Case(name="case", items=items))


def planned(kind: str, figures: dict[int | str, Any], **more: Any) -> ProgrammeData:
    """Return a programme with one indicator's figures by year."""
    given: dict[str, Any] = {kind: figures, **more}
    return of_items(CaseItem(**given))


def told_twice(programme: ProgrammeData, **changed: Any) -> ProgrammeData:
    """Return a programme in which the first observation stands twice, the second time with changes."""
    first = programme.observations[0]
    return replace(programme, observations=(*programme.observations, replace(first, id="again", **changed)))


def stating(programme: ProgrammeData, *statements: str, **changed: Any) -> ProgrammeData:
    """Return a programme whose first findings say these statements in every language."""
    own = [one for one in programme.findings if one.id.startswith("item-")]
    told = {
        one.id: replace(one, statement_fi=words, statement_sv=words, statement_en=words, **changed)
        for one, words in zip(own, statements, strict=True)
    }
    return replace(programme, findings=tuple(told.get(one.id, one) for one in programme.findings))


# --- units by a factor of 100


def test_a_share_under_per_cent_is_suspicious_where_no_n_is_given() -> None:
    """0.64 under the unit percent is told, with the place of the figure."""
    (found,) = suspicions(of_items(CaseItem(percent="0.64")))
    assert (found.code, found.subject) == ("unit-hundred", ("item-1-all-1",))
    assert found.where == (("observations", "item-1-all-1", "value"),)


@pytest.mark.parametrize(
    ("figures", "n"),
    [("64.0", None), ("0.5", 200), ({2018: "0.8", 2019: "1.2", 2020: "1.4"}, None), ("0", None), ("1", None)],
    ids=["64 per cent", "one of 200", "small per cents", "nobody", "one per cent"],
)
def test_a_small_percentage_that_can_be_one_is_not_suspicious(figures: Any, n: int | None) -> None:
    """One person of 200 is 0.5 %, and a series around 1 % is a series of per cents."""
    assert codes(of_items(CaseItem(percent=figures, n=n))) == []


def test_a_share_among_percentages_is_suspicious_once() -> None:
    """0.64 after 61 and 66 is another unit; it is not told again as far outside its series."""
    assert codes(planned("percent", {2018: 61, 2019: 66, 2020: "0.64"})) == ["unit-hundred"]


@pytest.mark.parametrize(("floor", "expected"), [(0.2, 0.8), (0.2, 80), (0, 0.8)])
def test_an_expectation_of_per_cent_that_is_written_as_a_share_is_suspicious(floor: float, expected: float) -> None:
    """`expected: 0.8` of percent, or a floor of 0.2, is told once for its convention."""
    assert "unit-hundred" in codes(of_items(CaseItem(percent=64, floor=floor, expected=expected)))


def test_a_share_of_the_funding_below_one_per_cent_is_suspicious() -> None:
    """Funders' shares are per cents too."""
    programme = of_items(CaseItem(percent=64))
    funder = Funder(name=text("Social Fund"), share=0.5, document="document", place="page 1")
    found = suspicions(replace(programme, sheet=replace(programme.sheet, funders=(funder,))))
    assert [(one.code, one.subject) for one in found] == [("unit-hundred", ("social-fund",))]


# --- duplicates and statements


def test_one_figure_that_stands_twice_is_suspicious() -> None:
    """The same indicator, period, group and source with one value, however its decimals are written."""
    programme = of_items(CaseItem(count=40))
    (found,) = suspicions(told_twice(programme, value="40.0"))
    assert (found.code, found.subject) == ("duplicate", ("again", "item-1-all-1"))


def test_two_values_of_one_figure_are_no_duplicate() -> None:
    """They are told as sources that disagree, as before."""
    programme = told_twice(of_items(CaseItem(count=40)), value="41")
    assert codes(programme) == []
    assert [one.code for one in assess(programme, "2018-2020", rubric_in_force()).checks] == ["sources-disagree"]


def test_a_statement_coded_twice_is_suspicious_and_moves_an_achievement() -> None:
    """One statement under two ids takes the achievement from 0 to 0.56, and is told."""
    weak, strong = CaseItem(finding="contradicts somewhat"), CaseItem(finding="supports much")
    once, twice = of_items(weak, weak, strong), of_items(weak, weak, strong, strong)
    ratings = [assess(one, "2018-2020", rubric_in_force()).rating("element-in-question") for one in (once, twice)]
    assert [round(one.graded.achievement or 0, 2) for one in ratings] == [0.35, 0.56]
    words = ["Some units went their own way", "Managers listened", "Cooperation between the units grew."]
    assert codes(stating(once, *words)) == []
    (found,) = suspicions(stating(twice, *words, "Co-operation between units grew"))
    assert (found.code, found.subject) == ("same-statement", ("item-3", "item-4"))


def test_the_same_words_in_both_directions_are_suspicious() -> None:
    """A statement cannot support and contradict."""
    programme = of_items(CaseItem(finding="supports much"), CaseItem(finding="contradicts much"))
    assert codes(stating(programme, "Trust grew.", "trust grew")) == ["same-statement"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Trust between the parties grew", "Work in the units became easier"),
        ("52 of the trained used what they learnt", "71 of the trained used what they learnt"),
        ("Trust grew", "Trust fell"),
    ],
)
def test_other_statements_are_not_suspicious(first: str, second: str) -> None:
    """Other words, or other numbers in the same words, say something else."""
    programme = of_items(CaseItem(finding="supports much"), CaseItem(finding="supports much"))
    assert codes(stating(programme, first, second)) == []


@pytest.mark.parametrize(
    ("second", "same"),
    [
        ("After two years managers trusted their units and helped them more", True),
        ("After two years managers trusted their units and listened", True),
        ("After two years managers trusted their staff and helped it more", False),
        ("After two years nobody trusted the managers who helped the units", False),
    ],
    ids=["a word is another and a word is gone", "three in four of all words", "less than that", "another sentence"],
)
def test_long_statements_say_the_same_from_three_words_in_four(second: str, same: bool) -> None:
    """Long statements that share three in four of all their words are told, and those that share fewer are not."""
    first = "After two years managers trusted their units and listened to them more"
    programme = of_items(CaseItem(finding="supports much"), CaseItem(finding="supports much"))
    assert codes(stating(programme, first, second)) == ["same-statement"] * same


def test_the_same_statement_of_another_time_is_not_suspicious() -> None:
    """What was found in 2018 may be found again in 2020."""
    programme = of_items(CaseItem(finding="supports much", period=2018), CaseItem(finding="supports much", period=2020))
    assert codes(stating(programme, "Trust grew.", "Trust grew.")) == []


WORDS = ("trust", "units", "grew", "slowly", "cooperation", "managers", "listened", "helped", "between", "daily")


@given(
    base=st.lists(st.sampled_from(WORDS), min_size=3, max_size=9, unique=True),
    edits=st.lists(st.sets(st.tuples(st.integers(0, 8), st.integers(0, 30)), max_size=2), min_size=2, max_size=6),
)
def test_the_index_finds_what_comparing_every_pair_finds(base: list[str], edits: list[set[tuple[int, int]]]) -> None:
    """No near pair is lost by looking only where rare words meet."""
    statements = []
    for swaps in edits:
        changed = {place: f"w{chr(97 + number)}" for place, number in swaps}
        statements.append([changed.get(place, word) for place, word in enumerate(base)])
    texts = [plain_text(" ".join(words)) for words in statements]
    found, wanted = Clusters(len(texts)), Clusters(len(texts))
    for one, other in near_pairs(texts, found):
        found.join(one, other)
    for one, other in combinations(range(len(texts)), 2):
        if near(texts[one], texts[other]):
            wanted.join(one, other)
    assert sorted(found.several()) == sorted(wanted.several())


def test_five_thousand_statements_of_one_element_are_compared() -> None:
    """None of them is like another, and the pairs that cannot be are passed over: all twelve million would take hours."""
    drawn = np.random.default_rng(7).integers(0, 1000, (5000, 12))
    texts = [
        plain_text(
            " ".join(
                chr(97 + word // 40) + chr(97 + word % 26) + "abcdef"[word % 6] + "x" * (word // 26 % 3) for word in row
            )
        )
        for row in drawn.tolist()
    ]
    assert list(near_pairs(texts, Clusters(len(texts)))) == []


# --- bounds


def test_more_respondents_than_the_collection_has_are_suspicious() -> None:
    """80 answered a question of a survey that 75 answered in all; without that number nothing is known."""
    programme = of_items(CaseItem(percent=60, n=80))
    assert codes(programme) == []
    asked = tuple(replace(one, respondents=75) for one in programme.sources.collections)
    (found,) = suspicions(replace(programme, sources=replace(programme.sources, collections=asked)))
    assert (found.code, found.values) == ("n-above", {"n": 80, "most": 75})


def test_more_respondents_than_the_whole_group_has_are_suspicious() -> None:
    """A part of a group cannot answer in greater number than the group."""
    programme = of_items(CaseItem(percent=60, n=80, others={"young": 60}))
    groups = tuple(
        Group(id=one.id, label=one.label, part_of="all" if one.id == "young" else None)
        for one in programme.sources.groups
    )
    programme = replace(programme, sources=replace(programme.sources, groups=groups))
    assert codes(programme) == []
    more = tuple(
        replace(one, n=81 if one.group == "young" else one.n, value="59.3" if one.group == "young" else one.value)
        for one in programme.observations
    )
    assert codes(replace(programme, observations=more)) == ["n-above"]


def test_a_target_passed_tenfold_is_suspicious() -> None:
    """1 100 where 100 was expected is told; 1 000 is not yet more than tenfold."""
    assert codes(of_items(CaseItem(count=1100)), rubric=rubric_in_force()) == ["target-tenfold"]
    assert codes(of_items(CaseItem(count=1000)), rubric=rubric_in_force()) == []


def test_a_document_and_a_period_of_the_future_are_suspicious_on_the_day() -> None:
    """With a day given; a report has none, and is the same on every day."""
    programme = of_items(CaseItem(count=40, period=2031), CaseItem(count=40))
    later = tuple(replace(one, published=datetime.date(2027, 1, 1)) for one in programme.sources.documents)
    programme = replace(programme, sources=replace(programme.sources, documents=later))
    found = suspicions(programme, today=DAY)
    assert [(one.code, one.subject) for one in found] == [("future", ("2031",)), ("future", ("document",))]
    assert codes(programme) == []


# --- series


def test_a_value_far_outside_its_own_series_is_suspicious() -> None:
    """21 100 among 211 and 230 is told, and the others of the series are not."""
    (found,) = suspicions(planned("count", {2018: 211, 2019: 21100, 2020: 230}))
    assert (found.code, found.subject) == ("outside-series", ("item-1-all-2",))
    assert found.values == {"value": "21100", "least": "211", "greatest": "230"}


@pytest.mark.parametrize(
    ("kind", "figures", "aggregation"),
    [
        ("count", {2017: 100, 2018: 200, 2019: 400, 2020: 800}, "level"),
        ("count", {2018: 118, "2018-2020": 400}, "increment"),
        ("count", {2016: 10, 2017: 300, 2018: 900, 2019: 2000}, "cumulative"),
        ("percent", {2017: 97, 2018: 98, 2019: 99, 2020: 90}, "level"),
        ("count", {2018: 2, 2019: 40}, "level"),
    ],
    ids=["doubling", "a year and three", "a running total", "near the top", "two figures"],
)
def test_an_honest_series_is_not_suspicious(kind: str, figures: Any, aggregation: str) -> None:
    """Growth, longer spans, running totals and full shares are what series are like."""
    assert codes(planned(kind, figures, aggregation=aggregation)) == []


@given(
    values=st.lists(st.integers(100, 250), min_size=2, max_size=9),
    wrong=st.integers(0, 8),
    factor=st.sampled_from([100, 1000, 0.01]),
    aggregation=st.sampled_from(["level", "increment", "distinct"]),
)
@settings(max_examples=60)
def test_a_slip_by_a_factor_of_a_hundred_is_suspicious(
    values: list[int], wrong: int, factor: float, aggregation: Any
) -> None:
    """Whichever value of a calm series is multiplied is told, and before there was nothing to tell."""
    years = range(2011, 2011 + len(values))
    figures: dict[int | str, Any] = dict(zip(years, values, strict=True))
    before = planned("count", figures, aggregation=aggregation)
    year = 2011 + wrong % len(values)
    figures[year] = f"{figures[year] * factor:g}"
    after = planned("count", figures, aggregation=aggregation)
    assert codes(before) == []
    expected = {one.id for one in after.observations if one.period == str(year)}
    if len(values) == 2:
        ratio = max(float(one.value) for one in after.observations) / min(
            float(one.value) for one in after.observations
        )
        assert bool(codes(after)) == (ratio >= 80)
    else:
        assert [set(one.subject) for one in suspicions(after)] == [expected]


def test_a_running_total_that_falls_to_an_eighth_is_suspicious() -> None:
    """5 after 400 cannot be the same running total."""
    found = suspicions(planned("count", {2017: 300, 2018: 400, 2019: 5, 2020: 500}, aggregation="cumulative"))
    assert [one.subject for one in found] == [("item-1-all-3",)]


# --- collections


def test_one_survey_typed_as_two_source_types_is_suspicious() -> None:
    """Labels that are nearly the same, or figures at one place with one n, show one survey."""
    programme = of_items(CaseItem(percent=60, n=75), CaseItem(percent=64, n=50, type="organisations"))
    assert codes(programme) == []
    alike = tuple(
        replace(one, label=text("Survey of all 2020") if one.id[:3] in {"par", "org"} else one.label)
        for one in programme.sources.collections
    )
    assert codes(replace(programme, sources=replace(programme.sources, collections=alike))) == ["two-types"]
    same_n = tuple(replace(one, n=75, value="64") for one in programme.observations)
    assert codes(replace(programme, observations=same_n)) == ["two-types"]


# --- the whole


@pytest.fixture(scope="module")
def suspect(kunteko: ProgrammeData) -> ProgrammeData:
    """Return KunTeko with a copy of a figure, a copy of a statement, a slip and a new name of a survey."""
    figure, finding = kunteko.observations[-1], kunteko.findings[0]
    slip = next(one for one in kunteko.observations if one.indicator == "newsletters" or one.number > 500)
    first, *others = kunteko.sources.collections
    twin = replace(first, id="twin", type="documents" if first.type != "documents" else "interviews")
    return replace(
        kunteko,
        observations=(*kunteko.observations, replace(figure, id="copy"), replace(slip, id="slip", value="99999999")),
        findings=(*kunteko.findings, replace(finding, id="coded-again")),
        sources=replace(kunteko.sources, collections=(first, twin, *others)),
    )


@given(draw=st.randoms(use_true_random=True))
@settings(max_examples=15)
def test_no_warning_is_lost_or_invented_by_the_order_of_rows(suspect: ProgrammeData, draw: random.Random) -> None:
    """Rows, findings, indicators and collections may stand in any order."""

    def mixed(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(draw.sample(rows, len(rows)))

    sources = replace(
        suspect.sources, collections=mixed(suspect.sources.collections), documents=mixed(suspect.sources.documents)
    )
    other = replace(
        suspect,
        observations=mixed(suspect.observations),
        findings=mixed(suspect.findings),
        indicators=mixed(suspect.indicators),
        sources=sources,
    )
    found = suspicions(suspect, rubric_in_force(), DAY)
    assert {"duplicate", "same-statement", "two-types"} <= {one.code for one in found}
    assert suspicions(other, rubric_in_force(), DAY) == found


def test_the_four_programmes_have_no_warning_that_is_not_explained(repo: Any) -> None:
    """Each was looked at: what is left is explained, and every explanation has its warning."""
    from kunteko_eval.reading.programme_reader import read_programme

    for name in ("kunteko", "soteliiderit", "kekseliaat-kehittajat", "maakuntien-liitot"):
        programme = read_programme(repo / "data" / name)
        found = suspicions(programme, rubric_in_force(), DAY)
        assert {one.key for one in found} == {one.key for one in programme.sheet.accepted}, name


def test_a_reason_whose_warning_is_gone_is_known() -> None:
    """Of the kinds that were looked for; a target needs the rubric, a date the day."""
    entries = tuple(
        Accepted(code=code, subject=("b", "a"), reason=text("because"), recorded=DAY)
        for code in ("duplicate", "target-tenfold", "future")
    )
    programme = of_items(CaseItem(count=40))
    programme = replace(programme, sheet=replace(programme.sheet, accepted=entries))
    found = suspicions(programme)
    assert [one.code for one in outlived(programme, found)] == ["duplicate"]
    assert len(outlived(programme, found, rubric_in_force(), DAY)) == 3
    assert entries[0].key == ("duplicate", ("a", "b"))


def test_warnings_change_no_rating() -> None:
    """A suspicious figure is used as it stands, with the confidence that it has."""
    plain, twice = of_items(CaseItem(count=40)), told_twice(of_items(CaseItem(count=40)))
    ratings = [assess(one, "2018-2020", rubric_in_force()).rating("element-in-question") for one in (plain, twice)]
    assert replace(ratings[0], items=()) == replace(ratings[1], items=())
