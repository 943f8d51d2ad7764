"""Tables of the evidence and of the method."""

from __future__ import annotations

from dataclasses import fields

from kunteko_eval.disclosure.published import Audited, audit
from kunteko_eval.method.checks import Check
from kunteko_eval.method.rubric import Settings
from kunteko_eval.model.coding import SCALE
from kunteko_eval.model.evidence import Observation
from kunteko_eval.report import cells, method_words, warning_words
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.conventions import kind_of_evidence
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.seal_words import seal_note
from kunteko_eval.report.table_spec import TableColumn, TableSpec, in_order, rows_within
from kunteko_eval.report.view import View
from kunteko_eval.screening.register import reasons


def evidence_counts(view: View) -> Prose:
    """Return how much evidence there is, in all and in this period."""
    say, assessment = view.say, view.assessment
    programme, period = assessment.programme, assessment.period
    inside = [one for one in programme.observations if period.contains(programme.periods[one.period])]
    told = [one for one in programme.findings if period.contains(programme.periods[one.period])]
    used = {name for one in assessment.everything for name in one.evidence}
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


OBSERVATIONS = TableSpec(
    N_("All figures of the period"),
    (
        TableColumn(N_("Indicator"), ("label",), cells.words),
        TableColumn(N_("Value"), cells.FIGURE, cells.figure, numeric=True),
        TableColumn("n", ("n",), cells.number, numeric=True, translated=False),
        TableColumn(N_("Group"), ("group_label",), cells.words),
        TableColumn(N_("Span"), cells.SPAN, cells.span),
        TableColumn(N_("Theme"), ("theme_label",), cells.words),
        TableColumn(N_("Source"), cells.PLACE, cells.place),
        TableColumn(N_("How read"), ("match",), cells.coded(method_words.MATCHES)),
    ),
)


def observations(view: View) -> Table | Prose:
    """Return every figure that lies within the period, with its place, in the order of the indicators and ids."""
    frames = view.frames.programme
    found = rows_within(frames.observations, view.assessment.period).join(
        frames.indicators["theme_label"], on="indicator"
    )
    if found.empty:
        return Prose((view.say("The documents give no figures for this period."),))
    return OBSERVATIONS.render(in_order(frames, found), view.say)


HIDDEN = {
    "small-group": N_("so few answered that the figure would tell what each of them answered"),
    "all-alike": N_("everybody in a small group answered alike"),
    "differencing": N_("together with another figure it would tell of a small group"),
    "complementary": N_("with it another hidden figure could be worked out"),
}


def suppressed(view: View) -> Table | Prose:
    """Return the figures of the period that exist and are hidden, each with the reason, or that there are none."""
    found = rows_within(view.frames.programme.suppressed, view.assessment.period)
    if found.empty:
        return Prose((view.say("No figure of the period is hidden."),))
    # Several imports may have hidden one figure: the first tells why, the last where it stands.
    why = found.loc[~found.index.duplicated(keep="first"), "reason"]
    found = found[~found.index.duplicated(keep="last")].drop(columns="reason").join(why)
    audited = {(one.source, one.indicator): one for one in audit(view.programme)}
    open_at_least = N_("What stays open at least, of every hidden group of the question")
    spec = TableSpec(
        N_("Figures that are hidden"),
        (
            TableColumn(N_("Indicator"), ("label",), cells.words),
            TableColumn(N_("Group"), ("group_label",), cells.words),
            TableColumn(N_("Span"), cells.SPAN, cells.span),
            TableColumn(N_("Source"), ("source_label",), cells.words),
            TableColumn(open_at_least, ("source", "indicator"), lambda _say, *key: _open(view, audited[key])),
            TableColumn(N_("Why it is hidden"), ("reason",), cells.coded(HIDDEN)),
        ),
    )
    return spec.render(found, view.say)


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


def _coding(say: Language, direction: str | None, extent: str | None, registered: bool) -> str:  # noqa: FBT001  (a value of a row)
    """Return what a finding says and how much; one that is registered for nothing is context and says neither."""
    return method_words.coding(say, direction, extent) if registered else say("context")


def _credibility(say: Language, credibility: int | None) -> str:
    return cells.NONE if credibility is None else say(method_words.CREDIBILITY[credibility])


def _figure(view: View, one: Observation) -> str:
    return method_words.observed(view.say, one, view.programme.indicators_by_id[one.indicator].unit)


EXTENT_SOURCE = N_(
    "An extent is a word of the chain's own scale: the middle of its grade; at least so much for, at most so much against."
)

FINDINGS = TableSpec(
    N_("All findings of the period"),
    (
        TableColumn(N_("Finding, in the coder's words"), ("statement",), cells.words),
        TableColumn(N_("Coding"), ("direction", "extent", "registered"), _coding),
        TableColumn(N_("What it can show"), ("kind",), cells.coded(method_words.CONTRIBUTIONS)),
        TableColumn(N_("Collection"), ("source_label",), cells.words),
        TableColumn(N_("Credibility"), ("credibility",), _credibility),
        TableColumn(N_("Coders"), ("coders",), cells.words),
        TableColumn(N_("Source"), cells.PLACE, cells.place),
    ),
)


