"""Scaffolding a survey: what is proposed counts as pandas does, and nothing about a person is written down."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pytest
import survey_exports as made
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner
from workshop import examples

from kunteko_eval.cli import app
from kunteko_eval.errors import FaultyInput, UnknownName
from kunteko_eval.exchange.survey.counting import count
from kunteko_eval.exchange.survey.mapping_file import read_mapping
from kunteko_eval.exchange.survey.reading import read_export
from kunteko_eval.exchange.survey.scaffold.headings import about_person
from kunteko_eval.exchange.survey.scaffold.scaffolding import ScaffoldOptions, scaffold
from kunteko_eval.exchange.survey.scaffold.scales import scale_of
from kunteko_eval.exchange.survey.tools import spss
from kunteko_eval.exchange.survey.tools.double import joined_names
from kunteko_eval.exchange.survey.tools.xlsform import read_form

ROOT = Path(__file__).parents[1]
MADE = made.answers(120)


def counted(export: Path, text: str, folder: Path) -> dict[str, tuple[int, int]]:
    """Return n and the number of positive answers of each figure, as the import counts them once all is confirmed."""
    file = folder / "mapping.yaml"
    file.write_text(text.replace("confirmed: false", "confirmed: true"), encoding="utf-8")
    mapping = read_mapping(file)
    found = count(export, read_export(export, mapping).frame, mapping)
    return {
        one.indicator: (tally.n, tally.total if one.question.mean else tally.positive(one.question))
        for place, one in enumerate(mapping.asked)
        for tally in [found.of(place, None)]
    }


@pytest.mark.parametrize("tool", made.WRITERS)
def test_what_is_proposed_counts_as_pandas_does(tool: str, tmp_path: Path) -> None:
    """From each tool's export: recognised, proposed, confirmed and counted as pandas counts the answers."""
    export = made.WRITERS[tool](tmp_path, MADE)
    form = tmp_path / "form.xlsx" if tool == "kobo" else None
    done = scaffold(export, ScaffoldOptions(form=form))
    assert (done.tool, done.language, done.unsure) == (tool, "fi", [])
    frame = pd.DataFrame(MADE)
    said = frame["first"][frame["first"].isin(made.AGREE)]
    used = frame["services"] if tool == "spss" else frame["services"][frame["services"].str.len() > 0]
    expected = {
        "Osaaminen kasvoi": (len(said), int(said.isin(made.AGREE[3:]).sum())),
        "Työ sujuu": (len(frame), int(frame["second"].isin(made.AGREE[3:]).sum())),
        "Yleisarvosana": (len(frame), int(frame["grade"].sum())),
        **{one: (len(used), int(used.apply(lambda each, one=one: one in each).sum())) for one in made.SERVICES},
    }
    labels = {one.id: one.label.rsplit(": ", 1)[-1].rsplit("[", 1)[-1].rsplit(" - ", 1)[-1] for one in done.indicators}
    found = counted(export, done.text, tmp_path)
    assert {labels[name].strip(" ]"): numbers for name, numbers in found.items()} == expected
    assert {value for one in done.proposal.groupings for value in one.said.values()} == set(made.ROLES)


@pytest.mark.parametrize("tool", made.WRITERS)
def test_nothing_about_a_person_is_written_down(tool: str, tmp_path: Path) -> None:
    """No free text, address, name or id of a respondent stands in a mapping, and no unconfirmed one is read."""
    export = made.WRITERS[tool](tmp_path, MADE)
    form = tmp_path / "form.xlsx" if tool == "kobo" else None
    output = tmp_path / "m.yaml"
    asked = ["survey", "scaffold", str(export), "--output", str(output), *(["--form", str(form)] if form else [])]
    told = CliRunner().invoke(app, asked)
    assert told.exit_code == 0, told.output
    for text in (output.read_text(encoding="utf-8"), told.output):
        assert made.WRITTEN not in text
        assert not any(str(one["mail"]) in text or str(one["id"]) in text for one in MADE)
    with pytest.raises(FaultyInput, match="nobody has confirmed"):
        read_mapping(output)


ANSWERS = {
    "agreement": made.AGREE,
    "satisfaction": ("Mycket missnöjd", "Ganska missnöjd", "Ganska nöjd", "Mycket nöjd"),
    "frequency": ("Never", "Rarely", "Sometimes", "Often", "Always"),
    "extent": ("Ei lainkaan", "Vähän", "Jonkin verran", "Paljon", "Erittäin paljon"),
    "yes-no": ("Nej", "Ja"),
}


