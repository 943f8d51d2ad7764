"""The chain map as SVG for the report: boxes are links to their reasons, arrows can be followed; no script is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.links import LinkStrength
from kunteko_eval.method.rating import Rating
from kunteko_eval.report import method_words
from kunteko_eval.report.box_moves import SIGNS, marked_moves, move_words
from kunteko_eval.report.content import escape
from kunteko_eval.report.language import N_, NBSP, Language
from kunteko_eval.report.layout import Box, Layout, Point, link_paths, wrap
from kunteko_eval.report.not_intended import TITLE
from kunteko_eval.report.style import FONT, INK, fill

if TYPE_CHECKING:
    from kunteko_eval.report.view import View

TEMPLATE = Path(__file__).parent / "template"
LABEL_SIZE = 12.5
PADDING = 7
STRIP = 12
DOT = 8.5
"""From one dot of confidence to the next, in pixels."""
SURE = 4 * DOT
"""The room that the dots take at the end of a box's last line."""
PLAIN = 18
"""How much narrower the last line is than the bold letters by which it is measured."""
SMALL_SIZE = 11.5
HEAD = 12
"""The size of headings above narrow columns."""
AT_LEAST = "≥ "
"""Marks a rating of which the sources tell only the least that it can be."""
UNSETTLED = "≈"
"""Marks a box whose colour is fragile and contested, or beaten by another one."""
BESIDE = "10 3 2 3"
"""The outline of what was not intended."""
HINT = N_(
    "Choose a box to see its reasons and to light up its pathways. The arrow keys lead from box to box, Escape back to the map."
)
DASHES = {Rating.NOT_ASSESSED: "5 3", Rating.TOO_EARLY: "1.5 3"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """How the names of boxes are set, in pixels.

    Attributes:
        size: Of the letters.
        leading: From one line to the next.
        lines: The most lines of a name.
        sure_below: Whether the dots of confidence have a line of their own, where boxes are narrow.
    """

    size: float = LABEL_SIZE
    leading: float = 15
    lines: int = 3
    sure_below: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxMarks:
    """What is marked on boxes beside their ratings.

    Attributes:
        unsettled: The elements whose colour is unsettled.
        moves: Which elements are better, worse or new since the previous period.
    """

    unsettled: AbstractSet[str] = frozenset()
    moves: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, view: View) -> BoxMarks:
        """Return the marks of a period; whether its colours are settled takes thousands of draws."""
        return cls(unsettled=view.unsettled, moves=marked_moves(view))


SHAPES = {
    "diagonal": '<path d="M0 6L6 0M-1 1L1 -1M5 7L7 5" stroke="#1b1f24" stroke-width="1.1"/>',
    "dots": '<circle cx="3" cy="3" r="1.3" fill="#1b1f24"/>',
    "cross": '<path d="M0 0L6 6M0 6L6 0" stroke="#1b1f24" stroke-width="1"/>',
    "horizontal": '<path d="M0 3H6" stroke="#1b1f24" stroke-width="1.4"/>',
    "vertical": '<path d="M3 0V6" stroke="#1b1f24" stroke-width="1.4"/>',
}
PATTERNS = {"green": "diagonal", "yellow": "dots", "red": "cross"}
"""The patterns of the impact chain's own scale."""


def patterns(say: Language, prefix: str = "p") -> str:
    """Return the patterns of the ratings, defined once a page."""
    named = {name: one.pattern for name, one in say.grades.items()} or PATTERNS
    return "".join(
        f'<pattern id="{prefix}-{name}" width="6" height="6" patternUnits="userSpaceOnUse">{SHAPES[shape]}</pattern>'
        for name, shape in named.items()
    )


def square(say: Language, rating: Rating) -> str:
    """Return a legend's square with a rating's colour and sign."""
    look = f' style="background:{fill(say, rating)}"' if rating in say.grades else ""
    return f'<span class="square {rating.value}"{look} aria-hidden="true">{method_words.symbol(say, rating)}</span>'


