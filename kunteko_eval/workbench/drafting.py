"""Judgements and scores as they would be recorded: shown as a diff first, and written only when they are confirmed."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kunteko_eval.files.writing import write_atomically
from kunteko_eval.project.judgement_record import prepared
from kunteko_eval.project.score_record import prepared_scores
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import View
from kunteko_eval.workbench.refusing import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDraft:
    """Rows that would be appended to a record.

    Attributes:
        path: The file; it need not be there.
        before: What stands in it, or nothing.
        after: What would stand in it.
        rows: The rows as they would be recorded, sealed.
    """

    path: Path
    before: bytes
    after: bytes
    rows: tuple[Any, ...]
    say: Language

    @property
    def diff(self) -> str:
        """Return the unified diff of the file."""
        name = self.path.name
        old, new = (text.decode("utf-8-sig").splitlines() for text in (self.before, self.after))
        return "\n".join(difflib.unified_diff(old, new, name, name, lineterm=""))

    def confirm(self) -> Path:
        """Write the file, and return its path.

        Raises:
            Refused: When the file has changed since the draft was made; nothing is written.
        """
        now = self.path.read_bytes() if self.path.exists() else b""
        if now != self.before:
            raise Refused([self.say("The file has changed since. Nothing was recorded; make the draft again.")])
        write_atomically(self.path, self.after)
        return self.path


def judgement_draft(view: View, place: Path, element: str, given: Mapping[str, str | int | None]) -> RecordDraft:
    """Return one judgement as it would be recorded; see `TrialDesk.draft_judgement`."""
    path, before, after, judgement = prepared(view, element, place, dict(given))
    return RecordDraft(path=path, before=before, after=after, rows=(judgement,), say=view.say)


def score_draft(view: View, place: Path, given: Sequence[Mapping[str, str | None]]) -> RecordDraft:
    """Return scores as they would be recorded; see `TrialDesk.draft_scores`."""
    path, before, after, scores = prepared_scores(view, place, given)
    return RecordDraft(path=path, before=before, after=after, rows=scores, say=view.say)
