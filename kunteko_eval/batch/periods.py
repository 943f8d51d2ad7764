"""Which reports a programme gets: one of every report period, in the languages that its period files ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic.dataclasses import dataclass

from kunteko_eval.errors import Fault
from kunteko_eval.files.documents import YamlDocument, read_yaml
from kunteko_eval.files.snapshot import paths_in
from kunteko_eval.files.validation import suggestion
from kunteko_eval.model.base import LANGUAGES, STRICT, Identifier, Language
from kunteko_eval.model.programme import ProgrammeFacts
from kunteko_eval.report.audience import USUAL, Audience

SUFFIX = ".yaml"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class PeriodFile:
    """The content of ``params/<programme>/<period>.yaml``: the parameters of the notebooks.

    A further language has a file of its own, ``<period>.<language>.yaml``. A report period without any file is
    reported in the languages of the programme's other files, and in those that the programme declares where there is
    none.
    """

    programme: Identifier
    period: Identifier
    language: Language
    interactive: Annotated[
        bool, "Whether the report carries plotly.js, so that its charts can be pointed at and zoomed."
    ] = False
    audience: Annotated[
        Audience,
        "Whom the report is for: steering-group (annexes closed), public (short, without annexes) or evaluator (all "
        "open).",
    ] = USUAL


Read = tuple[PeriodFile, YamlDocument]


def period_files(params: Path, programme: str, faults: list[Fault]) -> list[Read]:
    """Read a programme's period files, in the order of their names.

    Args:
        params: The folder of one folder of period files for each programme.
        programme: The programme's id, which is the folder's name.
        faults: Where every fault of the files is added; what has any is not returned.
    """
    found: list[Read] = []
    folder = params / programme
    for file in paths_in(folder, "*"):
        if file.suffix == SUFFIX:
            read = _read(file, programme, faults)
            found += [read] if read else []
        elif file.suffix.lower() in {SUFFIX, ".yml"}:
            faults.append(_misnamed(file, f"the ending {file.suffix}", SUFFIX, f"Rename it to {file.stem}{SUFFIX}."))
    faults += _twice(found)
    return found


def reports_of(sheet: ProgrammeFacts, files: list[Read], faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    """Return the languages of each report period, in the programme's own order of periods.

    Args:
        sheet: What the programme is, with its periods.
        files: Its period files.
        faults: Where a fault is added for each file of a period that is not reported.
    """
    reported = [one.id for one in sheet.periods if one.report]
    faults += [
        _unreported(entry, document, sheet, reported) for entry, document in files if entry.period not in reported
    ]
    usual = _ordered({entry.language for entry, _ in files}) or sheet.languages
    return {
        period: _ordered({entry.language for entry, _ in files if entry.period == period}) or usual
        for period in reported
    }


def strays(params: Path, programmes: list[str]) -> list[Path]:
    """Return the folders of period files that belong to none of the programmes."""
    return sorted({path.parent for path in paths_in(params, f"*/*{SUFFIX}")} - {params / name for name in programmes})


def _ordered(languages: set[str]) -> tuple[str, ...]:
    return tuple(one for one in LANGUAGES if one in languages)


def _read(file: Path, programme: str, faults: list[Fault]) -> Read | None:
    """Read a period file and hold it against its own name and its folder's."""
    period, _, spoken = file.stem.partition(".")
    if spoken not in {"", *LANGUAGES}:
        expected = f"<period>{SUFFIX}, or <period>.<language>{SUFFIX} with fi, sv or en"
        faults.append(_misnamed(file, f"the name {file.name}", expected, "Rename it."))
    read = read_yaml(file, PeriodFile, faults)
    if read is None or spoken not in {"", *LANGUAGES}:
        return None
    entry, document = read
    wrong = [
        (key, found, expected)
        for key, found, expected, right in (
            ("programme", entry.programme, f"{programme!r}, the folder's name", entry.programme == programme),
            ("period", entry.period, f"{period!r}, the file's name", entry.period == period),
            ("language", entry.language, f"{spoken!r}, as in the file's name", spoken in {"", entry.language}),
        )
        if not right
    ]
    advice = "Change it, or rename the file."
    faults += [document.fault((key,), repr(found), expected, advice) for key, found, expected in wrong]
    return None if wrong else read


def _misnamed(file: Path, found: str, expected: str, advice: str) -> Fault:
    return Fault(file=str(file), place="", found=found, expected=expected, advice=advice)


def _twice(files: list[Read]) -> Iterator[Fault]:
    """Yield a fault for each file that asks for a report that another file asks for: one language would be lost."""
    first: dict[tuple[str, str], Path] = {}
    for entry, document in files:
        known = first.setdefault((entry.period, entry.language), document.path)
        if known != document.path:
            found, expected = (
                f"{entry.language!r}, as in {known.name}",
                "a language of its own for each file of a period",
            )
            yield document.fault(("language",), found, expected, "Change it, or remove one of the files.")


def _unreported(entry: PeriodFile, document: YamlDocument, sheet: ProgrammeFacts, reported: list[str]) -> Fault:
    declared = any(one.id == entry.period for one in sheet.periods)
    advice = suggestion(entry.period, reported) or "Add it to the programme's periods with report: true."
    if declared:
        advice = "Give it report: true among the programme's periods, or remove this file."
    return document.fault(("period",), repr(entry.period), "a report period: " + ", ".join(reported), advice)
