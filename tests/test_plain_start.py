"""Where the warm way is not to be had, or sockets, locks or another program's kernels are in the way, reports are made."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbclient.client import NotebookClient
from workshop import notebook, project

from kunteko_eval.batch import fork_client, kernels, launch, notices, sockets
from kunteko_eval.batch.batch import AnotherBatch, alone_in
from kunteko_eval.batch.kernel_reset import CLEAN
from kunteko_eval.batch.kernels import ENGINE, KernelNotStarted, SocketKernelManager
from kunteko_eval.batch.sockets import NAME, private_folder
from kunteko_eval.files.snapshot import NOTHING

LONG = "long-" * 20
"""A folder's name with which every address of a socket below it is too long."""


@pytest.fixture(autouse=True)
def said() -> Iterator[list[str]]:
    """Return what is noted during a test."""
    notices.forget()
    heard: list[str] = []
    notices.tell_by(heard.append)
    yield heard
    notices.forget()


@pytest.fixture
def long_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder for temporary files, whose name is too long for sockets."""
    folder = tmp_path / LONG
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def printed(folder: Path, code: str, **options: Any) -> str:
    """Execute a notebook of one cell with our engine, its kernel started cold, and return what it prints."""
    (folder / "in.ipynb").write_text(notebook(code), encoding="utf-8")
    papermill.execute_notebook(
        str(folder / "in.ipynb"), str(folder / "out.ipynb"), engine_name=ENGINE, progress_bar=False, **options
    )
    cell = nbformat.read(folder / "out.ipynb", as_version=4).cells[-1]
    return "".join(output["text"] for output in cell.outputs)


def test_sockets_stand_elsewhere_when_the_name_of_the_usual_folder_is_too_long(
    long_folder: Path, said: list[str]
) -> None:
    """A TMPDIR of 82 characters and more leads to a private folder of a short name, which is said once."""
    made = [private_folder() for _ in range(2)]
    for folder in made:
        assert folder is not None
        assert not folder.is_relative_to(long_folder)
        folder.rmdir()
    assert len(said) == 1
    assert f"instead of {long_folder}, since its name is too long for them" in said[0]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("abcå漢", min_size=1, max_size=40), max_size=5))
def test_a_socket_can_be_bound_whatever_the_folder_for_temporary_files_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str]
) -> None:
    """The folder is this user's alone and holds a socket, however many bytes the usual folder's name has."""
    base = tmp_path.joinpath(*names)
    base.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(tempfile, "tempdir", str(base))
    folder = private_folder()
    assert folder is not None
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(os.fsencode(folder / NAME)) <= 103
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(folder / NAME))
    (folder / NAME).unlink()
    folder.rmdir()


def test_a_folder_whose_disk_keeps_no_sockets_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    """Where no socket can be bound or nothing can be written, the next folder is taken and nothing is left behind."""
    monkeypatch.setattr(tempfile, "tempdir", "/absent-folder")  # Short, so that its name is not what is wrong with it.
    folder = private_folder()
    assert folder is not None
    folder.rmdir()
    assert "since it cannot hold them" in said[0]

    class Refused(socket.socket):
        def bind(self, _: object) -> None:
            raise PermissionError("no sockets here")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sockets, "_others", lambda: iter([tmp_path]))
    monkeypatch.setattr(socket, "socket", Refused)
    assert private_folder() is None
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_is_executed_where_the_usual_folder_has_a_long_name(
    long_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel, started cold, is spoken to over sockets in the short folder. A kernel starts: some seconds."""
    monkeypatch.setenv(fork_client.COLD, "1")
    assert printed(tmp_path, "print(6 * 7)") == "42\n"
    assert list(long_folder.iterdir()) == []


def test_a_notebook_is_executed_where_no_folder_holds_sockets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    """The kernel listens on this machine's own address, and messages are signed with a key. A kernel starts."""
    monkeypatch.setenv(fork_client.COLD, "1")
    monkeypatch.setattr(kernels, "private_folder", lambda: None)
    manager = SocketKernelManager()
    assert (manager.transport, manager.ip) == ("tcp", "127.0.0.1")
    assert len(manager.session.key) >= 32
    code = "import ipykernel.connect as c; i = c.get_connection_info(unpack=True); print(i['transport'], len(i['key']))"
    transport, length = printed(tmp_path, code).split()
    assert (transport, int(length) >= 32) == ("tcp", True)
    assert said == ["kernels are spoken to over TCP with a key, since no folder for temporary files can hold sockets"]


