"""What is tried, as a scenario file and as code that does the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from kunteko_eval.files.yaml_tree import dump_yaml
from kunteko_eval.reading.scenario import Scenario
from kunteko_eval.report.language import Language
from kunteko_eval.workbench.refusing import Refused
from kunteko_eval.workbench.state import Recorded, TrialState


def scenario_content(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as the mappings and lists of its file, without what is not tried."""
    return {key: _plain(value) for key, value in asdict(scenario).items() if value not in (None, (), [])}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items() if one is not None}
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value


def save_scenario(say: Language, scenario: Scenario, folder: Path) -> Path:
    """Write a scenario file; one that stands there is left alone.

    Raises:
        Refused: When a scenario of this name stands there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{scenario.id}.yaml"
    try:
        with path.open("xb") as file:
            file.write(dump_yaml(scenario_content(scenario)).encode())
    except FileExistsError as error:
        raise Refused([say("A scenario of this name exists already; choose another name.")]) from error
    return path


def code_cell(recorded: Recorded, state: TrialState, language: str) -> str:
    """Return a notebook cell that reads the programme and rates the period as it is tried.

    Args:
        recorded: Where the programme and the rubric stand; paths are told as seen from the working folder.
        state: What is tried.
        language: Of the frames' labels.
    """
    place, rubric = _seen(recorded.place), _seen(recorded.rubric_file)
    lines = [
        "import kunteko_eval as ke",
        "",
        f"programme = ke.read({place!r}, language={language!r}, rubric={rubric!r})",
        f"recorded = programme.rate({state.period!r})",
    ]
    given = what_if_arguments(state.scenario)
    if state.as_recorded:
        lines.append("tried = recorded")
    else:
        lines.append("tried = recorded.what_if(")
        lines += [f"    {key}={_literal(value)}," for key, value in given.items()]
        lines.append(")")
    return "\n".join([*lines, "tried.ratings"]) + "\n"


def what_if_arguments(scenario: Scenario) -> dict[str, Any]:
    """Return the arguments of `Result.what_if` that try the same."""
    given: dict[str, Any] = {}
    if scenario.cut_points is not None:
        cuts = scenario.cut_points
        given |= {"cut_green": cuts.green, "cut_yellow": cuts.yellow, "cut_red": cuts.red}
    if scenario.grade_cuts:
        given["grade_cuts"] = {one.grade: one.cut for one in scenario.grade_cuts}
    if scenario.pooling is not None:
        given["pooling"] = scenario.pooling
    for name, key in (("expectations", "expected"), ("floors", "floor")):
        ends = {
            (one.convention if one.element is None else (one.element, one.convention)): getattr(one, key)
            for one in scenario.expectations
            if getattr(one, key) is not None
        }
        given |= {name: ends} if ends else {}
    content = scenario_content(scenario)
    for key in ("without_sources", "without_groups", "without_evidence", "added_figures", "added_findings"):
        given |= {key: content[key]} if key in content else {}
    for key, name in (("figures", "id"), ("codes", "finding")):
        changed = {one[name]: {k: v for k, v in one.items() if k != name} for one in content.get(key, ())}
        given |= {key: changed} if changed else {}
    return given


def _literal(value: Any) -> str:
    """Return a value as Python writes it; a long mapping or list has a line for each entry."""
    if isinstance(value, (dict, list)) and len(repr(value)) > 88:
        inner = (
            [f"{key!r}: {one!r}" for key, one in value.items()]
            if isinstance(value, dict)
            else [repr(one) for one in value]
        )
        opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
        return "\n".join([opening, *(f"        {one}," for one in inner), f"    {closing}"])
    return repr(value)


def _seen(path: Path) -> str:
    """Return a path as it is seen from the working folder, or whole when it lies elsewhere."""
    whole, here = path.resolve(), Path.cwd().resolve()
    for parent in (here, *here.parents[:2]):
        if whole.is_relative_to(parent):
            steps = len(here.relative_to(parent).parts)
            return Path(*[".."] * steps, whole.relative_to(parent)).as_posix()
    return whole.as_posix()
