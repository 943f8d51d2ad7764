"""Section 14: how a colour comes about, in one screen of plain words."""

from __future__ import annotations

from kunteko_eval.report import method_words
from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.language import N_
from kunteko_eval.report.view import View

STEPS = (
    N_(
        "For each box it is written down what was expected, and which figures and findings are its evidence; where the documents do not say, one rule for each kind of evidence sets the expectation."
    ),
    N_(
        "Each piece of evidence is compared with what was expected: 0 means that nothing came about, 1 that everything expected did."
    ),
    N_(
        "Evidence of the same source type is put together first, and then the source types, so that many surveys do not outweigh the interviews."
    ),
)
LIMITS = N_("The result is a grade: {grades}. Below the last the answer is that no effect can be shown.")
BRAKES = N_(
    "Rules hold a grade back where the evidence shows only that things happened, or only what people felt, and not that the programme brought it about."
)
KINDS = N_(
    "Confidence is told apart from the colour. A box without a colour means that no effect could be shown, that it could not be rated or that it is too early."
)


def method_section(view: View) -> Argument:
    """Return how a colour comes about, with the limits of the scale in force.

    Args:
        view: The period.
    """
    say, rubric = view.say, view.assessment.rubric
    grades = "; ".join(
        say("{word} from {cut}", word=method_words.word(say, one), cut=say.number(cut, 2))
        for one, cut in zip(rubric.scale.grades, rubric.scale.cuts, strict=True)
    )
    told = (
        Claim(text=say(STEPS[0]), evidence=("table-expectations",)),
        Claim(text=say(STEPS[1])),
        Claim(text=say(STEPS[2]), evidence=("table-sources",)),
        Claim(text=say(LIMITS, grades=grades), evidence=("table-rubric",)),
        Claim(text=say(BRAKES)),
        Claim(text=say(KINDS), evidence=("annex-method",)),
    )
    group = ClaimGroup(
        name="method",
        heading=say("How a colour comes about"),
        claims=told,
        subject=say("Rubric {version} of {day}.", version=rubric.version, day=say.day(rubric.sheet.date)),
        listed=True,
    )
    return Argument((group,))
