"""Coding as evidence work: blind hand-outs, the terminal, the sheet, sealing, agreement and recorded decisions."""

from __future__ import annotations

import datetime
import json
import math
import shutil
from collections.abc import Callable, Iterable
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from kunteko_eval.cli import app
from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.workbook.writing import write_workbook
from kunteko_eval.method.agreement import Alpha
from kunteko_eval.method.coding_agreement import coding_agreement
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.coding import SCALE, Coding, Direction, Extent, sound, used_coding, used_codings
from kunteko_eval.project.coding_desk import open_desk, open_drafts, seal
from kunteko_eval.project.reconciliation_record import reconcile
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.report import chapters
from kunteko_eval.report.coders import agreement_lines, meaning
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.data_files import ratings_json
from kunteko_eval.report.explain import evidence_line
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import view_of

TODAY = datetime.date(2026, 11, 21)
CODES: list[tuple[Direction, Extent]] = [*SCALE, ("supports", "not-said"), ("contradicts", "not-said")]
CODINGS = st.builds(
    lambda code, credibility: coding("f", "c", code[0], code[1], credibility), st.sampled_from(CODES), st.integers(1, 3)
)


def coding(finding: str, coder: str, direction: Direction, extent: Extent, credibility: int = 3) -> Coding:
    """Return a coding."""
    return Coding(finding=finding, coder=coder, direction=direction, extent=extent, credibility=credibility, date=TODAY)


def in_turn(coder: str, codes: Iterable[tuple[Direction, Extent]]) -> list[Coding]:
    """Return codings of findings f0, f1, … by one coder."""
    return [coding(f"f{number}", coder, *code) for number, code in enumerate(codes)]


@pytest.fixture
def data(repo: Path, tmp_path: Path) -> Path:
    """A data folder with one programme: six findings are registered, two coders have coded them."""
    shutil.copytree(repo / "data" / "soteliiderit", tmp_path / "data" / "soteliiderit")
    return tmp_path / "data"


@pytest.fixture
def ask(data: Path, repo: Path) -> Callable[..., Result]:
    """Run ``code soteliiderit`` with options and what is typed."""

    def asked(*options: str, typed: str = "") -> Result:
        fixed = ["-l", "en", "--data", str(data), "--params", str(repo / "params")]
        return CliRunner().invoke(app, ["code", "soteliiderit", *options, *fixed], input=typed)

    return asked


def folder(data: Path) -> Path:
    """Return the programme's folder."""
    return data / "soteliiderit"


def statements(data: Path, coder: str) -> list[str]:
    """Return the statements that a coder is handed, in order."""
    return [one.statement.en for one in open_desk(folder(data), coder, Language("en")).handed]


# What is handed out


def test_a_coder_is_handed_every_finding_with_a_claim_in_an_order_of_their_own(data: Path) -> None:
    """Two coders get the same findings in different orders, each the same one again; context is not coded."""
    first, second = statements(data, "c1"), statements(data, "c2")
    assert len(first) == 6
    assert sorted(first) == sorted(second)
    assert first != second
    assert first == statements(data, "c1")


def test_what_a_coder_sees_tells_nothing_of_others_or_of_ratings(data: Path, ask: Callable[..., Result]) -> None:
    """The terminal shows statement, claim and place; no coder, code, level, box id, rating or confidence."""
    told = ask("--coder", "c1", typed="q\n").output
    handed = open_desk(folder(data), "c1", Language("en")).handed[0]
    assert handed.statement.en in told
    assert all(claim in told for claim in handed.claims)
    assert handed.place in told
    programme = read_programme(folder(data))
    secret = {"k1", "k2", "green", "yellow", "red", "confidence", "direct effect", "wider", "indirect"}
    secret |= {one.id for one in programme.chain.elements}
    assert not [word for word in secret if word in told]


def test_a_finding_of_a_link_alone_is_coded_against_its_assumption(kunteko_folder: Path) -> None:
    """Where no box registers a finding, the claim is the assumption of the link that names it."""
    handed = {one.finding: one.claims for one in open_desk(kunteko_folder, "c1", Language("en")).handed}
    chain = read_programme(kunteko_folder).chain
    own = {one.finding for element in chain.elements for one in element.evidence}
    alone = [(name, link.assumption.en) for link in chain.links for name in link.evidence if name not in own]
    assert alone
    for name, assumption in alone:
        assert f"assumption: {assumption}" in handed[name]


