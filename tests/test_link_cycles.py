"""Cycles in imported links: the fewest rows go, whatever the table holds, and every row is told or taken."""

from __future__ import annotations

import itertools
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from kunteko_eval.cli import app
from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.links import cycles
from kunteko_eval.exchange.links.content import Origin, link_content
from kunteko_eval.exchange.links.cycles import Arrow, open_cycles
from kunteko_eval.exchange.links.importing import LinkEdit, set_links
from kunteko_eval.exchange.links.matching import Matched, match_links
from kunteko_eval.exchange.links.table import MapClaim, read_claims
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme

TABLE = Path("links.csv")
NAMES = "abcdefgh"


@pytest.fixture(scope="module")
def linked(kunteko: ProgrammeData, kunteko_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> ProgrammeData:
    """Return KunTeko with two arrows between elements of one level, in a row."""
    folder = shutil.copytree(kunteko_folder, tmp_path_factory.mktemp("linked") / "kunteko")
    rows = claims(("capability", "cooperation-trust"), ("cooperation-trust", "continuous-development"))
    origin = Origin(table="t", labels={})
    made = [link_content(kunteko, link, origin) for link in match_links(kunteko, TABLE, rows).links]
    set_links(folder, kunteko, LinkEdit(links=made))
    return read_programme(folder)


def claims(*ends: tuple[str, str]) -> list[MapClaim]:
    """Return a table's rows; the first is row 2."""
    return [MapClaim(row=row, cause=one, effect=other, source="", quote="") for row, (one, other) in enumerate(ends, 2)]


def lines(error: FaultyInput | Matched) -> list[str]:
    """Return what is told, a line a fault."""
    return [str(fault) for fault in (error.faults if isinstance(error, FaultyInput) else error.left)]


def is_acyclic(arrows: Sequence[Arrow]) -> bool:
    """Say whether arrows close no cycle; NetworkX's word."""
    return bool(nx.is_directed_acyclic_graph(nx.DiGraph(list(arrows))))


def fewest_by_trying(told: dict[Arrow, int], fixed: Sequence[Arrow]) -> int:
    """Return the fewest rows, found by trying every choice of arrows."""
    return min(
        sum(told[arrow] for arrow in out)
        for size in range(len(told) + 1)
        for out in itertools.combinations(told, size)
        if is_acyclic([*fixed, *(arrow for arrow in told if arrow not in out)])
    )


def test_the_link_that_fewest_rows_tell_of_is_left(kunteko: ProgrammeData) -> None:
    """Rows are counted, not arrows: three rows for one way outweigh the one that was told first."""
    one, other = "capability", "cooperation-trust"
    rows = claims((other, one), (one, other), (one, other), (one, other))
    matched = match_links(kunteko, TABLE, rows, partly=True)
    assert [(link.source, link.target, link.mentions) for link in matched.links] == [(one, other, 3)]
    told = f"row 2: {other} → {one} closes a cycle: {other} → {one} → {other}; expected links without a cycle."
    assert lines(matched) == [f"links.csv, {told}"]
    assert (matched.taken_rows, matched.left_rows, matched.opened.rows, matched.opened.at_least) == (3, 1, 1, 1)


def test_arrows_of_the_chain_stand(linked: ProgrammeData) -> None:
    """However many rows say the opposite of an arrow that the chain has, they go, by their rows."""
    link = linked.chain.links[-1]
    rows = claims(*[(link.target, link.source)] * 9, ("services", "wellbeing"))
    matched = match_links(linked, TABLE, rows, partly=True)
    assert [(one.source, one.target) for one in matched.links] == [("services", "wellbeing")]
    assert lines(matched)[0].startswith(
        f"links.csv, rows 2, 3, 4, 5, 6, 7, 8, 9 and 10: {link.target} → {link.source} closes a cycle: "
        f"{link.target} → {link.source} → {link.target} (9 rows); "
    )


def test_without_partly_the_fewest_rows_are_told(kunteko: ProgrammeData) -> None:
    """A table with cycles is refused with the fewest rows that would have to go, beside every other fault."""
    a, b, c = "capability", "cooperation-trust", "continuous-development"
    rows = claims((a, b), (b, c), (c, a), (b, a), (c, a), ("nobody", a))
    with pytest.raises(FaultyInput) as caught:
        match_links(kunteko, TABLE, rows)
    name, *cyclic = lines(caught.value)
    assert "row 7: no element" in name
    told = {line.split(" closes")[0].removeprefix("links.csv, ") for line in cyclic}
    assert told == {f"row 2: {a} → {b}"}
    assert "the fewest are 1 row: take them out, or leave them with --partly." in cyclic[0]


def test_rows_that_do_not_fit_are_told_once_for_each_reason(kunteko: ProgrammeData) -> None:
    """1 672 rows with three unknown names, in any spelling, are three lines with the first rows and how many they are."""
    rows = claims(
        ("services", "wellbeing"),
        *[("Unheard of", "services")] * 1000,
        *[("unheard  OF", "wellbeing")] * 600,
        *[("services", "Elsewhere")] * 70,
        ("Nowhere", "wellbeing"),
        ("Nowhere", "Elsewhere"),
    )
    with pytest.raises(FaultyInput) as caught:
        match_links(kunteko, TABLE, rows)
    told = lines(caught.value)
    assert len(told) == 3
    assert told[0].startswith('links.csv, rows 3, 4, 5, 6, 7 and 1595 more: no element "Unheard of" (1,600 rows); ')
    assert told[1].startswith('links.csv, rows 1603, 1604, 1605, 1606, 1607 and 66 more: no element "Elsewhere" (71 ')
    assert told[2].startswith('links.csv, rows 1673 and 1674: no element "Nowhere" (2 rows); ')
    matched = match_links(kunteko, TABLE, rows, partly=True)
    assert (matched.taken_rows, matched.left_rows) == (1, 1672)


def test_a_row_without_an_end_is_left_too(tmp_path: Path, kunteko: ProgrammeData) -> None:
    """An empty cause or effect refuses nothing with partly, and is told by the table's own column."""
    path = tmp_path / "links.csv"
    path.write_text("Cause,Effect\nservices,\n,\nservices,wellbeing\nservices,\n", encoding="utf-8")
    rows = read_claims(path, {})
    matched = match_links(kunteko, TABLE, rows, partly=True)
    assert [(link.source, link.target) for link in matched.links] == [("services", "wellbeing")]
    assert lines(matched) == [
        "links.csv, rows 2 and 5: no value in Effect (2 rows); expected an element's id or label.",
    ]
    assert (matched.taken_rows, matched.left_rows) == (1, 2)


def test_the_command_leaves_the_fewest_rows_and_says_so(kunteko_folder: Path, tmp_path: Path) -> None:
    """With --partly the chain is written, reads without a fault, and the last line counts every row."""
    folder = shutil.copytree(kunteko_folder, tmp_path / "data" / "kunteko")
    path = tmp_path / "links.csv"
    ends = ["capability,cooperation-trust", "cooperation-trust,capability", "cooperation-trust,capability"]
    path.write_text("\n".join(["from,to", *ends, "nobody,services", ""]), encoding="utf-8")
    before = (folder / "chain.yaml").read_bytes()
    command = ["import", "links", str(path), "--programme", "kunteko", "--data", str(tmp_path / "data")]
    refused = CliRunner().invoke(app, command)
    assert isinstance(refused.exception, FaultyInput)
    assert (folder / "chain.yaml").read_bytes() == before
    done = CliRunner().invoke(app, [*command, "--partly"])
    assert done.exit_code == 0, done.output
    assert "read 4 rows: 2 for 1 link, 2 left, 1 of them so that no cycle closes (the fewest)" in done.output
    link = read_programme(folder).chain.links[-1]
    assert (link.source, link.target) == ("cooperation-trust", "capability")


def graphs(most_arrows: int, most_names: int = len(NAMES)) -> st.SearchStrategy[tuple[dict[Arrow, int], list[Arrow]]]:
    """Return new arrows with their rows, and fixed ones without a cycle."""
    names = st.sampled_from(NAMES[:most_names])
    arrow = st.tuples(names, names).filter(lambda one: one[0] != one[1])
    fixed = st.lists(arrow.map(lambda one: (min(one), max(one))), max_size=6, unique=True)
    return st.tuples(st.dictionaries(arrow, st.integers(1, 4), max_size=most_arrows), fixed)


@settings(max_examples=80, deadline=None)
@given(graphs(8, 5))
def test_as_few_rows_go_as_trying_every_choice_finds(graph: tuple[dict[Arrow, int], list[Arrow]]) -> None:
    """What stays has no cycle, and no choice of arrows costs fewer rows."""
    told, fixed = graph
    opened = open_cycles(told, fixed)
    assert is_acyclic([*fixed, *(arrow for arrow in told if arrow not in opened.gone)])
    new = {arrow: rows for arrow, rows in told.items() if arrow not in fixed}
    assert opened.rows == opened.at_least == fewest_by_trying(new, fixed)
    assert opened.rows == sum(told[arrow] for arrow in opened.gone)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graphs(40))
