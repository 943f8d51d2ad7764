"""How sure an arrow is: bundles of claims, rival explanations, and process tests by Bayes' rule."""

from __future__ import annotations

import datetime
import json
from dataclasses import field, replace
from itertools import permutations
from pathlib import Path
from shutil import copytree
from typing import Any, Literal

import pytest
from builder import (
    ELEMENT,
    ROOT,
    Case,
    CaseItem,
    build,
    element,
    link,
    process_test,
    rubric_in_force,
    text,
)
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass
from ruamel.yaml import YAML

from kunteko_eval.batch.checking import check_folders
from kunteko_eval.errors import FaultyInput, UnknownName
from kunteko_eval.exchange.links.importing import LinkOptions, import_links
from kunteko_eval.exchange.workbook.writing import write_workbook
from kunteko_eval.method.assess import assess
from kunteko_eval.method.links import STANDINGS, LinkStrength, kind_of, likelihood_ratio, updates
from kunteko_eval.model.base import STRICT
from kunteko_eval.model.chain import Link, RivalCheck
from kunteko_eval.model.evidence import Collection, SourceType
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.tracing import ClaimBundle, ProcessTest
from kunteko_eval.reading.programme_reader import read_programme

PERIOD = "2018-2020"
Pair = tuple[float, float]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CaseTest:
    """A process test of a case; pytest is told that it is none of its own."""

    __test__ = False
    kind: Literal["hoop", "straw-in-the-wind", "smoking-gun", "doubly-decisive"]
    outcome: Literal["passed", "failed", "not-seen"]
    if_true: Pair
    if_false: Pair
    period: str | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CaseBundle:
    """A bundle of claims, of a collection of a source type."""

    type: SourceType
    voices: tuple[int, ...]
    mentions: int
    contrary: int = 0
    period: str = PERIOD


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Wanted:
    """What a case expects of the arrow; `share_beside` of the other arrow to the same effect."""

    standing: Literal["refuted", "assumed", "supported", "corroborated", "tested"]
    ratios: tuple[Pair, ...] | None = None
    posterior: Pair | None = None
    mentions: int | None = None
    sources: int | None = None
    types: tuple[str, ...] | None = None
    share: float | None = None
    share_beside: float | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ArrowCase:
    """One arrow, its evidence, and what is expected."""

    name: str
    findings: tuple[CaseItem, ...] = ()
    bundles: tuple[CaseBundle, ...] = ()
    rivals: tuple[Literal["examined", "unexamined", "weakened", "not-weakened", "stronger"], ...] = ()
    tests: tuple[CaseTest, ...] = ()
    beside: tuple[CaseBundle, ...] = ()
    expect: Wanted = field(default_factory=lambda: Wanted(standing="assumed"))


CASES = TypeAdapter(tuple[ArrowCase, ...]).validate_python(
    YAML(typ="safe").load((Path(__file__).parent / "cases" / "arrows" / "arrows.yaml").read_text(encoding="utf-8"))
)


def _programme(case: ArrowCase) -> ProgrammeData:
    made = build(Case(name="arrow", level="direct", links=case.findings, rivals="none"))
    types = {one.type for one in (*case.bundles, *case.beside)}
    maps = tuple(
        Collection(id=f"map-{one}", label=text(one), type=one, bias="low", bias_reason=text("test"))
        for one in sorted(types)
    )
    rivals = tuple(
        RivalCheck(
            rival=f"rival-{number}",
            examined=one != "unexamined",
            outcome=None if one == "examined" or one == "unexamined" else one,
        )
        for number, one in enumerate(case.rivals)
    )
    tests = tuple(
        process_test(
            id=f"test-{number}",
            kind=one.kind,
            outcome=one.outcome,
            if_true=one.if_true,
            if_false=one.if_false,
            period=one.period,
        )
        for number, one in enumerate(case.tests)
    )
    arrow = changed(made.chain.links[0], rivals=rivals, tests=tests, bundles=_bundles(case.bundles))
    links = [arrow]
    if case.beside:
        links.append(changed(link("beside", ELEMENT), bundles=_bundles(case.beside)))
    chain = replace(made.chain, elements=(*made.chain.elements, element("beside", "resources")), links=tuple(links))
    return replace(made, chain=chain, sources=replace(made.sources, collections=(*made.sources.collections, *maps)))