# The terminal


def test_answers_are_kept_and_taken_up_again(data: Path, ask: Callable[..., Result]) -> None:
    """Beginnings of words do; what was coded stays after q, nothing is sealed, and the next run goes on after it."""
    before = (folder(data) / "codings.csv").read_bytes()
    first = ask("--coder", "c1", typed="s\nm\n2\nselvästi\nn\n1\n\nq\n")
    assert "Coded: 2; left: 4. Nothing is sealed yet." in first.output
    desk = open_desk(folder(data), "c1", Language("en"))
    kept = list(desk.read().values())
    assert [(one.direction, one.extent, one.credibility, one.note) for one in kept] == [
        ("supports", "much", 2, "selvästi"),
        ("neither", "not-said", 1, None),
    ]
    assert [one.finding for one in kept] == [one.finding for one in desk.handed[:2]]
    assert (folder(data) / "codings.csv").read_bytes() == before
    again = ask("--coder", "c1", typed="q\n").output
    assert desk.handed[2].statement.en in again
    assert desk.handed[0].statement.en not in again


def test_the_codebook_the_way_back_and_what_is_not_understood(data: Path, ask: Callable[..., Result]) -> None:
    """``?`` shows the tables, an ambiguous answer is asked again, ``b`` mends an earlier answer or finding."""
    told = ask("--coder", "c1", typed="?\nmaybe\nc\nno\nb\ns\nv\n3\n\nb\ns\n\n\n\nq\n").output
    assert "somebody without a stake, from material gathered for the purpose" in told
    assert told.count("Answer with one of these or the beginning of one") == 2
    (one,) = open_desk(folder(data), "c1", Language("en")).read().values()
    assert (one.direction, one.extent, one.credibility) == ("supports", "very-much", 3)


def test_back_over_an_extent_that_is_not_asked(data: Path, ask: Callable[..., Result]) -> None:
    """From the credibility of a finding that is neither, ``b`` leads to the direction."""
    ask("--coder", "c1", typed="n\nb\nc\nnone\n1\n\nq\n")
    (one,) = open_desk(folder(data), "c1", Language("en")).read().values()
    assert (one.direction, one.extent) == ("contradicts", "none")


def test_extents_that_do_not_fit_the_direction_are_not_offered(ask: Callable[..., Result]) -> None:
    """A finding that supports is not offered *none*, one that contradicts not *very much*."""
    told = ask("--coder", "c1", typed="s\nb\nc\nq\n").output
    assert "extent (somewhat, much, very-much, not-said)" in told
    assert "extent (none, somewhat, much, not-said)" in told


def test_everything_coded_is_sealed_at_once(data: Path, ask: Callable[..., Result]) -> None:
    """After the last finding the coder confirms; the codings are appended and every byte before them stays."""
    before = (folder(data) / "codings.csv").read_bytes()
    done = ask("--coder", "c1", typed="s\nnot\n2\n\n" * 6 + "y\n")
    assert "Sealed: 6 codings of c1; not coded: 0." in done.output
    after = (folder(data) / "codings.csv").read_bytes()
    assert after.startswith(before)
    assert not list(folder(data).glob("*.draft"))
    programme = read_programme(folder(data))
    assert sum(one.coder == "c1" for one in programme.codings) == 6
    assert programme.coded["sl-themes-from-needs"].coders == ("c1", "k1", "k2")
    assert "Nothing is left to code." in ask("--coder", "c1").output


def test_a_part_may_be_sealed_and_the_rest_coded_later(data: Path, ask: Callable[..., Result]) -> None:
    """``--seal`` takes what there is, says what is left, and the rest is handed out in the same order."""
    order = statements(data, "c1")
    ask("--coder", "c1", typed="s\nnot\n2\n\nq\n")
    assert "Sealed: 1 codings of c1; not coded: 5." in ask("--coder", "c1", "--seal").output
    assert statements(data, "c1") == order[1:]
    nothing = ask("--coder", "c1", "--seal")
    assert nothing.exit_code == 1
    assert "nothing is coded" in str(nothing.exception)


