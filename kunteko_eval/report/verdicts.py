"""What stands above the boxes, in words: whether what was expected was achieved, and what succeeded best and least."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.rating import Reason
from kunteko_eval.method.robustness import unsettled
from kunteko_eval.method.verdicts import ChainVerdict
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.chosen import Rows, chosen, picked
from kunteko_eval.report.chosen_ratings import own, rated
from kunteko_eval.report.content import Points, Prose, Table
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.rating_words import own_told
from kunteko_eval.report.reason_words import REASONS, step_told
from kunteko_eval.report.table_spec import TableColumn, TableSpec
from kunteko_eval.report.view import View

ANSWERS = {
    "achieved": N_("achieved"),
    "largely-achieved": N_("largely achieved"),
    "partly-achieved": N_("partly achieved"),
    "not-achieved": N_("not achieved"),
    "not-answerable": N_("cannot be answered"),
}
CRITERIA = {
    "relevance": N_("relevance"),
    "coherence": N_("coherence"),
    "effectiveness": N_("effectiveness"),
    "efficiency": N_("efficiency"),
    "impact": N_("impact"),
    "sustainability": N_("sustainability"),
}
STEPS = {
    "verdict-rated": N_("Rated: {rated} of {all} boxes ({coverage})."),
    "verdict-too-early": N_("Too early: {count}."),
    "verdict-veto-coverage": N_("Too little is rated to answer: the least is {least}."),
    "verdict-weighted": N_("Boxes count by their registered importance."),
    "verdict-shares": N_(
        "Of what is rated, {reached} meets what was expected (very much) and {nearly} is at least much."
    ),
    "verdict-by-shares-achieved": N_("At least {bar} meets what was expected: achieved."),
    "verdict-by-shares-largely-achieved": N_("At least {bar} is much or very much: largely achieved."),
    "verdict-by-shares-partly-achieved": N_("At least {bar} is much or very much: partly achieved."),
    "verdict-by-shares-not-achieved": N_("Less than {bar} is much or very much: not achieved."),
    "verdict-veto-decisive": N_("Decisive, but the evidence shows nothing: {elements}. So partly achieved at most."),
    "verdict-veto-unknown": N_("Decisive and not rated: {elements}. So largely achieved at most."),
    "verdict-veto-conflicts": N_(
        "The sources disagree on {share} of what is rated, more than {most}. So largely achieved at most."
    ),
    "verdict-veto-effects": N_(
        "The effects taken together: {answer}. The programme's answer is no better than theirs."
    ),
    "verdict-middle-confidence": N_("The median of the boxes' confidence is {level} of 4."),
    "verdict-down-coverage": N_("One step down: less than {least} is rated."),
}
NAMED = 3
"""How many elements page one names as the best and as the least."""


def verdict_step(say: Language, step: Reason, labels: Mapping[str, str]) -> str:
    """Return one step of a verdict as a sentence.

    Args:
        say: The language.
        step: The step.
        labels: What each element is called, by its id.
    """
    if step.code not in STEPS:
        return step_told(say, step)
    values: dict[str, object] = {}
    for name, value in step.values.items():
        if name == "elements":
            values[name] = "; ".join(labels[one] for one in str(value).split())
        elif name == "answer":
            values[name] = say(ANSWERS[str(value)])
        else:
            values[name] = say.percent(value) if isinstance(value, float) else value
    if step.code == "verdict-shares" and say.grades:
        return own_told(say, step.code, reached_part=values["reached"], nearly_part=values["nearly"])
    return own_told(say, step.code, **values) or say(STEPS[step.code], **values)


def labels_of(view: View) -> dict[str, str]:
    """Return what each element is called in the view's language, by its id."""
    return {one.id: view.say.text(one.label) for one in view.programme.chain.elements}


