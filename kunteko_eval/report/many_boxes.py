"""The map of a chain with more boxes than can be drawn with their names: a band a level, a small square a box.

Names of 500 boxes and their 1 500 arrows cannot be read on one picture. So each level tells how many of its boxes have
which rating, its squares stand from the best rating to those without a colour, and the list below names them. Arrows
are there for a chosen box alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.report import method_words
from kunteko_eval.report.box_moves import box_moves
from kunteko_eval.report.chain_svg import DASHES, PATTERNS, SHAPES, link_look, square
from kunteko_eval.report.chosen_ratings import counted, own
from kunteko_eval.report.content import escape
from kunteko_eval.report.language import N_, NBSP, Language
from kunteko_eval.report.layout import Box, Layout
from kunteko_eval.report.not_intended import TITLE
from kunteko_eval.report.style import INK, fill
from kunteko_eval.report.view import View

WIDTH, SIDE, GAP, HEAD = 1200, 34, 6, 44
"""The map's width, a square's side, the space between two, and the room for a level's heading, in pixels."""
LEGEND = N_(
    "Each square is a box: its colour, pattern and sign tell the rating, its number the confidence from 1 to 4, and a "
    "double frame that sources disagree."
)
LISTED = N_("On each level the best ratings come first. The list below names the boxes; choose one to see its arrows.")
MOVED = N_("Boxes better than in {before}: {better}; worse: {worse}; rated for the first time: {new}.")
RULES = (
    "svg.map.many .head{font-size:17px}svg.map.many .link{display:none;marker-end:url(#tip)}"
    "svg.map.many.lit .link.on{display:inline}svg.map.many .sign{font-size:13px}svg.map.many .level{font-size:13px}"
    "@media screen and (min-width:761px){.js .chain-list.many{display:block}.chain-list.many ul{columns:21em;column-gap:14px}}"
    ".chain-list.many li{break-inside:avoid;margin:0 0 6px}.chain-list.many .level{display:list-item;margin:.6rem 0 .3rem}"
    "@media print{.chain-list.many{columns:1}.chain-list.many ul{columns:3;column-gap:5mm}}"
)
"""How such a map looks beside the rules of all maps; a page without one does not carry them."""

Band = tuple[str, list[ElementRating]]


def bands(view: View, shown: Sequence[ElementRating]) -> list[Band]:
    """Return each level's label and its ratings, the best one first; last what was not intended. Empty ones are left out."""
    say, chain = view.say, view.programme.chain
    place = {rating: at for at, rating in enumerate(method_words.ratings(say))}
    of_level: dict[str, list[ElementRating]] = {level.id: [] for level in chain.levels}
    for one in own(shown):
        of_level[one.element.level].append(one)
    found = [(say.text(level.label), of_level[level.id]) for level in chain.levels]
    found.append((say(TITLE), [one for one in shown if one.element.aside]))
    return [(label, sorted(some, key=lambda one: place[one.final])) for label, some in found if some]


