"""The page of a chain with many boxes: what is read first stands on it, the rest is a row of a workbook or a click away.

From `MANY` boxes on, a page is not the same with more of everything. Long tables show their first rows; each box tells
its rating, the rule behind it and its evidence, and what else is told of it is packed until it is opened. Smaller chains
are shown whole, and their pages are not touched.
"""

from __future__ import annotations

import json
import re

from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.plotly_script import packed

MANY = 120
"""The most boxes of a chain whose map has names and arrows, and whose tables and cards the page shows whole."""
ROWS = 40
"""Rows of a table that the page of a larger chain shows."""
DRAWN = 24
"""The most boxes, claims or figures that a figure of a larger chain draws; its text says which."""
MORE_ROWS = N_("The first {shown} of {all} rows; the workbook of tables has all of them.")
MORE = "layer packed"
"""The class of a layer of a card that is packed; what a reader without scripts needs is never in one."""
UNSEEN = N_(
    "Each box below tells its rating, how sure it is and the steps from evidence to rating. On a screen its evidence opens below them; on paper it is left out, and the file evidence.csv beside the report has it. Why it is as sure as it is, what would change it and its links are in the file ratings.json, and on a screen a script shows them."
)
UNSEEN_RULES = (
    ".layer.packed{display:none}"
    "@media screen{.unpacks .layer.packed{display:block}.unpacks .unseen{display:none}}"
    "@media print{.layer.packed[open]{display:block}"
    ".layer:is(:not([open]),.layer[data-opened][data-opened]){display:none}"
    ".card{break-inside:avoid;margin:1mm 0;padding:.5mm 2mm}.card-head{font-size:8pt}.card-head .label{font-size:9pt}}"
)
"""Packed layers are there for a script that can unpack them; on paper there are only those that the reader has opened."""
_BODY = re.compile(r"<tbody>\n(.*?)\n</tbody></table>", re.DOTALL)
_LAYER = re.compile(rf'<details class="{MORE}">\s*(<summary>.*?</summary>)(.*?)</details>', re.DOTALL)
_CARD = re.compile(r'<article class="card [^>]*\bid="element-')


def is_large(boxes: int) -> bool:
    """Return whether a chain of so many boxes is shown by its levels rather than box by box."""
    return boxes > MANY


def boxes_on(*bodies: str) -> int:
    """Return how many boxes have a card in the HTML of chapters."""
    return sum(len(_CARD.findall(body)) for body in bodies)


def with_first_rows(body: str, say: Language) -> str:
    """Return HTML whose long tables have their first rows, each with how many it has in all."""

    def cut(table: re.Match[str]) -> str:
        rows = table[1].split("</tr>\n")
        if len(rows) <= ROWS:
            return table[0]
        told = say(MORE_ROWS, shown=ROWS, all=len(rows))
        first = "</tr>\n".join(rows[:ROWS])
        return f'<tbody>\n{first}</tr>\n</tbody></table><p class="rest">{told}</p>'

    return _BODY.sub(cut, body)


def with_packed_layers(page: str) -> str:
    """Return a page on which the longest layers of the cards are packed, for ``cards.js`` to show when they are opened."""
    layers: list[str] = []

    def emptied(layer: re.Match[str]) -> str:
        layers.append(layer[2])
        return f'<details class="{MORE}" data-at={len(layers) - 1}>{layer[1]}</details>'

    emptied_page = _LAYER.sub(emptied, page)
    held = packed(json.dumps(layers, ensure_ascii=False, separators=(",", ":")))
    script = f'<script type="application/octet-stream" id="layers">{held}</script>\n'
    styled = emptied_page.replace("</head>", f"<style>{UNSEEN_RULES}</style>\n</head>", 1)
    return styled.replace("<script>", f"{script}<script>", 1)
