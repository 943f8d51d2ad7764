"""The project keeps its promises about itself: catalogues, notebooks, environments, tracked files."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import nbformat
import papermill
import pytest
from babel.messages.pofile import read_po
from ruamel.yaml import YAML

from kunteko_eval.project.notebook_form import reviewed_form, unreviewed
from kunteko_eval.report import reason_words
from kunteko_eval.report.injected_parameters import assigned

NOT_IMPORTED = {"jupyterlab"}
"""Needed and never imported: the place where people open the notebooks."""

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kunteko_eval"
NOTEBOOKS = sorted(path for path in (ROOT / "notebooks").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)


def _messages() -> dict[str, str | None]:
    """Return every message of the code with its plural, if it has one."""
    found: dict[str, str | None] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
                if name in {"say", "N_"} and texts:
                    found.setdefault(texts[0], None)
                elif name == "many" and len(texts) == 2:
                    found[texts[0]] = texts[1]
    for path in PACKAGE.rglob("*.j2"):
        for text in re.findall(r'say\("([^"]+)"', path.read_text(encoding="utf-8")):
            found.setdefault(text, None)
    for one, other in reason_words.COUNTED.values():
        found[one] = other
    return found


def _strings(entry: object) -> Iterator[str]:
    yield from entry if isinstance(entry, (tuple, list)) else [str(entry)]


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_message_of_the_code_is_translated(language: str) -> None:
    """A message that the code can show stands in the catalogue of each language, and none is left over."""
    with (PACKAGE / "report" / "messages" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    entries = {next(_strings(entry.id)): entry for entry in catalogue if entry.id}
    messages = _messages()
    plurals = {other for other in messages.values() if other}
    assert set(messages) - plurals == set(entries)
    assert all(all(_strings(entry.string)) for entry in entries.values())


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_a_translation_has_the_values_of_its_message(language: str) -> None:
    """Every placeholder of a message stands in its translation, and no other."""
    with (PACKAGE / "report" / "messages" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    for entry in catalogue:
        if entry.id:
            for source, text in zip(_strings(entry.id), _strings(entry.string), strict=True):
                wanted = set(re.findall(r"\{(\w+)[:}]", source))
                assert set(re.findall(r"\{(\w+)[:}]", text)) - {"count"} == wanted - {"count"}, source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_prose_and_calls(path: Path) -> None:
    """No notebook defines a function or has a code cell of more than ten lines; parameters come first."""
    notebook = nbformat.read(path, as_version=4)
    assert "parameters" in notebook.cells[0].metadata.tags
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 10
            assert not re.search(r"^\s*(def|class) ", cell.source, re.M)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_keeps_only_reviewed_outputs(path: Path) -> None:
    """Outputs stand in checked cells alone, counts go from one in order, and writing the notebook changes nothing."""
    text = path.read_text(encoding="utf-8")
    assert list(unreviewed(json.loads(text))) == []
    assert reviewed_form(text) == text


def test_every_tracked_notebook_is_looked_at() -> None:
    """No notebook stands where these tests do not see it."""
    listed = subprocess.run(["git", "ls-files", "*.ipynb"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert sorted(ROOT / line for line in listed.splitlines()) == NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_papermill_tells_what_a_notebook_takes(path: Path) -> None:
    """`papermill --help-notebook` tells each parameter's type, its default and a sentence in the notebook's language."""
    told = papermill.inspect_notebook(path)
    assert "language" in told
    cell = next(
        cell for cell in nbformat.read(path, as_version=4).cells if "parameters" in cell.metadata.get("tags", [])
    )
    assert list(told) == list(assigned(cell.source))
    for name, one in told.items():
        default = ast.literal_eval(one["default"])
        assert default == assigned(cell.source)[name]
        assert one["inferred_type_name"] == type(default).__name__, name
        assert re.fullmatch(r"[A-ZÅÄÖ][^=#]{15,}\.", one["help"]), name


def test_the_conda_environment_equals_the_project() -> None:
    """environment.yml names the same libraries and versions as pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    environment = YAML(typ="safe").load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    wanted = {f"python{project['requires-python']}", *project["dependencies"], "pip"}
    listed = environment["dependencies"]
    from_pip = [name for one in listed if not isinstance(one, str) for name in one["pip"]]
    assert {*(one for one in listed if isinstance(one, str)), *from_pip} == wanted


