"""Comments on reports: read strictly, tied to passages, and told with their answers in the next report."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from typer.testing import CliRunner

from kunteko_eval.cli import app
from kunteko_eval.errors import FaultyInput
from kunteko_eval.model.comment import Comment
from kunteko_eval.project.comment_table import COLUMNS, check_comments
from kunteko_eval.public import read
from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.colophon import opened, record_of
from kunteko_eval.report.comments import comments_of, since
from kunteko_eval.report.content import Prose
from kunteko_eval.report.job import Job
from kunteko_eval.report.page import PageSettings, page
from kunteko_eval.report.passages import passages_of

CODE = "3F2A-91BC-77D0-E415"
ROW = {
    "id": "c1",
    "period": "2018-2020",
    "language": "en",
    "report": CODE,
    "place": "claim-reach-1",
    "role": "steering group",
    "date": "2021-01-15",
    "text": "Is this all of them?",
    "disposition": "accepted",
    "answer": "No; the heading says so now.",
}


def _page(*claims: str, comments: tuple[Comment, ...] = (), language: str = "en") -> str:
    said = Argument((ClaimGroup(name="reach", heading="Reach", claims=tuple(Claim(text=one) for one in claims)),))
    cells = [
        new_markdown_cell("# Reach"),
        new_code_cell(
            "",
            outputs=[new_output("display_data", data=said._repr_mimebundle_())],
            metadata={"tags": ["report"]},
        ),
        new_code_cell("", outputs=[new_output("display_data", data=Prose(("More.",))._repr_mimebundle_())]),
    ]
    job = Job(programme="kunteko", period="2018-2020", language=language)
    record = record_of(job, {"inputs": {}, "notebooks": {}, "code": "0" * 64, "versions": {}}, "1", [])
    settings = PageSettings(title="T", subtitle="", language=language, record=record, comments=comments)
    return page([("02_reach", new_notebook(cells=cells)), ("03_own", new_notebook(cells=cells[:1]))], settings)


def _comment(**given: str) -> Comment:
    return Comment(**{**ROW, "date": datetime.date(2021, 1, 15), **given})  # type: ignore[arg-type]


def _write(folder: Path, *rows: Mapping[str, str]) -> None:
    with (folder / "comments.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows(rows)


def test_passages_are_what_has_an_id_and_words() -> None:
    """A claim is a passage, known by its words alone: a link to its evidence or a class changes nothing."""
    html = '<main><p id="a" class="claim">One <b>two</b>.</p><svg><text id="t">x</text></svg><p id="b"> </p></main>'
    one = passages_of(html)
    assert list(one) == ["a"]
    assert one["a"].beginning == "One two ."
    other = '<main><p class="x" id="a">One\n<b>two</b>. <span class="proof"><a>Table 7</a></span></p></main>'
    assert passages_of(other)["a"].digest == one["a"].digest
    assert passages_of("<main><p id='a'>One three.</p></main>")["a"].digest != one["a"].digest
    assert passages_of(f"<main><p id='a'>{'word ' * 40}</p></main>")["a"].beginning.endswith("word …")


def test_what_became_of_a_passage_is_told() -> None:
    """The same words, others, none, and words of another language, which cannot be compared."""
    passages = passages_of(_page("It reached 12.", "It did."))
    digest = passages["claim-reach-1"].digest
    assert since(_comment(passage_digest=digest), passages, "en") == "same"
    assert since(_comment(passage_digest=digest, place="claim-reach-2"), passages, "en") == "moved"
    other = "p-" + "0" * 16
    assert since(_comment(passage_digest=other, place="claim-reach-2"), passages, "en") == "changed"
    assert since(_comment(place="claim-reach-9", passage_digest=other), passages, "en") == "gone"
    assert since(_comment(place="claim-reach-9"), passages, "en") == "gone"
    assert since(_comment(passage_digest=digest), passages, "sv") == "unknown"
    assert since(_comment(), passages, "en") == "unknown"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("Comments and answers", "accepted", "The passage has changed since.", "Answer:")),
        ("fi", ("Kommentit ja vastaukset", "hyväksytty", "Kommentti koskee englanninkielistä", "Vastaus:")),
        ("sv", ("Kommentarer och svar", "godkänd", "Kommentaren gäller rapporten på engelska", "Svar:")),
    ],
)
def test_the_next_report_tells_comments_and_answers(language: str, told: tuple[str, ...]) -> None:
    """The last annex has each comment with its role, day, decision and answer, and a link to the passage."""
    digest = passages_of(_page("It reached 12."))["claim-reach-1"].digest
    gone = replace(_comment(id="c2", passage_digest=digest), place="claim-reach-8", passage="It was <so> …")
    html = _page("It reached 13.", comments=(_comment(passage_digest=digest), gone), language=language)
    soup = BeautifulSoup(html, "lxml")
    annex = soup.select("details.annex")[-1]
    assert annex["id"] == "annex-comments"
    assert all(one in annex.text for one in told)
    assert [one["href"] for one in annex.select("a")] == ["#claim-reach-1"]
    assert "It was <so> …" in annex.text
    assert CODE in annex.text
    assert soup.select_one('.contents a[href="#annex-comments"]') is not None
    assert opened(html.encode()).edited == ""
    assert [one.get("lang") for one in annex.select("blockquote")] == ([None] * 2 if language == "en" else ["en"] * 2)
    assert "annex-comments" not in passages_of(html)
    assert "annex-comments" not in _page("It reached 13.", language=language)


def test_a_passage_that_stays_is_told_as_it_was() -> None:
    """What a finished page gives is what the next page is held against, a section with its links too."""
    passages = passages_of(_page("It reached 12."))
    rows = [
        _comment(id=f"c{at}", place=name, passage_digest=one.digest) for at, (name, one) in enumerate(passages.items())
    ]
    html = _page("It reached 12.", comments=tuple(rows))
    assert len(rows) > 5
    assert html.count("The passage is as it was.") == len(rows)


def test_a_report_tells_the_comments_of_its_own_period() -> None:
    """They stand by their day, then by their id."""
    rows = (_comment(id="c2"), _comment(id="c1"), _comment(id="c3", period="2015-2017"))
    assert [one.id for one in comments_of(rows, "2018-2020")] == ["c1", "c2"]


def test_comments_are_read_with_their_programme(copy_of_kunteko: Path) -> None:
    """They are a frame of the programme, one row a comment."""
    _write(copy_of_kunteko, ROW, {**ROW, "id": "c2", "disposition": "open", "answer": ""})
    frame = read(copy_of_kunteko).comments
    assert list(frame.index) == ["c1", "c2"]
    assert list(frame["disposition"]) == ["accepted", "open"]
    assert list(frame["answer"].isna()) == [False, True]


def test_every_fault_of_the_comments_is_told_at_once(copy_of_kunteko: Path) -> None:
    """Unknown periods, decisions without an answer, answers without a decision, addresses and numbers of people."""
    _write(
        copy_of_kunteko,
        {**ROW, "role": "someone@example.org"},
        {**ROW, "id": "c2", "role": "board, 040 123 4567", "text": "write to a.b@example.org"},
        {**ROW, "id": "c3", "answer": ""},
        {**ROW, "id": "c4", "disposition": "open"},
        {**ROW, "id": "c5", "period": "1999", "report": "draft"},
        {**ROW, "id": "c1", "disposition": "maybe"},
        {**ROW, "id": "c7", "period": "1999"},
    )
    with pytest.raises(FaultyInput) as told:
        read(copy_of_kunteko)
    text = str(told.value)
    for one in (
        "row 2, column role: an e-mail address",
        "row 3, column role: a phone number",
        "row 3, column text: an e-mail address",
        "row 4, column answer: no answer to a comment that is accepted",
        "row 5, column disposition: open beside an answer",
        "row 6, column report",
        "row 7, column disposition",
        "row 8, column period: unknown period",
    ):
        assert one in text


def test_a_table_is_made_for_a_report_and_held_against_the_next(copy_of_kunteko: Path, tmp_path: Path) -> None:
    """The table has a row for each passage; filled in, it tells what has changed since and what is gone."""
    output = tmp_path / "reports"
    folder = output / "kunteko" / "2018-2020"
    folder.mkdir(parents=True)
    made = folder / "report.en.html"
    made.write_text(_page("It reached 12.", "It did.", "It ends."), encoding="utf-8")
    table = CliRunner().invoke(app, ["comments", "template", str(made)])
    rows = list(csv.DictReader(io.StringIO(table.output)))
    assert [one["passage"] for one in rows if one["place"].startswith("claim-")] == [
        "It reached 12.",
        "It did.",
        "It ends.",
    ]
    assert {one["report"] for one in rows} == {opened(made.read_bytes()).record.page}  # type: ignore[union-attr]
    said = {key: ROW[key] for key in ("role", "date", "text", "disposition", "answer")}
    _write(copy_of_kunteko, *({**one, **said} for one in rows if one["place"].startswith("claim-")))
    (found,) = check_comments(copy_of_kunteko.parent, output).values()
    assert {one.since for one in found} == {"same"}
    made.write_text(_page("It reached 13.", "It did."), encoding="utf-8")
    told = CliRunner().invoke(
        app, ["comments", "check", "--data", str(copy_of_kunteko.parent), "--output", str(output)]
    )
    assert told.exit_code == 0, told.output
    ends = ("has changed since", "is as it was", "no longer exists")
    assert [one.rpartition(": the passage ")[2] for one in told.output.splitlines()] == list(ends)
    made.unlink()
    (found,) = check_comments(copy_of_kunteko.parent, output).values()
    assert [str(one).rpartition(": ")[2] for one in found] == ["the report is not made"] * 3


def test_a_comment_on_what_a_page_never_had_is_a_fault(copy_of_kunteko: Path, tmp_path: Path) -> None:
    """The page stands as it was commented on: a place that it does not have, or other words, is a slip."""
    folder = tmp_path / "reports" / "kunteko" / "2018-2020"
    folder.mkdir(parents=True)
    made = folder / "report.en.html"
    made.write_text(_page("It reached 12."), encoding="utf-8")
    code = opened(made.read_bytes()).record.page  # type: ignore[union-attr]
    other = {**ROW, "id": "c2", "report": code, "passage_digest": "p-" + "0" * 16}
    _write(copy_of_kunteko, {**ROW, "report": code, "place": "claim-8"}, other)
    with pytest.raises(FaultyInput, match="no passage 'claim-8'") as told:
        check_comments(copy_of_kunteko.parent, tmp_path / "reports")
    assert "row 3, column passage_digest" in str(told.value)


@pytest.mark.parametrize(("change", "told"), [(("It", "He"), "was edited"), (("made-from", "x"), "record")])
def test_what_was_edited_gets_no_table(change: tuple[str, str], told: str, tmp_path: Path) -> None:
    """A digest of other words would tie comments to a page that nobody made."""
    made = tmp_path / "report.en.html"
    made.write_text(_page("It reached 12.").replace(*change), encoding="utf-8")
    found = CliRunner().invoke(app, ["comments", "template", str(made)])
    assert found.exit_code == 1
    assert told in str(found.exception)


def test_a_page_that_leaves_out_end_tags_is_read_as_a_browser_reads_it() -> None:
    """A figure, a section or an annex ends the paragraph before it, so no passage swallows what follows."""
    lean = "<main><p id=a>One.<figure id=f><figcaption>Two.</figcaption></figure><p id=b>Three.<details id=d><p>Four."
    told = {name: one.beginning for name, one in passages_of(f"{lean}</details></main>").items()}
    assert told == {"a": "One.", "f": "Two.", "b": "Three.", "d": "Four."}
