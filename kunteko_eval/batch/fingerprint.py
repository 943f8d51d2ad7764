"""What a report is made of: the hash by which an unchanged one is known and not made again.

Within a snapshot everything here is as it stands there, the product's own code too.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import itertools
import json
import platform
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from kunteko_eval.files.snapshot import current, digest_of, exists, paths_in
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.reading.programme_reader import files_of, find_programmes
from kunteko_eval.report.audience import AUDIENCES
from kunteko_eval.report.job import Job
from kunteko_eval.report.look import files_of_the_look
from kunteko_eval.report.notebook_files import is_own, notebook_folder
from kunteko_eval.report.prose import catalogues_of
from kunteko_eval.shared.reading import shared_file
from kunteko_eval.version import __version__

LIBRARIES = (
    "babel",
    "ipykernel",
    "ipython",
    "jinja2",
    "mistune",
    "nbclient",
    "nbconvert",
    "networkx",
    "numpy",
    "pandas",
    "papermill",
    "plotly",
    "pydantic",
    "pyyaml",
    "scipy",
)
"""Libraries whose version can change what a report says."""

HEAD = 4096
"""Bytes at a page's beginning that hold its fingerprint."""

BESIDE = ("ratings.json", "ratings.csv", "evidence.csv", "checks.json", "run.json")
"""What stands beside the reports of a period, whatever their language."""


STRING_OR_GAP = re.compile(
    rb"""
    (?P<string> \"{3} [^"\\]*+ (?: (?: \\. | "(?!"") ) [^"\\]*+ )*+ \"{3}
              | '{3}  [^'\\]*+ (?: (?: \\. | '(?!'') ) [^'\\]*+ )*+ '{3}
              | "     [^"\\\n]*+ (?: \\. [^"\\\n]*+ )*+ "
              | '     [^'\\\n]*+ (?: \\. [^'\\\n]*+ )*+ ' )
    | (?P<end> \n (?: [ \t\f\r]*+ (?: \#[^\n]*+ )? \n )++ )
    | (?<![ \t]) [ \t]*+ (?: \#[^\n]*+ | \r ) (?= \n )
    | (?<![ \t]) [ \t]++ (?= \n )
    """,
    re.DOTALL | re.VERBOSE,
)
"""A string literal of Python's; or the end of a line, with the empty lines and comments that follow; or what comes
before it and says nothing."""


@cache
def code() -> str:
    """Return one hash of every file of the package; computed once a process."""
    return code_now()


