"""Causal maps: sheets that belong together, labels, codes, proposed boxes, claims, and importing again."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from builder import rubric_in_force
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.links.chain_text import with_keys
from kunteko_eval.exchange.links.codes import coded
from kunteko_eval.exchange.links.content import Origin, bundle_content
from kunteko_eval.exchange.links.importing import LinkOptions, import_links
from kunteko_eval.exchange.links.labels import OPPOSITE, SEPARATOR, readings
from kunteko_eval.exchange.links.matching import MapReading, Matched, match_links
from kunteko_eval.exchange.links.proposing import NewElements, new_elements_of
from kunteko_eval.exchange.links.table import MapClaim, read_map
from kunteko_eval.files.yaml_tree import plain_yaml
from kunteko_eval.method.assess import assess
from kunteko_eval.method.rating import Rating
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme

ROOT = Path(__file__).parents[1]
TABLE = Path("map.csv")
EVERYWHERE = MapReading(new=NewElements(every="direct"))


def row(number: int, cause: str, effect: str, source: str = "", **more: str) -> MapClaim:
    """Return a row of a map."""
    codes = coded(more.get("polarity", ""), more.get("attribution", ""))
    return MapClaim(
        row=number, cause=cause, effect=effect, source=source, quote="", coded=codes, words=more.get("words", "")
    )


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    """Write a workbook with its sheets in the order given."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(list(cells))
    book.save(path)
    return path


LINKS = (
    ("from", "to", "statement_id", "quote", "posneg"),
    (1, 2, 1, "x", "P"),
    (1, 2, 2, "y", "N"),
    (2, 1, 9, "z", ""),
)
FACTORS = (("factor_id", "label"), (1, "services"), (2, "wellbeing"))
STATEMENTS = (("statement_id", "source_id", "text"), (1, "r-1", "a"), (2, "r-2", "b"))


def test_the_sheets_of_a_causal_map_are_read_together(tmp_path: Path) -> None:
    """Factors named by number get their labels, and rows the source of their statement, from the sheets beside."""
    path = workbook(tmp_path / "a.xlsx", factors=FACTORS, links=LINKS, statements=STATEMENTS, sources=(("source_id",),))
    table = read_map(path, {})
    assert [(one.cause, one.effect, one.source) for one in table.claims] == [
        ("services", "wellbeing", "r-1"),
        ("services", "wellbeing", "r-2"),
        ("wellbeing", "services", ""),
    ]
    assert [one.coded.worse for one in table.claims] == [False, True, False]
    assert [one.words for one in table.claims] == ["x", "y", "z"]
    assert table.notes == (
        "links are read from sheet links",
        "factors are named by the column label of sheet factors",
        "sources are those of the statements in sheet statements (2 of 3 rows)",
    )


def test_labels_win_over_numbers_and_columns_that_hold_nothing(tmp_path: Path) -> None:
    """With both kinds of column the words count, and of several optional columns the first that holds anything."""
    path = tmp_path / "a.csv"
    path.write_text(
        "from,from_label,to,to_label,attribution,explicitness\n1,services,2,wellbeing,,E\n1,wellbeing,2,services,,\n",
        encoding="utf-8",
    )
    claims = read_map(path, {}).claims
    assert [(one.cause, one.effect, one.coded.explicit) for one in claims] == [
        ("services", "wellbeing", True),
        ("wellbeing", "services", False),
    ]


def test_of_several_sheets_one_is_named(tmp_path: Path) -> None:
    """Without a sheet called links the sheets are told; the one that is named is read, another name is a fault."""
    path = workbook(tmp_path / "a.xlsx", notes=(("hello",),), map=(("from", "to"), ("services", "wellbeing")))
    with pytest.raises(FaultyInput, match=r'2 sheets, "notes", "map"; expected one sheet.*--sheet NAME'):
        read_map(path, {})
    assert [one.cause for one in read_map(path, {}, "map").claims] == ["services"]
    with pytest.raises(FaultyInput, match='no sheet "nap"; expected one of "notes", "map"'):
        read_map(path, {}, "nap")
    with pytest.raises(FaultyInput, match="a CSV file has none"):
        read_map(tmp_path / "a.csv", {}, "map")


