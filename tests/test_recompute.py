"""The ratings of all reports, held against a second computation that shares no code with the method."""

from __future__ import annotations

import ast
import csv
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import recompute
import units_folder
import yaml
from builder import ROOT, SCALES
from recompute import Box, Evidence, Report, Verdict

from kunteko_eval.method.assess import Assessment, ElementRating, assess
from kunteko_eval.method.items import Item
from kunteko_eval.method.verdicts import ChainVerdict, verdicts
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric

RUBRIC = ROOT / "params" / "rubric.yaml"
PROGRAMMES = sorted(path.parent.name for path in (ROOT / "data").glob("*/chain.yaml"))
NEAR = 1e-9


def same(one: float | None, other: float | None) -> bool:
    """Return whether two numbers are the same within 1e-9, or both missing."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= NEAR


def differing(where: str, pairs: Iterable[tuple[str, Any, Any]]) -> Iterator[str]:
    """Yield what the product and the recomputation tell differently."""
    for name, product, again in pairs:
        numbers = isinstance(product, float) or isinstance(again, float)
        if not (same(product, again) if numbers else product == again):
            yield f"{where}, {name}: {product} against {again}"


def item_pairs(item: Item, again: Evidence) -> Iterator[tuple[str, Any, Any]]:
    """Yield what is compared of one piece of evidence; of what nothing was expected, no floor."""
    yield "status", item.status, again.status
    yield "n", item.n, again.n
    for name in ("value", "share", "expected", "achievement", "low", "high"):
        yield name, getattr(item, name), getattr(again, name)
    if again.expected is not None:
        yield "floor", float(item.floor), again.floor


def box_pairs(one: ElementRating, again: Box) -> Iterator[tuple[str, Any, Any]]:
    """Yield what is compared of one element, its evidence apart."""
    graded = one.graded
    yield "rating", graded.rating.value, again.rating
    yield "caps", {cap.rule for cap in graded.caps}, set(again.caps)
    yield "at least", graded.at_least, again.at_least
    yield "conflict", one.conflict and one.conflict.why, again.conflict
    yield "confidence", one.confidence, again.confidence
    steps = {step.code.removeprefix("down-") for step in one.confidence_reasons if step.code.startswith("down-")}
    yield "steps down", steps, set(again.steps)
    for name in ("achievement", "low", "high"):
        yield name, getattr(graded, name), getattr(again, name)


def verdict_pairs(one: ChainVerdict, again: Verdict) -> Iterator[tuple[str, Any, Any]]:
    """Yield what is compared of one verdict: everything but its draws."""
    for name in ("answer", "confidence", "reached", "nearly", "coverage", "contested"):
        yield name, getattr(one, name), getattr(again, name)


def disagreements(found: Assessment, again: Report) -> Iterator[str]:
    """Yield every difference between a report of the product and the same recomputed."""
    assert {one.element.id for one in found.everything} == set(again.boxes)
    for one in found.everything:
        box = again.boxes[one.element.id]
        yield from differing(one.element.id, box_pairs(one, box))
        items = {(item.name, item.evidence): item for item in one.items}
        others = {(item.name, item.ids): item for item in box.items}
        yield from differing(one.element.id, [("evidence", set(items), set(others))])
        for key in items.keys() & others.keys():
            yield from differing(f"{one.element.id}, {key[0]}", item_pairs(items[key], others[key]))
    arrows = {(one.source, one.target): one.confidence for one in found.links}
    pathways = {name: one.confidence for name, one in found.pathways.items()}
    yield from differing("chain", [("arrows", arrows, again.links), ("pathways", pathways, again.pathways)])
    answers = {(one.kind, one.name): one for one in verdicts(found, {})}
    yield from differing("chain", [("verdicts", set(answers), set(again.verdicts))])
    for name in answers.keys() & again.verdicts.keys():
        yield from differing(" ".join(name), verdict_pairs(answers[name], again.verdicts[name]))


def both(folder: Path, only: str | None = None) -> dict[str, tuple[Assessment, Report]]:
    """Return every report of a folder, or that of one period, as the product rates it and recomputed."""
    programme, rubric = read_programme(folder), read_rubric(RUBRIC)
    again = recompute.recompute(folder, RUBRIC, only)
    assert set(again) == {one.id for one in programme.periods.values() if one.report and only in {None, one.id}}
    return {name: (assess(programme, name, rubric), report) for name, report in again.items()}


@cache
def as_it_stands(name: str) -> dict[str, tuple[Assessment, Report]]:
    """Return every report of a programme here, once for all tests."""
    return both(ROOT / "data" / name)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_report_is_recomputed_alike(name: str) -> None:
    """Achievements, pools, colours, caps, conflicts, confidence, arrows and verdicts come out the same from the files."""
    for period, (found, again) in as_it_stands(name).items():
        assert list(disagreements(found, again)) == [], period


def test_targets_of_indicators_are_recomputed_alike(tmp_path: Path) -> None:
    """Own units, targets by period, levels to be held and figures below nought come out the same from the files."""
    for period, (found, again) in both(units_folder.write(tmp_path)).items():
        assert list(disagreements(found, again)) == [], period


def test_nothing_of_the_product_is_in_the_recomputation() -> None:
    """The script imports the standard library and a reader of YAML, and nothing else."""
    tree = ast.parse(Path(recompute.__file__).read_text(encoding="utf-8"))
    imported = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {
        "__future__",
        "csv",
        "dataclasses",
        "datetime",
        "itertools",
        "json",
        "math",
        "pathlib",
        "statistics",
        "typing",
    }
    assert imported == ours | {"yaml"}


def test_there_is_something_to_compare() -> None:
    """The reports hold what boxes, evidence, arrows and verdicts may come to, so that agreeing on it says something."""
    reports = [again for name in PROGRAMMES for _, again in as_it_stands(name).values()]
    boxes = [box for again in reports for box in again.boxes.values()]
    items = [item for box in boxes for item in box.items]
    assert {one.rating for one in boxes} >= {"green", "yellow", "red", "none-demonstrated", "not-assessed", "too-early"}
    assert {cap for one in boxes for cap in one.caps} >= {"perceived-only", "lone-voice"}
    assert {one.conflict for one in boxes} == {None, "grades-apart", "disjoint-intervals"}
    steps = {step for one in boxes for step in one.steps}
    assert steps >= {"bias", "credibility", "proxy", "imprecise", "failed-check", "inconsistent"}
    assert {one.status for one in items} >= {"used", "context", "no-expectation", "no-judgement"}
    assert {level for again in reports for level in again.links.values()} >= {1, 2, 3}
    assert len({one.answer for again in reports for one in again.verdicts.values()}) >= 4


Folder = dict[str, Any]
"""The parts of a programme's folder that are broken: lists of rows, and what the YAML files hold."""