def code_now() -> str:
    """Return one hash of every file of the package as it stands now; comments and empty lines in modules don't count."""
    package = Path(__file__).parents[1]
    files = [path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    contents = {path.relative_to(package).as_posix(): path.read_bytes() for path in files}
    listed = [
        (name, hashlib.sha256(without_comments(content) if name.endswith(".py") else content).hexdigest())
        for name, content in sorted(contents.items())  # Paths would be in another order on Windows.
    ]
    return hashlib.sha256(json.dumps(listed).encode()).hexdigest()


def without_comments(source: bytes) -> bytes:
    """Return Python's source without comments, empty lines and spaces at the ends of lines; strings stay as they are.

    Parsing it would do the same in ten times the time, which every batch would wait for.
    """
    return STRING_OR_GAP.sub(lambda found: found["string"] or (b"\n" if found["end"] else b""), source + b"\n").strip(
        b"\n"
    )


@cache
def versions() -> dict[str, str]:
    """Return the versions of the product, of Python and of the libraries that can change a report."""
    return {
        "kunteko_eval": __version__,
        "python": ".".join(platform.python_version_tuple()[:2]),
        **{name: importlib.metadata.version(name) for name in LIBRARIES},
    }


def inputs(job: Job, data: Path, params: Path) -> dict[str, str]:
    """Return the hashes of the files that a job reads, by their path below the data or params folder."""
    names = find_programmes(data) if job.is_portfolio else [job.programme]
    found = {
        f"data/{path.relative_to(data).as_posix()}": digest_of(path) for name in names for path in files_of(data, name)
    }
    if job.is_portfolio and exists(shared_file(data)):
        found[f"data/{shared_file(data).name}"] = digest_of(shared_file(data))
    settings = [params / "rubric.yaml", *files_of_the_look(params)]
    if not job.is_portfolio:
        settings += paths_in(params / job.programme, f"{job.period}.yaml")
        settings += paths_in(params / job.programme / job.period, "*.md")
    found |= {f"params/{path.relative_to(params).as_posix()}": digest_of(path) for path in settings if exists(path)}
    if job.scenario[0]:
        found["scenario"] = digest_of(Path(job.scenario[0]))
    return found


def made_of(job: Job, data: Path, params: Path, notebooks: list[Path]) -> dict[str, Any]:
    """Return what a report is made of, without its language: the content of ``run.json``."""
    here = current()
    return {
        "inputs": inputs(job, data, params),
        "notebooks": {path.name: digest_of(path) for path in notebooks} | _translations(notebooks),
        "code": (here.code if here is not None else "") or code(),
        "versions": versions(),
    }


def _translations(notebooks: list[Path]) -> dict[str, str]:
    """Return the hashes of the catalogues of the notebooks' prose, by their path below the notebooks' folder."""
    found = {}
    for path in catalogues_of([*notebooks, notebook_folder() / "any.ipynb"]):
        whose = "own " if is_own(path.parent) else ""
        found[f"{whose}{path.parent.name}/{path.name}"] = digest_of(path)
    return found


def fingerprint(job: Job, parts: dict[str, Any]) -> str:
    """Return the hash of what a report is made of, its language and the others, whether it is interactive, and for whom."""
    told = [job.name, job.languages, job.interactive, job.audience, parts]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _language_sets(job: Job) -> Iterator[tuple[str, ...]]:
    """Yield the sets of languages that a report in this one may have been made beside."""
    for size in range(len(LANGUAGES) + 1):
        yield from (one for one in itertools.combinations(LANGUAGES, size) if not one or job.language in one)


def why_stale(job: Job, parts: dict[str, Any], output: Path) -> str:
    """Return why a report must be made, in a few words; empty when it stands as it would be made."""
    folder = output / job.folder
    page = folder / job.page
    if not page.exists():
        return "not made yet"
    beside = (job.workbook, *(() if job.is_portfolio else (job.brief, *BESIDE)))
    missing = [name for name in beside if not (folder / name).exists()]
    if missing:
        return f"missing: {', '.join(missing)}"
    try:
        with page.open("rb") as file:
            head = file.read(HEAD).decode("utf-8", "replace")
    except PermissionError:  # Another user's private file, in a folder where it can be replaced.
        return "its page may not be read"
    known = re.search(r'<meta name="kunteko-made-of" content="([0-9a-f]{64})">', head)
    if known and known[1] == fingerprint(job, parts):
        return ""
    if known and known[1] == fingerprint(replace(job, interactive=not job.interactive), parts):
        return "changed: interactive now" if job.interactive else "changed: no longer interactive"
    for other in (one for one in AUDIENCES if one != job.audience):
        if known and known[1] == fingerprint(replace(job, audience=other), parts):
            return f"changed: for {job.audience} now, before for {other}"
    if known and any(known[1] == fingerprint(replace(job, languages=one), parts) for one in _language_sets(job)):
        return "changed: it leads to other languages now"
    return "changed: " + (", ".join(_differences(folder / "run.json", parts)) or "since another report of the period")


def _differences(path: Path, parts: dict[str, Any]) -> list[str]:
    """Return the names of what differs from the last report's record."""
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ["everything, there is no record"]
    found = []
    for key in ("inputs", "notebooks", "versions"):
        old, new = before.get(key, {}), parts[key]
        found += [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    return found + (["the code"] if before.get("code") != parts["code"] else [])
