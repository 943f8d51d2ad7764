"""Unit costs: both parts and their sources or nothing, the range of both, and one part moved at a time."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builder import ELEMENT, Case, CaseItem, build, rubric_in_force
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.workbook.writing import sheets_of, workbook
from kunteko_eval.method.assess import Assessment, assess
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.cost import Cost, UnitCost
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.money.unit_costs import Ratio, figure_range, unit_costs
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.report import chapters as notebook
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import View, view_of

NOW = "2018-2020"
REACHED = CaseItem(count={NOW: 150}, aggregation="distinct", expected=100)


def cost(period: str, amount: str, **more: Any) -> Cost:
    """Return a cost of the element in question; `element` None is the whole programme's."""
    given_cost = {
        "id": f"cost-{period}-{amount}",
        "element": ELEMENT,
        "period": period,
        "amount": amount,
        "currency": "EUR",
        "document": "document",
        "place": "page 1",
        "precision": "exact",
        "match": "read",
    }
    return TypeAdapter(Cost).validate_python(given_cost | more)


def with_costs(programme: ProgrammeData, *costs: Cost, pairs: tuple[UnitCost, ...] | None = None) -> ProgrammeData:
    """Return a programme with costs, and by default the pair of the element in question and its first indicator."""
    asked = (UnitCost(element=ELEMENT, indicator="item-1"),) if pairs is None else pairs
    known = {one.id: one for one in programme.sheet.periods}
    for one in costs:
        first, _, last = one.period.partition("-")
        spans = {"start": f"{first}-01-01", "end": f"{last or first}-12-31"}
        span = TypeAdapter(Period).validate_python({"id": one.period, "report": False, **spans})
        known.setdefault(one.period, span)
    sheet = replace(programme.sheet, unit_costs=asked, periods=tuple(known.values()))
    return replace(programme, sheet=sheet, costs=costs)


def programme_of(*costs: Cost, item: CaseItem = REACHED, pairs: tuple[UnitCost, ...] | None = None) -> ProgrammeData:
    """Return a programme whose element in question is an action that reached 150."""
    return with_costs(build(Case(name="money", level="actions", items=(item,))), *costs, pairs=pairs)


def rated(programme: ProgrammeData) -> Assessment:
    """Return the report period rated."""
    return assess(programme, NOW, rubric_in_force())


def ratios(*costs: Cost, item: CaseItem = REACHED) -> list[Ratio]:
    """Return the unit costs of an action with these costs."""
    return [one for one in unit_costs(rated(programme_of(*costs, item=item))) if one.indicator is not None]


def seen(programme: ProgrammeData, language: str = "en") -> View:
    """Return the report period as the report shows it."""
    return view_of(programme, NOW, rubric_in_force(), Language(language))


def test_a_cost_is_divided_by_what_it_bought_in_the_same_span() -> None:
    """30 000 for 150 organisations is 200 for one, with the ids of both parts."""
    (found,) = ratios(cost(NOW, "30000"))
    assert (found.value, found.low, found.high) == (200, 200, 200)
    assert found.cost.evidence == (f"cost-{NOW}-30000",)
    assert found.count.evidence == ("item-1-all-1",)


def test_costs_of_years_add_up_to_the_period() -> None:
    """Three years without a gap make the period; a whole-period cost is taken as it is."""
    (found,) = ratios(cost("2018", "9000"), cost("2019", "10000"), cost("2020", "11000"))
    assert found.cost.value == 30000
    (whole,) = ratios(cost(NOW, "31000"), cost("2019", "10000"))
    assert whole.cost.value == 31000


@pytest.mark.parametrize(
    ("costs", "item"),
    [
        ((cost("2018", "9000"), cost("2020", "11000")), REACHED),
        ((cost("2015-2020", "90000"),), REACHED),
        ((cost(NOW, "30000", element=None),), REACHED),
        ((cost(NOW, "30000"),), CaseItem(count={2018: 40, 2019: 50}, aggregation="increment")),
        ((cost(NOW, "30000"),), CaseItem(count={NOW: 0}, aggregation="increment")),
        ((cost(NOW, "30000"),), CaseItem(count={"2015-2017": 50}, aggregation="distinct")),
    ],
    ids=["a year is missing", "a longer span", "another payer", "a part counted", "nothing counted", "another period"],
)
def test_no_ratio_without_both_parts_of_the_same_span(costs: tuple[Cost, ...], item: CaseItem) -> None:
    """A cost or a count that is of another span, another payer or a part of the period gives no unit cost."""
    assert ratios(*costs, item=item) == []


