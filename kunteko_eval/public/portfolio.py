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
from kunteko_eval.report import portfolio as report_portfolio
from kunteko_eval.report.language import Language
from kunteko_eval.report.parameters import Place
from kunteko_eval.report.portfolio import PortfolioView
from kunteko_eval.report.view import folder
from kunteko_eval.shared.frames import shared_indicator_frame, shared_report_frame
from kunteko_eval.shared.reading import read_shared, shared_faults
from kunteko_eval.shared.sharing import Sharing


def portfolio(data: str | Path = "data", *, language: str = "en", rubric: str | Path | None = None) -> Portfolio:
    """Read every programme of a data folder.

    Args:
        data: The folder of programme folders and workbooks.
        language: Of labels in frames: fi, sv or en.
        rubric: As in `read`.

    Raises:
        FaultyInput: With every fault of every programme, and of ``shared-indicators.yaml``.
        UnknownName: When the folder holds no programme, or there is no such language.
    """
    found: list[Programme] = []
    faults: list[Fault] = []
    sharing = None
    for name in find_programmes(Path(data)):
        try:
            found.append(read(source_of(Path(data) / name), language=language, rubric=rubric))
        except FaultyInput as error:
            faults += error.faults
    try:
        if not faults:
            sharing = read_shared(Path(data), {one.id: one.core for one in found})
    except FaultyInput as error:
        faults += error.faults
    faults += shared_faults(Path(data)) if faults else []
    if faults:
        raise FaultyInput(list(dict.fromkeys(faults)))
    return Portfolio(tuple(found), sharing=sharing)


def open_portfolio(language: str = "fi", data: Place = "", params: Place = "") -> Portfolio:
    """Read and rate every programme of the data folder, as the parameters of a notebook ask.

    Args:
        language: Of words and labels: fi, sv or en.
        data: The folder of programme folders; the nearest ``data`` at or above the working folder when empty.
        params: The folder of ``rubric.yaml``; the nearest ``params`` when empty.

    Raises:
        FaultyInput: When a parameter is none or the notebook was given one that it does not have; or when a programme
            or the rubric has faults.
        UnknownName: When there is no such language.
        NoFolder: When a folder was not given and is not found.
    """
    view = report_portfolio.open_portfolio(language, data, params)
    rubric, where = folder(str(params), "params") / "rubric.yaml", folder(str(data), "data")
    programmes = [
        Programme(one, language=view.say.prose, rubric=rubric, place=source_of(where / one.id))
        for one in view.programmes
    ]
    return Portfolio(tuple(programmes), view)


class Portfolio(EvidenceFrames):
    """Several programmes: the same frames, with the programme as the first level of the index.

    Attributes:
        programmes: The programmes, in the order of their ids.
    """

    def __init__(
        self, programmes: tuple[Programme, ...], view: PortfolioView | None = None, sharing: Sharing | None = None
    ) -> None:
        """Keep the programmes, what they share, and their ratings where they are made already; `portfolio` makes one."""
        self.programmes = programmes
        self._rated = view
        self._sharing = sharing if view is None else view.sharing

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

    @cached_property
    def _view(self) -> PortfolioView:
        if self._rated is not None:
            return self._rated
        rated = tuple(one.assessment for one in self.results.values())
        return PortfolioView(assessments=rated, say=Language(self.programmes[0].language), sharing=self._sharing)

    def view(self) -> PortfolioView:
        """Return the portfolio as the report's words, tables and figures are made from it."""
        return self._view

    @property
    def ratings(self) -> pd.DataFrame:
        """Every element's rating in every report period."""
        return self._view.ratings.copy()

    @property
    def budgets(self) -> pd.DataFrame:
        """What each programme cost, as far as the documents tell."""
        return self._view.budgets.copy()

    @property
    def gap_counts(self) -> pd.DataFrame:
        """What is missing in each programme's longest report period, counted."""
        return self._view.gap_counts.copy()

    @property
    def shared_indicators(self) -> pd.DataFrame:
        """What programmes come to together for indicators that they share; without rows where nothing is shared."""
        return shared_indicator_frame(self._sharing.totals if self._sharing else (), self.programmes[0].language)

    @property
    def shared_reports(self) -> pd.DataFrame:
        """Each programme's figure of a shared indicator, whether it is in the total, and who reports by when."""
        return shared_report_frame(self._sharing.reports if self._sharing else (), self.programmes[0].language)
