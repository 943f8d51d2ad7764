"""All programmes side by side: every period counted, what is shared, spent and missing, and who is synthetic."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from builder import RATINGS, Case, CaseItem, build, rubric_in_force, text

from kunteko_eval.method.assess import Assessment, assess
from kunteko_eval.method.rating import Rating
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.chain import LevelKind
from kunteko_eval.model.programme import Budget, ProgrammeData
from kunteko_eval.reading.programme_reader import find_programmes, read_programme
from kunteko_eval.report import chapters as showing
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.language import NBSP, Language
from kunteko_eval.report.numerals import numeral
from kunteko_eval.report.portfolio import PortfolioView, open_portfolio
from kunteko_eval.report.portfolio_coverage import coverage

ROOT = Path(__file__).parents[1]
DATA, PARAMS = ROOT / "data", ROOT / "params"
KINDS: tuple[LevelKind, ...] = get_args(LevelKind)
PARTS = ("portfolio_picture", "by_level", "shared_sources", "shared", "spending", "evidence_gaps")

SYMBOLS = {
    Rating.GREEN: "▲ very much",
    Rating.YELLOW: "■ much",
    Rating.RED: "◆ somewhat",
    Rating.NONE: "○ no demonstrable influence",
    Rating.NOT_ASSESSED: "? not assessed",
    Rating.TOO_EARLY: "… too early",
}


@pytest.fixture(scope="module", params=LANGUAGES)
def portfolio(request: pytest.FixtureRequest) -> PortfolioView:
    """Return all programmes of the data folder in each language."""
    return open_portfolio(str(request.param), str(DATA), str(PARAMS))


@pytest.fixture(scope="module")
def english() -> PortfolioView:
    """Return all programmes of the data folder in English."""
    return open_portfolio("en", str(DATA), str(PARAMS))


@pytest.fixture(scope="module")
def programmes() -> dict[str, ProgrammeData]:
    """Return the programmes of the data folder by their id."""
    return {name: read_programme(DATA / name) for name in find_programmes(DATA)}


def small(identifier: str, *items: CaseItem, level: LevelKind = "direct", concept: str | None = None) -> Assessment:
    """Return a small programme of this id, rated, whose elements but the first are about one thing."""
    programme = build(Case(name=identifier, items=items, level=level, previous=None))
    elements = tuple(replace(one, concept=concept) for one in programme.chain.elements[1:])
    chain = replace(programme.chain, programme=identifier, elements=(programme.chain.elements[0], *elements))
    sheet = replace(programme.sheet, id=identifier, name=text(f"Programme {identifier}"), synthetic=False)
    return assess(replace(programme, sheet=sheet, chain=chain), "2018-2020", rubric_in_force())


def beside(*assessments: Assessment, language: str = "en") -> PortfolioView:
    """Return a portfolio of these."""
    return PortfolioView(assessments=assessments, say=Language(language))


def table(shown: Table | Prose | Exhibit) -> Table:
    """Return what is shown as the table that it is or holds."""
    found = shown.table if isinstance(shown, Exhibit) else shown
    assert isinstance(found, Table)
    return found


def test_every_programme_and_period_is_there_once(
    portfolio: PortfolioView, programmes: dict[str, ProgrammeData]
) -> None:
    """Each programme's each report period is rated once, programmes by id and periods by time."""
    rated = [(one.programme.id, one.period.id) for one in portfolio.assessments]
    wanted = [
        (name, period.id)
        for name, one in sorted(programmes.items())
        for period in sorted(one.sheet.periods, key=lambda span: (span.start, span.end))
        if period.report
    ]
    assert rated == wanted
    assert [one.id for one in portfolio.programmes] == sorted(programmes)


def test_the_counts_of_each_row_add_up(portfolio: PortfolioView) -> None:
    """Every programme and period has a row whose ratings add up to its elements, and a part of the bars."""
    exhibit = coverage(portfolio)
    rows = exhibit.table.rows
    assert len(rows) == len(portfolio.assessments)
    say = portfolio.say
    for row, one in zip(rows, portfolio.assessments, strict=True):
        assert row[:2] == (one.programme.sheet.name[say.code], say.period(one.period))
        assert int(row[2]) == len(one.programme.chain.elements)
        counts = [int(cell) for cell in row[4:]]
        assert len(counts) == len(RATINGS)
        assert sum(counts) == int(row[2])
        rated = sum(counts[:4])
        assert row[3] == say.percent(rated / sum(counts))
    whole: dict[tuple[str, float], float] = {}
    for bar in exhibit.drawing["data"]:
        for part, place in zip(bar["x"], bar["y"], strict=True):
            whole[bar["xaxis"], place] = whole.get((bar["xaxis"], place), 0.0) + part
    assert list(whole.values()) == pytest.approx([100] * len(rows))


def test_the_widest_period_is_the_longest(portfolio: PortfolioView) -> None:
    """Each programme is shown once by its longest report period; no other of its periods is longer."""
    assert [one.programme.id for one in portfolio.widest] == [one.id for one in portfolio.programmes]
    for one in portfolio.widest:
        assert one.period.days == max(period.days for period in one.programme.sheet.periods if period.report)
    assert "2015-2020" in {one.period.id for one in portfolio.widest}


