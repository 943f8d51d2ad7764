"""Editing the links of ``chain.yaml`` as text, so that comments and layout stay."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kunteko_eval.exchange.list_text import with_items


def with_links(path: Path, text: str, links: Sequence[dict[str, Any]], out: Sequence[int] = ()) -> str:
    """Return the text of a chain with links added at the end of its list, and some taken out.

    Args:
        path: The file, for a fault.
        text: The text of a chain that was read without faults.
        links: Links to add.
        out: Indexes of links to take out.

    Raises:
        FaultyInput: When the result would not hold exactly what was there and what was added.
    """
    return with_items(path, text, "links", links, out)
