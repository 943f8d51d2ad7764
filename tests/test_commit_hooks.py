"""The hooks of .pre-commit-config.yaml work without a network and mend what they say they mend."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

pytestmark = pytest.mark.slow

NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")


@pytest.fixture
def copy(repo: Path, tmp_path: Path) -> Path:
    """Return a repository of its own with the tracked files as they stand, and the environment of this run."""
    copied = tmp_path / "copy"
    for name in _git(repo, "ls-files", "--cached", "--others", "--exclude-standard").splitlines():
        if (repo / name).is_file():
            (copied / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(repo / name, copied / name)
    (copied / ".venv").symlink_to(sys.prefix)
    _git(copied, "init", "--quiet")
    _git(copied, "add", ".", ":!.venv")
    return copied


def _git(folder: Path, *arguments: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True, env=clean).stdout


def _hooks(folder: Path, *paths: Path) -> subprocess.CompletedProcess[str]:
    """Run every hook of the commit stage on some files, or on every file."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", *(["--files", *map(str, paths)] if paths else ["--all-files"])],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**clean, **NO_NETWORK, "PRE_COMMIT_HOME": str(folder.parent / "home"), "PYTHONPATH": str(folder)},
    )


def test_the_hooks_pass_what_is_tracked_and_mend_what_is_not_in_order(copy: Path) -> None:
    """Nothing is changed in the repository as it stands; a spoiled layout, file end and notebook are mended."""
    passed = _hooks(copy)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    code, words, notebook = (
        copy / "kunteko_eval" / "errors.py",
        copy / "CHANGELOG.md",
        copy / "notebooks/workbench.ipynb",
    )
    before = {path: path.read_bytes() for path in (code, words, notebook)}
    code.write_bytes(before[code] + b"SPOILED = { 'a':1 }\n")
    words.write_bytes(before[words] + b"\n\n")
    spoiled = nbformat.read(notebook, as_version=4)
    spoiled.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    spoiled.cells[0].outputs = [nbformat.v4.new_output("stream", text="left behind")]
    nbformat.write(spoiled, notebook)
    mended = _hooks(copy, code, words, notebook)
    assert mended.returncode == 1
    assert words.read_bytes() == before[words]
    assert notebook.read_bytes() == before[notebook]
    assert code.read_text(encoding="utf-8").endswith('SPOILED = {"a": 1}\n')