@pytest.mark.parametrize(
    ("polarity", "attribution", "worse", "named"),
    [
        ("P", "E", False, "explicit"),
        ("", "NI", True, "implicit"),
        ("negative explicit", "", True, "explicit"),
        ("", "Positive_Implicit", False, "implicit"),
        ("-0.5", "unprompted", True, ""),
        ("0", "O", False, ""),
        ("+1", "other", False, ""),
        ("neutral", "", False, ""),
    ],
)
def test_codes_of_quip_are_known_in_any_spelling(polarity: str, attribution: str, worse: bool, named: str) -> None:
    """Letters, words and numbers say whether a change is for the worse and whether the programme is named."""
    found = coded(polarity, attribution)
    assert (found.worse, found.explicit, found.implicit) == (worse, named == "explicit", named == "implicit")
    assert found.unknown == ()


def test_a_code_that_is_not_known_says_nothing_and_is_told(tmp_path: Path) -> None:
    """An unknown code is listed with its rows."""
    path = tmp_path / "a.csv"
    path.write_text("Driver,Outcome,Attribution code\na,b,PX\nc,d,PX\ne,f,PE\n", encoding="utf-8")
    assert read_map(path, {}).notes == ('the code "PX" is not known and says nothing (2 rows)',)


def test_labels_are_read_up_their_hierarchy_and_as_opposites(kunteko: ProgrammeData) -> None:
    """'A; B' counts for A where the chain has no 'A; B'; two opposites tell of the link, one tells of the contrary."""
    rows = [
        row(2, "services; courses", "wellbeing", "a"),
        row(3, "~services", "~ Wellbeing", "b"),
        row(4, "services", "~wellbeing", "c"),
        row(5, "~programme-team", "wellbeing", "c"),
    ]
    matched = match_links(kunteko, TABLE, rows, partly=True)
    (link,) = matched.links
    assert (link.mentions, link.contrary, link.sources, matched.raised) == (2, 1, ("a", "b"), 1)
    assert (matched.taken_rows, matched.left_rows) == (3, 1)
    assert "the opposite of programme-team → wellbeing, which no row tells of" in str(matched.left[0])
    zoomed = match_links(
        kunteko, TABLE, [row(2, "services; z", "x; y")], reading=replace(EVERYWHERE, zoom=1), partly=True
    )
    assert [one.label for one, _ in zoomed.proposed] == ["x"]


def test_elements_are_proposed_on_the_levels_that_are_told(kunteko: ProgrammeData, tmp_path: Path) -> None:
    """One level for all, levels by label, and a file; what stands in no link that is kept is not proposed."""
    (tmp_path / "levels.csv").write_text("label,level\nCoaching,actions\n", encoding="utf-8")
    new = new_elements_of(["direct", 'resources="Money, lent", Time', str(tmp_path / "levels.csv")], kunteko)
    rows = [
        row(2, "Money, lent", "Coaching", "a"),
        row(3, "coaching", "Skill", "a"),
        row(4, "Lonely", "lonely", "a"),
        row(5, "Skill", "wellbeing", "b"),
    ]
    matched = match_links(kunteko, TABLE, rows, partly=True, reading=MapReading(new=new))
    told = [(one.id, one.level, len(claims)) for one, claims in matched.proposed]
    assert told == [("money-lent", "resources", 1), ("coaching", "actions", 2), ("skill", "direct", 2)]
    assert matched.left_rows == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["nowhere"], 'no level "nowhere"; expected one of resources'),
        (["direct", "wider"], "direct and wider for every label"),
        (["direct=A", "wider=a"], "on two levels"),
        (["absent.csv"], "the file is missing"),
    ],
)
def test_levels_that_cannot_be_are_faults(kunteko: ProgrammeData, options: list[str], message: str) -> None:
    """A level that the chain has not, and a label on two, are told."""
    with pytest.raises(FaultyInput, match=message):
        new_elements_of(options, kunteko)


