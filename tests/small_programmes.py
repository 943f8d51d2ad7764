"""Smallest programmes, written as folders: one box, the figures that a test gives, and what is shared of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

INDICATOR = {"unit": "count", "theme": "theme", "kind": "volume", "aggregation": "distinct", "direction": "more"}
OBSERVATION = {"group": "all", "source": "register", "document": "plan", "place": "page 1", "precision": "exact"}
INDICATOR_COLUMNS = "id,label_fi,label_sv,label_en,unit,theme,kind,aggregation,direction,scale_min,scale_max,part_of"
OBSERVATION_COLUMNS = "id,indicator,period,value,value_to,n,group,source,document,place,line,precision,match,note"


def words(text: str) -> dict[str, str]:
    """Return a text that is the same in three languages."""
    return dict.fromkeys(("fi", "sv", "en"), text)


def write_programme(
    folder: Path,
    indicators: Mapping[str, Mapping[str, object]],
    figures: Iterable[Mapping[str, object]],
    **facts: Any,
) -> Path:
    """Write a programme of 2020 and 2021 and return its folder.

    Args:
        folder: Its name is the programme's id.
        indicators: What differs from a distinct count, by id.
        figures: Indicator, period and value at least of each observation.
        facts: What differs in ``programme.yaml``; `elements` and `conventions` in ``chain.yaml``, `groups` in
            ``sources.yaml``.
    """
    folder.mkdir(parents=True)
    name = folder.name
    groups = [{"id": "all", "label": words("all")}, *facts.pop("groups", [])]
    kinds = ("resources", "actions", "direct", "indirect", "wider")
    chain = {
        "schema": 1,
        "programme": name,
        "levels": [{"id": one, "kind": one, "label": words(one), "due_after_years": 0} for one in kinds],
        "due_reason": words("reason"),
        "conventions": facts.pop("conventions", []),
        "rivals": [],
        "elements": [_element("money", "resources"), *facts.pop("elements", [_element("box", "actions")])],
        "links": [{"from": "money", "to": "box", "placement": "evaluator", "assumption": words("It pays for it.")}],
    }
    sheet = {
        "schema": 1,
        "id": name,
        "name": words(f"Programme {name.upper()}"),
        "description": words("Made up."),
        "synthetic": True,
        "start": "2020-01-01",
        "end": "2021-12-31",
        "goals": [{"id": "goal", "text": words("goal"), "document": "plan", "place": "page 1"}],
        "periods": [
            {"id": "2020", "start": "2020-01-01", "end": "2020-12-31", "report": True},
            {"id": "2021", "start": "2021-01-01", "end": "2021-12-31", "report": True},
            {"id": "2020-2021", "start": "2020-01-01", "end": "2021-12-31", "report": True},
        ],
        **facts,
    }
    sources = {
        "schema": 1,
        "documents": [{"id": "plan", "title": words("Plan"), "file": "plan.pdf"}],
        "groups": groups,
        "themes": [{"id": "theme", "label": words("theme"), "chapter": "reach"}],
        "collections": [
            {
                "id": one,
                "label": words(one),
                "type": "monitoring",
                "bias": "low",
                "bias_reason": words("reason"),
            }
            for one in ("register", "other-register")
        ],
    }
    for file, content in (("programme", sheet), ("chain", chain), ("sources", sources)):
        (folder / f"{file}.yaml").write_text(json.dumps(content), encoding="utf-8")
    labels = {key: {f"label_{code}": key for code in ("fi", "sv", "en")} for key in indicators}
    _table(
        folder / "indicators.csv",
        INDICATOR_COLUMNS,
        [{**INDICATOR, "id": key, **labels[key], **given} for key, given in indicators.items()],
    )
    _table(
        folder / "observations.csv",
        OBSERVATION_COLUMNS,
        [{**OBSERVATION, "id": f"o{at}", "match": "read", **given} for at, given in enumerate(figures)],
    )
    (folder / "findings.csv").write_text(
        "id,statement_fi,statement_sv,statement_en,kind,source,period,document,place,line,theme,repeats,note\n"
    )
    return folder


def _element(name: str, level: str) -> dict[str, object]:
    return {
        "id": name,
        "level": level,
        "label": words(name),
        "placement": "named",
        "registered": "2020-01-01",
        "why": words("reason"),
        "evidence": [],
        "collect": [],
    }


def _table(path: Path, columns: str, rows: Iterable[Mapping[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns.split(","), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_shared(data: Path, indicators: Iterable[Mapping[str, Any]], **more: Any) -> Path:
    """Write ``shared-indicators.yaml`` of the years 2020 and 2021 and return it.

    Args:
        data: The data folder.
        indicators: What differs from people who are summed; `served` by programme and its indicator's id.
        more: What differs in the file itself.
    """
    plain = {"label": words("Shared"), "unit": "count", "counted": "people", "combined": "sum"}
    content = {
        "schema": 1,
        "as_of": "2022-03-31",
        "spans": [
            {"id": "2020", "start": "2020-01-01", "end": "2020-12-31"},
            {"id": "2020-2021", "start": "2020-01-01", "end": "2021-12-31"},
        ],
        "indicators": [{**plain, **one} for one in indicators],
        **more,
    }
    path = data / "shared-indicators.yaml"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def serving(programme: str, indicator: str = "people", definition: str = "full", **more: object) -> dict[str, object]:
    """Return an entry of ``served``."""
    return {
        "programme": programme,
        "indicator": indicator,
        "definition": definition,
        "reason": words("The same."),
        **more,
    }


def by_key(frame: pd.DataFrame) -> dict[Any, dict[Any, Any]]:
    """Return the rows of a frame by its index, as plain mappings."""
    return dict(zip(frame.index, frame.to_dict("records"), strict=True))
