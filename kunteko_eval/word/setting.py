"""An empty document as a report needs it: paper, type, styles, language, a head and numbered pages."""

from __future__ import annotations

from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from kunteko_eval.word.inline import LOCALES, run

INK = RGBColor(0x1B, 0x1F, 0x24)
FAINT = RGBColor(0x4D, 0x57, 0x62)
ACCENT = RGBColor(0x1D, 0x4F, 0x7C)
MARGIN = Cm(2.2)
SHORT, LONG = Cm(21.0), Cm(29.7)
"""The sides of A4."""

FONT = "Arial"
"""Every word processor has it, or one of its widths."""

SIZES = {"Title": 24, "Subtitle": 13, "Heading 1": 17, "Heading 2": 13, "Heading 3": 11.5, "Heading 4": 10.5}
TABLE = f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable">
<w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>
<w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="1B1F24"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="C9D0D7"/></w:tblBorders>
<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/>
<w:right w:w="120" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="1B1F24"/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr>
</w:tblStylePr></w:style>"""


def empty_document(language: str, running: str) -> Document:
    """Return an empty document in a language.

    Args:
        language: fi, sv or en.
        running: What stands at the head of each page.
    """
    document = docx.Document()
    for name, found in list(document.part.package.rels.items()):
        if found.reltype.endswith("/thumbnail"):  # A picture of another document.
            del document.part.package.rels[name]
    section = document.sections[0]
    section.page_width, section.page_height = SHORT, LONG
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    _set_type(document)
    for told in document.styles.element.xpath("//w:rPrDefault//w:lang"):
        for name in ("val", "eastAsia"):
            told.set(qn(f"w:{name}"), LOCALES.get(language, language))
    _set_page_ends(document, running)
    return document


def _set_type(document: Document) -> None:
    styles: Any = document.styles
    for name, size in {"Normal": 10, "Caption": 9.5, **SIZES}.items():
        style = styles[name]
        style.font.size, style.font.name, style.font.color.rgb = Pt(size), FONT, INK
        fonts = style.element.rPr.rFonts
        for theme in [one for one in fonts.attrib if "Theme" in str(one)]:
            del fonts.attrib[theme]
        fonts.set(qn("w:cs"), FONT)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["Normal"].paragraph_format.line_spacing = 1.15
    for at in range(1, 5):
        given = styles[f"Heading {at}"].paragraph_format
        given.space_before, given.space_after, given.keep_with_next = Pt(18 if at == 1 else 12), Pt(4), True
    styles["Subtitle"].font.italic = False
    styles["Subtitle"].font.color.rgb = FAINT
    for border in styles["Title"].element.xpath(".//w:pBdr"):
        border.getparent().remove(border)
    styles["Caption"].font.bold = True
    styles["Caption"].paragraph_format.keep_with_next = True
    styles["Caption"].paragraph_format.space_before = Pt(8)
    cells = styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH)
    cells.base_style, cells.font.size = styles["Normal"], Pt(8.5)
    cells.paragraph_format.space_after, cells.paragraph_format.line_spacing = Pt(0), 1.0
    contents = styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    contents.base_style = styles["Normal"]
    contents.paragraph_format.space_after = Pt(2)
    links = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    links.font.color.rgb, links.font.underline = ACCENT, True
    styles.element.append(parse_xml(TABLE))


def _set_page_ends(document: Document, running: str) -> None:
    """Write the running head, and the number of each page and of all of them."""
    section = document.sections[0]
    above, below = section.header.paragraphs[0], section.footer.paragraphs[0]
    above.add_run(running)
    below.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    add_field(below, " PAGE ", "1")
    below.add_run(" / ")
    add_field(below, " NUMPAGES ", "1")
    for paragraph in (above, below):
        for one in paragraph.runs:
            one.font.size, one.font.color.rgb = Pt(8.5), FAINT


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Add to a paragraph what the word processor fills in.

    Args:
        paragraph: Where it is added.
        instruction: What is asked for, in the word processor's own code.
        shown: What stands there until it is filled in.
    """
    for kind in ("begin", "separate", "end"):
        if kind == "separate":
            paragraph._p.append(asked(instruction))
        paragraph._p.append(field_mark(kind))
        if kind == "separate":
            paragraph._p.append(run(shown))


def field_mark(kind: str) -> Any:
    """Return the mark of a field's beginning, of the end of what it asks, or of its end."""
    made, mark = OxmlElement("w:r"), OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    made.append(mark)
    return made


def asked(instruction: str) -> Any:
    """Return what a field asks for."""
    made, told = OxmlElement("w:r"), OxmlElement("w:instrText")
    told.text = instruction
    told.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    made.append(told)
    return made
