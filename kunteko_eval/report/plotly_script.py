"""plotly.js and the figures that it draws, packed for the script elements of an interactive page."""

from __future__ import annotations

import base64
import functools
import gzip


@functools.cache
def plotly_source() -> str:
    """Return the source of plotly.js."""
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())


@functools.cache
def plotly_bundle() -> str:
    """Return plotly.js, compressed and written in plain letters; the same bytes every time."""
    return packed(plotly_source())


def packed(text: str) -> str:
    """Return a text compressed and in base 85, a sixteenth shorter than in base 64; the same bytes every time.

    The alphabet is that of RFC 1924 with a comma for "<", so that nothing in it can end or nest a script element.
    """
    return base64.b85encode(gzip.compress(text.encode(), compresslevel=9, mtime=0)).decode().replace("<", ",")


def unpacked(text: str) -> str:
    """Return a text that `packed` packed, as the page's script does."""
    return gzip.decompress(base64.b85decode(text.replace(",", "<"))).decode()
