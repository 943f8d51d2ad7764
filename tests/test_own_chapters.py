"""A project's own chapters and texts: which stands where, what is wrong with them, and how the page shows them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from typer.testing import CliRunner
from workshop import PARAMETERS, SMALL

from kunteko_eval import cli
from kunteko_eval.batch.fingerprint import made_of
from kunteko_eval.batch.inputs import take_inputs
from kunteko_eval.batch.plan import Selection, listed
from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.snapshot import reading_from, unpacked
from kunteko_eval.report.chapter_order import ChapterOrder
from kunteko_eval.report.content import Exhibit
from kunteko_eval.report.frame_tables import set_frame
from kunteko_eval.report.job import Job
from kunteko_eval.report.look import read_look
from kunteko_eval.report.notebook_files import chapters, is_own, notebook_folder, page_name
from kunteko_eval.report.own_figures import PLOTLY, bar_exhibit, why_unheld
from kunteko_eval.report.own_texts import OwnText, read_own_texts
from kunteko_eval.report.page import PageSettings, page

ROOT = Path(__file__).parents[1]


def chapter(path: Path, prose: str = "# Oma luku", parameters: str = PARAMETERS, **metadata: Any) -> Path:
    """Write a chapter of one heading."""
    cells = [new_code_cell(parameters, metadata={"tags": ["parameters"]}), new_markdown_cell(prose)]
    path.parent.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project of one small programme, whose report is asked for in Finnish."""
    (tmp_path / "params" / SMALL).mkdir(parents=True)
    shutil.copytree(ROOT / "data" / SMALL, tmp_path / "data" / SMALL)
    shutil.copy(ROOT / "params" / "rubric.yaml", tmp_path / "params")
    shutil.copy(ROOT / "params" / SMALL / "2019.yaml", tmp_path / "params" / SMALL)
    return tmp_path


def report_yaml(project: Path, text: str) -> None:
    """Write the project's report.yaml."""
    (project / "params" / "report.yaml").write_text(f"schema: 1\n{text}\n", encoding="utf-8")


def own_text(project: Path, name: str, text: str = "Omia sanoja.", period: str = "2019") -> Path:
    """Write a text of the evaluator's own."""
    path = project / "params" / SMALL / period / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def order_of(project: Path) -> ChapterOrder:
    """Return the chapters of the project's reports, of which none has a fault."""
    faults: list[Fault] = []
    order = read_look(project / "params", faults).order
    assert faults == []
    return order


def faults_of(project: Path) -> list[str]:
    """Return what stops a run of the project, each with its file's name and without its folder."""
    with pytest.raises(FaultyInput) as caught:
        listed(project / "data", project / "params", Selection(programmes=[SMALL]))
    return [str(fault).replace(f"{project}/", "") for fault in caught.value.faults]


def test_another_number_adds_and_the_same_number_replaces(project: Path) -> None:
    """The replacing chapter stands in the other's place and under its name, so that links to it lead there."""
    added = chapter(project / "notebooks" / "15_own.ipynb")
    replacing = chapter(project / "notebooks" / "04_reach.ipynb")
    chapter(project / "notebooks" / "trial.ipynb")
    found = chapters(params=project / "params")
    assert [path.name[:2] for path in found] == [f"{number:02}" for number in range(1, 16)]
    assert (found[3], found[14]) == (replacing, added)
    assert [page_name(path) for path in found[3:5]] == ["04_services", "05_voices"]
    assert page_name(added) == "15_own"
    assert [path for path in found if is_own(path)] == [replacing, added]


def test_the_list_of_chapters_orders_and_drops(project: Path) -> None:
    """What is listed stands in that order; what is not is dropped."""
    chapter(project / "notebooks" / "20_first.ipynb")
    report_yaml(project, "chapters: [20, 7, 1]")
    order = order_of(project)
    assert [one.number for one in order.chapters] == [20, 7, 1]
    assert [one.number for one in order.dropped] == [2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14]
    assert next(path.name for path in chapters(params=project / "params")) == "20_first.ipynb"


