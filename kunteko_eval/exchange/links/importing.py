"""Bringing causal links into a chain: rows matched with elements, counted, and added to ``chain.yaml``.

Only lines are added to the file (or placeholders of an import cut out); every other byte, comments
included, stays as it is. The new chain is read strictly beside the rest of the programme before it takes the
old one's place.
"""

from __future__ import annotations

import codecs
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kunteko_eval.errors import Fault, FaultyInput, UnknownName
from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.links.chain_text import with_links
from kunteko_eval.exchange.links.cycles import Arrow, CycleCut, open_cycles, shortest_path
from kunteko_eval.exchange.links.misfits import MOST_IN_CYCLES, Misfits, RowsLeft, plain, rows_fault
from kunteko_eval.exchange.links.table import Claim, columns_of, read_claims
from kunteko_eval.exchange.saving import save_in_programme
from kunteko_eval.exchange.wording import counted
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme

MOST_QUOTES = 20
"""Ids of quotes that an assumption names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """A link that the table tells of.

    Attributes:
        mentions: Rows that tell of it.
        sources: Different sources among them, in order of appearance; so are `quotes`.
        there: Whether the chain has it already.
        voices: Numbers of the sources in the table, in order of their first row, of rows whose quote is no finding;
            `bundled` is how many such rows there are.
    """

    source: str
    target: str
    mentions: int
    sources: tuple[str, ...]
    quotes: tuple[str, ...]
    there: bool
    voices: tuple[int, ...] = ()
    bundled: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The links of a table, and what of it was left with the reason.

    Attributes:
        left: One fault for each reason: a name, a link, or a column, with the rows that have it.
        taken_rows: Rows that tell of `links`; with `left_rows` every row of the table.
        opened: The links left because they close a cycle.
    """

    links: tuple[NewLink, ...]
    left: tuple[Fault, ...]
    taken_rows: int
    left_rows: int
    opened: CycleCut


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOptions:
    """How a table of links is brought in.

    Attributes:
        columns: Options such as ``from=Cause factor``, for columns that are named otherwise.
        partly: Whether rows that do not fit are left and told, rather than faults.
        instead: Whether placeholders of an IATI import go where a new link reaches the same element.
        dry_run: Whether nothing is written.
        bundle: The ids of the collection and the period that the rows are claims of, so that they count as evidence of
            the new links; None when they are only told in the assumption.
    """

    columns: Sequence[str] = ()
    partly: bool = False
    instead: bool = False
    dry_run: bool = False
    bundle: tuple[str, str] | None = None


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
    matched = match_links(programme, file, read_claims(file, columns), partly=options.partly)
    for link in matched.links:
        sources = f", {counted(len(link.sources), 'source')}" if link.sources else ""
        there = ", in the chain already" if link.there else ""
        yield f"{link.source} → {link.target}: {counted(link.mentions, 'mention')}{sources}{there}"
    yield from (f"left: {fault}" for fault in matched.left)
    yield read_words(matched)
    fresh = [link_content(programme, link, file.name, options.bundle) for link in matched.links if not link.there]
    if options.dry_run or not fresh:
        yield f"would add {counted(len(fresh), 'link')}" if fresh else "nothing to add"
        return
    taken_out = add_links(folder, programme, fresh, instead=options.instead)
    yield f"added {counted(len(fresh), 'link')} to {folder / 'chain.yaml'}, placement evaluator"
    if taken_out:
        yield f"took out {counted(taken_out, 'placeholder')}"


def match_links(programme: ProgrammeData, file: Path, claims: list[Claim], *, partly: bool = False) -> Matched:
    """Return the links that rows tell of, with elements found by id or by label in any language.

    Arrows of the chain stand. Where new ones close cycles, the fewest rows are chosen that open them all.

    Args:
        programme: The programme whose chain it is.
        file: The table's name for faults.
        claims: Its rows.
        partly: Whether rows that do not fit are left and told, rather than faults.

    Raises:
        FaultyInput: With every kind of row that does not fit, unless `partly`; or when no row does.
    """
    there = [(link.source, link.target) for link in programme.chain.links]
    found, misfits = _sorted_out(programme, file, claims)
    opened = open_cycles({arrow: len(rows) for arrow, rows in found.items()}, there)
    left = [*misfits.faults(), *_cycle_faults(file, found, there, opened, partly=partly)]
    for arrow in opened.gone:
        del found[arrow]
    if left and (not partly or not found):
        raise FaultyInput(left)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(one.source for one in claims if one.source), 1)}
    loose = {
        arrow: [row for row in rows if row.source and row.quote not in programme.findings_by_id]
        for arrow, rows in found.items()
    }
    links = tuple(
        NewLink(
            source=source,
            target=target,
            mentions=len(rows),
            sources=tuple(dict.fromkeys(row.source for row in rows if row.source)),
            quotes=tuple(dict.fromkeys(row.quote for row in rows if row.quote)),
            there=(source, target) in there,
            voices=tuple(dict.fromkeys(numbers[row.source] for row in loose[source, target])),
            bundled=len(loose[source, target]),
        )
        for (source, target), rows in found.items()
    )
    taken = sum(link.mentions for link in links)
    return Matched(
        links=links,
        left=tuple(left),
        taken_rows=taken,
        left_rows=len(claims) - taken,
        opened=opened,
    )


