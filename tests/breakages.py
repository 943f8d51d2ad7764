"""Break the product on purpose, a line at a time, and see that the tests named for it fail.

Run as `python tests/breakages.py [--found FILE] [PATH …]`, where a path such as `method/rating.py` or `batch` chooses
some of `breakages.yaml`. Each breakage is put into a copy of the tree, and its tests stop at the first that fails.
`FILE` gets a line of JSON for each as soon as it was tried; those that it already tells to be caught are not tried
again, so that a run that was stopped goes on where it was. Exits with 1 when one survives or cannot be tried.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
LIST = Path(__file__).with_suffix(".yaml")
COPIED = ("kunteko_eval", "tests", "notebooks", "data", "params", "docs", "benchmarks", "examples", ".ci")
CAUGHT = "caught"
LONGEST_TRY = 1800
"""Seconds after which the tests of a breakage are stopped: one that never ends is not caught."""


@dataclass(frozen=True, kw_only=True)
class Breakage:
    """One line that is made wrong.

    Attributes:
        file: The module, below the package.
        old: What stands in it once; `new` what is put in its place.
        tests: The test files of which one must fail.
    """

    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from the others of the list."""
        return self.file, self.old, self.new


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a breakage.

    Attributes:
        came: `CAUGHT`, or what else happened.
        by: The test that failed, with what it said; empty when none did.
        seconds: How long the tests took.
    """

    came: str
    by: str = ""
    seconds: float = 0.0


def breakages(chosen: Sequence[str]) -> Iterator[Breakage]:
    """Yield the breakages of the modules whose paths begin with one of `chosen`; all when none is given."""
    listed = YAML(typ="safe", pure=True).load(LIST.read_text(encoding="utf-8"))
    for file, several in listed.items():
        if not chosen or file.startswith(tuple(chosen)):
            for one in several:
                yield Breakage(file=file, old=one["old"], new=one["new"], tests=tuple(one["tests"]))


def copy_tree(tree: Path) -> None:
    """Copy what tests need into a new folder, and have git list it, as tests ask for what is tracked."""
    for name in COPIED:
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file() and path.name != ".git":
            shutil.copy(path, tree)
    for words in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *words], cwd=tree, check=True)


def run_tests(tree: Path, tests: Sequence[str], *options: str) -> subprocess.CompletedProcess[str]:
    """Run some test files of a copy of the tree until the first test fails."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-n0", "-x", "-q", *options, *(f"tests/{name}" for name in tests)],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_TRY,
    )


def outcome(breakage: Breakage, tree: Path) -> Outcome:
    """Try a breakage in a copy of the tree, and return what came of it; the copy is mended afterwards."""
    path = tree / "kunteko_eval" / breakage.file
    if not path.exists():
        return Outcome(came="no such file")
    text = path.read_text(encoding="utf-8")
    if (times := text.count(breakage.old)) != 1:
        return Outcome(came=f"the old text stands {times} times in the file")
    path.write_text(text.replace(breakage.old, breakage.new), encoding="utf-8")
    begun = time.monotonic()
    try:
        done = run_tests(tree, breakage.tests)
    except subprocess.TimeoutExpired:
        return Outcome(came=f"not ended in {LONGEST_TRY} s", seconds=LONGEST_TRY)
    finally:
        path.write_text(text, encoding="utf-8")
    seconds = round(time.monotonic() - begun, 1)
    if done.returncode != 1:
        told = "survived" if done.returncode == 0 else f"not tried:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        return Outcome(came=told, seconds=seconds)
    failed = re.search(r"^(?:FAILED|ERROR) (.*)$", done.stdout, re.MULTILINE)
    by = failed[1][:300] if failed else ""
    mended = run_tests(tree, breakage.tests, "--last-failed", "--last-failed-no-failures=none")
    if mended.returncode != 0:
        return Outcome(came="not tried: the test that failed fails without it too", by=by, seconds=seconds)
    return Outcome(came=CAUGHT, by=by, seconds=seconds)


def caught_before(found: Path | None) -> set[tuple[str, str, str]]:
    """Return the keys of the breakages that a file of outcomes tells to be caught."""
    if found is None or not found.exists():
        return set()
    told = [json.loads(line) for line in found.read_text(encoding="utf-8").splitlines()]
    return {(one["file"], one["old"], one["new"]) for one in told if one["came"] == CAUGHT}


def keep(found: Path | None, breakage: Breakage, came: Outcome) -> None:
    """Add what came of a breakage to the file of outcomes, if there is one."""
    if found is not None:
        with found.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**asdict(breakage), **asdict(came)}, ensure_ascii=False) + "\n")


def main(words: Sequence[str]) -> int:
    """Try the breakages of the chosen modules, tell each that is not caught, and return the exit status."""
    parser = argparse.ArgumentParser(description="Break the product on purpose and see that the tests fail.")
    parser.add_argument("--found", type=Path, help="a file that keeps what was found, to go on from")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="modules or folders of the package")
    asked = parser.parse_args(words)
    before = caught_before(asked.found)
    count, missed = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        copy_tree(tree)
        for count, one in enumerate(breakages(asked.paths), 1):  # noqa: B007  (counted for the last line)
            if one.key in before:
                continue
            came = outcome(one, tree)
            keep(asked.found, one, came)
            if came.came != CAUGHT:
                missed += 1
                print(f"{one.file}: {one.old.strip()!r} → {one.new.strip()!r}: {came.came}", flush=True)  # noqa: T201
    print(f"{count - missed} of {count} breakages caught")  # noqa: T201
    return int(missed > 0 or count == 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
