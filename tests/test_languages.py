"""A programme in one language: what it needs, what stands in for what it lacks, and faults in the language asked for."""

from __future__ import annotations

import csv
import datetime
import inspect
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.pofile import read_po
from builder import rubric_in_force
from fault_phrases import NO_FAULTS, modules, phrases_of
from typer.testing import CliRunner

from kunteko_eval.batch.plan import Selection, listed
from kunteko_eval.cli import app
from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.iati.exporting import write_iati
from kunteko_eval.exchange.workbook.writing import write_workbook
from kunteko_eval.files.translations import LANGUAGES, Translations, borrowed
from kunteko_eval.model.base import Text
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.project.new_project import ProjectOptions, init
from kunteko_eval.reading import field_meanings
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.sheets import LISTS, TABLES, columns_of, keys_of_programme
from kunteko_eval.report import chapters, meaning_words
from kunteko_eval.report.data_files import ratings_json
from kunteko_eval.report.fault_words import error_text, fault_text, translated
from kunteko_eval.report.index import index_name, languages_of, write_index
from kunteko_eval.report.language import MESSAGES, Language
from kunteko_eval.report.language_marks import spoken
from kunteko_eval.report.view import view_of

PERIOD = "2024"
OTHERS = ("fi", "sv")
TODAY = datetime.date(2024, 1, 15)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project whose programme has texts in English alone."""
    titles: dict[str, str | None] = {"fi": None, "sv": None, "en": "Example"}
    options = ProjectOptions(
        name="example",
        folder=tmp_path_factory.mktemp("one-language"),
        titles=titles,
        start="2024-01-01",
        end="2024-12-31",
        language="en",
        alone=True,
    )
    return init(options, TODAY)


@pytest.fixture(scope="module")
def programme(project: Path) -> ProgrammeData:
    """Return the programme in English alone."""
    return read_programme(project / "data" / "example")


@pytest.fixture
def folder(project: Path, tmp_path: Path) -> Path:
    """Return a copy of the programme's folder that may be spoiled."""
    return Path(shutil.copytree(project / "data" / "example", tmp_path / "example"))


def faults_of(path: Path) -> list[Fault]:
    """Return the faults of a programme; none when it can be read."""
    try:
        read_programme(path)
    except FaultyInput as error:
        return list(error.faults)
    return []


