"""What the classes of the public face share: their summary in a notebook, and how an unknown name is told."""

from __future__ import annotations

import html
from collections.abc import Sequence

from kunteko_eval.errors import UnknownName


def require(what: str, name: str, known: Sequence[str]) -> None:
    """Raise `UnknownName` unless a name is among those that are known."""
    if name not in known:
        raise UnknownName(what, str(name), list(known))


def card(title: str, rows: Sequence[tuple[str, object]], note: str = "") -> str:
    """Return a title, rows of name and value, and a note as a small HTML table."""
    body = "".join(
        f'<tr><th scope="row" style="text-align:left">{html.escape(name)}</th>'
        f'<td style="text-align:right">{html.escape(str(value))}</td></tr>'
        for name, value in rows
    )
    below = f"<p>{html.escape(note)}</p>" if note else ""
    return f"<table><caption>{html.escape(title)}</caption>{body}</table>{below}"
