"""Every frame with its columns: one list, from which frames are made, checked and documented.

A dtype is one of pandas' own names or one of these:

- ``rating``: ordered categorical; the two answers without a grade stand below the scale;
- ``robustness``: ordered categorical, fragile < sensitive < robust;
- ``level``: ordered categorical of the chain's levels, resources first;
- ``day``: a day, ``datetime64[s]``.
"""

from __future__ import annotations

from collections.abc import Mapping
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


def _id(name: str, meaning: str) -> Column:
    return Column(name, "str", meaning)


ELEMENT = _id("element", "Id of the element (box) of the chain.")
LABEL = Column("label", "str", "Its words in the chosen language.")
LEVEL = Column("level", "level", "Id of the level that it stands on; ordered from resources to wider effects.")
SOURCE = Column("source", "str", "Id of the collection of evidence: a survey, a round of interviews, a register.")
SOURCE_TYPE = Column("source_type", "str", "Source type of the collection; ratings weigh source types equally.")
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
NOTE = Column("note", "str", "A remark for readers of the evidence.")
LINK = _id("link", "The two element ids of the link, ``from→to``.")
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

FRAMES: Mapping[str, FrameSpec] = {
    "periods": FrameSpec(
        "A dated span that figures and reports cover.",
        (PERIOD,),
        (
            START,
            END,
            Column("report", "bool", "Whether a report is made of it."),
            Column("previous", "str", "Id of the period that it is compared with."),
        ),
    ),
    "elements": FrameSpec(
        "A box of the impact chain.",
        (ELEMENT,),
        (
            LABEL,
            LEVEL,
            Column("kind", "str", "Kind of the level: resources, actions, direct, indirect or wider."),
            Column("placement", "str", "Whether the documents place it so (named), or who else does."),
            Column("registered", "day", "When its evidence and expectations were registered."),
            Column("evidence", "Int64", "How many indicators and findings are registered for it."),
            Column("evaluation_question", "Int64", "Number of the evaluation question that it answers to."),
            Column("concept", "str", "What it is about in words that several programmes share, as an id."),
            Column("why", "str", "Why the registered evidence speaks for it."),
        ),
    ),
    "links": FrameSpec(
        "An arrow of the chain: an assumed contribution.",
        (LINK,),
        (
            LINK_SOURCE,
            LINK_TARGET,
            Column("placement", "str", "Whether the documents draw it, or who else does."),
            Column("assumption", "str", "What has to hold for the one to lead to the other."),
            RIVALS,
            EXAMINED,
            Column("findings", "str", "Ids of the findings about it, separated by spaces."),
        ),
    ),
    "expectations": FrameSpec(
        "A convention: what was expected of one kind of evidence.",
        (_id("expectation", "Id of the convention."),),
        (
            Column("applies_to", "str", "Unit of the indicators that it serves, or finding."),
            Column("basis", "str", "On whose word: source, benchmark or evaluator."),
            Column("recorded", "day", "When it was recorded."),
            Column(
                "floor", "float64", "Value without influence, in that unit; for a grade as a part of the scale, 0–1."
            ),
            Column("expected", "float64", "Value that meets expectations; missing where the preceding period sets it."),
            Column("period", "str", "Id of the period that the expected value is of; missing where it is not bound."),
            Column("pace", "str", "How it is held against other periods: year or share-of-time."),
            Column("reason", "str", "Why."),
            *PROVENANCE,
        ),
    ),
    "sources": FrameSpec(
        "A collection of evidence.",
        (SOURCE,),
        (
            LABEL,
            SOURCE_TYPE,
            Column("bias", "str", "Risk of bias: low, some or high."),
            Column("bias_reason", "str", "Why."),
            Column("response_rate", "float64", "Answers per invitation, 0–1, where known."),
        ),
    ),
    "indicators": FrameSpec(
        "What is measured.",
        (_id("indicator", "Id of the indicator."),),
        (
            LABEL,
            UNIT,
            Column("theme", "str", "Id of the theme."),
            Column("kind", "str", "What it can show: volume, change, perceived or tested."),
            Column("aggregation", "str", "level, cumulative, increment, distinct or case."),
            DIRECTION,
            Column("scale_min", "float64", "Least grade of the scale."),
            Column("scale_max", "float64", "Greatest grade of the scale."),
            Column("part_of", "str", "Indicator or group of percentages that it is a part of."),
        ),
    ),
    "observations": FrameSpec(
        "A published number.",
        (_id("observation", "Id of the observation."),),
        (
            Column("indicator", "str", "Id of the indicator."),
            LABEL,
            PERIOD,
            START,
            END,
            Column("value", "float64", "The figure in its unit; the lower end of a range."),
            Column("value_to", "float64", "Upper end of a range."),
            UNIT,
            N,
            GROUP,
            SOURCE,
            SOURCE_TYPE,
            *PROVENANCE,
            Column("precision", "str", "How the document says it: exact, about, over or nearly."),
            Column("match", "str", "Whether figure and label were read together, inferred, or derived."),
            NOTE,
        ),
    ),
    "findings": FrameSpec(
        "A qualitative result, in the coder's own words.",
        (_id("finding", "Id of the finding."),),
        (
            Column("statement", "str", "What it says, in the chosen language."),
            DIRECTION,
            Column("strength", "Int64", "0 (no judgement) to 3."),
            Column("kind", "str", "What it can show: volume, change, perceived or tested."),
            PERIOD,
            START,
            END,
            SOURCE,
            SOURCE_TYPE,
            *PROVENANCE,
            Column("coder", "str", "Role of the coder."),
            Column("theme", "str", "Id of the theme."),
            NOTE,
        ),
    ),
    "ratings": FrameSpec(
        "An element's rating in the period.",
        (ELEMENT,),
        (
            LABEL,
            LEVEL,
            Column("rating", "rating", "Final rating: the computed one, unless a judgement in force changes it."),
            Column("computed", "rating", "Rating that the rubric gives."),
            CONFIDENCE,
            Column("achievement", "float64", "Pooled achievement, within the rubric's caps; missing without evidence."),
            Column("low", "float64", "Pooled lower ends of the items' intervals."),
            Column("high", "float64", "Pooled upper ends of the items' intervals."),
            Column("items", "Int64", "How many items were pooled."),
            Column("source_types", "str", "Source types of those items, separated by spaces."),
            Column("caps", "str", "Caps that lowered the rating, separated by spaces."),
            Column("conflict", "bool", "Whether source types disagree."),
            Column("wrong_way", "bool", "Whether a figure moved away from what was expected, past where it started."),
            Column("judged", "bool", "Whether a recorded judgement is in force."),
            Column("reason", "str", "Code of the step that decided the computed rating."),
        ),
    ),
    "items": FrameSpec(
        "A piece of evidence as it counts for one element.",
        (ELEMENT, _id("item", "Id of the indicator or finding."), GROUP),
        (
            Column("form", "str", "observation or finding."),
            Column("status", "str", "Whether it is used (pooled); if not, why."),
            Column("value", "float64", "Raw value in its unit; the strength of a finding."),
            UNIT,
            N,
            Column(
                "share", "float64", "The value as the rating sees it: a share 0–1, a part of the scale, or as it is."
            ),
            Column("floor", "float64", "In the same terms as share."),
            Column("expected", "float64", "In the same terms as share; missing without an expectation."),
            Column("expectation", "str", "Id of the convention."),
            Column("basis", "str", "On whose word the expectation stands."),
            Column("achievement", "float64", "(share − floor) / (expected − floor); not capped."),
            LOW,
            HIGH,
            Column("held", "str", "How the expectation holds for this period, or why none does."),
            Column("within", "str", "Groups or indicator that speak in its place, where it is a part of theirs."),
            Column("wrong_way", "bool", "Whether it moved away from what was expected, past where it started."),
            Column("contribution", "str", "What it can show: volume, change, perceived or tested."),
            DIRECTION,
            SOURCE,
            SOURCE_TYPE,
            Column("evidence", "str", "Ids of the observations or the finding used, separated by spaces."),
            Column("others", "str", "Ids of observations of the same span that disagree."),
            Column("coverage", "float64", "Part of the period's days that it covers, 0–1."),
            Column("proxy", "bool", "Whether it is an indirect measure."),
            Column("document", "str", "Id of the document of the first piece of evidence."),
            Column("place", "str", "Its heading."),
            Column("line", "Int64", "Its line."),
        ),
    ),
    "reasons": FrameSpec(
        "One step of an element's rating or confidence.",
        (ELEMENT, Column("step", "Int64", "Its place in the order of the steps, from 1.")),
        (
            Column("about", "str", "rating or confidence."),
            Column("code", "str", "What the step is, as a code."),
            Column("values", "str", "Its numbers, written name=value."),
        ),
    ),
    "link_strengths": FrameSpec(
        "What is known of an arrow in the period.",
        (LINK,),
        (
            LINK_SOURCE,
            LINK_TARGET,
            Column("strength", "float64", "Pooled achievement of the findings about it, 0–1; missing when assumed."),
            Column("confidence", "Int64", "1 (assumed) to 4 (tested)."),
            Column("supports", "str", "Ids of the findings that support it, separated by spaces."),
            Column("contradicts", "str", "Ids of the findings that contradict it."),
            RIVALS,
            EXAMINED,
        ),
    ),
    "pathways": FrameSpec(
        "The best-supported way from the resources to a wider effect.",
        (ELEMENT,),
        (
            LABEL,
            Column("steps", "str", "Element ids from a resource to the effect, separated by →."),
            Column("length", "Int64", "Number of links on the way."),
            Column("confidence", "Int64", "That of its weakest place; 0 when it breaks."),
            Column("weakest", "str", "Element id or link that holds it back."),
            Column("count", "Int64", "How many pathways lead to the effect in all."),
            Column("breaks", "str", "Element ids on the way that are not rated, separated by spaces."),
        ),
    ),
    "checks": FrameSpec(
        "Figures that do not fit; nothing is silently corrected.",
        (Column("check", "Int64", "Its number in the register, from 1."),),
        (
            Column("code", "str", "What does not fit, as a code."),
            Column("severity", "str", "error, warning or note."),
            Column("evidence", "str", "Ids of the observations concerned, separated by spaces."),
            Column("values", "str", "The numbers, written name=value."),
        ),
    ),
    "conflicts": FrameSpec(
        "An element about which source types disagree; the two that lie furthest apart.",
        (ELEMENT,),
        (
            LABEL,
            Column("why", "str", "grades-apart or disjoint-intervals."),
            Column("kinder", "str", "Source type that speaks better of it."),
            Column("kinder_achievement", "float64", "Its pooled achievement."),
            Column("kinder_rating", "rating", "The rating that it would give alone."),
            Column("stricter", "str", "Source type that speaks worse of it."),
            Column("stricter_achievement", "float64", "Its pooled achievement."),
            Column("stricter_rating", "rating", "The rating that it would give alone."),
            Column("resolved", "bool", "Whether a judgement in force resolves it."),
        ),
    ),
    "robustness": FrameSpec(
        "How often an element's computed rating stays when its assumptions are varied.",
        (ELEMENT,),
        (
            LABEL,
            LEVEL,
            Column("computed", "rating", "Rating that the rubric gives."),
            Column("robustness", "robustness", "By the probability of the computed rating."),
            Column("probability", "float64", "Part of the draws that give the computed rating, 0–1."),
            Column("green", "float64", "Part of the draws that give green; likewise the next three."),
            Column("yellow", "float64", "… yellow."),
            Column("red", "float64", "… red."),
            Column("none_demonstrated", "float64", "… no demonstrable influence."),
            Column("likeliest", "rating", "Rating that came out most often."),
            Column("driver", "str", "Group of assumptions that moves the achievement most; missing when none does."),
            Column("driver_share", "float64", "Its total Sobol index, 0–1."),
        ),
    ),
    "changes": FrameSpec(
        "How one element's rating moved between two periods.",
        (ELEMENT,),
        (
            LABEL,
            LEVEL,
            Column("before", "rating", "Final rating of the earlier period."),
            Column("after", "rating", "Final rating of this period."),
            Column("change", "str", "better, worse, same, not-comparable or not-rated: by what both periods have."),
            Column("why", "str", "What the comparison rests on, or why there is none, as a code."),
            Column("achievement_before", "float64", "Pooled achievement of the evidence that both have, earlier."),
            Column("achievement_after", "float64", "The same, now."),
            Column("looks", "bool", "Whether the rating differs though no change can be shown."),
        ),
    ),
    "figure_changes": FrameSpec(
        "A figure that is given for both periods.",
        (ELEMENT, _id("item", "Id of the indicator."), GROUP),
        (
            LABEL,
            UNIT,
            Column("before", "float64", "Value of the earlier period, in its unit."),
            Column("after", "float64", "Value of this period, in its unit."),
            DIRECTION,
            Column("n_before", "Int64", "Respondents of the earlier period."),
            Column("n_after", "Int64", "Respondents of this period."),
            Column("difference", "float64", "Later minus earlier; for shares as a share, −1 to 1."),
            Column("low", "float64", "Lower end of Newcombe's interval of the difference; survey shares with n only."),
            Column("high", "float64", "Upper end."),
            Column("p", "float64", "Of the difference, adjusted over the chain (Benjamini–Hochberg)."),
        ),
    ),
}
"""Frames by name. `Programme`, `Result` and `Portfolio` of the public face have them as attributes."""
