"""Tables of the evidence and of the method."""

from __future__ import annotations

from kunteko_eval.disclosure.published import Audited, audit
from kunteko_eval.method.checks import Check
from kunteko_eval.model.evidence import Observation
from kunteko_eval.report import cells, method_words, warning_words
from kunteko_eval.report.chosen import Rows, chosen, picked
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.conventions import kind_of_evidence
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.seal_words import seal_note
from kunteko_eval.report.table_spec import TableColumn, TableSpec, in_order, rows_within
from kunteko_eval.report.view import View
from kunteko_eval.screening.register import reasons


def evidence_counts(view: View, figures: Rows = None, findings: Rows = None) -> Prose:
    """Return how much evidence there is, in all and in this period.

    Args:
        view: The period.
        figures: Rows of the frame ``observations``; those within the period when None.
        findings: Rows of the frame ``findings``; those within the period when None.
    """
    say, assessment, frames = view.say, view.assessment, view.frames.programme
    programme, period = assessment.programme, assessment.period
    inside = chosen(figures, rows_within(frames.observations, period), frames.observations)
    told = chosen(findings, rows_within(frames.findings, period), frames.findings)
    used = {name for one in assessment.everything for name in one.evidence}
    if figures is not None and findings is not None:
        used &= {*inside.index, *told.index}
    first = say(
        "The programme's folder holds {observations} figures and {findings} findings. {inside} figures and {told} findings lie within the period {period}; {used} of them are used in the rating of some box.",
        observations=say.number(len(programme.observations)),
        findings=say.number(len(programme.findings)),
        inside=say.number(len(inside)),
        told=say.number(len(told)),
        used=say.number(len(used)),
        period=say.period(period),
    )
    inferred = int((inside["match"] != "read").sum())
    second = say(
        "Not every figure was read directly from a document. For {inferred} of the figures the label or the period was inferred, or the figure was derived from others; the column How it was read says which.",
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
        TableColumn(N_("How it was read"), ("match",), cells.coded(method_words.MATCHES)),
    ),
    name="observations",
)


def observations(view: View, rows: Rows = None) -> Table | Prose:
    """Return figures with their places.

    Args:
        view: The period.
        rows: Rows of the frame ``observations``; when None those that lie within the period, in the order of the
            indicators and ids.
    """
    frames = view.frames.programme
    every = frames.observations
    found = chosen(rows, in_order(frames, rows_within(every, view.assessment.period)), every)
    if found.empty:
        return Prose((view.say("The documents give no figures for this period."),))
    return OBSERVATIONS.render(found.join(frames.indicators["theme_label"], on="indicator"), view.say)


HIDDEN = {
    "small-group": N_("so few answered that the figure would tell what each of them answered"),
    "all-alike": N_("everybody in a small group answered alike"),
    "differencing": N_("together with another figure it would tell of a small group"),
    "complementary": N_("with it another withheld figure could be worked out"),
}


def suppressed(view: View, rows: Rows = None) -> Table | Prose:
    """Return the figures of the period that exist and are hidden, each with the reason, or that there are none.

    Args:
        view: The period.
        rows: Rows of the frame ``suppressed``; those within the period when None.
    """
    found = chosen(rows, rows_within(view.frames.programme.suppressed, view.assessment.period))
    if found.empty:
        return Prose((view.say("No figure of the period is withheld."),))
    # Several imports may have hidden one figure: the first tells why, the last where it stands.
    why = found.loc[~found.index.duplicated(keep="first"), "reason"]
    found = found[~found.index.duplicated(keep="last")].drop(columns="reason").join(why)
    audited = {(one.source, one.indicator): one for one in audit(view.programme)}
    open_at_least = N_("What stays open at least, for every withheld group of the question")
    spec = TableSpec(
        N_("Figures withheld to protect privacy"),
        (
            TableColumn(N_("Indicator"), ("label",), cells.words),
            TableColumn(N_("Group"), ("group_label",), cells.words),
            TableColumn(N_("Span"), cells.SPAN, cells.span),
            TableColumn(N_("Source"), ("source_label",), cells.words),
            TableColumn(open_at_least, ("source", "indicator"), lambda _say, *key: _open(view, audited[key])),
            TableColumn(N_("Why it is withheld"), ("reason",), cells.coded(HIDDEN)),
        ),
        name="suppressed",
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
    name="findings",
)


def findings(view: View, rows: Rows = None) -> Table | Prose:
    """Return findings with what they say, how far to believe them, and their places.

    Args:
        view: The period.
        rows: Rows of the frame ``findings``; those within the period when None.
    """
    every = view.frames.programme.findings
    found = chosen(rows, rows_within(every, view.assessment.period), every)
    if found.empty:
        return Prose((view.say("The documents give no findings for this period."),))
    return FINDINGS.render(found, view.say)


def register(view: View, rows: Rows = None, suspicions: Rows = None) -> Table | Prose:
    """Return the figures of the period that do not fit, with both sides and their places.

    Args:
        view: The period.
        rows: Rows of the frame ``checks``; those that concern the period when None. Notes are left out.
        suspicions: Rows of the frame ``suspicions``; all when None.
    """
    say, programme = view.say, view.programme
    lines = []
    for check in checks_of_period(view, rows):
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
        lines.append(("; ".join(labels), method_words.check(say, check), say(SEVERITIES[check.severity]), figures))
    lines += _suspicious(view, suspicions)
    if not lines:
        return Prose((say("Every figure of the period fits the others and its number of respondents."),))
    columns = (say("Figure"), say("What does not fit"), say("Severity"), say("What the documents say"))
    return Table(caption=say("Figures that do not fit"), columns=columns, rows=tuple(lines), name="register")


