"""The face of reports: what report.yaml may say, colours that can be read, a logo made safe, and where all of it shows."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from lxml import etree
from nbformat.v4 import new_markdown_cell, new_notebook

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.project.schemas import schema_of
from kunteko_eval.report.colour_check import failing_pairs, nearest_passing
from kunteko_eval.report.face import PLAIN_FACE, Face, read_face
from kunteko_eval.report.index import write_index
from kunteko_eval.report.logo import SafePicture, read_picture
from kunteko_eval.report.page import PageSettings, page
from kunteko_eval.report.report_file import read_report_file
from kunteko_eval.report.style import contrast

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><title>A</title>'
    '<defs><linearGradient id="g"><stop offset="0" stop-color="#123456"/></linearGradient></defs>'
    '<rect width="120" height="40" style="fill:url(#g)"/></svg>'
)
WHOLE = """schema: 1
organisation: {fi: Kunta, sv: Kommunen, en: Municipality}
contact: {text: {fi: Virasto, sv: Ämbetet, en: Office}, email: "a@example.org", web: "https://example.org/x/"}
logo: {file: logo.svg, alternative: {fi: Tunnus, sv: Logotyp, en: Logo & name}}
colours: {accent: "#7A1F5C", heading: "#5b1645", masthead: "#5b1645", masthead_text: "#ffffff", rule: "#c4471f"}
"""


@pytest.fixture
def params(tmp_path: Path) -> Path:
    """Return a params folder with a logo and a report.yaml that says everything."""
    (tmp_path / "logo.svg").write_text(DRAWING, encoding="utf-8")
    (tmp_path / "report.yaml").write_text(WHOLE, encoding="utf-8")
    return tmp_path


def faults_of(params: Path, text: str) -> list[str]:
    """Return the faults of a report.yaml."""
    (params / "report.yaml").write_text(text, encoding="utf-8")
    faults: list[Fault] = []
    read_report_file(params, faults)
    return [str(fault).removeprefix(f"{params}/") for fault in faults]


def test_every_fault_of_report_yaml_is_told_at_once(params: Path) -> None:
    """Unknown keys, what is no colour, colours too near each other, a logo that is not there: each with line and key."""
    told = faults_of(
        params,
        "schema: 1\norganisation: {fi: A, sv: B}\nlogo: {file: none.png}\ncolours:\n  accent: '#ffcc00'\n"
        "  heading: blue\n  green: '#00ff00'\n  masthead_text: '#ffffff'\ncontact: {text: {fi: A, sv: B, en: C}, "
        "email: x, web: 'ftp://x'}\nchapters: [1, 1, 100]\ncolor: red\n",
    )
    starts = [
        "report.yaml, line 3, key logo.alternative: 'alternative' is missing",
        "report.yaml, line 3, key logo.file: none.png: there is no such file; expected a file there. Put the file into",
        "report.yaml, line 5, key colours.accent: #ffcc00 on the page's white, #ffffff has a contrast of 1.51:1; "
        "expected at least 4.5:1 (WCAG 2.1 AA, text). The nearest colour that will do is #896e00.",
        'report.yaml, line 6, key colours.heading: "blue"; expected a colour written #rrggbb. Write it in quotation',
        'report.yaml, line 7, key colours.green: unknown key "green"; expected one of accent, heading, masthead, '
        "masthead_text, rule. The colours of ratings are the method's own",
        "report.yaml, line 8, key colours.masthead_text: a colour of text without its surface; expected the key",
        'report.yaml, line 9, key contact.email: "x"; expected an e-mail address.',
        'report.yaml, line 9, key contact.web: "ftp://x"; expected an address that begins with https:// or http://.',
        "report.yaml, line 10, key chapters.1: 1 for a second time; expected each chapter once.",
        "report.yaml, line 10, key chapters.2: 100; expected a number less than or equal to 99",
        'report.yaml, line 11, key color: unknown key "color"',
    ]
    for start in starts:
        assert any(one.startswith(start) for one in told), start
    assert len(told) == len(starts) + 1  # The accent is too near to the grey as well.


def test_another_ending_is_told(params: Path) -> None:
    """A report.yml is not passed over without a word."""
    (params / "report.yaml").rename(params / "report.yml")
    with pytest.raises(FaultyInput, match=r"report\.yml: the ending \.yml; expected the name report\.yaml"):
        read_face(params)


@pytest.mark.parametrize(
    ("colours", "key", "ratio", "least", "nearest"),
    [
        ({"accent": "#777777"}, "accent", 4.48, 4.5, "#717171"),
        ({"heading": "#777777"}, "heading", 4.48, 4.5, "#767676"),
        ({"rule": "#aaaaaa"}, "rule", 2.32, 3.0, "#949494"),
        ({"masthead": "#336699", "masthead_text": "#99bbdd"}, "masthead_text", 3.01, 4.5, "#d2e1f0"),
        ({"masthead": "#444444"}, "masthead", 1.70, 4.5, "#868686"),
    ],
)
def test_colours_that_are_too_near_are_told_with_what_would_do(
    colours: dict[str, str], key: str, ratio: float, least: float, nearest: str
) -> None:
    """The failing pair has its ratio by WCAG's formula, the ratio that is needed, and the nearest colour that has it."""
    first, *_ = failing_pairs(colours)
    assert (first.key, first.least, first.nearest) == (key, least, nearest)
    assert first.ratio == pytest.approx(ratio, abs=0.01)
    assert not list(failing_pairs({**colours, key: nearest}))


