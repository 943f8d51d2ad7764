"""The table of all elements with their ratings."""

from __future__ import annotations

from kunteko_eval.report import cells
from kunteko_eval.report.content import Table
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.table_spec import TableColumn, TableSpec
from kunteko_eval.report.uncoloured import achieved
from kunteko_eval.report.view import View


def rating_table(view: View) -> Table:
    """Return every element's computed and final rating, confidence and source types."""

    def achievement(say: Language, element: str) -> str:
        return achieved(say, view.assessment.rating(element))

    spec = TableSpec(
        N_("Ratings of all elements"),
        (
            TableColumn(N_("Element"), ("label",), cells.words),
            TableColumn(N_("Level"), ("level_label",), cells.words),
            TableColumn(N_("Computed rating"), ("computed", "wrong_way"), cells.rating),
            TableColumn(N_("Final rating"), ("rating", "wrong_way"), cells.rating),
            TableColumn(N_("Confidence"), ("confidence",), cells.confidence),
            TableColumn(N_("Achievement"), ("element",), achievement, numeric=True),
            TableColumn(N_("Kinds of source"), ("source_types",), cells.source_types),
            TableColumn(N_("Conflict"), ("conflict",), lambda say, found: say("yes") if found else say("no")),
        ),
    )
    found = view.frames.ratings
    return spec.render(found[found["intended"] & found["desired"]], view.say)
