"""What the public face begins a programme with: a first project, and a survey that is counted into it."""

from __future__ import annotations

import html
from pathlib import Path

import pandas as pd

from kunteko_eval.exchange.survey import importing, telling
from kunteko_eval.exchange.survey.figures import SurveyFigure
from kunteko_eval.frames.build import frame
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.project.new_project import ProjectOptions, init


def new_project(
    name: str,
    folder: str | Path = ".",
    *,
    start: str = "2024-01-01",
    end: str = "2025-12-31",
    language: str = "en",
) -> Path:
    """Make a project with a small made-up programme that can be rated at once, as ``kunteko-eval init`` does.

    Args:
        name: The programme's id, and the name of the project's folder.
        folder: Where the project's folder is made.
        start: The programme's first day, YYYY-MM-DD; its report period reaches from there to `end`.
        end: Its last day.
        language: Of the first report and of what is to be done next: fi, sv or en.

    Returns:
        The programme's folder, to `read` it or to import into it.

    Raises:
        FaultyInput: With everything that is wrong with the arguments, or when the project exists; nothing is written then.
    """
    titles: dict[str, str | None] = dict.fromkeys(LANGUAGES)
    options = ProjectOptions(name=name, folder=Path(folder), titles=titles, start=start, end=end, language=language)
    return init(options) / "data" / name


def import_survey(
    export: str | Path, mapping: str | Path, programme: str | Path, *, dry_run: bool = False
) -> ImportedSurvey:
    """Count a survey's answers into observations, as ``kunteko-eval import survey`` does.

    Small groups, and whatever would give them away, are hidden. Everything is written or nothing; importing again
    replaces what the same survey gave.

    Args:
        export: The survey tool's export, CSV or Excel, a row for each respondent.
        mapping: Says which column is which indicator, on which scale; ``docs/how-to/import-a-survey.md`` describes it.
        programme: The programme's folder.
        dry_run: Whether nothing is written.

    Raises:
        FaultyInput: With every fault of mapping, programme or export.
    """
    return ImportedSurvey(importing.import_survey(Path(export), Path(mapping), Path(programme), dry_run=dry_run))


class ImportedSurvey:
    """A survey that was counted: its figures, shown and hidden, and what was done in words.

    Attributes:
        core: The frozen class of the import.
    """

    def __init__(self, core: importing.SurveyImport) -> None:
        """Keep the import; `import_survey` makes one."""
        self.core = core

    def __repr__(self) -> str:
        """Return one line: the survey, and how many figures are shown and hidden."""
        shown = sum(one.observation is not None or one.there is not None for one in self.core.figures)
        hidden = sum(one.suppressed is not None for one in self.core.figures)
        respondents = self.core.counted.respondents
        return f"<ImportedSurvey {self.core.mapping.id!r}: {respondents} respondents, {shown} shown, {hidden} hidden>"

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.told)}</pre>"

    @property
    def told(self) -> str:
        """What was counted, shown, hidden and not read, in English, a line each."""
        return "\n".join(telling.report_lines(self.core))

    @property
    def figures(self) -> pd.DataFrame:
        """Every figure that the survey gives, by indicator and group; what is hidden has no number."""
        return frame("survey_figures", [_figure(one) for one in self.core.figures])


def _figure(one: SurveyFigure) -> dict[str, object]:
    seen = one.observation or one.there
    return {
        "indicator": one.indicator,
        "group": one.group,
        "observation": None if seen is None else seen.id,
        "value": None if seen is None else seen.number,
        "n": None if seen is None else seen.n,
        "shown": seen is not None,
        "reason": None if one.suppressed is None else one.suppressed.reason,
    }
