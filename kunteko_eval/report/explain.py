"""Why an element is rated as it is, and what would make it the next better rating: in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.items import Item
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.robustness import Robustness
from kunteko_eval.model.coding import UsedCoding
from kunteko_eval.report import coders, item_words, method_words
from kunteko_eval.report.arrow_words import STANDINGS, arrow_reasons
from kunteko_eval.report.language import N_, NBSP, Language
from kunteko_eval.report.not_intended import TITLE, meaning
from kunteko_eval.report.reason_words import step_told
from kunteko_eval.report.seal_words import element_seal
from kunteko_eval.report.uncoloured import has_way, reason, silent_lines, way_told
from kunteko_eval.report.view import View
from kunteko_eval.report.way_up import way_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and the sentences under it: of the evidence itself, or of what follows from it."""

    title: str
    sentences: tuple[str, ...]
    of_items: bool = False


def explain(view: View, one: ElementRating, *, shaken: bool = True, ways: bool = True) -> tuple[Section, ...]:
    """Return why an element is rated as it is, in the order of the method's steps.

    Args:
        view: The period.
        one: The element's rating.
        shaken: Whether to tell robustness too, which takes thousands of draws.
        ways: Whether to tell what would change it.
    """
    say, assessment = view.say, view.assessment
    graded = one.graded
    sections = [
        Section(title=say(TITLE), sentences=meaning(say, one)),
        Section(
            title=say("Evidence used"),
            sentences=(say.text(one.element.why), *_placement(say, assessment, one)),
            of_items=True,
        ),
        Section(
            title=say("Evidence"),
            sentences=tuple(evidence_line(say, assessment, item) for item in one.items),
            of_items=True,
        ),
        Section(title=say("Also known"), sentences=tuple(silent_lines(say, assessment, one)), of_items=True),
        Section(
            title=say("From evidence to rating"),
            sentences=tuple(reason(say, assessment, one, step) for step in graded.reasons),
        ),
        Section(title=say("How sure"), sentences=_sure(say, one)),
        Section(title=say("Conflict"), sentences=tuple(conflict_lines(say, one))),
        Section(title=say("Recorded judgement"), sentences=tuple(judgement_lines(view, one))),
        Section(title=say("Pathway"), sentences=tuple(pathway_lines(view, one))),
        Section(title=say("Robustness"), sentences=tuple(robustness_lines(view, one)) if shaken else ()),
        Section(title=say("What would change it"), sentences=tuple(way_up(say, assessment, one)) if ways else ()),
    ]
    return tuple(section for section in sections if section.sentences)


def named_groups(say: Language, assessment: Assessment, one: ElementRating) -> str:
    """Return whom an element is about; empty when it is about everybody."""
    return say.listing([say.text(assessment.programme.groups[name].label) for name in one.element.groups])


def _placement(say: Language, assessment: Assessment, one: ElementRating) -> list[str]:
    lines = []
    if one.element.placement == "reconstructed":
        lines.append(say("The place of the box in the chain is a reconstruction."))
    if one.element.placement_note:
        lines.append(say.text(one.element.placement_note))
    if one.element.evaluation_question is not None:
        lines.append(say("It answers evaluation question {number}.", number=str(one.element.evaluation_question)))
    if groups := named_groups(say, assessment, one):
        lines.append(say("It is about: {groups}.", groups=groups))
    registered = N_("Proposed {day}, not registered.") if one.element.proposed else N_("Registered {day}.")
    lines.append(say(registered, day=say.day(one.element.registered)))
    return [*lines, *element_seal(say, assessment, one)]


def _sure(say: Language, one: ElementRating) -> tuple[str, ...]:
    return tuple(step_told(say, step) for step in one.confidence_reasons)


