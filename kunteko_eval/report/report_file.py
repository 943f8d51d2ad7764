"""``params/report.yaml``: the face of a project's reports, and which chapters they have in which order."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic.dataclasses import dataclass

from kunteko_eval.errors import Fault
from kunteko_eval.files.documents import YamlDocument, read_yaml_partly
from kunteko_eval.files.snapshot import exists
from kunteko_eval.files.validation import Unfit
from kunteko_eval.model.base import STRICT, Text
from kunteko_eval.report.colour_check import failing_pairs
from kunteko_eval.report.logo import SafePicture, read_picture

REPORT_FILE = "report.yaml"
"""The file's name in the params folder; it may be left out."""

RATING_COLOURS = frozenset({"green", "yellow", "red"})
_HEX = r"^#[0-9A-Fa-f]{6}$"
_EMAIL = r"^[^@\s<>\"?&]+@[^@\s<>\"?&]+\.[^@\s<>\"?&]+$"
_PICTURE = r"^[^/\\]+\.(svg|png|SVG|PNG)$"
_WEB = r"^https?://[^\s<>\"]+$"


def _matching(pattern: str, expected: str, advice: str) -> tuple[Any, Any]:
    """Return what refuses a text that is not as a pattern has it, and the schema that says so."""

    def check(value: str) -> str:
        if not re.match(pattern, value):
            raise Unfit(expected, advice)
        return value

    return AfterValidator(check), WithJsonSchema({"type": "string", "pattern": pattern})


