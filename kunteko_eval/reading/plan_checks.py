"""What must hold of advice for later: whom a recommendation is meant for, and what a proposed collection would cost."""

from __future__ import annotations

from collections.abc import Iterator

from kunteko_eval.errors import Fault
from kunteko_eval.reading.folder import Folder


def plan_faults(folder: Folder) -> Iterator[Fault]:
    """Yield each addressee on a document's word that names no document, and each cost that says nothing whole."""
    if folder.sheet:
        sheet, file = folder.sheet
        for index, one in file.numbered(("recommendations",), sheet.recommendations):
            given = one.addressee
            if given and given.basis == "source" and not (given.document and given.place):
                found = "basis source without document and place"
                advice = "Or give basis evaluator, where it is how the evaluator reads the document."
                yield file.fault(
                    ("recommendations", index, "addressee", "basis"),
                    found,
                    "document and place that name whom it is for",
                    advice,
                )
