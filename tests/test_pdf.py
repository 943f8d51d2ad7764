"""The PDF of a report: tagged, titled, with bookmarks; and nothing is left behind, whatever the browser does."""

from __future__ import annotations

import http.server
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PdfReadError
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ContentStream,
    DictionaryObject,
    NameObject,
    PdfObject,
    StreamObject,
)
from workshop import Copier, commanded

from kunteko_eval.pdf import converting, tags
from kunteko_eval.pdf.converting import NoBrowser, PdfFailed, find_browser, print_pdf
from kunteko_eval.report.job import Job

ROOT = Path(__file__).parents[1]
STANDARD = set(
    re.findall(
        r"\w+",
        "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl "
        "LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu "
        "WT WP Figure Formula Form",
    )
)
"""The structure types of PDF 1.7 (ISO 32000-1, 14.8.4)."""

ALLOWED = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "TR": {"TH", "TD"},
    "L": {"L", "LI", "Caption"},
    "LI": {"Lbl", "LBody"},
}
"""What may stand right within tables and lists (ISO 14289-1, 7.5 and 7.6)."""

Tree = list[tuple[str, tuple[str, ...], DictionaryObject]]
"""Tags, each with its name and the names of those above it, in reading order."""

PAGE = '<!DOCTYPE html><html lang="fi"><head><title>{title}</title></head><body><h1>Otsikko</h1>{body}</body></html>'


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, copied_reports: Copier) -> Path:
    """Return KunTeko 2018–2020's report, made once."""
    run = Job(programme="kunteko", period="2018-2020", language="fi")
    return copied_reports(tmp_path_factory.mktemp("reports"), run)


@pytest.fixture(scope="module")
def printed(printed_report: tuple[Path, list[str]]) -> PdfReader:
    """Return the report's PDF; without a browser these tests fail, they are never skipped."""
    return PdfReader(printed_report[0])


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """Return a page of one line."""
    path = tmp_path / "page.html"
    path.write_text(PAGE.format(title="Sivu", body="<p>Rivi</p>"), encoding="utf-8")
    return path


def _dictionary(found: PdfObject | None) -> DictionaryObject:
    there = None if found is None else found.get_object()
    return there if isinstance(there, DictionaryObject) else DictionaryObject()


def _array(found: PdfObject | None) -> list[PdfObject]:
    there = None if found is None else found.get_object()
    return list(there) if isinstance(there, ArrayObject) else [there] if there is not None else []


def _kids(element: DictionaryObject) -> list[PdfObject]:
    return _array(element.get("/K"))


def _tags(element: DictionaryObject, above: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...], PdfObject]]:
    """Yield the name of every tag within a tag, the names above it, and the tag itself, in reading order."""
    for kid in _kids(element):
        found = _dictionary(kid)
        name = str(found.get("/S", "")).removeprefix("/")
        if name:
            yield name, above, found
            yield from _tags(found, (*above, name))


def _root(printed: PdfReader) -> DictionaryObject:
    return _dictionary(_dictionary(printed.trailer["/Root"])["/StructTreeRoot"])


@pytest.fixture(scope="module")
def tree(printed: PdfReader) -> Tree:
    """Return every tag of the PDF with its name and the names above it, read once."""
    return [(name, above, _dictionary(tag)) for name, above, tag in _tags(_root(printed))]


def _links(printed: PdfReader) -> list[DictionaryObject]:
    return [_dictionary(one) for page in printed.pages for one in page.get("/Annots", ())]


def _painted(holder: DictionaryObject, content: PdfObject) -> Iterator[tuple[str, bytes, int]]:
    """Yield what a page or a form paints: the outermost tag around it, if any, the operator, and how many bytes of text."""
    forms = _dictionary(_dictionary(holder.get("/Resources")).get("/XObject"))
    within: list[str] = []
    for operands, operator in ContentStream(content, None, "bytes").operations:
        if operator in {b"BMC", b"BDC"}:
            within.append(str(operands[0]))
        elif operator == b"EMC":
            within.pop()
        elif operator == b"Do" and not within:
            form = _dictionary(forms[operands[0]])
            yield from _painted(form, form)
        elif operator in tags.PAINTS:
            yield (within[0] if within else ""), operator, len(operands[0]) if operator == b"Tj" else 0
    assert not within


