"""Who coded the findings, how far coders agree, where they do not, and what was decided about it."""

from __future__ import annotations

import datetime
import math

from kunteko_eval.errors import UnknownName
from kunteko_eval.method.agreement import Alpha
from kunteko_eval.method.coding_agreement import CodingAgreement, coding_agreement
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.coding import Coding, differ
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.chosen import Rows, chosen, picked
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.table_spec import TableColumn, TableSpec, rows_within
from kunteko_eval.report.view import View, agreement_of


def coders(view: View, rows: Rows = None) -> Prose:
    """Return who coded the programme's findings, and how far they agree on direction and extent together.

    Args:
        view: The period.
        rows: Rows of the frame ``codings``; all when None.
    """
    return Prose(tuple(agreement_lines(view.say, _agreement(view, rows), view.assessment.rubric)))


def _agreement(view: View, rows: Rows) -> CodingAgreement:
    """Return how far coders agree on the codings that a chapter chose."""
    if rows is None:
        return view.coding_agreement
    known = {(one.finding, one.coder): one for one in view.programme.codings}
    found = tuple(picked(rows, known, ["finding", "coder"]))
    every = found == view.programme.codings
    return view.coding_agreement if every else agreement_of(found, view.assessment.rubric.seed)


def agreement_lines(say: Language, found: CodingAgreement, rubric: Rubric) -> list[str]:
    """Return who coded, how many findings two or more coded, and what their agreement means."""
    if not found.coders:
        return [say("Nobody has coded any finding.")]
    who = say.many(
        "{count} coder has coded findings by the codebook: {coders}.",
        "{count} coders have coded findings by the codebook: {coders}.",
        len(found.coders),
        coders=say.as_is(", ".join(found.coders)),
    )
    if not found.findings:
        return [who, say("No finding was coded by two, so agreement cannot be computed.")]
    shared = say(
        "Two or more of them coded {findings} findings; {same} of the pairs gave a finding the same direction and extent.",
        findings=say.number(found.findings),
        same=say.percent(found.same),
    )
    if math.isnan(found.code.value):
        return [who, shared, say("The codes do not vary, so Krippendorff's alpha cannot be computed.")]
    alpha = say(
        "Krippendorff's ordinal alpha of the codes is {alpha} (95% interval {low}–{high}): {meaning}.",
        alpha=say.number(found.code.value, 2),
        low=say.number(found.code.low, 2),
        high=say.number(found.code.high, 2),
        meaning=say(meaning(found.code, rubric)),
    )
    scale = say(
        "According to Krippendorff, below {tentative} not even tentative conclusions can be drawn, and from {reliable} on coding is reliable.",
        tentative=say.number(rubric.alpha_tentative, 3),
        reliable=say.number(rubric.alpha_reliable, 1),
    )
    return [who, shared, f"{alpha} {scale}"]


def meaning(found: Alpha, rubric: Rubric) -> str:
    """Return the message that says what an alpha is worth; the lower end of its interval has to hold for more."""
    if math.isnan(found.value):
        return N_("it cannot be computed, since the codes do not vary")
    if found.value < rubric.alpha_tentative:
        return N_("not enough for even tentative conclusions")
    if found.value < rubric.alpha_reliable:
        return N_("enough for tentative conclusions")
    if found.low < rubric.alpha_reliable:
        return N_("reliable, though the interval reaches below that")
    return N_("reliable")


def scales(found: CodingAgreement) -> tuple[tuple[str, Alpha], ...]:
    """Return the scales that agreement is told on, with their names as messages."""
    return (
        (N_("Direction and extent together"), found.code),
        (N_("Extent alone, where the coders find support"), found.extent),
        (N_("Credibility"), found.credibility),
    )


def _interval(say: Language, found: Alpha) -> str:
    return cells.NONE if math.isnan(found.low) else f"{say.number(found.low, 2)}–{say.number(found.high, 2)}"


def coder_alphas(view: View, rows: Rows = None) -> Table | None:
    """Return agreement on each scale with its interval and what it means; nothing where no finding was coded twice.

    Args:
        view: The period.
        rows: Rows of the frame ``codings``; all when None.
    """
    say, found, rubric = view.say, _agreement(view, rows), view.assessment.rubric
    if not found.findings:
        return None
    lines = tuple(
        (
            say(name),
            say.number(one.units),
            say.number(one.value, 2),
            _interval(say, one),
            say(meaning(one, rubric)),
        )
        for name, one in scales(found)
    )
    return Table(
        caption=say("How far coders agree, by scale"),
        columns=(say("Scale"), say("Findings"), say("Alpha"), say("95% interval"), say("What it means")),
        rows=lines,
        numeric=frozenset({1, 2, 3}),
    )


def code(say: Language, direction: str, extent: str, credibility: int) -> str:
    """Return a code in words: direction, extent and credibility."""
    told = say("credibility {credibility}", credibility=say(method_words.CREDIBILITY[credibility]))
    return f"{method_words.coding(say, direction, extent)}, {told}"


def _read(say: Language, one: Coding) -> str:
    return f"{say.as_is(one.coder)}: {code(say, one.direction, one.extent, one.credibility)}"


def each_read(say: Language, codings: tuple[Coding, ...]) -> str:
    """Return what each coder coded of one finding."""
    return "; ".join(_read(say, one) for one in codings)


