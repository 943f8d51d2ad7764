"""A parameter that a notebook does not have stops it, under any tool, and never stops one that people type into."""

from __future__ import annotations

import keyword
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import papermill
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output
from papermill.exceptions import PapermillExecutionError
from papermill.parameterize import parameterize_notebook

from kunteko_eval.batch.engine import RefusedParameters, refuse_undeclared
from kunteko_eval.report import injected_parameters
from kunteko_eval.report.exporter import ReportExporter
from kunteko_eval.report.parameters import EXPECTED

ROOT = Path(__file__).parents[1]
DECLARED = 'programme = "soteliiderit"\nperiod = "2019"\nlanguage = "fi"\ndata = ""\nparams = ""\nscenario = ""'
CALL = "from kunteko_eval.report import chapters as k\nview = k.open_view(programme, period, language, data, params, scenario)"
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def _notebook(*cells: str, tagged: int | None = 0) -> Any:
    """Return a notebook of code cells, one of them tagged as that of the parameters."""
    made = [new_code_cell(cell) for cell in cells]
    if tagged is not None:
        made[tagged].metadata["tags"] = ["parameters"]
    return new_notebook(cells=made, metadata=KERNEL)


def _given(notebook: Any, **parameters: object) -> Any:
    """Return the notebook as papermill's own code parameterises it."""
    notebook.metadata["papermill"] = {}
    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])  # As papermill does when it reads a notebook.
    return parameterize_notebook(notebook, parameters, kernel_name="python3", language="python")


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what says which faults a kernel tells after executing a notebook's first cells; no kernel is needed."""

    def told(notebook: Any, upto: int | None = None, *, metadata: dict[str, str] | None = None) -> list[str]:
        cells = [cell.source.rstrip("\n") for cell in notebook.cells if cell.source.strip()][:upto]
        shell = SimpleNamespace(user_ns={"In": ["", *cells]}, get_parent=lambda: {"metadata": metadata or {}})
        monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
        return [fault.file.removeprefix("parameter ") for fault in injected_parameters.injected_faults(EXPECTED)]

    return told


def test_a_misspelt_parameter_is_told(faults: Any) -> None:
    """`-p perod 2015-2017` is a fault; so is each further name that the notebook does not have."""
    assert faults(_given(_notebook(DECLARED, CALL), perod="2015-2017")) == ["perod"]
    given = {
        "lang": "sv",
        "period": 2019,
        "Programme": "kunteko",
        "x": float("nan"),
        "y": {"a": [1, None]},
        "z": "ä'\"",
    }
    assert faults(_given(_notebook(DECLARED, CALL), **given)) == ["lang", "Programme", "x", "y", "z"]


def test_a_misspelt_parameter_is_told_with_the_right_one() -> None:
    """The fault asks whether the nearest name was meant."""
    (fault,) = injected_parameters.undeclared(["perod"], list(EXPECTED))
    assert "Did you mean 'period'?" in str(fault)


def test_declared_parameters_pass(faults: Any) -> None:
    """What the notebook declares may be given, in any order and of any type, and papermill may tell its own paths."""
    assert faults(_given(_notebook(DECLARED, CALL), scenario="s.yaml", period=2019)) == []
    assert faults(_given(_notebook(DECLARED, CALL), PAPERMILL_OUTPUT_PATH="out.ipynb")) == []
    assert faults(_given(_notebook("import os", DECLARED + "\nyear: int = 3", CALL, tagged=1), year=4)) == []


def test_a_parameter_that_a_notebook_of_ours_does_not_take_is_told(faults: Any) -> None:
    """The portfolio has no programme, and the workbench no scenario."""
    portfolio = nbformat.read(ROOT / "notebooks" / "portfolio.ipynb", as_version=4)
    assert faults(_given(portfolio, programme="kunteko", language="en"))[:1] == ["programme"]
    workbench = nbformat.read(ROOT / "notebooks" / "workbench.ipynb", as_version=4)
    assert faults(_given(workbench, scenario="scenarios/strict.yaml")) == ["scenario"]


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_notebook_of_ours_notices_a_misspelt_parameter(path: Path, faults: Any) -> None:
    """Whichever notebook is run, the cell that opens its data tells; with the right name nothing is told."""
    read = nbformat.read(path, as_version=4)
    read.cells = [cell for cell in read.cells if cell.cell_type == "code"]
    assert faults(_given(read, langauge="en"), 3) == ["langauge"]
    assert faults(_given(nbformat.from_dict(read), language="en"), 3) == []