def test_a_kernel_starts_plainly_when_none_can_be_forked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    """Without a warm process the engine starts kernels as usual, says so once, and does not try again. Two kernels."""
    monkeypatch.delenv(fork_client.COLD, raising=False)
    monkeypatch.delenv(fork_client.ADDRESS, raising=False)
    monkeypatch.setattr(fork_client, "_own", None)
    monkeypatch.setattr(fork_client, "_given_up", "")
    tried = []

    def fail() -> None:
        tried.append(1)
        raise ConnectionError("it was not to be")

    monkeypatch.setattr(fork_client, "Warm", fail)
    assert [printed(tmp_path, "print(6 * 7)") for _ in range(2)] == ["42\n"] * 2
    assert len(tried) == len(said) == 1
    assert said[0].endswith("changes nothing in them: it was not to be")


@pytest.mark.parametrize(("left", "starts"), [(0, 1), (1, 2)], ids=["stuck", "killed"])
def test_reports_start_plainly_when_no_warm_process_is_to_be_had(
    monkeypatch: pytest.MonkeyPatch, said: list[str], left: int, starts: int
) -> None:
    """One that was killed is started once more and one that is stuck is not; then every report starts plainly."""

    class Lost:
        begun = 0

        def __init__(self) -> None:
            Lost.begun += 1

        def wait(self) -> str:
            raise ConnectionError("the warm process was lost")

        def ended(self) -> bool:
            return bool(left)

        def close(self) -> None:
            pass

    begun = []
    monkeypatch.delenv(fork_client.COLD, raising=False)
    monkeypatch.setattr(fork_client, "Warm", Lost)
    monkeypatch.setattr(launch, "_cold", lambda _, *, plainly: begun.append(plainly))
    launcher = launch.Launcher()
    for _ in range(3):
        launcher.start({})
    launcher.close()
    assert (begun, Lost.begun) == ([True] * 3, starts)
    assert len(said) == 1
    assert said[0].startswith("reports are made without a warm process, which takes longer")


@pytest.fixture(scope="module")
def kernel_folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of kernel specifications that other programs left: ``python3`` and two more that do not start."""
    root = tmp_path_factory.mktemp("jupyter")
    for name, interpreter in (("python3", "/bin/false"), ("theirs", "/bin/false"), ("gone", "/absent/python")):
        there = root / "kernels" / name
        there.mkdir(parents=True)
        argv = [interpreter, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        spec = {"argv": argv, "display_name": name, "language": "python"}
        (there / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    return root


def test_the_kernel_python3_is_our_own_interpreter(
    kernel_folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A specification ``python3`` of another interpreter does not keep a notebook from being executed. A kernel starts."""
    monkeypatch.setenv("JUPYTER_PATH", str(kernel_folders))
    monkeypatch.setenv(fork_client.COLD, "1")
    assert printed(tmp_path, "import sys; print(sys.executable)") == f"{sys.executable}\n"


