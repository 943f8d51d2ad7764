"""Reports as Word documents: what a small page becomes, and what is refused."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from typer.testing import CliRunner

from kunteko_eval.cli import app
from kunteko_eval.word.converting import DocumentFailed, document_of, is_unedited, write_document

PAGE = """<!DOCTYPE html><html lang="sv"><head><title>Kedjan – Rapport</title>
<style>:root{--ink:#112233}svg.map .name{fill:var(--ink)}@media print{svg.map{display:none}}</style></head>
<body><header class="masthead"><div class="owner"><span class="organisation">Byrån</span></div>
<h1>Kedjan</h1><p class="subtitle">Rapport 2020</p><p class="home"><a href="../index.html">Alla</a></p></header>
<nav class="contents"><details open><summary><h2>Innehåll</h2></summary><ol><li><a href="#reach">Räckvidd</a></li>
<li><a href="#annex-reach">Bilaga 1</a></li></ol></details></nav>
<main id="main"><section id="reach" class="section"><h2 id="reach-title">Tolv nåddes</h2>
<p class="claim" id="claim-reach-1">De nådde <b>tolv</b>
kommuner, se <a href="https://example.org/a">källan</a> och <a href="#table-reach">tabellen</a>;
<a href="#annex-reach">bilagan</a> visar mer. <span lang="en">Well done.</span></p>
<ul class="points"><li>en<ul><li>inre</li></ul></li><li>två</li></ul>
<ol><li>först</li><li>sedan</li></ol><ol><li>igen först</li></ol>
<div class="table"><table id="table-reach"><caption>Tabell 1. Antal</caption>
<colgroup><col style="width:70%"><col style="width:30%"></colgroup>
<thead><tr><th scope="col">Vem</th><th scope="col" class="n">n</th></tr></thead>
<tbody><tr><th scope="row">alla</th><td class="n">12</td></tr></tbody></table></div>
<figure id="figure-a"><figcaption>Nio av tio nöjda</figcaption><svg viewbox="0 0 1200 600" class="map">
<title>Bild</title><desc>Nio av tio svarade ja.</desc><text class="name" x="10" y="40">● ja</text>
<rect width="50" height="50" fill="url(#p)"></rect></svg>
<details class="numbers"><summary>Siffror</summary><table><tr><td>hemligt</td></tr></table></details></figure>
</section><details class="annex" id="annex-reach"><summary><h2>Bilaga 1. Räckvidd</h2></summary><p>Allt.</p></details>
<svg aria-hidden="true" viewbox="0 0 9 9"><defs><pattern id="p" width="2" height="2"><path d="M0 0L2 2"></path></pattern>
</defs></svg></main><footer class="colophon"><p id="page-code">Kod: 0</p></footer><script>alert(1)</script></body></html>"""


def _made(page: str = PAGE, *, annexes: bool = False) -> Document:
    return docx.Document(BytesIO(document_of(page.encode(), "page.html", annexes=annexes)))


@pytest.fixture(scope="module")
def made() -> Document:
    """Return the small page as a document."""
    return _made()


def _texts(document: Document, style: str) -> list[str]:
    return [one.text for one in document.paragraphs if one.style is not None and one.style.name == style]


def test_headings_lists_and_captions_are_words_own(made: Document) -> None:
    """A heading is a heading, a point a point and a caption a caption, in the order of the page."""
    assert _texts(made, "Title") == ["Kedjan"]
    assert _texts(made, "Subtitle") == ["Rapport 2020"]
    assert _texts(made, "Heading 1") == ["Tolv nåddes"]
    assert _texts(made, "List Bullet") == ["en", "två"]
    assert _texts(made, "List Bullet 2") == ["inre"]
    assert _texts(made, "Caption") == ["Tabell 1. Antal", "Nio av tio nöjda"]
    numbers = [one._p.pPr.numPr.numId.val for one in made.paragraphs if one.style.name == "List Number"]  # type: ignore[union-attr]
    assert numbers[0] == numbers[1] != numbers[2]


def test_a_table_repeats_its_head_and_keeps_its_rows_whole(made: Document) -> None:
    """The head stands on each page, no row is parted, numbers are set to the right, and the table says what it is."""
    (table,) = made.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Vem", "n"], ["alla", "12"]]
    assert table._tbl.xpath("boolean(w:tr[1]/w:trPr/w:tblHeader) and count(//w:tblHeader) = 1")
    assert len(table._tbl.xpath("w:tr/w:trPr/w:cantSplit")) == 2
    assert table._tbl.xpath("string(w:tblPr/w:tblCaption/@w:val)") == "Tabell 1. Antal"
    assert len(table._tbl.xpath(".//w:jc[@w:val='right']")) == 2


def test_a_figure_is_a_picture_with_an_alternative_text(made: Document) -> None:
    """A drawing becomes a PNG of its letters and patterns on a page that lies, and says what it shows."""
    (picture,) = made.inline_shapes
    assert picture._inline.docPr.get("descr") == "Nio av tio nöjda. Nio av tio svarade ja."
    (image,) = [part for part in made.part.package.iter_parts() if part.partname.endswith(".png")]
    assert image.blob.startswith(b"\x89PNG")
    assert len(image.blob) > 1500
    assert [one.orientation for one in made.sections] == [0, 1, 0]
    assert not picture._inline.xpath("boolean(ancestor::w:tbl)")


def test_links_lead_to_the_web_and_to_what_the_document_has(made: Document) -> None:
    """A link to a place that is left out is plain words; every mark that a link names is there."""
    body = made.element.body
    leading = {one.text for one in body.iter(qn("w:hyperlink"))}
    assert leading == {"källan", "tabellen", "Räckvidd"}
    marks = {one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))}
    assert {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))} - {None} <= marks
    assert [one.target_ref for one in made.part.rels.values() if one.is_external] == ["https://example.org/a"]


def test_words_are_read_in_their_language(made: Document) -> None:
    """The document is in the Swedish of Finland, and an English sentence in it is in the English of Britain."""
    assert made.styles.element.xpath("string(//w:rPrDefault//w:lang/@w:val)") == "sv-FI"
    assert made.element.body.xpath("string(//w:r[w:rPr/w:lang/@w:val='en-GB'])") == "Well done."
    assert made.core_properties.language == "sv-FI"


def test_annexes_come_when_they_are_asked_for(made: Document) -> None:
    """What is closed on screen is left out, and a line says where it is; asked for, it comes."""
    short, whole = [one.text for one in made.paragraphs], [one.text for one in _made(annexes=True).paragraphs]
    assert "Allt." not in short
    assert any(one.startswith("Bilagorna med alla siffror") for one in short)
    assert "Allt." in whole
    assert not any(one.startswith("Bilagorna med alla siffror") for one in whole)
    assert not {"Alla", "alert(1)"} & {*short, *whole}
    assert "Kod: 0" in short


def test_the_same_page_gives_the_same_bytes_and_no_day(made: Document) -> None:
    """Nothing of a document tells when it was made; it tells whose it is."""
    once, again = document_of(PAGE.encode(), "page.html"), document_of(PAGE.encode(), "page.html")
    assert once == again
    with zipfile.ZipFile(BytesIO(once)) as archive:
        assert {one.date_time[:3] for one in archive.infolist()} == {(1980, 1, 1)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert b"dcterms:created" not in archive.read("docProps/core.xml")
    assert (made.core_properties.title, made.core_properties.author) == ("Kedjan", "Byrån")


def test_an_edited_document_is_not_replaced(tmp_path: Path) -> None:
    """Ours is replaced, one that somebody has saved with a change only by force."""
    page, target = tmp_path / "report.sv.html", tmp_path / "report.sv.docx"
    page.write_text(PAGE, encoding="utf-8")
    write_document(page, target)
    write_document(page, target)
    assert is_unedited(target)
    edited = docx.Document(str(target))
    edited.add_paragraph("Mine.")
    edited.save(str(target))
    before = target.read_bytes()
    told = CliRunner().invoke(app, ["docx", str(page)])
    assert told.exit_code == 1
    assert "was edited" in told.output
    assert target.read_bytes() == before
    assert CliRunner().invoke(app, ["docx", str(page), "--force"]).exit_code == 0
    assert is_unedited(target)


@pytest.mark.parametrize(
    ("content", "lacks"),
    [
        ("", "no language and no title and no content"),
        ("<html lang='fi'><title>T</title><p>x</p></html>", "no content"),
        ("<html><title>T</title><main>x</main></html>", "no language"),
    ],
)
def test_what_is_no_report_is_refused(content: str, lacks: str, tmp_path: Path) -> None:
    """The message says what the file lacks, and no document is written."""
    page = tmp_path / "page.html"
    page.write_text(content, encoding="utf-8")
    with pytest.raises(DocumentFailed, match=lacks):
        write_document(page, tmp_path / "made" / "page.docx")
    assert [one.name for one in tmp_path.iterdir()] == ["page.html"]


def test_one_failure_does_not_stop_the_others(tmp_path: Path) -> None:
    """Each report is told of; a file that is not there is a failure of its own."""
    page = tmp_path / "report.sv.html"
    page.write_text(PAGE, encoding="utf-8")
    told = CliRunner().invoke(app, ["docx", str(tmp_path / "none.html"), str(page), "--output", str(tmp_path / "out")])
    assert told.exit_code == 1
    assert "none.html" in told.output
    assert (tmp_path / "out" / "report.sv.docx").exists()
    refused = CliRunner().invoke(app, ["docx", str(page), str(page), "--output", str(tmp_path / "one.docx")])
    assert isinstance(refused.exception, DocumentFailed)
