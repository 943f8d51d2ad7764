"""What a warm process has done before it is needed: imports, a figure drawn, catalogues and classes built."""

from __future__ import annotations

COLUMNS_IN_KERNELS = 20
"""Columns of a frame that pandas shows where it is imported by a kernel; elsewhere it takes itself to be in a terminal."""


def warm_up() -> None:
    """Import what the notebooks and the reports import and use each once, without threads or open connections."""
    from kunteko_eval.report.notebook_format import nbformat

    assert nbformat  # noqa: S101  (first, since others import it too, in a way that takes long)
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
