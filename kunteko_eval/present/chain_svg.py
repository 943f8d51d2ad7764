"""The chain map as SVG for the report: boxes are links to their reasons, arrows can be followed; no script is needed."""

from __future__ import annotations

from collections.abc import Iterable

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.rating import Rating
from kunteko_eval.present import words
from kunteko_eval.present.exhibit import escape
from kunteko_eval.present.layout import Box, Layout, wrap
from kunteko_eval.present.style import FILL, INK
from kunteko_eval.present.view import View

LABEL_SIZE = 12.5
PADDING = 7
STRIP = 12
DASHES = {Rating.NOT_ASSESSED: "5 3", Rating.TOO_EARLY: "1.5 3"}

PATTERNS = (
    '<pattern id="p-green" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<path d="M0 6L6 0M-1 1L1 -1M5 7L7 5" stroke="#1b1f24" stroke-width="1.1"/></pattern>'
    '<pattern id="p-yellow" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<circle cx="3" cy="3" r="1.3" fill="#1b1f24"/></pattern>'
    '<pattern id="p-red" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<path d="M0 0L6 6M0 6L6 0" stroke="#1b1f24" stroke-width="1"/></pattern>'
)
"""The ratings' patterns, defined once a page."""


def chain_svg(view: View, layout: Layout, paths: Iterable[tuple[str, str, bool, list[tuple[float, float]]]]) -> str:
    """Return the map.

    Args:
        view: The period.
        layout: The places of the boxes.
        paths: Every link: from, to, whether evidence supports it, and the points that it passes.
    """
    say, assessment = view.say, view.assessment
    labels = {level.id: say.text(level.label) for level in assessment.programme.chain.levels}
    arrows = "".join(_link(*one) for one in paths)
    heads = "".join(
        f'<text class="head" x="{x:g}" y="22">{escape(labels[level])}</text>' for level, x in layout.columns
    )
    boxes = "".join(_box(view, layout.boxes[one.element.id], one) for one in assessment.ratings)
    name = escape(say("The impact chain; each box leads to its reasons"))
    return (
        f'<svg class="map" viewBox="0 0 {layout.width:g} {layout.height:g}" role="group" aria-label="{name}">'
        f"<defs>{PATTERNS}"
        '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="context-stroke"/></marker></defs>'
        f'{heads}<g class="links" aria-hidden="true">{arrows}</g>{boxes}</svg>{_legend(view)}'
    )


def _legend(view: View) -> str:
    say = view.say
    key = " ".join(
        f'<li><span class="square {rating.value}" aria-hidden="true">{words.SYMBOLS[rating]}</span> '
        f"{escape(say(words.RATINGS[rating]))}</li>"
        for rating in Rating
    )
    hint = escape(say("Choose a box to see its reasons and to light up its pathways."))
    positive = escape(say("Red is a positive grade too: somewhat. Boxes without a colour have no grade."))
    return f'<div class="map-key"><ul class="key">{key}</ul><p>{positive} {hint}</p></div>'


def _link(source: str, target: str, supported: bool, points: list[tuple[float, float]]) -> str:  # noqa: FBT001
    start, *rest = [*points[:-1:2], points[-1]]  # Every other point is smooth enough, and half the bytes.
    d = f"M{start[0]:g} {start[1]:g}L" + " ".join(f"{x:g} {y:g}" for x, y in rest)
    kind = "link supported" if supported else "link"
    return f'<path class="{kind}" data-from="{source}" data-to="{target}" d="{d}" marker-end="url(#tip)"/>'


