"""A whole report in a pseudo-language: whatever is not translated stands outside the brackets and is found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from functools import cache
from pathlib import Path

import mistune
import nbformat
import pytest
from bs4 import BeautifulSoup

from kunteko_eval.batch.make_report import make_report
from kunteko_eval.report.job import Job, Task
from kunteko_eval.report.language import PSEUDO, Language
from kunteko_eval.report.prose import in_language

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
SPOKEN = ("aria-label", "alt", "title", "placeholder", "content")
"""Attributes that a person reads or hears."""

BLOCKS = ["p", "li", "td", "th", "caption", "figcaption", "summary", "text", "title", "desc", "option", "label"]
BLOCKS += [f"h{level}" for level in range(1, 7)]

RUNS = [
    Job(programme="kunteko", period="2018-2020", language=PSEUDO),
    Job(programme="kekseliaat-kehittajat", period="2020-2021", language=PSEUDO),
    Job(programme="", period="", language=PSEUDO),
]


@cache
def _prose() -> set[str]:
    """Return the prose of the notebooks in English, which the pseudo-language leaves without brackets."""
    found = set()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for cell in in_language(nbformat.read(path, as_version=4), "en", path).cells:
            if cell.cell_type == "markdown":
                soup = BeautifulSoup(str(mistune.create_markdown(escape=True)(cell.source)), "html.parser")
                found |= set(_blocks(soup))
    return found


def _blocks(soup: BeautifulSoup) -> Iterator[str]:
    """Yield the text of each block, a sentence or a label with whatever links and lines are in it."""
    for block in soup.find_all(BLOCKS):
        if block.find(BLOCKS) is None:
            yield " ".join(block.get_text(" ").split())


def _texts(html: str) -> Iterator[str]:
    """Yield every text of a page that somebody can read or hear, those of the figures too."""
    soup = BeautifulSoup(html, "lxml")
    whole = copy(soup)
    for silent in soup.find_all(["script", "style", "meta"]):
        silent.extract()
    for line in soup.select(".panels svg text"):
        line.extract()  # A long label is set in lines of their own; it stands whole in the figure's table.
    yield from _blocks(soup)
    for block in soup.find_all(BLOCKS):
        block.extract()
    yield from (str(text) for text in soup.stripped_strings)
    for tag in whole.find_all(True):
        if tag.name == "meta":
            continue
        yield from (str(tag[name]) for name in SPOKEN if name in tag.attrs)


def untranslated(text: str) -> str:
    """Return what of a text stands outside the brackets, without markup and digits."""
    bare, previous = re.sub(r"<[^>]*>", " ", text), None
    while bare != previous:
        previous, bare = bare, re.sub(r"⟦[^⟦⟧]*⟧", " ", bare)
    bare = re.sub(r"⟦.*", " ", bare, flags=re.S)  # A label that was cut to fit its box has lost its end,
    bare = re.sub(r"^.*⟧", " ", bare, flags=re.S)  # and the second line of one that was wrapped its beginning.
    return " ".join(re.findall(r"[^\W\d_]{2,}", bare))


def test_the_finder_finds_what_is_not_translated() -> None:
    """English outside the brackets is found, nested translations and numbers are not."""
    say = Language(PSEUDO)
    assert untranslated(say("Goals") + " and so on") == "and so on"
    assert untranslated("⟦a ⟦b⟧ c⟧ 12 % n = 3 <b>⟦d⟧</b>") == ""
    assert untranslated("effects⟧ and more") == "and more"


def _unnumbered(text: str) -> str:
    """Return a text without the number or the annex that stands before it, and the link behind it."""
    return re.sub(r"^(⟦[^⟦⟧]*⟧|\d+)\. | (· )?⟦[^⟦⟧]*⟧$", "", text)


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.programme or "portfolio")
def test_nothing_in_a_report_escapes_translation(run: Job, tmp_path: Path) -> None:
    """Every text of a whole report comes from the catalogues or from the data in three languages."""
    page = make_report(Task(job=run, data=ROOT / "data", params=ROOT / "params", output=tmp_path)).read_text(
        encoding="utf-8"
    )
    prose = _prose()
    texts = [" ".join(text.split()) for text in _texts(page)]
    assert sum("⟦" in text for text in texts) > 50
    found = {text: rest for text in texts if _unnumbered(text) not in prose and (rest := untranslated(text))}
    assert not found, "\n".join(f"{rest!r} in {text[:120]!r}" for text, rest in found.items())
