"""One report that can be made: of which programme and period, in which language, of what, and where it stands."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kunteko_eval.report.audience import USUAL, Audience

PORTFOLIO = "portfolio"
"""The name of the report of all programmes."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Job:
    """One report: a programme, a period and a language; or the portfolio of all programmes in a language.

    Attributes:
        programme: Empty for the portfolio; so is `period`.
        scenario: The scenario file that is tried out, if any, and its id.
        interactive: Whether the page carries plotly.js, so that its charts can be pointed at and zoomed.
        audience: Whom the page is for.
        languages: The languages that it is made in, this one among them; its page leads to the others. A report is the
            same one whether or not this is known.
    """

    programme: str
    period: str
    language: str
    scenario: tuple[str, str] = ("", "")
    interactive: bool = False
    audience: Audience = USUAL
    languages: tuple[str, ...] = field(default=(), compare=False)

    @property
    def is_portfolio(self) -> bool:
        """Return whether the report is the portfolio of all programmes."""
        return not self.programme

    @property
    def name(self) -> str:
        """Return the report's name for people."""
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

    @property
    def brief(self) -> str:
        """Return the name of the report's brief; empty for the portfolio, which has none."""
        return "" if self.is_portfolio else f"brief.{self.language}.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A job with everything that making it needs.

    Attributes:
        job: The programme, period and language.
        data: The folder of programme folders.
        params: The folder of ``rubric.yaml`` and the period files.
        output: The folder of reports.
        scratch: An empty folder on the same disk, where files are made before they are moved into place; one of its
            own when None.
        seconds: Most seconds that one cell may take; the product's own limit when None.
        lanes: In how many kernels chapters are executed side by side.
    """

    job: Job
    data: Path
    params: Path
    output: Path
    scratch: Path | None = None
    seconds: int | None = None
    lanes: int = 1

    @property
    def folder(self) -> Path:
        """Return the report's folder."""
        return self.output / self.job.folder

    @property
    def page(self) -> Path:
        """Return the report's HTML file."""
        return self.folder / self.job.page

    def parameters(self) -> dict[str, str]:
        """Return what the parameters cell of each chapter is given."""
        job = self.job
        given = {"language": job.language, "data": str(self.data.absolute()), "params": str(self.params.absolute())}
        if not job.is_portfolio:
            given |= {"programme": job.programme, "period": job.period, "scenario": job.scenario[0]}
        return given

    def packed(self) -> dict[str, Any]:
        """Return the task ready for JSON, its folders by their absolute paths."""
        content = asdict(self)
        return content | {name: str(one.absolute()) for name, one in content.items() if isinstance(one, Path)}

    @classmethod
    def unpacked(cls, content: dict[str, Any]) -> Task:
        """Return the task that `packed` packed."""
        job = content["job"]
        folders = {name: Path(content[name]) for name in ("data", "params", "output", "scratch") if content[name]}
        told = {name: tuple(job[name]) for name in ("scenario", "languages")}
        return cls(job=Job(**(job | told)), seconds=content["seconds"], lanes=content["lanes"], **folders)