@settings(max_examples=examples(10, 100))
@given(
    st.sampled_from(sorted(ANSWERS)), st.integers(20, 60), st.integers(0, 1_000_000), st.sampled_from([",", ";", "\t"])
)
def test_any_made_question_counts_as_pandas_does(kind: str, rows: int, seed: int, delimiter: str) -> None:
    """Whatever was answered on a known scale, with blanks and without opinions: the counts are those of pandas."""
    chance, scale = random.Random(seed), ANSWERS[kind]  # noqa: S311 — made answers.
    cells = [[chance.choice((*scale, *scale, "", "En osaa sanoa")) for _ in range(3)] for _ in range(rows)]
    cells += [[one, one, one] for one in scale]
    folder = Path(tempfile.mkdtemp())
    try:
        export = made.write_csv(folder / "made.csv", [["A?", "B?", "C?"], *cells], delimiter)
        done = scaffold(export, ScaffoldOptions())
        found = counted(export, done.text, folder)
    finally:
        shutil.rmtree(folder)
    scales = [one.known for one in done.proposal.scales]
    positive = [one for scale in scales for one, code in scale.codes.items() if code in scale.positive]
    frame = pd.DataFrame(cells)
    assert [found[name] for name in ("a", "b", "c")] == [
        (int(frame[place].isin(scale).sum()), int(frame[place].isin(positive).sum())) for place in range(3)
    ]


@pytest.mark.parametrize(
    ("answers", "order", "positive"),
    [
        (set(made.AGREE), list(made.AGREE), (4, 5)),
        ({"Täysin samaa mieltä", "Osittain samaa mieltä", "Täysin eri mieltä"}, [1, 3, 4], (3, 4)),
        ({"Helt av samma åsikt", "Delvis av annan åsikt", "Delvis av samma åsikt"}, [2, 3, 4], (3, 4)),
        ({"Erittäin paljon", "Jonkin verran", "Ei lainkaan"}, ["Ei lainkaan", "Jonkin verran", "Erittäin paljon"], (3,)),
        ({"5 = erittäin hyvä", "1 = huono", "3 = kohtalainen"}, [1, 3, 5], (5,)),
        ({"poor", "fair", "good", "very good", "excellent"}, ["poor", "fair", "good", "very good", "excellent"], (3, 4, 5)),
    ],
)  # fmt: skip
def test_known_scales_stand_in_order(answers: set[str], order: list[object], positive: tuple[int, ...]) -> None:
    """A known scale runs from its lowest answer; a step that nobody answered leaves its code free."""
    scale = scale_of(answers)
    assert scale is not None
    assert (list(scale.codes) if isinstance(order[0], str) else list(scale.codes.values())) == order
    assert scale.positive == positive


@pytest.mark.parametrize(
    ("heading", "about"),
    [
        ("Nimi", "a name"), ("Vastaajan nimi", "a name"), ("Ditt namn", "a name"), ("First name", "a name"),
        ("Organisaation nimi", ""), ("Sähköpostiosoitteesi", "an e-mail address"), ("E-postadress", "an e-mail address"),
        ("12. Puhelinnumero:", "a phone number"), ("background/phonenumber", "a phone number"),
        ("IP-osoite", "an IP address"), ("Henkilötunnus", "a personal identity code"), ("Födelsedatum", "a birth date"),
        ("Vastaajatunnus", "a mark of the respondent"), ("Response ID", "a mark of the respondent"),
        ("Aloitusaika", "a time"), ("Slutförandetid", "a time"), ("LocationLatitude", "a place"),
        ("Onko sähköposti toiminut hyvin työpaikallasi tänä vuonna?", ""), ("Vastaajan rooli", ""), ("Tehtävänimike", ""),
    ],
)  # fmt: skip
def test_columns_about_persons_are_known_by_their_headings(heading: str, about: str) -> None:
    """In Finnish, Swedish and English, and not where a question only mentions such a thing."""
    assert about_person(heading) == about


