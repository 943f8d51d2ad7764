"""What `kunteko-eval check` says of programme folders and workbooks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

from kunteko_eval.batch.periods import period_files, reports_of, strays
from kunteko_eval.batch.seals import head_faults, seal_lines
from kunteko_eval.disclosure.published import audit
from kunteko_eval.errors import Fault, FaultyInput, InputWarning
from kunteko_eval.method import checks
from kunteko_eval.method.assess import assess
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.link_checks import kind_faults
from kunteko_eval.reading.programme_reader import find_programmes, judgements_of, read_with_places, source_of
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.report import method_words
from kunteko_eval.report.fault_words import error_text
from kunteko_eval.report.input_warnings import lines as warning_lines
from kunteko_eval.report.input_warnings import unexplained, warnings_of
from kunteko_eval.report.language import NBSP, Language
from kunteko_eval.report.look import prose_faults, read_look, texts_of
from kunteko_eval.report.notebook_files import notebook_folder, own_folder
from kunteko_eval.report.own_texts import OwnText, missing_languages
from kunteko_eval.screening.structure import odd_places
from kunteko_eval.shared.summary import shared_lines


def check_folders(
    folders: Sequence[Path] | None,
    data: Path | None,
    rubric: Rubric | None = None,
    params: Path | None = None,
    *,
    today: datetime.date | None = None,
    strict: bool = False,
    head: str | None = None,
    language: str = "en",
) -> tuple[str, bool]:
    """Return what was read, or every fault, and whether there were faults.

    Args:
        folders: Programme folders and workbooks to read.
        data: Otherwise the folder whose every programme is read.
        rubric: With it the recorded judgements are held against the method's rules too, and figures against targets.
        params: With it the period files are read too, and the rubric when none is given.
        today: With it, what was done on a later day is a fault, and what is dated later a warning.
        strict: Whether a warning that nobody explained is a fault.
        head: A published head, which the record of seals must hold.
        language: Of the faults: fi, sv or en.
    """
    lines: list[str] = []
    faulty, shared = False, (None if folders is not None else data)
    if folders is None:
        folders = [] if data is None else [data / name for name in find_programmes(data)]
    if params and rubric is None:
        try:
            rubric = read_rubric(params / "rubric.yaml")
        except FaultyInput as error:
            faulty = True
            lines.append(error_text(error, language))
    general: list[Fault] = []
    order = read_look(params, general).order if params else None
    if general:
        faulty = True
        lines.append(error_text(FaultyInput(general), language))
    for folder in folders:
        broken: list[Fault] = []
        files = period_files(params, folder.resolve().stem, broken) if params else []
        try:
            programme, places = read_with_places(folder, today)
        except FaultyInput as error:
            broken = [*error.faults, *broken]
        else:
            reports = reports_of(programme.sheet, files, broken)
            texts = texts_of(params, folder.resolve().stem, reports, order, broken) if params and order else {}
            broken += judgement_faults(programme, folder, rubric) if rubric else []
            broken += disclosure_faults(programme, folder)
            broken += kind_faults(*places.chain, rubric) if rubric and places.chain else []
            broken += head_faults(programme, folder, head) if head else []
            warnings = warnings_of(programme, places, rubric, today)
            broken += [one.as_fault() for one in unexplained(warnings)] if strict else []
            said = _said(programme, folder, reports, warnings)
            broken += prose_faults(order, {one for some in reports.values() for one in some}) if order else []
            said += text_lines(texts, reports)
            lines += [*said, *seal_lines(programme, folder, rubric, head)] if not broken else []
        if broken:
            faulty = True
            lines.append(error_text(FaultyInput(broken), language))
    if shared is not None:
        told, broken = shared_lines(shared)
        lines += [error_text(FaultyInput(broken), language)] if broken else told
        faulty = faulty or bool(broken)
    return "\n".join(lines), faulty


def project_notes(data: Path, params: Path | None) -> list[str]:
    """Return what a project holds that no report is made of, and where the chapters of its reports are from."""
    lines = chapter_lines(params) if params else []
    for folder in strays(params, find_programmes(data)) if params else []:
        lines.append(f"note: {folder}: its period files belong to no programme of {data}")
    return lines


def chapter_lines(params: Path) -> list[str]:
    """Return which chapter stands where in the reports, where each is from, and what is dropped."""
    order = read_look(params, []).order
    lines = [f"chapters of the reports: {len(order.chapters)} notebooks in {notebook_folder()}"]
    if order.is_plain:
        return lines
    own = own_folder(params) if any(one.is_own for one in order.chapters) else None
    return [lines[0] + (f" and {own}" if own else ""), *order.lines()]


def text_lines(texts: Mapping[str, Mapping[int, OwnText]], reports: Mapping[str, Sequence[str]]) -> list[str]:
    """Return how many own texts each period has, and which of them are shown in another language."""
    lines = []
    for period, some in texts.items():
        if some:
            numbers = ", ".join(map(str, sorted(some)))
            lines.append(f"  own texts of {period}: chapters {numbers}")
            lines += [f"    note: {told}" for told in missing_languages(some, reports[period])]
    return lines


def judgement_faults(programme: ProgrammeData, folder: Path, rubric: Rubric) -> list[Fault]:
    """Return the rules that recorded judgements break, such as a confidence above the best pathway's."""
    source = source_of(folder)
    file = judgements_of(source)
    if source.is_file() and not file.exists():
        file = source
    found = []
    for period in programme.sheet.periods:
        if not period.report:
            continue
        for one in assess(programme, period, rubric).everything:
            for decision in one.decisions:
                place = f"judgement {decision.judgement.id}, column "
                found += [
                    Fault(file=str(file), place=place + column, found=what, expected=expected)
                    for column, what, expected in decision.faults
                ]
    return found