def evidence_line(say: Language, assessment: Assessment, item: Item) -> str:
    """Return one item as a sentence: what it says, its value, expectation, achievement and place."""
    programme = assessment.programme
    place = "; ".join(method_words.item_places(say, item.evidence, assessment))
    name = item_words.named(say, item, assessment)
    value = method_words.item_value(say, item, assessment)
    source = say.text(programme.collections[item.source].label)
    if item.status == "used" and item.achievement is not None:
        told = say(
            "achievement {achievement} against the expectation {expectation} ({basis})",
            achievement=say.number(item.achievement, 2),
            expectation=method_words.expectation(say, item, assessment),
            basis=say(method_words.BASES[item.basis]),
        )
    elif has_way(item):
        told = way_told(say, assessment, item)
    else:
        told = say(method_words.STATUSES[item.status])
    if item.coding is not None:
        value += ", " + _believed(say, item.coding)
    line = f"{name}: {value}; {told}. {source} [{place}]"
    if item.wrong_way:
        line += " " + say("It moved the wrong way: past where it started, away from what was expected.")
    if item.status in {"part", "overlap", "repeat"}:
        line += " " + say("This one speaks in its place: {what}.", what=item_words.holders(say, item, assessment))
    if item.status == "used" and len(item.groups) > 1:
        line += " " + say("Put together from: {told}.", told="; ".join(item_words.by_group(say, item, assessment)))
    if item.status == "used" and item.held == "share-of-time":
        line += " " + say("The expectation is the period's share of the time of a longer one.")
    if item.status == "used" and item.held == "year":
        line += " " + say("The expectation is a yearly pace times the length of the period.")
    if item.proxy:
        line += " " + say("An indirect measure.")
    if item.status == "used" and item.aggregation == "increment" and item.coverage < 0.995:
        line += " " + say("It covers {share} of the period.", share=say.percent(item.coverage))
    if item.coding is not None:
        line += "".join(f" {told}" for told in coders.readings(say, programme, item.name))
    if programme.tried.intersection(item.evidence):
        line += " " + say("Changed or added in this trial.")
    if item.others:
        line += " " + say("A different figure is given elsewhere. The less favourable one is used.")
    return line


def _believed(say: Language, coding: UsedCoding) -> str:
    """Return how far a finding is believed and how many coders read it."""
    return say.many(
        "credibility {credibility}, {count} coder",
        "credibility {credibility}, {count} coders",
        len(coding.coders),
        credibility=say(method_words.CREDIBILITY[coding.credibility]),
    )


def conflict_side(say: Language, source_type: str, rating: str, achievement: float) -> str:
    """Return what one kind of source says of an element."""
    return say(
        "{type}: {rating}, achievement {achievement}.",
        type=say(method_words.TYPES[source_type]).capitalize(),
        rating=method_words.word(say, Rating(rating)),
        achievement=say.number(achievement, 2),
    )


def conflict_lines(say: Language, one: ElementRating) -> list[str]:
    """Return both sides of a conflict between source types, and the request to resolve it."""
    if one.conflict is None:
        return []
    sides = [
        conflict_side(say, side.source_type, side.rating.value, side.achievement)
        for side in (one.conflict.kinder, one.conflict.stricter)
    ]
    asked = (
        say("Resolved by a recorded judgement.") if one.resolved else say("The evaluator decides and gives reasons.")
    )
    return [say("The sources disagree:"), *sides, asked]


def judgement_lines(view: View, one: ElementRating) -> list[str]:
    """Return the recorded judgements of an element, and whether the last one is in force."""
    say = view.say
    lines = []
    for decision in one.decisions:
        made = decision.judgement
        lines.append(
            say(
                "{day}, {author}: computed {computed}, decided {final}. {reason}",
                day=say.day(made.date),
                author=made.author,
                computed=method_words.word(say, Rating(made.computed)),
                final=method_words.word(say, Rating(made.final)),
                reason=made.reason,
            )
        )
        if decision.standing == "stale":
            lines.append(
                say("The evidence has changed since, so the computed rating holds until somebody judges again.")
            )
        for column, found, expected in decision.faults:
            lines.append(f"{column}: {found} – {expected}")
    return lines


