"""nbformat, imported without the parser of addresses that its schema does not ask for.

Building that parser (``rfc3987_syntax``, which jsonschema uses where it is installed) takes longer than all else that a
report imports. Import nbformat from here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _absent(module: str) -> Iterator[None]:
    """Have imports find a module missing."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # The import system's own way to say so.
    try:
        yield
    finally:
        del sys.modules[module]


with _absent("rfc3987_syntax"):
    import nbformat

__all__ = ["nbformat"]
