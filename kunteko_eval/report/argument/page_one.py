"""Page one: a council member's questions, answered in words about the programme, from the numbers."""

from __future__ import annotations

from kunteko_eval.report.argument.change_answer import change_answer
from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.argument.decision_answer import decision_answer
from kunteko_eval.report.argument.moved_answer import moved_answer
from kunteko_eval.report.argument.reach_answer import reach_answer
from kunteko_eval.report.argument.shortfall_answer import shortfall_answer
from kunteko_eval.report.argument.trust_answer import trust_answer
from kunteko_eval.report.argument.verdict_answer import headline, verdict_answer
from kunteko_eval.report.language import N_
from kunteko_eval.report.summary import scenario_changes
from kunteko_eval.report.view import View


def page_one(view: View) -> Argument:
    """Return what the programme was, what came of it, whether that can be trusted, and what to decide."""
    groups = (
        _opening(view),
        reach_answer(view),
        change_answer(view),
        shortfall_answer(view),
        moved_answer(view),
        trust_answer(view),
        decision_answer(view),
        verdict_answer(view),
    )
    return Argument(tuple(one for one in groups if one is not None))


def _opening(view: View) -> ClaimGroup:
    """Return the answer in one line, what kind of report this is where it is no plain one, and what the programme was."""
    say, sheet = view.say, view.programme.sheet
    claims = []
    if view.scenario is not None:
        message = N_("A trial, not the recorded result: “{title}”. {reason}")
        tried = say(message, title=say.as_is(view.scenario.title), reason=say.as_is(view.scenario.reason))
        changed = say("Changed in it: {changes}.", changes="; ".join(scenario_changes(view.scenario, view)))
        claims.append(Claim(text=f"{tried} {changed}", evidence=("annex-summary",)))
    if sheet.synthetic:
        text = say("Synthetic data: made for trying the tool out. No conclusion may be drawn from it.")
        claims.append(Claim(text=text, evidence=("annex-summary",)))
    claims.append(Claim(text=say.text(sheet.description), evidence=("annex-programme",)))
    return ClaimGroup(name="opening", heading=headline(view), claims=tuple(claims))
