"""Causal links in and out: rows matched and counted, the chain edited without touching the rest, other formats."""

from __future__ import annotations

import contextlib
import csv
import html
import io
import re
import shutil
import zipfile
from pathlib import Path

import networkx as nx
import openpyxl
import pytest
from builder import RATINGS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from kunteko_eval.cli import app
from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.iati.importing import IatiChoice, import_iati
from kunteko_eval.exchange.links.chain_text import with_links
from kunteko_eval.exchange.links.content import Origin, link_content
from kunteko_eval.exchange.links.exporting import RatingMark, _mermaid, as_csv, as_graphml, as_mermaid
from kunteko_eval.exchange.links.importing import LinkEdit, set_links
from kunteko_eval.exchange.links.matching import match_links
from kunteko_eval.exchange.links.table import MapClaim, columns_of, read_claims
from kunteko_eval.files import xlsx_package
from kunteko_eval.files.yaml_tree import plain_yaml
from kunteko_eval.method.assess import assess
from kunteko_eval.method.rating import Rating
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric

ROOT = Path(__file__).parents[1]
PROGRAMMES = sorted(path.parent.name for path in (ROOT / "data").glob("*/chain.yaml"))
RUBRIC = read_rubric(ROOT / "params" / "rubric.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of a programme folder."""
    return Path(shutil.copytree(ROOT / "data" / "kunteko", tmp_path / "data" / "kunteko"))


def table(tmp_path: Path, text: str, name: str = "links.csv") -> Path:
    """Write a table of links."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / name


def bring(tmp_path: Path, folder: Path, text: str, *columns: str, partly: bool = False) -> ProgrammeData:
    """Import a table of links and return the programme."""
    path = table(tmp_path, text)
    programme = read_programme(folder)
    matched = match_links(programme, path, read_claims(path, columns_of(columns)), partly=partly)
    origin = Origin(table=path.name, labels={})
    fresh = [link_content(programme, link, origin) for link in matched.links if not link.there]
    set_links(folder, programme, LinkEdit(links=fresh))
    return read_programme(folder)


def test_links_are_matched_by_id_and_label_and_their_sources_counted(tmp_path: Path, folder: Path) -> None:
    """Ids and labels in any language lead to the element; three rows of two sources are one link of the evaluator's."""
    programme = read_programme(folder)
    finnish = programme.chain.element("programme-team").label.fi
    swedish = programme.chain.element("wellbeing").label.sv
    rows = [
        "From,To,Source ID,Statement ID",
        f"programme-team,{swedish.upper()},r1,q1",
        f'"{finnish}",wellbeing,r2,q2',
        f'"  {finnish} ",wellbeing,r1,ev-organisation',
    ]
    after = bring(tmp_path, folder, "\n".join(rows) + "\n")
    link = after.chain.links[-1]
    assert (link.source, link.target, link.placement) == ("programme-team", "wellbeing", "evaluator")
    assert "sources: 2; mentions: 3; quotes: q1, q2, ev-organisation" in link.assumption.en
    assert "lähteitä: 2; mainintoja: 3" in link.assumption.fi
    assert link.evidence == ("ev-organisation",)
    assert len(after.chain.links) == len(programme.chain.links) + 1


def test_nothing_but_the_new_lines_changes_in_the_chain(tmp_path: Path, folder: Path) -> None:
    """Comments, order, quotation marks and everything after the links stay byte for byte."""
    path = folder / "chain.yaml"
    before = path.read_bytes()
    bring(tmp_path, folder, "from,to\nprogramme-team,wellbeing\n")
    after = path.read_bytes()
    pairs = enumerate(zip(before, after, strict=False))
    start = next((at for at, (one, two) in pairs if one != two), len(before))
    added = len(after) - len(before)
    assert added > 0
    assert before == after[:start] + after[start + added :]


def test_a_link_that_is_there_is_not_added_again(tmp_path: Path, folder: Path) -> None:
    """The exported links of a chain are all there already, so that nothing is added."""
    programme = read_programme(folder)
    path = table(tmp_path, as_csv(programme, "fi"))
    matched = match_links(programme, path, read_claims(path, {}))
    assert len(matched.links) == len(programme.chain.links)
    assert all(link.there for link in matched.links)


def test_every_row_that_does_not_fit_is_told_at_once(tmp_path: Path, folder: Path) -> None:
    """Unknown elements with the nearest one, backward links and links to oneself are all told with their rows."""
    rows = "from,to\nwelbeing,services\nwellbeing,services\nservices,services\nservices,\n"
    before = (folder / "chain.yaml").read_bytes()
    with pytest.raises(FaultyInput) as caught:
        bring(tmp_path, folder, rows)
    told = [str(fault) for fault in caught.value.faults]
    assert len(told) == 4
    assert "row 2" in told[0]
    assert "Did you mean 'wellbeing'?" in told[0]
    assert "row 3: wellbeing → services goes backwards" in told[1]
    assert "row 4: services → services leads to itself" in told[2]
    assert "row 5: no value in to" in told[3]
    assert (folder / "chain.yaml").read_bytes() == before


def test_rows_that_do_not_fit_can_be_left_and_are_listed(tmp_path: Path, folder: Path) -> None:
    """With partly the rows that fit are added, and the others are told as faults would be."""
    programme = read_programme(folder)
    path = table(tmp_path, "from,to\nnobody,services\nprogramme-team,wellbeing\n")
    matched = match_links(programme, path, read_claims(path, {}), partly=True)
    assert [(link.source, link.target) for link in matched.links] == [("programme-team", "wellbeing")]
    assert [fault.place for fault in matched.left] == ["row 2"]
    path = table(tmp_path, "from,to\nnobody,services\n")
    with pytest.raises(FaultyInput):
        match_links(programme, path, read_claims(path, {}), partly=True)


def test_a_label_of_two_elements_is_ambiguous(tmp_path: Path, folder: Path) -> None:
    """A label that two elements share is a fault that names both."""
    path = folder / "chain.yaml"
    programme = read_programme(folder)
    one, other = programme.chain.element("services").label.en, programme.chain.element("coordination").label.en
    path.write_text(path.read_text(encoding="utf-8").replace(f'"{other}"', f'"{one}"'), encoding="utf-8")
    with pytest.raises(FaultyInput, match="is the label of coordination and services"):
        bring(tmp_path, folder, f'from,to\n"{one}",wellbeing\n')


def test_a_cycle_is_refused_and_the_chain_stays(tmp_path: Path, folder: Path) -> None:
    """Links within a level that close a circle are told with their rows, and the chain stays as it is."""
    before = (folder / "chain.yaml").read_bytes()
    with pytest.raises(FaultyInput, match=r"links.csv, row 3: cooperation-trust → capability closes a cycle"):
        bring(tmp_path, folder, "from,to\ncapability,cooperation-trust\ncooperation-trust,capability\n")
    assert (folder / "chain.yaml").read_bytes() == before
    assert sorted(path.name for path in folder.parent.iterdir()) == ["kunteko"]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Cause;Effect;Respondent\nservices;wellbeing;a\n", []),
        ("from_label\tto_label\tsource_id\nservices\twellbeing\ta\n", []),
        ("Mistä,Mihin,Lähde\nservices,wellbeing,a\n", []),
        ("A,B,C\nservices,wellbeing,a\n", ["from=A", "to=b", "source= C "]),
        ("\ufefffrom,to,source\r\n\r\nservices,wellbeing,a\r\n", []),
    ],
)
def test_columns_are_known_by_name_or_told(tmp_path: Path, text: str, columns: list[str]) -> None:
    """Causal Map's and common column names are known in any case; others are told with ROLE=COLUMN."""
    claims = read_claims(table(tmp_path, text), columns_of(columns))
    assert [(one.cause, one.effect, one.source) for one in claims] == [("services", "wellbeing", "a")]


