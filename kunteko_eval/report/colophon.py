"""What a page says of itself: what it was made from, its ratings, and a digest of itself by which an edit shows.

The record stands in the page's head as JSON, in plain letters that any mail program leaves alone. Its digest is that
of the whole page with the digest, and the code that is printed of it, written as zeros. It proves nothing against
somebody who computes it anew: what binds a page is its printed code, quoted elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass as plain_dataclass
from typing import Annotated, Any, Literal

from pydantic import StringConstraints
from pydantic.dataclasses import dataclass

from kunteko_eval.errors import KuntekoError
from kunteko_eval.files.validation import fit
from kunteko_eval.method.assess import Assessment
from kunteko_eval.model.base import STRICT
from kunteko_eval.model.judgement import Judgement
from kunteko_eval.model.registration import SealedPart
from kunteko_eval.report.job import Job
from kunteko_eval.report.language import Language

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]*$", max_length=80)]

OPENING = '<script type="application/json" id="made-from">'
CLOSING = "</script>"
PRINTED = '<p id="page-code">'
BLANK = "0" * 64
GROUPS = 4
"""How many groups of four digits a printed code has: enough that no two pages are likely ever to share one."""


class NoRecord(KuntekoError, ValueError):
    """A file carries no record of what it was made from."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Head:
    """The end of a programme's record of judgements or seals; a record that was cut short has another one."""

    programme: Name
    count: int
    seal: str | None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Rated:
    """An element's rating on the page."""

    element: Name
    computed: str
    final: str
    confidence: int | None

    def __str__(self) -> str:
        """Return the rating in a few words."""
        sure = f", confidence {self.confidence}" if self.confidence is not None else ""
        return f"{self.final}{sure}" + (f" (computed {self.computed})" if self.computed != self.final else "")


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Record:
    """What a page was made from.

    Attributes:
        programme: Empty for the portfolio; so is `period`.
        rubric: The rubric's version.
        inputs: The digest of each input file, by its path below the data or params folder.
        page: The page's own digest.
        seals: The ends of the records of seals; none on pages that were made before there were any.
    """

    schema: Literal[1]
    programme: Name
    period: Name
    language: Name
    scenario: Name | None
    rubric: str
    inputs: dict[str, Digest]
    notebooks: dict[str, Digest]
    code: Digest
    versions: dict[str, str]
    judgements: tuple[Head, ...]
    ratings: tuple[Rated, ...]
    page: Digest
    seals: tuple[Head, ...] = ()

    @property
    def name(self) -> str:
        """Return the report's name for people."""
        parts = [self.programme or "portfolio", self.period, self.scenario and f"scenario {self.scenario}"]
        return " ".join([*filter(None, parts), self.language])


def head_of(programme: str, rows: Sequence[Judgement] | Sequence[SealedPart]) -> Head:
    """Return the end of a programme's record of judgements or seals."""
    return Head(programme=programme, count=len(rows), seal=rows[-1].seal if rows else None)


def rated(assessment: Assessment) -> tuple[Rated, ...]:
    """Return the ratings of a period."""
    return tuple(
        Rated(element=one.element.id, computed=one.computed.value, final=one.final.value, confidence=one.confidence)
        for one in assessment.everything
    )


def record_of(
    run: Job, parts: dict[str, Any], rubric: str, heads: Sequence[Head], ratings: Sequence[Rated] = ()
) -> Record:
    """Return what a page was made from, its own digest still blank.

    Args:
        run: What was run.
        parts: What the report is made of, as `fingerprint.made_of` tells it.
        rubric: The rubric's version.
        heads: The ends of the records of judgements.
        ratings: The ratings; none for the portfolio, which has those of every report.
    """
    return Record(
        schema=1,
        programme=run.programme,
        period=run.period,
        language=run.language,
        scenario=run.scenario[1] or None,
        rubric=rubric,
        inputs=parts["inputs"],
        notebooks=parts["notebooks"],
        code=parts["code"],
        versions=parts["versions"],
        judgements=tuple(heads),
        ratings=tuple(ratings),
        page=BLANK,
    )


def made_from(record: Record) -> str:
    """Return one digest of the inputs, the notebooks, the rubric, the judgements and the code, in any language."""
    parts = _plain(record)
    told = {name: parts[name] for name in ("inputs", "notebooks", "code", "versions", "judgements")}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def quoted(digest: str) -> str:
    """Return the beginning of a digest in groups, as it is printed and quoted.

    >>> quoted("3f2a91bc77d0e4158bad")
    '3F2A-91BC-77D0-E415'
    """
    return "-".join(digest[4 * at : 4 * at + 4] for at in range(GROUPS)).upper()


