"""Exporting IATI: the order and the attributes that the standard requires, and the way back."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kunteko_eval.exchange.iati.exporting import UNKNOWN_ORGANISATION, iati_bytes, write_iati
from kunteko_eval.exchange.iati.importing import IatiChoice, import_iati
from kunteko_eval.exchange.iati.narratives import unmarked
from kunteko_eval.exchange.iati.values import OWN
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme

ROOT = Path(__file__).parents[1]
FILES = Path(__file__).parent / "iati"
PROGRAMMES = sorted(path.name for path in (ROOT / "data").iterdir() if (path / "programme.yaml").exists())

# The part of the IATI activity standard 2.03 that an export uses, from its summary table
# (https://iatistandard.org/en/iati-standard/203/activity-standard/summary-table/): for each element its children in
# their order with how often they stand (1, ?, * or +), and its attributes, those with ! required.
STANDARD: dict[str, tuple[str, str]] = {
    "iati-activities": ("iati-activity+", "version! generated-datetime"),
    "iati-activity": (
        "iati-identifier1 reporting-org1 title1 description+ participating-org+ activity-status1 activity-date+ "
        "budget* document-link* result*",
        "lang default-currency last-updated-datetime",
    ),
    "iati-identifier": ("", ""),
    "reporting-org": ("narrative+", "ref! type!"),
    "title": ("narrative+", ""),
    "description": ("narrative+", "type"),
    "comment": ("narrative+", ""),
    "narrative": ("", "lang"),
    "participating-org": ("narrative*", "ref type role!"),
    "activity-status": ("", "code!"),
    "activity-date": ("narrative*", "type! iso-date!"),
    "budget": ("period-start1 period-end1 value1", "type status"),
    "value": ("", "currency value-date!"),
    "document-link": ("title1 description? category+ language* document-date?", "url! format"),
    "category": ("", "code!"),
    "language": ("", "code!"),
    "document-date": ("", "iso-date!"),
    "result": ("title1 description? document-link* reference* indicator+", "type! aggregation-status"),
    "indicator": (
        "title1 description? document-link* reference* baseline* period*",
        "measure! ascending aggregation-status",
    ),
    "reference": ("", "vocabulary! code! indicator-uri"),
    "baseline": ("location* dimension* document-link* comment?", "iso-date year! value"),
    "period": ("period-start1 period-end1 target* actual*", ""),
    "period-start": ("", "iso-date!"),
    "period-end": ("", "iso-date!"),
    "target": ("location* dimension* comment? document-link*", "value"),
    "actual": ("location* dimension* comment? document-link*", "value"),
    "dimension": ("", "name value"),
}
CODES = {
    ("result", "type"): {"1", "2", "3", "9"},
    ("indicator", "measure"): {"1", "2", "3", "4", "5"},
    ("indicator", "ascending"): {"0", "1"},
    ("activity-status", "code"): {"1", "2", "3", "4", "5", "6"},
    ("activity-date", "type"): {"1", "2", "3", "4"},
    ("participating-org", "role"): {"1", "2", "3", "4"},
}


def problems(node: Any) -> list[str]:
    """Return what an element and its descendants break of the standard."""
    children, attributes = STANDARD[node.tag]
    found: list[str] = []
    rules = [(one[:-1], one[-1]) for one in children.split()]
    names = [child.tag for child in node if not child.tag.startswith("{")]
    order = [name for name, _ in rules]
    if any(name not in order for name in names):
        return [f"{node.tag} holds {sorted(set(names) - set(order))}"]
    if names != sorted(names, key=order.index):
        found.append(f"{node.tag}: {names} out of order")
    for name, often in rules:
        least, most = {"1": (1, 1), "?": (0, 1), "*": (0, 10**9), "+": (1, 10**9)}[often]
        if not least <= names.count(name) <= most:
            found.append(f"{node.tag}: {names.count(name)} {name}")
    own = {
        etree.QName(name).localname: value for name, value in node.attrib.items() if not name.startswith(f"{{{OWN}}}")
    }
    known = {one.rstrip("!") for one in attributes.split()}
    found += [f"{node.tag}: attribute {name}" for name in own if name not in known]
    found += [f"{node.tag}: no {one[:-1]}" for one in attributes.split() if one.endswith("!") and one[:-1] not in own]
    for name, value in own.items():
        if (node.tag, name) in CODES and value not in CODES[node.tag, name]:
            found.append(f"{node.tag}: {name} {value}")
        if name.endswith("-date"):
            datetime.date.fromisoformat(value)
        if name == "value" and node.tag in {"baseline", "target", "actual"}:
            float(value)
    if node.tag in {"target", "actual"} and any(name.startswith("{") for name in node.attrib):
        found.append(f"{node.tag}: the schema allows no attribute of another namespace here")
    for child in node:
        found += problems(child) if not child.tag.startswith("{") else []
    return found


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_programme_is_written_as_the_standard_orders(name: str) -> None:
    """Elements, their order, how often they stand, attributes and codes follow the standard's summary table."""
    text, _ = iati_bytes(read_programme(ROOT / "data" / name), "FI-PRO-0000000-0")
    assert problems(etree.fromstring(text)) == []


