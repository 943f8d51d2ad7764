"""Reading a programme folder: all of its faults in one pass, or the programme."""

from __future__ import annotations

from pathlib import Path

from kunteko_eval.documents import read_csv, read_yaml_partly
from kunteko_eval.errors import Fault, FaultyInput, UnknownName
from kunteko_eval.model.chain import Chain
from kunteko_eval.model.crosscheck import cross_faults
from kunteko_eval.model.evidence import Finding, Indicator, Innovation, Observation, Sources
from kunteko_eval.model.folder import Folder
from kunteko_eval.model.judgement import Judgement, Score
from kunteko_eval.model.programme import Programme, Sheet

FILES = ("programme.yaml", "chain.yaml", "sources.yaml", "indicators.csv", "observations.csv", "findings.csv")

_TEXT = {"fi": "?", "sv": "?", "en": "?"}
_SPARE_SHEET = {
    "schema": 1,
    "name": _TEXT,
    "description": _TEXT,
    "synthetic": False,
    "start": "0001-01-01",
    "end": "9999-12-31",
    "goals": [],
    "periods": [{"id": "spare", "start": "0001-01-01", "end": "9999-12-31", "report": True}],
}
"""Values in the place of faulty ones, with which every other check of the folder still runs."""

_SPARE_CHAIN = {"schema": 1, "levels": [], "due_reason": _TEXT, "conventions": [], "elements": [], "links": []}
_SPARE_SOURCES = {"schema": 1, "documents": [], "groups": [], "collections": []}


def read_programme(folder: Path) -> Programme:
    """Read a programme folder.

    Args:
        folder: Holds ``programme.yaml``, ``chain.yaml``, ``sources.yaml``, ``indicators.csv``,
            ``observations.csv`` and ``findings.csv``; may hold ``innovations.csv``, ``judgements.csv`` and ``scores.csv``.

    Raises:
        FaultyInput: With every fault of every file, each with its place.
    """
    if not folder.is_dir():
        advice = "Give the folder that holds programme.yaml."
        fault = Fault(
            file=str(folder), place="", found="there is no such folder", expected="a programme folder", advice=advice
        )
        raise FaultyInput([fault])
    faults: list[Fault] = []
    name = folder.resolve().name
    sheet = read_yaml_partly(folder / "programme.yaml", Sheet, faults, {**_SPARE_SHEET, "id": name})
    chain = read_yaml_partly(folder / "chain.yaml", Chain, faults, {**_SPARE_CHAIN, "programme": name})
    sources = read_yaml_partly(folder / "sources.yaml", Sources, faults, _SPARE_SOURCES)
    indicators = read_csv(folder / "indicators.csv", Indicator, faults)
    observations = read_csv(folder / "observations.csv", Observation, faults)
    findings = read_csv(folder / "findings.csv", Finding, faults)
    innovations = read_csv(folder / "innovations.csv", Innovation, faults, required=False)
    judgements = read_csv(folder / "judgements.csv", Judgement, faults, required=False)
    scores = read_csv(folder / "scores.csv", Score, faults, required=False)
    faults += cross_faults(
        Folder(
            path=folder,
            sheet=sheet,
            chain=chain,
            sources=sources,
            indicators=indicators,
            observations=observations,
            findings=findings,
            innovations=innovations,
            judgements=judgements,
            scores=scores,
        )
    )
    if faults or sheet is None or chain is None or sources is None:
        raise FaultyInput(sorted(set(faults), key=_order))
    return Programme(
        sheet=sheet[0],
        chain=chain[0],
        sources=sources[0],
        indicators=tuple(row.value for row in indicators.rows),
        observations=tuple(row.value for row in observations.rows),
        findings=tuple(row.value for row in findings.rows),
        innovations=tuple(row.value for row in innovations.rows),
        judgements=tuple(row.value for row in judgements.rows),
        scores=tuple(row.value for row in scores.rows),
    )


def find_programmes(data: Path) -> list[str]:
    """Return the ids of the programme folders in `data`, in order.

    A folder that holds any file of a programme is one, so that reading it says what is missing.

    Raises:
        UnknownName: When the folder does not exist or holds no programme.
    """
    found = sorted({path.parent.name for file in FILES for path in data.glob(f"*/{file}")})
    if not found:
        raise UnknownName("programme folder in", str(data), [])
    return found


def _order(fault: Fault) -> tuple[str, int, str, str, str]:
    digits = "".join(character if character in "0123456789" else " " for character in fault.place).split()
    return fault.file, int(digits[0]) if digits else 0, fault.place, fault.found, fault.expected
