"""Where the boxes of the chain stand: the same input always gives the same places."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import fmean

from kunteko_eval.model.chain import Chain

SWEEPS = 8

Point = tuple[float, float]
"""x and y in pixels, from the upper left corner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box in pixels, from the upper left corner of the map."""

    element: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The whole map: its size and its boxes by element.

    Attributes:
        band: The height below which the effects that were not intended stand; None when there are none.
    """

    width: float
    height: float
    boxes: dict[str, Box]
    columns: tuple[tuple[str, float], ...]
    band: float | None = None


def order(chain: Chain) -> list[list[str]]:
    """Return the elements of each level in an order with few crossings.

    The barycentre heuristic of Sugiyama, Tagawa & Toda, IEEE Transactions on Systems, Man and
    Cybernetics 11 (1981): sweeping over the levels, each element moves to the mean place of its
    neighbours; the order with the fewest crossings seen is kept.
    """
    rows = [[element.id for element in chain.on_level(level)] for level in chain.levels]
    best, fewest = [list(row) for row in rows], crossings(chain, rows)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for index in range(len(rows)) if forward else reversed(range(len(rows))):
            place = {name: at / max(len(row) - 1, 1) for row in rows for at, name in enumerate(row)}
            near = chain.graph.predecessors if forward else chain.graph.successors
            centre = {
                name: fmean([place[other] for other in near(name) if other in place] or [place[name]])
                for name in rows[index]
            }
            rows[index] = sorted(rows[index], key=lambda name, c=centre: c[name])  # type: ignore[misc]
        now = crossings(chain, rows)
        if now < fewest:
            best, fewest = [list(row) for row in rows], now
    return best


def crossings(chain: Chain, rows: list[list[str]]) -> int:
    """Return how many pairs of links between the same two levels cross."""
    level = {name: index for index, row in enumerate(rows) for name in row}
    place = {name: at for row in rows for at, name in enumerate(row)}
    links = [
        (level[link.source], level[link.target], place[link.source], place[link.target])
        for link in chain.links
        if link.source in place and link.target in place
    ]
    return sum(
        one[:2] == other[:2] and (one[2] - other[2]) * (one[3] - other[3]) < 0
        for index, one in enumerate(links)
        for other in links[:index]
    )


def place_boxes(
    chain: Chain, *, width: float = 1200, box: float = 200, height: float = 80, gap: float = 14, top: float = 36
) -> Layout:
    """Return the places of all boxes in columns by level.

    Args:
        chain: The chain.
        width: Of the whole map, in pixels.
        box: Width of a box.
        height: Height of a box.
        gap: The least space between boxes of a level.
        top: Room for the headings.
    """
    rows = order(chain)
    tallest = max(max(len(row) for row in rows), 1)
    inner = tallest * (height + gap) - gap
    step = (width - box - 8) / max(len(rows) - 1, 1)
    boxes: dict[str, Box] = {}
    for column, row in enumerate(rows):
        space = (inner - len(row) * height) / (len(row) + 1) if len(row) < tallest else gap
        start = top + (space if len(row) < tallest else 0)
        for at, name in enumerate(row):
            boxes[name] = Box(
                element=name, x=4 + column * step, y=start + at * (height + space), width=box, height=height
            )
    columns = tuple((level.id, 4 + index * step) for index, level in enumerate(chain.levels))
    bottom = top + inner + 8
    beside = _band(chain, dict(columns), bottom + BAND, Box(element="", x=0, y=0, width=box, height=height))
    if not beside:
        return Layout(width=width, height=bottom, boxes=boxes, columns=columns)
    deepest = max(one.y + one.height for one in beside.values())
    return Layout(width=width, height=deepest + 12, boxes=boxes | beside, columns=columns, band=bottom)


BAND = 46
"""From the chain's end to the first box of the band below it, in pixels: a line and a heading."""


def _band(chain: Chain, columns: dict[str, float], top: float, size: Box) -> dict[str, Box]:
    """Return the boxes of what was not intended, in the columns of their levels below the chain."""
    found: dict[str, Box] = {}
    at = dict.fromkeys(columns, top)
    for one in chain.aside:
        found[one.id] = replace(size, element=one.id, x=columns[one.level], y=at[one.level])
        at[one.level] += size.height + 14
    return found


def gap_near(layout: Layout, column: float, y: float) -> float:
    """Return the height nearest to `y` at which a link can pass a column of boxes without going behind one."""
    boxes = sorted((box for box in layout.boxes.values() if box.x == column), key=lambda box: box.y)
    if not boxes:
        return y
    edges = [boxes[0].y - 7, *((one.y + one.height + other.y) / 2 for one, other in itertools.pairwise(boxes))]
    edges.append(boxes[-1].y + boxes[-1].height + 5)
    return min(edges, key=lambda edge: abs(edge - y))


