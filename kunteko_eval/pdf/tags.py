"""What PDF/UA asks of a printed report and a browser leaves out: tags, links, language, title, artifacts (ISO 14289-1)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import pathname2url, url2pathname
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PdfReadError
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from kunteko_eval.errors import KuntekoError

ROLES = {"Strong": "Span", "Em": "Span", "Sub": "Span", "Title": "P", "Aside": "Div", "FENote": "Note"}
"""Tags of PDF 2.0 that the browser writes, as tags that PDF/UA-1 knows."""

PATH = frozenset({b"m", b"l", b"c", b"v", b"y", b"h", b"re", b"W", b"W*"})
PAINTS = frozenset({b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh", b"Tj", b"TJ", b"'", b'"', b"BI"})
TAGGED = frozenset({b"BMC", b"BDC"})
BOUNDS = frozenset({*TAGGED, b"q", b"Q", b"BT", b"ET"})
"""Operators of a page's content: what makes a path, what paints, what begins tagged content, what parts it."""

_LETTERS = rb"[^()\\]|\\."
_INNER = rb"\((?:" + _LETTERS + rb")*+\)"
_NESTED = rb"\((?:" + _LETTERS + rb"|" + _INNER + rb")*+\)"
_STRING = rb"\((?:" + _LETTERS + rb"|" + _NESTED + rb")*+\)"
OPERATION = re.compile(
    rb"((?:[\s\x00\d.+\-\[\]]+|<<|>>|<[^<>]*+>|/[^\s\x00()<>\[\]{}/%]*+|%[^\r\n]*+|(?:true|false|null)\b|"
    + _STRING
    + rb")*+)(BI(?=\s)|[A-Za-z'\"][A-Za-z0-9*]*+)(?:(?<=\bBI)\s.*?\sID\s.*?\sEI(?!\S))?",
    re.DOTALL,
)
"""One operation: its operands and its operator, or an image within the content up to its end."""

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>kunteko_eval</xmp:CreatorTool>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>
"""


class NoTags(KuntekoError, ValueError):
    """The browser printed a PDF without tags or bookmarks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a page says of itself.

    Attributes:
        links: The text of each link, by where it leads.
    """

    title: str
    language: str
    links: Mapping[str, str]


def complete(printed: Path, ready: Path, page: Path, about: About) -> None:
    """Write what the browser printed once more, with what PDF/UA-1 asks for and the browser leaves out.

    Args:
        printed: The browser's PDF.
        ready: Where the completed one is written.
        page: The report, which relative links are told from.
        about: What the report says of itself.

    Raises:
        NoTags: When the browser wrote no tags or no bookmarks.
        PyPdfError: When what was printed is not a PDF.
    """
    writer = PdfWriter(clone_from=PdfReader(printed))
    root = writer.root_object
    if "/StructTreeRoot" not in root or "/Outlines" not in root:
        raise NoTags("the browser printed it without tags or bookmarks; update the browser")
    root[NameObject("/Lang")] = TextStringObject(about.language)
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    root[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(value=True)}
    )
    root[NameObject("/Metadata")] = writer._add_object(_metadata(about))
    writer.add_metadata({"/Title": about.title, "/Creator": "kunteko_eval"})
    for sheet in writer.pages:
        for annotation in sheet.get("/Annots", ()):
            _mend_link(_dictionary(annotation), page, about)
    tree = _dictionary(root["/StructTreeRoot"])
    tree[NameObject("/RoleMap")] = DictionaryObject(
        {NameObject(f"/{tag}"): NameObject(f"/{known}") for tag, known in ROLES.items()}
    )
    _mend_tags(tree, writer)
    images: dict[bytes, PdfObject] = {}
    for sheet in writer.pages:
        _share_images(sheet, images)
        content = sheet["/Contents"].get_object()
        if isinstance(content, StreamObject):
            content.set_data(mended(content.get_data(), sheet))
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    writer.pdf_header = "%PDF-1.7"
    writer.write(ready)


def _dictionary(found: PdfObject) -> DictionaryObject:
    """Return a dictionary of the PDF, wherever it stands; an empty one for what is none."""
    there = found.get_object()
    return there if isinstance(there, DictionaryObject) else DictionaryObject()


def _metadata(about: About) -> StreamObject:
    """Return title and language as XMP, with the mark of PDF/UA-1."""
    stream = DecodedStreamObject()
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    stream.set_data(XMP.format(title=escape(about.title), language=escape(about.language)).encode())
    return stream


def _share_images(holder: DictionaryObject, images: dict[bytes, PdfObject]) -> None:
    """Keep each image of a page once; the browser writes a pattern's image anew for every box that it fills."""
    for kind in ("/XObject", "/Pattern"):
        held = _resources(holder, kind)
        for name, reference in list(held.items()):
            found = _dictionary(reference)
            if found.get("/Subtype") == "/Image":
                held[NameObject(name)] = _shared(reference, images)
            else:
                _share_images(found, images)


def _shared(image: PdfObject, images: dict[bytes, PdfObject]) -> PdfObject:
    """Return the first of the images that are the same as this one, their masks too."""
    found = _dictionary(image)
    if "/SMask" in found:
        found[NameObject("/SMask")] = _shared(found.raw_get("/SMask"), images)
    return images.setdefault(found.hash_value(), image)


def _resources(holder: DictionaryObject, kind: str) -> DictionaryObject:
    """Return the forms, images or patterns that a page, a form or a pattern uses, by name."""
    return _dictionary(_dictionary(holder.get("/Resources", DictionaryObject())).get(kind, DictionaryObject()))