def row(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """Return the row or thing of an id, to be broken."""
    return next(one for one in rows if one["id"] == name)


def break_one(folder: Folder) -> None:
    """A survey's share falls from 79 to 29 per cent."""
    row(folder["observations"], "training-start-p-2020")["value"] = "29"


def break_evidence(folder: Folder) -> None:
    """Pasts, respondents, kinds, codes, repeats and sources are others than they were."""
    row(folder["observations"], "deeds-new-2015-2017")["value"] = "2370"
    row(folder["observations"], "newsletter-reads-2020")["n"] = "9"
    for name in ("training-success", "workshop-success"):
        row(folder["indicators"], name)["kind"] = "tested"
    for one in folder["codings"]:
        if one["finding"] == "ev-capability":
            one |= {"direction": "contradicts", "extent": "none", "credibility": "1"}
    row(folder["findings"], "ev-contacts")["repeats"] = "ev-experts"
    row(folder["sources"]["collections"], "training-impact-2020")["type"] = "documents"
    row(folder["chain"]["conventions"], "share-positive")["expected"] = 61.5


def break_chain(folder: Folder) -> None:
    """Boxes weigh otherwise and name a criterion; a hoop test of an arrow failed, another has a smoking gun."""
    for one in folder["chain"]["elements"]:
        one |= {"importance": 3 if one["level"] == "wider" else 1, "criteria": ["impact"]}
    links = {(one["from"], one["to"]): one for one in folder["chain"]["links"]}
    links["services", "coherent-development"]["tests"] = [
        trace("hoop", outcome="failed", if_true=[0.95, 0.99], if_false=[0.5, 0.6])
    ]
    link = links["services", "development-activity"]
    link["tests"] = [trace("smoking-gun", outcome="passed", if_true=[0.3, 0.5], if_false=[0.02, 0.05])]
    for one in link["rivals"]:
        one |= {"examined": True, "outcome": "weakened", "result": words()}


def break_scale(folder: Folder) -> None:
    """The programme has a scale of five grades."""
    grades = []
    for own in SCALES["five"]:
        one: dict[str, Any] = {name: getattr(own, name) for name in ("id", "cut", "colour", "pattern", "symbol")}
        one |= {key: dict.fromkeys(("fi", "sv", "en"), own.id) for key in ("label", "colour_name")}
        grades.append({**one, "marks": list(own.marks), **({"extent": own.extent} if own.extent else {})})
    folder["chain"]["grades"] = grades


def words() -> dict[str, str]:
    """Return a text in three languages, a new one each time."""
    return {"fi": "Jälki.", "sv": "Spår.", "en": "A trace."}


def trace(kind: str, **numbers: Any) -> dict[str, Any]:
    """Return a process test of an arrow."""
    told = {"looked_for": words(), "reason": words(), "document": "kunteko-2020", "place": "-", "date": "2026-11-30"}
    return {"id": kind, "kind": kind, **numbers, **told}


BREAKAGES: dict[Callable[[Folder], None], tuple[str, ...]] = {
    break_one: ("development-activity",),
    break_evidence: ("good-practices", "communication", "successful-development", "capability", "level direct"),
    break_scale: ("development-activity", "services", "programme kunteko", "level direct"),
    break_chain: ("programme kunteko", "criterion impact", "arrows"),
}
"""What is broken, and where it must show: in a box, a verdict or the arrows."""

TABLES = ("observations", "indicators", "findings", "codings")


def broken(tmp_path: Path, breakage: Callable[[Folder], None]) -> Path:
    """Return a copy of KunTeko's folder in which something is broken, and nothing sealed that could have changed since."""
    copy = tmp_path / "kunteko"
    shutil.copytree(ROOT / "data" / "kunteko", copy, ignore=shutil.ignore_patterns("registration.csv"))
    folder: Folder = {}
    for name in TABLES:
        with (copy / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            folder[name] = list(csv.DictReader(file))
    for name in ("chain", "sources"):
        folder[name] = yaml.load((copy / f"{name}.yaml").read_text(encoding="utf-8"), recompute.LOADER)  # noqa: S506
    breakage(folder)
    for name in TABLES:
        with (copy / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(folder[name][0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(folder[name])
    for name in ("chain", "sources"):
        written = yaml.dump(folder[name], Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True)
        (copy / f"{name}.yaml").write_text(written, encoding="utf-8")
    return copy


def shown(where: str, found: Assessment, again: Report) -> tuple[object, object]:
    """Return what the product and the recomputation tell of a box, a verdict or the arrows; None of what is not there."""
    if where == "arrows":
        return {(one.source, one.target): one.confidence for one in found.links}, dict(again.links)
    if " " not in where:
        pairs = list(box_pairs(found.rating(where), again.boxes[where]))
    else:
        kind, name = where.split()
        one = next((one for one in verdicts(found, {}) if (one.kind, one.name) == (kind, name)), None)
        pairs = [] if one is None else list(verdict_pairs(one, again.verdicts[kind, name]))
    return [one for _, one, _ in pairs], [other for _, _, other in pairs]


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda one: one.__name__)
def test_what_is_broken_in_the_files_moves_both_alike(breakage: Callable[[Folder], None], tmp_path: Path) -> None:
    """What is broken in a copy of the files moves boxes, arrows and verdicts, and both computations follow it alike."""
    before = as_it_stands("kunteko")["2018-2020"]
    after = both(broken(tmp_path, breakage), "2018-2020")["2018-2020"]
    still = [
        where
        for where in BREAKAGES[breakage]
        for one, other in zip(shown(where, *before), shown(where, *after), strict=True)
        if one == other
    ]
    assert still == []
    assert list(disagreements(*after)) == []
