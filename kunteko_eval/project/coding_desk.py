"""What a coder is handed and what comes of it: findings in random order, a working file, and the sealing of it.

A coder sees the finding's statement, its place and the claim, and nothing that others coded or that was rated: of the
programme only `Handout` leaves this module.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.faults import fault, refusal
from kunteko_eval.files.csv_tables import read_csv
from kunteko_eval.files.snapshot import is_folder
from kunteko_eval.files.validation import fit
from kunteko_eval.files.writing import write_atomically
from kunteko_eval.model.base import Text
from kunteko_eval.model.chain import EFFECTS
from kunteko_eval.model.coding import Coding
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.project.append_only import append
from kunteko_eval.reading.coding_checks import EXTENTS
from kunteko_eval.reading.programme_reader import read_programme, record_of, source_of
from kunteko_eval.report import method_words
from kunteko_eval.report.language import N_, Language

COLUMNS = tuple(one.name for one in fields(Coding))
"""The columns of ``codings.csv`` and of a working file, in order."""

CLAIMS = {
    "resources": N_("resource: {label}"),
    "actions": N_("action: {label}"),
    **dict.fromkeys(EFFECTS, N_("effect: {label}")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """What a coder sees of a finding.

    Attributes:
        document: Title of the document.
        place: Document, heading and line.
        claims: What it is coded against: the elements that it is registered for, or the assumptions of links.
    """

    finding: str
    statement: Text
    document: str
    place: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One coder's work on a programme.

    Attributes:
        source: The programme's folder or workbook.
        draft: The working file; it is not read as evidence.
        handed: What the coder has not sealed yet, in an order of the coder's own.
    """

    source: Path
    coder: str
    draft: Path
    handed: tuple[Handout, ...]

    def read(self) -> dict[str, Coding]:
        """Return what the coder has coded so far and not sealed, by finding.

        Raises:
            FaultyInput: With everything that is wrong with the working file.
        """
        faults: list[Fault] = []
        table = read_csv(self.draft, Coding, faults, required=False)
        found: dict[str, Coding] = {}
        for row in table.rows:
            one = row.value
            if not one.sound:
                told = f"{one.direction} with extent {one.extent}"
                faults.append(table.fault(row.line, "extent", told, EXTENTS[one.direction]))
            if one.coder != self.coder:
                faults.append(table.fault(row.line, "coder", one.coder, self.coder))
            if one.finding in found:
                faults.append(table.fault(row.line, "finding", f"{one.finding} stands twice", "each finding once"))
            found[one.finding] = one
        if faults:
            raise FaultyInput(faults)
        return found

    def save(self, codings: Mapping[str, Coding]) -> None:
        """Write the working file anew."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in codings.values():
            writer.writerow(["" if (value := getattr(one, name)) is None else value for name in COLUMNS])
        write_atomically(self.draft, text.getvalue())

    def left(self, codings: Mapping[str, Coding]) -> int:
        """Return how many findings are still to be coded."""
        return sum(one.finding not in codings for one in self.handed)


def open_desk(folder: Path, coder: str, say: Language) -> Desk:
    """Return a coder's work on a programme folder or workbook.

    Args:
        folder: The programme folder, or the workbook with or without its ending.
        coder: The coder's role.
        say: The language of statements and claims.

    Raises:
        FaultyInput: When the programme has faults, or the coder's role is no id.
    """
    source = source_of(folder)
    programme = read_programme(source)
    misfit = next((one for one in fit(Coding, {"coder": coder})[1] if one.location == ("coder",)), None)
    if misfit is not None:
        raise refusal("--coder", "", misfit.found, misfit.expected, "Give a role, such as c2, never a name.")
    return Desk(source=source, coder=coder, draft=_draft(source, coder), handed=_handed(programme, coder, say))


def open_drafts(folder: Path) -> tuple[Path, ...]:
    """Return the working files of coders who have not sealed yet."""
    source = source_of(folder)
    return tuple(sorted(_draft(source, "x").parent.glob(_draft(source, "*").name)))


def _draft(source: Path, coder: str) -> Path:
    name = f"codings-{coder}.draft"
    return source / name if is_folder(source) else source.with_name(f"{source.stem}.{name}")


def _handed(programme: ProgrammeData, coder: str, say: Language) -> tuple[Handout, ...]:
    """Return what a coder has not sealed, in an order that depends on the coder's role and on each finding alone.

    So it is the same when the coder comes back, also when findings have been added or others have sealed.
    """
    done = {one.finding for one in programme.codings if one.coder == coder}
    claims = _claims(programme, say)
    waiting = [one for one in programme.findings if one.id in claims and one.id not in done]
    waiting.sort(key=lambda one: hashlib.sha256(f"{programme.id}\x1f{coder}\x1f{one.id}".encode()).digest())
    return tuple(
        Handout(
            finding=one.id,
            statement=one.statement,
            document=say.text(programme.documents[one.document].title),
            place=method_words.place(say, one),
            claims=claims[one.id],
        )
        for one in waiting
    )


def _claims(programme: ProgrammeData, say: Language) -> dict[str, tuple[str, ...]]:
    """Return what each finding is coded against, by finding; one that is registered for nothing has no claim."""
    chain, own, assumed = programme.chain, dict[str, list[str]](), dict[str, list[str]]()
    for element in chain.elements:
        claim = say(CLAIMS[chain.level_of(element).kind], label=say.text(element.label))
        for finding in dict.fromkeys(one.finding for one in element.evidence if one.finding is not None):
            own.setdefault(finding, []).append(claim)
    for link in chain.links:
        for finding in link.evidence:
            told = say("assumption: {assumption}", assumption=say.text(link.assumption))
            assumed.setdefault(finding, []).append(told)
    return {name: tuple(found) for name, found in {**assumed, **own}.items()}


def seal(desk: Desk) -> tuple[Coding, ...]:
    """Append everything that the coder has coded to ``codings.csv`` at once, and take the working file away.

    What stands there stays byte for byte. A workbook is never rewritten: its codings go on in a file beside it.

    Returns:
        What was appended, in the order of the findings.

    Raises:
        FaultyInput: When nothing was coded, or something of it does not fit any more; nothing is written then.
    """
    drafted, programme = desk.read(), read_programme(desk.source)
    recorded = {one.finding: one for one in programme.codings if one.coder == desk.coder}
    fresh = {name: one for name, one in drafted.items() if recorded.get(name) != one}
    if not drafted:
        raise refusal(desk.draft, "", "nothing is coded", "at least one coded finding")
    path = record_of(desk.source, "codings")
    faults = [*_misplaced(desk, fresh, programme, recorded), *columns_missing(path, Coding)]
    if faults:
        raise FaultyInput(faults)
    rows = [fresh[one.id] for one in programme.findings if one.id in fresh]
    if rows:
        append(path, COLUMNS, rows, programme.codings)
    desk.draft.unlink()
    return tuple(rows)


def _misplaced(
    desk: Desk, fresh: Mapping[str, Coding], programme: ProgrammeData, recorded: Mapping[str, Coding]
) -> Iterator[Fault]:
    """Yield a fault for each coding of a finding that is not there, or that the coder has sealed otherwise."""
    for name in fresh:
        if name not in programme.findings_by_id:
            yield fault(desk.draft, f"finding {name}", "there is no such finding", "a finding of findings.csv")
        elif name in recorded:
            advice = "Take it out of the working file: what was sealed stands."
            yield fault(
                desk.draft, f"finding {name}", f"{desk.coder} has coded it already", "each finding once", advice
            )


def columns_missing(path: Path, kind: type[Any]) -> Iterator[Fault]:
    """Yield a fault when a record, where it is there, has no column for something that would be lost."""
    wanted = [one.name for one in fields(kind)]
    columns = read_csv(path, kind, [], required=False).columns
    missing = [name for name in wanted if name not in columns]
    if path.exists() and missing:
        found = "no column " + ", ".join(missing)
        yield fault(path, "row 1", found, f"the columns {', '.join(wanted)}", "Add it to the header.")
