"""The arrows: how sure each is and on what ground, and the numbers of their process tests."""

from __future__ import annotations

from kunteko_eval.method.links import Standing
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.arrow_words import KINDS, OUTCOMES, STANDINGS, bounds, rival_told
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.language import N_, NBSP, Language
from kunteko_eval.report.table_spec import TableColumn, TableSpec, Writer
from kunteko_eval.report.view import View


def links(view: View, rows: Rows = None) -> Table:
    """Return every link with its assumption, how sure it is, who says so, and its rival explanations.

    Args:
        view: The period.
        rows: Rows of the frame ``link_strengths``; all when None.
    """
    frames = view.frames.programme
    statements = frames.findings["statement"]
    rivals = {
        str(link): list(zip(one["label"], one["examined"], one["outcome"], strict=True))
        for link, one in frames.rivals.groupby("link")
    }

    def evidence(say: Language, supports: str, contradicts: str) -> str:
        sides = (("+", supports), ("−", contradicts))
        signed = [(sign, finding) for sign, findings in sides for finding in findings.split()]
        written = [f"{sign}{NBSP}{say.as_is(statements[finding])}" for sign, finding in signed]
        return " ".join(written) or cells.NONE

    def explained(say: Language, link: str) -> str:
        written = [
            f"{say.as_is(label)} ({rival_told(say, bool(examined), outcome)})"
            for label, examined, outcome in rivals.get(link, ())
        ]
        return " ".join(written) or cells.NONE

    spec = TableSpec(
        N_("Links of the chain"),
        (
            TableColumn(N_("Link"), ("source", "target"), _name(view)),
            TableColumn(N_("Assumption (evaluator's)"), ("assumption",), cells.words),
            TableColumn(N_("How sure"), ("standing", "confidence"), _standing),
            TableColumn(N_("Evidence"), ("supports", "contradicts"), evidence),
            TableColumn(N_("Who says so"), ("mentions", "sources", "source_types"), _said_by),
            TableColumn(N_("Share of those who name a cause"), ("share",), _share, numeric=True),
            TableColumn(N_("Rival explanations"), ("link",), explained),
        ),
        name="links",
    )
    return spec.render(chosen(rows, view.frames.links).join(frames.links["assumption"]), view.say)


def process_tests(view: View, rows: Rows = None) -> Table | Prose:
    """Return every process test of the period with its numbers, each as one step of Bayes' rule.

    Args:
        view: The period.
        rows: Rows of the frame ``process_tests``; all when None.
    """
    found = chosen(rows, view.frames.process_tests)
    if found.empty:
        return Prose((view.say("No link has been tested by process tracing."),))
    spec = TableSpec(
        N_("Process tests of the links"),
        (
            TableColumn(N_("Link"), ("source", "target"), _name(view)),
            TableColumn(N_("What was looked for"), ("looked_for",), cells.words),
            TableColumn(N_("Kind of test"), ("kind",), cells.coded(KINDS)),
            TableColumn(N_("Outcome"), ("outcome",), cells.coded(OUTCOMES)),
            TableColumn(N_("Probability of the trace if the link holds"), ("true_low", "true_high"), bounds),
            TableColumn(N_("Probability of the trace otherwise"), ("false_low", "false_high"), bounds),
            TableColumn(N_("Likelihood ratio"), ("ratio_low", "ratio_high"), bounds),
            TableColumn(N_("Probability of the link after this test"), ("posterior_low", "posterior_high"), bounds),
            TableColumn(N_("Why these probabilities"), ("reason",), cells.words),
            TableColumn(N_("Source"), cells.PLACE, cells.place),
        ),
        name="process-tests",
    )
    return spec.render(found, view.say)


def _name(view: View) -> Writer:
    labels = view.frames.programme.elements["label"]
    return lambda say, source, target: f"{say.as_is(labels[source])} → {say.as_is(labels[target])}"


def _standing(say: Language, standing: Standing, level: int) -> str:
    return f"{method_words.dots(level)}{NBSP}{say(STANDINGS[standing])}"


def _said_by(say: Language, mentions: int, sources: int, source_types: str) -> str:
    if not mentions:
        return cells.NONE
    told = say.many("{count} mention", "{count} mentions", mentions)
    by = say.many("{count} source", "{count} sources", sources)
    return f"{told}, {by}: {cells.source_types(say, source_types)}"


def _share(say: Language, share: float | None) -> str:
    return cells.NONE if share is None else say.percent(share)
