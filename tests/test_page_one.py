"""Page one: each sentence with 0, 1, 2, many, missing and tied values, in Finnish, Swedish and English."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from builder import Case, CaseItem, build, rubric_in_force, text
from verdict_cases import assessment_of, boxes

from kunteko_eval.method.assess import Assessment, ElementRating, assess
from kunteko_eval.method.rating import Reason
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.chain import Collect
from kunteko_eval.model.cost import Cost, UnitCost
from kunteko_eval.model.evidence import Group, Indicator, Observation, Theme
from kunteko_eval.model.programme import (
    Addressee,
    Budget,
    FollowUp,
    Funder,
    ProgrammeData,
    Recommendation,
)
from kunteko_eval.reading.scenario import Scenario
from kunteko_eval.report.argument.change_answer import change_answer, evidence, telling
from kunteko_eval.report.argument.claims import ClaimGroup
from kunteko_eval.report.argument.decision_answer import decision_answer
from kunteko_eval.report.argument.few import few
from kunteko_eval.report.argument.money_words import about, money
from kunteko_eval.report.argument.moved_answer import moved_answer
from kunteko_eval.report.argument.page_one import page_one
from kunteko_eval.report.argument.proofs import proved
from kunteko_eval.report.argument.reach_answer import reach_answer
from kunteko_eval.report.argument.shortfall_answer import shortfall_answer
from kunteko_eval.report.argument.trust_answer import timings_of, trust_answer
from kunteko_eval.report.argument.verdict_answer import verdict_answer
from kunteko_eval.report.language import NBSP, Language
from kunteko_eval.report.view import View

LANGUAGES = ("fi", "sv", "en")
AT: dict[str, Any] = {"document": "document", "place": "page 1"}
BEGUN = FollowUp(status="started", text=text("done"), **AT)
INSIDERS = {
    "fi": ("laatik", "elementt", "kattavuu", "raja-arvo", "arvonta", "arvonno", "säännöstö", "pooli"),
    "sv": ("ruta", "rutor", "element", "täckning", "gränsvärde", "dragning", "regelverk"),
    "en": ("box", "element", "coverage", "cut-point", "draw", "rubric", "pool"),
}


def of(assessment: Assessment, language: str = "en", previous: Assessment | None = None) -> View:
    """Return an assessment as it is shown."""
    return View(assessment=assessment, previous=previous, say=Language(language))


def shown(*lines: str, language: str = "en", **sheet: Any) -> View:
    """Return boxes as they are shown, in a programme whose sheet is otherwise plain."""
    assessment = assessment_of(list(boxes(lines)))
    programme = replace(assessment.programme, sheet=replace(assessment.programme.sheet, **sheet))
    return of(replace(assessment, programme=programme), language)


def said(group: ClaimGroup | None) -> list[str]:
    """Return the sentences of a group, with plain spaces."""
    assert group is not None
    return [one.text.replace(NBSP, " ") for one in group.claims]


@pytest.mark.parametrize(
    ("language", "count", "told"),
    [
        ("en", 0, ""),
        ("en", 1, "a"),
        ("en", 4, "a; b; c; d"),
        ("en", 5, "a; b; c; and two others"),
        ("fi", 5, "a; b; c ja kaksi muuta"),
        ("sv", 5, "a; b; c och två andra"),
        ("fi", 26, "a; b; c ja 23 muuta"),
    ],
)
def test_many_names_are_counted_and_one_more_is_named(language: str, count: int, told: str) -> None:
    """The first names stand in words and the others are counted, but never one alone."""
    assert few(Language(language), [chr(ord("a") + at) for at in range(count)]).replace(NBSP, " ") == told


@pytest.mark.parametrize(
    ("language", "amount", "currency", "precision", "told"),
    [
        ("fi", 3_100_000, "EUR", "about", "noin 3,1 miljoonaa euroa"),
        ("sv", 3_100_000, "EUR", "about", "cirka 3,1 miljoner euro"),
        ("en", 3_100_000, "EUR", "over", "over 3.1 million euros"),
        ("fi", 1_000_000, "EUR", "exact", "1 miljoona euroa"),
        ("sv", 1_000_000, "EUR", "exact", "1 miljon euro"),
        ("en", 3_123_456, "EUR", "exact", "3,123,456 €"),
        ("fi", 150_000, "EUR", "exact", "150 000 €"),
        ("sv", 5_000_000, "SEK", "nearly", "nästan 5 000 000 SEK"),
        ("en", 0.5, "EUR", "exact", "0.5 €"),
    ],
)
def test_money_is_said_as_people_say_it(language: str, amount: float, currency: str, precision: str, told: str) -> None:
    """Whole hundreds of thousands of euros above a million are millions; nothing else is rounded."""
    assert money(Language(language), amount, currency, precision).replace(NBSP, " ") == told


@pytest.mark.parametrize(
    ("amount", "told"),
    [(12_916.67, "about 12,900 €"), (99.456, "about 99.46 €"), (999.6, "about 1,000 €"), (0, "about 0 €")],
)
def test_a_worked_out_sum_claims_three_digits(amount: float, told: str) -> None:
    """A division of rounded figures is rounded to three digits, or to cents below a hundred."""
    assert about(Language("en"), amount, "EUR").replace(NBSP, " ") == told


def counting(counts: Sequence[tuple[str, str, str, str]], **sheet: Any) -> Assessment:
    """Return a programme of 2018–2020 after 2015–2017 with counts: name, aggregation, chapter, and figure by period."""
    programme = build(Case(name="counts", previous="2015-2017"))
    indicators, observations = [], []
    for name, aggregation, chapter, figures in counts:
        given: dict[str, Any] = {"unit": "count", "theme": chapter, "kind": "volume", "direction": "more"}
        labels: dict[str, Any] = {f"label_{code}": name for code in LANGUAGES}
        indicators.append(Indicator(id=name.lower(), aggregation=cast("Any", aggregation), **labels, **given))
        for figure in figures.split():
            period, value = figure.split(":")
            where: dict[str, Any] = {"source": "register", **AT}
            made = Observation(
                id=f"{name.lower()}-{period}", indicator=name.lower(), period=period, value=value, **where
            )
            observations.append(made)
    themes = tuple(Theme(id=one, label=text(one), chapter=cast("Any", one)) for one in ("reach", "services"))
    sources = replace(programme.sources, themes=themes, groups=(Group(id="all", label=text("all")),))
    days = replace(programme.sheet.periods[0], id="2018", end=datetime.date(2018, 12, 31), previous=None)
    whole = replace(days, id="2015-2020", start=datetime.date(2015, 1, 1), end=datetime.date(2020, 12, 31))
    known = {one.id: one for one in (*programme.sheet.periods, days, whole)}
    facts = {"end": datetime.date(2020, 12, 31), "periods": tuple(known.values()), **sheet}
    made_of = replace(programme, sheet=replace(programme.sheet, **facts), sources=sources)
    return assess(
        replace(made_of, indicators=tuple(indicators), observations=tuple(observations)), "2018-2020", rubric_in_force()
    )


FEW_FACTS = {
    "fi": ["Asiakirjoista ei käy ilmi, mitä ohjelma maksoi.", "Asiakirjoissa ei ole lukua siitä, keitä tavoitettiin."],
    "sv": [
        "Det framgår inte av dokumenten vad programmet kostade.",
        "Dokumenten ger ingen siffra på vilka som nåddes.",
    ],
    "en": ["The documents do not say what it cost.", "The documents give no figure of whom it reached."],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_documents_do_not_tell_of_cost_and_reach_is_said(language: str) -> None:
    """Without budget, payers and counts of reach, page one says that the documents tell none."""
    assert said(reach_answer(shown("green", language=language))) == FEW_FACTS[language]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([("Towns", "distinct", "reach", "2018-2020:146 2015-2020:240")], ["Towns: 146 (2018–2020), 240 (2015–2020)."]),
        ([("Towns", "distinct", "reach", "2015-2020:240")], ["Towns: 240 (2015–2020)."]),
        ([("Towns", "distinct", "reach", "2018:146")], ["The documents give no figure of whom it reached."]),
        ([("People", "increment", "reach", "2018:9")], ["The documents give no figure of whom it reached."]),
        ([("Towns", "distinct", "reach", "2018-2020:0")], ["The documents give no figure of whom it reached."]),
        (
            [("People", "increment", "reach", "2018-2020:9"), ("Towns", "distinct", "reach", "2018-2020:9")],
            ["Towns: 9 (2018–2020).", "People: 9 (2018–2020)."],
        ),
        (
            [(f"Towns {at}", "distinct", "reach", "2018-2020:7") for at in "abcd"],
            [f"Towns {at}: 7 (2018–2020)." for at in "abc"],
        ),
        (
            [("Talks", "increment", "services", "2018-2020:5"), ("Guests", "increment", "services", "2018-2020:80")],
            [
                "No figure tells whom it reached in all. What is counted of its services:",
                "Guests: 80 (2018–2020).",
                "Talks: 5 (2018–2020).",
            ],
        ),
    ],
)
def test_reach_is_told_by_its_chapter_and_span(counts: list[tuple[str, str, str, str]], told: list[str]) -> None:
    """Counts of the chapter on reach are told with their spans; a part of a sum is not, and services stand in."""
    assert said(reach_answer(of(counting([(n.replace(" ", "-"), a, c, f) for n, a, c, f in counts]))))[1:] == [
        one.replace("Towns ", "Towns-") for one in told
    ]


@pytest.mark.parametrize(
    ("funders", "told"),
    [
        ((), ""),
        ((("A", None),), " Funder: A."),
        ((("A", None), ("B", 25.0)), " Funders: A and B."),
        ((("A", 50.0), ("B", 50.0)), " Funders: A and B."),
        ((("A", 12.5), ("B", 87.5)), " Largest funder: B (87.5%)."),
    ],
)
def test_the_largest_funder_is_named_where_the_shares_tell_it(
    funders: tuple[tuple[str, float | None], ...], told: str
) -> None:
    """One who paid most is named with the share; where shares are missing or tied, everybody is named."""
    paid = tuple(Funder(name=text(name), share=share, **AT) for name, share in funders)
    budget = Budget(amount=2_000, currency="EUR", precision="exact", **AT)
    view = shown("green", funders=paid, budget=budget)
    assert said(reach_answer(view))[0] == f"The whole budget was 2,000 € (2020).{told}"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "fi",
            "Towns: 100 (2018–2020), 250 (2015–2020). Koko budjetista tulee noin 12 000 € kutakin kohden (2015–2020).",
        ),
        (
            "sv",
            "Towns: 100 (2018–2020), 250 (2015–2020). Hela budgeten blir cirka 12 000 € för var och en (2015–2020).",
        ),
        (
            "en",
            "Towns: 100 (2018–2020), 250 (2015–2020). The whole budget comes to about 12,000 € for each (2015–2020).",
        ),
    ],
)
def test_what_the_budget_comes_to_for_each_is_of_the_whole_programme(language: str, told: str) -> None:
    """The whole budget is divided by the whole programme's count, never by the period's, and only where it is asked."""
    counts = [("Towns", "distinct", "reach", "2018-2020:100 2015-2020:250")]
    cost: dict[str, Any] = {"currency": "EUR", "precision": "exact", "match": "read", **AT}
    spent = (Cost(id="all", period="2015-2020", amount="3000000", **cost),)
    asked = counting(counts, unit_costs=(UnitCost(indicator="towns"),))
    with_costs = replace(asked, programme=replace(asked.programme, costs=spent))
    unasked = counting(counts)
    assert said(reach_answer(of(with_costs, language)))[1] == told
    assert said(reach_answer(of(replace(unasked, programme=replace(unasked.programme, costs=spent)))))[1] == (
        "Towns: 100 (2018–2020), 250 (2015–2020)."
    )


def moved_of(*items: CaseItem, language: str = "en") -> list[str]:
    """Return what moved between 2015–2017 and 2018–2020."""
    programme = build(Case(name="moved", items=items))
    before, after = (assess(programme, period, rubric_in_force()) for period in ("2015-2017", "2018-2020"))
    return said(moved_answer(of(after, language, before)))


def both(earlier: float, later: float, **more: Any) -> CaseItem:
    """Return a count of both periods."""
    return CaseItem(count={"2015-2017": earlier, "2018-2020": later}, aggregation="distinct", **more)


@pytest.mark.parametrize(
    ("language", "items", "told"),
    [
        ("en", (), ["No figure is known for both periods, so no change can be shown."]),
        ("fi", (), ["Mitään lukua ei tunneta molemmilta kausilta, joten muutosta ei voi osoittaa."]),
        ("sv", (), ["Ingen siffra är känd för båda perioderna, så det går inte att säga vad som har förändrats."]),
        ("en", (both(0, 5),), ["item-1: up from 0 to 5."]),
        ("fi", (both(10, 5),), ["item-1: ennen 10, nyt 5."]),
        ("sv", (both(10, 5),), ["item-1: minskade från 10 till 5."]),
        ("en", (both(10, 5, falls=True),), ["item-1: down from 10 to 5. The less, the better."]),
        ("en", (both(5, 5), both(1, 2)), ["item-2: up from 1 to 2.", "item-1: 5, as before."]),
        ("fi", tuple(both(1, 2) for _ in range(5)), "Lisäksi yhtä lukua voi verrata."),
        ("sv", tuple(both(1, 2) for _ in range(6)), "Dessutom kan två siffror jämföras."),
        ("en", tuple(both(1, 2) for _ in range(7)), "Three more figures can be compared."),
    ],
)
def test_what_moved_is_told_by_figures_that_compare(
    language: str, items: tuple[CaseItem, ...], told: list[str] | str
) -> None:
    """Four figures stand one by one, those that moved first; the rest are counted; without any, that is said."""
    found = moved_of(*items, language=language)
    if isinstance(told, str):
        assert (len(found), found[-1]) == (5, told)
    else:
        assert [one.replace("item-1 ", "item-1") for one in found] == told


def test_a_change_that_chance_may_explain_is_told_as_such() -> None:
    """Two survey shares whose difference may be sampling alone are told with that."""
    survey = CaseItem(percent={"2015-2017": 50, "2018-2020": 52}, n=40)
    assert moved_of(survey)[0].endswith("Chance alone may explain the difference.")


def test_nothing_is_said_of_what_moved_without_an_earlier_period() -> None:
    """The question is not asked where there is nothing to compare with."""
    assert moved_answer(shown("green")) is None


WORKED = {
    "fi": [
        "Mitään, mitä ohjelma teki tai muutti, ei voitu arvioida. Siksi minkään ei voi sanoa toimineen.",
        "Odotukset täyttyivät kokonaan yhdessä kohdassa. Suluissa on, kuinka varma arvio on.",
        "Odotukset täyttyivät kokonaan kahdessa kohdassa. Suluissa on, kuinka varma arvio on.",
        "Minkään toiminnan tai vaikutuksen ei tiedetä täyttäneen odotuksia kokonaan. Lähimmäs pääsi kaksi kohtaa. Suluissa on, kuinka varma arvio on.",
        "Minkään toiminnan tai vaikutuksen ei tiedetä yltäneen lähelle odotuksia. Jotakin saatiin aikaan: box-1.",
    ],
    "sv": [
        "Ingenting av det som programmet gjorde eller förändrade kunde bedömas. Därför kan ingenting sägas ha fungerat.",
        "På en punkt uppfylldes förväntningarna helt. Inom parentes står hur säker bedömningen är.",
        "På två punkter uppfylldes förväntningarna helt. Inom parentes står hur säker bedömningen är.",
        "Det är inte känt att någon verksamhet eller effekt skulle ha uppfyllt förväntningarna helt. Två punkter kom närmast. Inom parentes står hur säker bedömningen är.",
        "Det är inte känt att någon verksamhet eller effekt skulle ha kommit nära förväntningarna. Något åstadkoms: box-1.",
    ],
    "en": [
        "Nothing that the programme did or changed could be judged, so nothing can be said to have worked.",
        "Expectations were met in full on one point. In brackets: how sure the rating is.",
        "Expectations were met in full on two points. In brackets: how sure the rating is.",
        "No action or effect is known to have met expectations in full. Two points came closest. In brackets: how sure the rating is.",
        "No action or effect is known to have come near expectations. Something was achieved: box-1.",
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_worked_begins_with_how_much_of_it_was_reached(language: str) -> None:
    """Nothing judged, one, two that tie, none in full, and none near are each told for what they are."""
    cases = (("not-assessed",), ("green",), ("green", "green", "red"), ("yellow", "yellow"), ("red",))
    assert [said(change_answer(shown(*lines, language=language)))[0] for lines in cases] == WORKED[language]


def test_what_worked_names_three_and_then_the_rest() -> None:
    """Three are told with how sure they are, the others by name, and many of those by number."""
    four, nine = (said(change_answer(shown(f"green ×{count}"))) for count in (4, 9))
    assert four[1:] == ["box-1 (limited).", "box-2 (limited).", "box-3 (limited).", "Likewise: box-4."]
    assert nine[-1] == "Likewise: box-4; box-5; box-6; and three others."


def rating_of(*items: CaseItem, language: str = "en") -> tuple[ElementRating, View]:
    """Return the rating that items come to, and its view."""
    assessment = assess(build(Case(name="telling", items=items)), "2018-2020", rubric_in_force())
    return assessment.rating("element-in-question"), of(assessment, language)


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ((CaseItem(percent=70, n=90), CaseItem(percent=95, n=12)), "item-1, 70% (90 respondents)"),
        ((CaseItem(percent=95), CaseItem(percent=70, n=12)), "item-2, 70% (12 respondents)"),
        ((CaseItem(percent=70, n=40), CaseItem(percent=70, n=41)), "item-2, 70% (41 respondents)"),
        ((CaseItem(percent=70, n=40), CaseItem(percent=70, n=40)), "item-1, 70% (40 respondents)"),
        ((CaseItem(percent=70, n=1),), "item-1, 70% (one respondent)"),
        ((CaseItem(percent=70), CaseItem(count=90, kind="perceived")), "item-1, 70%"),
        ((CaseItem(count=90, kind="perceived"), CaseItem(finding="supports much")), "item-1, 90"),
        ((CaseItem(finding="supports much"), CaseItem(finding="supports very-much")), "item-2"),
    ],
)
def test_the_largest_share_of_enough_respondents_speaks(items: tuple[CaseItem, ...], told: str) -> None:
    """A share of enough respondents goes before a larger one of few, shares before counts, and counts before words."""
    rating, view = rating_of(*items)
    item = telling(rating, view.assessment.rubric.least_respondents)
    assert item is not None
    assert evidence(view, item).replace(NBSP, " ").removesuffix(".").replace(" (all)", "") == told


def test_nothing_speaks_where_there_is_no_evidence() -> None:
    """Without evidence there is no item to tell of."""
    assert telling(next(boxes(("green",))), 30) is None


def because(code: str, count: int, language: str) -> str:
    """Return what is said of boxes that are not assessed for a reason."""
    found = [
        replace(one, graded=replace(one.graded, reasons=(Reason(code=code),)))
        for one in boxes(("not-assessed",) * count)
    ]
    return said(shortfall_answer(of(assessment_of(found), language)))[0]


@pytest.mark.parametrize(
    ("code", "language", "told"),
    [
        ("no-evidence", "en", "The documents contain nothing from this period on which to judge these: box-1; box-2."),
        (
            "nothing-registered",
            "fi",
            "Asiakirjoissa ei ole mitään, minkä perusteella nämä voisi arvioida: box-1; box-2.",
        ),
        ("only-context", "sv", "Utvecklingen i dessa är känd, men inte programmets del i den: box-1; box-2."),
        ("only-criticism", "fi", "Näistä kerrotaan vain puutteet, ei sitä, mitä saatiin aikaan: box-1; box-2."),
        ("no-expectation", "en", "No expectation had been recorded for these: box-1; box-2."),
    ],
)
def test_why_something_could_not_be_judged_is_told(code: str, language: str, told: str) -> None:
    """What could not be judged is told with the reason."""
    assert because(code, 2, language) == told
    assert because(code, 9, "en").endswith("box-1; box-2; box-3; and six others.")


SHORT = {
    "fi": [
        "Mikään arvioitu ei jäänyt jälkeen odotuksista.",
        "Kauimmas odotuksista jäi: box-2.",
        "Kauimmas odotuksista jäi: box-3; box-2.",
        "Vaikutusta ei näkynyt: box-1.",
        "Jäi toteutumatta: box-1.",
        "Kauden päättyessä oli liian varhaista arvioida: box-1.",
    ],
    "sv": [
        "Inget av det som bedömdes blev sämre än förväntat.",
        "Längst från förväntningarna: box-2.",
        "Längst från förväntningarna: box-3; box-2.",
        "Ingen effekt syntes: box-1.",
        "Genomfördes inte: box-1.",
        "När perioden slutade var det för tidigt att bedöma: box-1.",
    ],
    "en": [
        "Nothing that was judged fell short of expectations.",
        "Furthest from expectations: box-2.",
        "Furthest from expectations: box-3; box-2.",
        "No effect could be seen: box-1.",
        "Was not done: box-1.",
        "When the period ended it was too early to judge: box-1.",
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_fell_short_is_told_with_the_furthest_aims_first(language: str) -> None:
    """Nothing, one, two that tie, nothing seen, nothing done and too early are each told for what they are."""
    cases: tuple[tuple[str, ...], ...] = (
        ("green",),
        ("green", "red", "yellow"),
        ("green", "red", "red wider"),
        ("none",),
        ("not-delivered actions",),
        ("too-early",),
    )
    assert [said(shortfall_answer(shown(*lines, language=language)))[0] for lines in cases] == SHORT[language]


@pytest.mark.parametrize(
    ("lines", "language", "told"),
    [
        (
            ("not-assessed",),
            "en",
            "Too little could be judged for an answer on the whole. The only point could not be judged.",
        ),
        (("green sure-3",), "fi", "Melko hyvin. Ainoa kohta voitiin arvioida. Luottamus arvioon: melko varma 1."),
        (("green sure-2", "red sure-1"), "sv", "Bara som riktgivande."),
        (
            ("green sure-4 ×3",),
            "en",
            "Yes, well. Three of three points could be judged. Confidence in the ratings: sure 3.",
        ),
        (
            ("green sure-2 ×25",),
            "fi",
            "Varauksin. 25 kohdasta voitiin arvioida 25. Luottamus arvioihin: rajallinen 25.",
        ),
    ],
)
def test_trust_begins_with_how_far_it_goes(lines: tuple[str, ...], language: str, told: str) -> None:
    """The whole answer's confidence gives the first words; how surely each point is judged follows by number."""
    assert said(trust_answer(shown(*lines, language=language)))[0].startswith(told)


