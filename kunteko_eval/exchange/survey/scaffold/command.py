"""What the command does with a scaffold: writes the mapping, and the indicators where that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.saving import refuse_existing, save_edit
from kunteko_eval.exchange.survey.scaffold.filling import evidence_lines, filling, paste_lines
from kunteko_eval.exchange.survey.scaffold.preview import preview_lines
from kunteko_eval.exchange.survey.scaffold.scaffolding import ScaffoldOptions, scaffold
from kunteko_eval.files.writing import write_atomically


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaffoldOrder:
    """What a person asks the command to do.

    Attributes:
        export: The export.
        output: Where the mapping is written.
        programme: The programme's folder or workbook.
        write: Whether what the programme lacks is set into it.
        force: Whether a mapping that is there is written over.
    """

    export: Path
    output: Path
    programme: Path | None
    write: bool = False
    force: bool = False


def run(asked: ScaffoldOrder, **options: Any) -> Iterator[str]:
    """Propose and write, and yield what a person is told.

    Args:
        asked: What is asked.
        options: The other attributes of `ScaffoldOptions`.

    Raises:
        FaultyInput: When something cannot be read or written over.
    """
    if not asked.force:
        refuse_existing(asked.output)
    if asked.write and asked.programme is None:
        raise refusal("--write-indicators", "", "no programme", "--programme and its id")
    done = scaffold(asked.export, ScaffoldOptions(programme=asked.programme, **options))
    place = asked.programme
    if asked.write and place is not None and done.programme is not None:
        place = save_edit(place, filling(done, done.programme))
    write_atomically(asked.output, done.text)
    yield from preview_lines(done)
    if asked.write:
        yield f"\nset into {place}: {len(done.indicators)} indicators and what they need"
    elif done.indicators:
        yield "\nto paste into the programme (or run again with --write-indicators):"
        yield from paste_lines(done)
    yield "\nto paste under the evidence of the box that each may speak for, in chain.yaml:"
    yield from evidence_lines(done)
    yield f"\nwrote {asked.output}: look it through, write confirmed: true, and then"
    name = done.keys["programme"]
    yield f"  kunteko-eval import survey {asked.export} --mapping {asked.output} --programme {name} --dry-run"
