"""The built wheel in an empty environment: the tutorial, as written, from nothing to a report."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from workshop import PARAMETERS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of the repository, without a network."""
    made = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)]
    subprocess.run(command, cwd=repo, check=True, capture_output=True)
    (path,) = made.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment that has the wheel and sees our libraries, but not this checkout."""
    home = tmp_path_factory.mktemp("environment") / "env"
    venv.EnvBuilder(with_pip=False, symlinks=True).create(home)
    python = home / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--no-deps", "--quiet"]
    subprocess.run([*install, "--disable-pip-version-check", str(wheel)], check=True, capture_output=True)
    purelib = next((home / "lib").glob("python*/site-packages"))
    # A .pth file adds a folder without reading the .pth files in it, so the editable install stays out of sight.
    (purelib / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home


def _variables(environment: Path) -> dict[str, str]:
    """Return the variables of a shell in which the environment is active."""
    path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
    # What an install of the libraries would have put beside them.
    shared = str(Path(sys.prefix) / "share" / "jupyter")
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "KUNTEKO"))}
    return {**plain, "PATH": path, "JUPYTER_PATH": shared, "VIRTUAL_ENV": str(environment)}


def test_the_wheel_carries_notebooks_and_a_rubric_and_nothing_of_ours(wheel: Path) -> None:
    """Everything that a report needs is within the package; our programmes, tests and reports are not."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top.partition("-")[0] for top in tops} == {"kunteko_eval"}
    assert "kunteko_eval/notebooks/01_summary.ipynb" in names
    assert "kunteko_eval/notebooks/learn/2_rate_a_box_by_hand.ipynb" in names
    assert "kunteko_eval/notebooks/learn/messages/sv.po" in names
    assert "kunteko_eval/notebooks/portfolio.ipynb" in names
    assert "kunteko_eval/default/rubric.yaml" in names
    assert "kunteko_eval/report/template/report.html.j2" in names
    assert "kunteko_eval/project/starter/programme.yaml.template" in names
    assert "kunteko_eval/project/starter/params/report.yaml.template" in names
    assert "kunteko_eval/project/starter/observations.csv.template" in names
    assert [name for name in names if name.endswith(".csv")] == ["kunteko_eval/frames/columns.csv"]
    assert not [name for name in names if "checkpoint" in name or name.endswith(".pyc")]


def _tutorial(repo: Path) -> str:
    """Return the commands of the tutorial."""
    text = (repo / "docs" / "tutorial" / "first-report.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S)
    return str(block)


def _package_files(environment: Path) -> dict[str, int]:
    package = next((environment / "lib").glob("python*/site-packages/kunteko_eval"))
    return {
        path.relative_to(package).as_posix(): path.stat().st_mtime_ns
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_tutorial_runs_as_written(repo: Path, environment: Path, tmp_path: Path) -> None:
    """From nothing to a report in which the edited figure counts, with the package never written to."""
    before = _package_files(environment)
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", _tutorial(repo)],
        cwd=tmp_path,
        env=_variables(environment),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    reports = tmp_path / "my-programme" / "reports"
    assert "my-programme" in (reports / "index.html").read_text(encoding="utf-8")
    page = (reports / "my-programme" / "2024-2025" / "report.en.html").read_text(encoding="utf-8")
    assert "My programme" in page
    with (reports / "my-programme" / "2024-2025" / "ratings.csv").open(encoding="utf-8", newline="") as file:
        found = {row["element"]: row["final"] for row in csv.DictReader(file)}
    assert found["workshops"] == "green"
    assert "a report period: 2024-2025" not in ended.stdout
    assert _package_files(environment) == before


CATALOGUE = """msgid ""
msgstr ""

msgid "# Oma luku"
msgstr "# Ett eget kapitel"

msgid "# Palvelut"
msgstr "# Tjänsterna"
"""
REPORT = """schema: 1
organisation: {fi: Kunta, sv: Kommunen, en: Municipality}
logo: {file: logo.svg, alternative: {fi: Tunnus, sv: Logotyp, en: Logo}}
colours: {accent: "#7a1f5c"}
chapters: [7, 15, 4, 1]
"""
SHOWS = """import kunteko_eval as ke
result = ke.open_period(programme, period, language, data, params, scenario)
result.ratings[["label", "achievement"]].head(2)"""


def _make_it_ones_own(project: Path) -> None:
    """Give a project a further chapter, one in another's place, dropped ones, a text, a logo and a colour."""
    notebooks, params = project / "notebooks", project / "params"
    (notebooks / "messages").mkdir()
    (notebooks / "messages" / "sv.po").write_text(CATALOGUE, encoding="utf-8")
    first = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    added = new_notebook(cells=[first, new_markdown_cell("# Oma luku"), new_code_cell(SHOWS)])
    nbformat.write(added, notebooks / "15_own.ipynb")
    nbformat.write(new_notebook(cells=[first, new_markdown_cell("# Palvelut")]), notebooks / "04_reach.ipynb")
    (params / "report.yaml").write_text(REPORT, encoding="utf-8")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><path d="M0 0h9v3H0z"/></svg>'
    (params / "logo.svg").write_text(drawing, encoding="utf-8")
    (file,) = (params / "book").glob("*.yaml")
    (params / "book" / file.stem).mkdir()
    (params / "book" / file.stem / "07.fi.md").write_text("Omia *sanoja*.", encoding="utf-8")


def _holds_what_is_its_own(page: Path) -> None:
    """Assert that a page has the chapters in their order, the text, the table and the face."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml")
    assert [one["id"] for one in soup.select("section.chapter")] == ["impact_chain", "own", "services", "summary"]
    assert [one.get_text() for one in soup.select("#own h2, #services h2")] == ["Ett eget kapitel", "Tjänsterna"]
    assert len(soup.select("#own .table tbody tr")) == 2
    text = soup.select_one("#impact_chain h2 + .own-text")
    assert text is not None
    assert [one.get_text() for one in text.select("[lang=fi] em")] == ["sanoja"]
    logo = soup.select_one("img.logo")
    assert logo is not None
    assert logo["alt"] == "Logotyp"
    assert [one.get_text() for one in soup.select(".organisation")] == ["Kommunen"]


@pytest.mark.soak
def test_a_workbook_project_is_run_from_anywhere(environment: Path, tmp_path: Path) -> None:
    """With --data, --params and --output the working folder does not matter, and the report has the project's own.

    It takes some seconds: a whole program starts four times, and one report is made.
    """
    made, elsewhere = tmp_path / "projects", tmp_path / "elsewhere"
    elsewhere.mkdir()

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(environment / "bin" / "kunteko-eval"), *arguments],
            cwd=elsewhere,
            env=_variables(environment),
            capture_output=True,
            text=True,
            check=False,
        )

    assert command("init", "book", "--workbook", "--folder", str(made), "--language", "sv").returncode == 0
    _make_it_ones_own(made / "book")
    folders = ["--data", str(made / "book" / "data"), "--params", str(made / "book" / "params")]
    checked = command("check", *folders)
    assert "4  04_reach.ipynb: your own, in the place of the product's 04_services.ipynb" in checked.stdout
    ended = command("run", "book", *folders, "--output", str(tmp_path / "out"))
    assert ended.returncode == 0, ended.stderr
    (page,) = (tmp_path / "out" / "book").glob("*/report.sv.html")
    _holds_what_is_its_own(page)
    again = command("run", "book", *folders, "--output", str(tmp_path / "out"), "--dry-run")
    assert "unchanged" in again.stdout
    assert list(elsewhere.iterdir()) == []