@pytest.mark.browser
def test_the_pdf_has_title_language_and_bookmarks(printed: PdfReader) -> None:
    """Viewers show the title, know the language, open with the bookmarks, and read that it is meant as PDF/UA-1."""
    root = _dictionary(printed.trailer["/Root"])
    assert str(root["/Lang"]) == "fi"
    assert _dictionary(root["/MarkInfo"])["/Marked"] == BooleanObject(value=True)
    assert _dictionary(root["/ViewerPreferences"])["/DisplayDocTitle"] == BooleanObject(value=True)
    assert printed.metadata is not None
    assert printed.metadata.title == "KunTeko 2015–2020 – Arviointiraportti 2018–2020"
    metadata = printed.xmp_metadata
    assert metadata is not None
    assert metadata.dc_title == {"x-default": printed.metadata.title}
    assert metadata.dc_language == ["fi"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata.stream.get_data()
    assert str(printed.outline).count("'/Title'") > 10
    assert printed.pdf_header == "%PDF-1.7"


@pytest.mark.browser
def test_the_pdf_holds_the_whole_report(report: Path, printed_report: tuple[Path, list[str]]) -> None:
    """Every heading of the page, of the boxes' reasons too, and every table with its rows is on paper."""
    soup = BeautifulSoup(report.read_text(encoding="utf-8"), "lxml")
    for unprinted in soup.select(".numbers, .contents"):
        unprinted.extract()  # the figure stands for its numbers, the bookmarks for the contents
    text = "".join("".join(printed_report[1]).split())
    told = [tag.get_text() for tag in soup.select("h1, h2, h3, h4, caption, tbody th")]
    assert len(told) > 500
    assert [one for one in told if "".join(one.split()) not in text] == []


@pytest.mark.browser
def test_every_figure_says_what_it_shows(report: Path, tree: Tree) -> None:
    """Each drawing is one figure with the page's words for it, and no figure hides another or a text."""
    soup = BeautifulSoup(report.read_text(encoding="utf-8"), "lxml")
    names = [
        str(tag.get("aria-label") or soup.select(f"#{tag['aria-labelledby']}")[0].get_text())
        for tag in soup.select("[role=img]")
    ]
    figures = [(above, tag) for name, above, tag in tree if name == "Figure"]
    assert sorted(str(tag["/Alt"]) for _, tag in figures) == sorted(names)  # The map has the second sheet.
    assert len(names) >= 5
    for above, tag in figures:
        assert "Figure" not in above
        assert not {name for name, _, _ in _tags(tag)} & {"P", "Link", "Caption"}


@pytest.mark.browser
def test_every_box_of_the_map_is_on_paper(report: Path, tree: Tree) -> None:
    """The map is printed, and each of its boxes is a link that says the element's name, rating and confidence."""
    soup = BeautifulSoup(report.read_text(encoding="utf-8"), "lxml")
    boxes = [str(tag["aria-label"]) for tag in soup.select("svg.map a.box")]
    assert len(boxes) == 29
    told = [str(tag.get("/Alt", "")) for name, _, tag in tree if name == "Link"]
    assert [one for one in boxes if one not in told] == []


@pytest.mark.browser
def test_the_tags_are_those_of_pdf_ua(printed: PdfReader, tree: Tree) -> None:
    """Tags are standard or mapped to such, tables and lists hold what they may, headers have a scope, no level is left out."""
    roles = _dictionary(_root(printed)["/RoleMap"])
    assert {str(role).removeprefix("/") for role in roles.values()} <= STANDARD
    assert {name for name, _, _ in tree} - STANDARD <= {name.removeprefix("/") for name in roles}
    assert len(tree) > 1000
    for name, above, tag in tree:
        if above and above[-1] in ALLOWED:
            assert name in ALLOWED[above[-1]]
        if name == "TH":
            assert any("/Scope" in _dictionary(one) for one in _array(tag["/A"]))
        for kid in _kids(tag):
            assert "/S" not in _dictionary(kid) or _dictionary(_dictionary(kid)["/P"]) == tag
    levels = [int(name[1]) for name, _, _ in tree if re.fullmatch("H[1-6]", name)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.browser
@pytest.mark.soak
def test_everything_painted_is_tagged_or_an_artifact(printed: PdfReader) -> None:
    """What lies outside the tags is an artifact: rules, running heads, the map's texts; hardly a word of the whole."""
    painted = [one for page in printed.pages for one in _painted(page, page["/Contents"])]
    assert len(painted) > 10_000
    assert [one for one in painted if not one[0]] == []
    words = sum(length for _, _, length in painted)
    assert words > 100_000
    assert sum(length for tag, _, length in painted if tag == "/Artifact") < 0.04 * words


@pytest.mark.browser
def test_every_link_says_where_it_leads(report: Path, printed: PdfReader, tree: Tree) -> None:
    """Links have a description and a tag, the tab key follows the tags, and no folder of the maker is told."""
    soup = BeautifulSoup(report.read_text(encoding="utf-8"), "lxml")
    known = {" ".join(str(tag.get("aria-label") or tag.get_text()).split()) for tag in soup.find_all("a")}
    links = _links(printed)
    assert len(links) > 100
    assert {str(link["/Contents"]) for link in links} <= known
    assert all(str(page["/Tabs"]) == "/S" for page in printed.pages)
    tagged = [kid for name, _, tag in tree if name == "Link" for kid in map(_dictionary, _kids(tag))]
    assert len([kid for kid in tagged if kid.get("/Type") == "/OBJR"]) == len(links)
    addresses = [str(_dictionary(link.get("/A")).get("/URI", "")) for link in links]
    assert not [address for address in addresses if address.startswith("file:")]


@pytest.mark.browser
def test_every_font_is_in_the_file(printed: PdfReader) -> None:
    """Fonts are embedded and their glyphs can be read back as letters."""
    fonts = [
        _dictionary(font)
        for page in printed.pages
        for font in _dictionary(_dictionary(page["/Resources"]).get("/Font")).values()
    ]
    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font
        if str(font["/Subtype"]) != "/Type3":
            inner = _dictionary(_array(font["/DescendantFonts"])[0])
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(_dictionary(inner["/FontDescriptor"]))


@pytest.mark.browser
def test_nothing_is_asked_of_the_network(tmp_path: Path) -> None:
    """A page that wants pictures from a server, by name or by number, gets none: the server is never asked."""
    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        wanted = "".join(f'<img alt="x" src="http://{host}:{port}/x.png">' for host in ("127.0.0.1", "localhost"))
        page = tmp_path / "page.html"
        page.write_text(PAGE.format(title="Sivu", body=wanted), encoding="utf-8")
        print_pdf(page, tmp_path / "page.pdf")
        server.shutdown()
    assert asked == []
    assert (tmp_path / "page.pdf").exists()


@pytest.mark.browser
def test_a_hostile_page_is_printed_as_text(tmp_path: Path) -> None:
    """Titles and links with markup and control characters come out as they are, and links to files stay relative."""
    page = tmp_path / "maker" / "page.html"
    page.parent.mkdir()
    body = '<h2 id="osa-ä">Osa</h2><a href="#osa-ä">&lt;b&gt;]]&gt;</a> <a href="../other.html#x">muu</a>'
    page.write_text(PAGE.format(title="A &amp; &lt;/rdf:li&gt;\x01 (ä) €", body=body), encoding="utf-8")
    print_pdf(page, tmp_path / "page.pdf")
    printed = PdfReader(tmp_path / "page.pdf")
    assert printed.metadata is not None
    assert printed.metadata.title == "A & </rdf:li> (ä) €"
    assert printed.xmp_metadata is not None
    assert printed.xmp_metadata.dc_title == {"x-default": "A & </rdf:li> (ä) €"}
    inner, outer = _links(printed)
    assert [str(link["/Contents"]) for link in (inner, outer)] == ["<b>]]>", "muu"]
    assert str(_dictionary(outer["/A"])["/URI"]) == "../other.html#x"


@pytest.mark.browser
@pytest.mark.parametrize("script", ["", "<script>for (;;) {}</script>"])
def test_the_browser_leaves_nothing_behind(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it prints or hangs, no process and no profile of the browser stays, and nothing lies beside the PDF."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    page = tmp_path / "page.html"
    page.write_text(PAGE.format(title="Sivu", body=script), encoding="utf-8")
    if script:
        with pytest.raises(PdfFailed, match="within 5 s"):
            print_pdf(page, tmp_path / "page.pdf", seconds=5)
    else:
        print_pdf(page, tmp_path / "page.pdf")
    assert not list(scratch.iterdir())
    assert {path.name for path in tmp_path.iterdir()} - {"page.pdf"} == {"page.html", "scratch"}
    assert not _running(str(scratch))


def _running(word: str) -> list[psutil.Process]:
    """Return the processes on whose command line a word stands, after a moment in which killed ones may vanish."""
    for _ in range(20):
        found = [one for one in psutil.process_iter(["cmdline"]) if word in " ".join(one.info["cmdline"] or ())]
        if not found:
            break
        time.sleep(0.1)
    return found


posix = pytest.mark.skipif(
    os.name != "posix", reason="a script with a first line of its own is a program on POSIX only"
)


def _fake(tmp_path: Path, code: str) -> str:
    """Return a program that takes a browser's arguments and does something else."""
    path = tmp_path / "fake-browser"
    prelude = "import subprocess, sys\ntarget = [a for a in sys.argv if a.startswith('--print-to-pdf=')][0][15:]\n"
    path.write_text(f"#!{sys.executable}\n{prelude}{code}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@posix
@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("sys.exit('out of paper')", "ended with status 1 and did not print it: out of paper"),
        ("sys.exit(0)", "status 0 and did not print"),
        ("open(target, 'w').write('no PDF at all')", "is not a PDF"),
        ("from pypdf import PdfWriter; w = PdfWriter(); w.add_blank_page(9, 9); w.write(target)", "without tags"),
    ],
)
def test_a_failing_browser_leaves_the_old_pdf(code: str, told: str, short: Path, tmp_path: Path) -> None:
    """When the browser fails, prints nothing, prints no PDF or one without tags, it is told and the old PDF stands."""
    target = tmp_path / "page.pdf"
    target.write_bytes(b"the old one")
    with pytest.raises(PdfFailed, match=re.escape(told)):
        print_pdf(short, target, browser=_fake(tmp_path, code))
    assert target.read_bytes() == b"the old one"
    assert {path.name for path in tmp_path.iterdir()} == {"page.html", "page.pdf", "fake-browser"}


@posix
@pytest.mark.parametrize(
    ("after", "told"), [("time.sleep(600)", "did not print it within 2 s"), ("sys.exit(1)", "ended with status 1")]
)
def test_a_browser_is_ended_with_its_helpers(after: str, told: str, short: Path, tmp_path: Path) -> None:
    """A browser that hangs is ended after the time given; and so is what it started, even when it fell over itself."""
    mark = str(tmp_path / "helper")
    code = f"""
import time
quiet = subprocess.DEVNULL
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", {mark!r}], stdout=quiet, stderr=quiet)
{after}"""
    began = time.monotonic()
    with pytest.raises(PdfFailed, match=told):
        print_pdf(short, tmp_path / "page.pdf", browser=_fake(tmp_path, code), seconds=2)
    assert time.monotonic() - began < 20
    assert not _running(mark)


def test_without_a_browser_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """When there is no browser, the message names what was looked for and what to do."""
    monkeypatch.delenv(converting.BROWSER, raising=False)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(NoBrowser, match=r"chromium-browser, google-chrome.*Install Chromium.*--browser"):
        find_browser()
    with pytest.raises(NoBrowser, match="--browser names 'lynx', which is not a program"):
        find_browser("lynx")
    monkeypatch.setenv(converting.BROWSER, "links")
    with pytest.raises(NoBrowser, match="KUNTEKO_BROWSER names 'links'"):
        find_browser()


@posix
def test_a_browser_that_was_named_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option comes before the environment, and the environment before what is installed."""
    given = _fake(tmp_path, "")
    other = str(shutil.copy(given, tmp_path / "chromium"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(converting.BROWSER, raising=False)
    assert find_browser() == other
    monkeypatch.setenv(converting.BROWSER, given)
    assert find_browser() == given
    assert find_browser("chromium") == other


def test_only_a_report_is_printed(tmp_path: Path) -> None:
    """A page without title or language is refused, and the PDF never takes the place of the page."""
    page = tmp_path / "page.html"
    page.write_text("<html><title>Sivu</title></html>", encoding="utf-8")
    with pytest.raises(PdfFailed, match="no title or no language"):
        print_pdf(page, tmp_path / "page.pdf")
    with pytest.raises(PdfFailed, match="take the place of the report"):
        print_pdf(page, page)


def _stream(content: bytes) -> StreamObject:
    stream = StreamObject()
    stream.set_data(content)
    return stream


def _content(page: DictionaryObject) -> bytes:
    content = page["/Contents"].get_object()
    assert isinstance(content, StreamObject)
    return content.get_data()


def _mended(page: DictionaryObject) -> str:
    return " ".join(tags.mended(_content(page), page).decode().split())


def test_what_is_painted_outside_the_tags_becomes_an_artifact() -> None:
    """Rules and texts between the tags are wrapped apart from them; clips, tags and what they hold stay as they were."""
    writer = PdfWriter()
    page = writer.add_blank_page(9, 9)
    page[NameObject("/Contents")] = _stream(
        b"q\n0 0 9 9 re\nW\nn\n1 0 0 RG\n0 0 9 9 re\nf\n/P <</MCID 0>> BDC\nBT\n(a) Tj\nET\n0 0 m\n1 1 l\nS\nEMC\n"
        b"BT\n(b) Tj\nET\nQ\n"
    )
    assert _mended(page) == (
        "q 0 0 9 9 re W n 1 0 0 RG /Artifact BMC 0 0 9 9 re f EMC /P <</MCID 0>> BDC BT (a) Tj ET 0 0 m 1 1 l S EMC "
        "BT /Artifact BMC (b) Tj EMC ET Q"
    )


def test_a_form_with_tags_of_its_own_is_mended_within() -> None:
    """A drawing that is tagged inside is no artifact, but its rules are; a drawing without tags is one as a whole."""
    writer = PdfWriter()
    page = writer.add_blank_page(9, 9)
    forms = DictionaryObject()
    for name, content in {"/A": b"0 0 m\nS\n/P <</MCID 0>> BDC\n1 1 m\nS\nEMC\n", "/B": b"2 2 m\nS\n"}.items():
        forms[NameObject(name)] = _stream(content)
        forms[name].get_object()[NameObject("/Subtype")] = NameObject("/Form")  # type: ignore[index]
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): forms})
    page[NameObject("/Contents")] = _stream(b"/A Do\n/B Do\n")
    assert _mended(page) == "/A Do /Artifact BMC /B Do EMC"
    within = [" ".join(_dictionary(form).get_data().decode().split()) for form in forms.values()]  # type: ignore[attr-defined]
    assert within == ["/Artifact BMC 0 0 m S EMC /P <</MCID 0>> BDC 1 1 m S EMC", "2 2 m S"]


@pytest.mark.parametrize(
    "painted",
    [
        r"(ET (EMC (S) \) f) q) Tj",
        "<4554> Tj",
        "[(a) -20.5 <62>] TJ",
        "BI /W 1 /H 1 /BPC 8 /CS /G ID EMC Q EI",
        "/S1 sh",
        ".5 0 -1. 2 re % f\nf*",
    ],
)
def test_what_a_text_or_an_image_holds_is_no_operator(painted: str) -> None:
    """Letters within a text, an image or a remark part nothing: each is painted whole, within one artifact."""
    writer = PdfWriter()
    page = writer.add_blank_page(9, 9)
    page[NameObject("/Contents")] = _stream(f"q {painted} Q".encode())
    assert tags.mended(_content(page), page).decode().split() == f"q /Artifact BMC {painted} EMC Q".split()


def test_what_is_no_content_of_a_page_is_told() -> None:
    """Where no operation can begin the place is named; nothing of it is dropped without a word."""
    writer = PdfWriter()
    page = writer.add_blank_page(9, 9)
    page[NameObject("/Contents")] = _stream(b"q (not closed Q")
    with pytest.raises(PdfReadError, match=r"byte 1 .* begins no operation: b' \(not closed Q'"):
        tags.mended(_content(page), page)


def _asked(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command in the project's folder."""
    return commanded("pdf", *arguments, cwd=ROOT)


def test_printing_before_the_report_is_made_says_how_to_make_it(tmp_path: Path) -> None:
    """Where no report stands, the command ends with 1 and names the command that makes it."""
    done = _asked("soteliiderit", "--output", tmp_path)
    assert done.returncode == 1
    assert "make it first: kunteko-eval run soteliiderit --output" in done.stderr
    assert "Traceback" not in done.stderr


@posix
def test_one_report_that_cannot_be_printed_stops_no_other(short: Path, tmp_path: Path) -> None:
    """Each failure is told with its report, the others are tried, and the command ends with 1."""
    for period in ("2019", "2020"):
        folder = tmp_path / "kunteko" / period
        folder.mkdir(parents=True)
        shutil.copy(short, folder / "report.fi.html")
    done = _asked("kunteko", "--output", tmp_path, "--browser", _fake(tmp_path, "sys.exit('out of paper')"))
    assert done.returncode == 1
    assert len(re.findall(r"^failed: kunteko 20(?:19|20) fi: .*out of paper$", done.stderr, re.M)) == 2
    assert not list(tmp_path.rglob("*.pdf"))


@pytest.mark.browser
def test_the_command_prints_beside_the_report(tmp_path: Path, copied_reports: Copier) -> None:
    """The PDFs of the report and of its brief stand beside their pages."""
    run = Job(programme="soteliiderit", period="2019", language="fi")
    page = copied_reports(tmp_path, run)
    done = _asked("soteliiderit", "--output", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    target = page.with_suffix(".pdf")
    assert sorted(done.stdout.split()) == [str(page.with_name("brief.fi.pdf")), str(target)]
    assert str(_dictionary(PdfReader(target).trailer["/Root"])["/Lang"]) == "fi"
