"""The words of the report, explained for somebody who meets them for the first time."""

from __future__ import annotations

from kunteko_eval.report.content import Table
from kunteko_eval.report.language import N_
from kunteko_eval.report.view import View

TERMS = (
    (N_("impact chain"), N_("The boxes and arrows from resources through actions and results to wider effects.")),
    (N_("level"), N_("A column of the chain: resources, actions, direct, indirect or wider effects.")),
    (N_("box"), N_("One box of the chain.")),
    (N_("link"), N_("An arrow: the assumption that one box contributes to another.")),
    (N_("pathway"), N_("A way along the arrows from a resource to a wider effect.")),
    (N_("indicator"), N_("What is measured: it has a unit, and more or less of it is better.")),
    (
        N_("expectation"),
        N_("What was expected of an indicator, on whose word and why; whether before rating, its seal tells."),
    ),
    (N_("floor"), N_("The value at which there is no influence: achievement nought.")),
    (N_("achievement"), N_("How far a figure has come from the floor to the expectation: nought to one, or beyond.")),
    (N_("finding"), N_("A qualitative result, put in brief and coded by what it says and how far to believe it.")),
    (N_("direction"), N_("Whether a finding speaks for what a box claims, against it, or neither.")),
    (N_("extent"), N_("How large an influence the source of a finding describes, on the chain's own scale.")),
    (N_("credibility"), N_("Who says it and from what; it moves confidence, never a colour.")),
    (
        N_("source type"),
        N_("Monitoring, participants, organisations, interviews, documents or statistics from outside."),
    ),
    (N_("rating"), N_("The colour of a box relative to expectations, or one of the answers without a colour.")),
    (
        N_("confidence"),
        N_("How strong the evidence under a rating is, from one to four; confidence is not the same as colour."),
    ),
    (N_("conflict"), N_("The sources give different pictures of a box.")),
    (N_("judgement"), N_("An evaluator's recorded decision that confirms or changes a computed rating.")),
    (N_("robust"), N_("The colour stays when the assumptions are varied; sensitive and fragile ones stay less often.")),
    (
        N_("unsettled"),
        N_("Fragile and contested at once, or another colour comes out more often than the computed one."),
    ),
    (N_("rubric"), N_("The rules and numbers that turn evidence into a rating and a confidence.")),
)


def glossary(view: View) -> Table:
    """Return the report's terms with what they mean."""
    say = view.say
    rows = tuple((say(term).capitalize(), say(meaning)) for term, meaning in TERMS)
    return Table(caption=say("Words of the report"), columns=(say("Term"), say("Meaning")), rows=rows)
