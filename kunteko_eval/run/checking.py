"""What `kunteko-eval check` says of programme folders and workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.method import checks
from kunteko_eval.method.assess import assess
from kunteko_eval.method.disclosed import audit
from kunteko_eval.method.pathways import warnings
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import Programme
from kunteko_eval.model.reading import find_programmes, judgements_of, read_programme, source_of
from kunteko_eval.present import words
from kunteko_eval.present.language import NBSP, Language


def check_folders(folders: Sequence[Path] | None, data: Path | None, rubric: Rubric | None = None) -> tuple[str, bool]:
    """Return what was read, or every fault, and whether there were faults.

    Args:
        folders: Programme folders and workbooks to read.
        data: Otherwise the folder whose every programme is read.
        rubric: With it the recorded judgements are held against the method's rules too.
    """
    if folders is None:
        folders = [] if data is None else [data / name for name in find_programmes(data)]
    lines: list[str] = []
    faulty = False
    for folder in folders:
        try:
            programme = read_programme(folder)
            broken = judgement_faults(programme, folder, rubric) if rubric else []
            broken += disclosure_faults(programme, folder)
            if broken:
                raise FaultyInput(broken)
        except FaultyInput as error:
            faulty = True
            lines.append(str(error))
        else:
            lines += _said(programme, folder)
    return "\n".join(lines), faulty


def judgement_faults(programme: Programme, folder: Path, rubric: Rubric) -> list[Fault]:
    """Return the rules that recorded judgements break, such as a confidence above the best pathway's."""
    source = source_of(folder)
    file = judgements_of(source)
    if source.is_file() and not file.exists():
        file = source
    found = []
    for period in programme.sheet.periods:
        if not period.report:
            continue
        for one in assess(programme, period, rubric).ratings:
            for decision in one.decisions:
                place = f"judgement {decision.judgement.id}, column "
                found += [
                    Fault(file=str(file), place=place + column, found=what, expected=expected)
                    for column, what, expected in decision.faults
                ]
    return found


def disclosure_faults(programme: Programme, folder: Path) -> list[Fault]:
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


def _said(programme: Programme, folder: Path) -> list[str]:
    say = Language("en")
    chain = programme.chain
    placed = sum(element.placement == "reconstructed" for element in chain.elements)
    lines = [
        f"{folder}: {programme.sheet.name.en}, {programme.sheet.start} to {programme.sheet.end or 'an end not told'}",
        f"  {len(chain.elements)} elements on {len(chain.levels)} levels ({placed} reconstructed), {len(chain.links)} links",
        f"  {len(programme.observations)} observations of {len(programme.indicators)} indicators, "
        f"{len(programme.findings)} findings, {len(programme.sheet.recommendations)} recommendations",
        f"  report periods: {', '.join(one.id for one in programme.sheet.periods if one.report)}",
    ]
    found = checks.register(programme)
    if found:
        lines.append(f"  {len(found)} figures that do not fit (kept and shown in the report):")
        lines += [
            f"    {_names(one.evidence) or 'programme.yaml, dates'}: {words.check(say, one).replace(NBSP, ' ')}"
            for one in found
        ]
    shape = {"leap": "leaps over a level", "leads-nowhere": "leads nowhere"}
    lines += [f"  note: {place} {shape[code]}" for code, place in warnings(chain)]
    return lines
