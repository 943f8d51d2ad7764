"""The workbench's engine: try an evaluation otherwise, see what follows, and record a judgement; no widgets.

A `TrialDesk` holds one programme, one period and what is tried of them. Whatever is tried is one frozen `TrialState`;
nothing that is recorded changes by it. In one page:

    desk = TrialDesk.open("kunteko", "2018-2020", "fi")          # data and params are found as notebooks find them
    desk.apply(SetFigure(row="o-12", value="60", n=30))          # also SetCode, SetCutPoint, SetPooling,
                                                                 # SetExpectation, LeaveOut, AddRow, ShowPeriod
    desk.changed()                                               # the boxes that differ: from what, to what, why
    desk.tried()                                                 # what is tried, in words, each with a key
    desk.withdraw(desk.tried()[0].key)                           # takes one of them back
    desk.undo(); desk.redo(); desk.start_over()                  # can_undo and can_redo tell whether they do anything

`apply` rates again at once: ratings, achievements, confidence and conflicts are there when it returns. Robustness is
not: its 10 000 draws a box are made when `desk.robustness(element)` asks for them, and until then the card says that it is
not computed. A change that cannot be is refused whole: `Refused.reasons` are sentences in the desk's language, and the
state stays as it was.

To show:

    desk.map()                  # the chain as inline SVG: <a data-element="…"> boxes, <path data-from data-to> arrows;
                                # changed boxes have a heavier outline, Δ, and say what they were
    desk.lit("competence")      # the boxes and links upstream and downstream of a box
    desk.card("competence")     # its headline and sections of sentences, in words
    desk.evidence("competence") # its rows as a typed frame; which columns can be edited, their labels and choices
    desk.edit(row, column, value)   # what a cell of that grid became, as the person typed it; applies it
    desk.search("osaaminen")    # boxes, figures, findings and sources whose words hold all that is asked
    desk.controls()             # cut-points, pooling, expectations, sources and groups, with limits and values
    desk.new_row_choices("competence")  # what a what-if row for a box can be of: indicators, sources, groups, periods
    desk.in_language("sv")      # the same desk in another language; the history goes along

Side by side:

    kept = desk.keep("Stricter surveys")                 # the trial as it stands now
    side_by_side([kept, desk.keep("Now"), other_desk.keep("Soteliiderit")], desk.say).frame

To record, which is refused while something is tried:

    draft = desk.draft_judgement("competence", {"author": "…", "final": "…", "reason_code": "…", "reason": "…"})
    draft.diff                                           # a unified diff of the file; nothing is written yet
    draft.confirm()                                      # writes it, unless the file changed in between; then desk.read_again()
    desk.draft_scores([{"element": …, "scorer": …, "score": …, "note": …}, …])

To save:

    desk.save_scenario(Path("scenarios"), "strict", "Title", "Reason")     # never overwrites
    desk.code()                                          # a notebook cell that reproduces the state with `what_if`
    desk.html(); desk.svg(); desk.png()                  # whole files: two texts, and bytes

All of it works for every programme and report period, for folders and workbooks.
"""

from kunteko_eval.reading.evidence_edits import AddedFigure, AddedFinding
from kunteko_eval.workbench.changes import (
    AddRow,
    Change,
    LeaveOut,
    SetCode,
    SetCutPoint,
    SetExpectation,
    SetFigure,
    SetPooling,
    ShowPeriod,
    TakeOver,
)
from kunteko_eval.workbench.comparing import KeptTrial, SideBySide, side_by_side
from kunteko_eval.workbench.desk import TrialDesk
from kunteko_eval.workbench.refusing import Refused
from kunteko_eval.workbench.state import TrialState

__all__ = [
    "AddRow",
    "AddedFigure",
    "AddedFinding",
    "Change",
    "KeptTrial",
    "LeaveOut",
    "Refused",
    "SetCode",
    "SetCutPoint",
    "SetExpectation",
    "SetFigure",
    "SetPooling",
    "ShowPeriod",
    "SideBySide",
    "TakeOver",
    "TrialDesk",
    "TrialState",
    "side_by_side",
]
