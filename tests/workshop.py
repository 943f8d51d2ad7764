"""A copy of the product in which tests may break things, and an eye on the processes that it starts."""

from __future__ import annotations

import contextvars
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import psutil
import pytest

from kunteko_eval.batch.events import EVENTS
from kunteko_eval.batch.summary import SUMMARY
from kunteko_eval.cli import main
from kunteko_eval.report.view import View

ROOT = Path(__file__).parents[1]
SMALL = "soteliiderit"
"""The programme whose report is made quickest."""

PATIENCE = 180
"""Seconds after which a program under test counts as stuck, on a machine that is busy with other tests too."""

SOAK = bool(os.environ.get("KUNTEKO_SOAK"))
"""Whether this is the long run of ``make soak``."""

MARK = "KUNTEKO_TEST_MARK"
"""The environment variable by which the processes of one project are known, whoever their parent is."""

OURS = frozenset({"KUNTEKO_COLD", "KUNTEKO_ZYGOTE", "PYTHONDONTWRITEBYTECODE"})
"""Environment variables that a project does not inherit."""

PARAMETERS = "\n".join(f'{name} = ""' for name in ("programme", "period", "language", "data", "params", "scenario"))
Viewer = Callable[[str], list[View]]
"""Given a programme's name in the data folder, gives its report periods in every language."""

Copier = Callable[..., Path]
"""Given an output folder and runs, puts their reports there and returns the page of the last one."""

MAIN = "from kunteko_eval.cli import main; main()"


def examples(few: int, many: int) -> int:
    """Return how many examples a test that takes seconds draws: a few, or many in the long run."""
    return many if SOAK else few


def commanded(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line in this process, in a folder and without input, and return how it ended and what it said.

    A program of its own takes two seconds to start; whether it starts is shown where batches run.
    """
    command = ["kunteko-eval", *map(str, arguments)]
    output, errors, status = io.StringIO(), io.StringIO(), 0
    with chdir(cwd), redirect_stdout(output), redirect_stderr(errors), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", command)
        patch.setattr(sys, "stdin", io.StringIO())
        try:
            contextvars.copy_context().run(main)
        except SystemExit as end:
            status = int(end.code or 0)
    return subprocess.CompletedProcess(command, status, output.getvalue(), errors.getvalue())


def until(true: Callable[[], object], seconds: float = 60) -> bool:
    """Wait until something is true; returns whether it became so."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def notebook(*cells: str) -> str:
    """Return a chapter with a parameters cell and these code cells."""
    sources = [("parameters", PARAMETERS), *(("", cell) for cell in cells)]
    return json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{number}",
                    "execution_count": None,
                    "metadata": {"tags": [tag]} if tag else {},
                    "outputs": [],
                    "source": source,
                }
                for number, (tag, source) in enumerate(sources)
            ],
            "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


