"""One snapshot a run: what is made is made of the inputs as they stood at one moment, whatever happens to the files."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workshop import SOAK, Project, contents, events, examples, notebook, project

from kunteko_eval.batch.cargo import cargo_of
from kunteko_eval.batch.fingerprint import code, inputs
from kunteko_eval.batch.inputs import CODE, INPUTS, take_inputs
from kunteko_eval.errors import FaultyInput, UnknownName
from kunteko_eval.files import snapshot
from kunteko_eval.files.handed_over import HANDED_OVER
from kunteko_eval.files.snapshot import NoSnapshot, Snapshot, reading_from, take, unpacked
from kunteko_eval.reading.programme_reader import files_of, find_programmes, read_programme
from kunteko_eval.report.colophon import opened
from kunteko_eval.report.job import Job
from kunteko_eval.report.view import open_view

ROOT = Path(__file__).parents[1]
NAME = "first"
RUN = Job(programme=NAME, period="2019", language="fi")

TELLS = """
import kunteko_eval.report.chapters as k
view = k.open_view(programme, period, language, data, params, scenario)
print("told", sorted((one.element.id, one.final.value) for one in view.assessment.ratings), sum(one.place for one in view.programme.coded.values()))
"""
REWRITES = """
import os, pathlib
for path, text in zip(os.environ["REWRITE"].split("|"), os.environ["REWRITTEN"].split("|")) if "REWRITE" in os.environ else ():
    file, (old, new) = pathlib.Path(path), text.split("=>")
    was = file.read_text(encoding="utf-8")
    assert old in was
    scratch = file.with_name(".saved")
    scratch.write_text(was.replace(old, new), encoding="utf-8")
    scratch.replace(file)
"""
REWRITTEN = {
    f"data/{NAME}/codings.csv": "supports,not-said=>neither,not-said",
    f"params/{NAME}/2019.yaml": f"programme: {NAME}=># Changed.\nprogramme: {NAME}",
    "notebooks/03_after.ipynb": "told=>TOLD",
    "kunteko_eval/cli/pdf.py": "Reports as PDF=>Reports as PDFs",
}
"""What is rewritten while a report is made: an input, a setting, a chapter that is yet to come, the product itself."""


@pytest.fixture(scope="module")
def rewriting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Return a project whose middle chapter rewrites files as the environment tells it; tests use copies."""
    chapters = {"01_before": notebook(TELLS), "02_rewrites": notebook(REWRITES), "03_after": notebook(TELLS)}
    with project(tmp_path_factory.mktemp("snapshot") / "p", chapters=chapters, programmes={NAME: ["fi"]}) as made:
        yield made


@pytest.fixture(scope="module")
def undisturbed(rewriting: Project) -> dict[str, bytes]:
    """Return the files of the report that is made when nobody writes."""
    done = rewriting.run("run", NAME, "--output", "undisturbed")
    assert (done.returncode, "changed" in done.stderr) == (0, False), done.stderr
    return contents(rewriting.root / "undisturbed" / NAME / "2019")


@pytest.fixture
def own(rewriting: Project, undisturbed: dict[str, bytes]) -> Iterator[Project]:
    """Return the project, and put what tests rewrite back afterwards."""
    before = {rewriting.root / name: (rewriting.root / name).read_bytes() for name in REWRITTEN}
    assert undisturbed
    yield rewriting
    for path, content in before.items():
        path.write_bytes(content)


