"""Git keeps notebooks in their reviewed form: the filter that does it is switched on in a repository once."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.writing import write_atomically

FILTER = "kunteko-notebook"
ATTRIBUTES = ".gitattributes"
LINE = f"*.ipynb filter={FILTER}"
"""What the attributes of a folder say, so that Git passes its notebooks through the filter."""


def switch_on(folder: Path) -> Path:
    """Have Git keep the notebooks of a folder in their reviewed form, whoever saves them and however.

    The folder's attributes name the filter; they are committed. What the filter is stands in the configuration of this
    clone alone, because Git lets no repository bring programs along: every clone switches it on for itself.

    Args:
        folder: Of notebooks, in a Git repository.

    Returns:
        The file of the attributes.

    Raises:
        FaultyInput: When the folder is not there or in no repository; nothing is changed then.
    """
    if not folder.is_dir():
        _refuse(folder, "no folder", "a folder of notebooks", "Make one with: kunteko-eval notebooks --language fi")
    if _git(folder, "rev-parse", "--is-inside-work-tree").returncode:
        _refuse(folder, "no Git repository", "a folder in one", "Make one with: git init")
    attributes = folder / ATTRIBUTES
    text = attributes.read_text(encoding="utf-8") if attributes.exists() else ""
    if LINE not in text.splitlines():
        gap = "" if text.endswith("\n") or not text else "\n"
        write_atomically(attributes, f"{text}{gap}{LINE}\n")
    clean = f"{shlex.quote(Path(sys.executable).as_posix())} -P -m kunteko_eval.project.notebook_form"
    for key, value in {"clean": clean, "smudge": "cat", "required": "true"}.items():
        done = _git(folder, "config", "--local", f"filter.{FILTER}.{key}", value)
        if done.returncode:
            told = done.stderr.strip() or f"git config ended with {done.returncode}"
            _refuse(folder, told, "a repository whose configuration can be written", "")
    return attributes


def _refuse(folder: Path, found: str, expected: str, advice: str) -> None:
    raise FaultyInput([Fault(file=str(folder), place="", found=found, expected=expected, advice=advice)])


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Git in a folder.

    Raises:
        FaultyInput: When there is no Git.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", *arguments]
    try:
        return subprocess.run(  # noqa: S603  (git, found on the path)
            command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", check=False, env=clean
        )
    except FileNotFoundError:
        fault = Fault(file="git", place="", found="no such program", expected="Git", advice="Install it.")
        raise FaultyInput([fault]) from None
