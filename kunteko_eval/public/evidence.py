"""The frames that a programme and a portfolio share: what was believed and what was observed."""

from __future__ import annotations

from abc import ABC, abstractmethod

import pandas as pd


class EvidenceFrames(ABC):
    """The chain and the evidence as frames; ``docs/reference/frames.md`` describes them. Every call gives a copy."""

    @abstractmethod
    def _frame(self, name: str) -> pd.DataFrame:
        """Return the frame of a name, for the caller to change."""

    @property
    def periods(self) -> pd.DataFrame:
        """The periods, by id."""
        return self._frame("periods")

    @property
    def elements(self) -> pd.DataFrame:
        """The elements of the chain, by id."""
        return self._frame("elements")

    @property
    def links(self) -> pd.DataFrame:
        """The links of the chain, by ``from→to``."""
        return self._frame("links")

    @property
    def rivals(self) -> pd.DataFrame:
        """The rival explanations, by link."""
        return self._frame("rivals")

    @property
    def expectations(self) -> pd.DataFrame:
        """What was expected, by the convention's id."""
        return self._frame("expectations")

    @property
    def sources(self) -> pd.DataFrame:
        """The collections of evidence, by id."""
        return self._frame("sources")

    @property
    def documents(self) -> pd.DataFrame:
        """The documents that were read, by id."""
        return self._frame("documents")

    @property
    def comparability(self) -> pd.DataFrame:
        """What makes figures of two periods not fully alike, by number."""
        return self._frame("comparability")

    @property
    def headings(self) -> pd.DataFrame:
        """The headings of documents that the programme lists, by document and words."""
        return self._frame("headings")

    @property
    def indicators(self) -> pd.DataFrame:
        """The indicators, by id."""
        return self._frame("indicators")

    @property
    def observations(self) -> pd.DataFrame:
        """The published numbers with their places, by id."""
        return self._frame("observations")

    @property
    def suppressed(self) -> pd.DataFrame:
        """The figures that exist and are hidden, by indicator, group, period and collection."""
        return self._frame("suppressed")

    @property
    def findings(self) -> pd.DataFrame:
        """The qualitative results with their places, by id."""
        return self._frame("findings")

    @property
    def codings(self) -> pd.DataFrame:
        """What each coder read of each finding, by finding and coder."""
        return self._frame("codings")

    @property
    def reconciliations(self) -> pd.DataFrame:
        """What was decided of findings that coders read differently, by finding, day and who decided."""
        return self._frame("reconciliations")

    @property
    def innovations(self) -> pd.DataFrame:
        """The new ways of working that the documents name, by id."""
        return self._frame("innovations")

    @property
    def comments(self) -> pd.DataFrame:
        """The comments on the programme's reports and their answers, by id."""
        return self._frame("comments")

    @property
    def goals(self) -> pd.DataFrame:
        """What the programme set out to do, by id."""
        return self._frame("goals")

    @property
    def funders(self) -> pd.DataFrame:
        """Who paid and what part, by name."""
        return self._frame("funders")

    @property
    def questions(self) -> pd.DataFrame:
        """What the evaluation was asked, by number."""
        return self._frame("questions")

    @property
    def proposals(self) -> pd.DataFrame:
        """What the evaluator proposes to collect, by element, number and day."""
        return self._frame("proposals")
