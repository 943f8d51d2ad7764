"""What an element lacks, how many answers a survey needs, when effects are due, and the plan that says so."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from builder import ELEMENT, Case, CaseItem, build, rubric_in_force
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from statsmodels.stats.proportion import proportion_confint

from kunteko_eval.errors import FaultyInput
from kunteko_eval.method.assess import assess
from kunteko_eval.method.gaps import Gap, answers_needed, gaps
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.base import LANGUAGES, Text
from kunteko_eval.model.chain import Collect, ProposedCost
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import find_programmes, read_programme
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.evidence_plan import calendar, due, evidence_plan, plan_picture
from kunteko_eval.report.language import NBSP, Language
from kunteko_eval.report.view import View, view_of

ROOT = Path(__file__).parents[1]
PERIOD = "2018-2020"
MONTHS = {
    "fi": "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "en": "January February March April May June July August September October November December",
}
STURDY = (
    CaseItem(percent=85, n=400),
    CaseItem(finding="supports very-much", kind="tested"),
)
"""Two kinds of source, many respondents, a test: nothing to wish for."""


@pytest.fixture(scope="module", params=find_programmes(ROOT / "data"))
def programme(request: pytest.FixtureRequest) -> ProgrammeData:
    """Return each programme of the data folder in turn."""
    return read_programme(ROOT / "data" / str(request.param))


@pytest.fixture(scope="module")
def views(programme: ProgrammeData, rubric: Rubric) -> list[View]:
    """Return every report period of a programme in every language."""
    reported = [period.id for period in programme.sheet.periods if period.report]
    return [view_of(programme, period, rubric, Language(code)) for period in reported for code in LANGUAGES]


def month(day: datetime.date, language: str) -> str:
    """Return a month and year as a person writes them."""
    name = MONTHS[language].split()[day.month - 1]
    return f"{name}{'kuu' if language == 'fi' else ''}{NBSP}{day.year}"


def gap(*items: CaseItem, **case: Any) -> Gap | None:
    """Return what the element in question lacks."""
    found = gaps(assess(build(Case(name="lacking", items=items, **case)), PERIOD, rubric_in_force()))
    return next((one for one in found if one.rating.element.id == ELEMENT), None)


def codes(*items: CaseItem, **case: Any) -> tuple[str, ...]:
    """Return the codes of what the element in question lacks."""
    found = gap(*items, **case)
    return () if found is None else found.codes


@pytest.mark.parametrize(
    ("case", "rating", "code"),
    [
        ({}, Rating.NOT_ASSESSED, "nothing-registered"),
        ({"items": (CaseItem(percent=70, n=52, period="2015-2017"),)}, Rating.NOT_ASSESSED, "no-evidence"),
        ({"items": (CaseItem(percent=70, n=52, kind="change"),)}, Rating.NOT_ASSESSED, "only-context"),
        (
            {"items": (CaseItem(count=70, expected="previous-period"),), "level": "actions"},
            Rating.NOT_ASSESSED,
            "no-expectation",
        ),
        ({"items": (CaseItem(finding="neither not-said"),)}, Rating.NOT_ASSESSED, "no-judgement"),
        ({"due": 7}, Rating.TOO_EARLY, "too-early"),
    ],
    ids=["nothing registered", "another period", "context", "no expectation", "no judgement", "not due"],
)
def test_an_element_without_a_rating_says_why(case: dict[str, Any], rating: Rating, code: str) -> None:
    """What keeps an element from any rating is its one code, and whatever is collected would be its first evidence."""
    found = gap(*case.pop("items", ()), **case)
    assert found is not None
    assert (found.rating.computed, found.codes, found.first) == (rating, (code,), True)


@pytest.mark.parametrize(
    ("items", "case", "code"),
    [
        ((CaseItem(percent=85, n=400),), {"level": "wider"}, "cap-perceived-only"),
        ((CaseItem(percent=85, n=400),), {"level": "indirect"}, "cap-perceived-only"),
        (STURDY, {"level": "wider", "rivals": "unexamined"}, "cap-rivals-unexamined"),
        ((CaseItem(percent=85, n=400),), {}, "one-source-type"),
        ((CaseItem(percent=85, n=400, bias="high"),), {}, "down-bias"),
        ((CaseItem(percent=85, n=400, response=0.2),), {}, "down-bias"),
        ((CaseItem(percent=85, n=400, proxy=True),), {}, "down-proxy"),
        ((CaseItem(percent=90, n=20),), {}, "down-imprecise"),
        ((CaseItem(percent=85, n=52, period="2018"),), {"period": "2018-2022"}, "down-stale"),
        ((CaseItem(percent=78, n=52),), {}, "down-failed-check"),
        ((CaseItem(percent=100, n=400), CaseItem(finding="contradicts none")), {}, "down-inconsistent"),
        ((CaseItem(percent=85),), {}, "n-not-told"),
        (STURDY, {"level": "wider", "links": ()}, "weak-pathway"),
    ],
)
def test_a_rated_element_lists_what_would_make_it_surer(
    items: tuple[CaseItem, ...], case: dict[str, Any], code: str
) -> None:
    """Caps, a single kind of source and every step down are listed; an element with better evidence lacks none."""
    if case.get("period"):
        programme = build(Case(name="stale", items=items, **case))
        found = next(
            one
            for one in gaps(assess(programme, case["period"], rubric_in_force()))
            if one.rating.element.id == ELEMENT
        )
    else:
        maybe = gap(*items, **case)
        assert maybe is not None
        found = maybe
    assert code in found.codes
    assert not found.first
    assert code not in codes(*STURDY, level=case.get("level", "direct"))


def test_the_caps_come_first() -> None:
    """The caps stand before the steps down, because no surer evidence of the same kind lifts them."""
    found = codes(CaseItem(percent=85, n=20, bias="high"), level="wider", rivals="none")
    assert found[:2] == ("cap-perceived-only", "cap-rivals-unexamined")
    assert {"one-source-type", "down-bias", "down-imprecise"} <= set(found[2:])


@pytest.mark.parametrize("share", [30, 60, 90])
def test_a_cap_that_does_not_bite_yet_is_listed(share: int) -> None:
    """Perception alone bounds a wider effect whatever its colour now, so the cap is told before it bites."""
    assert "cap-perceived-only" in codes(CaseItem(percent=share, n=400), level="wider")


def test_perception_alone_is_enough_for_a_direct_effect() -> None:
    """No cap is listed where perception may carry a rating to green."""
    assert "cap-perceived-only" not in codes(CaseItem(percent=85, n=400))


def test_strong_evidence_leaves_nothing_to_wish_for() -> None:
    """An element with two kinds of source, a test and many respondents is not among the gaps."""
    assert gap(*STURDY) is None
    assert gap(*STURDY, level="wider") is None


def test_gaps_come_in_the_order_of_the_chain(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """The elements that lack something stand in the order of the file, each once."""
    found = [one.rating.element.id for one in gaps(assess(kunteko, "2019", rubric))]
    order = [one.id for one in kunteko.chain.elements]
    assert len(found) > 20
    assert found == [name for name in order if name in set(found)]


def half_width(share: float, n: int, confidence: float) -> float:
    """Return half the width of Wilson's interval by statsmodels."""
    low, high = proportion_confint(share * n, n, alpha=1 - confidence, method="wilson")
    return float(high - low) / 2