def advice(number: int, *elements: str, followed: bool = False, who: str = "") -> Recommendation:
    """Return a recommendation."""
    meant = Addressee(who=text(who), basis="evaluator") if who else None
    given: dict[str, Any] = {"elements": elements, "addressee": meant, "follow_up": (BEGUN,) if followed else (), **AT}
    return Recommendation(id=str(number), text=text(f"Do {number}."), **given)


@pytest.mark.parametrize(
    ("contested", "asked", "language", "told"),
    [
        (0, 0, "en", []),
        (1, 0, "en", ["Sources disagree on: box-1."]),
        (5, 0, "fi", ["Aineistot antavat eri kuvan näistä: box-1; box-2; box-3 ja kaksi muuta."]),
        (
            2,
            1,
            "sv",
            [
                "Källorna ger olika bild av ”box-1” (bättre: dokument, svagare: dokument). Det har betydelse för rekommendation 1."
            ],
        ),
        (
            1,
            2,
            "en",
            [
                "Sources disagree on “box-1” (better: documents; weaker: documents). This matters for recommendations 1 and 2."
            ],
        ),
    ],
)
def test_disagreements_that_matter_for_a_decision_are_told(
    contested: int, asked: int, language: str, told: list[str]
) -> None:
    """Where a recommendation is about what sources disagree on, that is told; else the names alone, if there are any."""
    every = tuple(advice(number, "box-1") for number in range(1, asked + 1))
    view = shown(*["green contested"] * contested, "green", language=language, recommendations=every)
    assert said(trust_answer(view))[1:-1] == told