@pytest.mark.parametrize(
    ("value", "value_to", "precision", "expected"),
    [
        ("3100000", None, "about", (3050000, 3150000)),
        ("500000", None, "about", (450000, 550000)),
        ("80", None, "over", (80, 90)),
        ("90", None, "nearly", (80, 90)),
        ("15", "50", "exact", (15, 50)),
        ("15", "50", "about", (14.5, 55)),
        ("2.5", None, "about", (2.45, 2.55)),
        ("0", None, "exact", (0, 0)),
    ],
)
def test_a_figure_may_have_been_what_rounds_to_it(value: str, value_to: Any, precision: Any, expected: Any) -> None:
    """About is half a step of the last digit that is not 0, over a step up, nearly a step down; a range is itself."""
    assert figure_range(value, value_to, precision) == pytest.approx(expected)


def test_the_range_is_the_least_by_the_most_and_the_most_by_the_least() -> None:
    """About 30 000 (25 000–35 000) for 150–200 is between 125 and 233, and 200 at the printed figures."""
    (found,) = ratios(cost(NOW, "30000", precision="about"), item=replace(REACHED, count={NOW: "150..200"}))
    assert (found.value, found.low) == (200, 125)
    assert found.high == pytest.approx(35000 / 150)


@given(
    amount=st.integers(1, 10**7),
    spread=st.integers(0, 10**6),
    count=st.integers(1, 10**5),
    more=st.integers(1, 10**4),
    precision=st.sampled_from(["exact", "about", "over", "nearly"]),
)
def test_the_range_holds_the_unit_cost_and_every_one_way_move_of_the_count(
    amount: int, spread: int, count: int, more: int, precision: Any
) -> None:
    """Low ≤ value ≤ high, and the count alone never leaves the range, whatever the figures."""
    upper = {"amount_to": str(amount + spread)} if spread else {}
    item = replace(REACHED, count={NOW: f"{count}..{count + more}"})
    (found,) = ratios(cost(NOW, str(amount), precision=precision, **upper), item=item)
    high = float("inf") if found.high is None else found.high
    assert found.low <= found.value * (1 + 1e-12)
    assert found.value <= high * (1 + 1e-12)
    for one in found.tried:
        if one.what.startswith("count"):
            assert found.low <= one.value * (1 + 1e-12)
            assert one.value <= high * (1 + 1e-12)


def test_one_part_is_moved_at_a_time() -> None:
    """The cost a tenth down and up at the printed count, then the count at the ends of its range at the printed cost."""
    (found,) = ratios(cost(NOW, "30000", precision="about"), item=replace(REACHED, count={NOW: "150..200"}))
    assert [(one.what, round(one.value, 6)) for one in found.tried] == [
        ("cost-down", 180),
        ("cost-up", 220),
        ("count-high", 150),
    ]


