"""A figure's title as a finding, written from the numbers, and the rule for when they cannot carry one.

**The rule.** A title states a finding only when the numbers carry it, and says nothing that they do not:

* A survey share speaks when its number of answers is told and at least the rubric's ``least_respondents`` (30).
  Smaller groups, groups of an untold size and figures hidden for disclosure are drawn or listed, but never a title.
* Where some shares do not speak, a title is of one group, which it names, all of whose shares speak; or of the only
  share that speaks.
* One share says how many said so. Of several shares the greatest is named only when its interval lies above those of
  all others; a tie or an overlap is no greatest. Otherwise, when every interval lies above one half, the title says
  that more than half said so each time. Otherwise, when the intervals of the greatest and the least are apart, it
  says from what to what the shares reach, and names none.
* Counts are compared between the last two spans of one length that do not overlap, each known as one figure, exact or
  about, and neither below ``least_respondents``, because a few more or fewer say nothing. The title tells the first
  count that can be compared so, in the order of the figure; totals that only grow by their nature are not compared.
  A count with a remark on what makes its spans unlike (``comparability``) is never told so, and a figure with one
  counts neither as improved nor as worsened.
* A tally (ratings that hold, figures that improved, targets that were reached) is exact and is told as it is, when
  there are two to count at least and not all of them are unknown.

In every other case the function returns None, and the title says what is shown.

A share is told as a fraction in words only when it is that fraction to within half a percentage point, as almost one
when it is up to three points below it, and in per cent otherwise: rounding never makes it greater. One that the
document gives as about, over or nearly so much is told with that word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.method_words import PRECISIONS

FRACTIONS = {
    1 / 10: N_("one in ten"),
    1 / 5: N_("one in five"),
    1 / 4: N_("one in four"),
    3 / 10: N_("three in ten"),
    1 / 3: N_("one in three"),
    2 / 5: N_("two in five"),
    1 / 2: N_("half"),
    3 / 5: N_("three in five"),
    2 / 3: N_("two in three"),
    7 / 10: N_("seven in ten"),
    3 / 4: N_("three in four"),
    4 / 5: N_("four in five"),
    9 / 10: N_("nine in ten"),
}
EXACT, ALMOST = 0.005, 0.03
"""How far a share may lie from a fraction that it is called by, and how far below one that it almost is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedShare:
    """One survey share as a title sees it; `low` and `high` are its interval, None without a number of answers."""

    claim: str
    group: str
    share: float
    low: float | None
    high: float | None
    n: int | None
    precision: str = "exact"

    def speaks(self, least: int) -> bool:
        """Return whether so many answered at least that a title may tell of it."""
        return self.n is not None and self.n >= least and self.low is not None and self.high is not None

    @property
    def span(self) -> tuple[float, float]:
        """The interval; everything where it is not known."""
        return (0.0 if self.low is None else self.low, 1.0 if self.high is None else self.high)


def share_words(say: Language, share: float) -> str:
    """Return a share as people say it: a fraction in words where it is one, or per cent.

    >>> [share_words(Language("en"), share) for share in (0.9, 0.88, 0.79, 0.97, 1.0)]
    ['nine in ten', 'almost nine in ten', 'almost four in five', '97%', 'all']
    """
    if share == 1:
        return say("all")
    near = min(FRACTIONS, key=lambda fraction: abs(share - fraction))
    if abs(share - near) <= EXACT:
        return say(FRACTIONS[near])
    above = [fraction for fraction in FRACTIONS if 0 < fraction - share <= ALMOST]
    return say("almost {fraction}", fraction=say(FRACTIONS[min(above)])) if above else say.percent(share)


def shares_title(say: Language, shares: Sequence[AskedShare], least: int, subject: str = "") -> str | None:
    """Return what survey shares come to, or None where they carry no such sentence; see the rule.

    Args:
        say: The language.
        shares: All that the figure shows.
        least: How many answers a share must have at least to speak.
        subject: What the claims are on; a title that names no claim begins with it.
    """
    told = sorted((one for one in shares if one.speaks(least)), key=lambda one: one.share, reverse=True)
    groups = {one.group for one in told}
    silent = [one for one in shares if not one.speaks(least)]
    if not told or (silent and len(groups) > 1):
        return None
    if len(told) > 1 and any(one.group in groups for one in silent):
        return None
    found = _finding(say, told)
    if found is None:
        return None
    names_claim = len(told) == 1 or _is_greatest(told)
    whose = told[0].group if len(groups) == 1 and len({one.group for one in shares}) > 1 else ""
    parts = [one for one in ("" if names_claim else subject, whose) if one]
    if not parts:
        return found
    about = ", ".join(parts)
    then = found[:1].lower() + found[1:]
    return say("{about}: {finding}", about=about[:1].upper() + about[1:], finding=then)