def test_columns_about_persons_are_known_by_their_content(tmp_path: Path) -> None:
    """Whatever they are called: addresses, marks, coordinates and names that differ for nearly everybody."""
    rows = [
        [
            f"a{i}@b.invalid",
            f"{i:08x}-1111-2222-3333",
            f"60.{10000 + i}",
            f"Etu{i} Suku{i}",
            700 + i,
            "Kyllä" if i % 2 else "Ei",
        ]
        for i in range(40)
    ]
    export = made.write_csv(tmp_path / "e.csv", [["A", "B", "C", "D", "E", "Q"], *rows])
    done = scaffold(export, ScaffoldOptions())
    assert set(done.proposal.drop) | {done.proposal.respondent} == {"A", "B", "C", "D", "E"}
    shared = made.write_csv(
        tmp_path / "s.csv", [["A", "Q"], *([f"a{i % 4}@b.invalid", "Ei" if i % 2 else "Kyllä"] for i in range(40))]
    )
    assert scaffold(shared, ScaffoldOptions()).proposal.drop == {"A": "an e-mail address"}
    assert [entry.content["column"] for entry in done.proposal.entries] == ["Q"]


RARE = "Olen kunnanjohtaja Pikkukunnasta"


def test_what_few_answered_is_not_written_down(tmp_path: Path) -> None:
    """An answer of fewer than five is left out of choices, groups and options, and still counted in their base."""
    rows = [
        ["Raha" if i % 2 else "Aika", "Kunta A" if i % 3 else "Kunta B", "Kurssi;Opas" if i % 2 else "Kurssi"]
        for i in range(60)
    ]
    rows += [[RARE, RARE, f"Opas;{RARE}"], [RARE, RARE, RARE]]
    export = made.write_csv(tmp_path / "e.csv", [["Mikä auttoi?", "Kunta", "Mitä käytit?"], *rows])
    done = scaffold(export, ScaffoldOptions())
    assert RARE not in done.text
    assert done.text.count("unlisted: left-out") == 3
    found = counted(export, done.text, tmp_path)
    assert sorted(found.values()) == [(60, 30), (62, 31), (62, 60)]


def test_answers_in_no_known_order_are_put_in_order_once(tmp_path: Path) -> None:
    """Codes stand by their numbers, and a scale that several questions have stands once, to be confirmed."""
    rows = [["A2" if i % 3 else "A10", "A2" if i % 2 else "A10"] for i in range(40)]
    export = made.write_csv(tmp_path / "e.csv", [["First", "Second"], *rows])
    done = scaffold(export, ScaffoldOptions())
    assert 'answers: {"A2": 1, "A10": 2}' in done.text
    assert done.unsure == [f"scale answers: {done.proposal.scales[0].note}"]
    assert counted(export, done.text, tmp_path) == {"first": (40, 14), "second": (40, 20)}


@pytest.mark.parametrize(("last", "weight"), [("0,5", "Painokerroin"), ("", None)])
def test_a_weight_is_proposed_where_everybody_has_one(last: str, weight: str | None, tmp_path: Path) -> None:
    """With its decimal sign; one that somebody lacks is not read, and told."""
    rows = [["Ei" if i % 2 else "Kyllä", "1,5"] for i in range(20)] + [["Ei", last]]
    done = scaffold(made.write_csv(tmp_path / "e.csv", [["Q", "Painokerroin"], *rows], ";"), ScaffoldOptions())
    assert (done.proposal.weight, done.proposal.decimal) == (weight, "," if weight else ".")
    assert ("Painokerroin" in done.proposal.unread) == (weight is None)


