"""A programme as it was read: its chain and evidence as frames, and its periods to rate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kunteko_eval.errors import UnknownName
from kunteko_eval.frames import programme as frames
from kunteko_eval.method.assess import assess
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model import programme as model
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.public.result import Result
from kunteko_eval.public.summary import card, require
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.report.view import folder

if TYPE_CHECKING:
    import networkx as nx


def read(path: str | Path, *, language: str = "en", rubric: str | Path | None = None) -> Programme:
    """Read a programme folder or workbook.

    Args:
        path: The folder that holds ``programme.yaml``, or a workbook (.xlsx).
        language: Of labels in frames: fi, sv or en.
        rubric: A ``rubric.yaml``; when None the nearest ``params/rubric.yaml`` at or above the programme's place,
            then at or above the working folder.

    Returns:
        The programme, which can be rated.

    Raises:
        FaultyInput: With every fault of every file, each with its place.
        UnknownName: When there is no such language.
    """
    place = Path(path)
    require("language", language, LANGUAGES)
    return Programme(
        read_programme(place), language=language, rubric=None if rubric is None else Path(rubric), place=place
    )


class Programme:
    """A programme that was read without faults: what was believed and what was observed.

    Its frames are described in ``docs/reference/frames.md``. Every call makes them anew: change them as you like.

    Attributes:
        core: The frozen classes that the method works with.
        language: Of labels in frames.
    """

    def __init__(self, core: model.ProgrammeData, *, language: str, rubric: Path | None, place: Path) -> None:
        """Keep what was read; `read` makes one."""
        self.core = core
        self.language = language
        self._rubric = rubric
        self._place = place

    def __repr__(self) -> str:
        """Return one line: id, name and counts."""
        chain = self.core.chain
        return (
            f"<Programme {self.id!r}: {self.name}; {len(chain.elements)} elements, {len(chain.links)} links, "
            f"{len(self.core.observations)} observations, {len(self.core.findings)} findings>"
        )

    def _repr_html_(self) -> str:
        rows = [
            ("Elements", len(self.core.chain.elements)),
            ("Links", len(self.core.chain.links)),
            ("Indicators", len(self.core.indicators)),
            ("Observations", len(self.core.observations)),
            ("Findings", len(self.core.findings)),
            ("Report periods", ", ".join(self.report_periods)),
        ]
        synthetic = " · synthetic data" if self.core.sheet.synthetic else ""
        return card(f"{self.name}{synthetic}", rows)

    @property
    def id(self) -> str:
        """The programme's id."""
        return self.core.id

    @property
    def name(self) -> str:
        """The programme's name in the chosen language."""
        return self.core.sheet.name[self.language]

    @property
    def report_periods(self) -> list[str]:
        """The ids of the periods that can be rated."""
        return [one.id for one in self.core.sheet.periods if one.report]

    @property
    def periods(self) -> pd.DataFrame:
        """The periods, by id."""
        return frames.periods(self.core)

    @property
    def elements(self) -> pd.DataFrame:
        """The elements of the chain, by id."""
        return frames.elements(self.core, self.language)

    @property
    def links(self) -> pd.DataFrame:
        """The links of the chain, by ``from→to``."""
        return frames.links(self.core, self.language)

    @property
    def expectations(self) -> pd.DataFrame:
        """What was expected, by the convention's id."""
        return frames.expectations(self.core, self.language)

    @property
    def sources(self) -> pd.DataFrame:
        """The collections of evidence, by id."""
        return frames.sources(self.core, self.language)

    @property
    def indicators(self) -> pd.DataFrame:
        """The indicators, by id."""
        return frames.indicators(self.core, self.language)

    @property
    def observations(self) -> pd.DataFrame:
        """The published numbers with their places, by id."""
        return frames.observations(self.core, self.language)

    @property
    def findings(self) -> pd.DataFrame:
        """The qualitative results with their places, by id."""
        return frames.findings(self.core, self.language)

    @property
    def graph(self) -> nx.DiGraph[str]:
        """The chain as a `networkx.DiGraph`: nodes have label, level, kind and rank; edges their assumption."""
        return frames.graph(self.core, self.language)

    def in_language(self, language: str) -> Programme:
        """Return the same programme with labels in another language.

        Raises:
            UnknownName: When there is no such language.
        """
        require("language", language, LANGUAGES)
        return Programme(self.core, language=language, rubric=self._rubric, place=self._place)

    def holding(self, core: model.ProgrammeData) -> Programme:
        """Return a programme of the same place and language that holds something else."""
        return Programme(core, language=self.language, rubric=self._rubric, place=self._place)

    def rate(self, period: str | int, *, rubric: str | Path | Rubric | None = None) -> Result:
        """Rate the chain for a period.

        Args:
            period: The id of a report period; a whole number is that year.
            rubric: The rubric, or its file; when None the one that was given to `read`, or the nearest one.

        Raises:
            UnknownName: When there is no such report period; the message tells which there are.
            FaultyInput: When the rubric has faults.
            NoFolder: When no rubric was given and none is found.
        """
        chosen = rubric if isinstance(rubric, Rubric) else read_rubric(self._rubric_file(rubric))
        return Result(self, assess(self.core, self._period(period), chosen))

    def _rubric_file(self, given: str | Path | None) -> Path:
        if given is not None or self._rubric is not None:
            return Path(given or self._rubric or "")
        for parent in self._place.resolve().parents:
            found = parent / "params" / "rubric.yaml"
            if found.is_file():
                return found
        return folder("", "params") / "rubric.yaml"

    def _period(self, period: object) -> str:
        name = str(period) if isinstance(period, int) and not isinstance(period, bool) else period
        if not isinstance(name, str) or name not in self.report_periods:
            raise UnknownName("report period", str(name), self.report_periods)
        return name
