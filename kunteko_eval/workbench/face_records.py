"""Recording from the face: first the difference in the file, and then, of just that, the writing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kunteko_eval.workbench.desk import TrialDesk
from kunteko_eval.workbench.drafting import RecordDraft
from kunteko_eval.workbench.refusing import Refused

JUDGED = ("author", "final", "reason_code", "reason", "confidence", "second_reviewer")
SCORED = ("scorer", "score", "note")


class Records:
    """What is about to be recorded."""

    def __init__(self, desk: TrialDesk) -> None:
        """Begin with nothing to write."""
        self._desk = desk
        self._shown: tuple[dict[str, str], RecordDraft] | None = None

    def answer(self, element: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return the difference in the file; or, when it was shown and is to be written, that it is written.

        Args:
            element: The box that is spoken of.
            asked: The form's fields; ``ask`` is judge or score, and ``write`` whether to write.

        Raises:
            KuntekoError: When a field is wrong, a rule is broken, the file has changed, or something is tried.
        """
        say, given = self._desk.say, self._given(element, asked)
        if not asked["write"]:
            draft = self._draft(element, asked["ask"], given)
            self._shown = (given, draft)
            return {"lines": draft.diff.splitlines()}
        if self._shown is None or self._shown[0] != given:
            raise Refused([say("Look at the difference first. Nothing was recorded.")])
        path = self._shown[1].confirm()
        self._shown = None
        self._desk.read_again()
        return {"written": say("Written: {file}.", file=say.as_is(path.name))}

    def _given(self, element: str, asked: Mapping[str, Any]) -> dict[str, str]:
        names = JUDGED if asked["ask"] == "judge" else SCORED
        return {"element": element, "ask": asked["ask"]} | {name: str(asked[name]).strip() for name in names}

    def _draft(self, element: str, what: str, given: Mapping[str, str]) -> RecordDraft:
        fields = {name: value for name, value in given.items() if value and name not in {"element", "ask"}}
        if what == "score":
            return self._desk.draft_scores([{"element": element, **fields}])
        sure = fields.pop("confidence", None)
        return self._desk.draft_judgement(element, {**fields, "confidence": int(sure) if sure else None})
