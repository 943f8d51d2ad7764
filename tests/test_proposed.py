"""A box that is only proposed: in the chain, and never rated until somebody registers it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from builder import ELEMENT, Case, CaseItem, build, rubric_in_force

from kunteko_eval.errors import FaultyInput
from kunteko_eval.method.assess import assess
from kunteko_eval.method.gaps import gaps
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.registration import parts_of
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.report.explain import explain
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import view_of

NOW = "2018-2020"


def proposed() -> ProgrammeData:
    """Return a small programme whose element in question is green on its evidence, and only proposed."""
    programme = build(Case(name="proposed", items=(CaseItem(percent=85, n=200, kind="tested"),), due=9))
    assert assess(programme, NOW, rubric_in_force()).rating(ELEMENT).final is Rating.GREEN
    elements = tuple(
        replace(one, placement="proposed") if one.id == ELEMENT else one for one in programme.chain.elements
    )
    return replace(programme, chain=replace(programme.chain, elements=elements))


def test_a_proposed_box_is_never_rated_and_says_so() -> None:
    """Whatever evidence is at hand and however early it is, the answer is not assessed, for that one reason."""
    programme = proposed()
    rated = assess(programme, NOW, rubric_in_force())
    one = rated.rating(ELEMENT)
    assert (one.final, one.confidence, one.graded.achievement) == (Rating.NOT_ASSESSED, None, None)
    assert one.graded.reasons[0].code == "proposed"
    assert next(gap.codes for gap in gaps(rated) if gap.rating.element.id == ELEMENT) == ("proposed",)
    assert f"element:{ELEMENT}" not in parts_of(programme, rubric_in_force())
    for language, words in (("en", "only proposed"), ("fi", "vasta ehdotettu"), ("sv", "bara ett förslag")):
        view = view_of(programme, NOW, rubric_in_force(), Language(language))
        told = " ".join(line for section in explain(view, one, shaken=False) for line in section.sentences)
        assert words in told


def test_nothing_may_rate_a_proposed_box(kunteko: ProgrammeData, copy_of_kunteko: Path) -> None:
    """Evidence of a proposed box is a fault, and so is a score of it; that no arrow leads to it is none."""
    level = kunteko.chain.element(kunteko.chain.of_kind("direct")[0]).level
    chain = copy_of_kunteko / "chain.yaml"
    text = chain.read_text(encoding="utf-8")
    box = (
        f"elements:\n  - {{id: new, level: {level}, placement: proposed, registered: 2026-11-30, evidence: [], "
        'label: {fi: "Uusi", sv: "Ny", en: "New"}, why: {fi: "a", sv: "b", en: "c"}}\n'
    )
    text = text.replace("elements:\n", box, 1).replace("placement: named", "placement: proposed", 1)
    chain.write_text(text, encoding="utf-8")
    columns = "element,period,scorer,score,date\n"
    (copy_of_kunteko / "scores.csv").write_text(columns + "new,2018-2020,a,green,2026-11-30\n", encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        read_programme(copy_of_kunteko)
    told = "\n".join(map(str, caught.value.faults))
    assert "is only proposed and has evidence" in told
    assert "new is only proposed; expected an element that is registered" in told
    assert "no link" not in told
