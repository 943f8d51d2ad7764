"""The snapshot of a run: what is read, read once before anything is planned, checked or made of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kunteko_eval.batch.fingerprint import code, code_now
from kunteko_eval.errors import UnknownName
from kunteko_eval.files.snapshot import NOTHING, Snapshot, changes, digest_of, is_file, paths_in, reading_from, take
from kunteko_eval.reading.programme_reader import files_of, find_programmes
from kunteko_eval.reading.workbook import SUFFIX, sidecars
from kunteko_eval.report.job import Job
from kunteko_eval.report.look import files_of_the_look
from kunteko_eval.report.notebook_files import notebook_folder, own_folder, own_notebooks
from kunteko_eval.report.prose import MESSAGES
from kunteko_eval.report.report_file import REPORT_FILE
from kunteko_eval.shared.reading import shared_file

INPUTS = "inputs"
"""The file in a report's scratch folder that holds the packed snapshot of what it reads, while it is made."""

CODE = "the code of kunteko_eval"
"""What is told when a file of the product itself has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a run reads, and how it stood when the run began.

    Attributes:
        data: The folder of programme folders.
        params: The folder of ``rubric.yaml`` and the period files.
        programmes: The programmes that are read; all when empty.
        scenario: The scenario file, if any.
    """

    data: Path
    params: Path
    programmes: tuple[str, ...] = ()
    scenario: Path | None = None
    snapshot: Snapshot = NOTHING

    def of(self, job: Job, *, notebooks: bool = True) -> Snapshot:
        """Return the part of the snapshot that one report reads; without its notebooks if so wished."""
        more = [Path(job.scenario[0])] if job.scenario[0] else []
        more += [notebook_folder()] if notebooks else []
        with reading_from(self.snapshot):
            held = _held(self.data, self.params, _names(job))
        return self.snapshot.only([*held, *more])

    def changed(self) -> list[str]:
        """Return what has changed on the disk since the snapshot, by its path as it was given."""
        found = [str(path) for path in changes(self.snapshot, self.listed)]
        try:
            same = code_now() == self.snapshot.code
        except OSError:  # A file of it is just being replaced.
            same = False
        return found if same else [*found, CODE]

    def listed(self) -> list[Path]:
        """Return the files that are read, as they stand now."""
        tried = [self.scenario] if self.scenario is not None and is_file(self.scenario) else []
        names = self.programmes or _known(self.data)
        read = [path for name in names for path in _files(self.data, name)]
        read += [path for path in [shared_file(self.data)] if not self.programmes and is_file(path)]
        settings = [path for path in [self.params / "rubric.yaml"] if is_file(path)] + files_of_the_look(self.params)
        for name in self.programmes or ("*",):
            settings += _period_files(self.params, f"{name}/*")
            settings += [path for there in ("*.md", "*/*.md") for path in paths_in(self.params, f"{name}/{there}")]
        return [*read, *settings, *tried, *_own_notebook_files(self.params), *_notebook_files()]


def take_inputs(data: Path, params: Path, programmes: Sequence[str] = (), scenario: Path | None = None) -> Inputs:
    """Read everything that reports of these programmes read, once.

    Args:
        data: The folder of programme folders.
        params: The folder of ``rubric.yaml`` and the period files.
        programmes: Only these programmes; all when empty.
        scenario: The scenario file, if any.

    Raises:
        NoSnapshot: When the files keep changing while they are read.
    """
    plain = Inputs(data=data, params=params, programmes=tuple(programmes), scenario=scenario)
    tried = [scenario] if scenario is not None else []
    held = [*_held(data, params, plain.programmes), *tried, notebook_folder()]
    taken = take(held, plain.listed, code())
    return Inputs(data=data, params=params, programmes=plain.programmes, scenario=scenario, snapshot=taken)


def inputs_of(job: Job, data: Path, params: Path) -> Snapshot:
    """Return a snapshot, taken now, of what one report reads."""
    return take_inputs(data, params, _names(job), Path(job.scenario[0]) if job.scenario[0] else None).snapshot


def with_notebooks(taken: Snapshot) -> Snapshot:
    """Return a snapshot with the notebooks that stand here, if it came without any."""
    folder = notebook_folder()
    if taken.name(folder) is not None:
        return taken
    return taken.joined(take([folder], _notebook_files))


def notebooks_digest() -> str:
    """Return one hash of the notebooks that come with the product, and of the catalogues of their prose."""
    folder = notebook_folder()
    listed = [(path.relative_to(folder).as_posix(), digest_of(path)) for path in _notebook_files()]
    return hashlib.sha256(json.dumps(listed).encode()).hexdigest()


def _notebook_files() -> list[Path]:
    """Return the notebooks that reports are made of, and the catalogues of their prose."""
    folder = notebook_folder()
    return [*paths_in(folder, "*.ipynb"), *paths_in(folder / MESSAGES, "*.po")]


def _own_notebook_files(params: Path) -> list[Path]:
    """Return the project's own chapters, and the catalogues of their prose."""
    folder = own_folder(params)
    return [*own_notebooks(params), *paths_in(folder / MESSAGES, "*.po")] if folder else []


def _period_files(params: Path, pattern: str) -> list[Path]:
    """Return the period files, also those whose ending is not the one that is read, so that they are told."""
    return [path for path in paths_in(params, pattern) if path.suffix.lower() in {".yaml", ".yml"}]


def _names(job: Job) -> tuple[str, ...]:
    """Return the programmes that a job reads; all when empty."""
    return () if job.is_portfolio else (job.programme,)


def _held(data: Path, params: Path, names: Sequence[str]) -> list[Path]:
    """Return the folders and files that are read of programmes; of all when no names are given."""
    folder = own_folder(params)
    own = [folder] if folder else []
    if not names:
        return [data, params, *own]
    books = [data / f"{name}{SUFFIX}" for name in names]
    folders = [folder / name for name in names for folder in (data, params)]
    settings = [params / "rubric.yaml", params / REPORT_FILE, *files_of_the_look(params), *own]
    return [*folders, *books, *(beside for book in books for beside in sidecars(book)), *settings]


def _known(data: Path) -> list[str]:
    try:
        return find_programmes(data)
    except UnknownName:  # The plan tells it.
        return []


def _files(data: Path, name: str) -> list[Path]:
    """Return the files of a programme; of its folder and its workbook where there are both, which is a fault."""
    book = data / f"{name}{SUFFIX}"
    beside = [path for path in (*sidecars(book), book) if is_file(path)]
    return list(dict.fromkeys([*files_of(data, name), *beside]))
