"""What a notebook cell shows: prose, tables and figures that say in words what they show."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

Bundle = tuple[dict[str, Any], dict[str, Any]]

TABLE_TYPE = "application/vnd.kunteko.table+json"
"""The type by which a cell's output holds a table as data: caption, columns, rows, and which columns are numeric."""


def escape(text: object) -> str:
    """Return text safe for HTML."""
    return html.escape(str(text), quote=True)


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs written from the numbers."""

    paragraphs: tuple[str, ...]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in self.paragraphs)
        return {"text/html": body, "text/plain": self.plain()}

    def plain(self) -> str:
        """Return the paragraphs as text, which nbval compares."""
        return "\n\n".join(self.paragraphs)


LEAD = 64
"""The longest beginning of a point, in characters, that is set off from the rest."""


@dataclass(frozen=True, slots=True)
class Points(Prose):
    """Paragraphs of one message each, as a list to skim: what comes before a colon stands out."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        items = "\n".join(f"<li>{_led(paragraph)}</li>" for paragraph in self.paragraphs)
        return {"text/html": f'<ul class="points">\n{items}\n</ul>', "text/plain": self.plain()}


def _led(paragraph: str) -> str:
    """Return a point escaped, its lead in bold.

    >>> _led("Too early (1): Wages & hours.")
    '<b>Too early (1):</b> Wages &amp; hours.'
    """
    lead, colon, rest = paragraph.partition(": ")
    if not colon or len(lead) > LEAD or ". " in lead:
        return escape(paragraph)
    return f"<b>{escape(lead)}:</b> {escape(rest)}"


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML that the library wrote from escaped parts, with the same in plain text."""

    markup: str
    plain: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.markup, "text/plain": self.plain}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words and numbers already written in the report's language.

    Attributes:
        caption: What the table shows.
        columns: Headers; none is blank. The first column heads its row.
        rows: One cell a column.
        numeric: Columns that are set to the right.
        name: By which claims cite it, as ``table-NAME``; empty for a table that none cites.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = field(default_factory=frozenset)
    name: str = ""

    def data(self) -> dict[str, Any]:
        """Return the table as JSON-ready data, which `of_data` reads back."""
        rows = [list(row) for row in self.rows]
        return {"caption": self.caption, "columns": list(self.columns), "rows": rows, "numeric": sorted(self.numeric)}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Table:
        """Return the table of which `data` was made."""
        return cls(
            caption=data["caption"],
            columns=tuple(data["columns"]),
            rows=tuple(tuple(row) for row in data["rows"]),
            numeric=frozenset(data["numeric"]),
        )

    def html(self) -> str:
        """Return an accessible table: caption, header scopes, no blank header."""
        kind = [' class="n"' if index in self.numeric else "" for index in range(len(self.columns))]
        head = "".join(f'<th scope="col"{kind[i]}>{escape(name)}</th>' for i, name in enumerate(self.columns))
        lines = []
        for row in self.rows:
            first = f'<th scope="row"{kind[0]}>{escape(row[0])}</th>'
            rest = "".join(f"<td{kind[i]}>{escape(cell)}</td>" for i, cell in enumerate(row) if i)
            lines.append(f"<tr>{first}{rest}</tr>")
        body = "\n".join(lines)
        caption = escape(self.caption)
        identifier = f' id="table-{slug(self.name)}"' if self.name else ""
        return (
            f'<div class="table"{identifier} role="region" tabindex="0" aria-label="{caption}"><table><caption>{caption}</caption>'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
        )

    def plain(self) -> str:
        """Return the table as text, which nbval compares."""
        return "\n".join([self.caption, " | ".join(self.columns), *(" | ".join(row) for row in self.rows)])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {TABLE_TYPE: self.data(), "text/html": self.html(), "text/plain": self.plain()}


@dataclass(frozen=True, slots=True, eq=False)
class Exhibit:
    """A figure with its title, its text equivalent and its numbers, as data and as a table of words.

    Attributes:
        name: Used in the figure's HTML id; stable between runs.
        frame: The numbers that the figure shows, tidy and typed: one row a marker, bar or part of a bar.
        drawing: The figure as the traces and layout of Plotly, drawn from the frame.
        text: What the figure shows, in sentences.
        picture: The figure as SVG for the report, where it has a drawing of its own.
        controls: What the reader chooses of the picture with, as HTML.
        listed: The same as the picture, as a list for narrow screens and paper, as HTML.
        subtitle: What is shown, of whom, and how many they are.
        source: Where the numbers were read, without "Source".
    """

    name: str
    title: str
    frame: pd.DataFrame
    drawing: dict[str, Any]
    text: str
    table: Table
    picture: str = ""
    controls: str = ""
    listed: str = ""
    subtitle: str = ""
    source: str = ""

    @property
    def figure(self) -> go.Figure:
        """The figure, checked by Plotly's own validation; it can be pointed at, zoomed, changed and saved."""
        import plotly.graph_objects as go

        layout = {**self.drawing["layout"], "template": {"data": {}, "layout": {}}}
        return go.Figure(data=self.drawing["data"], layout=layout)

    def as_json(self) -> dict[str, Any]:
        """Return the figure as plain JSON data, in the order in which Plotly writes it; `figure` checks the same."""
        try:
            plain: dict[str, Any] = json.loads(json.dumps(self.drawing, allow_nan=False))
        except (TypeError, ValueError):  # Plotly makes plain what is not: missing numbers, days, arrays.
            plain = json.loads(self.figure.to_json())
            plain["layout"].pop("template")  # Empty, but written out in full.
            return plain
        traces = [_sorted(one) | {"type": kind} for one in plain["data"] for kind in [one.pop("type", "scatter")]]
        layout = plain["layout"]
        axes = {key: _sorted(layout.pop(key)) for key in list(layout) if key[-1].isdigit()}
        return {"data": traces, "layout": _sorted({key: part for key, part in layout.items() if part != []}) | axes}

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        data = {
            "application/vnd.plotly.v1+json": self.as_json(),
            TABLE_TYPE: self.table.data(),
            "text/html": f"<p>{escape(self.text)}</p>{self.table.html()}",
            "text/plain": "\n".join(
                filter(None, [self.title, self.subtitle, self.text, self.source, self.table.plain()])
            ),
        }
        about = {"name": slug(self.name), "title": self.title, "text": self.text, "table": self.table.html()}
        own = {"picture": self.picture, "controls": self.controls, "listed": self.listed}
        more = {**own, "subtitle": self.subtitle, "source": self.source}
        about |= {name: written for name, written in more.items() if written}
        return data, {"kunteko": about}


def _sorted(part: Any) -> Any:
    """Return a part of a figure with its keys in order; what ``meta`` holds stays as it is."""
    if isinstance(part, list):
        return [_sorted(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {key: part[key] if key == "meta" else _sorted(part[key]) for key in sorted(part)}


def slug(text: str) -> str:
    """Return an id of lower-case letters, digits and hyphens.

    >>> slug("Näyttö 2018–2020")
    'näyttö-2018-2020'
    """
    return re.sub(r"[^\w]+", "-", text.lower(), flags=re.UNICODE).strip("-") or "part"


def listing(items: Sequence[str]) -> str:
    """Return an HTML list of escaped items."""
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
