"""What a column and a frame are, and the columns that several frames have.

A dtype is one of pandas' own names or one of these:

- ``rating``: ordered categorical; the two answers without a grade stand below the scale;
- ``robustness``: ordered categorical, fragile < sensitive < robust;
- ``level``: ordered categorical of the chain's levels, resources first;
- ``day``: a day, ``datetime64[s]``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a frame.

    Attributes:
        name: The field's term.
        dtype: A pandas dtype or one of the names above.
        meaning: What it holds, with its unit.
    """

    name: str
    dtype: str
    meaning: str


@dataclass(frozen=True, slots=True)
class FrameSpec:
    """One kind of frame.

    Attributes:
        row: What one row is.
        index: The columns that are its index; ids.
        columns: The rest, in order.
    """

    row: str
    index: tuple[Column, ...]
    columns: tuple[Column, ...]


def id_column(name: str, meaning: str) -> Column:
    """Return a column of ids."""
    return Column(name, "str", meaning)


ELEMENT = id_column("element", "Id of the element (box) of the chain.")
LABEL = Column("label", "str", "Its words in the chosen language.")
LEVEL_LABEL = Column("level_label", "str", "The level in words.")
LEVEL = Column("level", "level", "Id of the level that it stands on; ordered from resources to wider effects.")
SOURCE = Column("source", "str", "Id of the collection of evidence: a survey, a round of interviews, a register.")
SOURCE_TYPE = Column("source_type", "str", "Source type of the collection; ratings weigh source types equally.")
SOURCE_LABEL = Column("source_label", "str", "The collection in words.")
GROUP_LABEL = Column("group_label", "str", "The respondent group in words.")
GROUP = Column(
    "group", "str", "Id of the respondent group, or of several that were put together; missing for findings."
)
UNIT = Column("unit", "str", "Unit of the value: count, percent, share, grade, EUR, or finding.")
N = Column("n", "Int64", "Number of respondents; missing where it is not known.")
DOCUMENT = Column("document", "str", "Id of the document that it was read from.")
PLACE = Column("place", "str", "Heading of the document under which it stands.")
LINE = Column("line", "Int64", "Line of the document's text, where lines are known.")
PROVENANCE = (DOCUMENT, PLACE, LINE)
PERIOD = Column("period", "str", "Id of the period that it is of.")
START = Column("start", "day", "First day of that period.")
END = Column("end", "day", "Last day of that period.")
DAY = Column("day", "day", "The day of collection.")
MATCH = Column("match", "str", "Whether figure and label were read together, inferred, or derived.")
NOTE = Column("note", "str", "A remark for readers of the evidence.")
LINK = id_column("link", "The two element ids of the link, ``from→to``.")
LINK_SOURCE = Column("source", "str", "Id of the element that contributes.")
LINK_TARGET = Column("target", "str", "Id of the element that it contributes to.")
RIVALS = Column("rivals", "Int64", "How many rival explanations are named.")
EXAMINED = Column("rivals_examined", "Int64", "How many of them were examined.")
ACHIEVEMENT = Column("achievement", "float64", "Way from floor to expectation: 0 at the floor, 1 at the expectation.")
LOW = Column("low", "float64", "Achievement at the lower end of the sampling interval.")
HIGH = Column("high", "float64", "Achievement at the upper end of the sampling interval.")
CONFIDENCE = Column("confidence", "Int64", "1 (preliminary) to 4; missing without a rating.")
DIRECTION = Column(
    "direction", "str", "Of an indicator: whether more or less is better; of a finding: supports or contradicts."
)