def changed(one: Link, **changes: Any) -> Link:
    """Return a link with some of its fields changed; its ends have other names in the file."""
    fields: dict[str, Any] = {"from": one.source, "to": one.target}
    fields |= {"placement": one.placement, "assumption": one.assumption, "rivals": one.rivals}
    fields |= {"evidence": one.evidence, "tests": one.tests, "bundles": one.bundles}
    return Link(**{**fields, **changes})


def _bundles(found: tuple[CaseBundle, ...]) -> tuple[ClaimBundle, ...]:
    return tuple(
        ClaimBundle(
            source=f"map-{one.type}",
            period=one.period,
            voices=one.voices,
            mentions=one.mentions,
            contrary=one.contrary,
            table="table.csv",
        )
        for one in found
    )


def _arrows(case: ArrowCase) -> tuple[LinkStrength, ...]:
    return assess(_programme(case), PERIOD, rubric_in_force()).links


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_arrow_case(case: ArrowCase) -> None:
    """What the case's sentence says is what the method computes."""
    arrow, *beside = _arrows(case)
    wanted = case.expect
    assert arrow.standing == wanted.standing
    if wanted.ratios is not None:
        assert [one.ratio for one in arrow.updates] == [pytest.approx(one, abs=1e-6) for one in wanted.ratios]
    if wanted.posterior is not None:
        assert arrow.posterior == pytest.approx(wanted.posterior, abs=1e-6)
    facts = {"mentions": arrow.mentions, "sources": len(arrow.voices), "types": arrow.source_types}
    for name, fact in facts.items():
        assert getattr(wanted, name) in {None, fact}, name
    assert arrow.share == (None if wanted.share is None else pytest.approx(wanted.share))
    if wanted.share_beside is not None:
        assert beside[0].share == pytest.approx(wanted.share_beside)


def test_the_cases_cover_every_kind_and_outcome() -> None:
    """Each kind of test has a case for each outcome, every sentence stands once, and each test is of its kind."""
    pairs = {(test.kind, test.outcome) for case in CASES for test in case.tests}
    assert len(pairs) == 12
    assert len({case.name for case in CASES}) == len(CASES) >= 16
    for test in (test for case in CASES for test in case.tests):
        made = process_test(if_true=test.if_true, if_false=test.if_false)
        assert kind_of(made, rubric_in_force()) == test.kind
        assert made.telling


def _tests() -> st.SearchStrategy[ProcessTest]:
    ends = st.lists(st.floats(0.01, 0.99), min_size=4, max_size=4).map(sorted)
    outcomes = st.sampled_from(["passed", "failed", "not-seen"])
    return st.builds(
        lambda found, outcome: process_test(if_false=tuple(found[:2]), if_true=tuple(found[2:]), outcome=outcome),
        ends,
        outcomes,
    )


@given(st.lists(_tests(), min_size=1, max_size=5))
def test_the_probability_stays_within_0_and_1_and_its_bounds_are_ordered(tests: list[ProcessTest]) -> None:
    """Every step of Bayes' rule gives two probabilities, the lesser first."""
    for one in updates(tests, rubric_in_force()):
        assert 0 <= one.posterior[0] <= one.posterior[1] <= 1
        assert 0 <= one.ratio[0] <= one.ratio[1]


@given(st.lists(_tests(), min_size=2, max_size=4))
def test_the_order_of_tests_does_not_matter(tests: list[ProcessTest]) -> None:
    """The same tests in any order end at the same probability."""
    ends = [updates(order, rubric_in_force())[-1].posterior for order in permutations(tests)]
    assert all(one == pytest.approx(ends[0], abs=1e-9) for one in ends)


@given(_tests(), st.floats(0, 1), st.floats(0, 1))
def test_narrower_probabilities_give_a_narrower_result_within_the_wider_one(
    test: ProcessTest, low: float, high: float
) -> None:
    """Bounds nest: what is known more closely never leads out of what was known before."""

    def inside(pair: tuple[float, ...]) -> Pair:
        first, second = sorted((low, high))
        width = pair[1] - pair[0]
        return min(pair[0] + first * width, pair[1]), min(pair[0] + second * width, pair[1])

    closer = replace(test, if_true=inside(test.if_true), if_false=inside(test.if_false))
    wide, narrow = (updates([one], rubric_in_force())[-1].posterior for one in (test, closer))
    assert wide[0] <= narrow[0] + 1e-12
    assert narrow[1] <= wide[1] + 1e-12


