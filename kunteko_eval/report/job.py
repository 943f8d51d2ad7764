"""One report that can be made: of which programme and period, in which language, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PORTFOLIO = "portfolio"
"""The name of the report of all programmes."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Job:
    """One report: a programme, a period and a language; or the portfolio of all programmes in a language.

    Attributes:
        programme: Empty for the portfolio; so is `period`.
        scenario: The scenario file that is tried out, if any, and its id.
        interactive: Whether the page carries plotly.js, so that its charts can be pointed at and zoomed.
    """

    programme: str
    period: str
    language: str
    scenario: tuple[str, str] = ("", "")
    interactive: bool = False

    @property
    def is_portfolio(self) -> bool:
        """Return whether the run is the portfolio of all programmes."""
        return not self.programme

    @property
    def name(self) -> str:
        """Return the run's name for people."""
        tried = [f"scenario {self.scenario[1]}"] if self.scenario[1] else []
        return " ".join([self.programme or PORTFOLIO, *([self.period] if self.period else []), *tried, self.language])

    @property
    def folder(self) -> Path:
        """Return the report's folder within the output folder."""
        if self.is_portfolio:
            return Path(PORTFOLIO)
        folder = Path(self.programme) / self.period
        return folder / f"scenario-{self.scenario[1]}" if self.scenario[1] else folder

    @property
    def page(self) -> str:
        """Return the name of the report's HTML file."""
        return f"{PORTFOLIO if self.is_portfolio else 'report'}.{self.language}.html"

    @property
    def workbook(self) -> str:
        """Return the name of the workbook that holds the report's tables."""
        return f"{self.page.removesuffix('.html')}.xlsx"