def _kids(element: DictionaryObject) -> list[PdfObject]:
    """Return what is right within a tag: tags, links, and numbers of tagged content."""
    kids = element.get("/K", ArrayObject())
    there = kids.get_object()
    return list(there) if isinstance(there, ArrayObject) else [kids]


def _tags(element: DictionaryObject) -> list[DictionaryObject]:
    """Return the tags right within a tag."""
    return [kid for kid in map(_dictionary, _kids(element)) if _kind(kid)]


def _kind(element: DictionaryObject) -> str:
    """Return what kind of tag a dictionary is; nothing when it is none."""
    return str(element.get("/S", ""))


def _mend_tags(element: DictionaryObject, writer: PdfWriter) -> None:
    """Make the tags within a tag such as PDF/UA asks for.

    A figure is what is drawn, with its alternative text, and not the frame around it, whose caption and words would
    go unread. What follows the mark of a list's item is the item's body. A link without words of its own, such as a
    box of the map, says where it leads.
    """
    within = _tags(element)
    if _kind(element) == "/Figure" and ("/Alt" not in element or any(_has_figure(one) for one in within)):
        element[NameObject("/S")] = NameObject("/Div")
        element.pop("/Alt", None)
        for one in within:
            if _kind(one) == "/Caption":
                one[NameObject("/S")] = NameObject("/P")
    elif _kind(element) == "/LI":
        _give_body(element, [one for one in within if _kind(one) not in {"/Lbl", "/LBody"}], writer)
    elif _kind(element) == "/Link" and not within:
        told = [_dictionary(one["/Obj"]).get("/Contents") for one in map(_dictionary, _kids(element)) if "/Obj" in one]
        element[NameObject("/Alt")] = TextStringObject(" ".join(str(one) for one in told if one))
    for one in within:
        _mend_tags(one, writer)


def _has_figure(element: DictionaryObject) -> bool:
    """Return whether a tag is a figure with an alternative text, or holds one."""
    return (_kind(element) == "/Figure" and "/Alt" in element) or any(_has_figure(one) for one in _tags(element))


def _give_body(item: DictionaryObject, parts: list[DictionaryObject], writer: PdfWriter) -> None:
    """Put parts of a list's item into a body."""
    if not parts:
        return
    references = [one.indirect_reference for one in parts]
    body = DictionaryObject({NameObject("/Type"): NameObject("/StructElem"), NameObject("/S"): NameObject("/LBody")})
    body[NameObject("/K")] = ArrayObject(references)
    body[NameObject("/P")] = item.indirect_reference
    made = writer._add_object(body)
    for one in parts:
        one[NameObject("/P")] = made
    kept = [kid for kid in _kids(item) if kid not in references]
    item[NameObject("/K")] = ArrayObject([*kept, made])


def _mend_link(annotation: DictionaryObject, page: Path, about: About) -> None:
    """Say in words where a link leads; one to a file beside the report stays relative and names no folder of ours."""
    action = _dictionary(annotation.get("/A", DictionaryObject()))
    address = str(action.get("/URI", "")) or "#" + str(annotation.get("/Dest", "")).removeprefix("/")
    parts = urlsplit(address)
    if parts.scheme == "file":
        beside = os.path.relpath(url2pathname(parts.path), page.resolve().parent)
        address = pathname2url(beside) + (f"#{parts.fragment}" if parts.fragment else "")
        action[NameObject("/URI")] = TextStringObject(address)
    text = about.links.get(unquote(address)) or unquote(address)
    annotation[NameObject("/Contents")] = TextStringObject(text)


def mended(content: bytes, holder: DictionaryObject) -> bytes:
    """Return the content of a page or a form with everything painted outside the tags marked as an artifact.

    Raises:
        PdfReadError: When what stands there is no content of a page.
    """
    return b"".join(_with_artifacts(content, _resources(holder, "/XObject")))


def _with_artifacts(content: bytes, forms: DictionaryObject) -> Iterator[bytes]:
    """Yield content as it stands, what paints outside the tags, such as rules and backgrounds, within artifacts."""
    depth, is_open = 0, False
    path: list[bytes] = []
    for whole, operands, operator in _operations(content):
        if depth:
            depth += (operator in TAGGED) - (operator == b"EMC")
            yield whole
            continue
        if operator in PATH:
            path.append(whole)
            continue
        form = forms.get(operands.strip().decode("latin-1")) if operator == b"Do" else None
        tagged = form is not None and _mend_form(form.get_object())
        if not is_open and (operator in PAINTS or (operator == b"Do" and not tagged)):
            yield b"\n/Artifact BMC\n"
            is_open = True
        elif is_open and (operator in BOUNDS or tagged):
            yield b"\nEMC\n"
            is_open = False
        yield from path
        path.clear()
        yield whole
        depth += operator in TAGGED
    yield from path
    if is_open:
        yield b"\nEMC\n"


def _operations(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield each operation of content: all of it, its operands and its operator (ISO 32000-1, 7.2 and 7.8.2).

    Raises:
        PdfReadError: Where something else stands.
    """
    at = 0
    while found := OPERATION.match(content, at):
        yield found[0], found[1], found[2]
        at = found.end()
    if content[at:].strip():
        raise PdfReadError(f"byte {at} of a page's content begins no operation: {content[at : at + 40]!r}")


def _mend_form(form: PdfObject | None) -> bool:
    """Return whether what is painted has tags of its own; if so, mark what it paints outside them."""
    if not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form" or b"BDC" not in form.get_data():
        return False
    form.set_data(mended(form.get_data(), form))
    return True
