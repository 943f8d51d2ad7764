"""Two or three trials, periods or programmes beside each other on the screen."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from kunteko_eval.errors import KuntekoError
from kunteko_eval.method.rating import Rating
from kunteko_eval.reading.programme_reader import find_programmes, source_of
from kunteko_eval.report import method_words
from kunteko_eval.workbench.comparing import KeptTrial, side_by_side
from kunteko_eval.workbench.desk import TrialDesk
from kunteko_eval.workbench.state import Recorded

Offered = list[list[Any]]
"""Groups of what can be chosen: a title, and values with what they are called."""


class Sides:
    """What stands beside each other.

    Attributes:
        chosen: The values that were chosen, at most three; they are those of `offered`.
    """

    def __init__(self, desk: TrialDesk) -> None:
        """Begin with nothing beside anything."""
        self._desk = desk
        self._kept: list[KeptTrial] = []
        self.chosen: tuple[str, ...] = ()
        self._read = lru_cache(maxsize=16)(self._other)

    @property
    def open(self) -> bool:
        """Return whether anything stands side by side."""
        return len(self.chosen) > 1

    def keep(self, name: str) -> None:
        """Keep what is tried now under a name, to compare with later."""
        named = name.strip() or self._desk.say("Trial {number}", number=str(len(self._kept) + 1))
        self._kept.append(self._desk.keep(named))

    def offered(self) -> dict[str, Any]:
        """Return what can be put side by side, and what is."""
        say = self._desk.say
        kept = [[f"kept {at}", one.title] for at, one in enumerate(self._kept)]
        periods = [[f"period {name}", told] for name, told in self._desk.controls().periods]
        groups: Offered = [
            [say("This trial"), [["now", say("As it is tried now")], ["recorded", say("As recorded")]]],
            *([[say("Kept trials"), kept]] if kept else []),
            [say("Periods, as recorded"), periods],
        ]
        programmes = self._programmes()
        groups += [[say("Other programmes, as recorded"), programmes]] if programmes else []
        return {"options": groups, "chosen": list(self.chosen)}

    def _programmes(self) -> Offered:
        """Return the report periods of the other programmes of the data folder; one with faults is left out."""
        found = []
        for name in find_programmes(self._desk.recorded.place.parent):
            if name == self._desk.recorded.programme.id:
                continue
            try:
                sheet = self._read(name).programme.sheet
            except KuntekoError:
                continue
            title, say = self._desk.say.text(sheet.name), self._desk.say
            periods = [one for one in sheet.periods if one.report]
            found += [[f"programme {name} {one.id}", f"{title}, {say.period(one)}"] for one in periods]
        return found

    def _other(self, name: str) -> Recorded:
        own = self._desk.recorded
        return Recorded.read(source_of(own.place.parent / name), own.rubric_file)

    def table(self) -> dict[str, Any] | None:
        """Return what stands side by side, level by level; None when fewer than two are chosen."""
        if not self.open:
            return None
        compared = side_by_side([self._trial(value) for value in self.chosen], self._desk.say)
        levels: dict[str, list[list[dict[str, str]]]] = {}
        rows: list[dict[str, Any]] = compared.frame.to_dict("records")  # type: ignore[assignment]  # Columns have names.
        for row in rows:
            cells = levels.setdefault(row["level"], [[] for _ in self.chosen])
            for at, cell in enumerate(cells, start=1):
                if isinstance(row[f"rating_{at}"], str):
                    cell.append(self._box(row, at))
        return {
            "caption": compared.told,
            "heads": list(compared.titles),
            "levels": [{"title": title, "cells": cells} for title, cells in levels.items()],
        }

    def _trial(self, value: str) -> KeptTrial:
        desk, say = self._desk, self._desk.say
        kind, _, which = value.partition(" ")
        if kind == "kept":
            return self._kept[int(which)]
        if kind == "now":
            return desk.keep(say("As it is tried now"))
        if kind == "programme":
            name, _, period = which.partition(" ")
            return TrialDesk(self._read(name), period, say).keep(say("As recorded"))
        period = desk.state.period if kind == "recorded" else which
        return TrialDesk(desk.recorded, period, say).keep(say("As recorded"))

    def _box(self, row: dict[str, Any], at: int) -> dict[str, str]:
        say, rating, sure = self._desk.say, Rating(row[f"rating_{at}"]), row[f"confidence_{at}"]
        first, told = row["words_1"], ""
        if row["differs"]:
            told = say("differs")
            if at > 1 and first and row[f"words_{at}"] != first:
                told = say("differs: first {rating}", rating=first)
        known = isinstance(sure, int)
        return {
            **({"colour": say.grades[rating].colour} if rating in say.grades else {}),
            "label": row["label"],
            "look": rating.value,
            "symbol": method_words.symbol(say, rating),
            "rating": method_words.word(say, rating),
            "dots": method_words.dots(sure) if known else "",
            "sure": say("confidence {level} of 4", level=sure) if known else "",
            "differs": told,
        }