def verdict_picture(view: View, verdicts: Rows = None) -> Points:
    """Return the answer of the programme and of each evaluation question, with what it rests on.

    Args:
        view: The period.
        verdicts: Rows of `verdicts` of these kinds, in the order in which they are told; all of them when None.
    """
    every = {(str(one.kind), one.name): one for one in view.frames.draws.verdicts}
    known = {key: one for key, one in every.items() if one.kind in {"programme", "question"}}
    return Points(tuple(_answered(view, one) for one in picked(verdicts, known, ["kind", "verdict"])))


def _answered(view: View, one: ChainVerdict) -> str:
    """Return one verdict as a point: the answer, what it rests on, and how sure it is."""
    say, labels = view.say, labels_of(view)
    answer = say(ANSWERS[one.answer])
    asked = {str(question.number): question.text for question in view.programme.sheet.evaluation_questions}
    if one.kind == "question":
        told = [say("Question {number}: {answer}.", number=one.name, answer=answer)]
        told.append(f"{say.text(asked[one.name]).rstrip('?. ')}?")
    else:
        told = [say("The whole programme: {answer}.", answer=answer)]
    shown = [step for step in one.reasons if step.code == "verdict-shares" or "-veto-" in step.code]
    if one.confidence is None:
        shown = [step for step in one.reasons if step.code in {"verdict-rated", "verdict-too-early"}] + shown
    told += [verdict_step(say, step, labels) for step in shown]
    concerned = [
        each
        for each in view.assessment.ratings
        if one.kind != "question" or str(each.element.evaluation_question) == one.name
    ]
    if one.confidence is not None and any(each.at_least for each in concerned):
        told.append(say(REASONS["at-least"]))
    return " ".join([*told, *_certainty(view, one)])


def _certainty(view: View, one: ChainVerdict) -> list[str]:
    """Return how sure a verdict is, and whether another answer comes out more often."""
    say = view.say
    if one.confidence is None or one.label is None or one.probability is None:
        return []
    sure, label = say(method_words.CONFIDENCE[one.confidence]), say(method_words.ROBUST[one.label])
    message = N_(
        "Confidence: {sure}. When the assumptions are varied, {often} of the draws give the same answer: {label}."
    )
    told = [say(message, sure=sure, often=say.percent(one.probability), label=label)]
    if one.likeliest != one.answer:
        other = say(ANSWERS[one.likeliest])
        told.append(say("Another answer comes out more often: {other}.", other=other))
    return told


def _unsettled(view: View, one: ElementRating) -> bool:
    return unsettled(one, view.robustness.get(one.element.id))


def extremes(view: View, ratings: Rows = None) -> tuple[list[ElementRating], list[ElementRating]]:
    """Return what succeeded best and what least among actions and effects: resources are what a programme is given.

    The best reach what was expected, or else those that came nearest; by rating, then the settled first, then achievement and
    confidence, ties in the order of the chain. The least are rated below them, the lowest first;
    an element that is *at least* what it is rated may have succeeded better, so neither it nor any
    that is rated as high is among them.

    Args:
        view: The period.
        ratings: Rows of `ratings` among which they are looked for; all when None.
    """
    chain = view.programme.chain
    found = [one for one in own(rated(view, ratings)) if chain.level_of(one.element).kind != "resources"]
    scale = view.assessment.rubric.scale
    graded = [(scale.place(one.final), one) for one in found if one.final.rated]
    top = max((grade for grade, _ in graded), default=0)

    def merit(one: ElementRating) -> tuple[float, int]:
        return one.graded.achievement or 0.0, one.confidence or 0

    best = [one for grade, one in graded if grade == top and top > 0]
    best.sort(key=lambda one: (_unsettled(view, one), *(-part for part in merit(one))))
    open_from = min((grade for grade, one in graded if one.at_least), default=top)
    least = [(grade, one) for grade, one in graded if grade < min(top, open_from) and not one.at_least]
    least.sort(key=lambda one: (one[0], _unsettled(view, one[1]), merit(one[1])[0]))
    return best, [one for _, one in least]


