"""Plotly's pseudo-markup as SVG text: lines, bold and slanted; and how much room it needs."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from kunteko_eval.report.layout import text_width
from kunteko_eval.report.picture.plot_area import PlotArea
from kunteko_eval.report.picture.supported_keys import Part
from kunteko_eval.report.picture.svg import Shape, attribute_text, paint, plain_text, short

ASCENT, DESCENT, MIDDLE, LEADING = 0.93, 0.24, 0.35, 1.3
"""Of the common system fonts, in font sizes: above and below the baseline, its distance from the middle, lines."""

ASCENT, DESCENT, MIDDLE, LEADING = 0.93, 0.24, 0.35, 1.3
"""Of the common system fonts, in font sizes: above and below the baseline, its distance from the middle, lines."""

REGULAR = 0.88
"""How wide plain text is beside bold text."""

PAD = 3
"""Free space before or after a text, in pixels."""

DEFAULT_SIZE = 12

Run = tuple[str, bool, bool]
"""Text, whether it is bold, whether it is slanted."""


def styled_lines(text: str) -> list[list[Run]]:
    """Return the lines of pseudo-markup in runs of one look; what is not one of its three tags is text.

    >>> styled_lines("<b>A &amp; B</b> c<br><u>")
    [[('A & B', True, False), (' c', False, False)], [('<u>', False, False)]]
    """
    lines: list[list[Run]] = [[]]
    bold = slanted = False
    for piece in re.split(r"(<br ?/?>|</?[bi]>)", text):
        if piece.startswith("<br"):
            lines.append([])
        elif piece in {"<b>", "</b>"}:
            bold = piece == "<b>"
        elif piece in {"<i>", "</i>"}:
            slanted = piece == "<i>"
        elif piece:
            told = re.sub(
                r"&(?:amp|lt|gt|quot|nbsp|#\d{1,7}|#x[\da-fA-F]{1,6});", lambda one: html.unescape(one[0]), piece
            )
            lines[-1].append((told, bold, slanted))
    return lines


def markup_width(text: str, size: float) -> float:
    """Return the width of pseudo-markup in the widest of the common system fonts."""
    widths = [
        sum(text_width(told, size) * (1 if bold else REGULAR) for told, bold, _ in line) for line in styled_lines(text)
    ]
    return max(max(widths), 1.0)


def markup_height(text: str, size: float) -> float:
    """Return the height of pseudo-markup from the top of its first line to the foot of its last."""
    return (ASCENT + DESCENT + LEADING * (len(styled_lines(text)) - 1)) * size


def text_marks(text: str, x: float, y: float, font: Part, frame: PlotArea, *, anchor: str) -> Iterator[Shape]:
    """Return text whose first baseline is at y; nothing where there is no text."""
    lines = styled_lines(text)
    looks = {(bold, slanted) for line in lines for _, bold, slanted in line}
    if not looks:
        return
    size = float(font.get("size", DEFAULT_SIZE))
    look = f'font-size="{short(size)}"'
    if anchor != "start":
        look += f' text-anchor="{anchor}"'
    if font.get("color", frame.ink) != frame.ink:
        look += f" {paint('fill', font['color'])}"
    if font.get("family", frame.font.get("family")) != frame.font.get("family"):
        look += f' font-family="{attribute_text(font["family"])}"'
    whole = looks.pop() if len(looks) == 1 else (False, False)
    look += _face(whole)
    written = []
    for number, line in enumerate(lines):
        runs = "".join(
            plain_text(told)
            if (bold, slanted) == whole
            else f"<tspan{_face((bold, slanted))}>{plain_text(told)}</tspan>"
            for told, bold, slanted in line
        )
        lower = f' x="{short(x)}" y="{short(y + number * LEADING * size)}"'
        written.append(f"<tspan{lower}>{runs}</tspan>" if number and runs else runs)
    yield Shape(tag="text", look=look, place=f'x="{short(x)}" y="{short(y)}"', inner="".join(written))


def _face(look: tuple[bool, bool]) -> str:
    bold, slanted = look
    return (' font-weight="700"' if bold else "") + (' font-style="italic"' if slanted else "")