def test_a_working_file_is_no_evidence_and_nobody_elses(data: Path, ask: Callable[..., Result]) -> None:
    """What is not sealed changes no rating, is not handed to another coder, and keeps the agreement untold."""
    before = read_programme(folder(data))
    ask("--coder", "c1", typed="c\nnone\n3\nsecret remark\nq\n")
    assert read_programme(folder(data)) == before
    assert "secret remark" not in ask("--coder", "c2", typed="q\n").output
    assert len(statements(data, "c2")) == 6
    for options in (["--agreement"], ["--reconcile", "sl-themes-from-needs"]):
        refused = ask(*options)
        assert refused.exit_code == 1
        assert "codings-c1.draft: a coder has not sealed yet" in str(refused.exception)
        assert "k1" not in refused.output


def test_a_workbook_is_never_rewritten(data: Path, tmp_path: Path) -> None:
    """Codings and decisions of a workbook go on in files beside it that begin with its own rows, and are read."""
    book = tmp_path / "books" / "soteliiderit.xlsx"
    write_workbook(read_programme(folder(data)), book)
    before = book.read_bytes()
    desk = open_desk(book, "c1", Language("en"))
    assert desk.draft.name == "soteliiderit.codings-c1.draft"
    one = coding(desk.handed[0].finding, "c1", "supports", "much")
    desk.save({one.finding: one})
    assert seal(desk) == (one,)
    reconcile(book, "di-meaningful", GIVEN)
    assert book.read_bytes() == before
    programme = read_programme(book)
    assert programme.codings == (*read_programme(folder(data)).codings, one)
    assert programme.coded["di-meaningful"].reconciled
    assert not open_drafts(book)


def test_a_damaged_working_file_is_told_with_every_fault(data: Path) -> None:
    """Codes that do not fit, another coder's rows and a finding twice are told at once with their rows."""
    rows = [
        "x,c1,supports,none,3,2026-11-21,",
        "y,c9,supports,much,3,2026-11-21,",
        "y,c1,supports,much,3,2026-11-21,",
    ]
    text = "finding,coder,direction,extent,credibility,date,note\n" + "\n".join(rows) + "\n"
    (folder(data) / "codings-c1.draft").write_text(text, encoding="utf-8")
    desk = open_desk(folder(data), "c1", Language("en"))
    with pytest.raises(FaultyInput) as caught:
        desk.read()
    assert [one.place for one in caught.value.faults] == [
        "row 2, column extent",
        "row 3, column coder",
        "row 4, column finding",
    ]


def test_a_coder_is_a_role(ask: Callable[..., Result]) -> None:
    """A name with capitals and blanks is refused before anything is shown."""
    refused = ask("--coder", "Some Body")
    assert refused.exit_code == 1
    assert "--coder" in str(refused.exception)
    assert ask().exit_code == 2


# The sheet


def fill(path: Path, answers: Iterable[tuple[object, ...]]) -> None:
    """Type answers into the rows of a sheet: direction, extent, credibility and perhaps a note."""
    book = load_workbook(path)
    for row, given_answers in enumerate(answers, 2):
        for place, value in enumerate(given_answers):
            book["codings"].cell(row, 6 + place).value = value
    book.save(path)


def test_a_sheet_is_filled_in_and_read_back(data: Path, tmp_path: Path, ask: Callable[..., Result]) -> None:
    """The sheet hands out the same findings in the same order; its answers go to the working file and are sealed."""
    path = tmp_path / "c1.xlsx"
    assert "Findings to code: 6." in ask("--coder", "c1", "--sheet", str(path)).output
    sheet = load_workbook(path)["codings"]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == statements(data, "c1")
    assert len(sheet.data_validations.dataValidation) == 3
    assert not [cell.value for row in sheet.iter_rows() for cell in row if cell.value in {"k1", "k2"}]
    fill(path, [("supports", "much", 3, "selvästi"), ("neither", None, 1), ("contradicts", "none", 2)])
    assert "Coded: 3; left: 3." in ask("--coder", "c1", "--read", str(path)).output
    desk = open_desk(folder(data), "c1", Language("en"))
    assert [(one.direction, one.extent, one.note) for one in desk.read().values()] == [
        ("supports", "much", "selvästi"),
        ("neither", "not-said", None),
        ("contradicts", "none", None),
    ]
    again = tmp_path / "again.xlsx"
    ask("--coder", "c1", "--sheet", str(again))
    assert load_workbook(again)["codings"].cell(2, 6).value == "supports"
    assert ask("--coder", "c1", "--sheet", str(again)).exit_code == 1  # It would be written over.
    assert "Sealed: 3 codings" in ask("--coder", "c1", "--read", str(again), "--seal").output


