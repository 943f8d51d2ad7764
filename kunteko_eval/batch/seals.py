"""What `kunteko-eval check` and `register` say of a programme's seals, and of the commit that first holds one."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.method.registration import changes
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.registration import HEAD, SealedPart
from kunteko_eval.reading.programme_reader import read_programme, registration_of, source_of
from kunteko_eval.report.seal_warnings import in_short

PATIENCE = 20
"""Seconds that git may take to look for a commit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """The commit in which something first stood, and its day as git has it."""

    name: str
    day: str


def commit_of(path: Path, digest: str) -> Commit | None:
    """Return the first commit in which a file held a digest; None where there is no git, no repository or no commit.

    It is no proof either: whoever can rewrite the file can often rewrite the history. One that others have pulled is.
    """
    git = shutil.which("git")
    if git is None:
        return None
    look = ["log", "--reverse", "--format=%h %cs", "--no-textconv", "--no-ext-diff", "-S", digest, "--", path.name]
    command = [git, "--no-optional-locks", "-c", "core.fsmonitor=false", "-C", str(path.resolve().parent), *look]
    try:
        told = subprocess.run(  # noqa: S603  (git, found on the path, reads a log)
            command,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    words = told.stdout.split() if told.returncode == 0 else []
    return Commit(name=words[0], day=words[1]) if len(words) >= 2 else None


def seal_lines(programme: ProgrammeData, folder: Path, rubric: Rubric | None, head: str | None = None) -> list[str]:
    """Return a line for each seal of a programme, what it changed, the commit that first holds it, and the head.

    Args:
        programme: The programme.
        folder: Where it was read from.
        rubric: With it, what later seals changed is told.
        head: A published head that the record holds, if one was given.
    """
    rows = programme.registration
    if not rows:
        return ["  seals: none; kunteko-eval register seals what the ratings are judged against"]
    path = registration_of(source_of(folder))
    lines, changed = [], changes(programme, rubric) if rubric else ()
    for one in rows:
        if one.part == HEAD:
            own = [change for change in changed if change.by and change.by.registration == one.registration]
            lines += [_line(one, path), *(f"    {change.part}: {in_short(change)}" for change in own)]
    return [*lines, f"  head: {rows[-1].seal}", *([_since(rows, head)] if head else [])]


def _line(closing: SealedPart, path: Path) -> str:
    held = commit_of(path, closing.seal)
    commit = f"; first held by commit {held.name} of {held.day}" if held else ""
    reason = f": {closing.reason}" if closing.reason else ""
    return (
        f"  seal {closing.registration} of {closing.date} by {closing.author}, rubric {closing.rubric}{commit}{reason}"
    )


def head_faults(programme: ProgrammeData, folder: Path, head: str) -> list[Fault]:
    """Return the fault of a record of seals that does not hold a head that was published.

    Args:
        programme: The programme.
        folder: Where it was read from.
        head: The published head, or its beginning.
    """
    rows, file = programme.registration, str(registration_of(source_of(folder)))
    if held(rows, head) is not None:
        return []
    found = f"no seal {head}" if rows else "no seal at all"
    advice = (
        "Rows were removed, or the record was written anew since that head was published: ask who keeps the record."
    )
    return [Fault(file=file, place="", found=found, expected="the published head", advice=advice)]


def _since(rows: Sequence[SealedPart], head: str) -> str:
    """Return what became of the record since a head that it holds was published."""
    since = held(rows, head)
    return f"  the published head is in the record, {f'{since} rows before its end' if since else 'and is its end'}"


def held(rows: Sequence[SealedPart], head: str) -> int | None:
    """Return how many rows were added since a published head; None when no row carries it."""
    bare = head.strip().lower().removeprefix("sha256-")
    if len(bare) < SHORTEST:
        return None
    found = [at for at, one in enumerate(rows) if one.seal.removeprefix("sha256-").startswith(bare)]
    return len(rows) - 1 - found[0] if found else None


SHORTEST = 12
"""Signs of a published head that are enough to know it by."""


def head_of_record(folder: Path) -> str:
    """Return the head of a programme's record of seals.

    Raises:
        FaultyInput: When the programme has faults, or nothing is sealed.
    """
    rows = read_programme(folder).registration
    if not rows:
        file, advice = str(registration_of(source_of(folder))), "Seal it: kunteko-eval register PROGRAMME --author ROLE"
        raise FaultyInput([Fault(file=file, place="", found="nothing is sealed", expected="a seal", advice=advice)])
    return rows[-1].seal
