"""An evaluator's own text for a chapter of one period's report: Markdown that can do nothing but be read.

``params/<programme>/<period>/NN_name.<language>.md`` stands at the start of the chapter of that number. Where a
language is missing, the report shows one that is there, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from kunteko_eval.errors import Fault
from kunteko_eval.files.documents import read_text
from kunteko_eval.files.snapshot import paths_in
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.report.chapter_order import ChapterOrder
from kunteko_eval.report.language import N_, Language

NAMED = re.compile(r"(\d\d)(?:_[^.]*)?\.(fi|sv|en)\.md")
"""The name of a text: the chapter's number, a name for people, the language."""

SPOKEN = {"fi": N_("in Finnish"), "sv": N_("in Swedish"), "en": N_("in English")}
LONGEST = 40_000
"""Characters; ten pages are no introduction."""

_LINK = re.compile(r"https?://[^\s]+|#[^\s]+")
_PLAIN = "Markdown of paragraphs, headings, lists, emphasis, quotations, code and links"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """The texts of one chapter and period.

    Attributes:
        texts: The Markdown in each language that there is.
    """

    number: int
    texts: Mapping[str, str] = field(default_factory=dict)

    def html(self, say: Language) -> str:
        """Return the text in a language, labelled as the evaluator's; in another language if it is not there."""
        spoken = next(code for code in (say.prose, *LANGUAGES) if code in self.texts)
        label = say("The evaluator's own text")
        body = str(_renderer()(self.texts[spoken]))
        missing, marked = "", ""
        if spoken != say.prose:
            told = say("It has not been written in this language; here it is {language}.", language=say(SPOKEN[spoken]))
            missing, marked = f'<p class="own-missing">{escape(told)}</p>', f' lang="{spoken}"'
        name = escape(label)
        return (
            f'<div class="own-text" role="note" aria-label="{name}"><p class="own-label">{name}</p>{missing}'
            f"<div{marked}>{body}</div></div>"
        )


def read_own_texts(
    params: Path, programme: str, period: str, order: ChapterOrder, faults: list[Fault]
) -> dict[int, OwnText]:
    """Return the texts of a period by the number of their chapter.

    Args:
        params: The params folder.
        programme: The programme's id.
        period: The period's id.
        order: The chapters of the report.
        faults: Where a fault is added for each file that no chapter could show, and for whatever in it is not plain.
    """
    found: dict[int, dict[str, tuple[Path, str]]] = {}
    for path in paths_in(params / programme / period, "*.md"):
        if path.stem == "README":
            continue
        named = NAMED.fullmatch(path.name)
        fault = _misnamed(path) if named is None else _unplaced(path, int(named[1]), order)
        if fault is not None or named is None:
            faults += [fault] if fault else []
            continue
        number, language = int(named[1]), named[2]
        first = found.setdefault(number, {}).get(language)
        if first is not None:
            told = (f"another text for chapter {number} in {language}: {first[0].name}", "one of each language")
            faults.append(_fault(path, "", *told, "Put them together, or give one the other chapter's number."))
            continue
        text = _read(path, faults)
        if text is not None:
            found[number][language] = path, text
    return {
        number: OwnText(number=number, texts={code: text for code, (_, text) in several.items()})
        for number, several in found.items()
        if several
    }


def stray_texts(params: Path, programme: str, periods: Collection[str]) -> Iterator[Fault]:
    """Yield a fault for each text that stands where no report looks for it."""
    expected = f"params/{programme}/<period>/NN_name.<language>.md"
    for path in paths_in(params / programme, "*.md"):
        if path.name[:1].isdigit():
            advice = "Move it into a folder that is named after the period."
            yield _fault(path, "", "a text beside the period files", expected, advice)
    for path in paths_in(params / programme, "*/*.md"):
        if path.parent.name not in periods and path.stem != "README":
            advice = f"Move it into the folder of one of {', '.join(periods)}."
            yield _fault(path, "", f"a text for {path.parent.name}, which is no report period", expected, advice)


def missing_languages(texts: Mapping[int, OwnText], spoken: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each text that a report will show in another language than its own."""
    for number, one in sorted(texts.items()):
        lacking = [code for code in spoken if code not in one.texts]
        if lacking:
            shown = next(code for code in LANGUAGES if code in one.texts)
            yield f"own text of chapter {number}: not written in {', '.join(lacking)}; shown in {shown}, and marked so"


def _read(path: Path, faults: list[Fault]) -> str | None:
    text = read_text(path, faults)
    if text is None:
        return None
    own = []
    if len(text) > LONGEST:
        own.append(_fault(path, "", f"{len(text):,} characters", f"at most {LONGEST:,}", "Make a chapter of it."))
    if not text.strip():
        own.append(_fault(path, "", "no text", "a text", "Write it, or remove the file."))
    own += _unsafe(path, text)
    faults += own
    return None if own else text


def _unsafe(path: Path, text: str) -> Iterator[Fault]:
    """Yield a fault for each thing that is no plain Markdown."""
    import mistune

    for token in _tokens(mistune.create_markdown(renderer=None, plugins=["table"])(text)):
        kind, raw = token["type"], str(token.get("raw", "")).strip()
        if kind in {"block_html", "inline_html"} and not raw.startswith("</"):
            advice = "Take the tags out; Markdown has signs of its own for emphasis and links."
            yield _fault(path, _line(text, raw), f"HTML: {raw[:60]}", _PLAIN, advice)
        elif kind == "image":
            url = token["attrs"]["url"]
            advice = "A chapter of your own can show a picture."
            yield _fault(path, _line(text, url), f"a picture, {url[:60]!r}", _PLAIN, advice)
        elif kind == "table":
            yield _fault(path, _line(text, "|"), "a table", _PLAIN, "A chapter of your own can show a table.")
        elif kind == "link" and not _LINK.fullmatch(token["attrs"]["url"]):
            url = token["attrs"]["url"]
            expected = "https://…, http://… or #a-place-in-the-report"
            yield _fault(path, _line(text, url), f"a link to {url[:60]!r}", expected, "Write the whole address.")


def _tokens(tree: Any) -> Iterator[dict[str, Any]]:
    for token in tree:
        yield token
        yield from _tokens(token.get("children") or ())


def _line(text: str, piece: str) -> str:
    at = text.find(piece.splitlines()[0]) if piece else -1
    return f"line {text.count(chr(10), 0, at) + 1}" if at >= 0 else ""


def _misnamed(path: Path) -> Fault:
    advice = "Rename it: 04_services.fi.md is the Finnish text of chapter 4."
    return _fault(path, "", f"the name {path.name}", "NN_name.<language>.md with fi, sv or en", advice)


def _unplaced(path: Path, number: int, order: ChapterOrder) -> Fault | None:
    if any(one.number == number for one in order.chapters):
        return None
    dropped = any(one.number == number for one in order.dropped)
    found = f"a text for chapter {number}, which {'is dropped' if dropped else 'there is none of'}"
    known = ", ".join(str(one.number) for one in order.chapters)
    return _fault(path, "", found, f"one of {known}", "Change the number in its name, or remove the file.")


def _fault(path: Path, place: str, found: str, expected: str, advice: str) -> Fault:
    return Fault(file=str(path), place=place, found=found, expected=expected, advice=advice)


@cache
def _renderer() -> Any:
    """Return what renders headings two levels lower, because they stand below the chapter's own."""
    import mistune

    class BelowChapter(mistune.HTMLRenderer):
        def heading(self, text: str, level: int, **attributes: Any) -> str:
            return str(super().heading(text, min(level + 2, 6), **attributes))

    return mistune.create_markdown(renderer=BelowChapter(escape=True))