def test_every_fault_of_a_sheet_is_told_with_its_cell(data: Path, tmp_path: Path, ask: Callable[..., Result]) -> None:
    """A wrong word, an unsound code, a missing credibility, a formula, another's statement and a stranger at once."""
    path = tmp_path / "c1.xlsx"
    ask("--coder", "c1", "--sheet", str(path))
    fill(
        path,
        [("supporting", "much", 3), ("supports", "none", 2), ("supports", "much"), ("=A1", "much", 2), ("neither",)],
    )
    book = load_workbook(path)
    book["codings"].cell(6, 2).value = "Another statement."
    book["codings"].cell(7, 1).value = "nobody-knows"
    book.save(path)
    refused = ask("--coder", "c1", "--read", str(path))
    assert isinstance(refused.exception, FaultyInput)
    assert sorted(one.place for one in refused.exception.faults) == [
        "sheet codings, row 2, column direction",
        "sheet codings, row 3, column extent",
        "sheet codings, row 4, column credibility",
        "sheet codings, row 5, column direction",
        "sheet codings, row 6, column statement",
        "sheet codings, row 7, column finding",
    ]
    assert not list(folder(data).glob("*.draft"))


# Agreement


def test_alpha_of_four_findings_by_hand() -> None:
    """Places 4·4, 5·5, 6·5 and 3·3: one step in four findings is an ordinal alpha of 0.8974.

    Values 3, 4, 5, 6 are given 2, 2, 3 and 1 times, so their middle ranks are 1, 3, 5.5 and 7.5. Observed are two of
    eight paired values at squared distance 4, expected ½·Σ n·n·δ² over all pairs: 16+121.5+84.5+37.5+40.5+12 = 312.
    So alpha is 1 − 7·(2·4/2)/312... with both orders counted on both sides: 1 − 7·8/624.
    """
    first = in_turn("a", [SCALE[4], SCALE[5], SCALE[6], SCALE[3]])
    second = in_turn("b", [SCALE[4], SCALE[5], SCALE[5], SCALE[3]])
    found = coding_agreement([*first, *second], seed=1)
    assert found.code.value == pytest.approx(1 - 7 * 8 / 624)
    assert (found.findings, found.pairs, found.same, found.coders) == (4, 4, 0.75, ("a", "b"))
    assert found.code.low <= found.code.value <= found.code.high
    assert [(one.finding, one.steps) for one in found.disagreements] == [("f2", 1)]


def test_extent_alone_looks_at_what_both_find_supporting() -> None:
    """A finding that one coder does not find supporting is no unit of the extent; what is not said lies lowest."""
    codes: list[tuple[Direction, Extent]] = [("supports", "not-said"), ("supports", "much"), ("supports", "somewhat")]
    first = in_turn("a", [*codes, ("neither", "not-said")])
    second = in_turn("b", [*codes, ("supports", "much")])
    found = coding_agreement([*first, *second], seed=1)
    assert (found.extent.value, found.extent.units) == (1.0, 3)
    assert found.code.units == 4
    assert found.code.value < 1
    assert math.isnan(found.credibility.value)


def test_disagreements_come_widest_first() -> None:
    """Steps on the scale lead, then an extent that is not said, then the credibility alone."""
    both: list[tuple[tuple[Direction, Extent], tuple[Direction, Extent]]] = [
        (("supports", "much"), ("supports", "much")),
        (("supports", "somewhat"), ("supports", "not-said")),
        (("supports", "much"), ("contradicts", "much")),
        (("supports", "much"), ("supports", "somewhat")),
    ]
    first = in_turn("a", [one for one, _ in both])
    second = in_turn("b", [other for _, other in both])
    second[0] = coding("f0", "b", "supports", "much", 1)
    found = coding_agreement([*first, *second], seed=1)
    assert [one.finding for one in found.disagreements] == ["f2", "f3", "f1", "f0"]
    assert [one.steps for one in found.disagreements] == [3, 1, 0, 0]