def test_labels_that_look_alike_are_not_two_elements(kunteko: ProgrammeData) -> None:
    """A Cyrillic letter, an invisible space and a control character never make a second box of one name."""
    rows = [
        row(2, "Trust", "wellbeing"),
        row(3, "Тrust", "wellbeing"),
        row(4, "Tr\u200bust", "wellbeing"),
        row(5, "Be\x07ll", "wellbeing"),
        row(6, "…", "wellbeing"),
        row(7, "e\u0301lan", "wellbeing"),
        row(8, "\u00e9lan", "wellbeing"),
        row(9, "w" * 301, "wellbeing"),
    ]
    matched = match_links(kunteko, TABLE, rows, partly=True, reading=EVERYWHERE)
    assert [one.id for one, _ in matched.proposed] == ["trust", "elan"]
    assert (matched.taken_rows, matched.left_rows) == (3, 5)


def test_claims_are_counted_as_pandas_counts_them(kunteko: ProgrammeData) -> None:
    """Mentions, sources, codes and contrary claims of each arrow are those of a frame grouped another way."""
    cells = [
        (cause, effect, source, polarity, attribution)
        for number, (cause, effect) in enumerate([("services", "wellbeing"), ("programme-team", "~wellbeing")] * 7)
        for source, polarity, attribution in [(f"p{number % 5}", "PN"[number % 2], "EIO"[number % 3])]
    ] + [("programme-team", "wellbeing", "p9", "", "PE")]
    rows = [row(n, a, b, c, polarity=d, attribution=e) for n, (a, b, c, d, e) in enumerate(cells, 2)]
    frame = pd.DataFrame(cells, columns=["cause", "effect", "source", "polarity", "attribution"])
    frame["contrary"] = frame["effect"].str.startswith("~")
    frame["effect"] = frame["effect"].str.lstrip("~")
    matched = match_links(kunteko, TABLE, rows)
    origin = Origin(table="map.csv", labels={}, bundle=("c", "p"))
    for link in matched.links:
        every = frame[(frame["cause"] == link.source) & (frame["effect"] == link.target)]
        told = every[~every["contrary"]]
        made = bundle_content(link, origin) or {}
        codes = told["attribution"].str.slice(-1)
        assert made["mentions"] == len(told)
        assert len(made["voices"]) == told["source"].nunique()
        assert made.get("contrary", 0) == int(every["contrary"].sum())
        assert made.get("worse", 0) == int((told["polarity"] == "N").sum())
        assert (made.get("explicit", 0), made.get("implicit", 0)) == (
            int((codes == "E").sum()),
            int((codes == "I").sum()),
        )


def test_quotes_are_kept_only_when_asked_and_without_personal_data(kunteko: ProgrammeData) -> None:
    """Ids of passages by default; their words with an option, but none with an address, a number or a source's name."""
    said = ["It helped us.", "Write to a.b@c.fi", "Call 040 123 4567", "As anna-1 said", "It helped us."]
    rows = [row(n, "services", "wellbeing", "anna-1", words=words) for n, words in enumerate(said, 2)]
    rows = [replace(one, quote=f"q{one.row}") for one in rows]
    (link,) = match_links(kunteko, TABLE, rows).links
    origin = Origin(table="map.csv", labels={}, bundle=("c", "p"))
    assert (bundle_content(link, origin) or {})["quotes"] == "q2, q3, q4, q5, q6"
    assert (bundle_content(link, replace(origin, quotes=True)) or {})["quotes"] == "It helped us."


def test_importing_again_updates_and_tells_what_changed(tmp_path: Path) -> None:
    """Claims that changed are replaced, those told of no more go, what a person wrote stays, a repeat changes nothing."""
    folder = Path(shutil.copytree(ROOT / "data" / "kekseliaat-kehittajat", tmp_path / "kekseliaat-kehittajat"))
    before = read_programme(folder)
    chain = folder / "chain.yaml"
    period, collection = before.sheet.periods[0].id, before.sources.collections[0].id
    old = before.chain.links[0]
    level = before.chain.element(old.target).level
    options = LinkOptions(bundle=(collection, period), new_elements=[level], partly=True)

    def bring(*rows: str) -> list[str]:
        table = tmp_path / "map.csv"
        table.write_text("\n".join(["from,to,source", *rows, ""]), encoding="utf-8")
        return list(import_links(table, folder, options))

    bring(f"{old.target},A new thing,a", f"{old.target},A new thing,b", f"{old.source},{old.target},a")
    first = read_programme(folder)
    assert first.chain.element("a-new-thing").proposed
    (bundle,) = first.chain.links[0].bundles
    assert (bundle.voices, bundle.mentions, first.chain.links[0].assumption) == ((1,), 1, old.assumption)
    report = next(one for one in first.sheet.periods if one.report)
    assert assess(first, report, rubric_in_force()).rating("a-new-thing").final is Rating.NOT_ASSESSED
    text = chain.read_bytes()
    assert "nothing to add" in bring(
        f"{old.target},A new thing,a", f"{old.target},A new thing,b", f"{old.source},{old.target},a"
    )
    assert chain.read_bytes() == text
    told = bring(f"{old.target},a new THING,a", f"{old.target},A new thing,b", f"{old.target},A new thing,b")
    assert f"changed: {old.target} → a-new-thing: mentions 2 → 3" in told
    assert f"changed: {old.source} → {old.target}: told of no more, 1 mention by 1 source taken out" in told
    after = read_programme(folder)
    assert after.chain.links[0] == old
    assert "mentions: 3" in after.chain.links[-1].assumption.en
    assert len(after.chain.elements) == len(first.chain.elements) == len(before.chain.elements) + 1


