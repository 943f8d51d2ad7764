"""Units of a programme's own, money, and targets that stand with their indicators, from the files to the words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import units_folder
from builder import rubric_in_force
from hypothesis import given
from hypothesis import strategies as st

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.iati.exporting import write_iati
from kunteko_eval.exchange.iati.importing import import_iati
from kunteko_eval.exchange.workbook.plain_content import parts_of
from kunteko_eval.exchange.workbook.writing import sheets_of, used_sheets, workbook
from kunteko_eval.files.figures import plain_figure
from kunteko_eval.files.validation import Unfit
from kunteko_eval.method.assess import assess
from kunteko_eval.method.normalise import achievement
from kunteko_eval.method.registration import parts_of as sealed_parts
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.target import Target
from kunteko_eval.money.unit_costs import unit_costs
from kunteko_eval.public.programme import read
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.targets import floor_of, with_targets
from kunteko_eval.report import chapters as notebook
from kunteko_eval.report import method_words
from kunteko_eval.report.conventions import kind_of_evidence
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import View, view_of

NBSP = "\u00a0"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the small programme."""
    return units_folder.write(tmp_path_factory.mktemp("units"))


@pytest.fixture(scope="module")
def waters(folder: Path) -> ProgrammeData:
    """Return the small programme."""
    return read_programme(folder)


def seen(programme: ProgrammeData, period: str, language: str = "en") -> View:
    """Return a report period as the report shows it."""
    return view_of(programme, period, rubric_in_force(), Language(language))


@pytest.mark.parametrize(
    ("period", "indicator", "expected"),
    [
        ("2024", "wait", (40 - 31) / (40 - 25)),
        ("2025", "wait", (40 - 13) / (40 - 10)),
        ("2024", "balance", (-2.0 + 3.5) / (-1.0 + 3.5)),
        ("2025", "balance", (1.0 + 3.5) / (2.5 + 3.5)),
        ("2024", "saved", (6.8 - 6.0) / (7.0 - 6.0)),
        ("2025", "saved", (7.1 - 6.0) / (7.0 - 6.0)),
        ("2025", "staff", None),
        ("2024-2025", "staff", (6.5 + 6.5) / 13.0),
        ("2024-2025", "cleaned", (-50 + 500) / 900),
    ],
)
def test_a_figure_is_held_against_its_own_target(
    waters: ProgrammeData, period: str, indicator: str, expected: float | None
) -> None:
    """Falling, negative, fractional and held targets give the achievement that is worked out by hand."""
    ratings = assess(waters, period, rubric_in_force()).ratings
    item = next(one for rating in ratings for one in rating.items if one.name == indicator)
    assert item.achievement == (None if expected is None else pytest.approx(expected))


@given(st.floats(-1e6, 1e6), st.floats(0.01, 1e5), st.lists(st.floats(-2e6, 2e6), min_size=2, max_size=6))
def test_a_level_that_is_held_is_measured_by_its_floor(target: float, room: float, figures: list[float]) -> None:
    """Whatever the target: 1 at it, 0 at the floor, and never less for a better figure."""
    target, floor = round(target, 3), round(round(target, 3) - round(room, 3), 3)
    plain = {"label_fi": "x", "label_sv": "x", "label_en": "x", "theme": "t", "kind": "change", "aggregation": "level"}
    indicator = Indicator(id="held", unit="points", direction="more", **plain)  # type: ignore[arg-type]
    given_target = Target(indicator="held", target=f"{target:.3f}", baseline=f"{target:.3f}", floor=f"{floor:.3f}")
    start = floor_of(given_target, indicator)
    assert start is not None
    reached = [achievement(one, floor=start, expected=target) for one in (*sorted(figures), target, start)]
    assert reached[-2:] == [1, 0]
    assert reached[:-2] == sorted(reached[:-2])


def test_a_target_becomes_a_convention_in_its_terms(waters: ProgrammeData) -> None:
    """A baseline beside a floor is kept, and a grade's target is a part of its scale."""
    made = waters.chain.conventions_by_id
    assert (made["target-saved"].floor, made["target-saved"].baseline, made["target-saved"].start) == (6.0, 7.0, 7.0)
    assert (made["target-wait"].baseline, made["target-wait"].start) == (None, 40.0)
    wait = waters.indicators_by_id["wait"]
    graded = replace(wait, unit="grade", scale_min=1.0, scale_max=5.0, baseline="2", target="4", direction="more")
    chain = with_targets(replace(waters.chain, conventions=(), elements=()), [graded], [])
    assert [(one.floor, one.expected) for one in chain.conventions] == [(0.25, 0.75)]