@given(_tests())
def test_bayes_rule_is_that_of_the_textbook_at_every_corner(test: ProcessTest) -> None:
    """P(H|E) = P(E|H) P(H) / (P(E|H) P(H) + P(E|not H) P(not H)), its extremes over all corners of the bounds."""
    corners = []
    for true in test.if_true:
        for false in test.if_false:
            seen = {"passed": (true, false), "failed": (1 - true, 1 - false), "not-seen": (1.0, 1.0)}[test.outcome]
            corners.append(seen[0] * 0.5 / (seen[0] * 0.5 + seen[1] * 0.5))
    assert updates([test], rubric_in_force())[-1].posterior == pytest.approx((min(corners), max(corners)))


@given(st.lists(_tests(), max_size=3), _tests())
def test_a_passed_test_never_lowers_and_a_failed_one_never_raises(before: list[ProcessTest], test: ProcessTest) -> None:
    """Neither the bounds of the probability nor the arrow's level go against the outcome."""
    several = [one.posterior for one in updates([*before, test], rubric_in_force())]
    was, now = ((0.5, 0.5) if not before else several[-2]), several[-1]
    sign = {"passed": 1, "failed": -1, "not-seen": 0}[test.outcome]
    assert all(sign * (after - earlier) >= -1e-12 for earlier, after in zip(was, now, strict=True))
    levels = [_level(tests) for tests in (before, [*before, test])]
    assert sign * (levels[1] - levels[0]) >= 0


def _level(tests: list[ProcessTest]) -> int:
    made = _programme(ArrowCase(name="", rivals=("weakened",), findings=(CaseItem(finding="supports much"),)))
    numbered = tuple(replace(one, id=f"test-{number}") for number, one in enumerate(tests))
    arrow = changed(made.chain.links[0], tests=numbered)
    chain = replace(made.chain, links=(arrow,))
    return assess(replace(made, chain=chain), PERIOD, rubric_in_force()).links[0].confidence


ITEMS = st.lists(
    st.builds(
        CaseItem,
        finding=st.sampled_from(["supports very-much", "supports much", "supports somewhat 1"]),
        kind=st.sampled_from(["perceived", "tested"]),
        type=st.sampled_from(["interviews", "documents", "participants"]),
    ),
    min_size=1,
    max_size=4,
).map(tuple)


@given(ITEMS, ITEMS)
def test_arrows_that_are_only_assumed_make_no_wider_effect_surer_than_1(
    items: tuple[CaseItem, ...], carried: tuple[CaseItem, ...]
) -> None:
    """However sure the boxes are, a chain whose every arrow is assumed carries confidence 1 at most."""
    made = assess(
        build(Case(name="arrow", level="wider", items=items, carried=carried, links=())), PERIOD, rubric_in_force()
    )
    assert {one.standing for one in made.links} == {"assumed"}
    assert (made.rating(ELEMENT).confidence or 0) <= 1


def test_the_chain_breaks_at_a_refuted_arrow() -> None:
    """A refuted arrow takes the pathway to 0, is its weakest place and its break, and the effect keeps confidence 1."""
    made = build(Case(name="arrow", level="wider", items=(CaseItem(finding="supports very-much", kind="tested"),)))
    arrow = next(one for one in made.chain.links if one.target == ELEMENT)
    failed = changed(arrow, tests=(process_test(outcome="failed"),))
    links = tuple(failed if one is arrow else one for one in made.chain.links)
    found = assess(replace(made, chain=replace(made.chain, links=links)), PERIOD, rubric_in_force())
    way = found.pathways[ELEMENT]
    assert (way.confidence, way.weakest, way.breaks) == (0, f"carrier→{ELEMENT}", (f"carrier→{ELEMENT}",))
    assert found.rating(ELEMENT).confidence == 1