def test_what_is_sealed_when_is_told_only_of_what_stands_under_a_seal() -> None:
    """Ratings without a seal, or whose seal is not in force, say nothing of the time."""
    seals = [None, SimpleNamespace(timing="partly", under=None), SimpleNamespace(timing="in-advance", under="seal")]
    assert timings_of(cast("Any", [SimpleNamespace(seal=one) for one in seals])) == {"in-advance"}


DECIDED = {
    "fi": [
        ["Asiakirjoissa ei ole suosituksia. Päätettäväksi jää, hankitaanko puuttuva tieto."],
        ["Ainoan suosituksen ei tiedetä lähteneen liikkeelle.", "Toimijaa ei ole nimetty: (1) Do 1."],
        [
            "Seitsemästä suosituksesta yhdenkään ei tiedetä lähteneen liikkeelle. Kenen pitäisi toimia, on arvioijan tulkinta.",
            "Town: (1) Do 1; (2) Do 2; (3) Do 3; (4) Do 4; (5) Do 5.",
            "Lisäksi suositukset 6 ja 7.",
        ],
        ["Ainoan suosituksen tiedetään lähteneen liikkeelle.", "Toimijaa ei ole nimetty: (1) Do 1 (aloitettu)."],
    ],
    "sv": [
        ["Dokumenten ger inga rekommendationer. Det som kan beslutas är om den information som saknas ska samlas in."],
        ["Den enda rekommendationen har såvitt känt inte påbörjats.", "Ingen är utsedd att agera: (1) Do 1."],
        [
            "Av sju rekommendationer har såvitt känt ingen påbörjats. Vem som bör agera är utvärderarens tolkning.",
            "Town: (1) Do 1; (2) Do 2; (3) Do 3; (4) Do 4; (5) Do 5.",
            "Dessutom rekommendationerna 6 och 7.",
        ],
        ["Den enda rekommendationen har såvitt känt påbörjats.", "Ingen är utsedd att agera: (1) Do 1 (påbörjad)."],
    ],
    "en": [
        ["The documents give no recommendations. What can be decided is whether to collect what is missing."],
        ["The one recommendation is not known to have been begun.", "Nobody is named to act: (1) Do 1."],
        [
            "None of seven recommendations is known to have been begun. Who should act is the evaluator's reading.",
            "Town: (1) Do 1; (2) Do 2; (3) Do 3; (4) Do 4; (5) Do 5.",
            "Other recommendations: 6 and 7.",
        ],
        ["The one recommendation is known to have been begun.", "Nobody is named to act: (1) Do 1 (begun)."],
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_to_decide_is_told_by_who_should_act(language: str) -> None:
    """None, one, many and only begun recommendations are told, those that wait first, by addressee."""
    cases = (
        (),
        (advice(1),),
        tuple(advice(number, who="town") for number in range(1, 8)),
        (advice(1, followed=True),),
    )
    found = [said(decision_answer(shown("green", language=language, recommendations=one))) for one in cases]
    assert found == DECIDED[language]


@pytest.mark.parametrize(
    ("followed", "told"), [(1, "Recommendation 2 has been begun."), (2, "Recommendations 2 and 3 have been begun.")]
)
def test_recommendations_that_are_begun_are_told_by_number(followed: int, told: str) -> None:
    """Beside those that wait, the begun ones stand by number alone."""
    every = (advice(1), *(advice(number, followed=True) for number in range(2, 2 + followed)))
    assert said(decision_answer(shown("green", recommendations=every)))[-1] == told


def test_what_comes_first_of_what_is_proposed_is_asked_for_once() -> None:
    """Of several proposals the one of the first priority is told, with its owner, and of equals the first registered."""
    ratings = list(boxes(("not-assessed wider", "not-assessed", "green")))
    given: dict[str, Any] = {
        "whom": text("all"),
        "type": "documents",
        "shows": "tested",
        "when": (datetime.date(2021, 1, 1),),
    }
    wanted = [[(3, "ask")], [(2, "count"), (1, "compare"), (1, "test")], []]
    made = [
        replace(one, element=replace(one.element, collect=tuple(
            Collect(what=text(what), priority=first, owner=text("office"), **given) for first, what in proposals
        )))
        for one, proposals in zip(ratings, wanted, strict=True)
    ]  # fmt: skip
    assert said(decision_answer(of(assessment_of(made))))[1:] == [
        "What to find out first, on “box-2”: compare (office)."
    ]


COUNTED = {
    "fi": [
        "Vielä ei voi sanoa, täyttikö ohjelma odotukset.",
        "Arvioiduista kohdista (2) yksi täytti odotukset kokonaan ja yksi suurelta osin.",
        "Arvioiduista kohdista (2) kaksi täytti odotukset kokonaan. Muiden ei tiedetä yltäneen lähelle.",
        "Arvioiduista kohdista (2) minkään ei tiedetä täyttäneen odotuksia kokonaan, mutta yksi täytti ne suurelta osin.",
        "Arvioiduista kohdista (30) minkään ei tiedetä yltäneen lähelle odotuksia.",
    ],
    "sv": [
        "Det går ännu inte att säga om programmet uppfyllde förväntningarna.",
        "Av de bedömda punkterna (2) uppfyllde en förväntningarna helt och en till stor del.",
        "Av de bedömda punkterna (2) uppfyllde två förväntningarna helt. Det är inte känt att någon annan skulle ha kommit nära.",
        "Det är inte känt att någon av de bedömda punkterna (2) skulle ha uppfyllt förväntningarna helt, men en gjorde det till stor del.",
        "Det är inte känt att någon av de bedömda punkterna (30) skulle ha kommit nära förväntningarna.",
    ],
    "en": [
        "It cannot yet be said whether the programme met expectations.",
        "Of the two points that could be judged, one met expectations in full and one largely.",
        "Of the two points that could be judged, two met expectations in full; no other is known to have come near.",
        "Of the two points that could be judged, none is known to have met expectations in full, but one largely did.",
        "Of the 30 points that could be judged, none is known to have come near expectations.",
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_is_told_by_how_many_points_reached_what(language: str) -> None:
    """None judged, and every mix of reached in full and to a great extent, are told by count."""
    cases: tuple[tuple[str, ...], ...] = (
        ("not-assessed",),
        ("green", "yellow"),
        ("green ×2",),
        ("yellow", "red"),
        ("red ×30",),
    )
    found = [said(verdict_answer(shown(*lines, language=language)))[0] for lines in cases]
    assert [one.startswith(told) for one, told in zip(found, COUNTED[language], strict=True)] == [True] * 5, found


@pytest.mark.parametrize(
    ("line", "language", "told"),
    [
        ("green", "en", "The one point that could be judged met expectations in full."),
        ("yellow", "fi", "Ainoa arvioitu kohta täytti odotukset suurelta osin."),
        ("red", "sv", "Det är inte känt att den enda bedömda punkten skulle ha kommit nära förväntningarna."),
    ],
)
def test_a_single_point_is_told_as_such(line: str, language: str, told: str) -> None:
    """Where one point alone could be judged, no number is told."""
    assert said(verdict_answer(shown(line, language=language)))[0].startswith(told)


@pytest.mark.parametrize(
    ("line", "language", "told"),
    [
        ("green question-1", "en", "question? As expected (limited)."),
        ("yellow question-1", "fi", "question? Suurelta osin odotusten mukaisesti (rajallinen)."),
        ("red question-1", "sv", "question? Inte enligt förväntningarna (begränsad)."),
        ("not-assessed question-1", "en", "question? Too little is known to answer."),
    ],
)
def test_each_evaluation_question_is_answered(line: str, language: str, told: str) -> None:
    """An evaluation question is followed by its answer in plain words and how sure it is."""
    assert said(verdict_answer(shown(line, language=language)))[1] == told


@pytest.fixture(scope="module")
def kunteko_view(kunteko: ProgrammeData, rubric: Rubric) -> View:
    """Return KunTeko 2018–2020 beside 2015–2017."""
    few_draws = replace(rubric, draws=200)
    before, after = (assess(kunteko, period, few_draws) for period in ("2015-2017", "2018-2020"))
    return of(after, "en", before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_one_answers_five_questions_without_an_insiders_word(kunteko_view: View, language: str) -> None:
    """Of KunTeko, page one answers what was got, what worked, what did not, trust and decision in at most 600 words."""
    page = page_one(kunteko_view.in_language(language))
    names = [one.name for one in page.groups]
    assert names == ["opening", "reach", "change", "shortfall", "moved", "trust", "decision", "verdict"]
    assert all(one.claims and one.heading for one in page.groups)
    words = page.plain()
    assert len(words.split()) <= 600
    assert not [one for one in INSIDERS[language] if f" {one}" in words.lower()]
    assert not [one for one in ("None", "{", "}", "  ", "..", "≈", "≥") if one in words]
    assert all(one.evidence for group in page.groups for one in group.claims)


def test_page_one_says_first_that_data_are_made_up() -> None:
    """Of made-up data the first thing said is that no conclusion may be drawn."""
    first = page_one(shown("green")).groups[0].claims[0].text
    assert first.startswith("Synthetic data")
    assert not page_one(shown("green", synthetic=False)).groups[0].claims[0].text.startswith("Synthetic")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fi", "Kokeilu, ei kirjattu tulos: ”Mild”. Why. "),
        ("sv", "Ett försök, inte det antecknade resultatet: ”Mild”. Why. "),
        ("en", "A trial, not the recorded result: “Mild”. Why. Changed in it: nothing."),
    ],
)
def test_page_one_says_first_that_it_is_a_trial(language: str, told: str) -> None:
    """Of a scenario the first thing said is that it is a trial, why, and what is changed in it."""
    tried = Scenario(schema=1, id="mild", programme="test", title="Mild", reason="Why.")
    view = replace(shown("green", language=language), scenario=tried)
    assert page_one(view).groups[0].claims[0].text.startswith(told)


@pytest.mark.parametrize(
    ("text_of", "names", "told"),
    [
        ("Towns grew.", {"element-a": "Towns"}, '<a href="#element-a">Towns</a> grew.</p>'),
        ("Towns grew.", {"element-a": "Roads"}, 'Towns grew. <span class="proof"'),
        ("Towns grew.", {}, "Towns grew.</p>"),
    ],
)
def test_a_claim_leads_to_its_evidence(text_of: str, names: dict[str, str], told: str) -> None:
    """What a claim names is the link itself; what it does not name is linked after it; what is missing is not linked."""
    body = f'<p class="claim" id="claim-a-1" data-proofs="element-a">{text_of}</p>'
    assert told in proved(body, names, Language("en"))