@pytest.mark.parametrize(("confidence", "n"), [(0.90, 65), (0.95, 93), (0.99, 160)])
def test_ten_points_either_way_need_a_known_number_of_answers(confidence: float, n: int) -> None:
    """The plan's ten percentage points take as many answers as statsmodels' Wilson interval needs."""
    assert answers_needed(0.10, confidence) == n
    assert half_width(0.5, n, confidence) <= 0.10 < half_width(0.5, n - 1, confidence)


@given(points=st.integers(3, 45), confidence=st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_the_answers_needed_are_the_fewest(points: int, confidence: float) -> None:
    """With so many answers no share's interval is wider than asked for, and with one fewer a half's is."""
    n = answers_needed(points / 100, confidence)
    assert half_width(0.5, n, confidence) <= points / 100
    if n > 1:
        assert half_width(0.5, n - 1, confidence) > points / 100
    assert all(half_width(k / 20, n, confidence) <= points / 100 + 1e-12 for k in range(21))


@pytest.mark.parametrize(
    ("start", "years", "day"),
    [
        ("2015-01-01", 2, "2017-01-01"),
        ("2021-11-19", 5, "2026-11-19"),
        ("2019-08-31", 0.5, "2020-02-29"),
        ("2018-08-31", 0.5, "2019-02-28"),
        ("2020-02-29", 1, "2021-02-28"),
        ("2020-02-29", 4, "2024-02-29"),
        ("2019-10-31", 1 / 12, "2019-11-30"),
        ("2019-11-30", 1 / 12, "2019-12-30"),
        ("2019-12-31", 1, "2020-12-31"),
        ("2019-06-30", 0.5, "2019-12-30"),
        ("2019-04-30", 0, "2019-04-30"),
    ],
)
def test_an_effect_is_due_after_whole_months(start: str, years: float, day: str) -> None:
    """The due day is the start's day of the month, or the last day of a month that has no such day."""
    assert due(datetime.date.fromisoformat(start), years) == datetime.date.fromisoformat(day)


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 12, 31)), st.integers(0, 240))
def test_due_days_agree_with_pandas(start: datetime.date, months: int) -> None:
    """Counting months is done as pandas does it, from every day of the calendar."""
    theirs = pd.Timestamp(start) + pd.DateOffset(months=months)
    assert due(start, months / 12) == theirs.date()