@pytest.mark.parametrize("name", ["theirs", "gone"])
def test_another_kernel_that_does_not_start_is_named_with_the_remedy(
    kernel_folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A specification whose interpreter ends at once or is not there is told by its file, with what to do."""
    monkeypatch.setenv("JUPYTER_PATH", str(kernel_folders))
    monkeypatch.setenv(fork_client.COLD, "1")
    with pytest.raises(KernelNotStarted) as caught:
        printed(tmp_path, "1", kernel_name=name)
    told = str(caught.value)
    assert "\n" not in told
    assert told.startswith(f"the kernel {name} did not start with /")
    assert (
        f"correct {kernel_folders / 'kernels' / name / 'kernel.json'}, or give the notebook the kernel python3" in told
    )


@pytest.mark.filterwarnings("ignore:flock not supported")
@pytest.mark.parametrize("number", ["ENOLCK", "EOPNOTSUPP", "ENOTSUP", "ENOSYS"])
def test_a_folder_without_locks_is_held_by_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str], number: str
) -> None:
    """Whatever a file system without locks answers, one batch at a time writes there, and the next one after it."""
    import errno

    def flock(_: int, __: int) -> None:
        raise OSError(getattr(errno, number), "no locks")

    monkeypatch.setattr(fcntl, "flock", flock)
    for _ in range(2):
        with alone_in(tmp_path), pytest.raises(AnotherBatch, match="another batch is writing"), alone_in(tmp_path):
            pass
    assert not (tmp_path / ".making.lock").exists()
    assert len(said) == (0 if number == "ENOSYS" else 1)


def test_another_fault_of_a_lock_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails is no file system without locks."""

    def flock(_: int, __: int) -> None:
        raise OSError(5, "input/output error")

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(OSError, match="input/output"), alone_in(tmp_path):
        pass


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are forked warm on Linux only")
def test_a_warm_process_that_is_not_ready_is_ended_at_once() -> None:
    """A batch that ends before it has begun does not wait until its warm process has imported everything."""
    warm = fork_client.Warm()
    folder = Path(warm.address).parent
    warm.close()
    assert warm._process.returncode == -signal.SIGKILL
    assert not folder.exists()


def test_the_time_that_cleaning_a_kernel_takes_is_no_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that is slow to import what chapters import is waited for, however little time a cell may take.

    It takes some seconds: a kernel starts, and its cleaning is slowed down past the time of a cell.
    """
    held = tmp_path / "inputs"
    held.write_bytes(NOTHING.packed())
    monkeypatch.setattr(kernels, "CLEAN", f"import time; time.sleep(2.5); {CLEAN}")
    kernel = kernels.ReportKernel(tmp_path)
    kernel.read_from(held)
    try:
        client = NotebookClient(nbformat.v4.new_notebook(), km=kernel.manager, timeout=1, shell_timeout_interval=1)
        kernel.lend(client, tmp_path)
        assert client.kc is not None
    finally:
        kernel.close()


def test_a_kernel_without_a_home_leaves_nothing_among_the_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """IPython's profile stands in the kernel's own folder where no home can be written to, and goes away with it.

    It takes some seconds: a kernel starts.
    """
    temporary = tmp_path / "t"
    temporary.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "nobody" / "home"))
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("IPYTHONDIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", None)
    held = tmp_path / "inputs"
    held.write_bytes(NOTHING.packed())
    kernel = kernels.ReportKernel(tmp_path)
    kernel.read_from(held)
    try:
        assert kernel.client is not None  # It has come to life.
        assert len([*temporary.rglob("profile_default")]) == 1
        assert {*temporary.iterdir()} == {Path(kernel.manager.ip).parent, *temporary.glob("kunteko-*")}
    finally:
        kernel.close()
    assert not [*temporary.rglob("profile_default")]
    assert not Path(kernel.manager.ip).parent.exists()


def test_a_process_that_starts_plainly_builds_no_parser_of_addresses() -> None:
    """Notebooks are validated without the parser of addresses, which takes longer to build than all else to import."""
    code = (
        "import sys, kunteko_eval.project.notebook_suite, kunteko_eval.batch.worker, kunteko_eval.batch.make_report; "
        "from kunteko_eval.report.notebook_format import nbformat; "
        "nbformat.validate(nbformat.v4.new_notebook()); print('rfc3987_syntax' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_batch_plans_and_makes_its_index_without_pandas() -> None:
    """The process that plans and leads a batch does not import what only those that make reports need."""
    modules = "kunteko_eval.cli.reports, kunteko_eval.batch.batch, kunteko_eval.batch.plan, kunteko_eval.report.index"
    code = f"import sys, {modules}; print(sorted({{'pandas', 'plotly', 'IPython', 'papermill'}} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.slow
def test_a_batch_is_made_where_the_folder_for_temporary_files_has_a_long_name(tmp_path: Path) -> None:
    """Reports are made warm and, when the warm process breaks, plainly; each says once what it did.

    Two short batches: these start half a dozen processes and take some ten seconds.
    """
    short = {"01_short": notebook("print(programme)")}
    with project(tmp_path / "p", chapters=short, programmes={"one": ["fi"]}) as made:
        (tmp_path / LONG).mkdir()
        long = str(tmp_path / LONG)
        done = made.run("run", "one", TMPDIR=long)
        assert done.returncode == 0, done.stderr
        told = [line for line in done.stderr.splitlines() if line.startswith("note: ")]
        assert len(told) == 1
        assert "sockets stand in a private folder in " in told[0]
        (made.root / "kunteko_eval" / "batch" / "fork_server.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
        broken = made.run("run", "one", "--force", TMPDIR=long)
        assert broken.returncode == 0, broken.stderr
        assert "1 of 1 reports made" in broken.stderr
        told = [line for line in broken.stderr.splitlines() if line.startswith("note: ")]
        assert sum("without a warm process" in line for line in told) == 1
        assert any(line.endswith("the warm process ended with status 3") for line in told)
        assert len(told) == 2
        assert "Traceback" not in broken.stderr