def test_of_equally_long_periods_the_later_is_the_widest() -> None:
    """Between two periods of as many days the later one is shown."""
    item = CaseItem(percent={"2017": 70, "2018": 70}, n=52)
    programme = build(Case(name="equal", items=(item,), period=2018, previous=2017))
    both = [assess(programme, period, rubric_in_force()) for period in ("2017", "2018")]
    for order in (both, both[::-1]):
        (widest,) = beside(*order).widest
        assert widest.period.id == "2018"


def test_a_later_but_shorter_period_is_not_the_widest() -> None:
    """A long period is shown before a shorter one that ends later."""
    item = CaseItem(percent={"2018-2020": 70, "2021": 70}, n=52)
    programme = build(Case(name="unlike", items=(item,)))
    both = [assess(programme, period, rubric_in_force()) for period in ("2018-2020", "2021")]
    (widest,) = beside(*both).widest
    assert widest.period.id == "2018-2020"


def test_every_level_counts_its_own_elements(portfolio: PortfolioView) -> None:
    """Each kind of level counts every element that stands on it, and says where a chain has no such level."""
    rows = showing.by_level(portfolio).rows
    none = portfolio.say("no such level")
    for row, one in zip(rows, portfolio.widest, strict=True):
        chain = one.programme.chain
        on = Counter(chain.level_of(element).kind for element in chain.elements)
        for kind, cell in zip(KINDS, row[2:], strict=True):
            counts = [int(part.split()[-1]) for part in cell.split(", ")] if cell != none else []
            assert sum(counts) == on[kind]
            assert (cell == none) == (kind not in {level.kind for level in chain.levels})


def test_a_chain_without_a_level_says_so() -> None:
    """A programme without wider effects has no count there, and no crash."""
    one = small("short", CaseItem(percent=70, n=52))
    levels = tuple(level for level in one.programme.chain.levels if level.kind != "wider")
    programme = replace(one.programme, chain=replace(one.programme.chain, levels=levels))
    shortened = assess(programme, "2018-2020", rubric_in_force())
    assert showing.by_level(beside(shortened)).rows[0][-1] == "no such level"


def test_what_is_shared_is_what_two_or_more_have(english: PortfolioView) -> None:
    """Each concept that two programmes or more have is one row, with all of each programme's elements and ratings."""
    owned: dict[str, dict[str, list[str]]] = {}
    for one in english.widest:
        for rating in one.ratings:
            if rating.element.concept:
                cell = f"{rating.element.label.en} ({SYMBOLS[rating.final]})"
                owned.setdefault(rating.element.concept, {}).setdefault(one.programme.id, []).append(cell)
    wanted = Counter(
        tuple("; ".join(found.get(programme.id, [])) or "–" for programme in english.programmes)
        for found in owned.values()
        if len(found) > 1
    )
    found = table(showing.shared(english))
    assert Counter(tuple(row[1:]) for row in found.rows) == wanted
    assert len(wanted) > 5
    having = [sum(cell != "–" for cell in row[1:]) for row in found.rows]
    assert all(2 <= many <= len(english.programmes) for many in having)
    assert having == sorted(having, reverse=True)


def test_a_concept_of_one_programme_alone_is_not_shared() -> None:
    """Two elements of one programme about the same thing are not shared, and the same thing in two programmes is."""
    twice = small("one", CaseItem(percent=70, n=52), level="wider", concept="trust")
    same, other = (small(name, concept=concept) for name, concept in (("same", "trust"), ("other", "money")))
    alone = showing.shared(beside(twice, other))
    assert isinstance(alone, Prose)
    assert alone.paragraphs == ("No two programmes have a box about the same thing.",)
    (row,) = table(showing.shared(beside(twice, same, other))).rows
    assert [cell.count(" (") for cell in row[1:]] == [2, 1, 0]
    assert row[-1] == "–"


def test_shared_documents_and_funders_name_their_programmes(
    english: PortfolioView, programmes: dict[str, ProgrammeData]
) -> None:
    """A document that two programmes were read from is told with both their names, any other not."""
    files: dict[str, list[str]] = {}
    for _, one in sorted(programmes.items()):
        for file in {document.file for document in one.sources.documents}:
            files.setdefault(file, []).append(one.sheet.name.en)
    told = showing.shared_sources(english).plain()
    assert any(len(names) > 1 for names in files.values())
    for file, names in files.items():
        joined = ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else ""
        assert (f"The document {file} tells of {joined}." in told) is (len(names) > 1)


def test_spending_that_is_not_told_says_so(portfolio: PortfolioView) -> None:
    """A programme without a budget has no sum and no yearly sum, and one with a budget has both."""
    untold = portfolio.say("not given")
    rows = showing.spending(portfolio).rows
    assert [row[0] for row in rows] == [one.sheet.name[portfolio.say.code] for one in portfolio.programmes]
    for row, one in zip(rows, portfolio.programmes, strict=True):
        if one.sheet.budget is None:
            assert row[2:4] == (untold, untold)
            assert row[5] == "–"
        else:
            assert f"{portfolio.say.number(one.sheet.budget.amount)}{NBSP}€" in row[2]
            assert untold not in row[2:4]
        assert (untold in row[1]) is (one.sheet.end is None)
    assert {one.sheet.budget is None for one in portfolio.programmes} == {True, False}