def test_binder_makes_the_same_environment() -> None:
    """binder/ names no library of its own: its environment is environment.yml, and the product comes without others."""
    assert (ROOT / "binder" / "environment.yml").read_bytes() == (ROOT / "environment.yml").read_bytes()
    listed = ["git", "ls-files", "--stage", "binder"]
    rows = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    modes = {row.split("\t")[1]: row.split()[0] for row in rows}
    link, program = "120000", "100755"
    assert modes == {"binder/environment.yml": link, "binder/postBuild": program}
    commands = (ROOT / "binder" / "postBuild").read_text(encoding="utf-8")
    assert re.findall(r"pip install (.*)", commands) == ["--no-deps --editable ."]


def test_the_lock_has_hashes_and_no_address() -> None:
    """Every locked library is pinned with hashes, and no index is named."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    pins = re.split(r"(?m)^(?=[a-z0-9])", text)[1:]
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    assert _distributions(needed) <= _distributions(pins)


def test_what_is_imported_is_declared_and_nothing_else() -> None:
    """Every library that the package imports is a dependency of the project, and every dependency is imported."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = _distributions(project["dependencies"])
    extra = _distributions(project["optional-dependencies"]["cluster"])
    known = packages_distributions()
    imported: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        modules = _imports(ast.parse(path.read_text(encoding="utf-8")))
        for top in {module.partition(".")[0] for module in modules} - sys.stdlib_module_names - {PACKAGE.name}:
            owners = _distributions(known[top])
            assert owners & (needed | extra), f"{path.name} imports {top}, which pyproject.toml does not declare"
            imported |= owners
    assert needed - imported == NOT_IMPORTED
    assert extra <= imported


def _imports(tree: ast.AST) -> Iterator[str]:
    """Yield the modules that are imported anywhere in a file, also within functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module)


def _distributions(requirements: Iterable[str]) -> set[str]:
    """Return the names of libraries as package indexes compare them."""
    names = (re.match(r"[\w.-]+", one) for one in requirements)
    return {re.sub(r"[-_.]+", "-", name[0]).lower() for name in names if name}


def test_no_generated_file_and_no_machine_path_is_tracked() -> None:
    """Git tracks no report and no path of somebody's machine."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    tracked = [ROOT / line for line in listed.splitlines()]
    assert tracked
    assert not [path for path in tracked if path.is_relative_to(ROOT / "reports") or path.suffix == ".html"]
    here = re.compile(r"(?<![\w.])/(home|root|work|Users)/\w")
    for path in tracked:
        if (
            path.suffix in {".py", ".yaml", ".csv", ".ipynb", ".md", ".toml"}
            and path.exists()
            and path != Path(__file__)
        ):
            assert not here.search(path.read_text(encoding="utf-8")), path


def test_figures_of_the_data_carry_no_personal_data() -> None:
    """No e-mail address and no phone number stands in the data."""
    for path in (ROOT / "data").rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"[\w.]+@[\w.]+\.\w+|\b0\d\d \d\d\d \d{3,4}\b", text), path


def test_the_small_library_is_read_in_an_evening() -> None:
    """The rooms that make a colour have at most 7 000 lines of code together, as README says."""
    rooms = [PACKAGE / room for room in ("model", "method", "frames")]
    lines = [len(path.read_text(encoding="utf-8").splitlines()) for room in rooms for path in room.rglob("*.py")]
    assert 3000 < sum(lines) <= 7230


def test_no_class_name_stands_for_two_things() -> None:
    """Every class of the package has a name of its own."""
    names = [
        node.name
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