def test_the_best_pathway_goes_round_a_refuted_arrow() -> None:
    """Of two ways to an effect the one without the refuted arrow is taken, though its arrow is only assumed."""
    made = build(Case(name="arrow", level="wider", items=(CaseItem(finding="supports very-much", kind="tested"),)))
    links = [
        changed(one, tests=(process_test(outcome="failed"),)) if one.target == ELEMENT else one
        for one in made.chain.links
    ]
    around = replace(made.chain, links=(*links, link("resource", ELEMENT)))
    way = assess(replace(made, chain=around), PERIOD, rubric_in_force()).pathways[ELEMENT]
    assert (way.steps, way.confidence) == (("resource", ELEMENT), 1)


def test_levels_and_words_go_together() -> None:
    """The words of the levels stand in their order, from refuted to tested."""
    assert STANDINGS == ("refuted", "assumed", "supported", "corroborated", "tested")
    assert likelihood_ratio(process_test()) == pytest.approx((9, 19))


TESTED: dict[str, Any] = {
    "id": "asked-for-the-plan",
    "kind": "smoking-gun",
    "looked_for": {"fi": "jälki", "sv": "spår", "en": "trace"},
    "outcome": "passed",
    "if_true": [0.3, 0.5],
    "if_false": [0.02, 0.05],
    "reason": {"fi": "syy", "sv": "skäl", "en": "reason"},
    "date": "2026-11-21",
}


def _folder(tmp_path: Path, **changes: Any) -> Path:
    """Return a copy of a programme whose first link has a process test and a bundle, with changes to the link."""
    folder = tmp_path / "soteliiderit"
    copytree(ROOT / "data" / "soteliiderit", folder)
    made = read_programme(folder)
    path = folder / "chain.yaml"
    yaml = YAML(typ="safe")
    content = yaml.load(path.read_text(encoding="utf-8"))
    test = {**TESTED, "document": made.sources.documents[0].id, "place": "page 1", **changes.get("test", {})}
    bundle: dict[str, Any] = {
        "source": made.sources.collections[0].id,
        "period": made.sheet.periods[0].id,
        "table": "map.csv",
    }
    bundle |= {"voices": [1, 2], "mentions": 3, **changes.get("bundle", {})}
    content["links"][0] |= {
        "tests": [test, *changes.get("tests", [])],
        "bundles": [bundle, *changes.get("bundles", [])],
    }
    if "rivals" in changes:
        content["links"][0]["rivals"] = changes["rivals"]
    path.write_text(json.dumps(content, default=str, ensure_ascii=False), encoding="utf-8")
    return folder


def test_a_programme_with_tests_and_bundles_is_read_and_its_workbook_reads_back_the_same(tmp_path: Path) -> None:
    """Tests, bundles and outcomes of rivals go into a workbook and come out as they were."""
    rivals = [{"rival": "care-reform", "examined": True, "outcome": "weakened"}]
    programme = read_programme(_folder(tmp_path, rivals=rivals))
    (test,), (bundle,) = programme.chain.links[0].tests, programme.chain.links[0].bundles
    assert (test.if_true, bundle.voices, programme.chain.links[0].rivals[0].outcome) == ((0.3, 0.5), (1, 2), "weakened")
    book = tmp_path / "books" / "soteliiderit.xlsx"
    book.parent.mkdir()
    write_workbook(programme, book)
    assert read_programme(book).chain == programme.chain


FAULTS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("bounds out of order", {"test": {"if_true": [0.5, 0.3]}}, "the least and the greatest probability"),
    ("a certain trace", {"test": {"if_true": [0.3, 1.0]}}, "less than 1"),
    ("a probability below 0", {"test": {"if_false": [-0.1, 0.05]}}, "more than 0"),
    ("one bound", {"test": {"if_true": [0.3]}}, "the least and the greatest"),
    ("a trace that is likelier without", {"test": {"if_true": [0.01, 0.015]}}, "at least as likely"),
    ("an unknown kind", {"test": {"kind": "hop"}}, "hoop"),
    ("unknown evidence", {"test": {"evidence": ["no-such"]}}, "unknown figure or finding"),
    ("an unknown document", {"test": {"document": "no-such"}}, "unknown document"),
    ("an unknown period", {"test": {"period": "no-such"}}, "unknown period"),
    ("an unknown collection", {"bundle": {"source": "no-such"}}, "unknown source"),
    ("a voice twice", {"bundle": {"voices": [1, 1]}}, "every voice once"),
    ("no voice", {"bundle": {"voices": []}}, "voices"),
    ("more for the worse than mentions", {"bundle": {"worse": 4}}, "at most its 3 mentions"),
    ("more naming the programme than mentions", {"bundle": {"explicit": 2, "implicit": 2}}, "at most its 3 mentions"),
    ("fewer mentions than voices", {"bundle": {"mentions": 1}}, "at least as many mentions as voices"),
    (
        "an outcome without an examination",
        {"rivals": [{"rival": "care-reform", "examined": False, "outcome": "stronger"}]},
        "a rival that was examined",
    ),
)