def _box(view: View, box: Box, one: ElementRating) -> str:
    say, rating = view.say, one.final
    left, room = box.x + STRIP + PADDING, box.width - STRIP - 2 * PADDING
    dash = f' stroke-dasharray="{DASHES[rating]}"' if rating in DASHES else ""
    width = 1.6 if rating.coloured else 1.3
    frame = (
        f'<rect class="frame" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="3" '
        f'fill="{FILL[rating]}" stroke="{INK}" stroke-width="{width:g}"{dash}/>'
    )
    strip = ""
    if rating.coloured:
        at = f'x="{box.x:g}" y="{box.y:g}" width="{STRIP}" height="{box.height:g}"'
        strip = f'<rect {at} fill="url(#p-{rating.value})" stroke="{INK}" stroke-width="1"/>'
    if one.conflict is not None:
        strip += (
            f'<rect x="{box.x + 3.5:g}" y="{box.y + 3.5:g}" width="{box.width - 7:g}" height="{box.height - 7:g}" '
            f'fill="none" stroke="{INK}" stroke-width="1"/>'
        )
    lines = wrap(say.text(one.element.label), room, LABEL_SIZE, 3)
    label = "".join(
        f'<tspan x="{left:g}" y="{box.y + 18 + 15 * at:g}">{escape(line)}</tspan>' for at, line in enumerate(lines)
    )
    marks = (" ⚡" if one.conflict is not None else "") + (" ✎" if one.overridden else "")
    told = wrap(f"{words.SYMBOLS[rating]} {say(words.SHORT[rating])}{marks}", room, LABEL_SIZE, 1)[0]
    sure = words.dots(one.confidence)
    below = f'<tspan x="{left:g}" y="{box.y + box.height - 26:g}">{escape(told)}</tspan>'
    if sure:
        below += f'<tspan x="{left:g}" y="{box.y + box.height - 9:g}" class="sure">{sure}</tspan>'
    return (
        f'<a class="box {rating.value}" href="#element-{one.element.id}" data-element="{one.element.id}" '
        f'aria-label="{escape(words.headline(say, one))}">{frame}{strip}'
        f'<text aria-hidden="true"><tspan class="name">{label}</tspan>{below}</text></a>'
    )


SMALL_DEFS = (
    f'<defs>{PATTERNS.replace("p-", "s-")}<marker id="small-tip" viewBox="0 0 8 8" refX="7" refY="4" '
    'markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L8 4L0 8z" fill="#5b6570"/></marker></defs>'
)
"""What small maps refer to; a page holds it once."""


def small_map(levels: list[tuple[str, list[tuple[str, str]]]], name: str, *, defs: bool = True) -> str:
    """Return a chain in the small: a column a level, a square an element, with colour, pattern and symbol.

    Args:
        levels: (label, [(label of an element, its rating's value)]) in the order of the chain.
        name: What the picture shows, in words; it is read instead of it.
        defs: Whether this is the page's first small map, which holds what all refer to.
    """
    side, gap, column = 22, 5, 62
    tallest = max((len(elements) for _, elements in levels), default=1)
    width, height = column * len(levels) - (column - side), tallest * (side + gap) - gap
    parts = []
    for at, (_, elements) in enumerate(levels):
        top = (height - (len(elements) * (side + gap) - gap)) / 2
        for number, (_, value) in enumerate(elements):
            rating = Rating(value)
            x, y = at * column, top + number * (side + gap)
            place = f'x="{x:g}" y="{y:g}" width="{side}" height="{side}" rx="2"'
            dash = f' stroke-dasharray="{DASHES[rating]}"' if rating in DASHES else ""
            parts.append(f'<rect {place} fill="{FILL[rating]}" stroke="{INK}"{dash}/>')
            if rating.coloured:
                strip = f'x="{x:g}" y="{y:g}" width="6" height="{side}"'
                parts.append(f'<rect {strip} fill="url(#s-{rating.value})" stroke="{INK}" stroke-width=".7"/>')
            parts.append(f'<text x="{x + side / 2 + 2:g}" y="{y + 15.5:g}">{words.SYMBOLS[rating]}</text>')
        if at:
            middle = f"M{at * column - column + side + 9:g} {height / 2:g}h{column - side - 20:g}"
            parts.append(f'<path d="{middle}" stroke="#5b6570" marker-end="url(#small-tip)"/>')
    return (
        f'<svg class="small-map" viewBox="-2 -2 {width + 4:g} {height + 4:g}" width="{width + 4:g}" role="img" '
        f'aria-label="{escape(name)}">{SMALL_DEFS if defs else ""}{"".join(parts)}</svg>'
    )