def told(page: Path) -> list[str]:
    """Return what the chapters told of the ratings."""
    return re.findall(r"told \[.*", page.read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("cold", ["", "1"] if SOAK else [""])
def test_files_rewritten_in_the_middle_of_a_run_change_nothing_in_it_and_the_next_run_makes_it_anew(
    cold: str, own: Project, undisturbed: dict[str, bytes]
) -> None:
    """Every chapter, the ratings and the record are of what stood there before; the change is told; the next is new.

    It takes several batches, each with a process of its own: what is torn shows only in a real run.
    """
    output = own.root / f"reports{cold}"
    page = output / NAME / "2019" / "report.fi.html"
    more = {
        "REWRITE": "|".join(str(own.root / name) for name in REWRITTEN),
        "REWRITTEN": "|".join(REWRITTEN.values()),
        "KUNTEKO_COLD": cold,
    }
    done = own.run("run", NAME, "--output", output, **more)
    assert done.returncode == 0, done.stderr
    said = next(line for line in done.stderr.splitlines() if line.startswith("changed meanwhile: "))
    assert all(name in said for name in list(REWRITTEN)[:3])
    assert CODE in said
    assert "run again to make them anew" in said
    assert contents(page.parent) == undisturbed
    before = told(page)
    assert len(before) == 2
    assert len(set(before)) == 1
    if cold:
        return
    plan = own.run("run", NAME, "--output", output, "--dry-run")
    why = "data/first/codings.csv, params/first/2019.yaml, 03_after.ipynb, the code"
    assert plan.stdout == f"first 2019 fi: make, changed: {why}\n"
    again = own.run("run", NAME, "--output", output, "--json")
    assert [event["event"] for event in events(again.stdout) if event["event"] in {"made", "changed"}] == ["made"]
    after = contents(page.parent)
    assert {name for name in after if undisturbed[name] != after[name]} >= {"report.fi.html", "ratings.csv", "run.json"}
    assert told(page)[0] != before[0]


@pytest.mark.slow
@pytest.mark.usefixtures("undisturbed")
def test_what_is_kept_names_the_users_files(rewriting: Project) -> None:
    """No executed notebook holds the path of a scratch folder or of the snapshot, and nothing of the snapshot is left."""
    output = rewriting.root / "undisturbed"
    kept = list(output.rglob("*.ipynb"))
    assert len(kept) == 3
    for path in kept:
        text = path.read_text(encoding="utf-8")
        assert ".making" not in text
        assert str(rewriting.data) in text
        named = json.loads(text)["metadata"]["papermill"]["input_path"]
        assert named == str(rewriting.notebooks / f"{path.stem.removesuffix('.fi')}.ipynb")
    assert not [path for path in output.rglob("*") if path.name in {INPUTS, HANDED_OVER}]


@pytest.mark.slow
def test_a_report_of_a_run_is_verified_and_its_record_is_that_beside_it(
    rewriting: Project, undisturbed: dict[str, bytes]
) -> None:
    """The page, run.json and ratings.json tell of the same inputs and ratings, and the command finds nothing amiss."""
    told = opened(undisturbed["report.fi.html"]).record
    assert told is not None
    beside = json.loads(undisturbed["run.json"])
    assert (told.inputs, told.notebooks, told.code) == (beside["inputs"], beside["notebooks"], beside["code"])
    ratings = json.loads(undisturbed["ratings.json"])["elements"]
    assert [(one.element, one.final) for one in told.ratings] == [(one["id"], one["final"]) for one in ratings]
    done = rewriting.run("verify", rewriting.root / "undisturbed" / NAME / "2019" / "report.fi.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert "made from these inputs, unchanged" in done.stdout


# --- The snapshot itself -----------------------------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Return data and params of two small programmes, to be spoiled."""
    made = Project(root=tmp_path)
    made.params.mkdir()
    (made.params / "rubric.yaml").write_bytes((ROOT / "params" / "rubric.yaml").read_bytes())
    for name in (NAME, "second"):
        made.programme(name)
    return made.data, made.params


def test_what_travels_to_a_cluster_is_the_snapshot_and_nothing_is_read_again(folders: tuple[Path, Path]) -> None:
    """What a worker is brought is what stood there when the run began, without other programmes and the notebooks."""
    data, params = folders
    taken = take_inputs(data, params)
    findings = data / NAME / "codings.csv"
    old = findings.read_bytes()
    findings.write_bytes(old.replace(b"supports,somewhat", b"supports,much"))
    carried = taken.of(RUN, notebooks=False)
    cargo = cargo_of(carried)
    assert set(carried.files.values()) <= set(cargo.contents.values())
    assert len(cargo.contents) <= len(carried.files) + 1
    assert carried.files[str(findings)] == old
    assert all(f"{os.sep}second{os.sep}" not in name for name in carried.files)
    assert not any(name.endswith(".ipynb") for name in carried.files)


def test_messages_within_a_snapshot_name_the_users_file(folders: tuple[Path, Path]) -> None:
    """A fault of a held file is told with the path that was given, and of the content that is held."""
    data, params = folders
    codings = data / NAME / "codings.csv"
    good = codings.read_bytes()
    codings.write_bytes(good.replace(b"supports,somewhat,", b"supports,7,"))
    taken = take_inputs(data, params)
    codings.write_bytes(good)
    with reading_from(taken.of(RUN)), pytest.raises(FaultyInput) as error:
        read_programme(data / NAME)
    assert all(fault.file == str(codings) for fault in error.value.faults)


def test_a_view_is_opened_once_of_one_state_of_the_files(folders: tuple[Path, Path]) -> None:
    """Of the same snapshot the view is the same one, of another snapshot or of the disk it is of what stands there."""
    data, params = folders
    asked = (NAME, "2019", "fi", str(data), str(params))
    taken = take_inputs(data, params)
    with reading_from(taken.of(RUN)):
        first = open_view(*asked)
    rubric = params / "rubric.yaml"
    rubric.write_text(
        re.sub(r"(?m)^version: .*$", 'version: "99.0"', rubric.read_text(encoding="utf-8")), encoding="utf-8"
    )
    with reading_from(taken.of(RUN)):
        assert open_view(*asked) is first
        assert open_view(*asked[:2], "sv", *asked[3:]).say.code == "sv"
    assert open_view(*asked).assessment.rubric.version == "99.0"
    with reading_from(take_inputs(data, params).of(RUN)):
        assert open_view(*asked).assessment.rubric.version == "99.0"
    with reading_from(replace(taken.snapshot, held={str(data): str(data)})):
        assert open_view(*asked).assessment.rubric.version == "99.0", "the rubric is not in this snapshot"


def test_what_is_gone_or_new_since_the_snapshot_is_still_there_or_not_yet(folders: tuple[Path, Path]) -> None:
    """A deleted file is read all the same, a new programme is not found, and both are told as changed."""
    data, params = folders
    taken = take_inputs(data, params)
    (data / NAME / "findings.csv").unlink()
    (data / "third").mkdir()
    (data / "third" / "chain.yaml").write_text("schema: 1\n", encoding="utf-8")
    with reading_from(taken.snapshot):
        assert find_programmes(data) == [NAME, "second"]
        assert read_programme(data / NAME).findings
    assert find_programmes(data) == [NAME, "second", "third"]
    gone, new = data / NAME / "findings.csv", data / "third" / "chain.yaml"
    assert taken.changed() == sorted([str(gone), str(new)])


def test_the_record_is_of_the_snapshot_and_not_of_the_files(folders: tuple[Path, Path]) -> None:
    """The digests of the inputs are those of what was read, though the files are others by then."""
    data, params = folders
    before = inputs(RUN, data, params)
    taken = take_inputs(data, params, [NAME])
    (params / "rubric.yaml").write_text("other", encoding="utf-8")
    with reading_from(taken.of(RUN)):
        assert inputs(RUN, data, params) == before
    after = inputs(RUN, data, params)
    assert {name for name in before if before[name] != after[name]} == {"params/rubric.yaml"}


def test_a_data_folder_behind_a_link_is_held_under_both_of_its_paths(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    """Whoever asks by the link and whoever asks by the folder itself get the same bytes, also when the link is gone."""
    data, params = folders
    link = tmp_path / "linked"
    link.symlink_to(data)
    taken = take_inputs(link, params).of(RUN)
    link.unlink()
    (data / NAME / "chain.yaml").write_text("other", encoding="utf-8")
    with reading_from(taken):
        assert read_programme(link / NAME) == read_programme(data / NAME)


def test_files_that_change_while_they_are_read_are_read_again_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two files of which one was written, and one came, after they were read are read again as they stand at the end."""
    monkeypatch.setattr(snapshot, "PAUSE", 0.0)
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("old", encoding="utf-8")
    steps = iter([None, first, None, second])

    def listed() -> list[Path]:
        written = next(steps, None)
        if written is not None:
            written.write_text("new", encoding="utf-8")
        return sorted(tmp_path.glob("*.csv"))

    taken = take([tmp_path], listed)
    assert taken.files == {str(first): b"new", str(second): b"new"}


def test_files_that_never_stand_still_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a file changes during every try, the run ends before anything is made and names the file."""
    monkeypatch.setattr(snapshot, "PAUSE", 0.0)
    file = tmp_path / "a.csv"
    file.write_text("0", encoding="utf-8")
    count = iter(range(1000))

    def listed() -> list[Path]:
        file.write_text("x" * next(count), encoding="utf-8")
        return [file]

    with pytest.raises(NoSnapshot, match=r"a\.csv: changes all the time"):
        take([tmp_path], listed)


def test_a_file_that_cannot_be_read_keeps_its_own_fault(folders: tuple[Path, Path]) -> None:
    """What cannot be held, here a folder where a file should be, is told by its reader as ever."""
    data, params = folders
    findings = data / NAME / "findings.csv"
    findings.unlink()
    findings.mkdir()
    taken = take_inputs(data, params)
    with reading_from(taken.snapshot), pytest.raises(FaultyInput) as held:
        read_programme(data / NAME)
    with pytest.raises(FaultyInput) as live:
        read_programme(data / NAME)
    assert held.value.faults == live.value.faults


FILES = st.sampled_from(
    [
        "p/chain.yaml",
        "p/findings.csv",
        "p/remarks.txt",
        "p.xlsx",
        "p.judgements.csv",
        "q/programme.yaml",
        "q/x.csv",
        "q.xlsx",
        "~$q.xlsx",
        "other/notes.csv",
        "deep/er/chain.yaml",
        "chain.yaml",
    ]
)


@pytest.fixture
def code_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the modules of the product, which no example changes, read once instead of for each."""
    monkeypatch.setattr("kunteko_eval.batch.inputs.code_now", code)


@pytest.mark.usefixtures("code_read_once")
@settings(max_examples=examples(15, 150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=st.sets(FILES, max_size=8))
def test_a_snapshot_answers_as_the_disk_did(tree: set[str]) -> None:
    """Which programmes there are, and the files of each, are the same from the disk and from a snapshot of what is gone."""

    def answers(data: Path) -> tuple[list[str], list[list[Path]]]:
        try:
            found = find_programmes(data)
        except UnknownName:
            found = []
        return found, [files_of(data, name) for name in found]

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        for name in tree:
            (data / name).parent.mkdir(parents=True, exist_ok=True)
            (data / name).write_text("a", encoding="utf-8")
        before = answers(data)
        taken = take_inputs(data, ROOT / "params")
        assert taken.changed() == []
        shutil.rmtree(data, ignore_errors=True)
        with reading_from(taken.snapshot):
            assert answers(data) == before
        for name in before[0]:
            with reading_from(taken.of(Job(programme=name, period="2019", language="fi"))):
                assert files_of(data, name) == before[1][before[0].index(name)]


NAMES = st.text("ab.é ", min_size=1, max_size=4).filter(lambda name: name.strip(". ") == name)
TREES = st.dictionaries(st.tuples(NAMES, NAMES), st.binary(max_size=40), max_size=6)


@settings(max_examples=60, deadline=None)
@given(tree=TREES)
def test_a_snapshot_that_was_packed_holds_the_same_bytes(tree: dict[tuple[str, str], bytes]) -> None:
    """Whatever the names and the bytes, packing and unpacking gives every file back, and reads as it."""
    root = Path.cwd() / "held"
    files = {str(root / folder / name): content for (folder, name), content in tree.items()}
    folders = frozenset(str(root / folder) for folder, _ in tree)
    taken = Snapshot(held={str(root): str(root)}, files=files, folders=folders, code="c")
    back = unpacked(taken.packed())
    assert (back.files, back.folders, back.held, back.code) == (taken.files, taken.folders, taken.held, taken.code)
    with reading_from(back):
        for (folder, name), content in tree.items():
            assert snapshot.read_bytes(root / folder / name) == content
            assert snapshot.is_folder(root / folder)
        found = snapshot.paths_in(root, "*/*")
        assert found == sorted(Path(name) for name in files)
    for folder, _ in tree:
        with reading_from(back.only([root / folder])) as part:
            assert set(part.files) == {name for name in files if Path(name).parent == root / folder}
