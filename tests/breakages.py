"""Break the product on purpose, a line at a time, and see that the tests named for it fail.

Run as `python tests/breakages.py [PATH …]`, where a path such as `method/rating.py` or `batch` chooses some of
`breakages.yaml`. Each breakage is put into a copy of the tree. Exits with 1 when one survives or cannot be tried.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
LIST = Path(__file__).with_suffix(".yaml")
COPIED = ("kunteko_eval", "tests", "notebooks", "data", "params", "docs")
CAUGHT = "caught"


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


def breakages(chosen: Sequence[str]) -> Iterator[Breakage]:
    """Yield the breakages of the modules whose paths begin with one of `chosen`; all when none is given."""
    listed = YAML(typ="safe", pure=True).load(LIST.read_text(encoding="utf-8"))
    for file, several in listed.items():
        if not chosen or file.startswith(tuple(chosen)):
            for one in several:
                yield Breakage(file=file, old=one["old"], new=one["new"], tests=tuple(one["tests"]))


def copy_tree(tree: Path) -> None:
    """Copy what tests need into a new folder."""
    for name in COPIED:
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file() and path.name != ".git":
            shutil.copy(path, tree)


def outcome(breakage: Breakage, tree: Path) -> str:
    """Try a breakage in a copy of the tree, and return what came of it; the copy is mended afterwards."""
    path = tree / "kunteko_eval" / breakage.file
    if not path.exists():
        return "no such file"
    text = path.read_text(encoding="utf-8")
    if (times := text.count(breakage.old)) != 1:
        return f"the old text stands {times} times in the file"
    path.write_text(text.replace(breakage.old, breakage.new), encoding="utf-8")
    try:
        tests = [f"tests/{name}" for name in breakage.tests]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        path.write_text(text, encoding="utf-8")
    if done.returncode == 1:
        return CAUGHT
    return "survived" if done.returncode == 0 else f"not tried:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


def main(chosen: Sequence[str]) -> int:
    """Try the breakages of the chosen modules, tell each that is not caught, and return the exit status."""
    count, missed = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        copy_tree(tree)
        for count, one in enumerate(breakages(chosen), 1):  # noqa: B007  (counted for the last line)
            came = outcome(one, tree)
            if came != CAUGHT:
                missed += 1
                print(f"{one.file}: {one.old.strip()!r} → {one.new.strip()!r}: {came}", flush=True)  # noqa: T201
    print(f"{count - missed} of {count} breakages caught")  # noqa: T201
    return int(missed > 0 or count == 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
