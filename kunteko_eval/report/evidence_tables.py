"""Tables of the evidence and of the method."""

from __future__ import annotations

from dataclasses import fields

from kunteko_eval.disclosure.published import Audited, audit
from kunteko_eval.method.checks import Check
from kunteko_eval.method.rubric import Settings
from kunteko_eval.model.chain import Convention
from kunteko_eval.model.evidence import Observation
from kunteko_eval.report import method_words, warning_words
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.conventions import kind_of_evidence
from kunteko_eval.report.figures import theme_label
from kunteko_eval.report.language import N_, NBSP
from kunteko_eval.report.view import View
from kunteko_eval.screening.register import reasons


def evidence_counts(view: View) -> Prose:
    """Return how much evidence there is, in all and in this period."""
    say, assessment = view.say, view.assessment
    programme, period = assessment.programme, assessment.period
    inside = [one for one in programme.observations if period.contains(programme.periods[one.period])]
    told = [one for one in programme.findings if period.contains(programme.periods[one.period])]
    used = {name for one in assessment.ratings for name in one.evidence}
    first = say(
        "The programme's folder holds {observations} figures and {findings} findings. {inside} figures and {told} findings lie within the period {period}; {used} of them speak for some element's rating.",
        observations=say.number(len(programme.observations)),
        findings=say.number(len(programme.findings)),
        inside=say.number(len(inside)),
        told=say.number(len(told)),
        used=say.number(len(used)),
        period=say.period(period),
    )
    inferred = sum(one.match != "read" for one in inside)
    second = say(
        "In {inferred} of the figures the match of label and number, or the period, was inferred or the figure was derived; each says so.",
        inferred=say.number(inferred),
    )
    return Prose((first, second))


def observations(view: View) -> Table | Prose:
    """Return every figure that lies within the period, with its place."""
    say, assessment = view.say, view.assessment
    programme = assessment.programme
    rows = []
    for indicator in programme.indicators:
        for one in programme.observations_of[indicator.id]:
            if assessment.period.contains(programme.periods[one.period]):
                rows.append(
                    (
                        say.text(indicator.label),
                        _figure(view, one),
                        "–" if one.n is None else say.number(one.n),
                        say.text(programme.groups[one.group].label),
                        say.period(programme.periods[one.period]),
                        theme_label(view, indicator.theme),
                        "; ".join(method_words.item_places(say, (one.id,), assessment)),
                        say(method_words.MATCHES[one.match]),
                    )
                )
    columns = (
        say("Indicator"),
        say("Value"),
        "n",
        say("Group"),
        say("Span"),
        say("Theme"),
        say("Source"),
        say("How read"),
    )
    if not rows:
        return Prose((say("The documents give no figures for this period."),))
    caption = say("All figures of the period")
    return Table(caption=caption, columns=columns, rows=tuple(rows), numeric=frozenset({1, 2}))


HIDDEN = {
    "small-group": N_("so few answered that the figure would tell what each of them answered"),
    "all-alike": N_("everybody in a small group answered alike"),
    "differencing": N_("together with another figure it would tell of a small group"),
    "complementary": N_("with it another hidden figure could be worked out"),
}


def suppressed(view: View) -> Table | Prose:
    """Return the figures of the period that exist and are hidden, each with the reason, or that there are none."""
    say, programme = view.say, view.programme
    inside = [one for one in programme.suppressed if view.assessment.period.contains(programme.periods[one.period])]
    if not inside:
        return Prose((say("No figure of the period is hidden."),))
    audited = {(one.source, one.indicator): one for one in audit(programme)}
    rows = [
        (
            say.text(programme.indicators_by_id[one.indicator].label),
            say.text(programme.groups[one.group].label),
            say.period(programme.periods[one.period]),
            say.text(programme.collections[one.source].label),
            _open(view, audited[one.source, one.indicator]),
            say(HIDDEN[one.reason]),
        )
        # Several imports may have hidden one figure.
        for one in {(one.indicator, one.group, one.period, one.source): one for one in reversed(inside)}.values()
    ][::-1]
    columns = (
        say("Indicator"),
        say("Group"),
        say("Span"),
        say("Source"),
        say("What stays open at least, of every hidden group of the question"),
        say("Why it is hidden"),
    )
    return Table(caption=say("Figures that are hidden"), columns=columns, rows=tuple(rows))


