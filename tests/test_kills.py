"""Kill -9 and requests to stop at random moments: each report is the old one or the new one, and nothing stays behind.

Only ``make soak`` runs it: fifty are killed and four asked to stop, at moments that differ each time. What must hold at
chosen moments, `test_faults` tries every time.
"""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from workshop import SOAK, Program, Project, contents, events, is_whole, notebook, project, until

pytestmark = [pytest.mark.slow, pytest.mark.soak]

NAMES = ("north", "east", "south")
PARENTS, REQUESTS, OTHERS = 10, 4, 40
"""How many parents are killed, how many are asked to stop, and how many report makers and kernels are killed."""

SEED = 20201231
"""What the moments are drawn from, unless ``KUNTEKO_SEED`` says otherwise or the run is long (``make soak``)."""

CHAPTER = "import time; time.sleep(0.3)", "programme"
"""What a chapter does: so little that the time goes to what is to be disturbed, and long enough to be killed in it."""

EVERY = 4
"""After how many disturbed batches one runs undisturbed."""


@dataclass
class Ground:
    """Two states of the data, the reports of each, and one folder where batches go from one to the other.

    Attributes:
        reports: The reports of each state, made undisturbed.
        starts: Seconds from the start of an undisturbed batch to its first chapter.
        works: Seconds from there to its end.
        chance: Draws the moments.
        state: The state that the data is in.
    """

    project: Project
    reports: tuple[dict[str, bytes], dict[str, bytes]]
    starts: float
    works: float
    chance: random.Random
    state: int = 0

    @property
    def output(self) -> Path:
        """The folder of the reports."""
        return self.project.root / "reports"

    def turn(self) -> Program:
        """Start the batch, two reports at a time; once all reports of a state are made, for the other state."""
        if contents(self.output) == self.reports[self.state]:
            self.state = 1 - self.state
            observe(self.project, self.state)
        return self.project.start("run", *NAMES, "--jobs", "2", "--json")

    def check(self) -> None:
        """Assert that every file is the old one or the new one, whole."""
        old, new = self.reports[1 - self.state], self.reports[self.state]
        found = contents(self.output)
        names = {name for name in found if not name.startswith(".")}  # What is half made stands in hidden folders.
        assert names >= old.keys() - {"index.html"}
        assert names == new.keys()
        assert [name for name in names if found[name] not in {old[name], new[name]} and name != "index.html"] == []
        for path in self.output.glob("*/2019/**/*"):
            assert path.is_dir() or is_whole(path), path

    def settle(self, number: int) -> None:
        """Assert that nothing is alive and that all is whole, and at times that a plain batch makes what is missing."""
        assert self.project.is_quiet(), [one.cmdline() for one in self.project.processes()]
        self.check()
        if number % EVERY != EVERY - 1:
            return
        done = self.project.run("run", *NAMES)
        assert done.returncode == 0, done.stderr
        assert contents(self.output) == self.reports[self.state]
        assert not (self.output / ".making").exists()
        assert not list(self.output.rglob("failed-*"))
        assert self.project.is_quiet()