def disclosure_faults(programme: ProgrammeData, folder: Path) -> list[Fault]:
    """Return what the figures of imported surveys together give away of few respondents."""
    source = source_of(folder)
    file = str(source / "observations.csv" if source.is_dir() else source)
    again = "Import the survey's answers again, or take such figures out and list them in suppressed.csv."
    found = []
    for one in audit(programme):
        place = f"indicator {one.indicator}, source {one.source}"
        if not one.fits:
            what = "figures that cannot be of the same respondents"
            advice = "Import every mapping of the survey again from one export, or give each a collection of its own."
            found.append(Fault(file=file, place=place, found=what, expected="figures that fit together", advice=advice))
        if not one.is_whole:
            what, expected = "too many groups to be crossed", "few enough for disclosure to be audited"
            found.append(Fault(file=file, place=place, found=what, expected=expected, advice="Join small groups."))
        for given in one.given:
            low, high = given.count
            many = f"{low:g}" if low == high else f"{low:g} to {high:g}"
            by = f"{', '.join(given.by)} " if given.by else "the figures together "
            if given.group is None:
                what = f"{by}tell{'s' if len(given.by) == 1 else ''} of {many} respondents"
                expected = f"nothing of fewer than {given.threshold}"
            else:
                what = f"{by}tell of group {given.group} in {given.period}, which is hidden ({many} answers)"
                expected = f"its number of answers open by {given.threshold} at least, and its answers by one"
            found.append(Fault(file=file, place=place, found=what, expected=expected, advice=again))
    return found


def _names(evidence: Sequence[str]) -> str:
    return ", ".join(evidence) if len(evidence) <= 4 else f"{evidence[0]} and {len(evidence) - 1} others"


def _said(
    programme: ProgrammeData, folder: Path, reports: Mapping[str, Sequence[str]], warnings: Sequence[InputWarning]
) -> list[str]:
    say = Language("en")
    chain = programme.chain
    periods = ", ".join(f"{period} ({' '.join(spoken)})" for period, spoken in reports.items())
    placed = f"{sum(element.placement == 'reconstructed' for element in chain.elements)} reconstructed"
    if proposed := sum(element.proposed for element in chain.elements):
        placed += f", {proposed} only proposed: not rated until registered"
    lines = [
        f"{folder}: {programme.sheet.name.en}, {programme.sheet.start} to {programme.sheet.end or 'an end not told'}",
        f"  {len(chain.elements)} elements on {len(chain.levels)} levels ({placed}), {len(chain.links)} links",
        f"  {len(programme.observations)} observations of {len(programme.indicators)} indicators, "
        f"{len(programme.findings)} findings, {len(programme.sheet.recommendations)} recommendations",
        f"  report periods: {periods}",
    ]
    found = checks.register(programme)
    if found:
        lines.append(f"  {len(found)} figures that do not fit (kept and shown in the report):")
        lines += [
            f"    {_names(one.evidence) or 'programme.yaml, dates'}: {method_words.check(say, one).replace(NBSP, ' ')}"
            for one in found
        ]
    lines += warning_lines(warnings)
    shape = {"leap": "leaps over a level", "leads-nowhere": "leads nowhere"}
    lines += [f"  note: {place} {shape[code]}" for code, place in odd_places(chain)]
    return lines
