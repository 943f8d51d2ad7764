"""What a warm process has done before it is needed: imports, a figure drawn, catalogues and classes built."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

COLUMNS_IN_KERNELS = 20
"""Columns of a frame that pandas shows where it is imported by a kernel; elsewhere it takes itself to be in a terminal."""


def warm_up() -> None:
    """Import what the notebooks and the reports import and use each once, without threads or open connections."""
    import_jsonschema()
    import ipykernel.ipkernel
    import ipykernel.kernelapp
    import IPython.core.interactiveshell
    import lxml.html
    import nbclient
    import numpy as np
    import pandas as pd
    import papermill
    import plotly.graph_objects as go
    import psutil

    from kunteko_eval.batch import kernels, make_report
    from kunteko_eval.model.base import LANGUAGES
    from kunteko_eval.report import chapters
    from kunteko_eval.report.language import Language

    go.Figure(data=[{"type": "bar", "x": ["a"], "y": [1]}], layout={"annotations": [{"text": "b"}]}).to_json()
    pd.DataFrame({"a": [1]}).to_json()
    pd.options.display.max_columns = COLUMNS_IN_KERNELS
    np.random.default_rng(0).dirichlet([1.0, 1.0], 2)
    for code in LANGUAGES:
        Language(code)("Goals")
    used = (psutil, IPython, ipykernel, lxml, nbclient, papermill, chapters, kernels, make_report)
    assert all(used)  # noqa: S101  (they are imported for what importing them costs)


def import_jsonschema() -> None:
    """Import jsonschema, of which nbformat has need, without its parser of addresses.

    Building that parser takes longer than all else that a report imports, and the schema of notebooks does not ask
    for it.
    """
    with _absent("rfc3987_syntax"):
        import jsonschema
    assert jsonschema  # noqa: S101  (it is imported for nbformat)


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
