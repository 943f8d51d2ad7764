"""What a project decides of its reports: their face, their chapters, and its own texts in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.snapshot import paths_in, read_bytes
from kunteko_eval.report.chapter_order import ChapterOrder
from kunteko_eval.report.face import Face, face_of
from kunteko_eval.report.logo import SUFFIXES
from kunteko_eval.report.notebook_files import chapter_order
from kunteko_eval.report.own_texts import OwnText, read_own_texts, stray_texts
from kunteko_eval.report.prose import translation_faults
from kunteko_eval.report.report_file import REPORT_FILE, read_report_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The face and the chapters of a project's reports."""

    face: Face
    order: ChapterOrder


def read_look(params: Path, faults: list[Fault]) -> Look:
    """Return what a project decides of all of its reports.

    Args:
        params: The project's params folder.
        faults: Where every fault of report.yaml, of the logo and of the project's own chapters is added.
    """
    report = read_report_file(params, faults)
    return Look(face=face_of(report), order=chapter_order(params, report, faults))


def texts_of(
    params: Path, programme: str, periods: Iterable[str], order: ChapterOrder, faults: list[Fault]
) -> Mapping[str, Mapping[int, OwnText]]:
    """Return a programme's own texts by period and by the number of their chapter.

    Args:
        params: The project's params folder.
        programme: The programme's id.
        periods: Its report periods.
        order: The chapters of the reports.
        faults: Where every fault of the texts is added, and one for each that stands where none is looked for.
    """
    reported = list(periods)
    faults += stray_texts(params, programme, reported)
    return {period: read_own_texts(params, programme, period, order, faults) for period in reported}


def prose_faults(order: ChapterOrder, languages: Iterable[str]) -> list[Fault]:
    """Return a fault for each paragraph of a project's own chapters that some report's language has no words for."""
    spoken, own = list(languages), [one for one in order.chapters if one.is_own]
    faults: list[Fault] = []
    if own:
        from kunteko_eval.report.notebook_format import nbformat  # It takes longer than a plan of unchanged reports.
    for one in own:
        try:
            notebook = nbformat.reads(read_bytes(one.path).decode(), as_version=4)
            faults += [fault for code in spoken for fault in translation_faults(notebook, code, one.path)]
        except FaultyInput as error:  # A catalogue that is none.
            faults += error.faults
        except (ValueError, KeyError, AttributeError, nbformat.ValidationError):  # Told as no notebook.
            continue
    return list(dict.fromkeys(faults))


def files_of_the_look(params: Path) -> list[Path]:
    """Return the files beside the rubric that all reports of a project read: report.yaml and pictures."""
    names = {REPORT_FILE, REPORT_FILE.replace(".yaml", ".yml")}
    found = [path for path in paths_in(params, "*") if path.name in names or path.suffix.lower() in SUFFIXES]
    return sorted(found)