def observe(project: Project, state: int) -> None:
    """Bring one observation of each programme into one of two states."""
    for name in NAMES:
        path = project.data / name / "observations.csv"
        text = path.read_text(encoding="utf-8")
        changed, count = re.subn(
            r"^(leader-interviews-2019,leader-interviews,2019),\d+,", rf"\1,{47 + state},", text, flags=re.M
        )
        assert count == 1
        path.write_text(changed, encoding="utf-8")


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Return the ground, with the reports of one state in place."""
    chosen = random.SystemRandom().randrange(1_000_000) if SOAK else SEED
    seed = int(os.environ.get("KUNTEKO_SEED") or chosen)
    programmes = {name: ["fi"] for name in NAMES}
    root = tmp_path_factory.mktemp("kills") / "p"
    chapters = dict.fromkeys(("01_first", "02_second"), notebook(*CHAPTER))
    with project(root, chapters=chapters, programmes=programmes) as made:
        reports = []
        for state, output in ((1, "new"), (0, "reports")):
            observe(made, state)
            begun = time.monotonic()
            done = made.run("run", *NAMES, "--jobs", "2", "--output", output, "--json")
            took = time.monotonic() - begun
            assert done.returncode == 0, done.stderr
            reports.append(contents(made.root / output))
            said = events(done.stdout)
            works = said[-1]["seconds"] - next(event["seconds"] for event in said if event["event"] == "chapter")
        new, old = reports
        differing = {name for name in old if old[name] != new[name]}
        assert {f"{name}/2019/report.fi.html" for name in NAMES} <= differing
        assert old.keys() == new.keys()
        yield Ground(made, (old, new), took - works, works, random.Random(seed))  # noqa: S311  (moments, not secrets)


@pytest.fixture(autouse=True)
def _seed(ground: Ground) -> None:
    """Give each test moments of its own and print what they are drawn from."""
    seed = ground.chance.randrange(1_000_000)
    ground.chance.seed(seed)
    print(f"drawn from seed {seed}")  # noqa: T201  (shown when a test fails)


def wait_for_a_moment(ground: Ground, batch: Program, early: float) -> None:
    """Wait for a random moment: with the chance `early` any of the batch, otherwise one while reports are made."""
    if ground.chance.random() < early:
        time.sleep(ground.chance.uniform(0, ground.starts))
        return
    until(lambda: '"chapter"' in batch.output() or batch.process.poll() is not None)
    time.sleep(ground.chance.uniform(0, ground.works))


@pytest.mark.parametrize("number", range(PARENTS))
def test_a_killed_batch_leaves_old_or_new_reports(number: int, ground: Ground) -> None:
    """After kill -9 of the batch at a random moment everything ends, every file is whole, and the next batch goes on."""
    batch = ground.turn()
    wait_for_a_moment(ground, batch, early=0.25)
    batch.process.kill()
    assert batch.process.wait() in {-signal.SIGKILL, 0}
    ground.settle(number)


@pytest.mark.parametrize("number", range(REQUESTS))
def test_a_stopped_batch_leaves_old_or_new_reports(number: int, ground: Ground) -> None:
    """After Ctrl-C or SIGTERM at a random moment the batch says by its status whether it is done; the same holds."""
    batch = ground.turn()
    wait_for_a_moment(ground, batch, early=0.3)
    batch.process.send_signal([signal.SIGINT, signal.SIGTERM][number % 2])
    done = batch.end()
    told = events(done.stdout)
    finished = bool(told) and told[-1]["event"] == "end" and told[-1]["index"] is not None
    assert done.returncode != 0 or finished, done.stderr
    ground.settle(number)


def victims(batch: Program, kernels: bool) -> list[psutil.Process]:
    """Return the processes of a batch that make reports, or the kernels."""
    found = []
    with suppress(psutil.Error, OSError):
        for warm in psutil.Process(batch.process.pid).children():
            outlet = Path(f"/proc/{warm.pid}/fd/1").readlink()
            for one in warm.children():
                with suppress(psutil.Error, OSError):
                    is_kernel = Path(f"/proc/{one.pid}/fd/1").readlink() != outlet
                    if is_kernel == kernels and one.status() != psutil.STATUS_ZOMBIE:
                        found.append(one)
    return found


def test_killed_report_makers_and_kernels_leave_old_or_new_reports(ground: Ground) -> None:
    """After kill -9 of report makers and kernels at random moments the batch goes on; what it says made is made."""
    killed = {False: 0, True: 0}
    batches = 0
    while sum(killed.values()) < OTHERS:
        batch = ground.turn()
        until(lambda batch=batch: '"chapter"' in batch.output() or batch.process.poll() is not None)  # type: ignore[misc]
        while batch.process.poll() is None:
            kernels = killed[True] < killed[False]
            found = victims(batch, kernels)
            if found:
                with suppress(psutil.NoSuchProcess):
                    ground.chance.choice(found).kill()
                    killed[kernels] += 1
                ground.check()
            time.sleep(ground.chance.uniform(0, 0.9))
        done = batch.end()
        told = events(done.stdout)
        ends = {event["run"].split()[0]: event["event"] for event in told if event["event"] in {"made", "failed"}}
        assert len(ends) == told[0]["reports"], done.stderr
        assert done.returncode == (1 if "failed" in ends.values() else 0)
        assert (told[-1]["event"], told[-1]["made"]) == ("end", list(ends.values()).count("made"))
        for name, end in ends.items():
            page = f"{name}/2019/report.fi.html"
            if end == "made":
                assert (ground.output / page).read_bytes() == ground.reports[ground.state][page]
        assert not (ground.output / ".making").exists()
        ground.settle(batches)
        batches += 1
    ground.settle(EVERY - 1)
    assert min(killed.values()) >= OTHERS // 3, killed