FAULTS = {
    "a unit that nobody declares": ("indicators.csv", ("fte,waters", "tonnes,waters"), "Declare it under units in"),
    "a unit with a slip": ("indicators.csv", ("days,waters", "dayz,waters"), "Did you mean 'days'?"),
    "a currency with a slip": ("indicators.csv", ("SEK,waters", "SEX,waters"), "unknown unit 'SEX'"),
    "a unit without a label": (
        "programme.yaml",
        ("{id: days, label: {fi: päivää, sv: dagar, en: days}, ", "{id: days, "),
        "no label; expected what stands behind a figure",
    ),
    "a unit that there is already": ("programme.yaml", ("{id: days,", "{id: count,"), "'count'; expected a unit that"),
    "a unit that stands twice": ("programme.yaml", ("{id: points,", "{id: fte,"), "'fte' stands 2 times"),
    "bounds that hold nothing": (
        "programme.yaml",
        ("minimum: 0}", "minimum: 0, maximum: 0}"),
        "a greatest figure above 0",
    ),
    "a figure below the unit's least": (
        "observations.csv",
        ("2024,31,", "2024,-1,"),
        "-1 days; expected a value from 0 up",
    ),
    "a figure of too many decimals": ("observations.csv", ("2024,6.5,", "2024,6.55,"), "at most 1 decimals"),
    "a ratio that is summed": (
        "indicators.csv",
        ("tested,level,more,7.0", "tested,increment,more,7.0"),
        "points, which is a ratio",
    ),
    "a level to be held without a floor": ("indicators.csv", ("7.0,7.0,6.0", "7.0,7.0,"), "the level is to be held"),
    "a floor that is the target": ("indicators.csv", ("7.0,7.0,6.0", "7.0,7.0,7.0"), "7.0, the same as the target"),
    "a target on the worse side": (
        "indicators.csv",
        ("less,40,10,", "less,5,10,"),
        "a target on the better side of the baseline",
    ),
    "a target without a baseline": (
        "indicators.csv",
        ("less,40,10,", "less,,10,"),
        "a target of wait without a baseline",
    ),
    "a target outside of its unit": ("indicators.csv", ("less,40,10,", "less,40,-1,"), "column target: -1 days"),
    "targets on nobody's word": (
        "chain.yaml",
        ("targets:\n  basis: source\n  recorded: 2023-12-01\n  document: plan\n  place: Targets\n", ""),
        "staff and 5 more have targets, and nothing says on whose word",
    ),
    "an evaluator's target without a reason": (
        "targets.csv",
        (",Half of the way.", ","),
        "basis evaluator without a reason",
    ),
    "two targets of one period": ("targets.csv", ("balance,2024,", "wait,2024,"), "stands 2 times"),
    "a target of no indicator": ("targets.csv", ("balance,2024,", "ballance,2024,"), "unknown indicator 'ballance'"),
    "a target of no period": ("targets.csv", ("balance,2024,", "balance,2023,"), "unknown period '2023'"),
    "evidence without a target": ("indicators.csv", ("less,40,10,", "less,40,,"), ""),
    "evidence without target or expectation": ("indicators.csv", ("more,,900,", "more,,,"), "cleaned has no target"),
    "costs that nothing converts": ("programme.yaml", ("into: EUR, rate: 0.09", "into: USD, rate: 0.09"), ""),
    "a rate of no currency": (
        "programme.yaml",
        ("into: EUR, rate: 0.09", "into: EUX, rate: 0.09"),
        "'EUX'; expected a currency",
    ),
    "a rate in itself": ("programme.yaml", ("into: EUR, rate: 0.09", "into: SEK, rate: 0.09"), "SEK in itself"),
    "two rates of a day": (
        "programme.yaml",
        ('"2025-12-31", source', '"2024-12-31", source'),
        "two rates of SEK in EUR",
    ),
    "a unit cost of money": (
        "programme.yaml",
        ("indicator: staff}", "indicator: cleaned}"),
        "another amount of a span, no money",
    ),
}


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault[2]])
def test_a_fault_is_told_where_it_stands(tmp_path: Path, name: str) -> None:
    """Each file spoiled in one place is told in words, at a place of that file, without other faults."""
    file, change, words = FAULTS[name]
    with pytest.raises(FaultyInput) as caught:
        read_programme(units_folder.write(tmp_path, {file: change}))
    told = [str(fault) for fault in caught.value.faults]
    assert any(words in one for one in told), told
    assert all(str(tmp_path) in one for one in told)


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if not fault[2]])
def test_what_looks_like_a_fault_may_be_none(tmp_path: Path, name: str) -> None:
    """A target may stand in targets.csv alone, and a rate of another day will do."""
    file, change, _ = FAULTS[name]
    assert read_programme(units_folder.write(tmp_path, {file: change}))