def _sorted_out(programme: ProgrammeData, file: Path, claims: list[Claim]) -> tuple[dict[Arrow, list[Claim]], Misfits]:
    """Return the rows of each link that could stand by itself, and the others by what is wrong with them."""
    known = _names(programme)
    rank = {level.id: number for number, level in enumerate(programme.chain.levels)}
    levels = {element.id: rank[element.level] for element in programme.chain.elements}
    misfits = Misfits(file)
    found: dict[Arrow, list[Claim]] = defaultdict(list)
    for claim in claims:
        ends = [(name, known.get(plain(name), ())) for name in (claim.cause, claim.effect)]
        if claim.blank:
            misfits.add(claim.row, f"no value in {claim.blank}", "an element's id or label")
        for name, end in ends:
            if name and len(end) != 1:
                misfits.add_name(claim.row, name, end, programme)
        if any(len(end) != 1 for _, end in ends):
            continue
        source, target = (end[0] for _, end in ends)
        if source == target or levels[source] > levels[target]:
            way = "leads to itself" if source == target else "goes backwards"
            misfits.add(claim.row, f"{source} → {target} {way}", "a link to the same level or a later one")
            continue
        found[source, target].append(claim)
    return found, misfits


def _cycle_faults(
    file: Path, told: Mapping[Arrow, list[Claim]], there: Sequence[Arrow], opened: CycleCut, *, partly: bool
) -> Iterator[Fault]:
    """Yield each link that goes for the chain to have no cycle, with the cycle that it would close."""
    kept = [*there, *(arrow for arrow in told if arrow not in opened.gone)]
    fewest = f"the fewest are {counted(opened.rows, 'row')}"
    if opened.rows != opened.at_least:
        fewest = f"{counted(opened.rows, 'row')} would do, fewer than {opened.at_least:,} cannot"
    advice = f"Of all rows that close cycles, {fewest}: take them out, or leave them with --partly."
    for source, target in opened.gone:
        rows = [claim.row for claim in told[source, target]]
        cycle = " → ".join([source, *shortest_path(kept, target, source)])
        found = f"{source} → {target} closes a cycle: {cycle}"
        left = RowsLeft(found, "links without a cycle", "" if partly else advice, rows)
        yield rows_fault(file, left, MOST_IN_CYCLES)


def _names(programme: ProgrammeData) -> dict[str, tuple[str, ...]]:
    """Return the elements of each label in any language; an id is found before any label."""
    found: dict[str, set[str]] = defaultdict(set)
    for element in programme.chain.elements:
        for language in LANGUAGES:
            found[plain(element.label[language])].add(element.id)
    named = {name: tuple(sorted(elements)) for name, elements in found.items()}
    return named | {plain(element.id): (element.id,) for element in programme.chain.elements}


def read_words(matched: Matched) -> str:
    """Return what became of the rows, in one sentence."""
    said = f"read {counted(matched.taken_rows + matched.left_rows, 'row')}"
    told = f"{said}: {matched.taken_rows:,} for {counted(len(matched.links), 'link')}, {matched.left_rows:,} left"
    opened = matched.opened
    if not opened.rows:
        return told
    least = "the fewest" if opened.rows == opened.at_least else f"of which at least {opened.at_least:,} must go"
    return f"{told}, {opened.rows:,} of them so that no cycle closes ({least})"


def link_content(
    programme: ProgrammeData, link: NewLink, file: str, bundle: tuple[str, str] | None = None
) -> dict[str, Any]:
    """Return a link as ``chain.yaml`` holds it: the evaluator's, with its sources counted in the assumption.

    A quote whose id is a finding's becomes evidence of the link; the other rows become a bundle of claims where it is
    known of which collection and period they are. Sources are numbered there, never named.
    """
    labels = programme.chain.by_id
    counts: dict[str, tuple[str, str, str, str]] = {
        "fi": ("lähteitä", "mainintoja", "lainaukset", "vaikuttaa tähän"),
        "sv": ("källor", "omnämnanden", "citat", "bidrar till"),
        "en": ("sources", "mentions", "quotes", "contributes to"),
    }
    assumption = {}
    for code, (sources, mentions, quotes, leads) in counts.items():
        told = [f"{sources}: {len(link.sources)}"] if link.sources else []
        told.append(f"{mentions}: {link.mentions}")
        if link.quotes:
            listed = ", ".join(one[:40] for one in link.quotes[:MOST_QUOTES])
            told.append(f"{quotes}: {listed}" + ("…" if len(link.quotes) > MOST_QUOTES else ""))
        ends = f"{labels[link.source].label[code][:300]} {leads}: {labels[link.target].label[code][:300]}"
        assumption[code] = f"{ends} ({file[:100]}; {'; '.join(told)})"
    content: dict[str, Any] = {
        "from": link.source,
        "to": link.target,
        "placement": "evaluator",
        "assumption": assumption,
    }
    findings = [one for one in link.quotes if one in programme.findings_by_id]
    content |= {"evidence": findings} if findings else {}
    if bundle is not None and link.voices:
        held = {"source": bundle[0], "period": bundle[1], "voices": list(link.voices), "mentions": link.bundled}
        content["bundles"] = [{**held, "table": file[:100]}]
    return content


def add_links(folder: Path, programme: ProgrammeData, links: list[dict[str, Any]], *, instead: bool = False) -> int:
    """Add links to the chain of a programme folder.

    Args:
        folder: The programme folder.
        programme: What was read from it.
        links: As `link_content` gives them.
        instead: Whether placeholders of an IATI import go where a new link reaches the same element.

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
    reached = {one["to"] for one in links}
    out = [
        index
        for index, link in enumerate(programme.chain.links)
        if instead and link.assumption.en.startswith("A placeholder: IATI") and link.target in reached
    ]
    made = with_links(path, raw.decode("utf-8-sig"), links, out)
    advice = "Nothing was written: the links of the table would make it so."
    save_in_programme(folder, {"chain.yaml": mark + made.encode("utf-8")}, advice)
    return len(out)