def test_colours_that_can_be_read_pass() -> None:
    """Text has 4.5:1 to what it stands on, a line 3:1; the product's own colours do too."""
    assert not list(failing_pairs({"accent": "#1d4f7c", "heading": "#1b1f24", "rule": "#949494"}))
    assert contrast("#949494", "#ffffff") >= 3 > contrast("#959595", "#ffffff")
    assert nearest_passing("#808080", ["#ffffff", "#000000"], 21) == ""


def png(*chunks: tuple[bytes, bytes], width: int = 2, height: int = 1) -> bytes:
    """Return a PNG of grey with further chunks before its picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    picture = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    parts = [(b"IHDR", head), *chunks, (b"IDAT", picture), (b"IEND", b"")]
    packed = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def picture_of(path: Path, content: bytes) -> tuple[SafePicture | None, str]:
    """Return a picture that was read, and its faults."""
    path.write_bytes(content)
    faults: list[Fault] = []
    return read_picture(path, faults), "\n".join(map(str, faults))


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1"{}>{}</svg>'


@pytest.mark.parametrize(
    ("attributes", "inner", "told"),
    [
        ("", "<script>alert(1)</script>", "the element script"),
        (' onload="alert(1)"', "", "the attribute onload, which runs a script"),
        ("", '<g ONCLICK="x"/>', "the attribute onclick"),
        ("", "<foreignObject/>", "the element foreignObject"),
        ("", '<image href="data:image/png;base64,AA"/>', "the element image"),
        ("", '<a href="#x"/>', "the element a;"),
        ("", '<use xlink:href="https://a.example/x.svg#a"/>', "href to 'https://a.example/x.svg#a'"),
        ("", '<use href=" data:image/svg+xml,x"/>', "href to 'data:image/svg+xml,x'"),
        ("", '<rect fill="url(https://a.example/x#a)"/>', "the attribute fill loads or runs something"),
        ("", "<rect style=\"fill:url( 'http://a.example')\"/>", "the attribute style loads or runs something"),
        ("", "<style>@import 'https://a.example/x.css';</style>", "a style that loads or runs something"),
        ("", "<style>@font-face{src:url(data:font/woff,x)}</style>", "a style that loads or runs something"),
        ("", "<style>rect{fill:u\\72l(http://a.example)}</style>", "a style that loads or runs something"),
        ("", '<set attributeName="href" to="javascript:x"/>', "the element set"),
        ("", "<g>", "line 1: Opening and ending tag mismatch"),
        ("", "&nbsp;", "an entity, '&nbsp'"),
    ],
)
def test_a_drawing_that_could_do_more_than_draw_is_a_fault(
    tmp_path: Path, attributes: str, inner: str, told: str
) -> None:
    """Scripts, references to elsewhere, foreign content, motion and entities are told with their line."""
    found, faults = picture_of(tmp_path / "logo.svg", SVG.format(attributes, inner).encode())
    assert found is None
    assert told in faults


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>', "an entity"),
        ('<?xml version="1.0" encoding="utf-16"?><svg/>'.encode("utf-16"), "no UTF-8 text"),
        (b"<html/>", "the element html; expected svg"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "no size; expected a viewBox, or width and height"),
        (b" " * 100_001, "100,001 bytes; expected at most 100,000"),
    ],
)
def test_what_is_no_plain_drawing_is_a_fault(tmp_path: Path, content: bytes, told: str) -> None:
    """Entities, other encodings, other roots, drawings without a size, and large files."""
    found, faults = picture_of(tmp_path / "logo.svg", content)
    assert found is None
    assert told in faults


def test_what_a_drawing_program_keeps_for_itself_is_left_out(tmp_path: Path) -> None:
    """Comments, metadata and elements and attributes of other namespaces go; what draws stays, with its size."""
    content = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://a.example/svg11.dtd"><!-- a -->'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://i.example" i:version="1" width="30mm" height="10mm">'
        '<metadata><a href="http://a.example"/></metadata><i:view/><rect i:label="x" width="3" height="4"/></svg>'
    )
    found, faults = picture_of(tmp_path / "logo.svg", content.encode())
    assert faults == ""
    assert found is not None
    kept = base64.b64decode(found.source.removeprefix("data:image/svg+xml;base64,"))
    assert b"example" not in kept
    assert b"DOCTYPE" not in kept
    root = etree.fromstring(kept)
    assert (root.get("viewBox"), root.get("width"), root.get("height")) == ("0 0 30 10", "30", "10")
    assert [etree.QName(one).localname for one in root] == ["rect"]


def test_a_png_keeps_its_picture_alone(tmp_path: Path) -> None:
    """Texts and days that programs leave in it go; its size is known."""
    found, faults = picture_of(tmp_path / "logo.png", png((b"tEXt", b"Author\0Somebody"), (b"tIME", b"\0" * 7)))
    assert faults == ""
    assert found is not None
    assert (found.width, found.height) == (2, 1)
    assert base64.b64decode(found.source.removeprefix("data:image/png;base64,")) == png()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (png()[:-20], "a damaged file; expected a whole PNG"),
        (png().replace(b"\x80", b"\x81", 1), "a damaged file"),
        (DRAWING.encode(), "no PNG; expected a PNG, as its name says"),
        (png(width=4001), "4001 by 1 pixels; expected at most 4000 a side"),
    ],
)
def test_what_is_no_whole_png_is_a_fault(tmp_path: Path, content: bytes, told: str) -> None:
    """Cut off, changed, another kind of file, or too large."""
    content = content if content != png().replace(b"\x80", b"\x81", 1) else png()[:-14] + b"x" + png()[-13:]
    found, faults = picture_of(tmp_path / "logo.png", content)
    assert found is None
    assert told in faults


def page_with(face: Face) -> str:
    """Return the page of one chapter in English."""
    notebook = new_notebook(cells=[new_markdown_cell("# A")])
    return page([("01_a", notebook)], PageSettings(title="Programme", subtitle="2024", language="en", face=face))


def test_the_page_carries_the_face(params: Path) -> None:
    """Logo with its alternative text, organisation, contact, colours, and the organisation in the print header."""
    html = page_with(read_face(params))
    soup = BeautifulSoup(html, "lxml")
    logo = soup.select_one("header.masthead img.logo")
    assert logo is not None
    assert logo["alt"] == "Logo & name"
    assert str(logo["src"]).startswith("data:image/svg+xml;base64,")
    assert (logo["width"], logo["height"]) == ("180", "60")
    assert [one.get_text() for one in soup.select("header .organisation")] == ["Municipality"]
    contact = soup.select_one("footer address")
    assert contact is not None
    assert contact.get_text() == "Contact: Office · a@example.org · example.org/x"
    assert [link["href"] for link in contact.find_all("a")] == ["mailto:a@example.org", "https://example.org/x/"]
    assert soup.body is not None
    assert soup.body["class"] == ["band"]
    own = ":root{--accent:#7a1f5c;--heading:#5b1645;--rule:#c4471f}"
    assert f"@media not all and (prefers-color-scheme:dark){{{own}}}@media print{{{own}}}" in html
    assert ":root{--band:#5b1645;--on-band:#ffffff}" in html
    running = html.partition("@top-left{content:")[2].partition(";")[0]
    assert running.startswith('"Municipality\\20 \\b7 \\20 Programme\\20 \\b7 \\20 2024"')


def test_the_index_carries_the_face_in_each_language(params: Path, tmp_path: Path) -> None:
    """Its policy allows the picture, and each language has its own words."""
    output = tmp_path / "reports"
    output.mkdir()
    write_index(output, read_face(params))
    for name, told in (("index.html", "Tunnus"), ("index.sv.html", "Logotyp"), ("index.en.html", "Logo & name")):
        soup = BeautifulSoup((output / name).read_text(encoding="utf-8"), "lxml")
        logo, policy = soup.select_one("img.logo"), soup.select_one("meta[http-equiv]")
        assert logo is not None
        assert policy is not None
        assert logo["alt"] == told
        assert "img-src data:;" in str(policy["content"])
        assert len(soup.select("footer address")) == 1


def test_without_report_yaml_a_page_is_the_products_own(tmp_path: Path) -> None:
    """Nothing of a face is left in it, and none in the index's policy."""
    assert read_face(tmp_path) == PLAIN_FACE
    html = page_with(PLAIN_FACE)
    assert "owner" not in BeautifulSoup(html, "lxml").get_text()
    assert BeautifulSoup(html, "lxml").select(".owner, address, body.band") == []
    write_index(tmp_path)
    assert "img-src" not in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_the_schema_knows_what_an_editor_can_know() -> None:
    """Patterns of colours and addresses, the numbers of chapters, and what each key means."""
    schema = schema_of("report")
    colours, contact = schema["$defs"]["Colours"]["properties"], schema["$defs"]["Contact"]["properties"]
    assert set(colours) == {"accent", "heading", "masthead", "masthead_text", "rule"}
    assert colours["accent"]["anyOf"][0]["pattern"] == "^#[0-9A-Fa-f]{6}$"
    assert contact["web"]["anyOf"][0]["pattern"].startswith("^https?://")
    assert schema["properties"]["chapters"]["anyOf"][0]["items"] == {"type": "integer", "minimum": 0, "maximum": 99}
    assert "dropped" in schema["properties"]["chapters"]["description"]
