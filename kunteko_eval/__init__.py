"""Computable impact chains: evidence in, reasons and colours out.

``read`` a programme folder or workbook, ``rate`` one of its periods, and get every step as a DataFrame, a Plotly
figure or words; ``portfolio`` does so for a folder of programmes, ``open_period`` and ``open_portfolio`` as the
parameters of a notebook ask.
``new_project`` makes a programme to begin with, and ``import_survey`` counts a survey into it.
``docs/reference/frames.md`` lists every frame and column.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from kunteko_eval.version import __version__ as __version__

if TYPE_CHECKING:
    from kunteko_eval.project.beginning import ImportedSurvey, import_survey, new_project
    from kunteko_eval.public import Portfolio, Programme, Result, open_period, open_portfolio, portfolio, read

__all__ = [
    "ImportedSurvey",
    "Portfolio",
    "Programme",
    "Result",
    "import_survey",
    "new_project",
    "open_period",
    "open_portfolio",
    "portfolio",
    "read",
]
_OF_PROJECTS = frozenset({"ImportedSurvey", "import_survey", "new_project"})


def __getattr__(name: str) -> object:
    """Return a name of the public face; what it needs is imported when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; there are: {', '.join(__all__)}")
    room = "kunteko_eval.project.beginning" if name in _OF_PROJECTS else "kunteko_eval.public"
    return getattr(import_module(room), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return [*__all__, "__version__"]
