"""The chain in the small where it has more boxes than small squares can show: a bar a level, its ratings by their counts.

What a bar shows its counts say too, each with its sign, so that nobody needs the colours.
"""

from __future__ import annotations

from collections.abc import Sequence

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.rating import Rating
from kunteko_eval.report import method_words
from kunteko_eval.report.chain_svg import DASHES, SMALL_SIZE, small_defs
from kunteko_eval.report.chosen_ratings import counted
from kunteko_eval.report.content import escape
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.layout import wrap
from kunteko_eval.report.style import INK, fill

WIDE, BAR, STRIP, LINE, GAP = 420, 18, 9, 16, 12
"""A bar's width and height, the strip with its pattern, a line of text, and the space between levels, in pixels."""
ROOM = 24
"""The least width of a part of a bar that has its sign within it, in pixels."""
NAME = N_("The chain in the small, level by level: {told}")

Levels = Sequence[tuple[str, Sequence[ElementRating]]]
"""Each level's label with its ratings, from resources to wider effects."""


def level_bars(say: Language, levels: Levels) -> tuple[str, str]:
    """Return the drawing of a bar a level, and what it says in words.

    Args:
        say: The language, which knows a programme's own grades.
        levels: The levels in the order of the chain; one without boxes is left out.
    """
    parts, told, top = [], [], 0.0
    for label, some in levels:
        if not some:
            continue
        counts = {rating: count for rating, count in counted(list(some)).items() if count}
        ordered = [(rating, counts[rating]) for rating in method_words.ratings(say) if rating in counts]
        words = ", ".join(f"{method_words.word(say, rating)} {say.number(count)}" for rating, count in ordered)
        told.append(f"{label}: {words}")
        for line in wrap(f"{label} ({say.number(len(some))})", WIDE, SMALL_SIZE, 2):
            top += LINE
            parts.append(f'<text class="level" style="text-anchor:start" x="0" y="{top - 4:g}">{escape(line)}</text>')
        parts.append(_bar(say, ordered, top))
        signs = "  ".join(f"{method_words.symbol(say, rating)} {say.number(count)}" for rating, count in ordered)
        top += BAR + LINE
        parts.append(f'<text style="text-anchor:start" x="0" y="{top - 3:g}">{escape(signs)}</text>')
        top += GAP
    name = say(NAME, told="; ".join(told))
    drawn = (
        f'<svg class="small-map" viewBox="-2 -2 {WIDE + 4} {top - GAP + 8:g}" width="{WIDE + 4}" role="img" '
        f'aria-label="{escape(name)}">{small_defs(say)}{"".join(parts)}</svg>'
    )
    return drawn, name


def _bar(say: Language, ordered: Sequence[tuple[Rating, int]], top: float) -> str:
    """Return one level's bar: a part a rating, as wide as its share of the boxes, the best rating first."""
    total, x, parts = sum(count for _, count in ordered), 0.0, []
    for rating, count in ordered:
        width = WIDE * count / total
        dash = f' stroke-dasharray="{DASHES[rating]}"' if rating in DASHES else ""
        place = f'x="{x:.1f}" y="{top:g}" width="{width:.1f}" height="{BAR}"'
        parts.append(f'<rect {place} fill="{fill(say, rating)}" stroke="{INK}"{dash}/>')
        if rating.coloured:
            strip = f'x="{x:.1f}" y="{top:g}" width="{min(STRIP, width):.1f}" height="{BAR}"'
            parts.append(f'<rect {strip} fill="url(#s-{rating.value})" stroke="{INK}" stroke-width=".7"/>')
        if width >= ROOM:
            middle = x + (width + STRIP) / 2
            parts.append(f'<text x="{middle:.1f}" y="{top + BAR / 2 + 4:g}">{method_words.symbol(say, rating)}</text>')
        x += width
    return "".join(parts)