def test_a_year_costs_the_budget_divided_by_the_years() -> None:
    """A budget of 300 000 euros over three years is about 100 000 a year; without an end nothing is divided."""
    one = small("spent")
    budget = Budget(amount=300_000, currency="EUR", precision="exact", document="document", place="page 1")
    sheet = replace(one.programme.sheet, budget=budget, start=one.period.start)
    ended = replace(one, programme=replace(one.programme, sheet=sheet))
    (row,) = showing.spending(beside(ended)).rows
    assert row[2:4] == (f"300,000{NBSP}€", f"about 100,000{NBSP}€")
    endless = replace(one, programme=replace(one.programme, sheet=replace(sheet, end=None)))
    (row,) = showing.spending(beside(endless)).rows
    assert row[2:4] == (f"300,000{NBSP}€", "not given")
    assert row[1].endswith("– not given")


def test_evidence_gaps_count_what_is_not_rated(portfolio: PortfolioView) -> None:
    """The elements without a rating are those not assessed and too early, as the coverage has them."""
    rows = showing.evidence_gaps(portfolio).rows
    for row, one in zip(rows, portfolio.widest, strict=True):
        counts = one.counts()
        assert int(row[2]) == counts[Rating.NOT_ASSESSED] + counts[Rating.TOO_EARLY]
        assert 0 <= int(row[3]) <= len(one.ratings) - int(row[2])
        assert 0 <= int(row[4]) <= len(one.ratings) - int(row[2])
        assert (row[6] == "–") is (row[5] == "0")


@pytest.mark.parametrize("language", LANGUAGES)
def test_synthetic_programmes_are_named(language: str) -> None:
    """Whose data were made up is said by name, of them alone; where none are, nothing is said of it."""
    real, made = small("real"), small("made-up")
    sheet = replace(made.programme.sheet, synthetic=True)
    synthetic = replace(made, programme=replace(made.programme, sheet=sheet))
    say = Language(language)
    told = showing.notice_of_portfolio(beside(real, synthetic, language=language)).paragraphs
    assert told[-1] == say("Synthetic data, made for trying the tool out: {names}.", names="Programme made-up")
    none = showing.notice_of_portfolio(beside(real, made, language=language)).paragraphs
    assert none == told[:-1]


def test_the_picture_tells_of_every_programme(english: PortfolioView) -> None:
    """In words: how many programmes and periods there are, and of each how many elements are rated when."""
    told = showing.portfolio_picture(english).plain()
    many, periods = (numeral(len(some), "en") for some in (english.programmes, english.assessments))
    assert told.startswith(f"{str(many).capitalize()} programmes with {periods} report periods. ")
    for one in english.widest:
        assert f"{one.programme.sheet.name.en}, {english.say.period(one.period)}: " in told
    assert "not ranked" in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", find_programmes(DATA))
def test_one_programme_alone_is_a_portfolio(name: str, language: str, tmp_path: Path) -> None:
    """A data folder of a single programme shows that one in every part, and says that nothing is shared."""
    shutil.copytree(DATA / name, tmp_path / "data" / name)
    alone = open_portfolio(language, str(tmp_path / "data"), str(PARAMS))
    own = read_programme(DATA / name)
    label = own.sheet.name[language]
    periods = [one for one in own.sheet.periods if one.report]
    parts: dict[str, Any] = {part: getattr(showing, part)(alone) for part in PARTS} | {"coverage": coverage(alone)}
    assert isinstance(parts["shared"], Prose)
    assert len(parts["shared"].paragraphs) == 1
    assert len(parts["shared_sources"].paragraphs) == 1
    assert len(table(parts["coverage"]).rows) == len(periods)
    for part in ("by_level", "spending", "evidence_gaps"):
        assert [row[0] for row in table(parts[part]).rows] == [label]
    assert label in parts["portfolio_picture"].plain()
    assert label in parts["coverage"].text


def test_the_portfolio_says_whose_ratings_they_are(portfolio: PortfolioView) -> None:
    """The notice names the rubric's version and day, because the ratings are this product's and nobody else's."""
    rubric = portfolio.assessments[0].rubric
    first = showing.notice_of_portfolio(portfolio).paragraphs[0]
    assert rubric.version in first
    assert portfolio.say.day(rubric.sheet.date) in first


def test_no_two_bars_share_a_place(english: PortfolioView) -> None:
    """Each programme and period has a bar of its own, and a label above it."""
    figure = coverage(english).drawing
    places = {(bar["xaxis"], place) for bar in figure["data"] for place in bar["y"]}
    assert len(places) == len(english.assessments)
    for bar in figure["data"]:
        assert len(set(bar["y"])) == len(bar["y"])
    labels = [one["text"] for one in figure["layout"]["annotations"]]
    assert sum(label.startswith("<b>") for label in labels) >= len(english.assessments)
