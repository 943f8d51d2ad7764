"""One report from data to HTML: what stands in it, and that nothing half-made is ever left."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from workshop import SMALL, Copier

from kunteko_eval.batch import make_report as reporting
from kunteko_eval.batch.make_report import make_report
from kunteko_eval.batch.plan import Selection, listed, plan
from kunteko_eval.errors import FaultyInput, ReportFailed, UnknownName
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.report.index import write_index
from kunteko_eval.report.job import Job, Task
from kunteko_eval.report.notebook_files import chapters

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
DATA, PARAMS = ROOT / "data", ROOT / "params"
COLOURS = {"green", "yellow", "red"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, copied_reports: Copier) -> Path:
    """Return the folder of KunTeko 2018–2020's report, made once."""
    run = Job(programme="kunteko", period="2018-2020", language="fi")
    return copied_reports(tmp_path_factory.mktemp("reports"), run).parent


@pytest.fixture(scope="module")
def ratings(made: Path) -> dict[str, Any]:
    """Return the content of ratings.json."""
    content: dict[str, Any] = json.loads((made / "ratings.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def soup(made: Path) -> BeautifulSoup:
    """Return the parsed report."""
    return BeautifulSoup((made / "report.fi.html").read_text(encoding="utf-8"), "lxml")


def test_the_data_stands_beside_the_report(made: Path) -> None:
    """A report comes with its ratings, checks, run description and executed notebooks, and nothing else."""
    names = {path.name for path in made.iterdir()}
    data = {"ratings.json", "ratings.csv", "evidence.csv", "checks.json", "run.json"}
    assert names == {"report.fi.html", "report.fi.xlsx", "brief.fi.html", *data, "notebooks"}
    assert len(list((made / "notebooks").glob("*.fi.ipynb"))) == len(chapters())


def test_every_colour_has_evidence_an_expectation_and_a_source(ratings: dict[str, Any]) -> None:
    """A coloured element names evidence, the basis of its expectation and its kinds of source; an uncoloured none."""
    for element in ratings["elements"]:
        if element["computed"] in COLOURS:
            assert element["evidence"]
            assert element["expectation_basis"]
            assert element["source_types"]
            assert element["reasons"]
        elif element["computed"] != "none-demonstrated":
            assert element["achievement"] is None
            # Criticism alone says what a resource or an action lacked, not how much was there.
            only_criticism = any(reason["code"] == "only-criticism" for reason in element["reasons"])
            assert bool(element["evidence"]) == only_criticism


def test_the_evidence_of_a_rating_exists_with_its_place(ratings: dict[str, Any]) -> None:
    """Every id that a rating names is an observation or finding with a document and a place."""
    programme = read_programme(DATA / "kunteko")
    for element in ratings["elements"]:
        for name in element["evidence"]:
            entry = programme.observations_by_id.get(name) or programme.findings_by_id[name]
            assert entry.document in programme.documents
            assert entry.place


def test_no_green_on_perception_alone_beyond_direct_effects(ratings: dict[str, Any]) -> None:
    """Through the whole pipeline, no indirect or wider effect is green when nothing but perception supports it."""
    for element in ratings["elements"]:
        used = [item for item in element["items"] if item["status"] == "used"]
        if element["level"] in {"indirect", "wider"} and all(item["contribution"] == "perceived" for item in used):
            assert element["final"] != "green"


def test_no_wider_effect_claims_more_than_its_best_pathway(ratings: dict[str, Any]) -> None:
    """Through the whole pipeline, a wider effect is no surer than the best pathway that carries it."""
    best = {path["to"]: path["confidence"] for path in ratings["pathways"]}
    wider = [element for element in ratings["elements"] if element["level"] == "wider"]
    assert len(wider) == 6
    for element in wider:
        assert element["confidence"] is None or element["confidence"] <= max(best.get(element["id"], 0), 1)


def test_every_rating_says_how_robust_it_is(ratings: dict[str, Any]) -> None:
    """Each rated element has probabilities that sum to 1 and a label; an unrated one has neither."""
    for element in ratings["elements"]:
        if element["achievement"] is None:
            assert element["robustness"] is None
        else:
            assert sum(element["robustness"]["probabilities"].values()) == pytest.approx(1, abs=1e-5)
            assert element["robustness"]["label"] in {"robust", "sensitive", "fragile"}


def test_the_report_asks_the_network_for_nothing(soup: BeautifulSoup) -> None:
    """No element loads anything, and the page's own policy forbids it."""
    assert not soup.find_all(["link", "iframe", "object", "embed"])
    for tag in soup.find_all(["script", "img", "source", "video", "audio"]):
        assert str(tag.get("src", "data:")).startswith("data:")
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy is not None
    assert str(policy["content"]).startswith("default-src 'none'")


def test_the_report_shows_no_code(soup: BeautifulSoup) -> None:
    """The reader sees no Python."""
    for tag in soup.find_all("script"):
        tag.extract()
    text = soup.get_text()
    assert "import notebook" not in text
    assert "open_view" not in text


def test_the_report_is_small_enough_to_mail(made: Path) -> None:
    """The report weighs at most 0.65 MB, and nothing of plotly.js is in it."""
    page = (made / "report.fi.html").read_text(encoding="utf-8")
    assert len(page.encode()) <= 650_000
    assert page.lower().count("plotly") == 1  # Its version, in the record of what the page was made from.


def test_headings_have_unique_ids_and_no_gaps(made: Path) -> None:
    """Ids are unique, there is one first-level heading, and no heading skips a level."""
    page = BeautifulSoup((made / "report.fi.html").read_text(encoding="utf-8"), "lxml")
    ids = [str(tag["id"]) for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_figure_says_in_words_what_it_shows(made: Path) -> None:
    """Each figure has a title, a text equivalent and its numbers as a captioned table with header scopes."""
    page = BeautifulSoup((made / "report.fi.html").read_text(encoding="utf-8"), "lxml")
    figures = page.find_all("figure")
    assert len(figures) >= 5
    for figure in figures:
        assert len(figure.find(class_="told").get_text()) > 20  # type: ignore[union-attr]
        assert figure.find("figcaption").get_text()  # type: ignore[union-attr]
        assert figure.find("table").find("caption")  # type: ignore[union-attr]
    for table in page.find_all("table"):
        assert all(head.get_text().strip() for head in table.find_all("th"))
        assert all(head.get("scope") == "col" for head in table.select("thead th"))
        # In a column of headers alone each is that of its row, told so or not.
        assert all(
            head.get("scope") == "row" or head.find_previous_sibling() is None for head in table.select("tbody th")
        )


def test_the_report_says_whose_ratings_they_are(soup: BeautifulSoup) -> None:
    """The first chapter says that the ratings are not the original evaluators'."""
    first = soup.find("section")
    assert first is not None
    assert "eivätkä ne ole alkuperäisten arvioijien arvioita" in first.get_text()


def test_the_same_input_gives_the_same_bytes(copied_reports: Copier, tmp_path: Path) -> None:
    """A second run gives byte-identical HTML, JSON and CSV, in another folder and from copies of the data.

    A PDF that stood beside the page before is gone with what it showed.

    It takes some seconds, though the programme is the one whose report is made quickest.
    """
    data, params = tmp_path / "data", tmp_path / "params"
    shutil.copytree(DATA, data)
    shutil.copytree(PARAMS, params)
    (run,) = listed(data, params, Selection(programmes=[SMALL], period="2019", language="fi"))
    made = copied_reports(tmp_path / "before", run).parent
    printed = tmp_path / "out" / run.folder / "report.fi.pdf"
    printed.parent.mkdir(parents=True)
    printed.write_bytes(b"of an older page")
    again = make_report(Task(job=run, data=data, params=params, output=tmp_path / "out")).parent
    for name in (
        "report.fi.html",
        "brief.fi.html",
        "report.fi.xlsx",
        "ratings.json",
        "ratings.csv",
        "evidence.csv",
        "run.json",
    ):
        assert (again / name).read_bytes() == (made / name).read_bytes(), name
    assert not printed.exists()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a report of its first chapter alone."""
    first = chapters()[:1]
    monkeypatch.setattr(reporting, "chapters", lambda **_: first)


@pytest.mark.usefixtures("short")
def test_a_failing_chapter_leaves_the_old_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a chapter raises, the report that stood before is untouched and the failed notebook is kept."""
    broken = tmp_path / "01_broken.ipynb"
    text = chapters()[0].read_text(encoding="utf-8")
    assert "k.overall_picture(view, ratings)" in text
    broken.write_text(text.replace("k.overall_picture(view, ratings)", "1 / 0"), encoding="utf-8")
    folder = tmp_path / "out" / "kunteko" / "2018-2020"
    folder.mkdir(parents=True)
    (folder / "report.en.html").write_text("the old one", encoding="utf-8")
    monkeypatch.setattr(reporting, "chapters", lambda **_: [broken])
    with pytest.raises(ReportFailed, match=r"your own chapter .*01_broken\.ipynb, cell \d+: ZeroDivisionError"):
        make_report(
            Task(
                job=Job(programme="kunteko", period="2018-2020", language="en"),
                data=DATA,
                params=PARAMS,
                output=tmp_path / "out",
            )
        )
    assert (folder / "report.en.html").read_text(encoding="utf-8") == "the old one"
    assert {path.name for path in folder.iterdir()} == {"report.en.html", "failed-01_broken.en.ipynb"}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_report_is_in_the_language_asked_for(language: str, copied_reports: Copier, tmp_path: Path) -> None:
    """The page, and the prose and the sentences of its first chapter, are in one language, and the document says which."""
    path = copied_reports(tmp_path, Job(programme="kunteko", period="2018-2020", language=language))
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
    assert page.html is not None
    assert page.html["lang"] == language
    first = page.find("section")
    assert first is not None
    text = first.get_text()
    assert {"sv": "Vad fick vi för pengarna?", "en": "What did we get for the money?"}[language] in text
    assert "Yhteenveto" not in text
    assert "vaikutusketju" not in text.lower()


def test_the_index_leads_to_every_report(made: Path) -> None:
    """The index links the reports that exist, relatively."""
    index = write_index(made.parents[1])
    page = BeautifulSoup(index.read_text(encoding="utf-8"), "lxml")
    links = [str(tag["href"]) for tag in page.find_all("a") if not str(tag["href"]).startswith("#")]
    assert [link for link in links if not link.startswith("index.")] == [
        f"kunteko/2018-2020/{name}.fi.html" for name in ("report", "brief")
    ]
    assert all((index.parent / link).exists() for link in links)


def test_the_plan_names_every_period_of_every_programme() -> None:
    """Without arguments the plan is all programmes and periods."""
    runs = [run.name for run in plan(DATA, PARAMS) if run.programme == "kunteko"]
    assert runs == [
        "kunteko 2015 fi",
        "kunteko 2015-2017 fi",
        "kunteko 2015-2020 fi",
        "kunteko 2017 fi",
        "kunteko 2018 fi",
        "kunteko 2018-2020 en",
        "kunteko 2018-2020 fi",
        "kunteko 2018-2020 sv",
        "kunteko 2019 fi",
        "kunteko 2020 fi",
    ]
    assert [run.name for run in plan(DATA, PARAMS)][-3:] == ["portfolio en", "portfolio fi", "portfolio sv"]


def test_a_report_knows_the_languages_that_it_is_made_in() -> None:
    """Each report of a period knows its languages, asked for in one of them or in all."""
    for asked in (Selection(), Selection(language="en")):
        spoken = {run.period: run.languages for run in plan(DATA, PARAMS, asked) if run.programme in {"kunteko", ""}}
        assert (spoken["2018-2020"], spoken["2019"], spoken[""]) == (("fi", "sv", "en"), ("fi",), ("fi", "sv", "en"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("programme: kunteko\nperiod: 2018-2020\nlangauge: fi\n", "langauge"),
        ("programme: kunteko\nperiod: 2018-2020\nlanguage: de\n", "language"),
        ("programme: other\nperiod: 2018-2020\nlanguage: fi\n", "programme"),
        ("programme: kunteko\nperiod: 2019-2020\nlanguage: fi\n", "period"),
        ("programme: kunteko\nlanguage: fi\n", "period"),
    ],
)
def test_a_wrong_parameter_stops_the_batch(text: str, expected: str, tmp_path: Path) -> None:
    """A misspelt, missing or wrong parameter is a fault with its file and key, before anything runs."""
    shutil.copytree(PARAMS, tmp_path / "params")
    (tmp_path / "params" / "kunteko" / "2018-2020.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        plan(DATA, tmp_path / "params")
    assert any("2018-2020.yaml" in fault.file and expected in f"{fault.place} {fault}" for fault in caught.value.faults)


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    """Asking for a programme or period that does not exist names those that do."""
    with pytest.raises(UnknownName, match="kunteko"):
        plan(DATA, PARAMS, Selection(programmes=["kunteco"]))
    with pytest.raises(UnknownName, match="2015-2017"):
        plan(DATA, PARAMS, Selection(programmes=["kunteko"], period="2021"))