def element(record: Record) -> str:
    """Return the record as it stands in a page's head; nothing in it can end the element or look like markup."""
    text = json.dumps(_plain(record), separators=(",", ":"), sort_keys=True)
    for one in "<>&":
        text = text.replace(one, f"\\u{ord(one):04x}")
    return f"{OPENING}{text}{CLOSING}"


def _plain(record: Record) -> dict[str, Any]:
    from pydantic import TypeAdapter

    plain: dict[str, Any] = TypeAdapter(Record).dump_python(record, mode="json")
    return plain


def lines(record: Record, say: Language) -> list[tuple[str, str]]:
    """Return what the colophon prints: an HTML id, empty for most, and a sentence."""
    count = sum(one.count for one in record.judgements)
    seals = ", ".join(one.seal for one in record.judgements if one.seal)
    sealed_by = say("Recorded judgements: {count}; seal of the last: {seals}.", count=count, seals=seals)
    return [
        ("page-code", say("Code of this page: {code}", code=quoted(BLANK))),
        (
            "",
            say(
                "Code of what it was made from, inputs, rubric {rubric} and program: {code}",
                rubric=record.rubric,
                code=quoted(made_from(record)),
            ),
        ),
        ("", sealed_by if count else say("Recorded judgements: none.")),
        *[("", _head_told(say, one, alone=bool(record.programme))) for one in record.seals],
        (
            "",
            say(
                "Quote the codes when you refer to this report. The command kunteko-eval verify tells whether "
                "the page was edited, and whether it was made from given inputs."
            ),
        ),
    ]


def _head_told(say: Language, head: Head, *, alone: bool) -> str:
    """Return the head of a record of seals as it is published; the programme is told where there are several."""
    name = "" if alone else say.as_is(f"{head.programme}: ")
    if head.seal is None:
        return name + say("Seal of the expectations: none.")
    return name + say("Head of the seals on the expectations: {head}", head=head.seal)


def sealed(html: str) -> str:
    """Return a page with its own digest filled in, in its record and in its colophon."""
    content = html.encode()
    digest = hashlib.sha256(content).hexdigest()
    at, end = _record_span(content)
    told = content[at:end].replace(f'"page":"{BLANK}"'.encode(), f'"page":"{digest}"'.encode())
    start = content.rindex(PRINTED.encode())
    shown = content[start:].replace(quoted(BLANK).encode(), quoted(digest).encode(), 1)
    return (content[:at] + told + content[end:start] + shown).decode()


@plain_dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """A page that was read.

    Attributes:
        record: What it says that it was made from; None when that cannot be read any more.
        edited: What is wrong with it, in a few words; empty when it is as it was made.
    """

    record: Record | None
    edited: str = ""


def opened(content: bytes) -> ReadPage:
    """Return a page's record, and whether the page still is what it was when it was made.

    Raises:
        NoRecord: When the file is no report, or one that carries no record.
    """
    if OPENING.encode() not in content:
        if PRINTED.encode() in content:
            return ReadPage(record=None, edited="its record is gone or damaged")
        if b'<meta name="kunteko-made-of"' in content:
            raise NoRecord("a report of an earlier version, which carries no record; make it again")
        raise NoRecord(
            "not a report that kunteko-eval run made; expected report.<language>.html or portfolio.<language>.html"
        )
    record = _read(content)
    if record is None:
        return ReadPage(record=None, edited="its record is damaged")
    if _digest(content, record.page) == record.page:
        return ReadPage(record=record)
    unix = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    if unix != content and _digest(unix, record.page) == record.page:
        how = "only its line ends were changed, as mail programs and editors do; its words are as they were"
        return ReadPage(record=record, edited=how)
    cut = not content.rstrip().endswith(b"</html>")
    return ReadPage(record=record, edited="its end is missing" if cut else "its content does not give its code")


def _record_span(content: bytes) -> tuple[int, int]:
    """Return where the record's JSON begins and ends."""
    at = content.index(OPENING.encode()) + len(OPENING)
    end = content.find(CLOSING.encode(), at)
    return at, end if end >= 0 else len(content)


def _read(content: bytes) -> Record | None:
    at, end = _record_span(content)
    try:
        plain = json.loads(content[at:end])
    except (ValueError, RecursionError):
        return None
    return fit(Record, plain)[0]


def _digest(content: bytes, claimed: str) -> str:
    """Return a page's digest, with the claimed one and its printed code written as zeros where they stand."""
    at, end = _record_span(content)
    told, times = re.subn(f'"page":"{claimed}"'.encode(), f'"page":"{BLANK}"'.encode(), content[at:end])
    start = content.rfind(PRINTED.encode(), end)
    shown = content[start:] if start >= 0 else b""
    if times != 1 or quoted(claimed).encode() not in shown:
        return ""
    shown = shown.replace(quoted(claimed).encode(), quoted(BLANK).encode(), 1)
    return hashlib.sha256(content[:at] + told + content[end:start] + shown).hexdigest()
