"""The map as the workbench draws it: whole once, and from then on only the boxes and arrows that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.report import method_words
from kunteko_eval.report.chain_svg import BoxMarks, Lettering, box_svg, chain_svg, legend, link_look
from kunteko_eval.report.content import escape
from kunteko_eval.report.language import Language
from kunteko_eval.report.large_page import is_large
from kunteko_eval.report.layout import Box, Layout, place_boxes
from kunteko_eval.report.many_boxes import bands, many_legend, many_svg, place_many, square_svg
from kunteko_eval.report.view import View

WIDE = 900
"""From this width of the map on a box's confidence stands beside its rating, in pixels."""
LEAST = 600
"""It is drawn no narrower; a window that is narrower yet shows it smaller."""
PLAIN = 0.89
"""How wide plain letters are, compared with the bold ones that lines are measured by."""
THREE_LINES = 138
"""In boxes of this width on, three lines hold a name, in pixels."""

Former = Mapping[str, ElementRating]
"""What is recorded of the boxes that differ from it."""


@dataclass(kw_only=True)
class LiveMap:
    """What of a chain's map is on the screen, so that only what differs is drawn again.

    Attributes:
        width: Of the map, in pixels.
    """

    width: float = 1000
    _layout: Layout | None = None
    _many: bool = False
    _looks: dict[str, object] = field(default_factory=dict)
    _links: dict[str, str] = field(default_factory=dict)

    @property
    def letters(self) -> Lettering:
        """How names are set at this width."""
        if self.width >= WIDE:
            return Lettering(size=12.5 * PLAIN, leading=14.5)
        return Lettering(size=11.5 * PLAIN, leading=12.5, lines=4, sure_below=True)

    def whole(self, view: View, former: Former) -> str:
        """Return the whole map of a period and remember it.

        Args:
            view: The period as it is tried.
            former: What is recorded of the boxes that differ from it.
        """
        self._many = is_large(len(view.assessment.everything))
        if self._many:
            found = bands(view, view.assessment.everything)
            self._layout = place_many(found, self.width)
            drawn = many_svg(view, found, self._layout, counts=False)  # A trial would have to tell them anew.
        else:
            self._layout = self._placed(view)
            drawn = chain_svg(view, self._layout, self.letters, BoxMarks())
        for name, before in former.items():
            drawn = _with(drawn, name, self._box(view.say, view.assessment.rating(name), before))
        self._looks, self._links = _looks(view, former), _links(view)
        return drawn

    def _placed(self, view: View) -> Layout:
        wide, levels = self.width >= WIDE, max(len(view.programme.chain.levels), 2)
        gap = 40 if wide else 14
        box = min((self.width - 8 - gap * (levels - 1)) / levels, 210)
        height = 78 if wide else 78 if box >= THREE_LINES else 90
        size = {"width": self.width, "box": box, "height": height}
        return place_boxes(view.programme.chain, **size, gap=12 if wide else 9, top=44)

    def changed(self, view: View, former: Former) -> tuple[dict[str, str], dict[str, str]]:
        """Return the boxes and the arrows that look otherwise than on the screen, by their names, and remember them.

        Args:
            view: The period as it is tried, of the chain that was drawn.
            former: What is recorded of the boxes that differ from it.
        """
        looks, links = _looks(view, former), _links(view)
        boxes = {
            name: self._box(view.say, view.assessment.rating(name), former.get(name))
            for name, look in looks.items()
            if self._looks.get(name) != look
        }
        other = {name: look for name, look in links.items() if self._links.get(name) != look}
        self._looks, self._links = looks, links
        return boxes, other

    def _box(self, say: Language, one: ElementRating, before: ElementRating | None) -> str:
        if self._layout is None:
            raise RuntimeError("a map is drawn whole before a box of it is")
        box = self._layout.boxes[one.element.id]
        drawn = square_svg(say, box, one) if self._many else box_svg(say, box, one, self.letters)
        return drawn if before is None else _marked(say, drawn, (box, before, one), has_sign=not self._many)


def live_legend(view: View) -> str:
    """Return what the signs of the live map mean."""
    if is_large(len(view.assessment.everything)):
        return many_legend(view, is_listed=False)
    return legend(view, BoxMarks())


def _looks(view: View, former: Former) -> dict[str, object]:
    """Return for every box what its drawing is made from; comparing it is quicker than drawing."""
    return {
        one.element.id: (
            (one.final, one.at_least, one.confidence, one.conflict is None, one.overridden, one.wrong_way),
            one.graded.achievement,
            None if (before := former.get(one.element.id)) is None else (before.computed, before.computed_confidence),
        )
        for one in view.assessment.everything
    }


def _links(view: View) -> dict[str, str]:
    return {f"{one.source}→{one.target}": link_look(one) for one in view.assessment.links}


def _marked(
    say: Language, drawn: str, moved: tuple[Box, ElementRating, ElementRating], *, has_sign: bool = True
) -> str:
    """Return a box's drawing with a ring and with what it was, for the ear and, where there is room, for the eye."""
    box, before, after = moved
    sign = f"{method_words.symbol(say, before.computed)} → {method_words.symbol(say, after.computed)}"
    if before.computed is after.computed:
        sign = f"● {before.computed_confidence or 0} → {after.computed_confidence or 0}"
    wide = 11 + 7.2 * len(sign)
    ring = (
        f'<rect class="ring" x="{box.x - 3:g}" y="{box.y - 3:g}" width="{box.width + 6:g}" '
        f'height="{box.height + 6:g}" rx="5"/>'
    )
    if has_sign:
        ring += (
            f'<rect class="moved" x="{box.x - 3:g}" y="{box.y - 15:g}" width="{wide:g}" height="18" rx="9"/>'
            f'<text class="moved-sign" x="{box.x - 3 + wide / 2:g}" y="{box.y - 2:g}" aria-hidden="true">{sign}</text>'
        )
    told = escape(say("changed; recorded: {value}", value=was(say, before)))
    start, label, rest = drawn.partition('aria-label="')
    name, quote, rest = rest.partition('"')
    return f"{start}{label}{name}; {told}{quote}{rest}".removesuffix("</a>") + ring + "</a>"


def was(say: Language, one: ElementRating) -> str:
    """Return a box's computed rating in a symbol and words, with its confidence."""
    words = method_words.rating(say, one.computed)
    if one.computed_confidence is None:
        return words
    return f"{words}, {method_words.confidence(say, one.computed_confidence)}"


def _with(drawn: str, name: str, box: str) -> str:
    """Return a map with one box drawn otherwise."""
    at = drawn.index(f'data-element="{name}"')
    start = drawn.rindex('<a class="box', 0, at)
    return drawn[:start] + box + drawn[drawn.index("</a>", at) + len("</a>") :]
