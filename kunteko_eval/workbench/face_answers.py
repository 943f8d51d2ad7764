"""What the face asks of the desk, and what it is answered: what changed on the screen, and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from kunteko_eval.errors import KuntekoError
from kunteko_eval.method.assess import ElementRating
from kunteko_eval.report import method_words
from kunteko_eval.report.language import Language
from kunteko_eval.workbench.changes import ShowPeriod
from kunteko_eval.workbench.desk import TrialDesk
from kunteko_eval.workbench.face_card import face_card
from kunteko_eval.workbench.face_changes import change_asked
from kunteko_eval.workbench.face_options import new_row_lists, options_of, rule_values
from kunteko_eval.workbench.face_records import Records
from kunteko_eval.workbench.face_rows import Row, face_rows
from kunteko_eval.workbench.face_saving import saved
from kunteko_eval.workbench.face_sides import Sides
from kunteko_eval.workbench.face_words import face_words
from kunteko_eval.workbench.live_map import LiveMap, live_legend
from kunteko_eval.workbench.refusing import Refused

Asked = dict[str, Any]
"""What the face sent: what it asks, and with what."""
Answer = dict[str, Any]
"""What the face puts in place; what is not in it stays as it stands."""

PANE = 400
"""The width of the pane beside the map, in pixels, as in the style sheet."""
BESIDE = 960
"""From this width on the pane stands beside the map; in a narrower window below it. As in the scripts."""
EDGES = 54
"""What borders, padding and the gap between map and pane take, in pixels."""
ALONE = 40
"""The same where the map has the whole width."""


class FaceAnswers:
    """Answers what one workbench's face asks.

    Attributes:
        desk: What is tried, and on what.
        chosen: The box that is chosen; None when none is.
    """

    def __init__(self, desk: TrialDesk) -> None:
        """Begin with no box chosen."""
        self.desk = desk
        self.chosen: str | None = None
        self._map = LiveMap()
        self._scope: str | None = "box"
        self._rows: dict[str, Row] = {}
        self._sides = Sides(desk)
        self._records = Records(desk)
        self._asks: dict[str, Callable[[Asked], Iterator[Answer]]] = {
            "hello": self._hello,
            "resize": self._resize,
            "choose": self._choose,
            "shake": self._shake,
            "rows": self._list_rows,
            "side_options": self._offer_sides,
            "sides": self._show_sides,
            "keep": self._keep,
            "judge": self._record,
            "score": self._record,
            "save": self._save,
        }

    def answer(self, asked: Asked) -> Iterator[Answer]:
        """Yield what the face has to put in place: first the chain, then what takes longer to tell.

        Args:
            asked: What the face sent; ``ask`` says what it wants.
        """
        if (answer := self._asks.get(asked["ask"])) is not None:
            yield from answer(asked)
            return
        try:
            self._carry_out(asked)
        except KuntekoError as error:
            self._rows[asked.get("row", "")] = {}  # What was typed there is put back.
            yield {"error": told_error(error)}
            yield from self._everything()
            return
        yield {"error": "", **self._chain()}
        yield from self._everything()

    def _carry_out(self, asked: Asked) -> None:
        desk = self.desk
        plain = {"undo": desk.undo, "redo": desk.redo, "reset": desk.start_over}
        if (act := plain.get(asked["ask"])) is not None:
            act()
        elif asked["ask"] == "remove":
            desk.withdraw(asked["id"])
        elif asked["ask"] == "period":
            desk.apply(ShowPeriod(period=asked["period"]))
        else:
            change = change_asked(desk, self.chosen, asked)
            if change is not None:
                desk.apply(change)

    # The chain, and what follows from a change.

    def _former(self) -> dict[str, ElementRating]:
        return {one.element: self.desk.baseline.rating(one.element) for one in self.desk.changed()}

    def _chain(self) -> Answer:
        """Return the boxes and arrows that look otherwise now, and what of them is told."""
        desk, say, changed = self.desk, self.desk.say, self.desk.changed()
        boxes, links = self._map.changed(desk.view, self._former())
        heading = say("As recorded: nothing is coloured otherwise.")
        if changed:
            heading = say.many(
                "One box differs from what is recorded",
                "{count:W} boxes differ from what is recorded",
                len(changed),
            )
        lines = [
            {
                "element": box.element,
                "label": box.label,
                "from_to": say("{before} → {after}", before=box.before, after=box.after),
                "why": box.why,
            }
            for box in changed
        ]
        return {
            "boxes": boxes,
            "links": links,
            "changes": {"heading": heading, "list": lines},
            "say": heading if len(changed) != 1 else changed[0].told,
            "counts": counted(say, desk),
            "can": {"undo": desk.can_undo, "redo": desk.can_redo},
            "period": desk.state.period,
        }

    def _everything(self) -> Iterator[Answer]:
        """Yield what a change may have changed beside the chain."""
        desk = self.desk
        scenario = desk.state.scenario
        left = [f"sources {name}" for name in scenario.without_sources]
        left += [f"groups {name}" for name in scenario.without_groups]
        tried = [{"id": one.key, "text": one.words} for one in desk.tried()]
        yield {"tried": tried, "rules": rule_values(desk, self.chosen), "left": left, **self._changed_rows()}
        if self.chosen is not None:
            yield {"card": self._card(), **self._judged()}
        yield {"sides": self._sides.table()} if self._sides.open else {}

    def _changed_rows(self) -> Answer:
        rows = {one["id"]: one for one in self._wanted_rows()}
        changed = [row for name, row in rows.items() if self._rows.get(name) != row]
        if list(rows) != [name for name in self._rows if name]:
            answer: Answer = {"listed": list(rows.values())}
        else:
            answer = {"rows": changed}
        self._rows = rows
        return answer

    def _wanted_rows(self) -> list[Row]:
        if self._scope == "box" and self.chosen is None:
            return []
        return face_rows(self.desk, self.chosen if self._scope == "box" else None)

    # What is only shown.

    def _hello(self, asked: Asked) -> Iterator[Answer]:
        desk, say = self.desk, self.desk.say
        first = {
            "language": say.prose,
            "title": say.text(desk.recorded.programme.sheet.name),
            "words": face_words(say),
            "options": options_of(desk),
            "period": desk.state.period,
            "legend": live_legend(desk.view),
        }
        self._measure(asked)
        drawn = {"map": self._map.whole(desk.view, self._former())}
        chain = {key: value for key, value in self._chain().items() if key not in {"boxes", "links", "say"}}
        yield {"first": first, **drawn, **chain, "card": self._card(), **self._judged()}
        self._rows = {}
        yield from self._everything()

    def _resize(self, asked: Asked) -> Iterator[Answer]:
        self._measure(asked)
        yield {"map": self._map.whole(self.desk.view, self._former())}

    def _measure(self, asked: Asked) -> None:
        wide = float(asked.get("width") or BESIDE)
        self._map.width = max(wide - PANE - EDGES if wide >= BESIDE else wide - ALONE, 600.0)

    def _choose(self, asked: Asked) -> Iterator[Answer]:
        self.chosen = asked["element"]
        yield {"card": self._card(), **self._judged()}
        if self._scope == "box":
            yield from self._list_rows({"scope": "box"})
        yield {"rules": rule_values(self.desk, self.chosen)}

    def _card(self) -> Answer | None:
        if self.chosen is None:
            return None
        return face_card(self.desk.view, self.chosen, self._former().get(self.chosen))

    def _judged(self) -> Answer:
        if self.chosen is None:
            return {"judged": None}
        one = self.desk.baseline.rating(self.chosen)
        about = method_words.headline(self.desk.say, one)
        lists = new_row_lists(self.desk, self.chosen)
        return {"judged": {"about": about, "computed": one.computed.value}, "new_row": lists}

    def _shake(self, asked: Asked) -> Iterator[Answer]:
        yield {"shaken": {"element": asked["element"], "told": list(self.desk.robustness(asked["element"]))}}

    def _list_rows(self, asked: Asked) -> Iterator[Answer]:
        self._scope = asked["scope"]
        rows = self._wanted_rows()
        self._rows = {one["id"]: one for one in rows}
        yield {"listed": rows}

    # Side by side, recording and saving.

    def _offer_sides(self, _asked: Asked) -> Iterator[Answer]:
        yield {"side_options": self._sides.offered()}

    def _show_sides(self, asked: Asked) -> Iterator[Answer]:
        self._sides.chosen = tuple(asked["sides"])
        try:
            yield {"error": "", "sides": self._sides.table()}
        except KuntekoError as error:
            yield {"error": told_error(error)}

    def _keep(self, asked: Asked) -> Iterator[Answer]:
        self._sides.keep(asked["name"])
        yield {"side_options": self._sides.offered()}

    def _record(self, asked: Asked) -> Iterator[Answer]:
        """Show what would be written, or write what was shown."""
        kind = asked["ask"]
        try:
            told = self._records.answer(self.chosen or "", asked)
        except KuntekoError as error:
            yield {kind: {"error": told_error(error)}}
            return
        yield {kind: told}
        if told.get("written"):
            yield {"map": self._map.whole(self.desk.view, self._former()), **self._chain()}
            yield from self._everything()

    def _save(self, asked: Asked) -> Iterator[Answer]:
        try:
            yield {"saved": saved(self.desk, asked)}
        except KuntekoError as error:
            yield {"saved": {"error": told_error(error)}}


def told_error(error: KuntekoError) -> str:
    """Return an error in one paragraph; a refusal's own sentences are in the desk's language."""
    return " ".join(error.reasons) if isinstance(error, Refused) else str(error)


def counted(say: Language, desk: TrialDesk) -> str:
    """Return how many boxes have each rating, in a line."""
    counts = desk.assessment.counts()
    return " · ".join(
        f"{method_words.rating(say, rating)} {counts[rating]}" for rating in method_words.ratings(say) if counts[rating]
    )
