"""The picture of section 4: whom the programme reached, over the spans that the documents give."""

from __future__ import annotations

from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.content import Exhibit
from kunteko_eval.report.period_frames import counts_over_time
from kunteko_eval.report.view import View
from kunteko_eval.report.volumes import over_time


def reach_over_time(view: View, counts: Rows = None) -> Exhibit | None:
    """Return the counts on reach that are given for more than one span; None where there are none.

    Those on services stand in the annex, with these.

    Args:
        view: The period.
        counts: Rows of `counts_over_time`; those on reach when None.
    """
    known = counts_over_time(view)
    shown = chosen(counts, known[known["chapter"] == "reach"], known)
    if shown.empty:
        return None
    return over_time(view, shown, "reach", view.say("Reach by the spans that the documents give"))