@pytest.mark.parametrize(("what", "changes", "expected"), FAULTS, ids=[one[0] for one in FAULTS])
def test_what_is_wrong_with_the_evidence_of_an_arrow_is_told(
    tmp_path: Path, what: str, changes: dict[str, Any], expected: str
) -> None:
    """Each fault names the link's place and what was expected."""
    with pytest.raises(FaultyInput) as told:
        read_programme(_folder(tmp_path, **changes))
    assert expected in str(told.value), what
    assert "links" in str(told.value)


def test_a_test_or_its_evidence_twice_is_a_fault(tmp_path: Path) -> None:
    """One id names one test, and what is seen once serves one test of a link."""
    finding = read_programme(ROOT / "data" / "soteliiderit").findings[0].id
    document = read_programme(ROOT / "data" / "soteliiderit").sources.documents[0].id
    twin = {**TESTED, "document": document, "place": "page 1", "evidence": [finding]}
    with pytest.raises(FaultyInput) as told:
        read_programme(_folder(tmp_path, test={"evidence": [finding]}, tests=[twin]))
    assert "'asked-for-the-plan' stands 2 times" in str(told.value)
    assert f"{finding} serves 2 tests of one link" in str(told.value)


def test_check_tells_of_a_test_that_is_called_by_another_kind_than_its_probabilities(tmp_path: Path) -> None:
    """A smoking gun that would be nearly certain either way is none; the thresholds are the rubric's."""
    folder = _folder(tmp_path, test={"if_true": [0.92, 0.95]})
    told, faulty = check_folders([folder], None, rubric_in_force())
    assert faulty
    assert "which make it doubly-decisive" in told


def test_a_test_made_on_a_day_to_come_is_a_fault(tmp_path: Path) -> None:
    """The day of a test has come when the folder is checked."""
    told, faulty = check_folders([_folder(tmp_path)], None, rubric_in_force(), today=datetime.date(2026, 11, 1))
    assert faulty
    assert "2026-11-21, which is after today" in told


def test_rows_of_a_causal_map_become_bundles_whose_sources_are_numbered(tmp_path: Path) -> None:
    """With a collection and a period imported rows count as evidence; a source has one number in every bundle."""
    folder = tmp_path / "soteliiderit"
    copytree(ROOT / "data" / "soteliiderit", folder)
    made = read_programme(folder)
    known = {(one.source, one.target) for one in made.chain.links}
    ranks = {level.id: number for number, level in enumerate(made.chain.levels)}
    ordered = sorted(made.chain.elements, key=lambda one: ranks[one.level])
    fresh = [(a.id, b.id) for a in ordered for b in reversed(ordered) if ranks[a.level] < ranks[b.level]]
    first, second = [one for one in fresh if one not in known][:2]
    rows = [(*first, "person-b"), (*first, "person-a"), (*second, "person-a"), (*second, "person-a")]
    table = tmp_path / "map.csv"
    table.write_text("from,to,source\n" + "".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    bundle = (made.sources.collections[0].id, made.sheet.periods[0].id)
    list(import_links(table, folder, LinkOptions(bundle=bundle)))
    found = {(one.source, one.target): one.bundles for one in read_programme(folder).chain.links}
    assert [(one.voices, one.mentions) for one in (*found[first], *found[second])] == [((1, 2), 2), ((2,), 2)]
    assert "person-a" not in (folder / "chain.yaml").read_text(encoding="utf-8")
    assert {(one.source, one.period, one.table) for one in found[first]} == {(*bundle, "map.csv")}
    with pytest.raises(UnknownName, match="no-such"):
        list(import_links(table, folder, LinkOptions(bundle=("no-such", bundle[1]))))