def test_each_effect_that_met_its_expectation_has_a_cost_and_a_range() -> None:
    """The whole programme's cost by the green effects; the evidence's lower and upper ends give the range of the count."""
    green = CaseItem(percent=79, n=60, kind="tested")
    programme = build(Case(name="met", level="direct", items=(green,)))
    view = rated(with_costs(programme, cost(NOW, "50000", element=None), pairs=(UnitCost(per="expectation"),)))
    (found,) = unit_costs(view)
    assert (found.indicator, found.value) == (None, 50000)
    assert (found.count.low, found.count.high) == (0, 1)
    assert found.high is None
    assert unit_costs(rated(with_costs(programme, cost(NOW, "50000", element=None), pairs=()))) == ()
    none = build(Case(name="none met", level="direct", items=(replace(green, percent=40),)))
    assert (
        unit_costs(rated(with_costs(none, cost(NOW, "50000", element=None), pairs=(UnitCost(per="expectation"),))))
        == ()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_costs_and_unit_costs_are_told_with_their_sources(language: str) -> None:
    """Two tables: each cost with its place, and each unit cost with both parts, its range and their places."""
    view = seen(programme_of(cost(NOW, "30000", precision="about")), language)
    costs, how, units = notebook.value_for_money(view)
    assert isinstance(costs, Table)
    assert isinstance(how, Prose)
    assert isinstance(units, Table)
    assert "{" not in costs.plain() + units.plain() + how.plain()
    if language == "en":
        assert units.rows[0][2:6] == (
            "30,000\u00a0€ (25,000\u00a0€–35,000\u00a0€)",
            "150",
            "200\u00a0€",
            "167\u00a0€ – 233\u00a0€",
        )
        assert units.rows[0][7] == "document: page 1"


def test_the_report_is_silent_where_no_costs_exist() -> None:
    """Without a cost of the period nothing is shown; with one of a part a line says that no unit cost can be given."""
    assert notebook.value_for_money(seen(programme_of())) == []
    assert notebook.value_for_money(seen(programme_of(cost("2015-2017", "30000")))) == []
    table, said = notebook.value_for_money(seen(programme_of(cost("2018", "9000"))))
    assert isinstance(table, Table)
    assert said.plain().startswith("No unit cost can be given for 2018–2020")


def copied(repo: Path, folder: Path, costs: str, pairs: str = "") -> Path:
    """Return a copy of KunTeko with a costs.csv and pairs of unit costs."""
    made = folder / "kunteko"
    shutil.copytree(repo / "data" / "kunteko", made)
    header = "id,element,period,amount,amount_to,currency,document,place,line,precision,match,note\n"
    (made / "costs.csv").write_text(header + costs, encoding="utf-8")
    sheet = (made / "programme.yaml").read_text(encoding="utf-8").partition("# The only cost")[0]
    (made / "programme.yaml").write_text(sheet + pairs, encoding="utf-8")
    return made


ROW = "c1,services,2018-2020,{},{},EUR,kunteko-2020,Budjetti,1,about,read,\n"


def test_costs_are_read_from_their_file(tmp_path: Path, repo: Path) -> None:
    """A row is a cost, and a pair of programme.yaml is asked for."""
    pairs = "unit_costs:\n  - {element: services, indicator: service-organisations}\n"
    read = read_programme(copied(repo, tmp_path, ROW.format(900000, ""), pairs))
    assert [(one.id, one.amount) for one in read.costs] == [("c1", "900000")]
    (found,) = unit_costs(assess(read, NOW, rubric_in_force()))
    assert round(found.value) == round(900000 / 146)


def test_a_workbook_has_sheets_of_costs_and_of_unit_costs(tmp_path: Path, repo: Path) -> None:
    """What the folder says of costs comes back from the workbook as it was."""
    pairs = "unit_costs:\n  - {element: services, indicator: service-organisations}\n"
    read = read_programme(copied(repo, tmp_path / "folder", ROW.format(900000, 950000), pairs))
    book = tmp_path / "book" / "kunteko.xlsx"
    book.parent.mkdir()
    book.write_bytes(workbook(sheets_of(read)))
    again = read_programme(book)
    assert again.costs == read.costs
    assert again.sheet.unit_costs == read.sheet.unit_costs


def test_kuntekos_documents_give_one_unit_cost(kunteko: ProgrammeData) -> None:
    """The budget and the organisations of the whole programme are of one span; no phase and no year has a cost."""
    for period in kunteko.sheet.periods:
        if period.report:
            found = unit_costs(assess(kunteko, period, rubric_in_force()))
            assert [round(one.value) for one in found] == ([12917] if period.id == "2015-2020" else [])


@pytest.mark.parametrize(
    ("costs", "pairs", "expected"),
    [
        (ROW.format("900 000", ""), "", "a number without spaces"),
        (ROW.format(0, ""), "", "an amount above 0"),
        (ROW.format(900, 800), "", "more than the amount 900"),
        (ROW.format(900, "").replace("services", "wellbeing"), "", "an action, or nothing for the programme"),
        (ROW.format(900, "").replace("services", "nobody"), "", "ids declared for a element"),
        (ROW.format(900, "") + ROW.format(800, "").replace("c1", "c2"), "", "one cost of an action and period"),
        (
            ROW.format(900, "")
            + ROW.format(800, "").replace("c1", "c2").replace("2018-2020", "2015-2017").replace("EUR", "SEK"),
            "",
            "a rate to convert it at",
        ),
        (ROW.format(900, "").replace("EUR", "EURO"), "", "ISO 4217"),
        (
            ROW.format(900, ""),
            "unit_costs:\n  - {element: services, indicator: coaching-grade}\n",
            "a count or another amount of a span",
        ),
        (ROW.format(900, ""), "unit_costs:\n  - {element: services, indicator: nothing}\n", "declared for a indicator"),
        (ROW.format(900, ""), "unit_costs:\n  - {element: services}\n", "an indicator, or per: expectation"),
        (ROW.format(900, ""), "unit_costs:\n  - {per: expectation, element: services}\n", "the whole programme's"),
        (ROW.format(900, ""), "unit_costs:\n" + 2 * "  - {indicator: trainings}\n", "every pair once"),
    ],
)
def test_costs_are_read_as_strictly_as_figures(
    tmp_path: Path, repo: Path, costs: str, pairs: str, expected: str
) -> None:
    """Every fault of costs and unit costs names its place and what is expected."""
    with pytest.raises(FaultyInput) as caught:
        read_programme(copied(repo, tmp_path, costs, pairs))
    assert any(expected in fault.expected for fault in caught.value.faults), caught.value.faults
    assert all(fault.file.endswith(("costs.csv", "programme.yaml")) for fault in caught.value.faults)