def test_an_excel_workbook_is_read_too(tmp_path: Path) -> None:
    """The first sheet of a workbook is a table of links; a number that Excel keeps with a point is a plain id."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["From", "To", "Source"], ["services", "wellbeing", 12], ["services", "wellbeing", None]):
        sheet.append(row)
    book.save(tmp_path / "links.xlsx")
    claims = read_claims(tmp_path / "links.xlsx", {})
    assert claims == [
        MapClaim(row=2, cause="services", effect="wellbeing", source="12", quote=""),
        MapClaim(row=3, cause="services", effect="wellbeing", source="", quote=""),
    ]


@pytest.mark.parametrize(
    ("name", "content", "columns", "message"),
    [
        ("a.csv", b"cause\nx\n", [], "the columns \"cause\"; expected a column 'to'"),
        ("a.csv", b"from,to,from\nx,y,z\n", [], "stands 2 times"),
        ("a.csv", b"from,to\n", [], "no link"),
        ("a.csv", b"", [], "no header"),
        ("a.csv", b"from,to\n\xff,y\n", [], "is not UTF-8"),
        ("a.csv", b"from,to\n\0,y\n", [], "a NUL character"),
        ("a.csv", b'from,to\n"x,y\n', [], "valid CSV"),
        ("a.csv", b"from,to\nx,y\n", ["source=Who"], "a column 'who'"),
        ("a.xlsx", b"PK but no zip", [], "no Excel workbook"),
        ("absent.csv", None, [], "the file is missing"),
        ("absent.xlsx", None, [], "cannot be read"),
    ],
)
def test_a_broken_table_is_a_clear_fault(
    tmp_path: Path, name: str, content: bytes | None, columns: list[str], message: str
) -> None:
    """What is missing, double, empty or unreadable in a table is told."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(FaultyInput, match=re.escape(message)):
        read_claims(tmp_path / name, columns_of(columns))