def test_one_coder_alone_agrees_with_nobody() -> None:
    """Without two codings of a finding nothing can be told, and nothing fails."""
    for codings in ([], in_turn("a", [SCALE[4], SCALE[5]])):
        found = coding_agreement(codings, seed=1)
        assert (found.findings, found.pairs, found.disagreements) == (0, 0, ())
        assert math.isnan(found.code.value)
        assert math.isnan(found.same)


@given(st.lists(CODINGS, min_size=1, max_size=4))
def test_the_median_does_not_depend_on_the_order_of_coders(codings: list[Coding]) -> None:
    """However the coders are ordered, the used code is the same, and it is one of theirs."""
    used = {
        (one.direction, one.extent, one.credibility) for one in (used_coding(order) for order in permutations(codings))
    }
    assert len(used) == 1
    ((direction, extent, _),) = used
    assert (direction, extent) in {(one.direction, one.extent) for one in codings}


@given(st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), min_size=1, max_size=8))
def test_agreement_does_not_depend_on_the_order_of_codings(pairs: list[tuple[tuple[Direction, Extent], ...]]) -> None:
    """Rows of codings.csv in another order give the same agreement."""
    codings = [*in_turn("a", [one for one, _ in pairs]), *in_turn("b", [other for _, other in pairs])]
    there, back = coding_agreement(codings, seed=1), coding_agreement(codings[::-1], seed=1)
    assert str(there) == str(back)


def test_the_meaning_of_alpha_follows_krippendorff(rubric: Rubric) -> None:
    """Below 0.667 nothing follows, below 0.8 something tentative, from there on it is reliable."""
    told = [meaning(Alpha(value=value, low=low, high=1, units=9), rubric) for value, low in TOLD]
    assert told == [
        "not enough for even tentative conclusions",
        "enough for tentative conclusions",
        "enough for tentative conclusions",
        "reliable, though the interval reaches below that",
        "reliable",
        "it cannot be computed, since the codes do not vary",
    ]


TOLD = ((0.66, 0.5), (0.667, 0.5), (0.79, 0.7), (0.8, 0.7), (0.9, 0.8), (float("nan"), float("nan")))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_agreement_is_told_in_every_language(language: str, rubric: Rubric) -> None:
    """Nobody, one coder, codes that do not vary, and two coders are each told in words."""
    say = Language(language)
    first = in_turn("a", [SCALE[4], SCALE[5]])
    for codings, count in (
        ([], 1),
        (first, 2),
        ([*first[:1], *in_turn("b", [SCALE[4]])], 3),
        ([*first, *in_turn("b", SCALE[4:6])], 3),
    ):
        assert len(agreement_lines(say, coding_agreement(codings, seed=1), rubric)) == count


def test_the_command_tells_the_agreement(ask: Callable[..., Result]) -> None:
    """With everything sealed, alpha by scale and every difference stand on the terminal; an unknown coder is refused."""
    told = ask("--agreement").output
    assert "2 coders have coded findings by the codebook: k1, k2." in told
    assert "Krippendorff's ordinal alpha" in told
    assert "Credibility: " in told
    assert told.count("Used: ") == 7
    assert ask("--agreement", "--coder", "k1").output == told
    assert ask("--agreement", "--coder", "nobody").exit_code == 1


# Decisions


GIVEN: dict[str, str | int | None] = {
    "author": "lead",
    "direction": "supports",
    "extent": "much",
    "credibility": 2,
    "reason": "Read together in the document.",
    "date": "2026-11-21",
}


