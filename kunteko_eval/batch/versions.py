"""What a person tells who reports a fault: the versions of everything that a report depends on."""

from __future__ import annotations

import platform
from pathlib import Path

from kunteko_eval.batch.fingerprint import LIBRARIES, versions
from kunteko_eval.errors import FaultyInput
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.report.folders import NoFolder, folder
from kunteko_eval.report.notebook_files import default_rubric
from kunteko_eval.version import __version__


def about() -> str:
    """Return the versions of the product, Python, the rubric in force and the libraries, a line each."""
    found = versions()
    lines = [
        f"kunteko-eval {__version__}",
        f"Python {platform.python_version()} ({platform.python_implementation()})",
        f"platform {platform.platform()}",
        f"rubric {_rubric()}",
    ]
    return "\n".join([*lines, *(f"{name} {found[name]}" for name in LIBRARIES)])


def _rubric() -> str:
    """Return the version of the rubric in force: the project's, or the one that a new project starts with."""
    try:
        path: Path = folder("", "params") / "rubric.yaml"
    except NoFolder:
        path = default_rubric()
    try:
        rubric = read_rubric(path)
    except FaultyInput:
        return f"not readable ({path}); kunteko-eval check tells why"
    return f"{rubric.version} ({path})"
