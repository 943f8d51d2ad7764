"""What is not an IATI file, or wants to do harm: each a clear fault, nothing written, bounded memory, no hang."""

from __future__ import annotations

import gzip
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from workshop import examples

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.iati import file_summary, importing, xml_stream
from kunteko_eval.exchange.iati.import_report import as_file
from kunteko_eval.exchange.iati.importing import import_iati
from kunteko_eval.reading.programme_reader import read_programme

FILES = Path(__file__).parent / "iati"
CLEAN = (FILES / "clean.xml").read_text(encoding="utf-8")
ROOT = '<iati-activities version="2.03">'


def with_doctype(declarations: str, use: str) -> bytes:
    """Return the clean file with a document type, and a reference in a narrative."""
    doctype = f"<!DOCTYPE iati-activities {declarations}>\n{ROOT}"
    text = CLEAN.replace('<iati-activities version="2.03" generated-datetime="2020-02-01T00:00:00Z">', doctype)
    return text.replace("Wells built", use).encode()


LAUGHS = "[" + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)) + "]"
DOCTYPE = "document type declaration"
REFUSED: dict[str, tuple[bytes, str]] = {
    "a billion laughs": (with_doctype(LAUGHS, "&l9;"), DOCTYPE),
    "a local file as an entity": (with_doctype('[<!ENTITY x SYSTEM "file:///etc/passwd">]', "&x;"), DOCTYPE),
    "an address as an entity": (with_doctype('[<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]', "&x;"), DOCTYPE),
    "a document type elsewhere": (with_doctype('SYSTEM "http://127.0.0.1:9/x.dtd"', "Wells"), DOCTYPE),
    "a parameter entity": (with_doctype('[<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]', "Wells"), DOCTYPE),
    "an entity that nobody declared": (CLEAN.replace("Wells built", "&nbsp;").encode(), "undefined entity"),
    "deep nesting": ((ROOT + "<iati-activity>" + "<a>" * 100_000).encode(), "nested more than 60 deep"),
    "a NUL": (CLEAN.replace("Wells built", "Wells\0").encode(), "not well-formed"),
    "a control character": (CLEAN.replace("Wells built", "Wells&#2;").encode(), "not well-formed"),
    "Latin-1 that says UTF-8": (CLEAN.encode("latin-1"), "not well-formed"),
    "UTF-16 that says UTF-8": (CLEAN.encode("utf-16-be"), "not well-formed"),
    "UTF-32": (CLEAN.encode("utf-32"), "not well-formed"),
    "an encoding that nobody knows": (CLEAN.replace('"UTF-8"', '"x-klingon"').encode(), "encoding"),
    "an encoding of many bytes": (CLEAN.replace('"UTF-8"', '"shift_jis"').encode(), "encoding"),
    "an encoding that is no encoding": (CLEAN.replace('"UTF-8"', '"base64"').encode(), "encoding"),
    "a file that was cut off": (CLEAN[:2000].encode(), "cut off"),
    "two roots": ((CLEAN + ROOT).encode(), "not well-formed"),
    "JSON": (b'{"iati": []}', "not well-formed"),
    "a web page": (b"<html><body>Not found</body></html>", 'the root element "html"'),
    "an organisation file": (b'<iati-organisations version="2.03"/>', 'the root element "iati-organisations"'),
    "version 1": (CLEAN.replace('version="2.03"', 'version="1.05"').encode(), 'version "1.05"'),
    "no activity": (b'<iati-activities version="2.03"/>', "no iati-activity"),
    "no result": (b"<iati-activities><iati-activity/></iati-activities>", "none with a result"),
    "an undeclared prefix": (CLEAN.replace("<sector ", "<x:sector ").encode(), "prefix"),
    "nothing": (b"", "an empty file"),
    "gzip": (gzip.compress(CLEAN.encode()), "Unpack it first"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_iati_file_is_refused_at_its_line(tmp_path: Path, name: str) -> None:
    """One fault names the file, the line and what was found; nothing is written."""
    content, expected = REFUSED[name]
    path = tmp_path / "in.xml"
    path.write_bytes(content)
    with pytest.raises(FaultyInput) as caught:
        import_iati(path, tmp_path / "data", tmp_path / "params")
    (fault,) = caught.value.faults
    assert expected in str(fault)
    assert fault.file == str(path)
    assert fault.place.startswith("line ")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in.xml"]


def test_a_zip_file_is_refused(tmp_path: Path) -> None:
    """A zip file is named as such, whatever is in it."""
    with zipfile.ZipFile(tmp_path / "in.xml", "w") as archive:
        archive.writestr("a.xml", CLEAN)
    with pytest.raises(FaultyInput, match="a zip file"):
        import_iati(tmp_path / "in.xml", tmp_path / "data", tmp_path / "params")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, a pipe and a file that is not there are faults, and a pipe does not block."""
    os.mkfifo(tmp_path / "pipe")
    for name, found in (("pipe", "not a file"), (".", "not a file"), ("absent.xml", "cannot be read")):
        with pytest.raises(FaultyInput, match=found):
            import_iati(tmp_path / name, tmp_path / "data", tmp_path / "params")


def test_xinclude_includes_nothing(tmp_path: Path) -> None:
    """An XInclude element is one that the standard does not have: told as left, never followed."""
    include = '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    path = tmp_path / "in.xml"
    path.write_text(CLEAN.replace('<sector code="14030"/>', include), encoding="utf-8")
    made = import_iati(path, tmp_path / "data", tmp_path / "params")
    assert any("include" in told.place and told.how == "left" for told in made.notes[-1].entries)
    assert not any("root:" in one.read_text(encoding="utf-8") for one in (tmp_path / "data").rglob("*.*"))


def _attribute() -> bytes:
    return ROOT.encode() + b"<iati-activity x='" + b"a" * 12_000_000


def _comment() -> bytes:
    return ROOT.encode() + b"<!--" + b"a" * 12_000_000


def _text() -> bytes:
    return CLEAN.replace("Wells built", "a" * 1_000_000).encode()


def _elements() -> bytes:
    return CLEAN.replace('<sector code="14030"/>', "<sector/>" * 250_000).encode()


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (_attribute, "a tag, comment or text of more than"),
        (_comment, "a tag, comment or text of more than"),
        (_text, "a text of more than"),
        (_elements, "an activity of more than"),
    ],
)
def test_no_part_of_a_file_can_grow_without_bound(tmp_path: Path, make: Callable[[], bytes], found: str) -> None:
    """An endless attribute, comment, text or activity is stopped where it passes its bound."""
    (tmp_path / "in.xml").write_bytes(make())
    with pytest.raises(FaultyInput, match=found):
        import_iati(tmp_path / "in.xml", tmp_path / "data", tmp_path / "params")


def test_too_many_activities_or_figures_are_refused_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than the bound in one import is a fault that tells how to choose."""
    monkeypatch.setattr(importing, "MOST_ACTIVITIES", 1)
    with pytest.raises(FaultyInput, match="--at-most 3, or import in parts: choose some with --activity"):
        import_iati(FILES / "several_activities.xml", tmp_path / "data", tmp_path / "params")
    monkeypatch.setattr(importing, "MOST_FIGURES", 3)
    with pytest.raises(FaultyInput, match="12 figures in FI-0000000-0-WATER"):
        import_iati(FILES / "clean.xml", tmp_path / "data", tmp_path / "params")
    monkeypatch.setattr(file_summary, "MOST_ACTIVITIES", 2)
    with pytest.raises(FaultyInput, match="more than 2 activities"):
        import_iati(FILES / "several_activities.xml", tmp_path / "data", tmp_path / "params")


def test_memory_is_that_of_the_chosen_activity(tmp_path: Path) -> None:
    """Of many activities only the chosen one is ever built, whatever stands before and after it."""
    body = CLEAN[CLEAN.index("  <iati-activity") : CLEAN.index("</iati-activities>")]
    many = "".join(body.replace("-WATER", f"-WATER-{number}") for number in range(60))
    (tmp_path / "in.xml").write_text(ROOT + many + "</iati-activities>", encoding="utf-8")
    built = list(xml_stream.read_activities(tmp_path / "in.xml", [30]))
    assert [one.all("iati-identifier")[0].text for one in built] == ["FI-0000000-0-WATER-30"]


def test_lines_are_right_beyond_what_sixteen_bits_hold(tmp_path: Path) -> None:
    """A figure on line 70 000 and something is told with that line."""
    text = CLEAN.replace('    <result type="1">', "\n" * 70_000 + '    <result type="1">')
    (tmp_path / "in.xml").write_text(text, encoding="utf-8")
    made = import_iati(tmp_path / "in.xml", tmp_path / "data", tmp_path / "params")
    programme = read_programme(tmp_path / "data" / made.programmes[0][0])
    assert programme.observations[0].line == 70_045


@pytest.mark.parametrize("path", sorted((FILES / "found").glob("*.xml")), ids=lambda path: path.stem)
def test_found_by_fuzzing_and_kept(tmp_path: Path, path: Path) -> None:
    """A file that once broke the import becomes a programme that can be read."""
    made = import_iati(path, tmp_path / "data", tmp_path / "params")
    for name, _ in made.programmes:
        assert read_programme(tmp_path / "data" / name).chain.elements


def test_many_groups_and_spans_do_not_hang(tmp_path: Path) -> None:
    """Hundreds of groups, and of periods within each other, are matched where they are the same, in seconds."""
    groups = "".join(
        f'<{part} value="{place + 1}"><dimension name="village" value="{place}"/></{part}>'
        for place in range(410)
        for part in ("target", "actual")
    )
    start = '<period-start iso-date="2016-01-01"/>'
    nested = "".join(
        f'<period>{start}<period-end iso-date="{2016 + place // 12}-{place % 12 + 1:02}-05"/><target value="{place + 1}"/></period>'
        for place in range(410)
    )
    one = f'<period>{start}<period-end iso-date="2016-12-31"/>{groups}</period>'
    made = "".join(f'<indicator measure="1" ascending="1">{content}</indicator>' for content in (one, nested))
    text = f'{ROOT}<iati-activity><result type="1">{made}</result></iati-activity></iati-activities>'
    (tmp_path / "in.xml").write_text(text, encoding="utf-8")
    made_of = import_iati(tmp_path / "in.xml", tmp_path / "data", tmp_path / "params")
    assert len(read_programme(tmp_path / "data" / made_of.programmes[0][0]).observations) == 410


NASTY = st.sampled_from(
    [
        *(
            "",
            " ",
            "0",
            "-1",
            "1e400",
            "NaN",
            "50,000",
            "1.234,5",
            "9" * 400,
            "١٢",
            "½",
            "100%",
            ">5",
            "2015: 3",
            "true",
        ),
        *("0001-01-01", "9999-12-31", "2015-02-29", "0000-01-01", "99", "5", "x-klingon", "[en] a", "\u200b", "\ufeff"),
        *(
            "\x85",
            "\u2028",
            "a" * 3000,
            "=1+1",
            "../../etc",
            "id",
            "grade",
            "share",
            "resources",
            "none",
            "#",
            "- ",
            "{",
        ),
    ]
)
SOURCES = [etree.fromstring(path.read_bytes()) for path in sorted(FILES.glob("*.xml"))]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Return one of the files with attributes, texts and elements changed, or with its bytes broken."""
    tree = etree.fromstring(etree.tostring(draw(st.sampled_from(SOURCES))))
    for _ in range(draw(st.integers(1, 6))):
        nodes = [node for node in tree.iter() if isinstance(node.tag, str)]
        node = nodes[draw(st.integers(0, len(nodes) - 1))]
        how = draw(st.sampled_from(["attribute", "attribute", "text", "remove", "copy", "rename"]))
        parent = node.getparent()
        if how == "attribute" and node.attrib:
            node.set(draw(st.sampled_from(sorted(map(str, node.attrib)))), draw(NASTY))
        elif how == "text":
            node.text = draw(NASTY)
        elif how == "remove" and parent is not None:
            parent.remove(node)
        elif how == "copy":
            nodes[draw(st.integers(0, len(nodes) - 1))].append(etree.fromstring(etree.tostring(node)))
        elif how == "rename":
            node.tag = nodes[draw(st.integers(0, len(nodes) - 1))].tag
    text = bytearray(etree.tostring(tree, encoding="UTF-8"))
    for _ in range(draw(st.sampled_from([0, 0, 0, 2]))):
        text[draw(st.integers(0, len(text) - 1))] = draw(st.integers(0, 255))
    return bytes(text)


@settings(max_examples=examples(30, 300), deadline=None, suppress_health_check=list(HealthCheck))
@given(content=mutated())
def test_any_mutation_gives_a_programme_or_a_fault(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Whatever happens to a file, the import makes programmes that can be read, or tells a fault and writes nothing."""
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "in.xml").write_bytes(content)
    try:
        made = import_iati(folder / "in.xml", folder / "data", folder / "params")
    except FaultyInput as error:
        wrong = [fault for fault in error.faults if fault.file != str(folder / "in.xml")]
        assert (wrong, [one.name for one in folder.iterdir()]) == ([], ["in.xml"])
        return
    assert as_file(".csv", "in.xml", made.notes)
    for name, _ in made.programmes:
        assert read_programme(folder / "data" / name).id == name