def test_money_of_two_currencies_is_never_added_up_without_a_rate(tmp_path: Path) -> None:
    """Without any rate between them, the costs of one action in two currencies are a fault that says what to give."""
    rates = units_folder.PROGRAMME[units_folder.PROGRAMME.index("rates:") : units_folder.PROGRAMME.index("unit_costs:")]
    with pytest.raises(FaultyInput, match="SEK beside EUR among the costs of work; expected a rate to convert it at"):
        read_programme(units_folder.write(tmp_path, {"programme.yaml": (rates, "")}))


def test_money_is_converted_at_the_rate_of_its_day_and_the_rate_is_shown(waters: ProgrammeData) -> None:
    """A cost of 2024 takes the rate of its last day, and the report tells rate, day and source in each language."""
    ratio = next(iter(unit_costs(assess(waters, "2024-2025", rubric_in_force()))))
    assert (ratio.cost.value, ratio.cost.unit) == (1000 * 0.09 + 400, "EUR")
    assert ratio.value == pytest.approx(490 / 13)
    for language, words in {
        "en": f"Converted at 0.09{NBSP}€ for one SEK, the rate of 31{NBSP}December{NBSP}2024 (Example bank).",
        "fi": f"Muunnettu kurssilla 0,09{NBSP}€ / SEK; kurssi on päivältä 31.{NBSP}joulukuuta{NBSP}2024 (Example bank).",
        "sv": f"Omräknat till kursen 0,09{NBSP}€ för en SEK; kursen är från den 31{NBSP}december{NBSP}2024 (Example bank).",
    }.items():
        _, how, units = notebook.value_for_money(seen(waters, "2024-2025", language))
        assert words in how.plain()
        assert {"en": "full-time equivalents", "fi": "henkilötyövuotta", "sv": "årsverken"}[language] in units.plain()


def test_costs_of_one_currency_stay_in_it(waters: ProgrammeData) -> None:
    """Costs in kronor alone are told in kronor, whatever the budget is in."""
    only = replace(waters, costs=waters.costs[:1])
    ratio = next(iter(unit_costs(assess(only, "2024", rubric_in_force()))))
    assert (ratio.cost.value, ratio.cost.unit, ratio.cost.rates) == (1000, "SEK", ())


@pytest.mark.parametrize(
    ("language", "unit", "value", "decimals", "written"),
    [
        ("fi", "days", 31, 0, f"31{NBSP}päivää"),
        ("sv", "fte", 6.5, 1, f"6,5{NBSP}årsverken"),
        ("en", "points", -3.5, 1, f"−3.5{NBSP}points"),
        ("en", "SEK", -1234.5, 1, f"−1,234.5{NBSP}SEK"),
        ("fi", "EUR", 1234, 0, f"1{NBSP}234{NBSP}€"),
        ("fi", "count", 1234, 0, f"1{NBSP}234"),
    ],
)
def test_a_figure_is_written_with_its_unit(
    waters: ProgrammeData, language: str, unit: str, value: float, decimals: int, written: str
) -> None:
    """A programme's own unit stands behind the figure by its label, a currency by its code, in each language."""
    assert method_words.figure(Language(language, units=waters.units), value, unit, decimals) == written


def test_targets_are_shown_as_expectations_in_words(waters: ProgrammeData, folder: Path) -> None:
    """The explanation of a box tells figure, target and floor in the unit, and the table names the indicator."""
    told = read(folder, language="en").rate("2025")["water"].explain()
    assert "Waiting time (All): 13 days" in told
    assert "against the expectation 10 days (floor 40 days)" in told
    kinds = [kind_of_evidence(Language("fi", units=waters.units), waters, one) for one in waters.chain.conventions]
    assert kinds[0] == "henkilötyövuotta (Väki)"
    assert kinds[1] == "raha, SEK (Puhdistettu)"