@pytest.mark.parametrize("between", ["", "%matplotlib inline", "import pandas as pd"])
def test_a_notebook_of_ones_own_may_declare_more(between: str, faults: Any) -> None:
    """An undeclared name that some cell reads did its work and is no fault."""
    own = _notebook('language = "fi"', between, 'view = k.open_view(programme, "2019", language)')
    assert faults(_given(own, programme="kunteko")) == []
    assert faults(_given(own, perod="2019")) == ["perod"]


def test_a_notebook_without_a_parameters_cell_tells_when_it_writes_over_what_was_given(faults: Any) -> None:
    """Without the tag papermill's cell comes first and the notebook's own values win: that is told with the remedy."""
    assert faults(_given(_notebook(DECLARED, CALL, tagged=None), period="2015", data="x")) == ["period", "data"]


TYPED = [
    ("# Parameters\nprogramme = 'kunteko'\nalpha = 3", CALL),
    ("import pandas as pd\nbase = 'x'", '# Parameters\nprogramme = "kunteko"\nperiod = "2019"\nalpha = 3', CALL),
    ('# Parameters\nprogramme = "kunteko"\nalpha = 3', "x = alpha", CALL),
    ('# Parameters\nprogramme = "kunteko"\nperiod = "2019"', 'import os\nperiod = "2020"', CALL),
    ('language = "fi"', '# Parameters\nprogramme = "kunteko"  # ours\n\nalpha = 3', CALL),
    ("", "%load_ext autoreload", "!ls", CALL),
    ("x = (", CALL),
]


@pytest.mark.parametrize("cells", TYPED)
def test_a_notebook_that_papermill_did_not_touch_is_left_alone(cells: tuple[str, ...], faults: Any) -> None:
    """People execute notebooks of their own by nbconvert, some with a cell that is called Parameters: nothing is told."""
    assert faults(_notebook(*cells, tagged=None)) == []


def test_papermills_cell_is_known_when_black_has_formatted_it(faults: Any) -> None:
    """Papermill has its cell formatted where black is installed: a long list then takes several lines."""
    cell = new_code_cell('# Parameters\nperod = "2019"\nsources = [\n    "one",\n    "two",\n]\n')
    notebook = _notebook(DECLARED, CALL)
    notebook.cells.insert(1, cell)
    assert faults(notebook) == ["perod", "sources"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)
NAMES = st.from_regex(r"[a-z_]{1,9}", fullmatch=True).filter(lambda name: not keyword.iskeyword(name))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given=st.dictionaries(NAMES | st.sampled_from(sorted(EXPECTED)), JSON, min_size=1, max_size=4))
def test_exactly_what_is_not_declared_is_told(given: dict[str, Any], faults: Any) -> None:
    """Whatever values papermill writes, each undeclared name is told and no declared one."""
    used = {"k", "view", "display"}  # The call reads k; a parameter of that name is not without effect.
    given = {name: value for name, value in given.items() if name not in used}
    told = faults(_given(_notebook(DECLARED, CALL), **given)) if given else []
    assert told == [name for name in given if name not in EXPECTED]


def test_nothing_is_told_where_people_type(faults: Any) -> None:
    """JupyterLab and VS Code name the cell at work: there a person sees what each cell says."""
    assert faults(_given(_notebook(DECLARED, CALL), perod="2015"), metadata={"cellId": "c1"}) == []


def test_nothing_is_told_outside_a_kernel() -> None:
    """A script has no record of cells."""
    assert list(injected_parameters.injected_faults(EXPECTED)) == []


def test_plain_papermill_stops_at_a_misspelt_parameter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a real kernel the misspelt name, and only it, ends the run with a message that has its name, and no traceback."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    nbformat.write(_notebook(DECLARED, CALL), tmp_path / "in.ipynb")
    paths = str(tmp_path / "in.ipynb"), str(tmp_path / "out.ipynb")
    with pytest.raises(PapermillExecutionError) as caught:
        papermill.execute_notebook(*paths, parameters={"perod": "2015-2017", "period": 2019}, progress_bar=False)
    told = "1 fault in the input:\n  parameter perod: the notebook has no such parameter; expected one of programme,"
    assert str(caught.value.evalue).startswith(told)
    assert "\n".join(caught.value.traceback) == f"FaultyInput: {caught.value.evalue}"


