"""All cells of a chapter by one request: the notebook that nbclient would make, or nbclient itself."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from papermill.exceptions import PapermillExecutionError

from kunteko_eval.batch import kernels
from kunteko_eval.batch.executing import executed
from kunteko_eval.batch.kernels import PrintedTooMuch, ReportKernel, Way
from kunteko_eval.files.snapshot import NOTHING

USUAL = {
    "nothing": "a = 1",
    "result": "a = 2\na",
    "quiet-result": "3;",
    "printed": "print('one'); print('two', end='')",
    "split": "import sys\nfrom IPython.display import display\nprint('a'); display(1); print('b'); print('c', file=sys.stderr)",
    "errors-first": "print('c', file=sys.stderr); print('d')",
    "both-streams": "import sys\nprint('out'); print('err', file=sys.stderr); print('out again')",
    "warned": "import warnings\nwarnings.simplefilter('always'); warnings.warn_explicit('careful', UserWarning, 'x.py', 1)",
    "shown": "from IPython.display import HTML, Markdown, display\ndisplay(HTML('<b>ä</b>')); print('between'); Markdown('*b*')",
    "picture": "from IPython.display import Image\nImage(data=b'\\x89PNG\\r\\n\\x1a\\n' + bytes(30), format='png')",
    "frame": "import pandas as pd\npd.DataFrame({'ä': [1.5, None], 'b': ['x', 'y']})",
    "own-bundle": "class Own:\n    def _repr_mimebundle_(self, **_):\n"
    "        return {'text/plain': 'own', 'application/x-own+json': {'a': [1, None]}}, {'x': 1}\nOwn()",
    "earlier-results": "5",
    "underscore": "(_, sorted(Out))",
    "shell-magic": "%precision 3\n0.123456",
    "traits": "from IPython.display import display\ndisplay({'text/plain': 'raw'}, raw=True, metadata={'m': 'n'})",
}
"""Cells that put out what the chapters do."""

UNUSUAL = {
    "raises": ("1 / 0", PapermillExecutionError),
    "cannot be read": ("this is no Python", PapermillExecutionError),
    "cannot be shown": (
        "class Bad:\n    def __repr__(self):\n        raise ValueError('no')\nBad()",
        PapermillExecutionError,
    ),
    "ends Python": ("raise SystemExit", None),
    "kills its kernel": ("import os; os._exit(3)", DeadKernelError),
    "waits": ("import time; time.sleep(60)", CellTimeoutError),
    "prints too much": ("print('x' * 6_000_000)", PrintedTooMuch),
    "writes over": ("print('a\\rb')", None),
    "takes back": ("from IPython.display import clear_output\nprint('a'); clear_output()", None),
    "shows again": (
        "from IPython.display import display\nd = display('a', display_id=True); d.update('b')",
        None,
    ),
    "waits for another": ("import asyncio\nawait asyncio.sleep(0)\nprint('slept')", None),
    "asks": ("input('?')", PapermillExecutionError),
    "has a button": ("import comm\nc = comm.create_comm(target_name='x')", None),
}
"""Cells that are left to nbclient, and what it raises."""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an empty snapshot."""
    folder = tmp_path_factory.mktemp("held")
    (folder / "inputs").write_bytes(NOTHING.packed())
    return folder


@pytest.fixture(scope="module")
def kernel(held: Path) -> Iterator[ReportKernel]:
    """Return a kernel for all notebooks of this module."""
    kernel = ReportKernel(held)
    kernel.read_from(held / "inputs")
    yield kernel
    kernel.close()


def chapter(*sources: str) -> Any:
    """Return a notebook with a parameters cell, prose, an empty cell and these cells."""
    parameters = new_code_cell("language = 'fi'", metadata={"tags": ["parameters"]})
    return new_notebook(
        cells=[new_markdown_cell("# One"), parameters, new_code_cell(" "), *map(new_code_cell, sources)]
    )


def run(kernel: ReportKernel, held: Path, notebook: Any, *, at_once: bool, seconds: int | None = None) -> Any:
    """Return a copy of a notebook, executed."""
    way = Way(cwd=held, files=held, seconds=seconds, at_once=at_once)
    return executed(copy.deepcopy(notebook), {"language": "sv"}, kernel, way)


def timeless(told: Any) -> Any:
    """Return a notebook with the names of its moments but without the moments."""
    if isinstance(told, list):
        return [timeless(one) for one in told]
    if not isinstance(told, dict):
        return told
    moments = {"start_time", "end_time", "duration"} | {name for name in told if name.startswith(("iopub", "shell."))}
    return {
        name: value is not None if name in moments else timeless(value) for name, value in told.items() if name != "id"
    }