def listed(view: View) -> list[tuple[str, ...]]:
    """Return the rows of every table of the evidence plan."""
    return [row for table in evidence_plan(view) if isinstance(table, Table) for row in table.rows]


def test_every_proposed_collection_is_in_the_plan(programme: ProgrammeData, views: list[View]) -> None:
    """What to collect, from whom and in which months stands with its element, in every period and language."""
    for view in views:
        language = view.say.code
        shown = {(row[0], row[3], row[4], row[5]) for row in listed(view)}
        proposed = {
            (
                element.label[language],
                entry.what[language],
                entry.whom[language],
                ", ".join(month(day, language) for day in entry.when),
            )
            for element in programme.chain.elements
            for entry in element.collect
        }
        assert len(proposed) > 20
        assert proposed - shown == set(), view.assessment.period.id


def test_the_plan_in_words_counts_what_the_plan_lists(views: list[View]) -> None:
    """The picture tells how many collections are listed, the first and the last month, and the answers needed."""
    for view in views:
        language, told = view.say.code, plan_picture(view).plain()
        entries = [entry for one in gaps(view.assessment) for entry in one.proposed]
        days = sorted(day for entry in entries for day in entry.when)
        assert re.search(rf"(?<!\d){len(entries)}(?!\d)", told)
        assert month(days[0], language) in told
        assert month(days[-1], language) in told
        assert "93" in told
        assert sum(row[3] in {entry.what[language] for entry in entries} for row in listed(view)) == len(entries)


def test_the_calendar_has_every_day_of_collection_in_order(programme: ProgrammeData, views: list[View]) -> None:
    """Every day of every proposed collection is a row, the earliest first, in every period and language."""
    days = sorted(day for element in programme.chain.elements for entry in element.collect for day in entry.when)
    for view in views:
        table = calendar(view)
        assert table is not None
        assert [row[0] for row in table.rows] == [month(day, view.say.code) for day in days]


