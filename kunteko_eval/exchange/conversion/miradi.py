"""A Miradi project as an indicator table and a table of links: its indicators, and its results chains.

Read from ``project.xml`` of an ``.xmpz2`` file. Names of elements are those of ``Xmpz2Schema.rnc``, which stands in
every such file (and in sitkatech/miradi-client): an indicator has measurements and future statuses, each with a value
and a date; a results chain has diagram links, whose ends wrap strategies, results and targets.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from kunteko_eval.exchange.conversion.plain_tables import PlainTables
from kunteko_eval.exchange.conversion.plain_xml import XmlElement, read_xml
from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.wording import counted

LEVELS = {
    "Strategy": "actions",
    "Task": "actions",
    "IntermediateResult": "direct",
    "ThreatReductionResult": "indirect",
    "BiophysicalResult": "indirect",
    "BiodiversityTarget": "wider",
    "HumanWellbeingTarget": "wider",
}
"""The kind of level on which each kind of factor of a results chain stands."""

OTHERS = (
    "Indicator",
    "Measurement",
    "FutureStatus",
    "KeyEcologicalAttribute",
    "ResultsChain",
    "DiagramFactor",
    "DiagramLink",
)
POOLS = frozenset(f"{one}Pool" for one in (*LEVELS, *OTHERS))
LARGEST = 200_000_000
"""Bytes of ``project.xml`` once unpacked."""

MOST_RATIO = 250
ADVICE = "Export the project from Miradi as .xmpz2 (File, Export, Miradi Project File)."


def project_xml(path: Path, raw: bytes) -> bytes:
    """Return the project of an ``.xmpz2`` file, or of the XML itself.

    Raises:
        FaultyInput: When it is no such file, is of the former kind, or unpacks to more than a project needs.
    """
    if not raw.startswith(b"PK"):
        return raw
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = [one for one in archive.infolist() if one.filename == "project.xml"]
            if len(names) != 1:
                raise refusal(path, "", "no project.xml in it", "a Miradi project of the kind .xmpz2", ADVICE)
            part = names[0]
            if part.file_size > LARGEST or part.file_size > MOST_RATIO * max(part.compress_size, 1):
                found = f"project.xml unpacks to {part.file_size:,} bytes from {part.compress_size:,}"
                raise refusal(path, "", found, "a project as Miradi packs it", ADVICE)
            with archive.open(part) as stream:
                return stream.read(LARGEST)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise refusal(path, "", f"cannot be unpacked ({error})", "a Miradi project", ADVICE) from None


def read_miradi(path: Path, raw: bytes) -> PlainTables:
    """Return the indicators and the results chains of a Miradi project.

    Raises:
        FaultyInput: When it cannot be read, or holds neither.
    """
    root = read_xml(path, project_xml(path, raw), POOLS)
    if root.name != "ConservationProject":
        raise refusal(path, "", f"an XML file of {root.name}", "a Miradi project", ADVICE)
    pools = {
        pool.name.removesuffix("Pool"): {one.attributes.get("Id", ""): one for one in pool.children}
        for pool in root.children
    }
    if "DiagramFactor" not in pools and "Indicator" not in pools:
        raise refusal(path, "", "a Miradi project of an older kind", "one exported by Miradi 4 or later", ADVICE)
    tables = PlainTables(what="a Miradi project")
    _add_indicators(tables, pools)
    _add_links(tables, pools)
    if not tables.indicators and not tables.links:
        raise refusal(path, "", "no indicator with a dated value, and no results chain", "at least one of them")
    tables.mapping = {"id": "miradi", "language": "en"}
    return tables


Pools = dict[str, dict[str, XmlElement]]


def _named(kind: str, one: XmlElement) -> str:
    return one.words(f"{kind}Name") or one.words(f"{kind}Identifier") or f"{kind} {one.attributes.get('Id', '')}"


def _owners(pools: Pools) -> dict[str, tuple[str, str]]:
    """Return the factor that each indicator is of: its kind and name; of a target by way of its key attributes."""
    found: dict[str, tuple[str, str]] = {}
    for kind in LEVELS:
        for one in pools.get(kind, {}).values():
            attributes = [
                pools.get("KeyEcologicalAttribute", {}).get(name)
                for name in one.ids(f"{kind}KeyEcologicalAttributeIds")
            ]
            ids = one.ids(f"{kind}IndicatorIds")
            ids += [name for part in attributes if part for name in part.ids("KeyEcologicalAttributeIndicatorIds")]
            for name in ids:
                found.setdefault(name, (kind, _named(kind, one)))
    return found


def _add_indicators(tables: PlainTables, pools: Pools) -> None:
    owners = _owners(pools)
    for name, one in pools.get("Indicator", {}).items():
        kind, result = owners.get(name, ("", ""))
        row = {
            "code": one.words("IndicatorIdentifier") or name,
            "indicator": _named("Indicator", one),
            "level": LEVELS.get(kind, ""),
            "result": result,
            "unit": one.words("IndicatorUnit"),
        }
        for part, figures in (("actual", _measured(one, pools)), ("target", _wanted(one, pools))):
            latest: dict[str, tuple[str, str]] = {}
            for date, value in sorted(figures):
                tables.read += 1
                if not date[:4].isdigit() or not value:
                    tables.left["no date" if value else "no value"] += 1
                    continue
                if date[:4] in latest:
                    tables.left[f"an earlier {part} of the same year"] += 1
                latest[date[:4]] = (date, value)
            tables.indicators += [
                row | {"period": year, "kind": part, "value": value} for year, (_, value) in latest.items()
            ]


def _measured(one: XmlElement, pools: Pools) -> Iterator[tuple[str, str]]:
    for name in one.ids("IndicatorMeasurementIds"):
        found = pools.get("Measurement", {}).get(name)
        if found is not None:
            yield found.words("MeasurementDate"), found.words("MeasurementMeasurementValue")


def _wanted(one: XmlElement, pools: Pools) -> Iterator[tuple[str, str]]:
    for name in one.ids("IndicatorFutureStatusIds"):
        found = pools.get("FutureStatus", {}).get(name)
        if found is not None:
            yield found.words("FutureStatusDate"), found.words("FutureStatusSummary")


def _add_links(tables: PlainTables, pools: Pools) -> None:
    """Add the links of every results chain, each once; what has no level is counted."""
    factors = {name: (kind, _named(kind, one)) for kind in LEVELS for name, one in pools.get(kind, {}).items()}
    wraps: dict[str, tuple[str, str]] = {}
    for name, one in pools.get("DiagramFactor", {}).items():
        inner = one.first("DiagramFactorWrappedFactorId")
        wrapped = " ".join(inner.whole().split()) if inner else ""
        if wrapped in factors:
            wraps[name] = factors[wrapped]
    seen: dict[tuple[str, str], None] = {}
    outside = 0
    for chain in pools.get("ResultsChain", {}).values():
        for name in chain.ids("ResultsChainDiagramLinkIds"):
            link = pools.get("DiagramLink", {}).get(name)
            ends = [
                wraps.get(link.words(f"DiagramLink{way}DiagramFactorId")) if link else None for way in ("From", "To")
            ]
            if ends[0] is None or ends[1] is None:
                outside += 1
                continue
            tables.levels |= {label: LEVELS[kind] for kind, label in (ends[0], ends[1])}
            seen[ends[0][1], ends[1][1]] = None
    tables.links = list(seen)
    if outside:
        tables.notes.append(
            f"{counted(outside, 'link')} of results chains to or from groups, texts or threats left out"
        )