REFUSED = {
    "empty.csv": (b"", "no respondents"),
    "headings.csv": (b"a,b\n", "no respondents"),
    "respondent.csv": (b"m@e.invalid,5\n" * 30, "an e-mail address"),
    "numbers.csv": (b"1,2,3\n4,5,1\n" * 20, "numbers where headings should stand"),
    "wide.csv": ((",".join(f"Q{i}" for i in range(16_384)) + "\n" + "," * 16_383 + "\n" + "1," * 16_383 + "1\n").encode(), "16,384 columns"),
    "long.csv": (b"Q,T\nyes," + b"x" * 100_001 + b"\nno,y\n", "a cell of 100,001 characters"),
    "nul.csv": (b"Q,T\nyes\x00,a\n", "a NUL character"),
    "open.csv": (b'Q,T\n"yes,b\nno,c\n', "valid CSV"),
    "survey.lss": (b"<xml/>", "questionnaire, without answers"),
    "old.xls": (b"x", "Save it as .xlsx"),
    "broken.sav": (b"$FL2", "an SPSS data file"),
    "broken.xlsx": (b"PK", "an Excel workbook"),
    "texts.csv": (b"Q,T\n" + b"".join(f"free text number {i} one,b{i} c\n".encode() for i in range(20)), "no question"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_export_is_refused_with_what_to_do(name: str, tmp_path: Path) -> None:
    """Each with one sentence and nothing written."""
    content, expected = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FaultyInput, match=expected):
        scaffold(tmp_path / name, ScaffoldOptions())
    with pytest.raises(UnknownName, match="survey tool"):
        scaffold(tmp_path / name, ScaffoldOptions(tool="surveygizmo"))


def test_two_rows_of_headings_are_joined() -> None:
    """A question stretches over the options to its right, and no further."""
    rows = [["Id", "1. A", "", "2. B", ""], ["", "x", "y", "", ""]]
    assert joined_names(rows) == ["Id", "1. A: x", "1. A: y", "2. B", ""]


def test_an_spss_file_says_what_is_missing_and_which_variables_are_options(tmp_path: Path) -> None:
    """Values stand as their labels; missing values and multiple response sets are taken from the file."""
    import pyreadstat

    frame = pd.DataFrame({"v": [1.0, 2.0, 9.0, None], "w": [1.0, 1.0, 2.0, 3.0]})
    labels = {"v": {1.0: "Ei", 2.0: "Kyllä", 9.0: "Ei vastausta"}, "w": {1.0: "sama", 2.0: "sama"}}
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"), variable_value_labels=labels, missing_ranges={"v": [9]})
    read = spss.read_spss(tmp_path / "a.sav")
    assert read.columns == (["Ei", "Kyllä", "Ei vastausta", ""], ["1", "1", "2", "3"])
    assert (read.declared["v"].answers, read.declared["v"].missing) == ({"Ei": 1, "Kyllä": 2}, ("Ei vastausta",))
    sets = {"$m": {"is_dichotomy": True, "counted_value": 2, "label": "Mitä?", "variable_list": ["v", "w"]}}
    about = spss.SpssContent(values={}, labels=labels, texts={}, types={}, missing={}, sets=sets)
    assert [(one.text, one.columns, one.chosen) for one in spss._sets(about, {"v", "w"})] == [
        ("Mitä?", ("v", "w"), "Kyllä")
    ]


def test_a_form_is_read_in_the_language_asked_for(tmp_path: Path) -> None:
    """Groups are left out of names; options have their words."""
    made.kobo(tmp_path, MADE)
    form = read_form(tmp_path / "form.xlsx", "sv")
    one, option = form.of("tausta/rooli"), form.option_of("palvelut/s1")
    assert one is not None
    assert option is not None
    assert (one.text, one.words["r0"], option[2]) == ("Mikä on roolisi?", "Johtaja", "Valmennus")
    with pytest.raises(FaultyInput, match=r"no sheet .*the form's own file"):
        read_form(made.write_xlsx(tmp_path / "no.xlsx", [["a"]]), None)


def test_the_command_fills_a_programme_and_writes_over_nothing(tmp_path: Path) -> None:
    """With --write-indicators the import needs no more lines; a mapping that is there stays."""
    folder = Path(shutil.copytree(ROOT / "data" / "soteliiderit", tmp_path / "data" / "soteliiderit"))
    (folder / "registration.csv").unlink()
    export = made.microsoft_forms(tmp_path, MADE)
    output = tmp_path / "m.yaml"
    asked = ["survey", "scaffold", str(export), "--output", str(output), "--programme", "soteliiderit"]
    asked += ["--data", str(tmp_path / "data"), "--write-indicators"]
    told = CliRunner().invoke(app, asked)
    assert told.exit_code == 0, told.output
    assert "- {indicator: osaaminen-kasvoi, expectation: share-positive}" in told.output
    assert "osaaminen-kasvoi,Osaaminen kasvoi" in (folder / "indicators.csv").read_text(encoding="utf-8")
    output.write_text(
        output.read_text(encoding="utf-8").replace("confirmed: false", "confirmed: true"), encoding="utf-8"
    )
    imported = ["import", "survey", str(export), "--mapping", str(output), "--programme", "soteliiderit"]
    done = CliRunner().invoke(app, [*imported, "--data", str(tmp_path / "data"), "--dry-run"])
    assert done.exit_code == 0, done.output
    with pytest.raises(FaultyInput, match="it exists"):
        CliRunner().invoke(app, asked, catch_exceptions=False)