def test_large_components_are_solved_as_well(
    monkeypatch: pytest.MonkeyPatch, graph: tuple[dict[Arrow, int], list[Arrow]]
) -> None:
    """The way for many elements finds as few rows as the one over every order, and its bound is true without a solver."""
    told, fixed = graph
    by_order = open_cycles(told, fixed)
    with monkeypatch.context() as patch:
        patch.setattr(cycles, "MOST_BY_ORDER", 0)
        by_cover = open_cycles(told, fixed)
        patch.setattr(cycles, "MOST_ROUNDS", 0)
        unsolved = open_cycles(told, fixed)
        patch.setattr(cycles, "MOST_COVERED", 0)
        greedy = open_cycles(told, fixed)
    assert by_cover.rows == by_cover.at_least == by_order.rows
    assert greedy.at_least <= by_order.rows <= greedy.rows
    assert is_acyclic([*fixed, *(arrow for arrow in told if arrow not in greedy.gone)])
    for opened in (by_cover, unsolved):
        assert opened.at_least <= by_order.rows <= opened.rows
        stay = [*fixed, *(arrow for arrow in told if arrow not in opened.gone)]
        assert is_acyclic(stay)
        assert all(not is_acyclic([*stay, arrow]) for arrow in opened.gone), "not one of them could stay"


