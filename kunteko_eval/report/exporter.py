"""An nbconvert exporter: `jupyter nbconvert --to kunteko-report executed.ipynb`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Bool

from kunteko_eval.files.snapshot import is_file
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.report.audience import AUDIENCES, USUAL
from kunteko_eval.report.executed_parameters import executed_with
from kunteko_eval.report.language import PSEUDO, Language
from kunteko_eval.report.notebook_files import notebook_folder
from kunteko_eval.report.page import PageSettings, page
from kunteko_eval.report.prose import catalogue_path, in_language


class ReportExporter(Exporter):
    """One executed chapter as a self-contained page: no code, no network request."""

    export_from_notebook = "KunTeko report"
    output_mimetype = "text/html"
    interactive = Bool(
        default_value=False, help="Put plotly.js into the page, so that its charts can be pointed at and zoomed."
    ).tag(config=True)

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kwargs: Any) -> tuple[str, Any]:
        """Return the notebook as an HTML page in the language that it was executed in, its prose too.

        Raises:
            FaultyInput: When some of its prose has no translation into that language.
        """
        copied, resources = super().from_notebook_node(nb, resources, **kwargs)
        given = executed_with(copied)
        name = str(resources.get("metadata", {}).get("name", "report"))
        title = " · ".join(given[key] for key in ("programme", "period") if key in given) or name
        language = given.get("language", "")
        spoken = language if language in {*LANGUAGES, PSEUDO} else LANGUAGES[0]
        asked = copied.metadata.get("papermill", {}).get("parameters", {}).get("interactive")  # By the period file.
        interactive = self.interactive or asked is True
        told = copied.metadata.get("papermill", {}).get("parameters", {}).get("audience")
        audience = next((one for one in AUDIENCES if one == told), USUAL)
        settings = PageSettings(title=title, subtitle="", language=spoken, interactive=interactive, audience=audience)
        if language:
            copied = in_language(copied, spoken, _stands_at(copied, resources, spoken))
        return page([(name, copied)], settings), resources


def _stands_at(notebook: NotebookNode, resources: Any, language: str) -> Path:
    """Return where a notebook stands, or stood before papermill executed it: where its catalogues are."""
    here = resources.get("metadata", {})
    name = str(here.get("name", "report"))
    executed_from = notebook.metadata.get("papermill", {}).get("input_path")
    places = [Path(here.get("path") or ".") / f"{name}.ipynb"]
    places += [Path(executed_from)] if executed_from else []
    places += [notebook_folder() / places[-1].name]
    return next((path for path in places if is_file(catalogue_path(path, Language(language).prose))), places[0])