def change(path: Path, old: str, new: str) -> None:
    """Put one text in the place of another, which stands once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, text.count(old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_text_of_one_language_lends_its_words_with_a_mark() -> None:
    """What is missing borrows from English first, as an IATI import does; words of its own stay as they are."""
    assert Text(en="Clinics") == Text(fi="[en] Clinics", sv="[en] Clinics", en="Clinics")
    assert Text(sv="Mottagningar", fi="Vastaanotot").en == "[fi] Vastaanotot"
    with pytest.raises(ValueError, match="words in fi, sv or en"):
        Text()


def test_words_are_borrowed_in_the_order_that_is_declared() -> None:
    """A programme that prefers Swedish lends its Swedish words, though English is there too."""
    assert borrowed({"en": "A", "sv": "B"}, ("sv", "en")) == {"fi": "[sv] B", "sv": "B", "en": "A"}
    assert borrowed({}) == {}


@pytest.mark.parametrize(
    ("declared", "languages"),
    [(None, LANGUAGES), (["sv", "fi"], ("sv", "fi")), (["en", "xx", "en"], ("en",)), ("en", ()), ([], ())],
)
def test_languages_are_those_that_are_declared(declared: object, languages: tuple[str, ...]) -> None:
    """Without a word they are all three; of a faulty list what is known counts, so that nothing else is missed."""
    translations = Translations()
    translations.declare(declared)
    assert translations.languages == languages


def test_a_programme_in_one_language_has_columns_of_that_language_alone(project: Path) -> None:
    """Its tables have no column in other languages, its YAML no key in them."""
    folder = project / "data" / "example"
    header = (folder / "indicators.csv").read_text(encoding="utf-8").partition("\n")[0].split(",")
    assert "label_en" in header
    assert not {"label_fi", "label_sv"} & set(header)
    assert not re.search(r"\{fi: ", (folder / "chain.yaml").read_text(encoding="utf-8"))


def exhibits() -> list[Callable[[Any], Any]]:
    """Return what chapters show of a view alone."""
    found = []
    for name in chapters.__all__ if hasattr(chapters, "__all__") else vars(chapters):
        one = getattr(chapters, name)
        given = list(inspect.signature(one).parameters.values()) if inspect.isfunction(one) else []
        if given and given[0].annotation == "View" and all(other.default is not other.empty for other in given[1:]):
            found.append(one)
    return found


@pytest.mark.parametrize("language", ["fi", "en"])
def test_every_chapter_shows_a_programme_in_one_language(programme: ProgrammeData, language: str) -> None:
    """Each table and figure can be made in any language; borrowed words are marked, and nothing is in English."""
    view = view_of(programme, programme.sheet.periods[0].id, rubric_in_force(), Language(language))
    shown = [one(view) for one in exhibits()]
    assert len(shown) > 30
    html = " ".join(str(one._repr_mimebundle_()) for one in shown if hasattr(one, "_repr_mimebundle_"))
    assert ("[en] Workshops held" in html) == (language != "en")
    assert "Workshops held" in html
    assert not re.search(r"\[(fi|sv)\] ", html)


def test_data_files_tell_the_languages_and_mark_what_is_borrowed(programme: ProgrammeData) -> None:
    """A programme in one language says so in ratings.json; one in all three, as all were before, says nothing."""
    period = programme.sheet.periods[0].id
    told = json.loads(ratings_json(view_of(programme, period, rubric_in_force(), Language("en"))))
    assert told["languages"] == ["en"]
    assert told["name"] == {"fi": "[en] Example", "sv": "[en] Example", "en": "Example"}
    everywhere = replace(programme, sheet=replace(programme.sheet, languages=LANGUAGES))
    view = view_of(everywhere, period, rubric_in_force(), Language("en"))
    assert "languages" not in json.loads(ratings_json(view))


def test_reports_are_made_in_the_declared_languages(project: Path) -> None:
    """Without period files a programme is reported in its own languages; the portfolio in those of all programmes."""
    params = project / "params"
    jobs = listed(project / "data", params)
    assert [(one.programme, one.language) for one in jobs] == [("example", "en"), ("", "en")]
    asked = listed(project / "data", params, Selection(language="sv"))
    assert [(one.programme, one.language) for one in asked] == [("example", "sv"), ("", "sv")]


def test_reports_without_period_files_are_in_the_declared_languages(project: Path, tmp_path: Path) -> None:
    """So are those of a programme that prefers Swedish to Finnish."""
    data = tmp_path / "data"
    shutil.copytree(project / "data", data)
    folder = data / "example"
    change(folder / "programme.yaml", "languages: [en]", "languages: [sv, en]")
    (tmp_path / "params").mkdir()
    shutil.copy(project / "params" / "rubric.yaml", tmp_path / "params")
    with pytest.raises(FaultyInput) as error:
        listed(data, tmp_path / "params")
    assert any("texts without sv" in one.found for one in error.value.faults)
    change(folder / "programme.yaml", "languages: [sv, en]", "languages: [en]")
    jobs = listed(data, tmp_path / "params")
    assert [(one.programme, one.language) for one in jobs] == [("example", "en"), ("", "en")]


def test_a_programme_in_one_language_goes_into_a_workbook_and_back(programme: ProgrammeData, tmp_path: Path) -> None:
    """The workbook has columns of that language alone, and reads back the same."""
    book = tmp_path / "example.xlsx"
    write_workbook(programme, book)
    assert read_programme(book) == programme
    assert faults_of(book) == []


def test_a_programme_in_one_language_goes_into_iati_without_marks(programme: ProgrammeData, tmp_path: Path) -> None:
    """Narratives are in its own language alone."""
    write_iati(programme, tmp_path / "example.xml", "XX-1")
    text = (tmp_path / "example.xml").read_text(encoding="utf-8")
    assert "[en]" not in text
    assert 'xml:lang="fi"' not in text


# Index.


def report_of(programme: str, years: str, pages: tuple[str, ...], **more: Any) -> dict[str, Any]:
    """Return what an index knows of a report."""
    name = dict.fromkeys(LANGUAGES, programme.capitalize())
    return {
        "programme": programme,
        "name": name,
        "years": dict.fromkeys(LANGUAGES, years),
        "counts": {},
        "coverage": 0,
        "rubric_version": "1",
        "elements": [],
        "synthetic": True,
        "pages": pages,
        **more,
    }


def index_of(output: Path, *reports: dict[str, Any]) -> dict[str, str]:
    """Write reports and their index, and return its pages by name."""
    for number, one in enumerate(reports):
        folder = output / one["programme"] / str(number)
        folder.mkdir(parents=True)
        (folder / "ratings.json").write_text(json.dumps(one), encoding="utf-8")
        for code in one["pages"]:
            (folder / f"report.{code}.html").write_text("", encoding="utf-8")
    write_index(output)
    return {path.name: path.read_text(encoding="utf-8") for path in output.glob("index*.html")}


def test_an_index_speaks_the_languages_of_its_programmes(tmp_path: Path) -> None:
    """Of English programmes there is an English index alone, and it is the door; what other indexes stood there go."""
    (tmp_path / "index.en.html").write_text("old", encoding="utf-8")
    (tmp_path / "index.sv.html").write_text("old", encoding="utf-8")
    pages = index_of(tmp_path, report_of("first", "2024", ("en",), languages=["en"]))
    assert list(pages) == ["index.html"]
    assert '<html lang="en">' in pages["index.html"]
    assert 'hreflang="fi"' not in pages["index.html"]


def test_an_index_of_programmes_without_a_word_on_languages_is_in_all_three(tmp_path: Path) -> None:
    """So it was before programmes could declare them; Finnish is the door."""
    pages = index_of(tmp_path, report_of("first", "2024", ("fi",)))
    assert sorted(pages) == ["index.en.html", "index.html", "index.sv.html"]
    assert '<html lang="fi">' in pages["index.html"]


def test_an_index_begins_with_a_sentence_and_the_newest_report(tmp_path: Path) -> None:
    """The later a report ends the higher it stands; of two that end together the one that begins later."""
    years = ["2015–2020", "2019", "1.7.2020–31.12.2020", "2018–2020", "1.2.2021–30.6.2021"]
    page = index_of(tmp_path, *(report_of("first", one, ("fi",)) for one in years))["index.html"]
    assert re.findall(r"<h3>([^<]*)</h3>", page) == [years[4], years[2], years[3], years[0], years[1]]
    assert page.index('class="intro"') < page.index("<h2")


def test_the_door_of_an_index_is_what_most_reports_prefer() -> None:
    """Swedish before English where most programmes say so; Finnish where nobody says anything."""
    reports: list[dict[str, Any]] = [{"languages": ["sv", "en"], "links": []}, {"languages": ["sv"], "links": []}]
    assert languages_of([*reports, {"languages": ["en"], "links": []}]) == ["sv", "en"]
    assert index_name("sv", "sv") == "index.html"


# Marks for those who have the page read to them.


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<td>[en] Clinics</td>", '<td lang="en">[en] Clinics</td>'),
        ('<th scope="row">[sv] Kliniker</th>', '<th scope="row" lang="sv">[sv] Kliniker</th>'),
        ("<td>Neuvolat [2]</td>", "<td>Neuvolat [2]</td>"),
        ("<p>Eniten: [en] Clinics.</p>", "<p>Eniten: [en] Clinics.</p>"),
        ('<p lang="en">[en] Clinics</p>', '<p lang="en">[en] Clinics</p>'),
        ("<script>[en] x</script>", "<script>[en] x</script>"),
        (
            '<text x="1"><tspan>[en] Two</tspan></text>',
            '<text x="1" lang="en"><tspan lang="en">[en] Two</tspan></text>',
        ),
    ],
)
def test_borrowed_words_tell_their_language_to_a_screen_reader(html: str, marked: str) -> None:
    """An element that holds borrowed words and nothing else gets their language."""
    assert spoken(html) == marked


# Everything in the first pass.


def spoil(folder: Path) -> None:
    """Make a fault of each stage: of the text, of a class, of what is missing, of what refers to what, of the whole."""
    change(folder / "programme.yaml", "synthetic: true", "synthetic: perhaps")
    chain = yaml.safe_load((folder / "chain.yaml").read_text(encoding="utf-8"))
    chain["elements"][1]["level"] = "no-such-level"
    del chain["elements"][0]["label"]["en"]
    chain["elements"][0]["label"]["fi"] = "Vain suomeksi"
    chain["links"].append({**chain["links"][0], "to": "no-such-box"})
    (folder / "chain.yaml").write_text(json.dumps(chain, default=str, ensure_ascii=False, indent=1), encoding="utf-8")
    table(folder / "indicators.csv", 0, {"label_en": "", "unit": "furlongs"})
    table(folder / "observations.csv", 0, {"indicator": "no-such-indicator"})
    table(folder / "observations.csv", 1, {"value": "many"})
    table(folder / "findings.csv", 0, {"period": "1999"})


def table(path: Path, row: int, cells: dict[str, str]) -> None:
    """Change cells of a row of a CSV file."""
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    rows[row].update(cells)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


EXPECTED = (
    ("programme.yaml", "synthetic", "perhaps"),
    ("chain.yaml", "elements.1.level", "no-such-level"),
    ("chain.yaml", "elements.0.label.en", "'en' is missing"),
    ("chain.yaml", "links.", "no-such-box"),
    ("indicators.csv", "label_en", "'label_en' is missing"),
    ("indicators.csv", "unit", "furlongs"),
    ("observations.csv", "indicator", "no-such-indicator"),
    ("observations.csv", "value", "many"),
    ("findings.csv", "period", "1999"),
)


def test_faults_of_every_stage_are_told_at_once_and_nothing_else(folder: Path) -> None:
    """What a row lacks does not hide what it refers to, and what a faulty row declares is not unknown elsewhere."""
    spoil(folder)
    found = faults_of(folder)
    for file, place, words in EXPECTED:
        told = [one for one in found if one.file.endswith(file) and place in one.place and words in one.found]
        assert len(told) == 1, (file, place, words, [str(one) for one in found])
    assert len(found) == len(EXPECTED), [str(one) for one in found]


def test_faults_of_every_stage_of_a_workbook_are_told_at_once(project: Path, tmp_path: Path) -> None:
    """A workbook tells as much in one pass as a folder."""
    import openpyxl

    programme = read_programme(project / "data" / "example")
    path = tmp_path / "example.xlsx"
    write_workbook(programme, path)
    book = openpyxl.load_workbook(path)

    def put(sheet: str, column: str, value: object) -> None:
        titles = [cell.value for cell in book[sheet][1]]
        book[sheet].cell(2, titles.index(column) + 1).value = value

    put("elements", "label_en", None)
    put("elements", "level", "no-such-level")
    put("links", "to", "no-such-box")
    put("indicators", "unit", "furlongs")
    put("indicators", "label_en", "=A1")
    put("observations", "indicator", "no-such-indicator")
    put("findings", "period", "1999")
    book.save(path)
    found = faults_of(path)
    told = Counter(re.match(r"sheet (\w+), row 2, column (\w+)", one.place).groups() for one in found)  # type: ignore[union-attr]
    assert told[("elements", "label_en")] == told[("elements", "level")] == told[("links", "to")] == 1
    assert told[("indicators", "unit")] == told[("indicators", "label_en")] == 1
    assert told[("observations", "indicator")] == told[("findings", "period")] == 1
    assert len(found) <= 8, [str(one) for one in found]


def test_a_language_that_no_text_has_is_told_once_beside_the_other_faults(folder: Path) -> None:
    """A programme that declares nothing and has English alone gets one fault for that, with what to write."""
    change(folder / "programme.yaml", "languages: [en]\n", "")
    table(folder / "observations.csv", 0, {"indicator": "no-such-indicator"})
    found = faults_of(folder)
    assert len(found) == 3, [str(one) for one in found]
    assert "no-such-indicator" in found[0].found
    for code, one in zip(OTHERS, found[1:], strict=True):
        assert re.fullmatch(rf"(\d+) of \1 texts without {code}", one.found)
        assert "languages: [en]" in one.advice


def test_a_repeated_or_unknown_language_is_a_fault_of_its_own(folder: Path) -> None:
    """Nothing else is missed because of it."""
    change(folder / "programme.yaml", "languages: [en]", "languages: [en, en]")
    assert [one.expected for one in faults_of(folder)] == ["each language once"]
    change(folder / "programme.yaml", "languages: [en, en]", "languages: [de]")
    assert {one.place for one in faults_of(folder)} == {"line 9, key languages", "line 9, key languages.0"}


# Faults in the language asked for.


@cache
def catalogue(kind: str, language: str) -> dict[str, str]:
    """Return the translations of a catalogue."""
    with (MESSAGES / f"{kind}.{language}.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


@cache
def told_phrases() -> frozenset[str]:
    """Return the phrases of every fault of reading a programme."""
    return frozenset(one for path in modules() if path.name not in NO_FAULTS for one in phrases_of(path))


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_of_a_fault_has_a_translation_with_its_values(language: str) -> None:
    """Whoever writes a fault of reading a programme writes its phrase in Finnish and Swedish too."""
    known = catalogue("faults", language)
    phrases = told_phrases()
    assert len(phrases) > 400
    assert sorted(phrases - known.keys()) == []
    for phrase, translation in known.items():
        assert set(re.findall(r"\{(\d+)", phrase)) == set(re.findall(r"\{(\d+)", translation)), phrase


@pytest.mark.parametrize("language", OTHERS)
def test_every_meaning_of_a_column_has_a_translation(language: str) -> None:
    """What a header's comment says can be said in Finnish and Swedish."""
    meanings = {field_meanings.of_field(one.owner, one.field) for _, one in keys_of_programme()}
    for kind in [*(one.kind for one in LISTS), *(kind for kind, _ in TABLES.values())]:
        meanings |= {
            field_meanings.of_class(kind),
            *(field_meanings.of_field(one.owner, one.field) for one in columns_of(kind)),
        }
    assert sorted(meanings - catalogue("meanings", language).keys() - {""}) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_fault_is_told_in_the_language_with_its_values(folder: Path, language: str) -> None:
    """File, place and what was found stay; no English phrase does."""
    spoil(folder)
    told = error_text(FaultyInput(faults_of(folder)), language)
    for words in ("no-such-level", "no-such-indicator", "furlongs", "perhaps", "elements.1.level", "label_en"):
        assert words in told
    for words in (
        "expected",
        "unknown",
        "is missing",
        "Declare",
        "Did you mean",
        ", column ",
        ", key ",
        "in the input",
    ):
        assert words not in told
    assert told.startswith({"fi": "syötteessä 9 virhettä:", "sv": "9 fel i indata:"}[language])


