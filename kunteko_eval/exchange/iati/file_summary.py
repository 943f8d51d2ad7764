"""Summarising an IATI file: which activities there are, how much each holds, and which decimal sign it uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.iati.xml_stream import Reader
from kunteko_eval.exchange.typed_numbers import Sign, read_figure
from kunteko_eval.files.validation import shown

MOST_ACTIVITIES = 1_000_000
MOST_FOREIGN = 1_000

FIGURES = frozenset({"baseline", "target", "actual"})


@dataclass(slots=True)
class ActivityEntry:
    """One activity as the first reading saw it."""

    number: int
    line: int
    identifier: str = ""
    results: int = 0
    indicators: int = 0
    figures: int = 0


@dataclass(slots=True)
class FileSummary:
    """What an IATI file holds.

    Attributes:
        version: As the file says.
        root: The attributes of the root element.
        signs: For each decimal sign that a figure shows, the line and text of the first that does.
        foreign: Line and name of what stands beside the activities.
    """

    version: str = ""
    root: dict[str, str] = field(default_factory=dict)
    activities: list[ActivityEntry] = field(default_factory=list)
    signs: dict[Sign, tuple[int, str]] = field(default_factory=dict)
    foreign: list[tuple[int, str]] = field(default_factory=list)

    @property
    def decimal(self) -> Sign | None:
        """Return the decimal sign that all notes figures of the file agree on, if they do."""
        return next(iter(self.signs)) if len(self.signs) == 1 else None


def summarise(path: Path) -> FileSummary:
    """Return what an IATI file holds.

    Raises:
        FaultyInput: When the file cannot be read, is not XML, declares a document type, is nested too
            deeply, or is not an IATI activities file.
    """
    reader = _Summariser(path)
    reader.read()
    if not reader.summary.activities:
        found, expected = "no iati-activity", "an IATI activities file with at least one activity"
        raise refusal(path, "line 1", found, expected)
    return reader.summary


class _Summariser(Reader):
    """Counts activities, and what each holds."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.summary = FileSummary()
        self.inside = False
        self.shallow, self.wanted = 5, FIGURES

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 1:
            self._root(attributes)
        elif self.depth == 2 and name != "iati-activity":
            self.inside = False
            if len(self.summary.foreign) < MOST_FOREIGN:
                self.summary.foreign.append((self.parser.CurrentLineNumber, name))
        elif self.depth == 2:
            self.inside = True
            if len(self.summary.activities) >= MOST_ACTIVITIES:
                self.stop(f"more than {MOST_ACTIVITIES:,} activities", "fewer in one file")
            number = len(self.summary.activities)
            self.summary.activities.append(ActivityEntry(number=number, line=self.parser.CurrentLineNumber))
        elif self.inside:
            self._within(self.summary.activities[-1], name, attributes)

    def closed(self, name: str) -> None:
        if self.depth == 3 and name == "iati-identifier":
            self.parser.CharacterDataHandler = None

    def _root(self, attributes: dict[str, str]) -> None:
        version = attributes.get("version", "").strip()
        if version and not version.startswith("2."):
            found = f"version {shown(version)}"
            self.stop(found, "version 2.01, 2.02 or 2.03", "Ask its publisher for a file of version 2.")
        self.summary.version, self.summary.root = version, attributes

    def _within(self, entry: ActivityEntry, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 3:
            if name == "result":
                entry.results += 1
            elif name == "iati-identifier" and not entry.identifier:
                self.parser.CharacterDataHandler = self._identifier
        elif name == "indicator" and self.depth == 4:
            entry.indicators += 1
        elif name in FIGURES:
            entry.figures += 1
            value = attributes.get("value", "")
            if "," in value or "." in value:
                sign = read_figure(value).shows
                if sign is not None:
                    self.summary.signs.setdefault(sign, (self.parser.CurrentLineNumber, value.strip()))

    def _identifier(self, text: str) -> None:
        entry = self.summary.activities[-1]
        entry.identifier = (entry.identifier + text).strip()[:500]