@dataclass(frozen=True, kw_only=True)
class Project:
    """A folder with a package, notebooks, data and params of its own.

    Attributes:
        root: The folder.
        mark: What the environment of every process of the project has in `MARK`.
        extra: More of the environment.
    """

    root: Path
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The folder of programme folders."""
        return self.root / "data"

    @property
    def params(self) -> Path:
        """The folder of period files."""
        return self.root / "params"

    @property
    def notebooks(self) -> Path:
        """The folder of chapters."""
        return self.root / "notebooks"

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment in which the copy is what Python imports, warm unless told otherwise.

        The copy keeps its bytecode, whatever is the custom of the machine: it is started dozens of times.
        """
        inherited = {key: value for key, value in os.environ.items() if key not in OURS}
        ours = {"PYTHONPATH": str(self.root), "PYTHONFAULTHANDLER": "1", MARK: self.mark}
        return {**inherited, **ours, **self.extra, **more}

    def start(self, *arguments: str | Path, **environment: str) -> Program:
        """Start the command line in the project's folder."""
        return self.program([sys.executable, "-c", MAIN, *map(str, arguments)], **environment)

    def program(self, command: Sequence[str], **environment: str) -> Program:
        """Start a program in the project's folder; what it says goes to files, so that nothing waits for a reader."""
        said = Path(tempfile.mkdtemp(prefix=".said-", dir=self.root))
        with (said / "output").open("w") as output, (said / "errors").open("w") as errors:
            process = subprocess.Popen(
                command,
                cwd=self.root,
                env=self.environment(**environment),
                stdout=output,
                stderr=errors,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        return Program(self, process, said)

    def run(self, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the command line in the project's folder to its end."""
        return self.start(*arguments, **environment).end()

    def processes(self) -> list[psutil.Process]:
        """Return every process of the project that is alive, also those that lost their parents."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get(MARK) == self.mark and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found

    def is_quiet(self, seconds: float = 30) -> bool:
        """Wait until no process of the project is alive; returns whether that came."""
        return until(lambda: not self.processes(), seconds)

    def programme(self, name: str, languages: Sequence[str] = ("fi",)) -> None:
        """Add a programme like the small one, with one period, under another name; it is not sealed."""
        there = shutil.copytree(
            ROOT / "data" / SMALL, self.data / name, ignore=shutil.ignore_patterns("registration.csv")
        )
        for file, key in (("programme.yaml", "id"), ("chain.yaml", "programme")):
            text = (there / file).read_text(encoding="utf-8")
            changed = text.replace(f"\n{key}: {SMALL}\n", f"\n{key}: {name}\n", 1)
            assert changed != text
            (there / file).write_text(changed, encoding="utf-8")
        for language in languages:
            self.period_file(name, "2019", language)

    def period_file(self, programme: str, period: str, language: str) -> Path:
        """Write the period file of a programme's report in a language; the Finnish one is named by the period alone."""
        name = f"{period}.yaml" if language == "fi" else f"{period}.{language}.yaml"
        file = self.params / programme / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f'programme: {programme}\nperiod: "{period}"\nlanguage: {language}\n', encoding="utf-8")
        return file


@dataclass(frozen=True)
class Program:
    """A program of a project, running or ended."""

    project: Project
    process: subprocess.Popen[bytes]
    said: Path

    def output(self) -> str:
        """Return what it has said so far on its standard output."""
        return (self.said / "output").read_text(encoding="utf-8", errors="replace")

    def end(self, seconds: float = PATIENCE) -> subprocess.CompletedProcess[str]:
        """Wait until it ends and return how; one that is stuck fails the test, and tells where it is stuck."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            alive = self.project.processes()
            told = "\n".join(f"{one.pid} of {one.ppid()}: {one.cmdline()}" for one in alive)
            for one in alive:
                with suppress(psutil.Error):
                    one.send_signal(signal.SIGABRT)  # Each tells its threads' stacks on its error output.
            self.process.wait()
            said = (self.said / "errors").read_text(encoding="utf-8", errors="replace")
            raise AssertionError(f"stuck after {seconds} s\n{told}\n{self.output()}\n{said}") from None
        errors = (self.said / "errors").read_text(encoding="utf-8", errors="replace")
        return subprocess.CompletedProcess(self.process.args, status, self.output(), errors)


@contextmanager
def project(
    root: Path,
    *,
    chapters: Mapping[str, str] | Sequence[str] | None = None,
    programmes: Mapping[str, Sequence[str]] | None = None,
    extra: Mapping[str, str] | None = None,
) -> Iterator[Project]:
    """Make a project, and leave no process of it behind.

    Args:
        root: Where; the folder must not exist.
        chapters: New chapters by their names, or the names of the product's chapters to keep; all when None.
        programmes: The small programme's likes by name, with languages; None for the product's data and params.
        extra: More of the environment.
    """
    root.mkdir(parents=True)
    # Its bytecode holds in the copy too, since times of change are copied; what is just being written is left out.
    shutil.copytree(ROOT / "kunteko_eval", root / "kunteko_eval", ignore=shutil.ignore_patterns("*.pyc.*"))
    shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    made = Project(root=root, extra=extra or {})
    if chapters is not None:
        for path in made.notebooks.glob("[0-9]*.ipynb"):
            if isinstance(chapters, Mapping) or path.stem not in chapters:
                path.unlink()
    if isinstance(chapters, Mapping):
        for name, text in chapters.items():
            (made.notebooks / f"{name}.ipynb").write_text(text, encoding="utf-8")
    if programmes is None:
        shutil.copytree(ROOT / "data", made.data)
        shutil.copytree(ROOT / "params", made.params)
    else:
        made.params.mkdir()
        shutil.copy(ROOT / "params" / "rubric.yaml", made.params)
        for name, languages in programmes.items():
            made.programme(name, languages)
    told = subprocess.run(
        [sys.executable, "-c", "from importlib.util import find_spec as find; print(find('kunteko_eval').origin)"],
        cwd=root,
        env=made.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(told.stdout.strip()).is_relative_to(root)
    try:
        yield made
    finally:
        for process in made.processes():
            with suppress(psutil.Error):
                process.kill()


def is_whole(path: Path) -> bool:
    """Return whether a file of a report is complete in itself."""
    if path.suffix == ".html":
        return path.read_text(encoding="utf-8").rstrip().endswith("</html>")
    if path.suffix in {".json", ".ipynb"}:
        try:
            json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            return False
    return path.stat().st_size > 0


def contents(output: Path, suffixes: Sequence[str] = (".html", ".json", ".csv", ".xlsx")) -> dict[str, bytes]:
    """Return the bytes of every report's page and data by path; what tells the time, as notebooks do, is left out."""
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.suffix in suffixes and path.name != SUMMARY
    }


def stamps(output: Path) -> dict[str, int]:
    """Return when each file of an output folder was last written, but for the lock, the summary and the index."""
    return {
        path.relative_to(output).as_posix(): path.stat().st_mtime_ns
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.name not in {".lock", SUMMARY} and not path.name.startswith("index.")
    }


def events(output: str) -> list[dict[str, Any]]:
    """Return what a batch told with ``--json``; an event that is not documented, or its like, fails the test."""
    told = [json.loads(line) for line in output.splitlines()]
    documented = {one.kind: {"event", "seconds", *(field.name for field in fields(one))} for one in EVENTS}
    assert [one for one in told if one.keys() != documented.get(one["event"])] == []
    return told