Colour = Annotated[str, *_matching(_HEX, "a colour written #rrggbb", 'Write it in quotation marks, as "#1d4f7c".')]
Email = Annotated[str, *_matching(_EMAIL, "an e-mail address", "Write the address alone.")]
WebAddress = Annotated[str, *_matching(_WEB, "an address that begins with https:// or http://", "Write it whole.")]
PictureName = Annotated[
    str,
    *_matching(
        _PICTURE,
        "the name of an SVG or PNG file beside report.yaml",
        "Put the file into the params folder and write its name alone.",
    ),
]
ChapterNumber = Annotated[int, Field(ge=0, le=99)]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Logo:
    """The picture at the head of each page."""

    file: Annotated[PictureName, "The name of the picture, an SVG or PNG that stands beside report.yaml."]
    alternative: Annotated[Text, "What the logo says, for those who do not see it."]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Contact:
    """Whom readers may ask, at the foot of each page."""

    text: Annotated[Text, "Whom to ask: an office or a role rather than a person."]
    email: Annotated[Email | None, "An address that readers may write to."] = None
    web: Annotated[WebAddress | None, "A page of the organisation's."] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Colours:
    """The organisation's colours, each checked for contrast; the colours of ratings are the method's own."""

    accent: Annotated[Colour | None, "Links and buttons; 4.5:1 to white and to the grey of the contents."] = None
    heading: Annotated[Colour | None, "Headings; 4.5:1 to white."] = None
    masthead: Annotated[Colour | None, "The surface of the page's head."] = None
    masthead_text: Annotated[Colour | None, "Text on it; 4.5:1 to the colour masthead."] = None
    rule: Annotated[Colour | None, "The line below the page's head; 3:1 to white."] = None

    def given(self) -> dict[str, str]:
        """Return the colours that are given, by their key."""
        found = {key: getattr(self, key) for key in ("accent", "heading", "masthead", "masthead_text", "rule")}
        return {key: colour for key, colour in found.items() if colour is not None}


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ReportFile:
    """The content of ``params/report.yaml``; every key but the version may be left out."""

    schema: Literal[1]
    organisation: Annotated[Text | None, "The name of the organisation that answers for the reports."] = None
    contact: Annotated[Contact | None, "Whom readers may ask."] = None
    logo: Annotated[Logo | None, "The organisation's logo."] = None
    colours: Annotated[Colours | None, "The organisation's colours."] = None
    chapters: Annotated[
        tuple[ChapterNumber, ...] | None,
        "The numbers of the chapters, in reading order; a chapter that is not listed is dropped. All, by their "
        "numbers, when left out.",
        Field(min_length=1),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReportFile:
    """What report.yaml says, and the logo that it names.

    Attributes:
        content: The file's content; empty of everything when there is no file.
        picture: The logo's picture, made safe.
    """

    content: ReportFile
    document: YamlDocument | None = None
    picture: SafePicture | None = None


PLAIN = ReadReportFile(content=ReportFile(schema=1))
"""What holds where there is no report.yaml."""


def read_report_file(params: Path, faults: list[Fault]) -> ReadReportFile:
    """Read report.yaml and the logo that it names.

    Args:
        params: The params folder.
        faults: Where every fault of the file, its colours and the logo is added; what has any is for checks alone.
    """
    path = params / REPORT_FILE
    if exists(path.with_suffix(".yml")):
        where, expected = str(path.with_suffix(".yml")), f"the name {REPORT_FILE}"
        faults.append(
            Fault(
                file=where, place="", found="the ending .yml", expected=expected, advice=f"Rename it to {REPORT_FILE}."
            )
        )
    if not exists(path):
        return PLAIN
    own: list[Fault] = []
    read = read_yaml_partly(path, ReportFile, own, {"schema": 1})
    faults += [_of_a_rating(fault) for fault in own]
    if read is None:
        return PLAIN
    content, document = read
    faults += _colour_faults(document)
    faults += _twice(content, document)
    return ReadReportFile(content=content, document=document, picture=_picture(document, faults))


def _of_a_rating(fault: Fault) -> Fault:
    """Say of a rating's colour why it cannot be given."""
    if not any(f'unknown key "{name}"' == fault.found for name in RATING_COLOURS) or "colours." not in fault.place:
        return fault
    advice = "The colours of ratings are the method's own, the same in every report; leave the key out."
    return Fault(file=fault.file, place=fault.place, found=fault.found, expected=fault.expected, advice=advice)


def _colour_faults(document: YamlDocument) -> list[Fault]:
    """Return the faults of the colours that are well written, whatever is wrong with others."""
    written = document.content.get("colours")
    known = written if isinstance(written, dict) else {}
    colours = {key: one for key, one in known.items() if isinstance(one, str) and re.match(_HEX, one)}
    found = []
    if "masthead_text" in colours and "masthead" not in colours:
        colours.pop("masthead_text")
        if "masthead" not in known:
            told = ("a colour of text without its surface", "the key masthead too", "Give both, or neither.")
            found.append(document.fault(("colours", "masthead_text"), *told))
    for one in failing_pairs(colours):
        advice = f"The nearest colour that will do is {one.nearest}." if one.nearest else "Change the other colour."
        advice += " Or give masthead_text, such as #ffffff." if one.key == "masthead" else ""
        what = f"{one.colour} on {one.other} has a contrast of {one.ratio:.2f}:1"
        expected = f"at least {one.least:g}:1 (WCAG 2.1 AA, {'text' if one.least > 3 else 'graphics'})"
        found.append(document.fault(("colours", one.key), what, expected, advice))
    return found


def _twice(content: ReportFile, document: YamlDocument) -> list[Fault]:
    seen: set[int] = set()
    found = []
    for index, number in document.numbered(("chapters",), content.chapters or ()):
        if number in seen:
            told = (f"{number} for a second time", "each chapter once", "Remove one of the two.")
            found.append(document.fault(("chapters", index), *told))
        seen.add(number)
    return found


def _picture(document: YamlDocument, faults: list[Fault]) -> SafePicture | None:
    """Return the logo that is named, also where something else is wrong with its keys."""
    written = document.content.get("logo")
    name = written.get("file") if isinstance(written, dict) else None
    if not isinstance(name, str) or not re.match(_PICTURE, name):
        return None
    path = document.path.with_name(name)
    if not exists(path):
        advice = f"Put the file into {document.path.parent}, or correct the name."
        faults.append(document.fault(("logo", "file"), f"{name}: there is no such file", "a file there", advice))
        return None
    return read_picture(path, faults)