def test_cells_by_one_request_make_the_notebook_that_nbclient_makes(kernel: ReportKernel, held: Path) -> None:
    """Outputs, their order, counts and metadata are the same for all kinds of output, in two chapters one after another."""
    notebook = chapter(*USUAL.values())
    for _ in range(2):
        fast, slow = (run(kernel, held, notebook, at_once=at_once) for at_once in (True, False))
        assert timeless(fast) == timeless(slow)
    assert sum(len(cell.get("outputs", ())) for cell in fast.cells) > len(USUAL)
    assert not list(held.glob("*.*"))


def test_cells_of_a_chapter_are_executed_by_one_request(
    kernel: ReportKernel, held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of a usual chapter is left to nbclient."""
    monkeypatch.setattr(kernel, "lend", None)  # nbclient asks for it first.
    assert run(kernel, held, chapter(*USUAL.values()), at_once=True).cells[-1].outputs


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_is_unusual_is_told_as_nbclient_tells_it(
    name: str, kernel: ReportKernel, held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same notebook or the same error, with the same cell; and the kernel serves the next chapter.

    The cell that waits takes two seconds twice, since a second is the shortest time that a cell may have.
    """
    monkeypatch.setattr(kernels, "CELL_SECONDS", 60)
    source, raised = UNUSUAL[name]
    notebook, seconds = chapter("print('before')", source, "print('after')"), 1 if name == "waits" else None
    try:
        if raised is None:
            fast, slow = (run(kernel, held, notebook, at_once=at_once, seconds=seconds) for at_once in (True, False))
            assert timeless(fast) == timeless(slow)
        else:
            with pytest.raises(raised):
                run(kernel, held, notebook, at_once=True, seconds=seconds)
            assert kernel.at == 5  # Counted with the cell that papermill adds.
    finally:
        if raised not in {None, PapermillExecutionError}:  # The report ends with these, and its kernel.
            kernel.close()
            kernel._start()
    assert run(kernel, held, chapter("print('next')"), at_once=True).cells[-1].outputs[0].text == "next\n"


def test_a_chapter_that_is_begun_again_finds_a_clean_kernel(kernel: ReportKernel, held: Path) -> None:
    """What its cells did before one of them was unusual is undone before nbclient executes them."""
    notebook = chapter(
        "print('seen' in globals()); seen = True", "from IPython.display import clear_output; clear_output()"
    )
    assert run(kernel, held, notebook, at_once=True).cells[-2].outputs[0].text == "False\n"


def test_chapters_that_are_not_the_products_are_left_to_nbclient(
    kernel: ReportKernel, held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless it is asked for, no chapter is executed by one request."""
    monkeypatch.setattr(kernel, "execute_at_once", None)
    assert run(kernel, held, chapter("1"), at_once=False).cells[-1].outputs


def test_a_kernel_that_is_told_to_end_is_replaced_before_nbclient_is_asked(
    kernel: ReportKernel, held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cell may ask its kernel to end, which does so a little later, in the middle of whatever it does then."""
    before = kernel.manager
    with monkeypatch.context() as patched:
        patched.setattr(kernel, "lend", None)
        with pytest.raises(TypeError):
            run(kernel, held, chapter("get_ipython().ask_exit()"), at_once=True)
    assert kernel.manager is not before
    assert run(kernel, held, chapter("print('next')"), at_once=True).cells[-1].outputs[0].text == "next\n"


def test_a_cell_that_prints_for_ever_is_ended_when_it_has_filled_its_room(
    kernel: ReportKernel, held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is left to nbclient long before it fills the memory or its time is over."""
    with monkeypatch.context() as patched:
        patched.setattr(kernel, "lend", None)
        with pytest.raises(TypeError):
            run(kernel, held, chapter("while True:\n    print('x' * 100_000)"), at_once=True)
    assert run(kernel, held, chapter("print('next')"), at_once=True).cells[-1].outputs[0].text == "next\n"


def test_what_all_cells_of_a_chapter_put_out_is_counted_together(kernel: ReportKernel, held: Path) -> None:
    """Two cells that each put out less than a notebook may hold, one printing and one showing, are too much together."""
    shown = "from IPython.display import HTML\nHTML('x' * 3_000_000)"
    with pytest.raises(PrintedTooMuch):
        run(kernel, held, chapter("print('x\\n' * 1_500_000)", shown, "1"), at_once=True)
    kernel.close()
    kernel._start()


def test_a_chapter_longer_than_one_cell_may_take_is_executed_and_leaves_nothing(
    kernel: ReportKernel, held: Path
) -> None:
    """Each of its cells takes less than a second; what was asked of the kernel does not stay in the report's folder.

    It takes some seconds: the shortest time that a cell may have is one, and the chapter is executed twice.
    """
    done = run(kernel, held, chapter(*["import time; time.sleep(.8); print('slept')"] * 3), at_once=True, seconds=1)
    assert [cell.outputs[0].text for cell in done.cells[-3:]] == ["slept\n"] * 3
    assert [path.name for path in held.iterdir()] == ["inputs"]
