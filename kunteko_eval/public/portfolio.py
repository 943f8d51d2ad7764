"""Several programmes side by side: the same frames, with the programme as the first level of the index."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pandas as pd

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.frames.build import together
from kunteko_eval.public.evidence import EvidenceFrames
from kunteko_eval.public.programme import Programme, Result, read
from kunteko_eval.public.summary import card, require
from kunteko_eval.reading.programme_reader import find_programmes, source_of


def portfolio(data: str | Path = "data", *, language: str = "en", rubric: str | Path | None = None) -> Portfolio:
    """Read every programme of a data folder.

    Args:
        data: The folder of programme folders and workbooks.
        language: Of labels in frames: fi, sv or en.
        rubric: As in `read`.

    Raises:
        FaultyInput: With every fault of every programme.
        UnknownName: When the folder holds no programme, or there is no such language.
    """
    found: list[Programme] = []
    faults: list[Fault] = []
    for name in find_programmes(Path(data)):
        try:
            found.append(read(source_of(Path(data) / name), language=language, rubric=rubric))
        except FaultyInput as error:
            faults += error.faults
    if faults:
        raise FaultyInput(faults)
    return Portfolio(tuple(found))


class Portfolio(EvidenceFrames):
    """Several programmes: the same frames, with the programme as the first level of the index.

    Attributes:
        programmes: The programmes, in the order of their ids.
    """

    def __init__(self, programmes: tuple[Programme, ...]) -> None:
        """Keep the programmes; `portfolio` makes one."""
        self.programmes = programmes

    def __repr__(self) -> str:
        """Return one line with the programmes' ids."""
        return f"<Portfolio of {len(self.programmes)}: {', '.join(one.id for one in self.programmes)}>"

    def _repr_html_(self) -> str:
        return card("Portfolio", [(one.name, ", ".join(one.report_periods)) for one in self.programmes])

    def __getitem__(self, programme: str) -> Programme:
        """Return one programme.

        Raises:
            UnknownName: When there is no such programme.
        """
        found = {one.id: one for one in self.programmes}
        require("programme", programme, tuple(found))
        return found[programme]

    def __iter__(self) -> Iterator[Programme]:
        """Yield the programmes."""
        return iter(self.programmes)

    def __len__(self) -> int:
        """Return the number of programmes."""
        return len(self.programmes)

    def _frame(self, name: str) -> pd.DataFrame:
        return together({one.id: getattr(one, name) for one in self.programmes}, ["programme"])

    @cached_property
    def results(self) -> dict[tuple[str, str], Result]:
        """Every programme rated for each of its report periods, by programme and period."""
        return {(one.id, period): one.rate(period) for one in self.programmes for period in one.report_periods}

    @property
    def ratings(self) -> pd.DataFrame:
        """Every element's rating in every report period."""
        return together({key: one.ratings for key, one in self.results.items()}, ["programme", "period"])