def test_what_is_written_is_what_was_read(waters: ProgrammeData, tmp_path: Path) -> None:
    """A workbook of the programme reads back the same, and neither it nor the folder writes a target as a convention."""
    path = tmp_path / "waters.xlsx"
    path.write_bytes(workbook(used_sheets(sheets_of(waters))))
    assert read_programme(path) == waters
    chain = parts_of(waters)["chain"]
    assert chain["conventions"] == []
    assert [one.get("expectation") for element in chain["elements"] for one in element["evidence"]] == [None] * 5


def test_units_of_its_own_go_through_iati(waters: ProgrammeData, tmp_path: Path) -> None:
    """What an export notes of a unit is declared again by an import, and figures below nought come back."""
    write_iati(waters, tmp_path / "waters.xml", "FI-1")
    import_iati(tmp_path / "waters.xml", tmp_path / "data", tmp_path / "params")
    again = read_programme(next(path for path in (tmp_path / "data").iterdir() if path.is_dir()))
    assert again.units == waters.units
    assert [one.unit for one in again.indicators] == [one.unit for one in waters.indicators]
    assert sorted(one.number for one in again.observations) == sorted(one.number for one in waters.observations)


CHANGES: dict[str, Callable[[Indicator], Indicator]] = {
    "target": lambda one: replace(one, target="12"),
    "baseline": lambda one: replace(one, baseline="41"),
    "floor": lambda one: replace(one, floor="39"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_target_is_sealed_like_a_convention(waters: ProgrammeData, what: str) -> None:
    """A changed target, baseline or floor changes the parts that are sealed, those of its own indicator alone."""
    as_written = replace(waters.chain, conventions=(), elements=_without_targets(waters))
    indicators = tuple(CHANGES[what](one) if one.id == "wait" else one for one in waters.indicators)
    changed = replace(waters, indicators=indicators, chain=with_targets(as_written, indicators, waters.targets))
    before, after = (sealed_parts(one, rubric_in_force()) for one in (waters, changed))
    differing = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    both = {"convention:target-wait", "convention:target-wait-2024"}
    assert differing == ({"convention:target-wait"} if what == "target" else both)


def _without_targets(programme: ProgrammeData):  # type: ignore[no-untyped-def]
    elements = []
    for element in programme.chain.elements:
        names = dict.fromkeys(one.indicator for one in element.evidence)
        evidence = [replace(element.evidence[0], indicator=name, expectation="targets") for name in names]
        elements.append(replace(element, evidence=tuple(evidence)))
    return tuple(elements)


def test_a_scenario_tries_another_target(folder: Path) -> None:
    """The convention that a target becomes can be tried like any other, and added figures are held against it."""
    result = read(folder).rate("2025")
    tried = result.what_if(expectations={"target-wait": 13.0})
    items = tried["water"].items
    assert items.loc[("wait", "all"), "achievement"] == 1.0
    with pytest.raises(FaultyInput, match="an expectation below the floor"):
        result.what_if(expectations={"target-wait": 50.0})


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("$1,234", "Write 1234 or 1.234; the unit says which currency it is."),
        ("1 234 €", "Write 1234; the unit says which currency it is."),
        ("SEK 1 234,50", "Write 1234.50; the unit says which currency it is."),
        ("1.234,5", "Write 1234.5."),
        ("1,234,567", "Write 1234567."),
        ("1'234", "Write 1234."),
        ("(12)", "Write -12."),
        ("−3.5", "Write -3.5."),
        ("+3", "Write 3."),
        ("n/a", "Leave the cell empty, or the row out, where there is no figure."),
        ("12 %", "Write the number alone; the indicator's unit says percent or share."),
    ],
)
def test_what_people_type_is_answered_with_what_to_write(typed: str, advice: str) -> None:
    """A strict table refuses it and says which plain number, or which two, it may mean."""
    with pytest.raises(Unfit) as caught:
        plain_figure(typed)
    assert caught.value.advice == advice


@given(st.text(max_size=12))
def test_a_figure_is_plain_or_refused(text: str) -> None:
    """Whatever is typed, it is a plain number as it stands or a value error, never another number."""
    try:
        assert plain_figure(text) == text
    except ValueError:
        return
    assert float(text) is not None
