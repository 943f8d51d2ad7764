"""`--version` and `python -m kunteko_eval`: what a person tells who reports a fault."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kunteko_eval import __version__, cli
from kunteko_eval.batch.fingerprint import LIBRARIES
from kunteko_eval.reading.rubric_reader import read_rubric

ROOT = Path(__file__).parents[1]
RUBRIC = ROOT / "params" / "rubric.yaml"


def _told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(folder)
    ended = CliRunner().invoke(cli.app, ["--version"])
    assert ended.exit_code == 0
    return ended.stdout.splitlines()


def test_the_version_tells_everything_that_a_report_depends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The product, Python, the platform, the project's rubric and each library have a line."""
    told = _told(ROOT, monkeypatch)
    assert told[0] == f"kunteko-eval {__version__}"
    assert told[1].startswith(f"Python {platform.python_version()}")
    assert told[2] == f"platform {platform.platform()}"
    assert told[3] == f"rubric {read_rubric(RUBRIC).version} ({RUBRIC})"
    assert told[4:] == [f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES]


def test_outside_a_project_the_rubric_is_that_of_a_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is always a rubric to tell."""
    assert _told(tmp_path, monkeypatch)[3].startswith(f"rubric {read_rubric(RUBRIC).version} (")


def test_a_faulty_rubric_does_not_keep_the_versions_from_being_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line says that it cannot be read and which command tells why."""
    (tmp_path / "params").mkdir()
    shutil.copy(RUBRIC, tmp_path / "params")
    (tmp_path / "params" / "rubric.yaml").write_text("colour: red\n", encoding="utf-8")
    told = _told(tmp_path, monkeypatch)
    assert told[3].startswith("rubric not readable (")
    assert told[3].endswith("kunteko-eval check tells why")


def test_the_package_runs_by_its_name() -> None:
    """`python -m kunteko_eval` is the command line."""
    command = [sys.executable, "-m", "kunteko_eval", "schema", "colour"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("kunteko-eval: there is no kind of file 'colour'")
