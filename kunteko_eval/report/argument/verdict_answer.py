"""How it went as a whole: the answer of the programme and of each evaluation question, in plain words."""

from __future__ import annotations

from kunteko_eval.method.verdicts import ChainVerdict
from kunteko_eval.report import method_words
from kunteko_eval.report.argument.claims import Claim, ClaimGroup
from kunteko_eval.report.chosen_ratings import own
from kunteko_eval.report.language import N_
from kunteko_eval.report.view import View

WHOLE = {
    "achieved": N_("The programme met expectations"),
    "largely-achieved": N_("The programme largely met expectations"),
    "partly-achieved": N_("The programme partly met expectations"),
    "not-achieved": N_("The programme did not meet expectations"),
    "not-answerable": N_("It cannot yet be said whether the programme met expectations"),
}
QUESTIONS = {
    "achieved": N_("As expected"),
    "largely-achieved": N_("Largely as expected"),
    "partly-achieved": N_("Partly as expected"),
    "not-achieved": N_("Not as expected"),
    "not-answerable": N_("Too little is known to answer"),
}
HELD = {
    "robust": N_("Other reasonable assumptions would give the same answer."),
    "sensitive": N_("Other reasonable assumptions would usually give the same answer, but not always."),
    "fragile": N_("Other reasonable assumptions could well give another answer."),
}
COUNTED = {
    (True, True): N_(
        "Of the {rated:w} points that could be judged, {reached:w} met expectations in full and {nearly:w} largely."
    ),
    (True, False): N_(
        "Of the {rated:w} points that could be judged, {reached:w} met expectations in full; no other is known to have come near."
    ),
    (False, True): N_(
        "Of the {rated:w} points that could be judged, none is known to have met expectations in full, but {nearly:w} largely did."
    ),
    (False, False): N_("Of the {rated:w} points that could be judged, none is known to have come near expectations."),
}
"""What the answer is made of, by whether anything reached what was expected in full, and to a great extent."""
ALONE = {
    (True, False): N_("The one point that could be judged met expectations in full."),
    (False, True): N_("The one point that could be judged largely met expectations."),
    (False, False): N_("The one point that could be judged is not known to have come near expectations."),
}
PROOF = ("annex-impact_chain", "annex-certainty")


def verdict_answer(view: View) -> ClaimGroup:
    """Return the programme's answer with what it rests on, and the answer of each evaluation question."""
    found = [one for one in view.frames.draws.verdicts if one.kind == "question"]
    claims = [Claim(text=" ".join(_programme(view)), evidence=PROOF)]
    claims += [Claim(text=_question(view, one), evidence=PROOF) for one in found]
    return ClaimGroup(name="verdict", heading=view.say("How did it go as a whole?"), claims=tuple(claims), listed=True)


def headline(view: View) -> str:
    """Return the programme's answer as a heading."""
    return view.say(WHOLE[_of_programme(view).answer])


def _of_programme(view: View) -> ChainVerdict:
    return next(one for one in view.frames.draws.verdicts if one.kind == "programme")


def _programme(view: View) -> list[str]:
    """Return the programme's answer, of how many things it is made, and whether it would stand."""
    say, scale, verdict = view.say, view.assessment.rubric.scale, _of_programme(view)
    rated = [one for one in own(view.assessment.everything) if one.final.rated]
    reached = sum(scale.place(one.final) >= scale.place(scale.reached) for one in rated)
    nearly = sum(scale.place(one.final) >= scale.place(scale.nearly) for one in rated) - reached
    if not rated:
        return [f"{say(WHOLE[verdict.answer])}."]
    told = [f"{say(WHOLE[verdict.answer])}."] if verdict.answer == "not-answerable" else []
    message = (ALONE if len(rated) == 1 else COUNTED)[reached > 0, nearly > 0]
    told.append(say(message, rated=len(rated), reached=reached, nearly=nearly))
    return told if verdict.label is None else [*told, say(HELD[verdict.label])]


def _question(view: View, one: ChainVerdict) -> str:
    """Return an evaluation question with its answer and how sure that is."""
    say = view.say
    asked = {str(each.number): each.text for each in view.programme.sheet.evaluation_questions}
    sure = "" if one.confidence is None else f" ({say(method_words.CONFIDENCE[one.confidence])})"
    question, answer = say.text(asked[one.name]).rstrip("?. "), say(QUESTIONS[one.answer])
    return say("{question}? {answer}{sure}.", question=question, answer=answer, sure=sure)