def test_a_fault_in_english_is_as_it_was() -> None:
    """The language of the code is no translation."""
    fault = Fault(file="a.csv", place="row 2", found="no value", expected="a number", advice="Write 3.")
    assert fault_text(fault, "en") == str(fault)
    assert fault_text(fault, "fi") == "a.csv, rivi 2: ei arvoa; odotettiin: luku. Kirjoita 3."
    assert fault_text(fault, "sv") == "a.csv, rad 2: inget värde; väntat: ett tal. Skriv 3."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('"a number"', '"a number"'),
        ("'tea or coffee'", "'tea or coffee'"),
        ("column 'link' is missing", "sarake 'link' puuttuu"),
        ("a number or a text", "luku tai teksti"),
        ("words that nobody translated or wrote down", "words that nobody translated or wrote down"),
    ],
)
def test_what_somebody_wrote_is_not_translated(text: str, told: str) -> None:
    """Quoted values stay, phrases within phrases are said too, and what is unknown stays in English as a whole."""
    assert translated(text, "fi") == told


@pytest.mark.parametrize("command", ["check", "import survey", "import links", "import workbook", "export workbook"])
def test_commands_take_a_language_for_their_faults(command: str) -> None:
    """Each says so in its help."""
    said = CliRunner().invoke(app, [*command.split(), "--help"]).output
    assert "--language" in said


