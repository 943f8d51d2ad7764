"""Words of the workbench that the report does not have."""

from __future__ import annotations

from kunteko_eval.report.language import N_

DIRECTIONS = {
    "supports": N_("says that it holds"),
    "contradicts": N_("says that it does not hold"),
    "neither": N_("says neither"),
}
EXTENTS = {
    "none": N_("none at all"),
    "somewhat": N_("somewhat"),
    "much": N_("much"),
    "very-much": N_("very much"),
    "not-said": N_("not said"),
}
MARKS = {
    "": N_("as recorded"),
    "changed": N_("changed in this trial"),
    "left-out": N_("left out of this trial"),
    "what-if": N_("what-if row"),
}
"""How a row of evidence stands to what is recorded."""

COLUMNS = {
    "id": N_("Id"),
    "kind": N_("Kind of row"),
    "mark": N_("In this trial"),
    "text": N_("What it says"),
    "source": N_("Source"),
    "group": N_("Group"),
    "period": N_("Period"),
    "value": N_("Value"),
    "value_to": N_("Upper end"),
    "unit": N_("Unit"),
    "n": N_("n"),
    "direction": N_("Direction"),
    "extent": N_("Extent"),
    "credibility": N_("Credibility"),
    "counts": N_("How it counts"),
    "achievement": N_("Achievement"),
    "left_out": N_("Leave out"),
    "place": N_("Place"),
}
"""The headings of the grid of evidence."""

KINDS = {"figure": N_("figure"), "finding": N_("finding")}