def test_a_project_without_anything_of_its_own_has_the_products_chapters(project: Path) -> None:
    """So has a checkout, whose notebooks beside params are the product's."""
    assert order_of(project).is_plain
    assert chapters(params=project / "params") == chapters() == chapters(params=ROOT / "params")
    assert [path.name for path in chapters(portfolio=True, params=project / "params")] == ["portfolio.ipynb"]


def test_check_says_what_stands_where(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each chapter with where it comes from, what is dropped, and which text has no words in a language."""
    chapter(project / "notebooks" / "15_own.ipynb")
    chapter(project / "notebooks" / "04_reach.ipynb")
    report_yaml(project, "chapters: [1, 15, 4]")
    own_text(project, "15_start.fi.md")
    own_text(project, "04.sv.md")
    monkeypatch.chdir(project)
    ended = CliRunner().invoke(cli.app, ["check"])
    assert ended.exit_code == 0, ended.output
    told = ended.output
    assert f"chapters of the reports: 3 notebooks in {notebook_folder()} and {project / 'notebooks'}\n" in told
    assert "\n   1  01_summary.ipynb: the product's\n  15  15_own.ipynb: your own\n" in told
    assert "\n   4  04_reach.ipynb: your own, in the place of the product's 04_services.ipynb\n" in told
    assert "\n  dropped, not listed in report.yaml:  5  05_voices.ipynb: the product's\n" in told
    assert "\n  own texts of 2019: chapters 4, 15\n" in told
    assert "own text of chapter 4: not written in fi; shown in sv, and marked so" in told


NOT_LISTED = "params/report.yaml, line 2, key chapters.1: 77, which no chapter has; expected one of 1, 2, 3,"
WRONG = PARAMETERS.replace("scenario", "scenarios")


def test_every_fault_of_own_chapters_is_told_at_once(project: Path) -> None:
    """Each with its file and the next step: by the run and by the check."""
    folder = project / "notebooks"
    chapter(folder / "5_short.ipynb")
    chapter(folder / "15_one.ipynb")
    chapter(folder / "15_two.ipynb")
    chapter(folder / "16_wrong.ipynb", parameters=WRONG)
    chapter(folder / "19_untitled.ipynb", "## Luku")
    (folder / "17_none.ipynb").write_text("{}", encoding="utf-8")
    nbformat.write(new_notebook(cells=[new_markdown_cell("# A")]), folder / "18_bare.ipynb")
    report_yaml(project, "chapters: [1, 77, 15, 16, 17, 19]")
    told = "\n".join(faults_of(project))
    for expected in (
        "notebooks/5_short.ipynb: the name 5_short.ipynb; expected NN_name.ipynb. Rename it, as 05_short.ipynb, or",
        "notebooks/15_two.ipynb: the number 15, as 15_one.ipynb has; expected one notebook of each number. Give one",
        "notebooks/16_wrong.ipynb, cell 1, tagged parameters: programme, period, language, data, params, scenarios; ex",
        "Add scenario. Take out scenarios.",
        "notebooks/17_none.ipynb: not a notebook; expected a Jupyter notebook of format 4. Open it in JupyterLab and",
        "notebooks/18_bare.ipynb: no cell is tagged parameters; expected one with programme, period, language, data,",
        "notebooks/18_bare.ipynb: 18_bare.ipynb, which chapters of report.yaml does not list; expected 18 in the list.",
        "notebooks/19_untitled.ipynb: no heading; expected a Markdown cell that begins with # and the chapter's title",
        NOT_LISTED,
    ):
        assert expected in told
    ended = CliRunner().invoke(cli.app, ["check", "--data", str(project / "data"), "--params", str(project / "params")])
    assert ended.exit_code == 1
    assert "15_two.ipynb: the number 15" in ended.stderr


def test_an_own_chapters_prose_is_translated_or_told(project: Path) -> None:
    """A report in a language that the chapter has no words in is not begun; one in its own language is."""
    chapter(project / "notebooks" / "15_own.ipynb", kunteko={"language": "sv"})
    (fault,) = faults_of(project)
    assert fault.startswith("notebooks/15_own.ipynb, cell 2")
    assert "no translation of '# Oma luku'; expected one in notebooks/messages/fi.po" in fault
    messages = project / "notebooks" / "messages"
    messages.mkdir()
    (messages / "fi.po").write_text('msgid ""\nmsgstr ""\n\nmsgid "# Oma luku"\nmsgstr "# Luku"\n', encoding="utf-8")
    assert listed(project / "data", project / "params", Selection(programmes=[SMALL]))


JOB = Job(programme=SMALL, period="2019", language="fi")


def parts_of(project: Path) -> dict[str, Any]:
    """Return what the report is made of, in a snapshot that travelled."""
    data, params = project / "data", project / "params"
    taken = take_inputs(data, params, [SMALL])
    with reading_from(unpacked(taken.of(JOB, notebooks=False).packed())):
        return made_of(JOB, data, params, chapters(params=params))


def test_what_is_a_projects_own_makes_a_report_stale(project: Path) -> None:
    """Chapter, catalogue, text, logo and report.yaml: each change is seen, and each travels with the report."""
    own = chapter(project / "notebooks" / "15_own.ipynb")
    (own.parent / "messages").mkdir()
    files = {
        own: ("notebooks", "15_own.ipynb"),
        own.parent / "messages" / "sv.po": ("notebooks", "own messages/sv.po"),
        own_text(project, "04.fi.md"): ("inputs", f"params/{SMALL}/2019/04.fi.md"),
        project / "params" / "logo.svg": ("inputs", "params/logo.svg"),
        project / "params" / "report.yaml": ("inputs", "params/report.yaml"),
    }
    (own.parent / "messages" / "sv.po").write_text("", encoding="utf-8")
    (project / "params" / "logo.svg").write_text("<svg/>", encoding="utf-8")
    report_yaml(project, "")
    before = parts_of(project)
    for path, (part, name) in files.items():
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")
        after = parts_of(project)
        changed = {key for key in after[part] if before[part].get(key) != after[part][key]}
        assert changed == {name}
        before = after


def test_a_changed_chapter_is_among_what_changed_during_a_run(project: Path) -> None:
    """The batch says at its end that it was changed meanwhile."""
    own = chapter(project / "notebooks" / "15_own.ipynb")
    taken = take_inputs(project / "data", project / "params")
    chapter(own, "# Toinen")
    assert [Path(path).name for path in taken.changed()] == ["15_own.ipynb"]


# --- Texts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hei\n\n<b>x</b>", "line 3: HTML: <b>; expected Markdown of"),
        ("<script>alert(1)</script>", "line 1: HTML: <script>"),
        ("A ![x](https://a.example/p.png)", "line 1: a picture, 'https://a.example/p.png'; expected"),
        ("[x](javascript:alert(1))", "line 1: a link to 'javascript:alert(1)'; expected https://…, http://… or #"),
        ("[x](../secret.html)", "line 1: a link to '../secret.html'"),
        ("x\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "line 3: a table; expected Markdown of"),
        ("  \n", "no text; expected a text. Write it, or remove the file."),
    ],
)
def test_a_text_is_plain_markdown(project: Path, text: str, told: str) -> None:
    """Anything that could do more than be read is a fault with its line."""
    own_text(project, "04.fi.md", text)
    (fault,) = faults_of(project)
    assert fault.startswith(f"params/{SMALL}/2019/04.fi.md")
    assert told in fault


def test_a_text_that_no_report_would_show_is_a_fault(project: Path) -> None:
    """A wrong name, a chapter that is dropped or not there, a period that is not reported, two of one language."""
    report_yaml(project, "chapters: [1, 4]")
    for name in ("04.md", "04.de.md", "05.fi.md", "31.fi.md", "04_a.fi.md", "04_b.fi.md"):
        own_text(project, name)
    own_text(project, "04.fi.md", period="2018")
    (project / "params" / SMALL / "04.fi.md").write_text("x", encoding="utf-8")
    told = [fault.removeprefix(f"params/{SMALL}/") for fault in faults_of(project)]
    assert [one.partition("; expected")[0] for one in told] == [
        "04.fi.md: a text beside the period files",
        "2018/04.fi.md: a text for 2018, which is no report period",
        "2019/04.de.md: the name 04.de.md",
        "2019/04.md: the name 04.md",
        "2019/04_b.fi.md: another text for chapter 4 in fi: 04_a.fi.md",
        "2019/05.fi.md: a text for chapter 5, which is dropped",
        "2019/31.fi.md: a text for chapter 31, which there is none of",
    ]


def shown(text: OwnText, language: str = "en") -> BeautifulSoup:
    """Return the page of one chapter with a text of its own."""
    notebook = new_notebook(cells=[new_markdown_cell("# Services\n\nProse of the product's.")])
    settings = PageSettings(title="T", subtitle="", language=language, texts={"04_services": text})
    return BeautifulSoup(page([("04_services", notebook)], settings), "lxml")


def test_a_text_stands_after_the_heading_and_says_whose_it_is(project: Path) -> None:
    """Its own headings lie below the chapter's, its links work, and nothing of it runs."""
    faults: list[Fault] = []
    own_text(project, "04.fi.md")
    own_text(project, "04.en.md", "# Heading\n\nSee *this* [page](https://example.org/?a=1&b=2).\n\n- 1 < 2 & 3")
    texts = read_own_texts(project / "params", SMALL, "2019", order_of(project), faults)
    assert faults == []
    soup = shown(texts[4])
    block = soup.select_one("h2 + .own-text")
    assert block is not None
    assert [one.get_text() for one in block.select(".own-label, h3, em, li")] == [
        "The evaluator's own text",
        "Heading",
        "this",
        "1 < 2 & 3",
    ]
    assert block.select_one('a[href="https://example.org/?a=1&b=2"]') is not None
    assert block.select_one(".own-missing") is None
    following = block.find_next_sibling("p")
    assert following is not None
    assert following.get_text() == "Prose of the product's."


@pytest.mark.parametrize(
    ("language", "words", "lang"),
    [
        ("fi", ["Arvioijan oma teksti", "Omia sanoja."], None),
        (
            "sv",
            ["Utvärderarens egen text", "Texten finns inte på det här språket; här är den på finska.", "Omia sanoja."],
            "fi",
        ),
    ],
)
def test_a_text_in_another_language_is_marked(language: str, words: list[str], lang: str | None) -> None:
    """Where the page's language has none, another is shown, says so, and tells its language to screen readers."""
    block = shown(OwnText(number=4, texts={"fi": "Omia sanoja."}), language).select_one(".own-text")
    assert block is not None
    assert [one.get_text() for one in block.find_all("p")] == words
    body = block.find("div")
    assert body is not None
    assert body.get("lang") == lang


def test_links_into_a_dropped_chapter_become_plain_text() -> None:
    """A page has no link that leads nowhere; the others stay."""
    cells = [new_markdown_cell("# A\n\n[gone](#voices-title) [here](#b) [näyttö](#b-n%C3%A4ytt%C3%B6)")]
    other = new_notebook(cells=[new_markdown_cell("# B\n\n## Näyttö")])
    html = page(
        [("01_a", new_notebook(cells=cells)), ("02_b", other)], PageSettings(title="T", subtitle="", language="en")
    )
    links = BeautifulSoup(html, "lxml").select("#a p a")
    assert [(link.get_text(), "href" in link.attrs) for link in links] == [
        ("gone", False),
        ("here", True),
        ("näyttö", True),
        ("↑ Contents", True),
    ]


def test_a_data_frame_is_a_table_like_the_others() -> None:
    """It has a number, headers that tell their cells, no blank header, a frame of its own, and pandas' style is gone."""
    written = (
        '<div>\n<style scoped>\n.dataframe th {}\n</style>\n<table border="1" class="dataframe"><thead>'
        '<tr style="text-align: right;"><th></th><th>name</th><th>n</th></tr></thead>'
        "<tbody><tr><th>0</th><td>a</td><td>1</td></tr><tr><th>1</th><td>NaN</td><td>&lt;NA&gt;</td></tr></tbody>"
        "</table>\n</div>"
    )
    output = new_output("display_data", data={"text/html": written, "text/plain": ""})
    notebook = new_notebook(cells=[new_markdown_cell("# A"), new_code_cell("df", outputs=[output])])
    html = page([("15_own", notebook)], PageSettings(title="T", subtitle="", language="en"))
    (table,) = BeautifulSoup(html, "lxml").find_all("table")
    around = table.parent
    assert around is not None
    assert around.attrs == {"class": ["table"]}
    assert around.find("style") is None
    assert "border" not in table.attrs
    assert [(one.name, one.get_text(), one.get("scope"), one.get("class")) for one in table.find_all(["th", "td"])] == [
        ("td", "", None, None),
        ("th", "name", "col", None),
        ("th", "n", "col", ["n"]),
        ("th", "0", None, None),
        ("td", "a", None, None),
        ("td", "1", None, ["n"]),
        ("th", "1", None, None),
        ("td", "–", None, None),
        ("td", "–", None, ["n"]),
    ]


def test_the_name_of_an_index_heads_its_column() -> None:
    """Pandas writes it in a second row of headers, which would leave most of them blank."""
    written = str(pd.DataFrame({"n": [1]}, index=pd.Index(["a"], name="element")).to_html())
    table = lxml.html.fragment_fromstring(f"<div>{written}</div>").find("table")
    set_frame(table)
    assert [[cell.text_content() for cell in row] for row in table.iter("tr")] == [["element", "n"], ["a", "1"]]
    assert [cell.get("scope") for cell in table.iter("th")] == ["col", "col", "row"]


def shown_by(exhibit: Exhibit) -> Any:
    """Return an executed cell that shows a figure."""
    data, about = exhibit._repr_mimebundle_()
    return new_code_cell("x", outputs=[new_output("display_data", data=data, metadata=about)])


COUNTS = pd.DataFrame({"Arvio": ["paljon & <b>", "vähän"], "Laatikoita": [3, 1]})


def test_bars_of_ones_own_are_drawn_with_words_and_numbers() -> None:
    """A page holds them: a picture, what it says, and a table; what is no number of bars is refused."""
    exhibit = bar_exhibit(COUNTS, "Arvio", "Laatikoita", title="Laatikot", text="Useimmat saivat värin.")
    cell = shown_by(exhibit)
    assert why_unheld(cell) == ""
    notebook = new_notebook(cells=[new_markdown_cell("# A"), cell])
    html = page([("15_own", notebook)], PageSettings(title="T", subtitle="", language="fi"))
    figure = BeautifulSoup(html, "lxml").select_one("figure#figure-laatikot")
    assert figure is not None
    assert len(figure.select("svg")) == 1
    assert [one.get_text() for one in figure.select("tbody tr")] == ["paljon & <b>3", "vähän1"]
    assert "Useimmat saivat värin." in figure.get_text()
    with pytest.raises(ValueError, match="expected one row at least, and lengths of 0 or more"):
        bar_exhibit(COUNTS.assign(Laatikoita=[-1, 1]), "Arvio", "Laatikoita", title="A", text="B")


def test_a_figure_that_a_page_cannot_hold_is_told() -> None:
    """A Plotly figure alone would be left out without a word, and one that cannot be drawn would stop the page."""
    bare = new_output("display_data", data={PLOTLY: {"data": [], "layout": {}}})
    assert why_unheld(new_code_cell("x", outputs=[bare])).startswith("a Plotly figure alone; a report needs its title")
    good = bar_exhibit(COUNTS, "Arvio", "Laatikoita", title="Laatikot", text="B")
    pie = replace(good, drawing={"data": [{"type": "pie", "values": [1, 2]}], "layout": good.drawing["layout"]})
    assert why_unheld(shown_by(pie)).startswith("the figure 'Laatikot' cannot be drawn (picture() cannot draw a trace")
