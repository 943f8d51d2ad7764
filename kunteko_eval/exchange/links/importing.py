"""Bringing causal links into a chain: rows matched with elements, counted, and set into ``chain.yaml``.

Only lines of links and new elements are added to the file, lines of what was counted before are replaced, and
placeholders of an IATI import cut out; every other byte, comments included, stays as it is. The new chain is read
strictly beside the rest of the programme before it takes the old one's place.
"""

from __future__ import annotations

import codecs
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kunteko_eval.errors import UnknownName
from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.links.chain_text import with_keys, with_links
from kunteko_eval.exchange.links.content import Origin, is_personal, link_content
from kunteko_eval.exchange.links.matching import MapReading, Matched, match_links, read_words
from kunteko_eval.exchange.links.proposing import element_content, new_elements_of
from kunteko_eval.exchange.links.table import ClaimTable, columns_of, read_map
from kunteko_eval.exchange.links.updating import LinkChange, link_changes
from kunteko_eval.exchange.list_text import with_items
from kunteko_eval.exchange.saving import save_in_programme
from kunteko_eval.exchange.wording import counted
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOptions:
    """How a table of links is brought in.

    Attributes:
        columns: Options such as ``from=Cause factor``, for columns that are named otherwise.
        partly: Whether rows that do not fit are left and told, rather than faults.
        instead: Whether placeholders of an IATI import go where a new link reaches the same element.
        dry_run: Whether nothing is written.
        bundle: The ids of the collection and the period that the rows are claims of, so that they count as evidence of
            the links; None when they are only told in the assumption.
        sheet: The sheet of a workbook that holds the links.
        new_elements: On which level a label goes that no element has; see `new_elements_of`.
        zoom: How many parts of a hierarchy such as ``A; B`` are looked at; all when None.
        quotes: Whether the words of quotes go into the bundles.
    """

    columns: Sequence[str] = ()
    partly: bool = False
    instead: bool = False
    dry_run: bool = False
    bundle: tuple[str, str] | None = None
    sheet: str | None = None
    new_elements: Sequence[str] = ()
    zoom: int | None = None
    quotes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEdit:
    """What is set into the chain of a programme.

    Attributes:
        links: Links to add, as `link_content` gives them.
        elements: Elements to add.
        changes: Keys of links that the chain has, by their place in it.
        instead: Whether placeholders of an IATI import go where a new link reaches the same element.
    """

    links: Sequence[dict[str, Any]] = ()
    elements: Sequence[dict[str, Any]] = ()
    changes: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    instead: bool = False


def import_links(file: Path, folder: Path, options: LinkOptions) -> Iterator[str]:
    """Add the links of a table to a programme's chain, and yield what is found and done, a line each.

    Raises:
        FaultyInput: With every kind of row that does not fit, or when the chain would not be valid; the chain stays
            as it is then.
        UnknownName: When the programme has no such collection or period.
    """
    columns = columns_of(options.columns)
    programme = read_programme(folder)
    declared = (("collection", list(programme.collections)), ("period", list(programme.periods)))
    for (what, known), name in zip(declared, options.bundle or (), strict=False):
        if name not in known:
            raise UnknownName(what, name, known)
    reading = MapReading(zoom=options.zoom, new=new_elements_of(options.new_elements, programme))
    table = read_map(file, columns, options.sheet)
    _check_sources(file, table, options)
    matched = match_links(programme, file, table.claims, partly=options.partly, reading=reading)
    labels = {one.id: one.label for one, _ in matched.proposed}
    origin = Origin(table=file.name, labels=labels, bundle=options.bundle, quotes=options.quotes)
    changes = list(link_changes(programme, matched.links, origin))
    yield from _told(matched, table, changes, options)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    edit = LinkEdit(
        links=[link_content(programme, link, origin) for link in matched.links if not link.there],
        elements=[
            element_content(one, rows, file.name, programme.sheet.languages, today) for one, rows in matched.proposed
        ],
        changes={one.index: _keys(programme, one, origin) for one in changes},
        instead=options.instead,
    )
    yield from _written(folder, programme, edit, options)


