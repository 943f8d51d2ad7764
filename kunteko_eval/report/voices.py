"""What participants and organisations say: effects by service, the respondent groups side by side, wishes."""

from __future__ import annotations

from kunteko_eval.model.chain import EFFECTS
from kunteko_eval.model.coding import NEITHER
from kunteko_eval.report import cells
from kunteko_eval.report.chapter_evidence import figure_table, figure_tables, finding_table, surveyed, told
from kunteko_eval.report.chosen import Rows
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.period_frames import chapter_figures, chapter_findings, speaking
from kunteko_eval.report.shares import theme_shares
from kunteko_eval.report.table_spec import plain_rows
from kunteko_eval.report.targets import target_exhibits
from kunteko_eval.report.view import View


def voices(view: View, figures: Rows = None) -> list[Exhibit | Table | Prose]:
    """Return the effects that respondents see, one figure a theme; one line where nobody was asked.

    Where there are no figures but a rating of an effect rests on somebody's answers, those are shown.

    Args:
        view: The period.
        figures: Rows of `period_figures`, in the order in which they are shown; those of the chapter when None.
    """
    say = view.say
    chosen = chapter_figures(view, "voices", figures)
    targets = target_exhibits(view, "voices")
    if not chosen.empty:
        tables = figure_tables(view, chosen[chosen["share"].isna()])
        return [*theme_shares(view, chosen), *tables, *targets]
    elsewhere = speaking(view, *EFFECTS)
    elsewhere = elsewhere[[surveyed(row) for row in plain_rows(elsewhere)]]
    if not elsewhere.empty:
        return [figure_table(view, elsewhere, say("Figures on which the ratings of the effects rest")), *targets]
    none = say(
        "The documents do not say what participants or organisations think of effects in {period}.",
        period=say.period(view.assessment.period),
    )
    return [Prose((none,)), *targets]


def side_by_side(view: View, figures: Rows = None) -> Prose | None:
    """Return in words how two respondent groups answer the same claims; None where no claim was put to two.

    Args:
        view: The period.
        figures: Rows of `period_figures`; those of the chapter when None.
    """
    say = view.say
    chosen = chapter_figures(view, "voices", figures)
    shared = []
    for _, rows in chosen.groupby("indicator", sort=False):
        by_group = {row["group"]: row for row in plain_rows(rows)}
        if len(by_group) == 2 and all(row["share"] is not None for row in by_group.values()):
            shared.append(sorted(by_group.values(), key=lambda row: -float(row["share"])))
    if not shared:
        return None
    first = say.many(
        "One claim was put to two respondent groups.",
        "{count:W} claims were put to two respondent groups.",
        len(shared),
    )
    tops = [cells.words(say, more["group_label"]) for more, less in shared if more["share"] > less["share"]]
    lines = [first]
    for group in dict.fromkeys(tops):
        lines.append(
            say(
                "In {count:w} of them the share is larger in the group “{group}”.", group=group, count=tops.count(group)
            )
        )
    more, less = max(shared, key=lambda pair: float(pair[0]["share"]) - float(pair[1]["share"]))
    lines.append(
        say(
            "The groups differ most on “{label}”: {first} {more}, {second} {less}.",
            label=cells.words(say, more["label"]),
            first=cells.words(say, more["group_label"]),
            more=told(say, more),
            second=cells.words(say, less["group_label"]),
            less=told(say, less),
        )
    )
    least = view.assessment.rubric.least_respondents
    if any(row["n"] is None or row["n"] < least for pair in shared for row in pair):
        lines.append(say("Some groups are small or of unknown size, so read the difference with care."))
    return Prose((" ".join(lines),))


def named_effects(view: View, findings: Rows = None) -> Table | Prose:
    """Return the effects that respondents named themselves; where something speaks against them, the caption says so.

    Args:
        view: The period.
        findings: Rows of `period_findings`, in the order in which they are shown; those of the chapter when None.
    """
    say = view.say
    chosen = chapter_findings(view, "voices", findings)
    if chosen.empty:
        return Prose((say("The documents do not say which effects respondents named first."),))
    if (chosen["scale"] < NEITHER).any():
        return finding_table(view, chosen, say("What respondents said of effects, for and against"), "named-effects")
    return finding_table(view, chosen, say("Effects that respondents named"), "named-effects")


def future(view: View, figures: Rows = None, findings: Rows = None) -> list[Exhibit | Table | Prose]:
    """Return the support that respondents want in future; one line where nobody was asked.

    Args:
        view: The period.
        figures: Rows of `period_figures`; those of the chapter when None.
        findings: Rows of `period_findings`; those of the chapter when None.
    """
    say = view.say
    chosen = chapter_figures(view, "future", figures)
    shown: list[Exhibit | Table | Prose] = [*theme_shares(view, chosen)]
    shown += figure_tables(view, chosen[chosen["share"].isna()])
    found = chapter_findings(view, "future", findings)
    if not found.empty:
        shown.append(finding_table(view, found, say("Findings on the support wanted"), "findings-future"))
    none = say("The documents do not say what support is wanted in future.")
    return [*(shown or [Prose((none,))]), *target_exhibits(view, "future")]