def test_many_elements_and_links_take_seconds_and_tell_how_near_they_are() -> None:
    """Of 60 elements with 400 links in circles, the rows that go are within a tenth of those that must."""
    drawn = random.Random(5)  # noqa: S311  (a graph that is the same each time)
    names = [f"e{number}" for number in range(60)]
    told = dict(Counter((one, other) for one, other in (drawn.sample(names, 2) for _ in range(400))))
    opened = open_cycles(told, [])
    assert opened.at_least <= opened.rows <= 1.1 * opened.at_least
    assert is_acyclic([arrow for arrow in told if arrow not in opened.gone])


def test_the_same_links_give_the_same_answer_in_any_order_of_the_chain() -> None:
    """Nothing depends on how the chain's own arrows are ordered."""
    told = {("a", "b"): 1, ("b", "c"): 1, ("c", "a"): 1, ("c", "d"): 1, ("d", "a"): 1}
    fixed = [("x", "a"), ("x", "y"), ("b", "x"), ("y", "d")]
    answers = {open_cycles(told, order).gone for order in itertools.permutations(fixed)}
    assert len(answers) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_row_is_taken_or_told(linked: ProgrammeData, data: st.DataObject) -> None:
    """Whatever a table says, the chain it leaves is acyclic, and rows taken and rows told are the rows read."""
    level = [one.id for one in linked.chain.elements if one.level == linked.chain.element("capability").level]
    end = st.sampled_from([*level, "services", "nobody", "Nobody ", "elsewhere"])
    rows = claims(*data.draw(st.lists(st.tuples(end, end), min_size=1, max_size=30)))
    try:
        matched = match_links(linked, TABLE, rows, partly=True)
    except FaultyInput:
        return  # No row fits.
    taken = {(link.source, link.target): link.mentions for link in matched.links}
    assert is_acyclic([*taken, *((link.source, link.target) for link in linked.chain.links)])
    assert sum(taken.values()) == matched.taken_rows
    left = [row for row in rows if (row.cause, row.effect) not in taken]
    assert matched.taken_rows + len(left) == len(rows)
    assert matched.left_rows == len(left)
    assert bool(matched.left) == bool(left)