def place_many(found: Sequence[Band], width: float = WIDTH) -> Layout:
    """Return the places of the squares on a map so wide, row by row below the heading of their level."""
    across = int(width - 8) // (SIDE + GAP)
    boxes, top = dict[str, Box](), 0
    for _, some in found:
        for at, one in enumerate(some):
            row, column = divmod(at, across)
            x, y = 4 + column * (SIDE + GAP), top + HEAD + row * (SIDE + GAP)
            boxes[one.element.id] = Box(element=one.element.id, x=x, y=y, width=SIDE, height=SIDE)
        top += HEAD + -(-len(some) // across) * (SIDE + GAP)
    return Layout(width=width, height=top + 4, boxes=boxes, columns=())


def many_svg(view: View, found: Sequence[Band], layout: Layout, *, arrows: bool = True, counts: bool = True) -> str:
    """Return the map: a heading with counts and the squares of each level, and arrows that are hidden until asked for.

    Args:
        view: The period.
        found: What `bands` returns.
        layout: What `place_many` returns of it.
        arrows: Whether there is a page around it that can ask for them.
        counts: Whether the headings tell how many boxes have which rating.
    """
    say = view.say
    squares = "".join(square_svg(view.say, layout.boxes[one.element.id], one) for _, some in found for one in some)
    heads = "".join(
        _head(view, label, some, min(layout.boxes[one.element.id].y for one in some), counts=counts)
        for label, some in found
    )
    known = layout.boxes
    drawn = "".join(
        f'<path class="{link_look(link)}" data-from="{link.source}" data-to="{link.target}" '
        f'd="{_straight(known[link.source], known[link.target])}"/>'
        for link in view.assessment.links
        if arrows and link.source in known and link.target in known
    )
    name = escape(say("The impact chain; each box leads to its reasons"))
    return (
        f'<svg class="map many" viewBox="0 0 {layout.width:g} {layout.height:g}" role="group" aria-label="{name}">'
        f"<style>{RULES}</style><defs>{_strips(say)}"
        '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="context-stroke"/></marker></defs>'
        f'{heads}{squares}<g class="links" aria-hidden="true" pointer-events="none">{drawn}</g></svg>'
    )


def many_legend(view: View, *, is_listed: bool = True) -> str:
    """Return what the squares and their signs mean, and how they are found in the list where there is one."""
    say = view.say
    key = " ".join(
        f"<li>{square(say, rating)} {escape(method_words.word(say, rating))}</li>"
        for rating in method_words.ratings(say)
    )
    listed = f'<p class="hint">{escape(say(LISTED))}</p>' if is_listed else ""
    return f'<div class="map-key"><ul class="key">{key}</ul><p>{escape(say(LEGEND))}</p>{listed}</div>'


def many_moved(view: View, shown: Sequence[ElementRating]) -> list[str]:
    """Return how many of the boxes moved since the previous period; nothing without one."""
    if view.previous is None:
        return []
    moves = Counter(box_moves(view).get(one.element.id, "") for one in shown)
    before = view.say.period(view.previous.period)
    return [view.say(MOVED, before=before, better=moves["better"], worse=moves["worse"], new=moves["new"])]


def told_counts(view: View, found: Sequence[ElementRating]) -> str:
    """Return how many of some boxes have which rating, each with its sign."""
    say, counts = view.say, counted(found)
    return " · ".join(
        f"{method_words.symbol(say, rating)}{NBSP}{method_words.short(say, rating)}{NBSP}{say.number(counts[rating])}"
        for rating in method_words.ratings(say)
        if counts[rating]
    )


def _head(view: View, label: str, some: Sequence[ElementRating], first: float, *, counts: bool) -> str:
    told = f'<tspan font-weight="400">{NBSP}· {escape(told_counts(view, some))}</tspan>' if counts else ""
    return f'<text class="head" x="4" y="{first - 12:g}">{escape(label)} ({view.say.number(len(some))}){told}</text>'


def _straight(source: Box, target: Box) -> str:
    """Return a straight arrow from the edge of one square to the nearer edge of another."""
    down = target.y >= source.y
    start, end = (source.y + SIDE, target.y - 2) if down else (source.y, target.y + SIDE + 2)
    return f"M{source.x + SIDE / 2:g} {start:g}L{target.x + SIDE / 2:g} {end:g}"


def _strips(say: Language) -> str:
    """Return each rating's pattern as a strip of lines to be used by its squares.

    A fill with a pattern would do on screen, but on paper a browser takes half a second for each.
    """
    named = {name: one.pattern for name, one in say.grades.items()} or PATTERNS
    frame = f'<rect width="7" height="{SIDE}" fill="none" stroke="{INK}" stroke-width=".7"/>'
    tiles = range(2, SIDE - 6, 6)
    return "".join(
        f'<g id="k-{name}">{frame}'
        + "".join(f'<g transform="translate(.5 {y})">{SHAPES[shape]}</g>' for y in tiles)
        + "</g>"
        for name, shape in named.items()
    )


def square_svg(say: Language, box: Box, one: ElementRating) -> str:
    """Return one box, as a link to its line in the list and its reasons."""
    rating, name = one.final, one.element.id
    look = rating.value if one.element.desired else "unwanted"
    dash = f' stroke-dasharray="{DASHES[rating]}"' if rating in DASHES else ""
    ground = fill(say, rating) if one.element.desired else "#ffffff"
    at = f'x="{box.x:g}" y="{box.y:g}"'
    drawn = f'<rect class="frame" {at} width="{SIDE}" height="{SIDE}" rx="2" fill="{ground}" stroke="{INK}"{dash}/>'
    if rating.coloured:
        drawn += f'<use href="#k-{rating.value}" x="{box.x:g}" y="{box.y:g}"/>'
    if one.conflict is not None:
        inner = SIDE - 5
        drawn += f'<rect x="{box.x + 2.5:g}" y="{box.y + 2.5:g}" width="{inner}" height="{inner}" fill="none" stroke="{INK}"/>'
    sure = (
        ""
        if one.confidence is None
        else f'<tspan class="level" x="{box.x + 23:g}" y="{box.y + 29:g}">{one.confidence}</tspan>'
    )
    sign = f'<tspan x="{box.x + 10:g}" y="{box.y + 16:g}">{method_words.symbol(say, rating)}</tspan>'
    told = escape(method_words.headline(say, one))
    return (
        f'<a class="box {look}" href="#box-{name}" data-element="{name}" aria-label="{told}"><title>{told}</title>'
        f'{drawn}<text class="sign" aria-hidden="true">{sign}{sure}</text></a>'
    )