def _suspicious(view: View, rows: Rows) -> list[tuple[str, str, str, str]]:
    """Return a row for whatever is suspicious in the period, with the recorded reason where there is one."""
    say, programme, explained = view.say, view.programme, reasons(view.programme)
    lines, known = [], dict(enumerate(view.suspicions, start=1))
    for one in picked(rows, known, ["suspicion"]):
        if not warning_words.concerns(one, programme, view.assessment.period):
            continue
        told = []
        for name in warning_words.evidence(one):
            figure = programme.observations_by_id.get(name)
            place = ", ".join(method_words.item_places(say, (name,), view.assessment))
            told.append(f"{_figure(view, figure)} ({place})" if figure else place)
        severity = say("explained") if one.key in explained else say(SEVERITIES["warning"])
        said = warning_words.sentence(say, one, programme)
        lines.append(("; ".join(warning_words.labels(say, one, programme)), said, severity, "; ".join(told) or "–"))
    return lines


BIAS = {"low": N_("low"), "some": N_("some"), "high": N_("high")}
EVENTS = {"start": N_("start of the programme"), "end": N_("end of the programme")}
SEVERITIES = {"error": N_("error"), "warning": N_("warning"), "note": N_("note")}


def check_notes(view: View, rows: Rows = None) -> Prose | None:
    """Return what is worth knowing of the figures without being a fault of theirs, or nothing.

    Args:
        view: The period.
        rows: Rows of the frame ``checks``; those that concern the period when None. Only notes are told.
    """
    notes = [method_words.check(view.say, check) for check in checks_of_period(view, rows) if check.severity == "note"]
    return Prose(tuple(notes)) if notes else None


def checks_of_period(view: View, rows: Rows = None) -> list[Check]:
    """Return the failed checks, of those in rows, that concern some figure of the period or the programme's dates."""
    programme, period = view.programme, view.assessment.period
    inside = {one.id for one in programme.observations if period.contains(programme.periods[one.period])}
    known = dict(enumerate(view.assessment.checks, start=1))
    return [check for check in picked(rows, known, ["check"]) if check.claims or inside.intersection(check.evidence)]


def registration(view: View) -> Prose:
    """Return what the seals prove, how expectations were registered, and what the levels' due times rest on."""
    chain = view.programme.chain
    notes = [chain.due_reason, *([chain.registration_note] if chain.registration_note else [])]
    return Prose((*seal_note(view), *(view.say.text(note) for note in notes)))


def expectations(view: View, rows: Rows = None) -> Table | Prose:
    """Return the conventions that set expectations, with their basis and reason.

    Args:
        view: The period.
        rows: Rows of the frame ``expectations``; all when None.
    """
    say, programme = view.say, view.programme
    found = chosen(rows, view.frames.programme.expectations)
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
        name="expectations",
    )
    return spec.render(found, say)


def _on_whose_word(say: Language, basis: str, document: str | None, place: str) -> str:
    return say(method_words.BASES[basis]) + (f" ({say.as_is(f'{document}: {place}')})" if document else "")


def _response(say: Language, rate: float | None) -> str:
    return cells.percent(say, None if rate is None else 100 * rate)


SOURCES = TableSpec(
    N_("Where the evidence comes from"),
    (
        TableColumn(N_("Collection"), ("label",), cells.words),
        TableColumn(N_("Source type"), ("source_type",), cells.coded(method_words.TYPES)),
        TableColumn(N_("Risk of bias"), ("bias",), cells.coded(BIAS)),
        TableColumn(N_("Why"), ("bias_reason",), cells.words),
        TableColumn(N_("Response rate"), ("response_rate",), _response),
    ),
    name="sources",
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
    name="documents",
)


def _as_it_stands(say: Language, document: str, heading: str) -> str:
    return say.as_is(f"{document}: {heading}")


HEADINGS = TableSpec(
    N_("Headings that are cited"),
    (
        TableColumn(N_("Heading in the document"), cells.PLACE, _as_it_stands),
        TableColumn(N_("Heading in this report"), ("label",), cells.words),
        TableColumn(N_("From page"), ("page",), cells.number),
    ),
)


def headings(view: View, rows: Rows = None) -> Table | None:
    """Return the cited headings as they stand in the documents and in this report; None where nothing differs.

    Args:
        view: The period.
        rows: Rows of the frame ``headings``; those that are translated, or whose page is known, when None.
    """
    every = view.frames.programme.headings
    usual = every[(every["label"] != every.index.get_level_values("place")) | every["page"].notna()]
    found = chosen(rows, usual, every)
    return None if found.empty else HEADINGS.render(found, view.say)


def sources(view: View, rows: Rows = None) -> Table | Prose:
    """Return the collections of evidence with their type and risk of bias.

    Args:
        view: The period.
        rows: Rows of the frame ``sources``; all when None.
    """
    found = chosen(rows, view.frames.programme.sources)
    if found.empty:
        return Prose((view.say("No collection of evidence is named."),))
    return SOURCES.render(found, view.say)


def documents(view: View, rows: Rows = None) -> Table:
    """Return the documents that were read.

    Args:
        view: The period.
        rows: Rows of the frame ``documents``; all when None.
    """
    return DOCUMENTS.render(chosen(rows, view.frames.programme.documents), view.say)