def _open(view: View, audited: Audited) -> str:
    """Return the least that somebody who knows every shown figure cannot tell."""
    say = view.say
    if not (audited.fits and audited.is_whole):
        return say("it could not be worked out")
    if audited.answers is None:
        return say("any number of answers fits")
    if audited.amount is None:
        return say("{answers} numbers of answers fit", answers=say.number(audited.answers))
    if view.programme.indicators_by_id[audited.indicator].unit == "grade":
        return say(
            "{answers} numbers of answers and {sums} sums of grades fit",
            answers=say.number(audited.answers),
            sums=say.number(audited.amount),
        )
    return say(
        "{answers} numbers of answers and {positive} numbers of positive answers fit",
        answers=say.number(audited.answers),
        positive=say.number(audited.amount),
    )


def _figure(view: View, one: Observation) -> str:
    return method_words.observed(view.say, one, view.programme.indicators_by_id[one.indicator].unit)


def findings(view: View) -> Table | Prose:
    """Return every finding that lies within the period, with direction, strength and place.

    One that is registered for no element and no link is context: it supports and contradicts nothing.
    """
    say, assessment = view.say, view.assessment
    programme = assessment.programme
    registered = {one.finding for element in programme.chain.elements for one in element.evidence}
    registered |= {name for link in programme.chain.links for name in link.evidence}
    rows = []
    for one in programme.findings:
        if assessment.period.contains(programme.periods[one.period]):
            direction = say("supports") if one.direction == "supports" else say("contradicts")
            coding = say("{direction}, strength {strength}", direction=direction, strength=one.strength)
            if one.strength == 0:
                coding = say("no judgement")
            elif one.id not in registered:
                coding = say("context")
            rows.append(
                (
                    say.text(one.statement),
                    coding,
                    say(method_words.CONTRIBUTIONS[one.kind]),
                    say.text(programme.collections[one.source].label),
                    say.as_is(one.coder),
                    "; ".join(method_words.item_places(say, (one.id,), assessment)),
                )
            )
    columns = (
        say("Finding, in the coder's words"),
        say("Coding"),
        say("What it can show"),
        say("Collection"),
        say("Coder"),
        say("Source"),
    )
    if not rows:
        return Prose((say("The documents give no findings for this period."),))
    return Table(caption=say("All findings of the period"), columns=columns, rows=tuple(rows))


def register(view: View) -> Table | Prose:
    """Return the figures of the period that do not fit, with both sides and their places."""
    say, programme = view.say, view.programme
    rows = []
    for check in checks_of_period(view):
        if check.severity == "note":
            continue
        ones = [programme.observations_by_id[name] for name in check.evidence]
        labels = dict.fromkeys(say.text(programme.indicators_by_id[one.indicator].label) for one in ones)
        told = [
            f"{_figure(view, one)} ({', '.join(method_words.item_places(say, (one.id,), view.assessment))})"
            for one in ones
        ]
        told += [f"{say.day(one.date)} ({method_words.place(say, one)})" for one in check.claims]
        labels |= dict.fromkeys(say(EVENTS[one.event]) for one in check.claims)
        figures = "; ".join(told)
        rows.append(("; ".join(labels), method_words.check(say, check), say(SEVERITIES[check.severity]), figures))
    rows += _suspicious(view)
    if not rows:
        return Prose((say("Every figure of the period fits the others and its number of respondents."),))
    columns = (say("Figure"), say("What does not fit"), say("Severity"), say("What the documents say"))
    return Table(caption=say("Figures that do not fit"), columns=columns, rows=tuple(rows))


