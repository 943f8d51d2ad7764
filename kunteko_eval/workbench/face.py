"""The workbench in a notebook: one widget whose scripts ask, and which is answered with what changed and nothing more."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import anywidget
from IPython.display import HTML, display

from kunteko_eval.report import method_words
from kunteko_eval.report.chain_map import summary
from kunteko_eval.report.content import escape
from kunteko_eval.report.parameters import Name, Place
from kunteko_eval.workbench.desk import TrialDesk
from kunteko_eval.workbench.face_answers import FaceAnswers

FACE = Path(__file__).parent / "scripts"
SCRIPTS = ("parts", "map", "card", "evidence", "rules", "tried", "side_by_side", "judgement", "saving", "desk")
"""The scripts, in the order in which they are joined into one module."""


def module() -> str:
    """Return the scripts as one module, which fetches nothing."""
    return "\n".join((FACE / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)


class FaceWidget(anywidget.AnyWidget):
    """What stands in the notebook; it keeps nothing of its own, so nothing is saved with it.

    Whoever looks says so and is told everything; two views of one workbench follow each other.
    """

    _esm = module()
    _css = (FACE / "workbench.css").read_text(encoding="utf-8")

    def __init__(self, answers: FaceAnswers) -> None:
        """Show what `answers` answers."""
        super().__init__()
        self._answers = answers
        self.on_msg(self._asked)

    def _asked(self, _widget: object, content: dict[str, Any], _buffers: list[Any]) -> None:
        told = {"view": content.get("view"), "number": content.get("number")}
        for answer in self._answers.answer(content):
            self.send({**answer, **told})
        self.send({**told, "done": True})


class Workbench:
    """A programme's period to be tried otherwise and to be judged; showing it in a notebook opens its face.

    Attributes:
        desk: What is tried, for code: `Workbench.show_again` shows what code changed.
    """

    def __init__(self, desk: TrialDesk) -> None:
        """Put a face on a desk; `open` finds one."""
        self.desk = desk
        self._answers = FaceAnswers(desk)
        self._face: FaceWidget | None = None

    @classmethod
    def open(cls, programme: Name, period: Name, language: str, data: Place = "", params: Place = "") -> Workbench:
        """Open a programme's period; the arguments are those of `TrialDesk.open`.

        Raises:
            FaultyInput: When a parameter is none, or the programme or the rubric has faults.
            UnknownName: When there is no such programme, period or language.
        """
        return cls(TrialDesk.open(programme, period, language, data, params))

    def __repr__(self) -> str:
        """Return one line: programme, period and how much is tried."""
        return (
            f"<Workbench {self.desk.recorded.programme.id!r} {self.desk.state.period}: {len(self.desk.tried())} tried>"
        )

    @property
    def face(self) -> FaceWidget:
        """The widget; made when it is first asked for."""
        if self._face is None:
            self._face = FaceWidget(self._answers)
        return self._face

    def _ipython_display_(self) -> None:
        display(HTML(self._still()), self.face)  # type: ignore[no-untyped-call]  # IPython publishes no types of it.

    def _still(self) -> str:
        """Return what stands in the notebook while nobody has run it: the map as it was, and how to wake it."""
        desk, say = self.desk, self.desk.say
        picture = base64.b64encode(desk.svg().encode()).decode()
        hint = say("The workbench sleeps until its cell is run. The map as it was when it was last opened:")
        return (
            f'<details class="kw-still"><summary>{escape(hint)}</summary>'
            f'<img src="data:image/svg+xml;base64,{picture}" alt="{escape(summary(desk.view, desk.assessment.everything))}" style="max-width:100%">'
            "</details>"
        )

    def show_again(self) -> None:
        """Show what code changed of the desk; the face follows its own changes by itself."""
        for answer in self._answers.answer({"ask": "again"}):
            self.face.send(answer)

    def told(self) -> str:
        """Return the ratings as they stand in one line a rating, for a check in the notebook."""
        say, counts = self.desk.say, self.desk.assessment.counts()
        return "\n".join(f"{method_words.word(say, one)}: {counts[one]}" for one in method_words.ratings(say))
