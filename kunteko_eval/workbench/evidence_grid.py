"""The evidence of a box as a grid: a typed frame, which of its cells can be edited, and what came of an edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from kunteko_eval.files.validation import other_digits
from kunteko_eval.method.items import Item
from kunteko_eval.model.evidence import Finding, Observation
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.coding_checks import EXTENTS as FITTING
from kunteko_eval.reading.evidence_edits import EvidenceEdits, with_edits
from kunteko_eval.reading.scenario import Scenario
from kunteko_eval.report import method_words
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.view import View
from kunteko_eval.workbench.changes import LeaveOut, SetCode, SetFigure
from kunteko_eval.workbench.refusing import Refused
from kunteko_eval.workbench.state import Recorded
from kunteko_eval.workbench.words import COLUMNS, DIRECTIONS, EXTENTS, KINDS, MARKS

EDITABLE = {
    "figure": ("value", "value_to", "n", "left_out"),
    "finding": ("direction", "extent", "credibility", "left_out"),
}
"""Which columns of a row can be edited, by its kind."""

TYPES = {
    "value": "Float64",
    "value_to": "Float64",
    "n": "Int64",
    "credibility": "Int64",
    "achievement": "Float64",
    "left_out": "boolean",
}
"""The types of the columns that are not texts; all of them may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceGrid:
    """The evidence of a box.

    Attributes:
        frame: One row an observation or finding, by its id: rows that speak in the period first, left-out and what-if
            rows among them. Columns in the order of `labels`.
        labels: The heading of every column, in words.
        editable: The columns that can be edited, by the row's ``kind``: figure or finding.
        choices: The values of the columns that are chosen and not typed, with their words.
        fitting: The extents that go with each direction.
        told: For each row and coded column its words, such as the mark or how it counts, by (row, column).
    """

    element: str
    frame: pd.DataFrame
    labels: Mapping[str, str]
    editable: Mapping[str, tuple[str, ...]]
    choices: Mapping[str, Mapping[str, str]]
    fitting: Mapping[str, tuple[str, ...]]
    told: Mapping[tuple[str, str], str]


def grid_of(view: View, recorded: Recorded, scenario: Scenario, element: str) -> EvidenceGrid:
    """Return the evidence of a box as it is tried now.

    Args:
        view: The period as it is tried.
        recorded: What is recorded.
        scenario: What is tried.
        element: The element's id.
    """
    say, one = view.say, view.assessment.rating(element)
    counted = {name: item for item in one.items for name in (*item.evidence, *item.others)}
    rows, told = [], dict[tuple[str, str], str]()
    for row in _rows(view, recorded, scenario, element):
        cells, words = _cells(view, recorded, scenario, row, counted.get(row.id))
        rows.append(cells)
        told |= {(row.id, column): text for column, text in words.items()}
    types: dict[str, Any] = {column: TYPES.get(column, "string") for column in COLUMNS}
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)
    return EvidenceGrid(
        element=element,
        frame=frame.set_index("id"),
        labels={name: say(heading) for name, heading in COLUMNS.items()},
        editable=EDITABLE,
        choices={
            "direction": {name: say(words) for name, words in DIRECTIONS.items()},
            "extent": {name: say(words) for name, words in EXTENTS.items()},
            "credibility": {str(level): say(words) for level, words in method_words.CREDIBILITY.items()},
        },
        fitting={name: tuple(extent for extent in EXTENTS if extent in words) for name, words in _FITTING.items()},
        told=told,
    )


_FITTING = {name: set(words.replace(" or ", ", ").split(", ")) for name, words in FITTING.items()}


def _rows(view: View, recorded: Recorded, scenario: Scenario, element: str) -> Iterator[Observation | Finding]:
    """Yield the rows that are registered for a box and lie in the period, left-out ones too."""
    tried = view.programme
    without_leaving = with_edits(_all_rows(scenario), recorded.programme)
    period = view.assessment.period
    registered = dict.fromkeys((one.indicator, one.finding) for one in tried.chain.element(element).evidence)
    for indicator, finding in registered:
        if indicator is not None:
            found = without_leaving.observations_of[indicator]
            yield from (one for one in found if period.contains(tried.periods[one.period]))
        elif finding in without_leaving.findings_by_id:
            row = without_leaving.findings_by_id[finding]
            if period.contains(tried.periods[row.period]):
                yield row


def _all_rows(scenario: Scenario) -> EvidenceEdits:
    return replace(scenario.edits, without=())


