"""What must hold of the headings that sources.yaml translates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kunteko_eval.errors import Fault
from kunteko_eval.reading.folder import Folder


def heading_faults(folder: Folder) -> Iterator[Fault]:
    """Yield each heading that stands twice, and each that is translated into its own language."""
    if folder.sources is None:
        return
    sources, file = folder.sources
    for index, document in file.numbered(("documents",), sources.documents):
        times = Counter(one.text for one in document.headings)
        for number, one in file.numbered(("documents", index, "headings"), document.headings):
            if times[one.text] > 1:
                found = f"the heading {one.text!r} stands {times[one.text]} times"
                yield file.fault(("documents", index, "headings", number, "text"), found, "every heading once")
            if getattr(one, document.language) is not None:
                found = f"a translation into {document.language}, the document's own language"
                expected = "translations into the other languages; the heading itself stands as text"
                yield file.fault(("documents", index, "headings", number, document.language), found, expected)
