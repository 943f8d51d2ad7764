"""Single cases that the documents tell of, such as one town's coaching: one list of places, and one table of figures."""

from __future__ import annotations

import pandas as pd

from kunteko_eval.report import cells
from kunteko_eval.report.chapter_evidence import figure_table
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.table_spec import plain_rows
from kunteko_eval.report.view import View

CASE = "case-"
"""How the id of a group begins that is one single case."""


def apart_from_cases(figures: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows of `period_figures` without those of single cases, and those alone.

    A single case is a figure that is never summed (``case``), of a group whose id says that it is one.
    """
    single = (figures["aggregation"] == "case") & figures["group"].str.startswith(CASE)
    return figures[~single], figures[single]


def example_cases(view: View, cases: pd.DataFrame) -> list[Prose | Table]:
    """Return where single cases were, in one sentence, and their figures in one table; nothing where there are none.

    Args:
        view: The period.
        cases: Rows of `period_figures` of single cases, in the order in which they are shown.
    """
    if cases.empty:
        return []
    say = view.say
    places = list(dict.fromkeys(cells.words(say, row["group_label"]) for row in plain_rows(cases)))
    told = say.many(
        "The documents tell of one single case: {places}. It is an example and not all that was done.",
        "The documents tell of {count:w} single cases: {places}. They are examples and not all that was done.",
        len(places),
        places=say.listing(places),
    )
    table = figure_table(view, cases, say("Figures of single cases"), "figures-cases")
    return [Prose((told,)), table]