def link_paths(layout: Layout, links: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Point]]:
    """Return the points that each link passes, by its two elements; they leave and arrive at even distances."""
    given = list(links)
    arriving: dict[str, list[str]] = {}
    leaving: dict[str, list[str]] = {}
    for source, target in given:
        arriving.setdefault(target, []).append(source)
        leaving.setdefault(source, []).append(target)
    found = {}
    for source, target in given:
        start, end = layout.boxes[source], layout.boxes[target]
        outs = sorted(leaving[source], key=lambda name: layout.boxes[name].y)
        ins = sorted(arriving[target], key=lambda name: layout.boxes[name].y)
        y0 = start.y + start.height * (outs.index(target) + 1) / (len(outs) + 1)
        y1 = end.y + end.height * (ins.index(source) + 1) / (len(ins) + 1)
        found[source, target] = _route(layout, (start.x + start.width, y0), (end.x - 7, y1))
    return found


def _route(layout: Layout, start: Point, end: Point) -> list[Point]:
    """Return the points of a link; one that leaps over levels passes their boxes through the nearest gap."""
    width = next(iter(layout.boxes.values())).width
    between = [x for _, x in layout.columns if start[0] < x and x + width < end[0]]
    points: list[Point] = []
    at = start
    for column in between:
        level = gap_near(layout, column, (start[1] + end[1]) / 2)
        points += _curve(at, (column - 4, level))
        at = (column + width + 4, level)
    return points + _curve(at, end)


def _curve(start: Point, end: Point) -> list[Point]:
    """Return 21 points of a cubic curve that leaves and arrives level."""
    (x0, y0), (x1, y1) = start, end
    bend = max((x1 - x0) / 2, 18)
    points = []
    for t in (step / 20 for step in range(21)):
        x = (1 - t) ** 3 * x0 + 3 * (1 - t) ** 2 * t * (x0 + bend) + 3 * (1 - t) * t * t * (x1 - bend) + t**3 * x1
        y = (1 - t) ** 3 * y0 + 3 * (1 - t) ** 2 * t * y0 + 3 * (1 - t) * t * t * y1 + t**3 * y1
        points.append((round(x, 1), round(y, 1)))
    return points


class _Widths(dict[str, float]):
    """The width of each letter in a font of one pixel."""

    def __missing__(self, letter: str) -> float:
        self[letter] = 0.79 if letter.isupper() else 0.69
        return self[letter]


NARROW, WIDE = "ijlItfr.,:;'|!()[] ", "mwMW@%"
_WIDTHS = _Widths({**dict.fromkeys(NARROW, 0.42), **dict.fromkeys(WIDE, 1.08)})


def text_width(text: str, size: float) -> float:
    """Return the width of bold text in pixels, in the widest of the common system fonts.

    Measured on DejaVu Sans Bold, so that text fits whatever font the reader's machine has.

    >>> round(text_width("mitta", 10))
    30
    """
    return size * sum(map(_WIDTHS.__getitem__, text))


def wrap(text: str, width: float, size: float, lines: int) -> list[str]:
    """Return text in at most `lines` lines of `width` pixels; what does not fit ends in an ellipsis.

    >>> wrap("Shared understanding of the labour-market parties", 180, 13, 3)
    ['Shared understanding', 'of the labour-market', 'parties']
    """
    found = [""]
    for word in text.split():
        if text_width(f"{found[-1]} {word}".strip(), size) <= width:
            found[-1] = f"{found[-1]} {word}".strip()
            continue
        pieces = _pieces(word, width, size)
        found += pieces if found[-1] else []
        if not found[0]:
            found = pieces
    if len(found) > lines:
        last = found[lines - 1]
        while last and text_width(last + "…", size) > width:
            last = last[:-1]
        found = [*found[: lines - 1], last.rstrip() + "…"]
    return found


def _pieces(word: str, width: float, size: float) -> list[str]:
    """Return a word broken with hyphens where it is wider than a line; soft hyphens first."""
    pieces = [""]
    parts = [part for part in re.split("\u00ad", word) if part] if "\u00ad" in word else list(word)
    for part in parts:
        if pieces[-1] and text_width(pieces[-1] + part + "-", size) > width:
            pieces[-1] += "-"
            pieces.append(part)
        else:
            pieces[-1] += part
    if text_width(word.replace("\u00ad", ""), size) <= width:
        return [word.replace("\u00ad", "")]
    return pieces