def _told(say: Language, one: AskedShare) -> str:
    """Return a share in words, with what the document says of how exact it is."""
    if one.precision == "exact":
        return share_words(say, one.share)
    near = min(FRACTIONS, key=lambda fraction: abs(one.share - fraction))
    is_fraction = abs(one.share - near) <= EXACT
    return say(PRECISIONS[one.precision], figure=say(FRACTIONS[near]) if is_fraction else say.percent(one.share))


def _is_greatest(told: Sequence[AskedShare]) -> bool:
    """Return whether the first share lies above all others, its interval above theirs."""
    return told[0].span[0] > max(one.span[1] for one in told[1:])


def _finding(say: Language, told: Sequence[AskedShare]) -> str | None:
    """Return what shares that speak come to, the greatest first."""
    first, *others = told
    if not others or _is_greatest(told):
        if first.share == 1 and first.precision == "exact":
            return say("“{claim}”: all said so", claim=first.claim)
        return say("“{claim}”: {share} said so", claim=first.claim, share=_told(say, first))
    if min(one.span[0] for one in told) > 1 / 2:
        claims = len({one.claim for one in told})
        return say.many(
            "More than half of each group said so",
            "More than half said so of each of the {count:w} claims",
            claims,
        )
    if first.span[0] > told[-1].span[1]:
        reach = say.percents(told[-1].share, first.share)
        if len({one.claim for one in told}) == 1:
            return say("{reach} said so, depending on who was asked", reach=reach)
        return say("{reach} said so, depending on the claim", reach=reach)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountMove:
    """A count in two spans of one length, as it is written; `difference` is the later less the earlier."""

    label: str
    before: str
    when: str
    after: str
    then: str
    difference: float


def counts_title(say: Language, moves: Sequence[CountMove]) -> str | None:
    """Return how the first of the counts that can be compared moved; None where none can."""
    if not moves:
        return None
    one = moves[0]
    words = {"label": one.label, "before": one.before, "when": one.when, "after": one.after, "then": one.then}
    if not one.difference:
        return say("{label}: {after} in {when} and again in {then}", **words)
    if one.difference > 0:
        return say("{label}: up from {before} ({when}) to {after} ({then})", **words)
    return say("{label}: down from {before} ({when}) to {after} ({then})", **words)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTitles:
    """Messages of a tally: of `{whole}` none, some (`{part}`), or all."""

    none: str
    some: str
    every: str


def tally_title(say: Language, tally: CountTitles, part: int, whole: int) -> str | None:
    """Return a tally as a finding; None when fewer than two are counted."""
    if whole < 2:
        return None
    message = tally.none if not part else tally.every if part == whole else tally.some
    return say(message, part=part, whole=whole)


def moved_title(say: Language, better: int, worse: int, whole: int) -> str | None:
    """Return how many figures improved and worsened by more than sampling explains; None when there are fewer than two."""
    if whole < 2:
        return None
    if not better and not worse:
        return say("None of the {whole:w} figures known for both periods can be shown to have changed", whole=whole)
    if not worse:
        return say("Of {whole:w} figures known for both periods, {better:w} improved", whole=whole, better=better)
    if not better:
        return say("Of {whole:w} figures known for both periods, {worse:w} worsened", whole=whole, worse=worse)
    message = N_("Of {whole:w} figures known for both periods, {better:w} improved and {worse:w} worsened")
    return say(message, whole=whole, better=better, worse=worse)


HOLDING = CountTitles(
    none=N_("None of the {whole:w} ratings is sure to hold when the assumptions are varied"),
    some=N_("Of {whole:w} ratings, {part:w} hold when the assumptions are varied"),
    every=N_("All {whole:w} ratings hold when the assumptions are varied"),
)
REACHED = CountTitles(
    none=N_("None of the {whole:w} targets has been reached"),
    some=N_("Of {whole:w} targets, {part:w} have been reached"),
    every=N_("All {whole:w} targets have been reached"),
)
ON_PATH = CountTitles(
    none=N_("All {whole:w} figures are behind their expected paths"),
    some=N_("Of {whole:w} figures, {part:w} keep up with their expected paths"),
    every=N_("All {whole:w} figures keep up with their expected paths"),
)
