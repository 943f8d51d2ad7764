"""The prose of notebooks: written once, translated by catalogues, and never in two languages at once."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from kunteko_eval.errors import FaultyInput, UnknownName
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.project.notebook_messages import as_text, new_catalogue, update_messages
from kunteko_eval.project.notebook_suite import write_suite
from kunteko_eval.report.exporter import ReportExporter
from kunteko_eval.report.language import PSEUDO
from kunteko_eval.report.prose import blocks, catalogue_path, in_language, language_of, prose_of, translation_faults

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted(path for path in (ROOT / "notebooks").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
FOLDERS = sorted({path.parent for path in NOTEBOOKS})
OTHERS = [language for language in LANGUAGES if language != "fi"]


def made(*cells: NotebookNode, language: str = "") -> NotebookNode:
    """Return a notebook of these cells, with a parameters cell first."""
    first = new_code_cell('language = "fi"  # Kieli', metadata={"tags": ["parameters"]}, id="first")
    notebook = new_notebook(cells=[first, *cells])
    if language:
        notebook.metadata["kunteko"] = {"language": language}
    return notebook


def kept(folder: Path, notebook: NotebookNode, messages: dict[str, dict[str, str]], name: str = "01_a.ipynb") -> Path:
    """Write a notebook and its catalogues, and return its path."""
    path = folder / name
    nbformat.write(notebook, path)
    for language, translations in messages.items():
        target = catalogue_path(path, language)
        target.parent.mkdir(exist_ok=True)
        catalogue = new_catalogue(language, [(source, text, name) for source, text in translations.items()])
        target.write_text(as_text(catalogue), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_is_finnish_and_translated(path: Path) -> None:
    """Each notebook has prose in Finnish alone, no cell names a language, and nothing lacks a translation."""
    notebook = nbformat.read(path, as_version=4)
    assert language_of(notebook) == "fi"
    assert any(cell.cell_type == "markdown" for cell in notebook.cells)
    assert not [cell.id for cell in notebook.cells if set(cell.metadata.get("tags", [])) & set(LANGUAGES)]
    for language in OTHERS:
        assert translation_faults(notebook, language, path) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_catalogues_are_what_an_update_makes_of_them(folder: Path, tmp_path: Path) -> None:
    """Nothing is missing, stale or left over in the catalogues, and an update changes not a letter."""
    shutil.copytree(folder, tmp_path / "copy", ignore=shutil.ignore_patterns("learn", ".ipynb_checkpoints"))
    before = {path: path.read_text(encoding="utf-8") for path in (tmp_path / "copy" / "messages").glob("*.po")}
    for one in update_messages(tmp_path / "copy"):
        assert (one.missing, one.stale, one.dropped) == (0, 0, 0), one
    assert {path: path.read_text(encoding="utf-8") for path in before} == before
    assert sorted(path.stem for path in before) == ["en", "sv"]


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_keeps_the_form_of_its_source(language: str) -> None:
    """Headings stay headings of their level, lists keep their length, code and numbers in it stay as they are."""
    form = re.compile(r"^(#+ |[-*] |\d+\. |\|)", re.M)
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        pairs = zip(prose_of(notebook), prose_of(in_language(notebook, language, path)), strict=True)
        for source, translated in pairs:
            assert form.findall(source.text) == form.findall(translated.text), source.text
            assert set(re.findall(r"`[^`]+`", source.text)) == set(re.findall(r"`[^`]+`", translated.text)), source.text


def test_prose_is_translated_and_all_else_stays(tmp_path: Path) -> None:
    """Blocks and the remarks of the parameters cell are translated; code, space between blocks and the source stay."""
    text = "# Otsikko\n\n\nYksi\nkappale.\n\n- a\n- b\n"
    code = new_code_cell("x = 1  # Kieli", id="code")
    notebook = made(new_markdown_cell(text, id="text"), code)
    messages = {
        "Kieli": "Language",
        "# Otsikko": "# Title",
        "Yksi\nkappale.": "One\nparagraph.",
        "- a\n- b": "- c\n- d",
    }
    path = kept(tmp_path, notebook, {"en": messages})
    before = nbformat.writes(notebook)
    spoken = in_language(notebook, "en", path)
    assert nbformat.writes(notebook) == before
    assert [cell.source for cell in spoken.cells] == [
        'language = "fi"  # Language',
        "# Title\n\n\nOne\nparagraph.\n\n- c\n- d\n",
        "x = 1  # Kieli",
    ]
    assert language_of(spoken) == "en"
    assert in_language(spoken, "en", path) == spoken


def test_what_lacks_a_translation_is_told_at_once_with_its_cell(tmp_path: Path) -> None:
    """Each block without a translation, or with a stale one, is a fault with file, cell, catalogue and what to do."""
    notebook = made(new_markdown_cell("# Yksi\n\nKaksi", id="text"), new_markdown_cell("Kolme", id="more"))
    path = kept(tmp_path, notebook, {"sv": {"Kieli": "Språk", "# Yksi": "# Ett", "Kolme": "Tre"}})
    catalogue = catalogue_path(path, "sv")
    catalogue.write_text(
        catalogue.read_text(encoding="utf-8").replace('#: 01_a.ipynb\nmsgid "Kolme"', '#, fuzzy\nmsgid "Kolme"'),
        encoding="utf-8",
    )
    with pytest.raises(FaultyInput) as caught:
        in_language(notebook, "sv", path)
    told = [str(fault) for fault in caught.value.faults]
    assert len(told) == 2
    assert f"{path}, cell 2 (text): no translation of 'Kaksi'; expected one in {catalogue}." in told[0]
    assert f"{path}, cell 3 (more): a stale translation of 'Kolme'" in told[1]
    assert "kunteko-eval notebooks --update-messages" in told[0]
    with pytest.raises(FaultyInput, match="no translation of 'Kieli'"):
        in_language(notebook, "en", path)


def test_a_notebook_may_be_written_in_another_language(tmp_path: Path) -> None:
    """Its metadata name the language: in that one it stays as it is, into Finnish it needs a catalogue."""
    notebook = made(new_markdown_cell("Ord", id="text"), language="sv")
    path = kept(tmp_path, notebook, {"fi": {"Kieli": "Kieli", "Ord": "Sanat"}})
    assert in_language(notebook, "sv", path).cells[1].source == "Ord"
    assert in_language(notebook, "fi", path).cells[1].source == "Sanat"
    notebook.metadata["kunteko"]["language"] = "no"
    with pytest.raises(FaultyInput, match="no; expected one of fi, sv, en"):
        in_language(notebook, "fi", path)


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    """There is no prose in a language that reports do not speak."""
    with pytest.raises(UnknownName):
        in_language(made(), "de", tmp_path / "01_a.ipynb")
    with pytest.raises(UnknownName):
        write_suite("de", tmp_path / "suite")


def test_the_language_for_testing_speaks_english(tmp_path: Path) -> None:
    """What the pseudo-language shows of notebooks is their English prose."""
    path = kept(tmp_path, made(new_markdown_cell("Sana", id="text")), {"en": {"Kieli": "Language", "Sana": "Word"}})
    assert in_language(nbformat.read(path, as_version=4), PSEUDO, path).cells[1].source == "Word"


def test_a_catalogue_that_is_none_is_told(tmp_path: Path) -> None:
    """A file that is no catalogue is a fault with its path."""
    path = kept(tmp_path, made(), {})
    catalogue_path(path, "en").parent.mkdir()
    catalogue_path(path, "en").write_text('msgid "a\n', encoding="utf-8")
    with pytest.raises(FaultyInput, match=r"en\.po.*expected a gettext catalogue"):
        in_language(nbformat.read(path, as_version=4), "en", path)


def test_an_update_adds_marks_and_drops(tmp_path: Path) -> None:
    """What is new has no translation, what was reworded keeps the old one marked as stale, what is gone is dropped."""
    notebook = made(new_markdown_cell("Tämä lause kertoo, mitä luvut ovat.\n\nUusi.", id="text"))
    known = {
        "Kieli": "Språk",
        "Tämä lause kertoo, mitä luvut ovat": "Meningen.",
        "Poissa kokonaan ja aivan muuta": "Borta",
    }
    path = kept(tmp_path, notebook, {"sv": known})
    updated = {one.path.stem: one for one in update_messages(tmp_path)}
    assert (updated["sv"].messages, updated["sv"].missing, updated["sv"].stale, updated["sv"].dropped) == (3, 1, 1, 2)
    assert (updated["en"].messages, updated["en"].missing) == (3, 3)
    text = catalogue_path(path, "sv").read_text(encoding="utf-8")
    assert "fuzzy" in text
    assert "Borta" not in text
    with pytest.raises(FaultyInput, match="a stale translation of 'Tämä lause"):
        in_language(nbformat.read(path, as_version=4), "sv", path)
    again = {one.path.stem: one for one in update_messages(tmp_path)}
    assert (again["sv"].stale, again["sv"].dropped) == (1, 0)


def test_a_folder_without_notebooks_is_told(tmp_path: Path) -> None:
    """There is nothing to update where there is no notebook, and a file that is none is told."""
    with pytest.raises(FaultyInput, match="no notebook"):
        update_messages(tmp_path)
    (tmp_path / "01_a.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(FaultyInput, match="a Jupyter notebook of format 4"):
        update_messages(tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_suite_is_written_in_a_language_and_leads_back(language: str, tmp_path: Path) -> None:
    """Every notebook stands there in that language without outputs; by its catalogues it can be said in all others."""
    written = write_suite(language, tmp_path / "mine")
    notebooks = {path.name: path for path in written if path.suffix == ".ipynb"}
    assert set(notebooks) == {path.name for path in NOTEBOOKS}
    for path in NOTEBOOKS:
        source, mine = nbformat.read(path, as_version=4), nbformat.read(notebooks[path.name], as_version=4)
        assert language_of(mine) == language
        assert not [cell for cell in mine.cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)]
        if "language" in mine.cells[0].source:
            assert re.search(rf'(?m)^language\b.*= "{language}"', mine.cells[0].source), path.name
        for other in LANGUAGES:
            there = in_language(mine, other, notebooks[path.name])
            assert [cell.source for cell in there.cells[1:]] == [
                cell.source for cell in in_language(source, other, path).cells[1:]
            ]


def test_the_suite_writes_over_nothing(tmp_path: Path) -> None:
    """Where one of the files stands already, all such are told and none is written."""
    (tmp_path / "02_programme.ipynb").write_text("mine", encoding="utf-8")
    (tmp_path / "05_voices.ipynb").write_text("mine", encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        write_suite("en", tmp_path)
    assert [Path(fault.file).name for fault in caught.value.faults] == ["02_programme.ipynb", "05_voices.ipynb"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["02_programme.ipynb", "05_voices.ipynb"]
    assert (tmp_path / "05_voices.ipynb").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_exporter_speaks_the_language_that_a_notebook_was_run_in(language: str, tmp_path: Path) -> None:
    """A notebook that papermill ran in a language is exported with its prose in it, from wherever it was kept."""
    source = ROOT / "notebooks" / "05_voices.ipynb"
    notebook = nbformat.read(source, as_version=4)
    notebook.metadata["papermill"] = {"input_path": str(source), "parameters": {"language": language}}
    injected = new_code_cell(f'# Parameters\nlanguage = "{language}"', metadata={"tags": ["injected-parameters"]})
    notebook.cells.insert(1, injected)
    html, _ = ReportExporter().from_notebook_node(notebook, {"metadata": {"name": "out", "path": str(tmp_path)}})
    title = in_language(notebook, language, source).cells[2].source.partition("\n")[0].lstrip("# ")
    assert title in html
    others = [in_language(notebook, other, source).cells[2].source.partition("\n")[0] for other in LANGUAGES]
    assert sum(other.lstrip("# ") in html for other in others) == 1


@given(st.lists(st.text("ab \n#`-", max_size=12), max_size=6))
def test_blocks_lose_nothing_but_empty_lines(pieces: list[str]) -> None:
    """Whatever a text is, its blocks hold every line that says something, in order."""
    text = "\n\n".join(pieces)
    joined = "\n".join(blocks(text)).split("\n")
    assert [line for line in joined if line.strip()] == [line for line in text.split("\n") if line.strip()]
