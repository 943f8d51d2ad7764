"""Golden cases: each sentence in ``cases/`` holds for the rating method and the rubric in force."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builder import ELEMENT, Case, Expected, build, load_cases, rubric_in_force
from pydantic import ValidationError

from kunteko_eval.method.assess import Assessment, assess

CASES = load_cases(Path(__file__).parent / "cases")
CLOSE = 5e-5
"""The cases give four decimals."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    """What the case's sentence says is what the method computes."""
    assessment = assess(build(case), str(case.period), rubric_in_force())
    assert list(differences(case.expect, assessment)) == []


def test_every_sentence_stands_once() -> None:
    """No two cases carry the same sentence, and there are at least 200 of them."""
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 200


def test_a_misspelt_key_of_a_case_is_refused(tmp_path: Path) -> None:
    """A key that the format does not know is an error, so that no expectation is silently left out."""
    case = "- name: a case\n  items: [{finding: supports much}]\n  expect: {rating: green, confidense: 2}\n"
    (tmp_path / "case.yaml").write_text(case, encoding="utf-8")
    with pytest.raises(ValidationError, match="confidense"):
        load_cases(tmp_path)


def differences(wanted: Expected, assessment: Assessment) -> Iterator[str]:
    """Yield what was found otherwise than the case expects."""
    found = assessment.rating(ELEMENT)
    codes = [reason.code for reason in (*found.graded.reasons, *found.confidence_reasons)]
    facts: dict[str, Any] = {
        "rating": found.computed.value,
        "achievement": found.graded.achievement,
        "low": found.graded.low,
        "high": found.graded.high,
        "confidence": found.confidence,
        "caps": tuple(cap.rule for cap in found.graded.caps),
        "conflict": found.conflict.why if found.conflict else "none",
        "value": found.items[0].value if found.items else None,
        "values": tuple(item.value for item in found.items),
        "evidence": len(found.evidence),
        "others": sum(len(item.others) for item in found.items),
        "checks": tuple(check.code for check in assessment.checks),
    }
    for name, fact in facts.items():
        value = getattr(wanted, name)
        if value is not None and (fact is None or fact != _close(value)):
            yield f"{name}: found {fact}, expected {value}"
    for code in wanted.reasons:
        if code not in codes:
            yield f"reasons: {code} is not among {codes}"
    for code in wanted.without:
        if code in codes:
            yield f"reasons: {code} is among {codes}"
    if (not found.computed.rated) != (found.confidence is None):
        yield f"confidence: found {found.confidence} for {found.computed.value}"


def _close(value: Any) -> Any:
    numbers = isinstance(value, float) or (isinstance(value, tuple) and value and isinstance(value[0], float))
    return pytest.approx(value, abs=CLOSE) if numbers else value