def chain_svg(
    view: View,
    layout: Layout,
    lettering: Lettering | None = None,
    marks: BoxMarks | None = None,
    shown: Sequence[ElementRating] | None = None,
) -> str:
    """Return the map of a period, its boxes at the places of the layout.

    Args:
        view: The period.
        layout: The places of its boxes.
        lettering: Of the names in them; that of the report when None.
        marks: What is marked on the boxes; when None the period's own, which takes thousands of draws.
        shown: The ratings whose boxes are drawn, with what links them; all when None.
    """
    say, assessment = view.say, view.assessment
    marks = marks or BoxMarks.of(view)
    shown = assessment.everything if shown is None else shown
    known = {one.element.id for one in shown}
    letters = lettering or Lettering()
    labels = {level.id: say.text(level.label) for level in assessment.programme.chain.levels}
    paths = link_paths(layout, [(one.source, one.target) for one in assessment.links])
    between = [one for one in assessment.links if {one.source, one.target} <= known]
    arrows = "".join(_link(one, paths[one.source, one.target]) for one in between)
    heads = "".join(_head(labels[level], x, layout, letters) for level, x in layout.columns)
    boxes = "".join(
        box_svg(say, layout.boxes[one.element.id], one, letters, marked(view, one.element.id, marks)) for one in shown
    )
    name = escape(say("The impact chain; each box leads to its reasons"))
    return (
        f'<svg class="map" viewBox="0 0 {layout.width:g} {layout.height:g}" role="group" aria-label="{name}">'
        f"<defs>{patterns(say)}{_dots()}"
        '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="context-stroke"/></marker></defs>'
        f'{heads}{_band(say, layout)}<g class="links" aria-hidden="true">{arrows}</g>{boxes}</svg>'
    )