def test_the_description_of_the_standard_finds_faults() -> None:
    """An element out of order, a missing attribute, a missing element and an unknown code are found."""
    text, _ = iati_bytes(read_programme(ROOT / "data" / "kunteko"), "FI-PRO-0000000-0")
    root: Any = etree.fromstring(text)
    activity = root[0]
    activity.insert(0, activity[1])
    del activity.find("result/indicator").attrib["measure"]
    activity.find("result").set("type", "4")
    title = activity.find("title")
    title.remove(title[0])
    for narrative in title.findall("narrative"):
        title.remove(narrative)
    found = " | ".join(problems(root))
    for part in ("out of order", "indicator: no measure", "result: type 4", "title: 0 narrative"):
        assert part in found


def levels(programme: ProgrammeData) -> dict[str, str]:
    """Return the kind of level of each element with evidence."""
    chain = programme.chain
    return {one.id: chain.level_of(one).kind for one in chain.elements if one.evidence}


def indicators(programme: ProgrammeData) -> dict[str, object]:
    """Return what is known of each indicator."""
    return {
        one.id: (one.label, one.unit, one.kind, one.aggregation, one.direction, one.scale_min, one.scale_max)
        for one in programme.indicators
    }


def figures(programme: ProgrammeData) -> list[tuple[object, ...]]:
    """Return each observation with its days, value, respondents and how precise it is."""
    spans = {one.id: (one.start, one.end) for one in programme.periods.values()}
    found = [
        (one.indicator, spans[one.period], one.value, one.value_to or "", one.n or 0, one.precision)
        for one in programme.observations
    ]
    return sorted(found)


def groups(programme: ProgrammeData) -> list[tuple[str, str, str]]:
    """Return the group of each figure: the group keeps its id."""
    return sorted((one.indicator, one.value, one.group) for one in programme.observations)


def expectations(programme: ProgrammeData) -> list[tuple[str, str, float, float]]:
    """Return element, indicator, floor and expected value of each numeric expectation."""
    conventions = programme.chain.conventions_by_id
    return sorted(
        (element.id, one.indicator, conventions[one.expectation].floor, expected)
        for element in programme.chain.elements
        for one in element.evidence
        if one.indicator and isinstance(expected := conventions[one.expectation].expected, float)
    )