def _suspicious(view: View) -> list[tuple[str, str, str, str]]:
    """Return a row for whatever is suspicious in the period, with the recorded reason where there is one."""
    say, programme, explained = view.say, view.programme, reasons(view.programme)
    rows = []
    for one in view.suspicions:
        if not warning_words.concerns(one, programme, view.assessment.period):
            continue
        told = []
        for name in warning_words.evidence(one):
            figure = programme.observations_by_id.get(name)
            place = ", ".join(method_words.item_places(say, (name,), view.assessment))
            told.append(f"{_figure(view, figure)} ({place})" if figure else place)
        severity = say("explained") if one.key in explained else say(SEVERITIES["warning"])
        said = warning_words.sentence(say, one, programme)
        rows.append(("; ".join(warning_words.labels(say, one, programme)), said, severity, "; ".join(told) or "–"))
    return rows


EVENTS = {"start": N_("start of the programme"), "end": N_("end of the programme")}
SEVERITIES = {"error": N_("error"), "warning": N_("warning"), "note": N_("note")}


def check_notes(view: View) -> Prose | None:
    """Return what is worth knowing of the figures without being a fault of theirs, or nothing."""
    notes = [method_words.check(view.say, check) for check in checks_of_period(view) if check.severity == "note"]
    return Prose(tuple(notes)) if notes else None


def checks_of_period(view: View) -> list[Check]:
    """Return the failed checks that concern some figure of the period, or the programme's dates."""
    programme, period = view.programme, view.assessment.period
    inside = {one.id for one in programme.observations if period.contains(programme.periods[one.period])}
    return [check for check in view.assessment.checks if check.claims or inside.intersection(check.evidence)]


def registration(view: View) -> Prose:
    """Return how and when expectations and evidence were registered, and what the levels' due times rest on."""
    chain = view.programme.chain
    notes = [chain.due_reason, *([chain.registration_note] if chain.registration_note else [])]
    return Prose(tuple(view.say.text(note) for note in notes))


def expectations(view: View) -> Table | Prose:
    """Return the conventions that set expectations, with their basis and reason."""
    say, chain = view.say, view.programme.chain
    used: dict[str, int] = {}
    for element in chain.elements:
        for registration in element.evidence:
            used[registration.expectation] = used.get(registration.expectation, 0) + 1
    rows = []
    for one in chain.conventions:
        if isinstance(one.expected, float):
            expected = method_words.terms(say, one.applies_to, one.expected)
        else:
            expected = say("the preceding period's figure")
        expected += _of(view, one)
        place = f" ({say.as_is(f'{one.document}: {one.place}')})" if one.document else ""
        kind = kind_of_evidence(say, view.programme, one)
        rows.append(
            (
                kind[:1].upper() + kind[1:],
                expected,
                method_words.terms(say, one.applies_to, one.floor),
                say(method_words.BASES[one.basis]) + place,
                say.number(used.get(one.id, 0)),
                say.text(one.reason),
                say.day(one.recorded),
            )
        )
    columns = (
        say("Kind of evidence"),
        say("Expected"),
        say("Floor"),
        say("On whose word"),
        say("Used for items"),
        say("Reason"),
        say("Recorded"),
    )
    if not rows:
        return Prose((say("No expectation is recorded, so nothing can have a colour."),))
    return Table(
        caption=say("What was expected, by kind of evidence"), columns=columns, rows=tuple(rows), numeric=frozenset({4})
    )


def _of(view: View, one: Convention) -> str:
    """Return in words of which period or pace an expectation is, where that is registered."""
    say = view.say
    told = []
    if one.pace == "year":
        told.append(say("a year"))
    if one.period is not None:
        told.append(say("in {span}", span=say.period(view.programme.periods[one.period])))
    if one.pace == "share-of-time":
        told.append(say("shorter periods by their share of the time"))
    return f" ({', '.join(told)})" if told else ""