@pytest.mark.parametrize(
    ("notebook", "given", "told"),
    [
        (_notebook(DECLARED), {"perod": "2019"}, "parameter perod: the notebook has no such parameter"),
        (_notebook(DECLARED, tagged=None), {"period": "2019"}, "Tag the cell that declares the parameters"),
        (_notebook("", DECLARED, tagged=0), {"period": "2019"}, "expected a cell that declares it"),
    ],
)
def test_our_engine_refuses_what_a_notebook_does_not_declare(notebook: Any, given: dict[str, str], told: str) -> None:
    """Before a kernel starts, a misspelt parameter or a missing parameters cell is a fault with the remedy."""
    with pytest.raises(RefusedParameters) as caught:
        refuse_undeclared(_given(notebook, **given))
    assert told in str(caught.value)


def test_our_engine_takes_what_a_notebook_declares() -> None:
    """Declared parameters pass, and so does a notebook that is given none, with or without a parameters cell."""
    refuse_undeclared(_given(_notebook(DECLARED), period=2019, scenario=""))
    refuse_undeclared(_notebook("print(1)", tagged=None))


def test_papermills_command_prints_the_engines_refusal_alone(tmp_path: Path) -> None:
    """`papermill --engine kunteko-warm -p perod …` ends with 1 and one message: no traceback, no kernel."""
    nbformat.write(_notebook(DECLARED, CALL), tmp_path / "in.ipynb")
    command = [sys.executable, "-m", "papermill", "--engine", "kunteko-warm", "in.ipynb", "out.ipynb"]
    done = subprocess.run(
        [*command, "-p", "perod", "2015-2017"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "parameter perod: the notebook has no such parameter" in done.stderr
    assert "Traceback" not in done.stderr


EXECUTED = [
    (_notebook(DECLARED.replace('"fi"', '"en"'), CALL), "en"),
    (_given(_notebook(DECLARED, CALL), language="sv"), "sv"),
    (_given(_notebook(DECLARED.replace('"fi"', '"en"'), CALL), period="2019"), "en"),
    (_notebook(DECLARED, 'view = k.open_view(programme, period, "sv")', 'language = "en"'), "sv"),
    (_notebook(DECLARED, 'view = k.open_view(programme, period, language="en")'), "en"),
    (_notebook('told = "sv"', "view = k.open_view('kunteko', 2019, told)"), "sv"),
    (_notebook('language = "en"', "workbench = Workbench.open(programme, period, language)"), "en"),
    (_notebook('language = "sv"', "portfolio = k.open_portfolio(language, data, params)"), "sv"),
    (_notebook("x = open('f', 'r', 'en')"), "fi"),
    (_notebook('language = "de"', CALL), "fi"),
    (_notebook("language = None", CALL), "fi"),
    (_notebook("!ls", "%time 1"), "fi"),
]


@pytest.mark.parametrize(("notebook", "language"), EXECUTED)
def test_the_exporter_speaks_the_language_that_was_executed(notebook: Any, language: str) -> None:
    """Whether it was typed into the first cell, given by papermill or written in the call, the page's language is it."""
    body, _ = ReportExporter().from_notebook_node(notebook)
    assert f'<html lang="{language}">' in body


def test_the_period_files_switch_of_the_page_is_no_unknown_parameter() -> None:
    """`interactive` of a period file is refused by no notebook: the exporter reads it there, or is told by its option."""
    notebook = _given(_notebook(DECLARED, CALL), interactive=True)
    refuse_undeclared(notebook)
    axis = {"range": [0, 1], "visible": False}
    figure = {"data": [], "layout": {"width": 300, "height": 200, "xaxis": axis, "yaxis": axis}}
    about = {"name": "one", "title": "One", "text": "One bar.", "table": "<table></table>"}
    bundle = {"application/vnd.plotly.v1+json": figure}
    notebook.cells[-1].outputs = [new_output("display_data", bundle, metadata={"kunteko": about})]
    assert 'id="plotly-bundle"' in ReportExporter().from_notebook_node(notebook)[0]
    del notebook.metadata["papermill"]["parameters"]["interactive"]
    assert 'id="plotly-bundle"' not in ReportExporter().from_notebook_node(notebook)[0]
    assert 'id="plotly-bundle"' in ReportExporter(interactive=True).from_notebook_node(notebook)[0]


def test_the_exporter_heads_the_page_by_what_was_executed() -> None:
    """The programme and period of the first cell are the page's title, a year as a number too."""
    body, _ = ReportExporter().from_notebook_node(_notebook('programme = "kunteko"\nperiod = 2019', CALL))
    assert "<title>kunteko · 2019" in body