def test_the_plan_says_when_what_is_too_early_is_due(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """An element that is too early tells the month, counted from the programme's start; no other element does."""
    view = view_of(kunteko, "2015", rubric, Language("en"))
    missing = {row[0]: row[2] for row in listed(view) if row[2] != "″"}
    early = 0
    for one in gaps(view.assessment):
        element = one.rating.element
        when = month(due(kunteko.sheet.start, kunteko.chain.level_of(element).due_after_years), "en")
        too_early = one.rating.computed is Rating.TOO_EARLY
        assert missing[element.label.en].endswith(f"To be expected from {when}.") is too_early
        early += too_early
    assert early == 12


def test_an_element_without_a_proposal_says_so(rubric: Rubric) -> None:
    """Where nothing is proposed, the row says so instead of leaving the cells empty."""
    view = view_of(build(Case(name="bare")), PERIOD, rubric, Language("en"))
    row = next(row for row in listed(view) if row[0] == ELEMENT)
    assert row[2] == "An indicator or a finding to use as evidence for it; none is registered."
    assert row[3:] == ("no proposal", *4 * ("–",))
    assert calendar(view) is None
    assert "No collection has been proposed." in plan_picture(view).plain()


WORDS = Text(fi="sana", sv="ord", en="word")
SUCCESSOR = {
    "fi": ("suunnitelma kertoo, mitä sen työn jatkajan", "Yksi niistä ajoittuu", "2 niistä|kaksi niistä"),
    "sv": ("planen visar vad den som fortsätter", "En av dem infaller", "2 av dem|två av dem"),
    "en": ("the plan tells what a successor should collect", "One of them is dated after", "2 of them|two of them"),
}


def proposing(days: list[str], rubric: Rubric, language: str, end: str | None = "2020-12-31") -> View:
    """Return a period of a programme with one element for which a collection is proposed on each of these days."""
    programme = build(Case(name="planned"))
    entries = [
        Collect(
            what=WORDS,
            whom=WORDS,
            type="interviews",
            shows="tested",
            when=(datetime.date.fromisoformat(day),),
            owner=WORDS if number == 0 else None,
            cost=[ProposedCost(size="large"), ProposedCost(amount=1500.5, currency="EUR"), None][number % 3],
            priority=number + 1 if number < 3 else None,
        )
        for number, day in enumerate(days)
    ]
    elements = tuple(
        replace(one, collect=tuple(entries) if one.id == ELEMENT else ()) for one in programme.chain.elements
    )
    sheet = replace(programme.sheet, end=None if end is None else datetime.date.fromisoformat(end))
    changed = replace(programme, chain=replace(programme.chain, elements=elements), sheet=sheet)
    return view_of(changed, PERIOD, rubric, Language(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("days", "end", "said"),
    [
        ([], "2020-12-31", None),
        (["2020-12-31"], "2020-12-31", None),
        (["2027-01-31"], None, None),
        (["2021-01-01"], "2020-12-31", 0),
        (["2021-01-01", "2022-01-01", "2022-01-01"], "2020-12-31", 0),
        (["2020-06-01", "2021-01-01"], "2020-12-31", 1),
        (["2020-06-01", "2021-01-01", "2022-02-02"], "2020-12-31", 2),
    ],
)
def test_what_comes_after_the_programme_is_for_a_successor(
    days: list[str], end: str | None, said: int | None, language: str, rubric: Rubric
) -> None:
    """None, some or all of the proposals are dated after the end: the words say so, and the months of those that are."""
    view = proposing(days, rubric, language, end)
    told = plan_picture(view).plain()
    assert [bool(re.search(words, told, re.IGNORECASE)) for words in SUCCESSOR[language]] == [
        number == said for number in range(3)
    ]
    marked = [row[5].count("(") for row in listed(view) if row[3] == WORDS[language]]
    assert marked == [int(bool(said) and day > (end or "9999")) for day in days]


def test_the_plan_says_who_at_what_cost_and_in_which_order(rubric: Rubric) -> None:
    """An owner, a class of size or a sum, and a priority stand in the row, as far as they are given."""
    rows = [row[7] for row in listed(proposing(["2021-01-01"] * 5, rubric, "en")) if row[3] == "word"]
    assert rows == [
        "word; cost large (months of work, or bought in); priority 1 (comes first)",
        f"cost 1,500.5{NBSP}€; priority 2 (important)",
        "priority 3 (makes surer)",
        "cost large (months of work, or bought in)",
        f"cost 1,500.5{NBSP}€",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_missing_is_one_line(language: str, rubric: Rubric) -> None:
    """A programme whose every element is rated as surely as can be says so in one line, in every language."""
    whole = build(Case(name="whole", items=STURDY, carried=(*STURDY, CaseItem(count=120, kind="volume"))))
    view = view_of(whole, PERIOD, rubric, Language(language))
    assert gaps(view.assessment) == ()
    (only,) = evidence_plan(view)
    assert isinstance(only, Prose)
    (line,) = only.paragraphs
    assert line.count(".") == 1
    if language == "en":
        assert line == "Nothing is missing: every box is rated as surely as the method allows."
    assert calendar(view) is None


def _chain_with(folder: Path, change: Any) -> tuple[Path, dict[str, Any], int]:
    """Change the chain's first element that has a proposed collection; return the file, the element and its index."""
    path = folder / "chain.yaml"
    content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    index = next(at for at, one in enumerate(content["elements"]) if one.get("collect"))
    element = content["elements"][index]
    change(element)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path, element, index


def test_a_collection_before_registration_is_a_fault(copy_of_kunteko: Path) -> None:
    """A day of collection before its element was registered is a fault at that day, with both days."""

    def spoil(element: dict[str, Any]) -> None:
        element["registered"] = "2026-11-21"
        element["collect"][0]["when"] = ["2026-11-21", "2026-11-20", "2027-01-31"]

    path, _, index = _chain_with(copy_of_kunteko, spoil)
    with pytest.raises(FaultyInput) as caught:
        read_programme(copy_of_kunteko)
    (fault,) = caught.value.faults
    assert fault.file == str(path)
    assert fault.place.endswith(f", key elements.{index}.collect.0.when.1")
    assert (fault.found, fault.expected) == (
        "2026-11-20",
        "a day on or after the element was registered, 2026-11-21",
    )
    line = int(fault.place.partition(",")[0].removeprefix("line "))
    assert '"2026-11-20"' in path.read_text(encoding="utf-8").splitlines()[line - 1]


def test_a_day_before_registration_is_placed_beside_another_fault(copy_of_kunteko: Path) -> None:
    """The place of such a day is right even where an earlier collection of the element has a fault of its own."""

    def spoil(element: dict[str, Any]) -> None:
        good = element["collect"][0]
        element["registered"] = "2026-11-21"
        element["collect"] = [{**good, "type": "rumour"}, {**good, "when": ["2026-11-20"]}]

    _, _, index = _chain_with(copy_of_kunteko, spoil)
    with pytest.raises(FaultyInput) as caught:
        read_programme(copy_of_kunteko)
    keys = [fault.place.partition("key ")[2] for fault in caught.value.faults]
    assert keys == [f"elements.{index}.collect.0.type", f"elements.{index}.collect.1.when.0"]
