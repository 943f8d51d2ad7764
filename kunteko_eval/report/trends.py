"""Trends over single years in words and as a table: what was tested, and why the rest could not be."""

from __future__ import annotations

from kunteko_eval.report import method_words
from kunteko_eval.report.chosen import Rows, picked
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.decimals import decimals_of
from kunteko_eval.report.language import N_, NBSP
from kunteko_eval.report.moved import named, p_told
from kunteko_eval.report.view import View
from kunteko_eval.timeline.moved_frame import INDEX, series_key
from kunteko_eval.timeline.trends import YearFigure, YearlySeries

UNTESTED = {
    "few-years": N_("not tested: too few single years"),
    "n-not-told": N_("not tested: the number of respondents is not given for enough years"),
    "few-answers": N_("not tested: too few answers or events"),
    "all-alike": N_("not tested: every answer is the same"),
    "no-test": N_("not tested: no test suits figures of this kind"),
}
TRENDS = {"up": N_("rises"), "down": N_("falls"), "none": N_("no trend shown")}


def trend_picture(view: View, rows: Rows = None) -> Prose:
    """Return in words how many figures were tested for a trend over single years, and what came out, by name.

    Args:
        view: The period.
        rows: Rows of the frame ``trends``; all when None.
    """
    say, rubric = view.say, view.assessment.rubric
    found = _series(view, rows)
    tested = [one for one in found if one.test is not None]
    rules = say(
        "The trend of a survey result is tested where the number of respondents is known for at least {share} single years (Cochran–Armitage), that of a count where at least {count} single years are known (Poisson). P-values are adjusted over all tests of the report (Holm).",
        share=rubric.trend_years_share,
        count=rubric.trend_years_count,
    )
    if not found:
        return Prose((say("No registered figure is known for two single years, so no trend can be shown."), rules))
    if not tested:
        none = say.many(
            "One registered figure is known for several single years, and not enough of them to test a trend.",
            "{count:W} registered figures are known for several single years, none of them well enough to test a trend.",
            len(found),
        )
        return Prose((none, rules))
    lines = [
        say.many(
            "One figure could be tested for a trend over single years.",
            "{count:W} figures could be tested for a trend over single years.",
            len(tested),
        )
    ]
    for way, message in (
        ("up", N_("It rises: {names}.")),
        ("down", N_("It falls: {names}.")),
        ("none", N_("No trend is shown: {names}.")),
    ):
        names = [named(view, one.indicator, one.groups) for one in tested if trend_of(view, one) == way]
        if names:
            lines.append(say(message, names="; ".join(names)))
    if any(one.indicator.is_proportion for one in tested):
        lines.append(say("Where the same people answered in several years, the test is only approximate."))
    return Prose((" ".join(lines), rules))


def _series(view: View, rows: Rows) -> list[YearlySeries]:
    return picked(rows, {series_key(one): one for one in view.trends}, INDEX)


def trend_of(view: View, one: YearlySeries) -> str:
    """Return the key of `TRENDS` that a tested figure has."""
    if one.test is None or one.adjusted is None or one.adjusted >= view.assessment.rubric.trend_level:
        return "none"
    return "up" if one.test.z > 0 else "down"


def trend_table(view: View, rows: Rows = None) -> Table | None:
    """Return every figure with several single years, its years and the test, or why there is none; None without any.

    Args:
        view: The period.
        rows: Rows of the frame ``trends``; all when None.
    """
    say, found = view.say, _series(view, rows)
    if not found:
        return None
    lines = []
    for one in found:
        test, outcome = "–", say(UNTESTED[one.why]) if one.why in UNTESTED else say(TRENDS[trend_of(view, one)])
        if one.test is not None:
            name = "Cochran–Armitage" if one.indicator.is_proportion else "Poisson"
            test = f"{name}: z{NBSP}={NBSP}{say.number(one.test.z, 2)}"
            if one.test.dispersion > 1:
                test += f" ({say('scatter {times} times that of Poisson', times=say.number(one.test.dispersion, 1))})"
        years = "; ".join(f"{year.year}: {_told(view, one, year)}" for year in one.years)
        p = "–" if one.adjusted is None else p_told(say, one.adjusted)
        lines.append((named(view, one.indicator, one.groups), years, test, p, outcome))
    columns = (say("Figure"), say("Single years"), say("Test"), say("p (Holm)"), say("Trend"))
    caption = say("Trends over single years")
    return Table(caption=caption, columns=columns, rows=tuple(lines), numeric=frozenset({3}))


def _told(view: View, one: YearlySeries, year: YearFigure) -> str:
    known = view.programme.observations_by_id
    decimals = max(decimals_of(year.value), *(known[name].decimals for name in year.evidence))
    written = method_words.figure(view.say, year.value, one.indicator.unit, decimals)
    return written if year.n is None else f"{written} (n{NBSP}={NBSP}{view.say.number(year.n)})"