def test_check_tells_faults_in_the_language_asked_for(project: Path, folder: Path) -> None:
    """The language of the environment is not guessed: without a word faults are in English."""
    table(folder / "observations.csv", 0, {"indicator": "no-such-indicator"})
    asked = ["check", str(folder), "--params", str(project / "params")]
    assert "unknown indicator" in CliRunner().invoke(app, asked).output
    assert "okänt id" in CliRunner().invoke(app, [*asked, "--language", "sv"]).output


def test_a_workbook_tells_in_the_language_what_its_columns_mean(programme: ProgrammeData, tmp_path: Path) -> None:
    """Comments of headers and the meanings of keys are in Swedish where it is asked for."""
    import openpyxl

    write_workbook(programme, tmp_path / "example.xlsx", told_in="sv")
    book = openpyxl.load_workbook(tmp_path / "example.xlsx")
    comments = [str(cell.comment.text) for sheet in book for cell in sheet[1] if cell.comment]
    assert len(comments) > 100
    assert all("Måste ges." in one or "Kan vara tom." in one for one in comments)
    assert meaning_words.meaning("Must be given.", "en") == "Must be given."
    assert read_programme(tmp_path / "example.xlsx") == programme


def test_rows_of_evidence_hold_every_language(programme: ProgrammeData) -> None:
    """An indicator of one language has a label in all, marked; its own cells stay as they are given."""
    one = Indicator(id="a", label_en="A", unit="count", theme="t", kind="volume", aggregation="level", direction="more")
    assert (one.label_fi, one.label["fi"], one.label["en"]) == (None, "[en] A", "A")
    assert all(row.label["fi"].startswith("[en] ") for row in programme.indicators)