def test_a_comment_is_never_written_over() -> None:
    """Keys are set in entries of either style; a comment in what would go is a fault, one elsewhere stays."""
    text = "links:\n  - from: a\n    to: b  # why\n    bundles:\n      - {voices: [1]}\n  - {from: b, to: c}  # end\nmore: 1\n"
    made = with_keys(TABLE, text, {0: {"bundles": [{"voices": [1, 2]}]}, 1: {"evidence": ["x"]}})
    assert made.replace("[1, 2]", "[1]").replace(", evidence: [x]", "") == text
    assert (plain_yaml(with_keys(TABLE, text, {0: {"bundles": []}})).content or {})["links"][0] == {
        "from": "a",
        "to": "b",
    }
    with pytest.raises(FaultyInput, match="perhaps a comment"):
        with_keys(TABLE, text.replace("[1]}", "[1]}  # two more"), {0: {"bundles": []}})


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=f"ab{SEPARATOR}{OPPOSITE} ", max_size=12))
def test_every_label_has_a_reading_of_its_own_words_first(name: str) -> None:
    """The first reading is the label itself, and an opposite of an opposite is what it was."""
    first, *others = readings(name)
    assert not first.opposite
    assert first.label.replace(" ", "") == name.replace(" ", "")
    for one in others:
        if one.opposite:
            turned = next(other for other in readings(one.label) if not other.up)
            assert not turned.label.startswith(OPPOSITE) or OPPOSITE * 2 in name.replace(" ", "")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_row_of_a_map_is_an_arrow_a_claim_or_left(kunteko: ProgrammeData, data: st.DataObject) -> None:
    """Whatever labels, opposites and hierarchies a map has: taken rows and rows told as left are the rows read."""
    names = ["services", "wellbeing", "capability", "cooperation-trust", "New", "Other; New", "Nеw", ""]
    end = st.builds(lambda mark, name: mark + name, st.sampled_from(["", "", "~"]), st.sampled_from(names))
    drawn = data.draw(st.lists(st.tuples(end, end, st.sampled_from(["", "p1", "p2"])), min_size=1, max_size=25))
    rows = [
        replace(row(number, *cells), blank="" if cells[0] and cells[1] else "an end")
        for number, cells in enumerate(drawn, 2)
    ]
    try:
        matched = match_links(kunteko, TABLE, rows, partly=True, reading=EVERYWHERE)
    except FaultyInput:
        return  # No row fits.
    _accounted(matched, rows)


def _accounted(matched: Matched, rows: Sequence[MapClaim]) -> None:
    told = {number for fault in matched.left for number in _numbers(fault.place)}
    assert matched.taken_rows == sum(one.mentions + one.contrary for one in matched.links)
    assert matched.taken_rows + matched.left_rows == len(rows)
    if all("more" not in fault.place for fault in matched.left):
        assert len(told) == matched.left_rows
    ends = {end for one in matched.links for end in (one.source, one.target)}
    assert {one.id for one, _ in matched.proposed} <= ends


def _numbers(place: str) -> list[int]:
    cells = next(csv.reader([place.replace(" and ", ",").replace("rows ", "").replace("row ", "")]))
    return [int(one) for one in cells if one.strip().isdigit()]