def test_an_excel_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One cell in the last row and column, and parts that unpack without end, are faults and take no memory."""
    book = openpyxl.Workbook()
    book.active["A1"] = "from"
    book.active["XFD1048576"] = "far away"
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(FaultyInput, match="row 1,048,576 and column 16,384"):
        read_claims(tmp_path / "far.xlsx", {})
    monkeypatch.setattr(xlsx_package, "LARGEST_UNPACKED", 1_000_000)
    with zipfile.ZipFile(tmp_path / "large.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<a/>" * 1_000_000)
    with pytest.raises(FaultyInput, match="once unpacked"):
        read_claims(tmp_path / "large.xlsx", {})


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=12), st.integers(0, 400))
def test_any_broken_workbook_is_a_fault_or_a_table(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]], cut: int
) -> None:
    """Whatever bytes of a workbook change, rows come out or a fault is told."""
    folder = tmp_path_factory.mktemp("xlsx")
    book = openpyxl.Workbook()
    for row in (["From", "To"], ["services", "wellbeing"]):
        book.active.append(row)
    book.save(folder / "a.xlsx")
    content = bytearray((folder / "a.xlsx").read_bytes())
    for place, value in changes:
        content[place % len(content)] = value
    (folder / "a.xlsx").write_bytes(content[: len(content) - cut])
    with contextlib.suppress(FaultyInput):
        assert read_claims(folder / "a.xlsx", {})


@pytest.mark.parametrize("given_columns", [["from"], ["cause=A"], ["from=A", "from=B"], ["from="]])
def test_a_wrong_map_is_a_fault(given_columns: list[str]) -> None:
    """A role that does not exist, stands twice or has no column is refused."""
    with pytest.raises(FaultyInput, match="one of from, to, source, quote"):
        columns_of(given_columns)


def test_placeholders_of_an_iati_import_give_way(tmp_path: Path) -> None:
    """The arrow that an import had to draw goes when a real link reaches the element, and others stay."""
    import_iati(
        Path(__file__).parent / "iati" / "clean.xml", tmp_path / "data", tmp_path / "params", IatiChoice(name="water")
    )
    folder = tmp_path / "data" / "water"
    programme = read_programme(folder)
    path = table(tmp_path, "from,to\nwells-built,Pupils drink safe water\npupils-drink-safe-water,health\n")
    links = match_links(programme, path, read_claims(path, {})).links
    origin = Origin(table=path.name, labels={})
    made = [link_content(programme, one, origin) for one in links]
    gone = set_links(folder, programme, LinkEdit(links=made, instead=True))
    assert gone == 2
    assert [(one.source, one.target) for one in read_programme(folder).chain.links] == [
        ("activity", "wells-built"),
        ("wells-built", "pupils-drink-safe-water"),
        ("pupils-drink-safe-water", "health"),
    ]


CHAINS = [
    "elements: []\nlinks: []\n",
    "links: [] # none yet\nlineage: []\n",
    "links: [{from: a, to: b}]\n",
    "links:\n- from: a\n  to: b # why\n\n# the end\nlineage: []\n",
    "links:\n  - {from: a, to: b}\n  # a comment\n  - from: b\n    to: c",
    "links:\n    - from: a\n      assumption: |\n        two\n        lines\n\n\nlineage: []\n",
    "links:\r\n  - {from: a, to: b}\r\nlineage: []\r\n",
    "links:\n  - from: a\n    evidence: [x,\n      y]\n  # last\n",
]


@pytest.mark.parametrize("text", CHAINS)
def test_links_are_added_to_any_layout_of_the_list(text: str) -> None:
    """Dashes with any indent, brackets, an empty list, comments, block texts and Windows line ends are kept."""
    new = [{"from": "c", "to": "d", "assumption": {"fi": 'ä: "x" # y', "en": "z"}}]
    made = with_links(Path("chain.yaml"), text, new)
    old = (plain_yaml(text).content or {})["links"]
    assert (plain_yaml(made).content or {})["links"] == [*old, *new]
    comments = re.findall(r"# (?:why|the end|a comment|none yet|last)", text)
    assert all(comment in made for comment in comments)
    assert ("\r\n" in text) == (re.search(r"(?<!\r)\n", made) is None)


def test_a_list_that_cannot_be_edited_safely_is_a_fault() -> None:
    """Where taking a link out of a list in brackets is asked, the file is refused with its line."""
    with pytest.raises(FaultyInput, match="line 2, key links: a list that cannot be edited safely"):
        with_links(Path("chain.yaml"), "schema: 1\nlinks: [{from: a, to: b}]\n", [{"from": "b", "to": "c"}], [0])


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.text(max_size=40)), max_size=4),
    st.integers(0, 4),
    st.sampled_from(["", "# c\n", "\n", "lineage: []\n"]),
    st.text(max_size=40),
)
def test_editing_a_list_adds_exactly_the_new_links(
    old: list[tuple[str, str]], indent: int, tail: str, words: str
) -> None:
    """Whatever texts stand in the links, the new content is the old one with the new link at its end, or a fault."""
    from kunteko_eval.exchange.plain_text import items_text

    items = [{"from": name, "to": "x", "assumption": {"fi": text, "en": "e" * 90}} for name, text in old]
    text = "links:\n" + items_text(items, " " * indent) + tail if items else "links: []\n" + tail
    before = plain_yaml(text)
    if before.problems or before.content is None:
        return  # A character that YAML does not hold.
    new = [{"from": "n", "to": "m", "assumption": {"fi": words}}]
    try:
        made = with_links(Path("chain.yaml"), text, new)
    except FaultyInput:
        assert plain_yaml(f"a: {items_text(new, '')}").problems or not words.isprintable()
        return
    assert plain_yaml(made).content == {**before.content, "links": [*before.content["links"], *new]}
    assert made.endswith(tail) or not items


@pytest.mark.parametrize("name", PROGRAMMES)
def test_graphml_holds_the_chain_with_its_ratings(name: str) -> None:
    """A graph program finds every element with labels, level, rating and word, and every link."""
    programme = read_programme(ROOT / "data" / name)
    period = next(one.id for one in programme.sheet.periods if one.report)
    assessment = assess(programme, period, RUBRIC)
    text = as_graphml(programme, assessment, {rating: f"word {rating}" for rating in RATINGS})
    graph = nx.parse_graphml(text)
    assert set(graph.nodes) == set(programme.chain.by_id)
    assert set(graph.edges) == {(link.source, link.target) for link in programme.chain.links}
    for one in assessment.ratings:
        told = graph.nodes[one.element.id]
        assert (told["label_sv"], told["level"]) == (one.element.label.sv, one.element.level)
        assert (told["rating"], told["rating_word"]) == (one.final.value, f"word {one.final}")
        assert told.get("confidence") == one.confidence


def test_graphml_without_a_period_has_no_ratings() -> None:
    """Nothing is rated when no period is given."""
    programme = read_programme(ROOT / "data" / "kunteko")
    graph = nx.parse_graphml(as_graphml(programme))
    assert not any("rating" in told for _, told in graph.nodes(data=True))


def test_mermaid_has_a_box_for_each_element_and_an_arrow_for_each_link() -> None:
    """Boxes stand on their levels, ids are ours, and each rating is told by symbol and word beside its class."""
    programme = read_programme(ROOT / "data" / "kunteko")
    marks = {
        name: RatingMark(rating=Rating.GREEN, word="very much", symbol="▲", fill="#74bd82", confidence=2)
        for name in programme.chain.by_id
    }
    text = as_mermaid(programme, "en", marks)
    assert text.count(" --> ") == len(programme.chain.links)
    assert len(re.findall(r'^    e\d+\["', text, re.MULTILINE)) == len(programme.chain.elements)
    assert text.count("▲ very much ●●") == len(programme.chain.elements)
    assert text.count("subgraph ") == text.count("\n  end\n") == len(programme.chain.levels)
    assert "classDef green fill:#74bd82" in text
    assert "classDef" not in as_mermaid(programme, "en")


@given(st.text(max_size=60))
def test_no_label_can_leave_its_quotation_marks(text: str) -> None:
    """Whatever a label says, nothing that Mermaid, Markdown or HTML reads is left in it."""
    escaped = re.sub(r"#\d+;", "", _mermaid(text))
    assert not re.search(r"[\"#;<>&`\n\r\[\]{}()|]", escaped)


def test_csv_is_safe_in_a_spreadsheet() -> None:
    """No cell begins as a formula does."""
    for name in PROGRAMMES:
        rows = csv.reader(io.StringIO(as_csv(read_programme(ROOT / "data" / name), "en")))
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_the_commands_work_from_the_command_line(tmp_path: Path, folder: Path) -> None:
    """Links are tried, added and written again in each format by the commands that the guide tells."""
    run = CliRunner()
    data = ["--data", str(folder.parent)]
    path = table(tmp_path, "from,to,source\nprogramme-team,wellbeing,r1\n")
    before = (folder / "chain.yaml").read_bytes()
    tried = run.invoke(app, ["import", "links", str(path), "--programme", "kunteko", "--dry-run", *data])
    assert "would add 1 link" in tried.output
    assert (folder / "chain.yaml").read_bytes() == before
    added = run.invoke(app, ["import", "links", str(path), "--programme", "kunteko", *data])
    assert (added.exit_code, "1 mention, 1 source" in added.output) == (0, True)
    again = run.invoke(app, ["import", "links", str(path), "--programme", "kunteko", *data])
    assert "nothing to add" in again.output
    rated = ["--period", "2018-2020", "--params", str(ROOT / "params"), "--language", "sv", *data]
    for command in ("graphml", "mermaid"):
        written = run.invoke(app, ["export", command, "kunteko", "--output", str(tmp_path / command), *rated])
        assert written.exit_code == 0, written.output
        assert "i någon mån" in html.unescape((tmp_path / command).read_text(encoding="utf-8"))
    listed = run.invoke(app, ["export", "links", "kunteko", *data])
    assert listed.output.count("\n") == len(read_programme(folder).chain.links) + 1


def test_iati_commands_work_from_the_command_line(tmp_path: Path) -> None:
    """A file becomes a programme, its report is written, and the programme becomes a file again."""
    run = CliRunner()
    source = Path(__file__).parent / "iati" / "clean.xml"
    options = ["--output", str(tmp_path / "data"), "--name", "water", "--report", str(tmp_path / "report.csv")]
    made = run.invoke(app, ["import", "iati", str(source), *options])
    assert made.exit_code == 0, made.output
    assert "reports of 2016-2018" in made.output
    assert (tmp_path / "params" / "water" / "2016-2018.yaml").exists()
    assert "contact-info" in (tmp_path / "report.csv").read_text(encoding="utf-8")
    out = ["--output", str(tmp_path / "out.xml"), "--data", str(tmp_path / "data")]
    assert "give --organisation" in run.invoke(app, ["export", "iati", "water", *out]).output
    named = run.invoke(app, ["export", "iati", "water", *out, "--organisation", "FI-PRO-0000000-0"])
    assert (named.exit_code, "--organisation" in named.output) == (0, False)
    assert "FI-PRO-0000000-0-water" in (tmp_path / "out.xml").read_text(encoding="utf-8")
    wrong = run.invoke(app, ["import", "iati", str(source), "--decimal", "dot"])
    assert wrong.exit_code != 0