def _told(matched: Matched, table: ClaimTable, changes: Sequence[LinkChange], options: LinkOptions) -> Iterator[str]:
    """Yield what was found, a line each: every row is counted in one of them."""
    yield from (f"note: {one}" for one in table.notes)
    for link in matched.links:
        sources = f", {counted(len(link.sources), 'source')}" if link.sources else ""
        contrary = f", {link.contrary:,} to the contrary" if link.contrary else ""
        there = ", in the chain already" if link.there else ""
        yield f"{link.source} → {link.target}: {counted(link.mentions, 'mention')}{sources}{contrary}{there}"
    yield from (f"proposed: {one.label} as {one.id} on {one.level}" for one, _ in matched.proposed)
    yield from (f"changed: {one.words}" for one in changes)
    yield from (f"left: {fault}" for fault in matched.left)
    if matched.raised:
        yield f"note: {counted(matched.raised, 'row')} read by an upper part of a label such as 'A; B', as A"
    rows = [row for link in matched.links for row in link.loose]
    if options.bundle and (silent := sum(link.mentions for link in matched.links) - len(rows) - _cited(matched)):
        yield f"note: {counted(silent, 'row')} without a source, told of in the assumption and no claims"
    if options.quotes and (personal := sum(is_personal(row) for row in rows)):
        yield f"note: {counted(personal, 'quote')} left out for an address, a number of a person or a source's name"
    if options.quotes:
        yield "note: read the quotes before you publish them: no program knows every person's name"
    yield read_words(matched)


def _cited(matched: Matched) -> int:
    """Return how many rows with a source count as the finding that their quote is."""
    return sum(bool(row.source) for link in matched.links for row in link.cited)


def _check_sources(file: Path, table: ClaimTable, options: LinkOptions) -> None:
    if options.bundle and not any(one.source for one in table.claims):
        advice = "Say which column names them with --map source=COLUMN, or import without --bundle."
        raise refusal(file, "", "no row that names its source", "sources, so that the rows count as claims", advice)


def _keys(programme: ProgrammeData, change: LinkChange, origin: Origin) -> dict[str, Any]:
    """Return the keys of a link that change."""
    keys: dict[str, Any] = {"assumption": change.assumption} if change.assumption else {}
    if change.rebundled:
        kept = [
            {name: list(value) if isinstance(value, tuple) else value for name, value in _plain(one).items()}
            for one in programme.chain.links[change.index].bundles
            if (one.source, one.period) != origin.bundle
        ]
        keys["bundles"] = [*kept, *([change.bundle] if change.bundle else [])]
    return keys


def _plain(one: Any) -> dict[str, Any]:
    return {name: value for name in one.__dataclass_fields__ if (value := getattr(one, name))}


def _written(folder: Path, programme: ProgrammeData, edit: LinkEdit, options: LinkOptions) -> Iterator[str]:
    """Set an edit into the chain, unless nothing is to be written, and yield what was done."""
    if options.dry_run or not (edit.links or edit.changes):
        would = [counted(len(edit.links), "link")] if edit.links else []
        would += [f"{counted(len(edit.elements), 'element')} to be registered"] if edit.elements else []
        yield f"would add {' and '.join(would)}" if would else "nothing to add"
        if edit.changes:
            yield f"would change {counted(len(edit.changes), 'link')}"
        return
    taken_out = set_links(folder, programme, edit)
    chain = folder / "chain.yaml"
    if edit.links:
        yield f"added {counted(len(edit.links), 'link')} to {chain}, placement evaluator"
    if edit.elements:
        yield f"added {counted(len(edit.elements), 'element')} to {chain}, placement proposed: not rated until registered"
    if edit.changes:
        yield f"changed {counted(len(edit.changes), 'link')} in {chain}"
    if taken_out:
        yield f"took out {counted(taken_out, 'placeholder')}"


def set_links(folder: Path, programme: ProgrammeData, edit: LinkEdit) -> int:
    """Set links and elements into the chain of a programme folder.

    Args:
        folder: The programme folder.
        programme: What was read from it.
        edit: What is set into it.

    Returns:
        How many placeholders were taken out.

    Raises:
        FaultyInput: When the chain would not be valid, or cannot be edited safely; the file stays as it is.
    """
    if not folder.is_dir():
        advice = "Make a folder of it first (kunteko-eval import workbook), or type the links in."
        raise refusal(folder, "", "a workbook", "a programme folder", advice)
    path = folder / "chain.yaml"
    raw = path.read_bytes()
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    reached = {one["to"] for one in edit.links}
    out = [
        index
        for index, link in enumerate(programme.chain.links)
        if edit.instead and link.assumption.en.startswith("A placeholder: IATI") and link.target in reached
    ]
    made = with_keys(path, raw.decode("utf-8-sig"), edit.changes)
    if edit.elements:
        made = with_items(path, made, "elements", edit.elements)
    if edit.links or out:
        made = with_links(path, made, edit.links, out)
    advice = "Nothing was written: the links of the table would make it so."
    save_in_programme(folder, {"chain.yaml": mark + made.encode("utf-8")}, advice)
    return len(out)
