"""A programme folder or workbook as far as it could be read: what the cross-checks look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kunteko_eval.errors import Fault
from kunteko_eval.files.csv_tables import RowsFile
from kunteko_eval.files.documents import KeyedFile
from kunteko_eval.model.chain import Chain
from kunteko_eval.model.coding import Coding, Reconciliation
from kunteko_eval.model.comment import Comment
from kunteko_eval.model.correction import Correction
from kunteko_eval.model.cost import Cost
from kunteko_eval.model.evidence import Finding, Indicator, Innovation, Observation, Sources, Suppressed
from kunteko_eval.model.judgement import Judgement, Score
from kunteko_eval.model.programme import ProgrammeFacts
from kunteko_eval.model.registration import SealedPart
from kunteko_eval.model.target import Target

Known = frozenset[str] | None
"""Ids that are declared, in faulty entries too; None when the file that declares them could not be read."""

NEVER_EMPTY = ("periods", "levels", "elements")
"""Lists of which a programme has at least one entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The files of a programme folder, or the sheets of a workbook, each as far as it could be read.

    Attributes:
        kind: What `path` is.
    """

    path: Path
    kind: Literal["folder", "workbook"] = "folder"
    sheet: tuple[ProgrammeFacts, KeyedFile] | None
    chain: tuple[Chain, KeyedFile] | None
    sources: tuple[Sources, KeyedFile] | None
    indicators: RowsFile[Indicator]
    observations: RowsFile[Observation]
    findings: RowsFile[Finding]
    codings: RowsFile[Coding]
    reconciliations: RowsFile[Reconciliation]
    innovations: RowsFile[Innovation]
    suppressed: RowsFile[Suppressed]
    judgements: RowsFile[Judgement]
    scores: RowsFile[Score]
    costs: RowsFile[Cost]
    targets: RowsFile[Target]
    corrections: RowsFile[Correction]
    comments: RowsFile[Comment]
    registration: RowsFile[SealedPart]

    @property
    def name(self) -> str:
        """Return the folder's or workbook's own name, which is the programme's id."""
        return self.path.resolve().name if self.kind == "folder" else self.path.stem

    @property
    def tables(self) -> tuple[tuple[str, RowsFile[Any]], ...]:
        """Return the tables by the names of their files."""
        return (
            ("indicators.csv", self.indicators),
            ("observations.csv", self.observations),
            ("findings.csv", self.findings),
            ("codings.csv", self.codings),
            ("reconciliations.csv", self.reconciliations),
            ("innovations.csv", self.innovations),
            ("suppressed.csv", self.suppressed),
            ("judgements.csv", self.judgements),
            ("scores.csv", self.scores),
            ("costs.csv", self.costs),
            ("targets.csv", self.targets),
            ("corrections.csv", self.corrections),
            ("comments.csv", self.comments),
            ("registration.csv", self.registration),
        )

    def declared(self, file: Literal["sheet", "chain", "sources"], key: str) -> Known:
        """Return the ids of the list at `key` of a YAML file."""
        read: tuple[Any, KeyedFile] | None = getattr(self, file)
        if read and key == "rivals" and key not in read[1].content:
            return frozenset()  # The one list of ids that may be left out.
        entries = read[1].entries(key) if read else None
        # An entry without an id, or no element at all, is a fault of its own and not of those that refer to it.
        if entries is None or any("id" not in entry for _, entry in entries) or (not entries and key in NEVER_EMPTY):
            return None
        return frozenset(str(entry["id"]).strip() for _, entry in entries)

    def listed(self, *tables: RowsFile[Any]) -> Known:
        """Return the ids of the rows of `tables`."""
        columns = [table.ids() for table in tables]
        return None if None in columns else frozenset(cell for column in columns for cell in column or ())

    def row_fault(self, name: str, line: int, column: str, found: str, expected: str, advice: str = "") -> Fault:
        """Return a fault of one cell of the table `name`."""
        return dict(self.tables)[name].fault(line, column, found, expected, advice)


def span_words(low: float, high: float) -> str:
    """Return in words which values may stand in a cell."""
    if low == float("-inf"):
        return f"a value up to {high:g}"
    return f"a value from {low:g} up" if high == float("inf") else f"a value from {low:g} to {high:g}"
