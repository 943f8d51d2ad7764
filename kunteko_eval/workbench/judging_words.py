"""Why a judgement or a score cannot be recorded, in words."""

from __future__ import annotations

from collections.abc import Iterator

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.report.language import N_, Language

COLUMNS = {
    "author": N_("Give your role in lower-case letters, digits and hyphens, never a name."),
    "scorer": N_("Give the evaluator's role in lower-case letters, digits and hyphens, never a name."),
    "final": N_("Choose the rating that you decide."),
    "score": N_("Choose the rating that the evaluator gives."),
    "reason_code": N_("Choose a reason: “confirms” when the rating stays, another one when it changes."),
    "reason": N_("Tell the reason in words."),
    "evidence": N_("Name only evidence of this box in this period."),
    "confidence": N_("A confidence is 1 to 4, at most that of the best pathway, and only for a box that is rated."),
    "date": N_("Give a day that has come, written YYYY-MM-DD."),
    "element": N_("Choose a box of the chain."),
    "computed": N_("The computed rating is another one now; open the box again."),
}
"""What is expected of each column."""

MORE = {
    ("second_reviewer", "empty"): N_(
        "A second reviewer's role is needed: for two grades, for a colour that is given or withheld, and for an upgrade at confidence 1."
    ),
    ("second_reviewer", ""): N_("The second reviewer must be somebody else than the author, named by a role."),
    ("final", "at most yellow"): N_(
        "A rule of contribution holds this box at yellow, so that green cannot be decided."
    ),
    ("final", "at most "): N_(
        "A rule of contribution holds this box at a lower grade, so that this one cannot be decided."
    ),
    ("final", "no rating without"): N_(
        "Without evidence and an expectation there is nothing to rate; record those instead."
    ),
    ("scorer", "has scored"): N_("This evaluator has scored the box already in this period."),
}
"""The same where what was found, or what was expected, begins or goes on with these words."""


def refusals(say: Language, error: FaultyInput) -> list[str]:
    """Return what is wrong with a judgement or a score, a sentence each; what has no words of its own as it is.

    Args:
        say: The language.
        error: What the rules of recording found.
    """
    told = [one for fault in error.faults for one in _sentences(say, fault)]
    return [*dict.fromkeys(told), say("Nothing was recorded.")]


def _sentences(say: Language, fault: Fault) -> Iterator[str]:
    column = fault.place.rpartition("column ")[2]
    for (name, begins), message in MORE.items():
        if name == column and (begins in fault.found or begins in fault.expected):
            yield say(message)
            return
    yield say(COLUMNS[column]) if column in COLUMNS else say.as_is(str(fault))
