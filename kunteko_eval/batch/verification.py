"""Verifying a report: whether its page was edited, and whether it was made from given inputs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kunteko_eval.batch.fingerprint import made_of
from kunteko_eval.batch.inputs import take_inputs
from kunteko_eval.errors import KuntekoError
from kunteko_eval.files.snapshot import reading_from
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.report.colophon import Head, Rated, Record, made_from, opened, quoted, rated
from kunteko_eval.report.job import Job
from kunteko_eval.report.notebook_files import chapters
from kunteko_eval.report.view import open_view


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of verifying a page.

    Attributes:
        text: The verdict, and below it a line for each thing that differs.
        well: Whether the page is unedited and made from the inputs.
    """

    text: str
    well: bool


def verify(
    page: Path, folders: tuple[Path, Path] | None, scenario: Path | None = None, code: str | None = None
) -> Verdict:
    """Say whether a page is as it was made, and from which inputs.

    Args:
        page: The HTML file of a report or of the portfolio.
        folders: The folder of programme folders, and that of ``rubric.yaml`` and the period files; without them the
            page alone is looked at.
        scenario: The scenario file of a report that tries one out.
        code: The code of the page as it was quoted elsewhere.

    Raises:
        NoRecord: When the file is no report, or one that carries no record.
        OSError: When it cannot be read.
    """
    found = opened(page.read_bytes())
    record = found.record
    if found.edited or record is None:
        advice = "Ask for it again from whom it came, or make it anew."
        return Verdict(text=f"{page}: the page was edited after it was made: {found.edited}. {advice}", well=False)
    about = (
        f"  {record.name}; code of the page {quoted(record.page)}, of what it was made from {quoted(made_from(record))}"
    )
    about += "".join(f"\n  head of the seals of {one.programme}: {one.seal}" for one in record.seals if one.seal)
    if code is not None and _bare(code) != _bare(quoted(record.page)):
        return Verdict(text=f"{page}: another page than the one of the code {code}\n{about}", well=False)
    if folders is None:
        advice = "Give --data and --params to compare its inputs."
        return Verdict(text=f"{page}: the page is unedited since it was made. {advice}\n{about}", well=False)
    here = _compare(record, *folders, scenario)
    if here.inputs:
        verdict = "made from other inputs"
    elif here.product or here.ratings:
        verdict = "made from these inputs, by another version of the product"
    else:
        return Verdict(text=f"{page}: made from these inputs, unchanged\n{about}", well=True)
    ratings = here.ratings or ([] if not record.programme else ["  ratings: none differs"])
    lines = [f"{page}: {verdict}", about, *here.inputs, *here.product, *ratings]
    return Verdict(text="\n".join(lines), well=False)


def _bare(code: str) -> str:
    return re.sub(r"[^0-9a-f]", "", code.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    """Lines that tell what differs from a page's record: its inputs, the product that made it, its ratings."""

    inputs: list[str]
    product: list[str]
    ratings: list[str]


def _compare(record: Record, data: Path, params: Path, scenario: Path | None) -> _Comparison:
    given = str(scenario.resolve()) if scenario is not None and record.scenario else ""
    job = Job(
        programme=record.programme,
        period=record.period,
        language=record.language,
        scenario=(given, record.scenario or ""),
    )
    names = [record.programme] if record.programme else []
    with reading_from(take_inputs(data, params, names, Path(given) if given else None).snapshot):
        parts = made_of(job, data, params, chapters(portfolio=job.is_portfolio, params=params))
        product = list(_files(record.notebooks, parts["notebooks"], kind="notebook "))
        product += ["  the code of kunteko_eval: another version"] if record.code != parts["code"] else []
        product += _versions(record.versions, parts["versions"])
        return _Comparison(
            inputs=[*_files(record.inputs, parts["inputs"]), *_cut(record, data)],
            product=product,
            ratings=list(_ratings(record, job, data, params)),
        )


def _files(there: Mapping[str, str], here: Mapping[str, str], *, kind: str = "") -> Iterator[str]:
    for name in sorted(there.keys() | here.keys()):
        if name not in here:
            gone = "give the scenario file with --scenario" if name == "scenario" else "is not here"
            yield f"  {kind}{name}: {gone}"
        elif name not in there:
            yield f"  {kind}{name}: was not there when the page was made"
        elif there[name] != here[name]:
            yield f"  {kind}{name}: differs"


def _versions(there: Mapping[str, str], here: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(there.keys() | here.keys()):
        was, now = there.get(name, "none"), here.get(name, "none")
        if was != now:
            yield f"  {name}: version {was} made the page, here is {now}"


def _cut(record: Record, data: Path) -> Iterator[str]:
    """Yield what is missing or new in the records of judgements and of seals."""
    for head in record.judgements:
        programme = _programme(data, head.programme)
        seals = [one.seal for one in programme.judgements] if programme else None
        yield from _since(head, seals, "judgements", "recorded judgements")
    for head in record.seals:
        programme = _programme(data, head.programme)
        seals = [one.seal for one in programme.registration] if programme else None
        yield from _since(head, seals, "seals", "seals")


def _since(head: Head, seals: list[str] | None, name: str, what: str) -> Iterator[str]:
    """Yield what became of a record since the page was made; nothing where it cannot be read."""
    if seals is None:
        return
    if head.count > len(seals) or (head.count and seals[head.count - 1] != head.seal):
        was = f"the page has {head.count}, the last sealed {head.seal}"
        lost = f"{was}; here are {len(seals)} without that one: {what} were removed or changed"
        yield f"  {name} of {head.programme}: {lost}"
    elif head.count < len(seals):
        yield f"  {name} of {head.programme}: {len(seals) - head.count} recorded since the page was made"


def _programme(data: Path, name: str) -> ProgrammeData | None:
    """Return a programme; None when it cannot be read, which its ratings tell."""
    try:
        return read_programme(data / name)
    except KuntekoError:
        return None


def _ratings(record: Record, job: Job, data: Path, params: Path) -> Iterator[str]:
    if job.is_portfolio or (record.scenario and not job.scenario[0]):
        return
    try:
        view = open_view(job.programme, job.period, "en", str(data), str(params), job.scenario[0])
    except KuntekoError as error:
        yield f"  ratings: none from these inputs: {error}"
        return
    now = {one.element: one for one in rated(view.assessment)}
    was = {one.element: one for one in record.ratings}
    for name in dict.fromkeys([*was, *now]):
        if was.get(name) != now.get(name):
            yield f"  rating of {name}: {_told(was.get(name))} on the page, {_told(now.get(name))} from these inputs"


def _told(one: Rated | None) -> str:
    return "none" if one is None else str(one)