def findings(view: View) -> Table | Prose:
    """Return every finding that lies within the period, with what it says, how far to believe it, and its place."""
    found = rows_within(view.frames.programme.findings, view.assessment.period)
    if found.empty:
        return Prose((view.say("The documents give no findings for this period."),))
    return FINDINGS.render(found, view.say)


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


BIAS = {"low": N_("low"), "some": N_("some"), "high": N_("high")}
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
    """Return what the seals prove, how expectations were registered, and what the levels' due times rest on."""
    chain = view.programme.chain
    notes = [chain.due_reason, *([chain.registration_note] if chain.registration_note else [])]
    return Prose((*seal_note(view), *(view.say.text(note) for note in notes)))


def expectations(view: View) -> Table | Prose:
    """Return the conventions that set expectations, with their basis and reason."""
    say, programme = view.say, view.programme
    found = view.frames.programme.expectations
    if found.empty:
        return Prose((say("No expectation is recorded, so nothing can have a colour."),))

    def kind(say: Language, name: str) -> str:
        told = kind_of_evidence(say, programme, programme.chain.conventions_by_id[name])
        return told[:1].upper() + told[1:]

    def expected(say: Language, unit: str, value: float | None, pace: str | None, period: str | None) -> str:
        notes = [say("a year")] if pace == "year" else []
        notes += [say("in {span}", span=say.period(programme.periods[period]))] if period else []
        notes += [say("shorter periods by their share of the time")] if pace == "share-of-time" else []
        written = say("the preceding period's figure") if value is None else method_words.terms(say, unit, value)
        return written + (f" ({', '.join(notes)})" if notes else "")

    spec = TableSpec(
        N_("What was expected, by kind of evidence"),
        (
            TableColumn(N_("Kind of evidence"), ("expectation",), kind),
            TableColumn(N_("Expected"), ("applies_to", "expected", "pace", "period"), expected),
            TableColumn(N_("Floor"), ("applies_to", "floor"), method_words.terms),
            TableColumn(N_("On whose word"), ("basis", "document", "place"), _on_whose_word),
            TableColumn(N_("Used for items"), ("used",), cells.number, numeric=True),
            TableColumn(N_("Reason"), ("reason",), cells.words),
            TableColumn(N_("Recorded"), ("recorded",), cells.day),
        ),
    )
    return spec.render(found, say)


def _on_whose_word(say: Language, basis: str, document: str | None, place: str) -> str:
    return say(method_words.BASES[basis]) + (f" ({say.as_is(f'{document}: {place}')})" if document else "")


def rubric(view: View) -> Table:
    """Return the rubric in force: every number with its description and reference."""
    say, sheet = view.say, view.assessment.rubric.sheet
    chain = view.programme.chain
    kinds: dict[str, str] = {level.kind: say.text(level.label) for level in chain.levels}
    rows = []
    for one in fields(Settings):
        setting = getattr(sheet.settings, one.name)
        value = getattr(view.assessment.rubric, one.name)
        if isinstance(value, tuple):
            named = [kinds.get(one, "") if isinstance(one, str) else say.number(one) for one in value]
            written = ", ".join(filter(None, named))
        elif isinstance(value, str):
            written = say(method_words.POOLING[value])
        elif isinstance(value, int):
            written = str(value) if one.name == "seed" else say.number(value)
        else:
            written = say.number(value, 0 if value == int(value) and value > 2 else 2)
        rows.append((say.text(setting.description), written, say.text(setting.reference)))
    worth = view.assessment.rubric.extent_values
    for (direction, extent), value in zip(SCALE, worth, strict=True):
        if direction != "neither":
            about = say("What a finding is worth: {coding}", coding=method_words.coding(say, direction, extent))
            rows.append((about, say.number(value, 2), say(EXTENT_SOURCE)))
    caption = say("The rubric in force, version {version}", version=sheet.version)
    return Table(
        caption=caption,
        columns=(say("Setting"), say("Value"), say("Reference")),
        rows=tuple(rows),
        numeric=frozenset({1}),
    )


def _response(say: Language, rate: float | None) -> str:
    return cells.percent(say, None if rate is None else 100 * rate)


SOURCES = TableSpec(
    N_("Where the evidence comes from"),
    (
        TableColumn(N_("Collection"), ("label",), cells.words),
        TableColumn(N_("Kind of source"), ("source_type",), cells.coded(method_words.TYPES)),
        TableColumn(N_("Risk of bias"), ("bias",), cells.coded(BIAS)),
        TableColumn(N_("Why"), ("bias_reason",), cells.words),
        TableColumn(N_("Response rate"), ("response_rate",), _response),
    ),
)
DOCUMENTS = TableSpec(
    N_("Documents"),
    (
        TableColumn(N_("Mark"), ("document",), cells.words),
        TableColumn(N_("Title"), ("title",), cells.words),
        TableColumn(N_("Text read"), ("file",), cells.words),
        TableColumn(N_("Published"), ("published",), cells.day),
        TableColumn(N_("Reference"), ("reference",), cells.words),
    ),
)


def sources(view: View) -> Table | Prose:
    """Return the collections of evidence with their type and risk of bias."""
    found = view.frames.programme.sources
    if found.empty:
        return Prose((view.say("No collection of evidence is named."),))
    return SOURCES.render(found, view.say)


def documents(view: View) -> Table:
    """Return the documents that were read."""
    return DOCUMENTS.render(view.frames.programme.documents, view.say)