def best_and_least(view: View, ratings: Rows = None) -> Points | Prose:
    """Return by name what the programme succeeded in best and least.

    Args:
        view: The period.
        ratings: Rows of `ratings` among which they are looked for; all when None.
    """
    say = view.say
    best, least = extremes(view, ratings)
    if not best:
        return Prose((say("No action or effect has a colour, so nothing can be named as best."),))
    scale = view.assessment.rubric.scale
    lines = [
        _named(view, N_("Succeeded best: {names}."), best)
        if scale.place(best[0].final) >= scale.place(scale.reached)
        else _named(view, N_("Nothing met what was expected in full; nearest came: {names}."), best)
    ]
    if least:
        lines.append(_named(view, N_("Succeeded least: {names}."), least))
    if unknown := sum(one.at_least for one in own(rated(view, ratings))):
        lines.append(
            say.many(
                "What succeeded least cannot be named for sure: of one box the sources tell only the least that was achieved (≥).",
                "What succeeded least cannot be named for sure: of {count:w} boxes the sources tell only the least that was achieved (≥).",
                unknown,
            )
        )
    return Points(tuple(lines))


def _named(view: View, message: str, found: Sequence[ElementRating]) -> str:
    """Return the first elements by name with their rating; how many more share the first one's place."""
    say = view.say
    named = [_name(view, one) for one in found[:NAMED]]
    lines = [say(message, names="; ".join(named))]
    alike = sum(one.final is found[0].final for one in found)
    if alike > NAMED:
        lines.append(say("{count:W} in all share this rating.", count=alike))
    return " ".join(lines)


def _name(view: View, one: ElementRating) -> str:
    say = view.say
    told = [method_words.final_words(say, one)]
    if _unsettled(view, one):
        told.append(say("unsettled"))
    return f"{say.text(one.element.label)} ({', '.join(told)})"


def verdict_table(view: View, rows: Rows = None) -> Table:
    """Return every verdict with its answer, why, and how often the answer comes out when assumptions are shaken.

    Args:
        view: The period.
        rows: Rows of the frame ``verdicts``; all when None.
    """
    labels, found = labels_of(view), chosen(rows, view.frames.verdicts)
    steps = {(str(one.kind), one.name): one for one in view.frames.draws.verdicts}
    left_out = {"verdict-middle-confidence", "verdict-down-coverage"}

    def why(say: Language, kind: str, name: str) -> str:
        told = [step for step in steps[kind, name].reasons if step.code in STEPS and step.code not in left_out]
        return " ".join(verdict_step(say, step, labels) for step in told)

    spec = TableSpec(
        N_("Whether what was expected was achieved: the answers above the boxes"),
        (
            TableColumn(N_("Answer to"), ("kind", "verdict", "label"), _about),
            TableColumn(N_("Answer"), ("answer",), cells.coded(ANSWERS)),
            TableColumn(N_("Why"), ("kind", "verdict"), why),
            TableColumn(N_("Confidence"), ("confidence",), cells.confidence),
            TableColumn(N_("How often"), ("probability", "robustness", "likeliest", "answer"), _often),
        ),
        name="verdicts",
    )
    return spec.render(found, view.say)


def _about(say: Language, kind: str, name: str, label: str) -> str:
    if kind == "programme":
        return say("The whole programme")
    if kind == "criterion":
        return say(CRITERIA[name]).capitalize()
    label = say.as_is(label)
    return say("Question {number}: {text}", number=name, text=label) if kind == "question" else label


def _often(say: Language, probability: float | None, label: str | None, likeliest: str, answer: str) -> str:
    """Return how often an answer came out, and which one did more often."""
    if probability is None or label is None:
        return cells.NONE
    told = f"{say.percent(probability, 1)}, {say(method_words.ROBUST[label])}"
    return told if likeliest == answer else say("{told}; more often: {other}", told=told, other=say(ANSWERS[likeliest]))