def readings(say: Language, programme: ProgrammeData, finding: str) -> list[str]:
    """Return, where coders of a finding differ, what each coded, and the recorded decision if there is one."""
    codings = programme.codings_of.get(finding, ())
    if not differ(codings):
        return []
    lines = [say("Coders differ: {told}.", told=each_read(say, codings))]
    decided = [one for one in programme.reconciliations if one.finding == finding][-1:]
    return lines + [
        say(
            "Decided by {author} on {day}: {code}. {reason}",
            author=say.as_is(one.author),
            day=say.day(one.date),
            code=code(say, one.direction, one.extent, one.credibility),
            reason=say.as_is(one.reason),
        )
        for one in decided
    ]


def coder_disagreements(view: View, rows: Rows = None) -> Table | Prose:
    """Return the findings of the period that coders coded differently, the widest apart first.

    Args:
        view: The period.
        rows: Rows of the frame ``codings``; all when None.
    """
    say, programme, found = view.say, view.programme, _agreement(view, rows)
    if not found.findings:
        return Prose((say("No finding was coded by two, so differences cannot be shown."),))
    inside = rows_within(view.frames.programme.findings, view.assessment.period)
    apart = inside.loc[[one.finding for one in found.disagreements if one.finding in inside.index]]
    if apart.empty:
        return Prose((say("The coders agree on every finding of the period."),))

    def codes(say: Language, finding: str) -> str:
        return each_read(say, programme.codings_of[finding])

    spec = TableSpec(
        N_("Findings of the period that coders coded differently, the widest apart first"),
        (
            TableColumn(N_("Finding, in brief"), ("statement",), cells.words),
            TableColumn(N_("What each coder coded"), ("finding",), codes),
            TableColumn(N_("Used"), ("direction", "extent", "credibility", "reconciled"), _used),
            TableColumn(N_("Source"), cells.PLACE, cells.place),
        ),
    )
    return spec.render(apart, say)


def _used(say: Language, direction: str, extent: str, credibility: int, reconciled: bool) -> str:  # noqa: FBT001  (a value of a row)
    how = say("by decision") if reconciled else say("the median, of two the lower")
    return f"{code(say, direction, extent, credibility)}; {how}"


def _decided(say: Language, author: str, date: datetime.date) -> str:
    return f"{say.as_is(author)}, {say.day(date)}"


def _standing(say: Language, in_force: bool) -> str:  # noqa: FBT001  (a value of a row)
    return say("in force") if in_force else say("replaced")


def finding_text(say: Language, programme: ProgrammeData, finding: str) -> list[str]:
    """Return a finding with its place, what each coder coded and what is used, as lines for a terminal.

    Raises:
        UnknownName: When there is no such finding.
    """
    if finding not in programme.findings_by_id:
        raise UnknownName("finding", finding, sorted(programme.findings_by_id))
    one = programme.findings_by_id[finding]
    lines = [f"{finding}: {say.text(one.statement)} [{method_words.place(say, one)}]"]
    lines += [f"  • {_read(say, coding)}" for coding in programme.codings_of.get(finding, ())]
    used = programme.coded.get(finding)
    if used is not None:
        told = _used(say, used.direction, used.extent, used.credibility, used.reconciled)
        lines.append("  " + say("Used: {told}", told=told))
    return lines


def agreement_text(say: Language, programme: ProgrammeData, rubric: Rubric, coder: str | None) -> list[str]:
    """Return how far coders agree and every difference, as lines for a terminal.

    Args:
        say: The language.
        programme: The programme.
        rubric: What an alpha is worth.
        coder: With it, only the findings that this coder coded are looked at.

    Raises:
        UnknownName: When there is no such coder.
    """
    everybody = sorted({one.coder for one in programme.codings})
    if coder is not None and coder not in everybody:
        raise UnknownName("coder", coder, everybody)
    own = {one.finding for one in programme.codings if coder in {None, one.coder}}
    found = coding_agreement([one for one in programme.codings if one.finding in own], seed=rubric.seed)
    lines = agreement_lines(say, found, rubric)
    for name, one in scales(found) if found.findings else ():
        told = f"{say.number(one.value, 2)} ({_interval(say, one)})"
        lines.append(f"  {say(name)}: {told}, {say(meaning(one, rubric))}")
    for different in found.disagreements:
        lines += ["", *finding_text(say, programme, different.finding)]
    return lines


RECONCILIATIONS = TableSpec(
    N_("What was decided where coders differ"),
    (
        TableColumn(N_("Finding, in brief"), ("statement",), cells.words),
        TableColumn(N_("Decided"), ("direction", "extent", "credibility"), code),
        TableColumn(N_("Reason"), ("reason",), cells.words),
        TableColumn(N_("Who and when"), ("author", "date"), _decided),
        TableColumn(N_("State"), ("in_force",), _standing),
    ),
)


def reconciliations(view: View, rows: Rows = None) -> Table | Prose:
    """Return every recorded decision about a finding that coders coded differently.

    Args:
        view: The period.
        rows: Rows of the frame ``reconciliations``; all when None.
    """
    frames = view.frames.programme
    found = chosen(rows, frames.reconciliations).join(frames.findings["statement"], how="inner")
    if found.empty:
        return Prose((view.say("No decision about differing codes is recorded: the median is used."),))
    return RECONCILIATIONS.render(found, view.say)
