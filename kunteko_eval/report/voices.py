"""What participants and organisations say: effects by service, the respondent groups side by side, wishes."""

from __future__ import annotations

from kunteko_eval.frames.programme import PEOPLE, asked
from kunteko_eval.model.chain import EFFECTS
from kunteko_eval.model.coding import NEITHER
from kunteko_eval.report.chapter_evidence import (
    figure_table,
    figure_tables,
    finding_table,
    findings_of,
    indicators_of,
    is_survey_share,
    place,
    speaking,
    told,
    within,
)
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.shares import theme_shares
from kunteko_eval.report.view import View


def voices(view: View) -> list[Exhibit | Table | Prose]:
    """Return the effects that respondents see, one figure a service; one line where nobody was asked.

    Where no theme of the chapter has figures but a rating of an effect rests on somebody's answers, those are shown.
    """
    say, programme = view.say, view.programme
    found: list[Exhibit | Table | Prose] = [*theme_shares(view, "voices"), *figure_tables(view, "voices")]
    elsewhere = [
        one
        for one in speaking(view, *EFFECTS)
        if programme.indicators_by_id[one.indicator].kind in PEOPLE and asked(programme, one)
    ]
    if elsewhere and not found:
        return [figure_table(view, elsewhere, say("Figures on which the ratings of the effects rest"))]
    none = say(
        "The documents do not tell what participants or organisations say of effects in {period}.",
        period=say.period(view.assessment.period),
    )
    return found or [Prose((none,))]


def side_by_side(view: View) -> Prose | None:
    """Return in words how two respondent groups answer the same claims; None where no claim was put to two."""
    say, programme = view.say, view.programme
    shared = []
    for indicator in indicators_of(view, "voices"):
        by_group = {one.group: one for one in within(view, indicator)}
        if len(by_group) == 2 and all(is_survey_share(view, one) for one in by_group.values()):
            shared.append((indicator, sorted(by_group.values(), key=lambda one: -one.number)))
    if not shared:
        return None
    first = say.many(
        "One claim was put to two respondent groups.",
        "{count:W} claims were put to two respondent groups.",
        len(shared),
    )
    tops = [pair[0].group for _, pair in shared if pair[0].number > pair[1].number]
    lines = [first]
    for group in dict.fromkeys(tops):
        lines.append(
            say(
                "Of these, {group} gave the greater share in {count}.",
                group=say.text(programme.groups[group].label),
                count=tops.count(group),
            )
        )
    widest, pair = max(shared, key=lambda one: one[1][0].number - one[1][1].number)
    lines.append(
        say(
            "They lie farthest apart on “{label}”: {first} {more}, {second} {less}.",
            label=say.text(widest.label),
            first=say.text(programme.groups[pair[0].group].label),
            more=told(view, pair[0]),
            second=say.text(programme.groups[pair[1].group].label),
            less=told(view, pair[1]),
        )
    )
    if any(one.n is None or one.n < view.assessment.rubric.least_respondents for _, ones in shared for one in ones):
        lines.append(say("Some groups are small, or their size is not told: read the difference with care."))
    return Prose((" ".join(lines),))


def named_effects(view: View) -> Table | Prose:
    """Return the effects that respondents named themselves, in the order of the data; what speaks against them says so."""
    say = view.say
    found = findings_of(view, "voices")
    if not found:
        return Prose((say("The documents do not tell which effects respondents named first."),))
    if any(place(view, one) < NEITHER for one in found):
        return finding_table(view, found, say("What respondents said of effects, for and against"))
    return finding_table(view, found, say("Effects that respondents named"))


def future(view: View) -> list[Exhibit | Table | Prose]:
    """Return the support that respondents want in future; one line where nobody was asked."""
    say = view.say
    shown: list[Exhibit | Table | Prose] = [*theme_shares(view, "future"), *figure_tables(view, "future")]
    found = findings_of(view, "future")
    if found:
        shown.append(finding_table(view, found, say("Findings on the support wanted")))
    return shown or [Prose((say("The documents do not tell what support is wanted in future."),))]