def test_a_decision_replaces_the_median(data: Path, ask: Callable[..., Result], rubric: Rubric) -> None:
    """A recorded decision is used, a later one replaces it, and the report names both, its card the one in force."""
    options = [f"--{name}={value}" for name, value in GIVEN.items()]
    assert "sl-themes-from-needs: supports, much, 2" in ask("--reconcile", "sl-themes-from-needs", *options).output
    before = (folder(data) / "reconciliations.csv").read_bytes()
    reconcile(folder(data), "sl-themes-from-needs", GIVEN | {"extent": "somewhat", "reason": "Read again."})
    assert (folder(data) / "reconciliations.csv").read_bytes().startswith(before)
    programme = read_programme(folder(data))
    used = programme.coded["sl-themes-from-needs"]
    assert (used.direction, used.extent, used.credibility, used.reconciled) == ("supports", "somewhat", 2, True)
    view = view_of(programme, "2019", rubric, Language("en"))
    table = chapters.reconciliations(view)
    assert isinstance(table, Table)
    assert [row[-1] for row in table.rows] == ["replaced", "in force"]
    items = [item for one in view.assessment.ratings for item in one.items if item.name == "sl-themes-from-needs"]
    line = evidence_line(view.say, view.assessment, items[0])
    assert "Coders differ: k1: " in line
    assert (
        "Decided by lead on 21\u00a0November\u00a02026: for it: somewhat, credibility 2 (moderate). Read again." in line
    )
    assert "; by decision" in str(chapters.coder_disagreements(view))


def test_a_decision_is_checked(data: Path) -> None:
    """An unsound code, a finding that coders read alike, and what is not given are told at once; nothing is written."""
    with pytest.raises(FaultyInput) as caught:
        reconcile(folder(data), "di-meaningful", GIVEN | {"extent": "none"})
    assert [one.place for one in caught.value.faults] == ["new row, column extent"]
    alike = next(
        name
        for name, several in read_programme(folder(data)).codings_of.items()
        if len({one.place for one in several}) == 1 and len({(one.extent, one.credibility) for one in several}) == 1
    )
    with pytest.raises(FaultyInput) as caught:
        reconcile(folder(data), alike, {"author": "lead", "direction": "supports", "date": "2026-11-21"})
    places = {one.place for one in caught.value.faults}
    assert places == {f"new row, column {name}" for name in ("extent", "credibility", "reason", "finding")}
    assert not (folder(data) / "reconciliations.csv").exists()


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (lambda text: text.replace("lead", "other"), "seal"),
        (lambda text: text.replace("supports,much", "supports,none"), "extent"),
        (lambda text: text.replace("di-meaningful", "not-a-finding"), "finding"),
    ],
)
def test_a_recorded_decision_that_was_changed_is_found(data: Path, change: Callable[[str], str], column: str) -> None:
    """Another author, an unsound code and an unknown finding in the record are faults with their place."""
    reconcile(folder(data), "di-meaningful", GIVEN)
    path = folder(data) / "reconciliations.csv"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        read_programme(folder(data))
    assert f"row 2, column {column}" in {one.place for one in caught.value.faults}


def test_a_decision_about_a_finding_that_nobody_coded_changes_nothing() -> None:
    """The used codes are those of coded findings alone."""
    assert used_codings([]) == {}
    assert all(sound(*code) for code in CODES)


# The report


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_report_tells_coders_and_their_differences(repo: Path, rubric: Rubric, language: str) -> None:
    """Who coded, alpha on three scales and the differences of the period stand in the chapter in every language."""
    view = view_of(read_programme(repo / "data" / "soteliiderit"), "2019", rubric, Language(language))
    assert len(chapters.coders(view).paragraphs) == 3
    table = chapters.coder_alphas(view)
    assert table is not None
    assert len(table.rows) == 3
    assert "k1: " in str(chapters.coder_disagreements(view))
    assert isinstance(chapters.reconciliations(view), Prose)


def test_a_programme_without_codings_says_so(repo: Path, rubric: Rubric) -> None:
    """Where nobody coded, the chapter says it and ratings.json holds no number."""
    view = view_of(read_programme(repo / "data" / "kekseliaat-kehittajat"), "2020-2021", rubric, Language("en"))
    assert chapters.coders(view).paragraphs == ("Nobody has coded any finding.",)
    assert chapters.coder_alphas(view) is None
    content = json.loads(ratings_json(view))["coding"]
    assert content == {"coders": [], "findings": 0, "pairs": 0, "alpha": None, "low": None, "high": None}


def test_ratings_json_tells_the_agreement(repo: Path, rubric: Rubric) -> None:
    """Roles, counts and alpha with its interval stand in ratings.json."""
    view = view_of(read_programme(repo / "data" / "soteliiderit"), "2019", rubric, Language("en"))
    content = json.loads(ratings_json(view))["coding"]
    assert (content["coders"], content["findings"], content["pairs"]) == (["k1", "k2"], 14, 14)
    assert content["low"] <= content["alpha"] <= content["high"]
