"""Places are cited by heading in the reader's language and by page; no reader of a report is told a line of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.base import LANGUAGES, Text
from kunteko_eval.model.evidence import CitedHeading
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import find_programmes, read_programme
from kunteko_eval.report import chapters, method_words
from kunteko_eval.report.cited_lines import without_lines
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import view_of

ROOT = Path(__file__).parents[1]
LINE = re.compile(r"\b(?:riv(?:i|it|illä|eillä|in|ien|iltä|eiltä)|rad|rader|raderna|lines?)\s\d", re.IGNORECASE)
PAGE = {"fi": "s. 6 alkaen", "sv": "från s. 6", "en": "from p. 6"}


@pytest.fixture(scope="module", params=find_programmes(ROOT / "data"))
def programme(request: pytest.FixtureRequest) -> ProgrammeData:
    """Return each programme of the data folder in turn."""
    return read_programme(ROOT / "data" / str(request.param))


def found_in(thing: Any, kind: type) -> Iterator[Any]:
    """Yield everything of a kind within a frozen object, whatever holds it."""
    if isinstance(thing, kind):
        yield thing
    elif isinstance(thing, tuple):
        for one in thing:
            yield from found_in(one, kind)
    elif is_dataclass(thing):
        for one in fields(thing):
            yield from found_in(getattr(thing, one.name), kind)


def cited_in(thing: Any) -> Iterator[tuple[str, str]]:
    """Yield the document and heading of everything that was read from a place."""
    if isinstance(thing, tuple):
        for one in thing:
            yield from cited_in(one)
    elif is_dataclass(thing):
        document, place = getattr(thing, "document", None), getattr(thing, "place", None)
        if document and place:
            yield document, place
        for one in fields(thing):
            yield from cited_in(getattr(thing, one.name))


def test_every_cited_heading_is_translated_once(programme: ProgrammeData) -> None:
    """What is cited is listed and translated into both other languages; what is listed is cited."""
    listed = {(one.id, heading.text): heading for one in programme.sources.documents for heading in one.headings}
    rows = (programme.observations, programme.findings, programme.innovations, programme.costs)
    cited = {
        *cited_in(programme.sheet),
        *cited_in(programme.chain),
        *(pair for table in rows for pair in cited_in(table)),
    }
    assert set(listed) == cited
    assert all(heading.sv and heading.en and heading.fi is None for heading in listed.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_the_data_tells_a_line_as_a_report_writes_it(programme: ProgrammeData, language: str) -> None:
    """Lines stand in brackets, which a report leaves out with the space before them and nothing else."""
    say, told = Language(language), 0
    for text in (
        *found_in(programme.sheet, Text),
        *found_in(programme.chain, Text),
        *found_in(programme.sources, Text),
    ):
        written = say.text(text)
        told += written != text[language]
        assert not LINE.search(written)
        assert "  " not in written
        assert " ." not in written
    assert told > 10


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("Told (2019).", "Told (2019)."),
        ("Told (line 3).", "Told."),
        ("Told (lines 3–4 and 7) twice (KT 2019, line 19).", "Told twice."),
        ("Kerrotaan (tavoite verkkosivun rivillä 11 ja päätöksen riveillä 25–26).", "Kerrotaan."),
        ("Sägs (beslutets rad 50, webbsidans rader 13) så.", "Sägs så."),
        ("A deadline 3 (the line 4a is none) stays", "A deadline 3 stays"),
        ("A pipeline (of 12) and headlines (3)", "A pipeline (of 12) and headlines (3)"),
    ],
)
def test_brackets_that_tell_lines_are_left_out(text: str, written: str) -> None:
    """None, one and several of them, in the three languages; other brackets stay."""
    assert without_lines(text) == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_is_a_heading_in_the_language_and_a_page(kunteko: ProgrammeData, rubric: Rubric, language: str) -> None:
    """A translated heading with and without a page, and one that nobody translated, which stays as it is."""
    say = Language(language).of_programme(kunteko)
    known = {(one.id, heading.text): heading for one in kunteko.sources.documents for heading in one.headings}
    paged = next(heading for heading in known.values() if heading.page == 6)
    words = getattr(paged, language) or paged.text
    assert method_words.cited(say, "kunteko-2020", paged.text) == f"kunteko-2020: {words}, {PAGE[language]}"
    plain = replace(paged, page=None)
    say.headings = {("kunteko-2020", paged.text): plain}
    assert method_words.cited(say, "kunteko-2020", paged.text) == f"kunteko-2020: {words}"
    assert method_words.cited(say, "kt-2019", paged.text) == f"kt-2019: {paged.text}"
    table = chapters.headings(view_of(kunteko, "2019", rubric, Language(language)))
    assert table is not None
    assert len(table.rows) == sum(bool(getattr(one, language) or one.page) for one in known.values()) - same(
        known, language
    )


def same(known: dict[tuple[str, str], CitedHeading], language: str) -> int:
    """Return how many headings are the same words in the language, so that the table need not list them."""
    return sum(getattr(one, language) == one.text and one.page is None for one in known.values())
