"""Computable impact chains: evidence in, reasons and colours out.

``read`` a programme folder or workbook, ``rate`` one of its periods, and get every step as a DataFrame, a Plotly
figure or words; ``open_period`` does both as a notebook's parameters ask, ``portfolio`` a folder of programmes. ``docs/reference/frames.md`` lists every frame and column.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kunteko_eval.public import Portfolio, Programme, Result, open_period, portfolio, read

__version__ = "0.1.0"
__all__ = ["Portfolio", "Programme", "Result", "open_period", "portfolio", "read"]


def __getattr__(name: str) -> object:
    """Return a name of the public face; what it needs is imported when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; there are: {', '.join(__all__)}")
    from kunteko_eval import public

    return getattr(public, name)


def __dir__() -> list[str]:
    """Return the public names."""
    return [*__all__, "__version__"]
