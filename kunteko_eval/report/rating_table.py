"""The table of all elements with their ratings."""

from __future__ import annotations

from kunteko_eval.report import cells
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.chosen_ratings import rated
from kunteko_eval.report.content import Table
from kunteko_eval.report.explain import named_groups
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.table_spec import TableColumn, TableSpec
from kunteko_eval.report.uncoloured import achieved
from kunteko_eval.report.view import View


def rating_table(view: View, ratings: Rows = None) -> Table:
    """Return elements' computed and final ratings, confidence and source types.

    Args:
        view: The period.
        ratings: Rows of `ratings`, in the order in which they are shown; those of the chain's own elements when None.
    """
    found = chosen(ratings, view.frames.ratings)
    known = {one.element.id: one for one in rated(view, ratings)}

    def achievement(say: Language, element: str) -> str:
        return achieved(say, known[element])

    def about(say: Language, element: str) -> str:
        return named_groups(say, view.assessment, known[element]) or cells.NONE

    grouped = any(one.element.groups for one in known.values())
    spec = TableSpec(
        N_("Ratings of all boxes"),
        (
            TableColumn(N_("Box"), ("label",), cells.words),
            TableColumn(N_("Level"), ("level_label",), cells.words),
            *([TableColumn(N_("About whom"), ("element",), about)] if grouped else []),
            TableColumn(N_("Computed rating"), ("computed", "wrong_way"), cells.rating),
            TableColumn(N_("Final rating"), ("rating", "wrong_way"), cells.rating),
            TableColumn(N_("Confidence"), ("confidence",), cells.confidence),
            TableColumn(N_("Achievement"), ("element",), achievement, numeric=True),
            TableColumn(N_("Source types"), ("source_types",), cells.source_types),
            TableColumn(N_("Conflict"), ("conflict",), lambda say, found: say("yes") if found else say("no")),
        ),
        name="ratings",
    )
    return spec.render(found[found["intended"] & found["desired"]], view.say)