def _head(label: str, x: float, layout: Layout, letters: Lettering) -> str:
    """Return a column's heading; where boxes are narrow it may take two lines."""
    if not letters.sure_below:
        return f'<text class="head" x="{x:g}" y="22">{escape(label)}</text>'
    room = next(iter(layout.boxes.values())).width + 4
    lines = wrap(label, room, HEAD, 2)
    return "".join(
        f'<text class="head" x="{x:g}" y="{16 + letters.leading * at:g}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )


def _band(say: Language, layout: Layout) -> str:
    """Return the line and the heading above the effects that were not intended."""
    if layout.band is None:
        return ""
    line = f'<path d="M4 {layout.band + 8:g}H{layout.width - 4:g}" stroke="{INK}" stroke-width="1" fill="none"/>'
    return f'{line}<text class="head" x="4" y="{layout.band + 30:g}">{escape(say(TITLE))}</text>'


def standalone(drawn: str) -> str:
    """Return a map as an SVG file, which looks as it does on the page."""
    rules = (TEMPLATE / "map.css").read_text(encoding="utf-8").splitlines()
    style = "".join(rule for rule in rules if rule.startswith("svg.map"))
    start = f'<svg xmlns="http://www.w3.org/2000/svg" font-family="{escape(FONT)}" '
    return drawn.replace("<svg ", start, 1).replace("<defs>", f"<style>{style}</style><defs>", 1)


def legend(view: View, marks: BoxMarks | None = None) -> str:
    """Return what the signs of the map mean, as lists; signs of what moved where the marks have any."""
    say, moves = view.say, set((marks.moves if marks else marked_moves(view)).values())
    key = " ".join(
        f"<li>{square(say, rating)} {escape(method_words.word(say, rating))}</li>"
        for rating in method_words.ratings(say)
    )
    told_signs = (
        ("●●○○", say("confidence, from one to four dots")),
        ("⚡", say("sources disagree")),
        ("✎", say("changed by a recorded judgement")),
        (AT_LEAST.strip(), say("at least: how much more, the sources do not say")),
        (UNSETTLED, say("unsettled colour")),
        *((SIGNS[move], move_words(view, move)) for move in SIGNS if move in moves),
        ("→", say("has supporting evidence")),
        ("⇢", say("only assumed")),
        *((("✗", say("not wanted: the more of it, the worse")),) if view.assessment.aside else ()),
        *((("↛", say("refuted")),) if any(link.confidence == 0 for link in view.assessment.links) else ()),
    )
    signs = " ".join(f'<li><span aria-hidden="true">{sign}</span> {escape(told)}</li>' for sign, told in told_signs)
    told = f"<p>{escape(_positive(say))}</p>{hint(say)}"
    return f'<div class="map-key"><ul class="key">{key}</ul><ul class="key">{signs}</ul>{told}</div>'


def hint(say: Language) -> str:
    """Return how the map is used."""
    return f'<p class="hint">{escape(say(HINT))}</p>'


def _positive(say: Language) -> str:
    """Return that the least grade is a grade too."""
    if not say.grades:
        return say("Red is a positive grade too: somewhat. Boxes without a colour have no grade.")
    least = method_words.word(say, method_words.scale(say).grades[-1])
    return say("Boxes without a colour have no grade; the least grade is {word}.", word=least)


def _link(link: LinkStrength, points: list[Point]) -> str:
    start, *rest = [*points[:-1:2], points[-1]]  # Every other point is smooth enough, and half the bytes.
    d = f"M{start[0]:g} {start[1]:g}L" + " ".join(f"{x:g} {y:g}" for x, y in rest)
    return f'<path class="{link_look(link)}" data-from="{link.source}" data-to="{link.target}" d="{d}" marker-end="url(#tip)"/>'


def link_look(link: LinkStrength) -> str:
    """Return the classes of an arrow, by what it rests on."""
    return "link refuted" if link.confidence == 0 else "link supported" if link.confidence > 1 else "link"


def marked(view: View, element: str, marks: BoxMarks) -> tuple[tuple[str, str], ...]:
    """Return the signs of one box that its rating does not tell, each with its words."""
    found, move = [], marks.moves.get(element, "")
    if words := move_words(view, move):
        found.append((SIGNS[move], words))
    if element in marks.unsettled:
        found.append((UNSETTLED, view.say("unsettled colour")))
    return tuple(found)


def box_svg(
    say: Language, box: Box, one: ElementRating, letters: Lettering, marks: Sequence[tuple[str, str]] = ()
) -> str:
    """Return one box of the map with its rating, as a link to its reasons.

    Args:
        say: The language.
        box: Its place.
        one: Its rating.
        letters: How names are set.
        marks: Signs beside those of its rating, each with its words.
    """
    rating = one.final
    left, room = box.x + STRIP + PADDING, box.width - STRIP - 2 * PADDING
    dash = f' stroke-dasharray="{DASHES[rating]}"' if rating in DASHES else ""
    width = 1.6 if rating.coloured else 1.3
    ground = fill(say, rating)
    if one.element.aside:
        dash, width = f' stroke-dasharray="{BESIDE}"', 2.4
        ground = ground if one.element.desired else "#ffffff"
    frame = (
        f'<rect class="frame" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="3" '
        f'fill="{ground}" stroke="{INK}" stroke-width="{width:g}"{dash}/>'
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
    lines = wrap(say.text(one.element.label), room, letters.size, letters.lines)
    top = box.y + letters.leading + 3
    label = "".join(
        f'<tspan x="{left:g}" y="{top + letters.leading * at:g}">{escape(line)}</tspan>'
        for at, line in enumerate(lines)
    )
    foot = box.y + box.height - 11
    last = foot - letters.leading if letters.sure_below and one.confidence is not None else foot
    told = wrap(
        f"{method_words.symbol(say, rating)} {AT_LEAST if one.at_least else ''}{method_words.short(say, rating)}",
        room + PLAIN - (0 if letters.sure_below else SURE),
        letters.size,
        1,
    )[0]
    below = f'<tspan x="{left:g}" y="{last:g}">{escape(told)}</tspan>'
    sure = ""
    if one.confidence is not None:
        dots = left - 1 if letters.sure_below else box.x + box.width - 4 * DOT - PADDING
        sure = f'<use href="#sure-{one.confidence}" x="{dots:g}" y="{foot - 4.5:g}"/>'
    look = rating.value if one.element.desired else "unwanted"
    title = "\n".join(map(escape, [*box_lines(say, one), *(f"{sign} {words}" for sign, words in marks)]))
    name = "; ".join([method_words.headline(say, one), *(words for _, words in marks)])
    return (
        f'<a class="box {look}" href="#box-{one.element.id}" data-element="{one.element.id}" '
        f'aria-label="{escape(name)}">'
        f"<title>{title}</title>{frame}{strip}"
        f'<text aria-hidden="true"><tspan class="name">{label}</tspan>{below}</text>{sure}{_badges(box, one, [sign for sign, _ in marks])}</a>'
    )


def box_lines(say: Language, one: ElementRating) -> list[str]:
    """Return what a box tells when it is pointed at: its label whole, its rating, confidence and achievement."""
    reached = one.graded.achievement
    told = [
        say.text(one.element.label),
        f"{method_words.symbol(say, one.final)}{NBSP}{method_words.final_words(say, one)}",
        method_words.confidence(say, one.confidence),
    ]
    return told + ([] if reached is None else [f"{say('Achievement')} {say.number(reached, 2)}"])


def _dots() -> str:
    """Return the rows of dots that tell confidence, drawn so that they look the same in every font."""
    rows = []
    for level in (1, 2, 3, 4):
        dots = "".join(
            f'<circle cx="{DOT * (at + 0.5):g}" r="3.1" fill="{INK if at < level else "none"}"/>' for at in range(4)
        )
        rows.append(f'<g id="sure-{level}" stroke="{INK}" stroke-width="1.1">{dots}</g>')
    return "".join(rows)


def _badges(box: Box, one: ElementRating, others: Sequence[str]) -> str:
    """Return the marks of a conflict, a changed rating and of what is not wanted, and these others, above a box."""
    signs = (("⚡", one.conflict is not None), ("✎", one.overridden), ("✗", not one.element.desired))
    drawn = []
    for at, sign in enumerate([*(sign for sign, is_there in signs if is_there), *others]):
        x = box.x + box.width - 16 - 22 * at
        drawn.append(
            f'<circle cx="{x:g}" cy="{box.y:g}" r="9.5" fill="#fff" stroke="{INK}" stroke-width="1.4"/>'
            f'<text class="badge-sign" x="{x:g}" y="{box.y + 4.5:g}" aria-hidden="true">{sign}</text>'
        )
    return "".join(drawn)


def small_defs(*scales: Language) -> str:
    """Return what small maps refer to; a page holds it once, with the patterns of all scales on it."""
    drawn = "".join(dict.fromkeys(patterns(one, "s") for one in scales))
    return (
        f'<defs>{drawn}<marker id="small-tip" viewBox="0 0 8 8" refX="7" refY="4" '
        'markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L8 4L0 8z" fill="#5b6570"/></marker></defs>'
    )


def small_map(
    say: Language,
    levels: list[tuple[str, list[tuple[str, str]]]],
    name: str,
    *,
    defs: bool = True,
    headings: bool = False,
) -> str:
    """Return a chain in the small: a column a level, a square an element, with colour, pattern and symbol.

    Args:
        say: The language, which knows a programme's own grades.
        levels: (label, [(label of an element, its rating's value)]) in the order of the chain.
        name: What the picture shows, in words; it is read instead of it.
        defs: Whether this is the page's first small map, which holds what all refer to.
        headings: Whether the columns say which level they are; the map is wider then.
    """
    side, gap = 22, 5
    wide, column = (62, 108) if headings else (side, 62)
    strip_width = 9 if headings else 6
    tallest = max((len(elements) for _, elements in levels), default=1)
    width, height = column * len(levels) - (column - wide), tallest * (side + gap) - gap
    above, beside = (36, 24) if headings else (0, 0)
    parts = []
    for at, (label, elements) in enumerate(levels):
        if headings:
            lines = wrap(label, column - 8, SMALL_SIZE, 2)
            parts += [
                f'<text class="level" x="{at * column + wide / 2:g}" y="{(row - len(lines)) * 14 - 10:g}">{escape(line)}</text>'
                for row, line in enumerate(lines, 1)
            ]
        top = (height - (len(elements) * (side + gap) - gap)) / 2
        for number, (_, value) in enumerate(elements):
            rating = Rating(value)
            x, y = at * column, top + number * (side + gap)
            place = f'x="{x:g}" y="{y:g}" width="{wide}" height="{side}" rx="2"'
            dash = f' stroke-dasharray="{DASHES[rating]}"' if rating in DASHES else ""
            parts.append(f'<rect {place} fill="{fill(say, rating)}" stroke="{INK}"{dash}/>')
            if rating.coloured:
                strip = f'x="{x:g}" y="{y:g}" width="{strip_width}" height="{side}"'
                parts.append(f'<rect {strip} fill="url(#s-{rating.value})" stroke="{INK}" stroke-width=".7"/>')
            parts.append(
                f'<text x="{x + (wide + strip_width) / 2 - 1:g}" y="{y + 15.5:g}">{method_words.symbol(say, rating)}</text>'
            )
        if at:
            middle = f"M{at * column - column + wide + 9:g} {height / 2:g}h{column - wide - 20:g}"
            parts.append(f'<path d="{middle}" stroke="#5b6570" marker-end="url(#small-tip)"/>')
    return (
        f'<svg class="small-map" viewBox="{-2 - beside} {-2 - above} {width + 2 * beside + 4:g} {height + above + 4:g}" '
        f'width="{width + 2 * beside + 4:g}" role="img" '
        f'aria-label="{escape(name)}">{small_defs(say) if defs else ""}{"".join(parts)}</svg>'
    )
