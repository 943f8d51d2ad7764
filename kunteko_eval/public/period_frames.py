"""The frames that the chapters of a report choose from: the period's figures and findings, each with its chapter."""

from __future__ import annotations

import pandas as pd

from kunteko_eval.report import period_frames
from kunteko_eval.report.view import View


class PeriodFrames:
    """The period's evidence as the chapters gather it; ``docs/reference/frames.md`` describes the frames."""

    _view: View

    @property
    def figures(self) -> pd.DataFrame:
        """The figures within the period, each with its chapter; survey shares with their intervals."""
        return period_frames.figures(self._view).copy()

    @property
    def findings(self) -> pd.DataFrame:
        """The findings within the period, each with its chapter and its place on the scale of codings."""
        return period_frames.findings(self._view).copy()

    @property
    def counts_over_time(self) -> pd.DataFrame:
        """The counts that the documents give for more than one span, whatever the period."""
        return period_frames.counts_over_time(self._view).copy()