def there_and_back(programme: ProgrammeData, folder: Path) -> ProgrammeData:
    """Export a programme and import it again."""
    write_iati(programme, folder / "out.xml", "FI-PRO-0000000-0")
    import_iati(folder / "out.xml", folder / "data", folder / "params", IatiChoice(name=programme.id))
    return read_programme(folder / "data" / programme.id)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_export_and_import_keep_what_iati_can_hold(tmp_path: Path, name: str) -> None:
    """Indicators, baselines, targets, actuals, periods, dimensions and narratives come back as they were."""
    before = read_programme(ROOT / "data" / name)
    after = there_and_back(before, tmp_path)
    assert indicators(after) == indicators(before)
    assert figures(after) == figures(before)
    assert groups(after) == groups(before)
    assert expectations(after) == expectations(before)
    assert (after.sheet.name, after.sheet.start) == (before.sheet.name, before.sheet.start)
    assert [goal.text for goal in after.sheet.goals] == [goal.text for goal in before.sheet.goals]
    labels = {one.id: one.label for one in before.chain.elements}
    assert all(labels[one.id] == one.label for one in after.chain.elements if one.id in labels)
    kinds = levels(before)
    assert {element: kinds[element] for element in levels(after)} == levels(after)


@pytest.mark.parametrize("path", sorted(FILES.glob("*.xml")), ids=lambda path: path.stem)
def test_an_imported_file_can_be_exported_and_imported_again(tmp_path: Path, path: Path) -> None:
    """From IATI to IATI and back nothing that was read is lost, groups and borrowed words included."""
    made = import_iati(path, tmp_path / "first" / "data", tmp_path / "first" / "params")
    for name, _ in made.programmes:
        before = read_programme(tmp_path / "first" / "data" / name)
        (tmp_path / name).mkdir()
        after = there_and_back(before, tmp_path / name)
        root = etree.parse(tmp_path / name / "out.xml").getroot()
        assert problems(root) == []
        assert not any((one.text or "").startswith("[") for one in root.iter("narrative"))
        assert indicators(after) == indicators(before)
        assert figures(after) == figures(before)
        assert expectations(after) == expectations(before)
        assert {one.id: one.label for one in after.sources.groups} == {
            one.id: one.label for one in before.sources.groups
        }


def test_what_iati_cannot_hold_is_told() -> None:
    """Elements without evidence, links, and a target that is the preceding period's are named as left out."""
    _, left = iati_bytes(read_programme(ROOT / "data" / "soteliiderit"), UNKNOWN_ORGANISATION)
    told = " ".join(left)
    assert "The element esf-funding is left out" in told
    assert "The target of leader-interviews is left out" in told
    assert "links are left out" in told


def test_findings_are_qualitative_indicators() -> None:
    """A finding is an indicator of measure 5 whose words are the comment of an actual without a value."""
    programme = read_programme(ROOT / "data" / "soteliiderit")
    root = etree.fromstring(iati_bytes(programme, "FI-PRO-0000000-0")[0])
    qualitative = root.findall(".//indicator[@measure='5']")
    finding = programme.findings_by_id["sl-needs-first"]
    assert finding.statement.en in [one.findtext("title/narrative") for one in qualitative]
    assert all("value" not in one.attrib for node in qualitative for one in node.iter("actual"))


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new file cannot be moved into place the old one stays, and nothing lies beside it."""
    path = tmp_path / "out.xml"
    path.write_text("old", encoding="utf-8")

    def failing(_: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="No space left"):
        write_iati(read_programme(ROOT / "data" / "soteliiderit"), path, "FI-PRO-0000000-0")
    assert [one.name for one in tmp_path.iterdir()] == ["out.xml"]
    assert path.read_text(encoding="utf-8") == "old"


@settings(max_examples=100)
@given(
    st.dictionaries(
        st.sampled_from(["fi", "sv", "en", "fr"]), st.from_regex(r"[A-Za-z]{1,8}", fullmatch=True), min_size=1
    )
)
def test_borrowed_words_go_back_to_their_language(given_words: dict[str, str]) -> None:
    """What an import lends to a missing language is no narrative of it in an export."""
    spare = next((code for code in ("en", "fi", "sv") if code in given_words), "fr")
    filled = {code: given_words.get(code, f"[{spare}] {given_words[spare]}") for code in LANGUAGES}
    known = {code: words for code, words in given_words.items() if code in LANGUAGES}
    assert unmarked(filled) == (known or given_words)