def pathway_lines(view: View, one: ElementRating) -> list[str]:
    """Return the best pathway that carries a wider effect."""
    say, path = view.say, view.assessment.pathways.get(one.element.id)
    if path is None:
        return []
    chain = view.programme.chain
    steps = " → ".join(say.text(chain.element(step).label) for step in path.steps)
    weakest = " → ".join(say.text(chain.element(part).label) for part in path.weakest.split("→"))
    return [
        say("Best-supported pathway of {count}: {steps}.", count=say.number(path.count), steps=steps),
        say("Its confidence is {level} of 4; the weakest place is {weakest}.", level=path.confidence, weakest=weakest)
        if path.confidence
        else say("It breaks at {weakest}.", weakest=weakest),
        *_weakest_arrow(view, path.steps),
    ]


def _weakest_arrow(view: View, steps: tuple[str, ...]) -> list[str]:
    """Return how sure the least sure arrow of a pathway is, and why."""
    say, assessment = view.say, view.assessment
    ways = set(pairwise(steps))
    arrows = [one for one in assessment.links if (one.source, one.target) in ways]
    if not arrows:
        return []
    least = min(arrows, key=lambda one: (one.confidence, steps.index(one.source)))
    label = {end: say.text(view.programme.chain.element(end).label) for end in (least.source, least.target)}
    head = say(
        "Its weakest arrow is {source} → {target}: {standing}, {level} of 4.",
        source=label[least.source],
        target=label[least.target],
        standing=say(STANDINGS[least.standing]),
        level=least.confidence,
    )
    return [head, *arrow_reasons(say, least, assessment.rubric)]


def rests_on(say: Language, found: Robustness) -> str:
    """Return what a rating rests on: how many figures and findings, and the fewest coders of any of those findings."""
    told = []
    if figures := found.items - found.findings:
        told.append(say.many("{count:w} figure", "{count:w} figures", figures))
    if found.coders is not None:
        told.append(say.many("{count:w} finding", "{count:w} findings", found.findings))
        told.append(say.many("{count:w} coder", "{count:w} coders", found.coders))
    return ", ".join(told)


def robustness_lines(view: View, one: ElementRating) -> list[str]:
    """Return how often the colour stays when the assumptions are shaken, and what drives it."""
    say, found = view.say, view.robustness.get(one.element.id)
    if found is None:
        return []
    told = ", ".join(
        f"{method_words.word(say, rating)} {say.percent(share)}"
        for rating, share in found.probabilities.items()
        if share >= 0.005
    )
    lines = [
        say(
            "{label}: when the assumptions are varied, {told}.",
            label=say(method_words.ROBUST[found.label]).capitalize(),
            told=told,
        ),
        say("It rests on: {told}.", told=rests_on(say, found)),
    ]
    if one.element.id in view.unsettled:
        lines.append(say("Its colour is unsettled: it is fragile and contested, or another one comes out more often."))
    if found.likeliest is not one.computed:
        lines.append(
            say(
                "Another answer comes out more often than the computed one: {rating}.",
                rating=method_words.word(say, found.likeliest),
            )
        )
    if found.driver:
        lines.append(
            say(
                "What moves it most: {factor} ({share} of the variation).",
                factor=say(method_words.FACTORS[found.driver]),
                share=say.percent(found.total[found.driver]),
            )
        )
    return lines


def computed_by(say: Language, assessment: Assessment) -> str:
    """Return whose ratings these are, and whose they are not where somebody rated the programme before."""
    before = assessment.programme.sheet.previous_ratings
    told = (
        N_("Computed by rubric {version}; not the original evaluators' rating.")
        if before
        else N_("Computed by rubric {version}.")
    )
    return say(told, version=assessment.rubric.version)


def as_text(view: View, one: ElementRating) -> str:
    """Return the explanation as plain text for a terminal."""
    say, assessment = view.say, view.assessment
    programme, period = assessment.programme, assessment.period
    lines = [
        f"{say.text(programme.sheet.name)}, {say.period(period)}",
        method_words.headline(say, one),
        computed_by(say, assessment),
    ]
    if programme.sheet.synthetic:
        lines.append(say("Synthetic data: made for trying the tool out."))
    for section in explain(view, one):
        lines += ["", section.title, *(f"  • {sentence}".replace(NBSP, " ") for sentence in section.sentences)]
    return "\n".join(lines)