def _cells(
    view: View, recorded: Recorded, scenario: Scenario, row: Observation | Finding, item: Item | None
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the cells of a row, and the words of those that hold codes."""
    say, programme = view.say, view.programme
    out = row.id in scenario.without_evidence
    mark = "left-out" if out else _mark(recorded.programme, scenario, row.id)
    cells: dict[str, Any] = {
        "id": row.id,
        "kind": "finding" if isinstance(row, Finding) else "figure",
        "mark": mark,
        "source": say.text(programme.collections[row.source].label),
        "period": say.period(programme.periods[row.period]),
        "counts": "" if item is None else item.status,
        "achievement": None if item is None or row.id not in item.evidence else item.achievement,
        "left_out": out,
        "place": method_words.place(say, row),
    }
    if isinstance(row, Finding):
        code = programme.coded.get(row.id) or recorded.programme.coded.get(row.id)
        cells |= {"text": say.text(row.statement), "unit": "finding"}
        if code is not None:
            cells |= {"direction": code.direction, "extent": code.extent, "credibility": code.credibility}
    else:
        indicator = programme.indicators_by_id[row.indicator]
        end = None if row.value_to is None else float(row.value_to)
        cells |= {"text": say.text(indicator.label), "unit": indicator.unit, "n": row.n}
        cells |= {"value": row.number, "value_to": end, "group": say.text(programme.groups[row.group].label)}
    return cells, _words(say, cells, item, row.id)


def _mark(programme: ProgrammeData, scenario: Scenario, name: str) -> str:
    known = name in programme.observations_by_id or name in programme.findings_by_id
    if not known:
        return "what-if"
    return "changed" if name in scenario.edits.touched else ""


def _words(say: Language, cells: Mapping[str, Any], item: Item | None, name: str) -> dict[str, str]:
    told = {"kind": say(KINDS[cells["kind"]]), "mark": say(MARKS[cells["mark"]])}
    if item is not None:
        aside = name not in item.evidence
        told["counts"] = (
            say("another figure of the same, not used") if aside else say(method_words.STATUSES[item.status])
        )
    else:
        told["counts"] = say("does not count now")
    for column, words in (("direction", DIRECTIONS), ("extent", EXTENTS), ("credibility", method_words.CREDIBILITY)):
        if cells.get(column) is not None:
            told[column] = say(words[cells[column]])
    return told


def change_of_cell(
    say: Language, recorded: Recorded, scenario: Scenario, cell: tuple[str, str], value: object
) -> SetFigure | SetCode | LeaveOut:
    """Return what a person's edit of a cell means.

    Args:
        say: The language of a refusal.
        recorded: What is recorded.
        scenario: What is tried.
        cell: The row's id and the column.
        value: As it was typed or chosen.

    Raises:
        Refused: When the row or the column cannot be edited, or the value is none for it.
    """
    row, column = cell
    programme = recorded.programme
    findings = {*programme.findings_by_id, *(one.id for one in scenario.added_findings)}
    figures = {*programme.observations_by_id, *(one.id for one in scenario.added_figures)}
    kind = "finding" if row in findings else "figure"
    if row not in findings | figures or column not in EDITABLE[kind]:
        raise Refused([say("This cell cannot be edited.")])
    if column == "left_out":
        return LeaveOut(kind="row", name=row, out=bool(value))
    if column in {"value", "value_to"}:
        number = _figure(say, value)
        return SetFigure(row=row, value=number) if column == "value" else SetFigure(row=row, value_to=number)
    if column == "n":
        return SetFigure(row=row, n=_whole(say, value))
    if column == "credibility":
        level = _whole(say, value)
        if level not in {1, 2, 3}:
            raise Refused([say("Credibility is 1, 2 or 3. Nothing was changed.")])
        return SetCode(row=row, credibility=level)
    if str(value) not in (DIRECTIONS if column == "direction" else EXTENTS):
        raise Refused([say("Choose one of the words of the list. Nothing was changed.")])
    chosen = str(value)
    return SetCode(row=row, direction=chosen) if column == "direction" else SetCode(row=row, extent=chosen)


def _figure(say: Language, value: object) -> str:
    """Return a typed number as a figure: a decimal comma, blanks between thousands and a unit's sign are understood."""
    text = str(value).strip().replace("\u2212", "-").rstrip("%€").strip()
    text = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "").replace(",", ".")
    text = other_digits(text) or text
    if isinstance(value, float):
        text = f"{value:.9f}".rstrip("0").rstrip(".")
    whole, dot, decimals = text.removeprefix("-").partition(".")
    if not whole.isascii() or not whole.isdigit() or (dot and not (decimals.isascii() and decimals.isdigit())):
        message = N_("“{typed}” is no number. Write one such as {example}. Nothing was changed.")
        raise Refused([say(message, typed=say.as_is(str(value)), example=say.number(12.5, 1))])
    return text


def _whole(say: Language, value: object) -> int:
    """Return a typed whole number; nothing is 0, which stands for not known."""
    if value is None or value is pd.NA or str(value).strip() in {"", "nan"}:
        return 0
    text = _figure(say, value)
    if "." in text and set(text.partition(".")[2]) != {"0"}:
        raise Refused([say("A number of respondents is a whole number. Nothing was changed.")])
    number = int(float(text))
    if number < 0:
        raise Refused([say("A number of respondents is a whole number. Nothing was changed.")])
    return number