def rubric(view: View) -> Table:
    """Return the rubric in force: every number with its description and reference."""
    say, sheet = view.say, view.assessment.rubric.sheet
    chain = view.programme.chain
    kinds = {level.kind: say.text(level.label) for level in chain.levels}
    rows = []
    for one in fields(Settings):
        setting = getattr(sheet.settings, one.name)
        value = getattr(view.assessment.rubric, one.name)
        if isinstance(value, tuple):
            written = ", ".join(kinds[kind] for kind in value if kind in kinds)
        elif isinstance(value, str):
            written = say(method_words.POOLING[value])
        elif isinstance(value, int):
            written = str(value) if one.name == "seed" else say.number(value)
        else:
            written = say.number(value, 0 if value == int(value) and value > 2 else 2)
        rows.append((say.text(setting.description), written, say.text(setting.reference)))
    for row in sheet.finding_achievement:
        direction = say("supports") if row.direction == "supports" else say("contradicts")
        about = say(
            "Achievement of a finding: {direction}, strength {strength}", direction=direction, strength=row.strength
        )
        rows.append(
            (about, say.number(row.value, 2), say("Support in equal steps; a contradiction by itself gives no colour."))
        )
    caption = say("The rubric in force, version {version}", version=sheet.version)
    return Table(
        caption=caption,
        columns=(say("Setting"), say("Value"), say("Reference")),
        rows=tuple(rows),
        numeric=frozenset({1}),
    )


def sources(view: View) -> Table | Prose:
    """Return the collections of evidence with their type and risk of bias."""
    say = view.say
    bias = {"low": say("low"), "some": say("some"), "high": say("high")}
    rows = tuple(
        (
            say.text(one.label),
            say(method_words.TYPES[one.type]),
            bias[one.bias],
            say.text(one.bias_reason),
            say("not told")
            if one.response_rate is None
            else method_words.figure(say, 100 * one.response_rate, "percent"),
        )
        for one in view.programme.sources.collections
    )
    columns = (say("Collection"), say("Kind of source"), say("Risk of bias"), say("Why"), say("Response rate"))
    if not rows:
        return Prose((say("No collection of evidence is named."),))
    return Table(caption=say("Where the evidence comes from"), columns=columns, rows=rows)


def documents(view: View) -> Table:
    """Return the documents that were read."""
    say = view.say
    rows = tuple(
        (
            say.as_is(one.id),
            say.text(one.title),
            say.as_is(one.file),
            "–" if one.published is None else say.day(one.published),
            "–" if one.reference is None else say.as_is(one.reference),
        )
        for one in view.programme.sources.documents
    )
    columns = (say("Mark"), say("Title"), say("Text read"), say("Published"), say("Reference"))
    return Table(caption=say("Documents"), columns=columns, rows=rows)


def links(view: View) -> Table:
    """Return every link with its assumption, evidence and rival explanations."""
    say, assessment = view.say, view.assessment
    chain, programme = assessment.programme.chain, assessment.programme
    labels = {element.id: say.text(element.label) for element in chain.elements}
    rivals = {rival.id: say.text(rival.text) for rival in chain.rivals}
    rows = []
    for link, known in zip(chain.links, assessment.links, strict=True):
        told = [f"+{NBSP}{say.text(programme.findings_by_id[name].statement)}" for name in known.supports]
        told += [f"−{NBSP}{say.text(programme.findings_by_id[name].statement)}" for name in known.contradicts]
        checked = [
            f"{rivals[one.rival]} ({say('examined') if one.examined else say('not examined')})" for one in link.rivals
        ]
        rows.append(
            (
                f"{labels[link.source]} → {labels[link.target]}",
                say.text(link.assumption),
                " ".join(told) or say("only assumed"),
                method_words.confidence(say, known.confidence),
                " ".join(checked) or "–",
            )
        )
    columns = (
        say("Link"),
        say("Assumption (evaluator's)"),
        say("Evidence"),
        say("Confidence"),
        say("Rival explanations"),
    )
    return Table(caption=say("Links of the chain"), columns=columns, rows=tuple(rows))
