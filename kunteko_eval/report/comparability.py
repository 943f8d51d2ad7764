"""What makes figures of two periods not fully alike: told beside them, with the place, and never a change of a rating."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import Comparability
from kunteko_eval.report import method_words
from kunteko_eval.report.language import N_
from kunteko_eval.report.view import View


def unlike(view: View, indicators: Iterable[str], spans: Sequence[Period]) -> list[Comparability]:
    """Return what is not alike in figures that stand side by side.

    Args:
        view: The period.
        indicators: Ids of the indicators whose figures are shown.
        spans: The spans of those figures. A remark holds where two of them or more fall on different periods of it.
    """
    known, shown = view.programme.periods, set(indicators)
    return [
        one
        for one in view.programme.sheet.comparability
        if shown & set(one.indicators)
        and _different([{name for name in one.periods if _overlap(known[name], span)} for span in spans])
    ]


def _overlap(one: Period, other: Period) -> bool:
    return one.start <= other.end and other.start <= one.end


def _different(fallen: Sequence[set[str]]) -> bool:
    """Return whether two spans fall on two different periods."""
    return any(len(one | other) > 1 for at, one in enumerate(fallen) for other in fallen[at + 1 :] if one and other)


def unlike_whole(view: View, shown: Iterable[tuple[str, str]]) -> list[Comparability]:
    """Return what makes shown figures unlike those of a longer span that holds theirs.

    Args:
        view: The period.
        shown: The indicator and the period of each figure.
    """
    known, given = view.programme.periods, set(shown)
    return [
        one
        for one in view.programme.sheet.comparability
        if any(
            (indicator, part) in given and part != whole and known[whole].contains(known[part])
            for indicator in one.indicators
            for part in one.periods
            for whole in one.periods
        )
    ]


def unlike_told(view: View, found: Sequence[Comparability], *, placed: bool = True) -> list[str]:
    """Return what is not alike in sentences; each names the figures that it is about, and where it was read.

    Args:
        view: The period.
        found: What `unlike` gives.
        placed: Whether the place is told too.
    """
    say, known, lines = view.say, view.programme.indicators_by_id, []
    for one in found:
        names = say.listing([say.text(known[name].label) for name in one.indicators])
        line = say(N_("Not fully comparable: {names}. {reason}"), names=names, reason=say.text(one.text))
        lines.append(f"{line} ({method_words.place(say, one)})" if placed else line)
    return lines
