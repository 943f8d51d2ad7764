"""Broken variants of KunTeko's folder: each is a clear fault with a place, never a traceback, never a silent pass."""

from __future__ import annotations

import copy
import csv
import datetime
import filecmp
import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from ruamel.yaml import YAML

from kunteko_eval.errors import Fault, FaultyInput, UnknownName
from kunteko_eval.files.csv_tables import RowsFile, read_csv
from kunteko_eval.files.documents import LARGEST_FILE
from kunteko_eval.files.translations import Translations
from kunteko_eval.method.assess import assess
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.judgement import Judgement, seal
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading import programme_reader
from kunteko_eval.reading.programme_reader import find_programmes, read_programme

GOOD = Path(__file__).parents[1] / "data" / "kunteko"
YAML_FILES = ("programme.yaml", "chain.yaml", "sources.yaml")
CSV_FILES = ("indicators.csv", "observations.csv", "findings.csv")
NOWHERE = "no-such-id"

Content = Any
Cells = list[dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One way to spoil the good folder.

    Attributes:
        name: What is wrong, in words.
        file: The file that is spoiled.
        says: What stands in the fault's sentence, its place included where that matters.
        spoil: Spoils the file of this path.
        placed: Whether the fault is at a place in the file, not of the file itself.
        most: How many places may be faulty; whatever refers to the spoiled one is not to blame.
    """

    name: str
    file: str
    says: tuple[str, ...]
    spoil: Callable[[Path], object]
    placed: bool = True
    most: int = 6


# The tools of spoiling: the content of a YAML file, the rows of a CSV file, or the text as it stands.


@cache
def content_of(file: str) -> Content:
    """Return the content of a good YAML file; nobody may change it."""
    return YAML(typ="safe", pure=True).load((GOOD / file).read_text(encoding="utf-8"))


@cache
def rows_of(file: str) -> Cells:
    """Return the rows of a good CSV file; nobody may change them."""
    return list(csv.DictReader(io.StringIO((GOOD / file).read_text(encoding="utf-8"), newline="")))


def write_content(path: Path, content: Content) -> None:
    """Write the content of a YAML file as JSON, which is YAML."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_rows(path: Path, rows: Cells, delimiter: str = ",") -> None:
    """Write the rows of a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


def within(content: Content, place: str) -> Content:
    """Return the mapping or list at a dotted place."""
    for step in place.split(".") if place else []:
        content = content[int(step) if step.isdigit() else step]
    return content


def changed(file: str, name: str, says: str, change: Callable[[Content], object], most: int = 6) -> Variant:
    """Return the variant in which the content of a YAML file is changed."""

    def spoil(path: Path) -> None:
        content = copy.deepcopy(content_of(file))
        change(content)
        write_content(path, content)

    return Variant(name=name, file=file, says=(says,), spoil=spoil, most=most)


def put(file: str, name: str, place: str, value: object, says: str) -> Variant:
    """Return the variant in which another value stands at a place of a YAML file."""
    holder, _, last = place.rpartition(".")
    key: str | int = int(last) if last.isdigit() else last

    def spoil(path: Path) -> None:
        content = copy.deepcopy(content_of(file))
        within(content, holder)[key] = value
        write_content(path, content)

    return Variant(name=name, file=file, says=(f"key {place}: ", says), spoil=spoil)


def without(file: str, name: str, place: str, key: str) -> Variant:
    """Return the variant in which a required key of a mapping in a YAML file is not there."""
    where = f"{place}.{key}" if place else key
    return changed(file, name, f"key {where}: '{key}' is missing", lambda content: within(content, place).pop(key))


def cell(file: str, name: str, row: int, column: str, value: str, says: str) -> Variant:
    """Return the variant in which another cell stands in a row (counted from 0) of a CSV file."""

    def spoil(path: Path) -> None:
        rows = copy.deepcopy(rows_of(file))
        rows[row][column] = value
        write_rows(path, rows)

    return Variant(name=name, file=file, says=(f"row {row + 2}, column {column}: ", says), spoil=spoil)


def text(file: str, name: str, pattern: str, replacement: str, says: str) -> Variant:
    """Return the variant in which the first match of a pattern in the file's text is replaced."""

    def spoil(path: Path) -> None:
        good = path.read_text(encoding="utf-8")
        bad = re.sub(pattern, replacement, good, count=1, flags=re.MULTILINE)
        assert bad != good, f"{pattern} does not stand in {file}"
        path.write_text(bad, encoding="utf-8")

    return Variant(name=name, file=file, says=(says,), spoil=spoil)


def whole(file: str, name: str, says: str, spoil: Callable[[Path], object], *, placed: bool = True) -> Variant:
    """Return the variant in which the file is treated as a whole."""
    return Variant(name=name, file=file, says=(says,), spoil=spoil, placed=placed)


def holding(content: str) -> Callable[[Path], object]:
    """Return what writes another text into a file."""
    return lambda path: path.write_text(content, encoding="utf-8")


def replacing(old: str, new: str, count: int = -1) -> Callable[[Path], object]:
    """Return what replaces a text in a file."""
    return lambda path: path.write_text(path.read_text(encoding="utf-8").replace(old, new, count), encoding="utf-8")


def index_of(items: Content, wanted: Callable[[Any], bool]) -> int:
    """Return the index of the first item that is wanted."""
    return next(index for index, item in enumerate(items) if wanted(item))


def observation_of(**wanted: str) -> int:
    """Return the first row of an observation whose indicator has these cells."""
    indicators = {row["id"]: row for row in rows_of("indicators.csv")}
    return index_of(
        rows_of("observations.csv"),
        lambda row: all(indicators[row["indicator"]][column] == cell for column, cell in wanted.items()),
    )


# The variants, in families.

REQUIRED_KEYS = {
    ("programme.yaml", ""): "schema id name description synthetic start end goals periods",
    ("programme.yaml", "goals.0"): "id text document place",
    ("programme.yaml", "funders.0"): "name document place",
    ("programme.yaml", "budget"): "amount currency precision document place",
    ("programme.yaml", "periods.0"): "id start end report",
    ("programme.yaml", "comparability.0"): "indicators periods text document place",
    ("programme.yaml", "recommendations.0"): "id text elements document place",
    ("programme.yaml", "recommendations.0.addressee"): "who basis",
    ("chain.yaml", ""): "schema programme levels due_reason conventions elements links",
    ("chain.yaml", "levels.1"): "id kind label",
    ("chain.yaml", "conventions.0"): "id applies_to basis recorded floor expected reason",
    ("chain.yaml", "rivals.0"): "id text",
    ("chain.yaml", "elements.1"): "id level label placement registered why evidence",
    ("chain.yaml", "links.1"): "from to placement assumption",
    ("sources.yaml", ""): "schema documents groups collections",
    ("sources.yaml", "documents.0"): "id title file",
    ("sources.yaml", "documents.0.headings.0"): "text",
    ("sources.yaml", "groups.0"): "id label",
    ("sources.yaml", "collections.0"): "id label type bias bias_reason",
}


def missing_keys() -> Iterator[Variant]:
    """Yield one variant for each required key that is taken away."""
    for (file, place), keys in REQUIRED_KEYS.items():
        for key in keys.split():
            yield without(file, f"{file}: {place or 'the file'} has no {key}", place, key)


TEXTS = {
    "programme.yaml": (
        "name",
        "description",
        "previous_ratings",
        "goals.0.text",
        "funders.0.name",
        "recommendations.0.text",
        "recommendations.0.addressee.who",
    ),
    "chain.yaml": (
        "due_reason",
        "levels.0.label",
        "conventions.0.reason",
        "rivals.0.text",
        "elements.0.label",
        "links.0.assumption",
    ),
    "sources.yaml": ("documents.0.title", "groups.0.label", "collections.0.bias_reason"),
}


def missing_translations() -> Iterator[Variant]:
    """Yield variants in which a text lacks one of its languages, or has it empty."""
    languages = ("fi", "sv", "en")
    for file, places in TEXTS.items():
        for number, place in enumerate(places):
            language = languages[number % 3]
            yield without(file, f"{file}: {place} is not translated into {language}", place, language)
    yield put(
        "chain.yaml", "an empty Swedish label", "elements.0.label.sv", " ", '" "; expected a text that is not empty'
    )
    yield put(
        "programme.yaml", "a fourth language", "name.de", "KunTeko", 'unknown key "de"; expected one of fi, sv, en'
    )


def wrong_values() -> Iterator[Variant]:
    """Yield variants in which a key has a value of the wrong kind."""
    file = "programme.yaml"
    yield put(file, "another version of the format", "schema", 2, "2; expected 1")
    yield put(file, "a name in one language", "name", "KunTeko", '"KunTeko"; expected the keys fi, sv, en')
    yield put(file, "a list of names", "name", ["KunTeko"], "expected the keys fi, sv, en")
    yield put(file, "a year as the programme's id", "id", 2020, "2020; expected a text. Put it in quotation marks.")
    yield put(
        file, "an id with capitals and spaces", "id", "KunTeko 2020", "expected lower-case letters, digits and hyphens"
    )
    yield put(file, "a path as an id", "id", "../kunteko", "expected lower-case letters, digits and hyphens")
    yield put(file, "a word for true", "synthetic", "no", '"no"; expected true or false')
    yield put(file, "a Finnish date", "end", "31.12.2020", "expected a date written YYYY-MM-DD")
    yield put(file, "a thirteenth month", "start", "2015-13-01", "expected a date written YYYY-MM-DD")
    yield put(file, "a year instead of a date", "start", 2015, "expected a date written YYYY-MM-DD")
    yield put(file, "a thirtieth of February", "periods.0.end", "2017-02-30", "expected a date written YYYY-MM-DD")
    yield put(file, "a start of 0", "start", "0", "expected a date written YYYY-MM-DD")
    yield put(file, "true for the version of the format", "schema", True, "true; expected 1")
    yield put(file, "a list of days", "periods.0.start", ["2015-01-01"], "expected a date written YYYY-MM-DD")
    yield put(file, "goals as a mapping", "goals", {"first": "goal"}, "expected a list")
    yield put(file, "a goal of bare words", "goals.0", "Visible work", "expected the keys id, text, document")
    yield put(file, "line 0 of a document", "goals.0.line", 0, "0; expected a number greater than 0")
    yield put(file, "half a line", "goals.0.line", 313.5, "expected a whole number")
    yield put(file, "a share with a sign", "funders.0.share", "75 %", '"75 %"; expected a number')
    yield put(file, "a share above a hundred", "funders.0.share", 175, "expected a number less than or equal to 100")
    yield put(file, "a share below nothing", "funders.0.share", -1, "expected a number greater than or equal to 0")
    yield put(file, "an empty budget", "budget.amount", 0, "expected a number greater than 0")
    yield put(
        file, "a budget in no currency", "budget.currency", "EUX", "'EUX'; expected a currency's code of ISO 4217"
    )
    yield put(
        file,
        "a precision that does not exist",
        "budget.precision",
        "roughly",
        "expected 'exact', 'about', 'over' or 'nearly'",
    )
    yield put(file, "no periods", "periods", [], "expected at least 1 item")
    yield put(file, "periods of nothing", "periods", None, "no value; expected a list")
    yield put(file, "a word for whether to report", "periods.0.report", "yes", '"yes"; expected true or false')
    yield put(file, "a single element instead of a list", "recommendations.0.elements", "services", "expected a list")
    yield put(file, "a description of ten thousand letters", "description.en", "x" * 10_000, '"xxxx')
    yield put(
        file, "a terminal's control characters", "name.en", "\x1b[31mred", "expected text without control characters"
    )
    file = "chain.yaml"
    yield put(file, "a chain of no programme", "programme", None, "no value; expected a text")
    yield put(file, "a chain without elements", "elements", [], "no elements; expected at least one")
    yield put(file, "a chain without levels", "levels", [], "no levels; expected at least one")
    yield put(file, "elements of nothing", "elements", None, "no value; expected a list")
    yield put(file, "elements as a mapping", "elements", {"services": {}}, "expected a list")
    yield put(file, "links as a word", "links", "none", '"none"; expected a list')
    yield put(file, "a kind of level that does not exist", "levels.0.kind", "inputs", "'direct', 'indirect' or 'wider'")
    yield put(file, "a label as a list", "levels.0.label", ["Resurssit"], "expected the keys fi, sv, en")
    yield put(
        file,
        "effects due before the start",
        "levels.4.due_after_years",
        -1,
        "expected a number greater than or equal to 0",
    )
    yield put(file, "an expectation for no unit", "conventions.0.applies_to", "euros", "unknown unit 'euros'")
    yield put(file, "a misspelt basis", "conventions.0.basis", "evaluater", "Did you mean 'evaluator'?")
    yield put(
        file,
        "an expectation recorded yesterday",
        "conventions.0.recorded",
        "yesterday",
        "expected a date written YYYY-MM-DD",
    )
    yield put(file, "a floor in words", "conventions.0.floor", "low", '"low"; expected a number')
    yield put(
        file, "an expectation in words", "conventions.0.expected", "last-year", "expected a number or 'previous-period'"
    )
    yield put(
        file,
        "a placement that does not exist",
        "elements.0.placement",
        "guessed",
        "'named', 'reconstructed', 'evaluator' or 'proposed'",
    )
    yield put(
        file, "an element registered on no day", "elements.0.registered", None, "expected a date written YYYY-MM-DD"
    )
    yield put(
        file,
        "evaluation question 0",
        "elements.0.evaluation_question",
        0,
        "expected a number greater than or equal to 1",
    )
    yield put(file, "evidence as a mapping", "elements.1.evidence", {"finding": "ev-team"}, "expected a list")
    yield put(file, "evidence of nothing", "elements.1.evidence", None, "no value; expected a list")
    yield put(
        file,
        "an item of evidence in bare words",
        "elements.1.evidence.0",
        "ev-team",
        "expected the keys indicator, finding",
    )
    yield put(file, "a proxy in words", "elements.1.evidence.0.proxy", "partly", "expected true or false")
    yield put(file, "a link in bare words", "links.0", "a → b", "expected the keys from, to, placement")
    yield put(file, "a link between lists", "links.0.from", ["services", "events"], "expected a text")
    yield put(
        file,
        "a link of no placement",
        "links.0.placement",
        "named",
        "expected 'source', 'reconstructed', 'evaluator' or 'proposed'",
    )
    file = "sources.yaml"
    yield put(
        file,
        "a source type that does not exist",
        "collections.0.type",
        "survey",
        "'documents' or 'external-statistics'",
    )
    yield put(file, "a bias that does not exist", "collections.0.bias", "medium", "expected 'low', 'some' or 'high'")
    yield put(
        file,
        "a response rate in per cent",
        "collections.0.response_rate",
        45,
        "expected a number less than or equal to 1",
    )
    yield put(file, "a response rate with a sign", "collections.0.response_rate", "45 %", "expected a number")
    yield put(file, "a year of publication", "documents.0.published", "2020", "expected a date written YYYY-MM-DD")
    yield put(file, "groups of nothing", "groups", None, "no value; expected a list")
    yield put(file, "a document without a file name", "documents.0.file", "", "expected a text that is not empty")


def unknown_keys() -> Iterator[Variant]:
    """Yield variants with a key or a column that the format does not have."""
    for file, places in {
        "programme.yaml": ("", "name", "goals.0", "funders.0", "budget", "periods.0", "recommendations.0"),
        "chain.yaml": ("", "levels.0", "conventions.0", "rivals.0", "elements.0", "elements.1.evidence.0", "links.0"),
        "sources.yaml": ("", "documents.0", "groups.0", "collections.0"),
    }.items():
        for place in places:
            where = f"{place}.colour" if place else "colour"
            yield put(
                file,
                f"{file}: {place or 'the file'} has a colour",
                where,
                "green",
                'unknown key "colour"; expected one of',
            )

    def misspell(content: Content) -> None:
        content["recomendations"] = content.pop("recommendations")

    yield changed("programme.yaml", "a misspelt key that may be left out", "Did you mean 'recommendations'?", misspell)
    for file in CSV_FILES:

        def add(path: Path, file: str = file) -> None:
            write_rows(path, [{**row, "colour": "green"} for row in rows_of(file)])

        yield whole(file, f"{file} has a colour", 'row 1: unknown column "colour"', add)


def unknown_ids() -> Iterator[Variant]:
    """Yield one variant for each kind of reference, to an id that nothing declares."""

    def refer(file: str, name: str, place: str, what: str) -> Variant:
        return put(file, name, place, NOWHERE, f"unknown {what} '{NOWHERE}'")

    chain = content_of("chain.yaml")
    with_rivals = index_of(chain["links"], lambda link: link.get("rivals"))
    with_evidence = index_of(chain["links"], lambda link: link.get("evidence"))
    counted = index_of(chain["elements"], lambda one: any("indicator" in item for item in one["evidence"]))
    number = index_of(chain["elements"][counted]["evidence"], lambda item: "indicator" in item)
    told = index_of(chain["elements"], lambda one: any("finding" in item for item in one["evidence"]))
    finding = index_of(chain["elements"][told]["evidence"], lambda item: "finding" in item)
    collected = index_of(chain["elements"], lambda one: one.get("collect"))
    from_source = index_of(chain["conventions"], lambda one: one["basis"] == "source")
    later = index_of(content_of("programme.yaml")["periods"], lambda one: "previous" in one)
    file = "programme.yaml"
    yield refer(file, "a goal from a document that does not exist", "goals.0.document", "document")
    yield refer(file, "a funder from a document that does not exist", "funders.0.document", "document")
    yield refer(file, "a budget from a document that does not exist", "budget.document", "document")
    yield refer(file, "a recommendation from a document that does not exist", "recommendations.0.document", "document")
    yield put(
        file,
        "an addressee on a document's word that no place tells",
        "recommendations.0.addressee.basis",
        "source",
        "basis source without document and place",
    )
    yield put(
        file,
        "an addressee from a document that does not exist",
        "recommendations.0.addressee.document",
        NOWHERE,
        f"unknown document '{NOWHERE}'",
    )
    yield refer(
        file, "a recommendation about an element that does not exist", "recommendations.0.elements.0", "element"
    )
    yield refer(file, "a remark on an indicator that is not there", "comparability.0.indicators.0", "indicator")
    yield refer(file, "a remark on a period that is not there", "comparability.0.periods.0", "period")
    yield put(file, "a remark on one period", "comparability.0.periods", ["2015-2017"], "at least 2 items")
    yield refer(file, "a previous period that does not exist", f"periods.{later}.previous", "period")
    yield put("sources.yaml", "a page 0", "documents.0.headings.0.page", 0, "greater than or equal to 1")
    yield put("sources.yaml", "a heading in its own language", "documents.0.headings.0.fi", "x", "own language")
    yield changed(
        "sources.yaml",
        "a heading for a second time",
        "key documents.0.headings.0.text: the heading",
        lambda content: content["documents"][0]["headings"].append(dict(content["documents"][0]["headings"][0])),
    )
    cost = f"elements.{collected}.collect.0.cost"
    yield put(
        "chain.yaml", "a cost of two kinds", cost, {"size": "small", "amount": 5, "currency": "EUR"}, "exactly one"
    )
    yield put("chain.yaml", "a cost of nothing", cost, {}, "neither or both of size and amount")
    yield put("chain.yaml", "a sum without money", f"{cost}.amount", 500, "amount and currency together, or a size")
    yield put(
        "chain.yaml", "a fourth priority", f"elements.{collected}.collect.0.priority", 4, "less than or equal to 3"
    )
    file = "chain.yaml"
    yield refer(file, "an element on a level that does not exist", "elements.2.level", "level")
    yield refer(file, "a link from an element that does not exist", "links.0.from", "element")
    yield refer(file, "a link to an element that does not exist", "links.0.to", "element")
    yield refer(file, "a rival explanation that does not exist", f"links.{with_rivals}.rivals.0.rival", "rival")
    yield refer(file, "a link by evidence that does not exist", f"links.{with_evidence}.evidence.0", "finding")
    place = f"elements.{counted}.evidence.{number}"
    yield refer(file, "evidence of an indicator that does not exist", f"{place}.indicator", "indicator")
    yield refer(file, "an expectation that does not exist", f"{place}.expectation", "expectation")
    yield refer(
        file, "evidence of a finding that does not exist", f"elements.{told}.evidence.{finding}.finding", "finding"
    )
    yield refer(
        file, "an expectation from a document that does not exist", f"conventions.{from_source}.document", "document"
    )
    says = f"links.{with_rivals}.rivals.0.rival: unknown rival"
    yield changed(file, "rival explanations that nobody lists", says, lambda content: content.pop("rivals"), most=100)
    for column in ("indicator", "period", "group", "source", "document"):
        says = f"unknown {column} '{NOWHERE}'"
        yield cell("observations.csv", f"an observation of a {column} that does not exist", 3, column, NOWHERE, says)
    for column in ("period", "source", "document"):
        says = f"unknown {column} '{NOWHERE}'"
        yield cell("findings.csv", f"a finding of a {column} that does not exist", 3, column, NOWHERE, says)
    part = index_of(rows_of("indicators.csv"), lambda row: row["part_of"] and row["unit"] == "count")
    says = "unknown indicator of the whole"
    yield cell("indicators.csv", "a part of a whole that does not exist", part, "part_of", NOWHERE, says)
    name = rows_of("indicators.csv")[part]["id"]
    yield cell("indicators.csv", "an indicator that is a part of itself", part, "part_of", name, says)


def repeated_ids() -> Iterator[Variant]:
    """Yield one variant for each kind of id that stands twice."""
    for file, keys in {
        "programme.yaml": ("goals", "periods", "recommendations"),
        "chain.yaml": ("levels", "conventions", "rivals", "elements"),
        "sources.yaml": ("documents", "groups", "collections"),
    }.items():
        for key in keys:
            name = content_of(file)[key][0]["id"]
            says = f"id '{name}' stands 2 times; expected every id once"
            yield replace(put(file, f"the same id for two {key}", f"{key}.1.id", name, says), most=200)
    for file in CSV_FILES:
        name = rows_of(file)[0]["id"]
        yield cell(file, f"the same id for two rows of {file}", 1, "id", name, f"id '{name}' stands 2 times")
    name = rows_of("observations.csv")[0]["id"]
    yield cell(
        "findings.csv", "a finding with an observation's id", 0, "id", name, f"id '{name}' is an observation's too"
    )


def programmes_that_do_not_add_up() -> Iterator[Variant]:
    """Yield variants of programme.yaml whose values are well formed and cannot all be true."""
    file = "programme.yaml"
    yield put(
        file, "a programme of another name than its folder", "id", "kunteko-2", "expected the folder's name 'kunteko'"
    )
    yield put(
        file, "a programme that ends before it starts", "end", "2014-12-31", "expected a day on or after the start"
    )
    yield put(
        file,
        "a period that ends before it starts",
        "periods.0.end",
        "2014-12-31",
        "expected a day on or after the start",
    )
    outside = "2015-2017 is 2014-12-31 to 2017-12-31; expected a span within the programme"
    yield changed(
        file, "a period that starts before the programme", outside, lambda c: c["periods"][0].update(start="2014-12-31")
    )
    outside = "2015-2017 is 2015-01-01 to 2021-01-01; expected a span within the programme"
    yield changed(
        file, "a period that ends after the programme", outside, lambda c: c["periods"][0].update(end="2021-01-01")
    )
    later, name = "expected a period that ends before", content_of(file)["periods"][1]["id"]
    yield put(file, "a period that follows itself", "periods.1.previous", name, f"{name} ends on 2020-12-31; {later}")
    yield put(
        file, "a period that follows a later one", "periods.0.previous", name, f"{name} ends on 2020-12-31; {later}"
    )
    says = "key funders: the shares add up to 90; expected 100"
    yield changed(file, "funders who pay too little", says, lambda content: content["funders"][0].update(share=65))

    says = "key funders: the shares add up to 110; expected 100"
    yield changed(file, "funders who pay too much", says, lambda content: content["funders"][0].update(share=85))

    def report_none(content: Content) -> None:
        for period in content["periods"]:
            period["report"] = False

    yield changed(file, "a programme without a report", "no period has report: true", report_none)


def chains_that_do_not_hold() -> Iterator[Variant]:
    """Yield variants of chain.yaml in which levels, links, evidence and expectations do not go together."""
    file = "chain.yaml"
    chain = content_of(file)
    on = {
        level["id"]: [one["id"] for one in chain["elements"] if one["level"] == level["id"]]
        for level in chain["levels"]
    }
    resource, action, wider = on["resources"][0], on["actions"][0], on["wider"][0]
    link = {"placement": "evaluator", "assumption": {"fi": "a", "sv": "b", "en": "c"}}
    end = len(chain["links"])

    def join(*pairs: tuple[str, str]) -> Callable[[Content], object]:
        return lambda content: content["links"].extend({"from": a, "to": b, **link} for a, b in pairs)

    def unlink(name: str, *ends: str) -> Callable[[Content], object]:
        def change(content: Content) -> None:
            content["links"] = [one for one in content["links"] if all(one[end] != name for end in ends)]

        return change

    def swap(content: Content) -> None:
        levels = content["levels"]
        levels[0], levels[1] = levels[1], levels[0]

    place = f"key links.{end}: "
    yield put(file, "a chain of another programme", "programme", "soteliiderit", "expected the folder's name 'kunteko'")
    yield changed(file, "levels out of order", "key levels: levels out of order", swap, most=100)
    says = f"{place}{action} → {resource} goes backwards; expected a link to the same level or a later one"
    yield changed(file, "a link that goes backwards", says, join((action, resource)))
    yield changed(
        file, "a link from a wider effect to a resource", f"{place}{wider} → {resource} goes", join((wider, resource))
    )
    yield changed(file, "a link of an element to itself", f"{place}a cycle: {wider} → {wider}", join((wider, wider)))
    first, second, third = sorted(on["wider"][:3])
    says = f"a cycle: {first} → {second} → {first}; expected links without a cycle"
    yield changed(file, "two effects that cause each other", says, join((first, second), (second, first)))
    says = f"a cycle: {first} → {second} → {third} → {first}"
    yield changed(file, "three effects in a circle", says, join((first, second), (second, third), (third, first)))
    twice = (chain["links"][0]["from"], chain["links"][0]["to"])
    yield changed(file, "a link that stands twice", f"{place}the link {' → '.join(twice)} stands 2 times", join(twice))
    says = f"no link leads to {wider}; expected at least one link to an effect"
    yield changed(file, "an effect that no link leads to", says, unlink(wider, "to"))
    yield changed(file, "an action that no link reaches", f"no link reaches {action}", unlink(action, "from", "to"))
    yield changed(
        file, "a resource that no link reaches", f"no link reaches {resource}", unlink(resource, "from", "to")
    )
    says = f"no link leads to {wider}"
    yield changed(file, "a chain without links", says, lambda content: content.update(links=[]), most=40)

    element = index_of(chain["elements"], lambda one: len(one["evidence"]) > 1 and "finding" in one["evidence"][0])
    here = f"elements.{element}.evidence"
    item = chain["elements"][element]["evidence"][0]
    one_of = "neither or both of indicator and finding; expected exactly one of them"
    both = {**item, "indicator": rows_of("indicators.csv")[0]["id"]}
    yield put(file, "evidence registered twice", f"{here}.1", item, "is registered twice")
    yield put(file, "evidence that is a number and a finding", f"{here}.0", both, one_of)
    yield put(
        file,
        "evidence that is neither a number nor a finding",
        f"{here}.0",
        {"expectation": item["expectation"]},
        one_of,
    )
    words = {"fi": "a", "sv": "b", "en": "c"}
    registered = datetime.date.fromisoformat(chain["elements"][element]["registered"])
    days = [str(registered), str(registered - datetime.timedelta(days=1))]
    plan = [{"what": words, "whom": words, "type": "interviews", "shows": "perceived", "when": days}]
    says = f"key elements.{element}.collect.0.when.1: {days[1]}; expected a day on or after the element was registered"
    yield changed(
        file,
        "evidence to be collected before the element was registered",
        says,
        lambda content: content["elements"][element].update(collect=plan),
        most=1,
    )
    percent = index_of(chain["conventions"], lambda one: one["applies_to"] == "percent")
    name = chain["conventions"][percent]["id"]
    says = f"{name} applies to percent, {item['finding']} is finding"
    yield put(file, "a finding with an expectation for percentages", f"{here}.0.expectation", name, says)

    here = f"conventions.{percent}"
    floor = chain["conventions"][percent]["floor"]
    yield put(
        file, "an expectation that equals its floor", f"{here}.expected", floor, f"{floor}, the same as the floor"
    )
    yield put(
        file,
        "an expectation of more than all",
        f"{here}.expected",
        180,
        "180 for percent; expected a value from 0 to 100",
    )
    yield put(file, "a floor below nothing", f"{here}.floor", -5, "-5 for percent; expected a value from 0 to 100")
    yield put(
        file, "a percentage like last time's", f"{here}.expected", "previous-period", "expected a number for percent"
    )
    says = "expected an expectation on the better side of the floor"

    def fall(content: Content) -> None:
        content["conventions"][percent].update(floor=80, expected=20)

    yield changed(file, "an expectation that falls where more is better", says, fall, most=200)
    coded = index_of(chain["conventions"], lambda one: one["applies_to"] == "finding")
    says = f"key conventions.{coded}: floor 0, expected 0.5; expected floor 0 and expected 1"
    yield changed(
        file, "findings on a scale of their own", says, lambda c: c["conventions"][coded].update(expected=0.5)
    )
    stated = index_of(chain["conventions"], lambda one: one["basis"] == "source")
    says = f"key conventions.{stated}: basis source without a document"
    yield changed(
        file, "an expectation of a document that is not named", says, lambda c: c["conventions"][stated].pop("document")
    )


def yaml_that_is_none() -> Iterator[Variant]:
    """Yield variants whose text is not the plain YAML that is asked for."""
    for file, key in (("programme.yaml", "synthetic"), ("chain.yaml", "programme"), ("sources.yaml", "groups")):
        says = f'duplicate key "{key}", which stands on line '
        yield text(file, f"{file}: {key} stands twice", rf"^({key}:)", r"\1 x\n\1", says)
    name = "an element with two levels"
    yield text(
        "chain.yaml",
        name,
        r"^    level: .*$",
        r"\g<0>\n    level: wider",
        'duplicate key "level", which stands on line ',
    )
    yield text(
        "chain.yaml", "a label with two Finnish texts", r"label: \{fi:", "label: {fi: x, fi:", 'duplicate key "fi"'
    )
    yield text("chain.yaml", "an anchor", r"^due_reason: ", "due_reason: &why ", 'a YAML anchor or alias "why"')
    yield text("chain.yaml", "an alias of nothing", r"^due_reason: .*$", "due_reason: *why", "a YAML anchor or alias")
    bomb = "goals: [&a [x, x], &b [*a, *a], &c [*b, *b], &d [*c, *c]]\nfunders_:"
    yield text("programme.yaml", "a small file that wants to be large", r"^goals:", bomb, 'a YAML anchor or alias "a"')
    yield text("programme.yaml", "a tag", r"^synthetic: ", "synthetic: !maybe ", 'the YAML tag "!maybe"')
    yield text("sources.yaml", "a Python object", r"file: ", "file: !!python/object/apply:os.getcwd ", "the YAML tag")
    yield text("chain.yaml", "a tab as indentation", r"^    level:", "\tlevel:", "expected valid YAML")
    yield text("chain.yaml", "a quotation mark that is not closed", r'"(\})', r"\1", "expected valid YAML")
    yield text("programme.yaml", "a brace that is not closed", r"^(  - \{.*)\}$", r"\1", "expected valid YAML")
    yield text("programme.yaml", "a colon in a bare text", r"^  fi: ", "  fi: Kunteko: ", "needs quotation marks")
    yield text("sources.yaml", "a second document", r"^groups:", "---\ngroups:", "one document a file")
    yield text("sources.yaml", "a list as a key", r"^groups:", "[groups]:", "a list or a mapping as a key")
    yield text("programme.yaml", "a bell in a text", r"^  fi: ", "  fi: \x07", "the character")
    yield text(
        "programme.yaml", "half of a surrogate pair", r"^  fi: .*$", r'  fi: "\\ud83d"', "invalid Unicode character"
    )
    yield text(
        "programme.yaml",
        "a bare day that does not exist",
        r"^start: .*$",
        "start: 2015-02-29",
        'start: "2015-02-29"; expected a date',
    )
    for word in (".nan", ".inf", "-.inf", "1e999", "0x4B", "75,0", "1_0", "'75'", "true"):
        says = "funders.0.share: " + {"true": "true", "'75'": '"75"'}.get(word, f'"{word}"') + "; expected a number"
        yield text("programme.yaml", f"a share of {word}", r"^    share: .*$", f"    share: {word}", says)
    yield text(
        "chain.yaml",
        "a floor that is not a number",
        r"^    floor: .*$",
        "    floor: .nan",
        'floor: ".nan"; expected a number',
    )
    says = "expected a number or 'previous-period'"
    yield text("chain.yaml", "an infinite expectation", r"^    expected: \d+$", "    expected: .inf", says)
    for name, content, says in (
        ("nothing", "", "no keys and values"),
        ("only a comment", "# to be written\n", "no keys and values"),
        ("null", "null\n", "no keys and values"),
        ("a list", "- schema: 1\n", "no keys and values"),
        ("an empty mapping", "{}\n", "'schema' is missing"),
        ("four hundred brackets", "goals: " + "[" * 400 + "]" * 400, "nested more than 20 deep"),
    ):
        for file in YAML_FILES:
            yield replace(whole(file, f"{file} holds {name}", says, holding(content)), most=10)


def files_that_cannot_be_read() -> Iterator[Variant]:
    """Yield variants of every file that is missing, binary, of another encoding or far too large."""

    def enlarge(path: Path) -> None:
        with path.open("r+b") as stream:
            stream.truncate(LARGEST_FILE + 1)

    def replace_by_folder(path: Path) -> None:
        path.unlink()
        path.mkdir()

    def in_encoding(encoding: str) -> Callable[[Path], object]:
        return lambda path: path.write_bytes(path.read_text(encoding="utf-8").encode(encoding, "replace"))

    for file in (*YAML_FILES, *CSV_FILES):
        yield whole(file, f"{file} is missing", "the file is missing", Path.unlink, placed=False)
        yield whole(file, f"{file} is a folder", "cannot be read", replace_by_folder, placed=False)
        yield whole(file, f"{file} is enormous", "at most 50,000,000 bytes", enlarge, placed=False)
        says = "is not UTF-8; expected UTF-8 text. Save the file again as UTF-8"
        yield whole(file, f"{file} is in Latin-1", says, in_encoding("latin-1"))
        yield whole(file, f"{file} is in UTF-16", says, in_encoding("utf-16"))
        yield whole(file, f"{file} holds a NUL", "a NUL character", replacing("a", "\0", 1))


REQUIRED_COLUMNS = {
    "indicators.csv": "id label_fi label_sv label_en unit theme kind aggregation direction",
    "observations.csv": "id indicator period value source document place",
    "findings.csv": "id statement_fi statement_sv statement_en kind source period document place",
    "codings.csv": "finding coder direction extent credibility date",
}


def missing_columns_and_cells() -> Iterator[Variant]:
    """Yield two variants for each required column: without the column, and with one empty cell in it."""
    for file, columns in REQUIRED_COLUMNS.items():
        for column in columns.split():

            def drop(path: Path, file: str = file, column: str = column) -> None:
                write_rows(path, [{key: value for key, value in row.items() if key != column} for row in rows_of(file)])

            name, says = (
                f"{file} has no column {column}",
                f"row 1: column '{column}' is missing; expected it in the header",
            )
            yield whole(file, name, says, drop)
            yield cell(file, f"{file}: a row has no {column}", 2, column, "", f"'{column}' is missing")


def wrong_cells() -> Iterator[Variant]:
    """Yield variants in which a cell has a value of the wrong kind, or outside its unit."""
    file = "indicators.csv"
    yield cell(
        file,
        "a unit that does not exist",
        0,
        "unit",
        "euros",
        "expected count, percent, share, grade, EUR, or a currency",
    )
    yield cell(file, "a unit in lower case", 0, "unit", "eur", "unknown unit 'eur'; expected")
    yield cell(
        file,
        "a kind of evidence that does not exist",
        0,
        "kind",
        "output",
        "'volume', 'change', 'perceived' or 'tested'",
    )
    yield cell(
        file, "an aggregation that does not exist", 0, "aggregation", "sum", "'level', 'cumulative', 'increment'"
    )
    yield cell(file, "a direction that does not exist", 0, "direction", "up", "expected 'more' or 'less'")
    yield cell(
        file, "a theme of two words", 0, "theme", "human resources", "expected lower-case letters, digits and hyphens"
    )
    yield cell(file, "a scale for a sum of money", 0, "scale_max", "5", "a scale for the unit EUR; expected no scale")
    grade = index_of(rows_of(file), lambda row: row["unit"] == "grade")
    scale = "expected the least and the greatest grade of the scale"
    yield cell(file, "grades without a least one", grade, "scale_min", "", scale)
    yield cell(file, "grades without a greatest one", grade, "scale_max", "", scale)
    yield cell(file, "a scale upside down", grade, "scale_max", "0", scale)
    yield cell(file, "a scale in words", grade, "scale_max", "five", '"five"; expected a number')
    yield cell(file, "a scale without end", grade, "scale_max", "inf", '"inf"; expected a number')
    yield cell(file, "a label of three thousand letters", 0, "label_sv", "x" * 3000, '"xxxx')

    file = "observations.csv"
    percent, grade, count = (
        observation_of(unit="percent"),
        observation_of(unit="grade"),
        observation_of(aggregation="increment", unit="count"),
    )
    asked = index_of(rows_of(file), lambda row: row["n"])
    ranged = index_of(rows_of(file), lambda row: row["value_to"])
    value = rows_of(file)[ranged]["value"]
    yield cell(file, "a percentage with its sign", percent, "value", "79 %", "Write the number alone")
    yield cell(
        file,
        "a decimal comma between commas",
        percent,
        "value",
        "79,5",
        "Write 0.79, or save the file with semicolons.",
    )
    yield cell(file, "a thousand with a space", count, "value", "1 000", "Write 1000, not 1 000.")
    yield cell(file, "a thousand with a no-break space", count, "value", "1\u00a0000", "Write 1000, not 1 000.")
    yield cell(file, "a figure in words", count, "value", "many", '"many"; expected a number')
    yield cell(file, "a figure with an exponent", count, "value", "1e3", '"1e3"; expected a number')
    yield cell(file, "a figure that is not a number", count, "value", "nan", '"nan"; expected a number')
    yield cell(file, "an infinite figure", count, "value", "inf", '"inf"; expected a number')
    yield cell(file, "a figure of four hundred digits", count, "value", "9" * 400, "expected a finite number")
    yield cell(file, "a figure of a hundred decimals", percent, "value", "7." + "9" * 100, "expected at most 15 digits")
    yield cell(
        file, "a percentage above a hundred", percent, "value", "101", "101 percent; expected a value from 0 to 100"
    )
    yield cell(file, "a percentage below nothing", percent, "value", "-1", "-1 percent; expected a value from 0 to 100")
    yield cell(
        file,
        "a range of percentages above a hundred",
        percent,
        "value_to",
        "120",
        "120 percent; expected a value from 0 to 100",
    )
    yield cell(file, "a grade above its scale", grade, "value", "7", "7 grade; expected a value from 1 to 5")
    yield cell(file, "a grade below its scale", grade, "value", "0.5", "0.5 grade; expected a value from 1 to 5")
    yield cell(file, "a negative number of things", count, "value", "-4", "-4 count; expected a value from 0 up")
    yield cell(file, "half a thing", count, "value", "12.5", "12.5; expected a whole number, because the unit is count")
    yield cell(
        file,
        "a range that ends where it begins",
        ranged,
        "value_to",
        value,
        f"{value}; expected more than the value {value}",
    )
    yield cell(file, "an n of 0", asked, "n", "0", "0; expected a number greater than 0")
    yield cell(file, "a negative n", asked, "n", "-32", "-32; expected a number greater than 0")
    yield cell(file, "an n with decimals", asked, "n", "32.5", "expected a whole number")
    yield cell(file, "an n in words", asked, "n", "about 30", '"about 30"; expected a whole number')
    yield cell(file, "line 0 of a source", 0, "line", "0", "0; expected a number greater than 0")
    yield cell(file, "a misspelt precision", 0, "precision", "abuot", "Did you mean 'about'?")
    yield cell(file, "a match that does not exist", 0, "match", "guessed", "expected 'read', 'inferred' or 'derived'")
    yield cell(file, "an id in capitals", 0, "id", "Budget", "expected lower-case letters, digits and hyphens")
    yield cell(file, "an id of a hundred letters", 0, "id", "a" * 100, "expected at most 80 characters")

    file = "findings.csv"
    yield cell(
        file,
        "a finding that shows what nothing shows",
        0,
        "kind",
        "proven",
        "'volume', 'change', 'perceived' or 'tested'",
    )
    yield cell(file, "a statement of only spaces", 0, "statement_sv", "   ", "'statement_sv' is missing")
    yield cell(file, "a statement of ten thousand letters", 0, "statement_fi", "x" * 10_000, '"xxxx')
    yield cell(
        file,
        "an escape sequence in a statement",
        0,
        "statement_en",
        "\x1b[2J",
        "expected text without control characters",
    )


def wrong_codings() -> Iterator[Variant]:
    """Yield variants in which a finding is coded in a way that the codebook does not know."""
    file = "codings.csv"
    rows = rows_of(file)
    supporting = index_of(rows, lambda row: row["direction"] == "supports")
    against = index_of(rows, lambda row: row["direction"] == "contradicts")
    neither = index_of(rows, lambda row: row["direction"] == "neither")
    yield cell(file, "a coding of no finding", 0, "finding", NOWHERE, f"unknown finding '{NOWHERE}'")
    yield cell(
        file,
        "a direction of a coding that does not exist",
        0,
        "direction",
        "mixed",
        "'contradicts', 'neither' or 'supports'",
    )
    yield cell(file, "an extent that does not exist", 0, "extent", "3", "'none', 'somewhat', 'much', 'very-much'")
    yield cell(file, "support of no influence", supporting, "extent", "none", "supports with extent none")
    yield cell(
        file, "a contradiction of very much", against, "extent", "very-much", "contradicts with extent very-much"
    )
    yield cell(file, "neither, and yet much", neither, "extent", "much", "neither with extent much; expected not-said")
    yield cell(file, "a credibility above the scale", 0, "credibility", "4", "less than or equal to 3")
    yield cell(file, "a credibility below the scale", 0, "credibility", "0", "greater than or equal to 1")
    yield cell(file, "a credibility with decimals", 0, "credibility", "1.5", "expected a whole number")
    yield cell(file, "a credibility in words", 0, "credibility", "high", '"high"; expected a whole number')
    yield cell(file, "a coding of no day", 0, "date", "yesterday", '"yesterday"')
    says = "expected lower-case letters, digits and hyphens"
    yield cell(file, "a coder with a name", 0, "coder", "Maija Meikäläinen", says)

    def again(path: Path) -> None:
        write_rows(path, [*rows, rows[0]])

    yield whole(
        file, "a coder who codes a finding twice", f"{rows[0]['coder']} codes {rows[0]['finding']} 2 times", again
    )


def repeats_that_repeat_nothing() -> Iterator[Variant]:
    """Yield variants in which a finding repeats none, itself, or what another source says."""
    file, rows = "findings.csv", rows_of("findings.csv")
    other = index_of(rows, lambda row: row["source"] != rows[0]["source"])
    told = rows[0]["id"]
    yield cell(file, "a repeat of no finding", 0, "repeats", NOWHERE, f"unknown finding '{NOWHERE}'; expected one of")
    yield cell(file, "a finding that repeats itself", 0, "repeats", told, f"{told} repeats {told}")
    yield cell(file, "a repeat of another source", other, "repeats", told, "Two sources that say the same are two")

    def chained(path: Path) -> None:
        same = [row["id"] for row in rows if row["source"] == rows[0]["source"]][:3]
        repeats = dict(pairwise(same))
        write_rows(path, [{**row, "repeats": repeats.get(row["id"], row["repeats"])} for row in rows])

    yield whole(file, "a repeat of a repeat", "expected a finding that repeats no other one", chained)
    for column in ("direction", "strength", "coder"):

        def kept(path: Path, column: str = column) -> None:
            write_rows(path, [{**row, column: "supports"} for row in rows])

        variant = whole(file, f"findings that still have a column {column}", "stands in codings.csv", kept)
        yield replace(variant, says=(f'unknown column "{column}"', *variant.says))


def csv_that_is_none() -> Iterator[Variant]:
    """Yield variants whose text is not the table that is asked for."""

    def repeat(path: Path) -> None:
        lines = [[*cells, cells[0]] for cells in csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))]
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(lines)

    for file in CSV_FILES:
        second = rows_of(file)[1]["id"]
        yield whole(
            file,
            f"{file}: a column stands twice",
            'row 1: column "id" stands 2 times; expected every column once',
            repeat,
        )
        yield text(file, f"{file}: a column in capitals", r"^id,", "ID,", 'row 1: unknown column "ID"')
        cells = len(rows_of(file)[0])
        yield text(
            file,
            f"{file}: a row with a cell too few",
            rf"^{second},",
            f"{second}",
            f"row 3: {cells - 1} cells; expected {cells}",
        )
        yield text(
            file,
            f"{file}: a row with a cell too many",
            rf"^{second},",
            f"{second},,",
            f"row 3: {cells + 1} cells; expected {cells}",
        )
        yield text(
            file, f"{file}: a quotation mark that is not closed", rf"^{second},", f'{second},"', "expected valid CSV"
        )
        yield text(file, f"{file}: words after a quotation mark", rf"^{second},", f'"{second}"x,', "row 3: ")
        yield whole(file, f"{file} has tabs between its cells", "row 1: unknown column", replacing(",", "\t"))
        yield whole(file, f"{file} has only blank lines", "row 1: no header", holding("\n\n"))
        yield whole(file, f"{file} is empty", "row 1: no header", holding(""))
        header = (GOOD / file).read_text(encoding="utf-8").split("\n", 1)[0]
        yield whole(file, f"{file} has no header", "row 1: unknown column", replacing(f"{header}\n", "", 1))


VARIANTS = [
    *missing_keys(),
    *missing_translations(),
    *wrong_values(),
    *unknown_keys(),
    *unknown_ids(),
    *repeated_ids(),
    *programmes_that_do_not_add_up(),
    *chains_that_do_not_hold(),
    *yaml_that_is_none(),
    *files_that_cannot_be_read(),
    *missing_columns_and_cells(),
    *wrong_cells(),
    *wrong_codings(),
    *repeats_that_repeat_nothing(),
    *csv_that_is_none(),
]


def faults_of(folder: Path) -> tuple[Fault, ...]:
    """Return the faults of a folder that must have some."""
    with pytest.raises(FaultyInput) as caught:
        read_programme(folder)
    return caught.value.faults


def digest_of(folder: Path) -> str:
    """Return a digest of every name and byte in a folder."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        # The first bytes tell the enormous files apart well enough.
        content = path.read_bytes()[:200_000] if path.is_file() else b"folder"
        size = path.stat().st_size if path.is_file() else 0
        found.update(f"{path.relative_to(folder)} {size} ".encode() + content)
    return found.hexdigest()


@cache
def good_table(file: str, kind: Any, languages: tuple[str, ...]) -> tuple[RowsFile[Any], Translations]:
    """Return what a good table holds, and what was found of the languages of its texts."""
    faults: list[Fault] = []
    found = Translations(languages)
    table = read_csv(GOOD / file, kind, faults, translations=found)
    assert faults == []
    return table, found


def read_unless_good(path: Path, kind: Any, faults: list[Fault], **asked: Any) -> RowsFile[Any]:
    """Read a table, unless it is as it stands in the good folder: then return what that one holds."""
    good = GOOD / path.name
    if not (path.is_file() and good.is_file() and filecmp.cmp(path, good, shallow=False)):
        return read_csv(path, kind, faults, **asked)
    wanted = asked.get("translations") or Translations()
    table, found = good_table(path.name, kind, wanted.languages)
    wanted.given.update(found.given)
    wanted.texts += found.texts
    return replace(table, file=str(path))


@pytest.fixture
def good_tables_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the tables that a variant leaves as they are read once for all variants; their checks all run."""
    monkeypatch.setattr(programme_reader, "read_csv", read_unless_good)


@pytest.mark.usefixtures("good_tables_read_once")
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_broken_folder_is_a_clear_fault_with_a_place(copy_of_kunteko: Path, variant: Variant) -> None:
    """The spoiled file is named, with the place in it and what was found and expected there."""
    variant.spoil(copy_of_kunteko / variant.file)
    faults = faults_of(copy_of_kunteko)
    clear = [
        fault
        for fault in faults
        if Path(fault.file).name == variant.file
        and all(words in str(fault) for words in variant.says)
        and bool(fault.place) == variant.placed
    ]
    assert clear, "\n".join(str(fault) for fault in faults[:5])
    assert all(fault.found and fault.expected and len(str(fault)) < 1200 for fault in faults)
    assert len({(fault.file, fault.place) for fault in faults}) <= variant.most, "\n".join(
        str(fault) for fault in faults[:9]
    )


def test_no_two_variants_are_the_same(kunteko_folder: Path, tmp_path: Path) -> None:
    """There are more than a hundred variants; each has its own name, is its own folder, and is not the good one."""
    digests = {digest_of(kunteko_folder)}
    for number, variant in enumerate(VARIANTS):
        folder = Path(shutil.copytree(kunteko_folder, tmp_path / str(number)))
        variant.spoil(folder / variant.file)
        digests.add(digest_of(folder))
        shutil.rmtree(folder)
    assert len(digests) == len(VARIANTS) + 1
    assert len({variant.name for variant in VARIANTS}) == len(VARIANTS) > 100


# What is not broken.


def test_the_good_folder_reads(kunteko: ProgrammeData) -> None:
    """The folder that all variants come from has no fault."""
    assert kunteko.id == "kunteko"
    assert len(kunteko.observations) == len(rows_of("observations.csv"))
    assert len(kunteko.chain.elements) == len(content_of("chain.yaml")["elements"])


def test_the_way_variants_are_written_is_no_fault(copy_of_kunteko: Path, kunteko: ProgrammeData) -> None:
    """Files written by these tests without a change read as the good folder, so the change is what is refused."""
    for file in YAML_FILES:
        write_content(copy_of_kunteko / file, content_of(file))
    for file in CSV_FILES:
        write_rows(copy_of_kunteko / file, rows_of(file))
    assert read_programme(copy_of_kunteko) == kunteko


def test_a_folder_as_finnish_excel_saves_it_is_the_same_programme(
    copy_of_kunteko: Path, kunteko: ProgrammeData
) -> None:
    """Semicolons, decimal commas, byte order marks and Windows line ends change nothing."""
    numbers = {"value", "value_to", "scale_min", "scale_max"}
    commas = 0
    for file in CSV_FILES:
        rows = [
            {column: cell.replace(".", ",") if column in numbers else cell for column, cell in row.items()}
            for row in rows_of(file)
        ]
        commas += sum("," in row.get(column, "") for row in rows for column in numbers)
        write_rows(copy_of_kunteko / file, rows, delimiter=";")
        path = copy_of_kunteko / file
        assert b"\r\n" in path.read_bytes()
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert commas > 0
    assert read_programme(copy_of_kunteko) == kunteko


def test_the_order_of_rows_does_not_matter(copy_of_kunteko: Path, kunteko: ProgrammeData, rubric: Rubric) -> None:
    """A table sorted another way gives the same ratings, achievements and confidence in every period."""
    for file in CSV_FILES:
        write_rows(copy_of_kunteko / file, rows_of(file)[::-1])
    turned = read_programme(copy_of_kunteko)
    assert turned.observations == kunteko.observations[::-1]
    for period in (one.id for one in kunteko.sheet.periods if one.report):
        straight, reversed_ = assess(kunteko, period, rubric), assess(turned, period, rubric)
        for element in kunteko.chain.elements:
            assert reversed_.rating(element.id) == straight.rating(element.id)


def test_reading_leaves_the_folder_as_it_is(copy_of_kunteko: Path) -> None:
    """Neither a good nor a broken folder is changed, and nothing is added to it, by being read."""
    before = digest_of(copy_of_kunteko)
    read_programme(copy_of_kunteko)
    assert digest_of(copy_of_kunteko) == before
    (copy_of_kunteko / "chain.yaml").write_text("elements: 3\n", encoding="utf-8")
    before = digest_of(copy_of_kunteko)
    faults_of(copy_of_kunteko)
    assert digest_of(copy_of_kunteko) == before


# Several faults at once.


def test_every_fault_of_every_file_is_reported_in_one_pass(copy_of_kunteko: Path) -> None:
    """Faults of form in one file hide neither each other nor the faults between the files."""
    spoiled = [
        put("programme.yaml", "", "name", "KunTeko", "").spoil,
        changed(
            "chain.yaml", "", "", lambda c: (c["elements"][1].pop("why"), c["elements"][1].update(level="nowhere"))
        ).spoil,
        put("sources.yaml", "", "collections.0.bias", "medium", "").spoil,
        cell("indicators.csv", "", 0, "unit", "euros", "").spoil,
        cell("observations.csv", "", 5, "n", "0", "").spoil,
        cell("findings.csv", "", 7, "period", "1999", "").spoil,
    ]
    for file, spoil in zip((*YAML_FILES, *CSV_FILES), spoiled, strict=True):
        spoil(copy_of_kunteko / file)
    found = [(Path(fault.file).name, fault.place.rpartition(", ")[2]) for fault in faults_of(copy_of_kunteko)]
    assert found == [
        ("chain.yaml", "key elements.1.why"),
        ("chain.yaml", "key elements.1.level"),
        ("findings.csv", "column period"),
        ("indicators.csv", "column unit"),
        ("observations.csv", "column n"),
        ("programme.yaml", "key name"),
        ("sources.yaml", "key collections.0.bias"),
    ]


def test_a_fault_of_form_does_not_hide_the_faults_between_files(copy_of_kunteko: Path) -> None:
    """Each file has a malformed value and a well-formed one that another file contradicts; both are told."""
    later = index_of(content_of("programme.yaml")["periods"], lambda one: "previous" in one)

    def programme(content: Content) -> None:
        content.update(start="soon", synthetic="no")
        content["goals"][0].update(document=NOWHERE, line=0)
        content["periods"][later].update(previous=NOWHERE, report="yes")

    def chain(content: Content) -> None:
        content.update(schema=9, due_reason={"fi": "x"})
        content["links"][0].update({"from": NOWHERE, "placement": "named"})
        content["elements"][1]["evidence"][0].update(expectation=NOWHERE, proxy="no")

    changed("programme.yaml", "", "", programme).spoil(copy_of_kunteko / "programme.yaml")
    changed("chain.yaml", "", "", chain).spoil(copy_of_kunteko / "chain.yaml")
    rows = copy.deepcopy(rows_of("observations.csv"))
    rows[0].update(n="0", group=NOWHERE)
    write_rows(copy_of_kunteko / "observations.csv", rows)
    found = {
        (Path(fault.file).name, re.split(r"key |column ", fault.place)[-1]) for fault in faults_of(copy_of_kunteko)
    }
    assert found == {
        ("programme.yaml", "start"),
        ("programme.yaml", "synthetic"),
        ("programme.yaml", "goals.0.document"),
        ("programme.yaml", "goals.0.line"),
        ("programme.yaml", f"periods.{later}.previous"),
        ("programme.yaml", f"periods.{later}.report"),
        ("chain.yaml", "schema"),
        ("chain.yaml", "due_reason.sv"),
        ("chain.yaml", "due_reason.en"),
        ("chain.yaml", "links.0.from"),
        ("chain.yaml", "links.0.placement"),
        ("chain.yaml", "elements.1.evidence.0.expectation"),
        ("chain.yaml", "elements.1.evidence.0.proxy"),
        ("observations.csv", "n"),
        ("observations.csv", "group"),
    }


def test_faults_stand_in_the_order_of_the_files(copy_of_kunteko: Path) -> None:
    """Faults are sorted by file and line as numbers, each once, so that two runs read the same."""
    rows = [{**row, "n": "0"} for row in rows_of("observations.csv")]
    write_rows(copy_of_kunteko / "observations.csv", rows)
    (copy_of_kunteko / "chain.yaml").unlink()
    faults = faults_of(copy_of_kunteko)
    assert faults == faults_of(copy_of_kunteko)
    assert Path(faults[0].file).name == "chain.yaml"
    assert [fault.place for fault in faults[1:]] == [f"row {line}, column n" for line in range(2, len(rows) + 2)]


def test_every_cycle_is_reported(copy_of_kunteko: Path) -> None:
    """Two circles that do not touch are two faults."""
    chain = content_of("chain.yaml")
    direct = sorted(one["id"] for one in chain["elements"] if one["level"] == "direct")[:2]
    wider = sorted(one["id"] for one in chain["elements"] if one["level"] == "wider")[:2]
    link = {"placement": "evaluator", "assumption": {"fi": "a", "sv": "b", "en": "c"}}

    def join(content: Content) -> None:
        pairs = [(a, b) for names in (direct, wider) for a, b in (names, names[::-1])]
        known = {(one["from"], one["to"]) for one in content["links"]}
        content["links"].extend({"from": a, "to": b, **link} for a, b in pairs if (a, b) not in known)

    changed("chain.yaml", "", "", join).spoil(copy_of_kunteko / "chain.yaml")
    found = [fault.found for fault in faults_of(copy_of_kunteko)]
    assert sorted(found) == sorted(f"a cycle: {a} → {b} → {a}" for a, b in (direct, wider))


# What evaluators add.

JUDGEMENT = {
    "id": "j1",
    "element": "services",
    "period": "2018-2020",
    "date": "2026-11-21",
    "author": "evaluator-1",
    "computed": "green",
    "final": "yellow",
    "confidence": "2",
    "reason_code": "context",
    "reason": "Only the coaching was asked about.",
    "evidence": "ev-services-useful",
    "second_reviewer": "",
    "fingerprint": "f0",
    "seal": "5ea1",
}
SCORE = {"element": "services", "period": "2018-2020", "scorer": "evaluator-1", "score": "red", "date": "2026-11-21"}


def test_an_open_ended_period_is_refused(copy_of_kunteko: Path) -> None:
    """A period that ends in the year 9999 is a fault with its line, not a crash later on."""
    path = copy_of_kunteko / "programme.yaml"
    text = path.read_text(encoding="utf-8").replace('"2020-12-31"', '"9999-12-31"')
    path.write_text(text, encoding="utf-8")
    assert any("a year until 2200" in str(fault) and "line" in fault.place for fault in faults_of(copy_of_kunteko))


def test_judgements_and_scores_are_read_where_they_are(copy_of_kunteko: Path) -> None:
    """A record of judgements and independent scores belongs to the programme; neither has to be there."""
    recorded = TypeAdapter(Judgement).validate_python({name: cell for name, cell in JUDGEMENT.items() if cell})
    write_rows(copy_of_kunteko / "judgements.csv", [{**JUDGEMENT, "seal": seal(recorded, "")}])
    write_rows(copy_of_kunteko / "scores.csv", [SCORE, {**SCORE, "scorer": "evaluator-2"}])
    programme = read_programme(copy_of_kunteko)
    assert [(one.id, one.final, one.confidence) for one in programme.judgements] == [("j1", "yellow", 2)]
    assert [one.scorer for one in programme.scores] == ["evaluator-1", "evaluator-2"]


@pytest.mark.parametrize(
    ("file", "rows", "says"),
    [
        ("judgements.csv", [{**JUDGEMENT, "element": NOWHERE}], "row 2, column element: unknown element"),
        ("judgements.csv", [{**JUDGEMENT, "period": NOWHERE}], "row 2, column period: unknown period"),
        ("judgements.csv", [{**JUDGEMENT, "final": "orange"}], "row 2, column final: "),
        (
            "judgements.csv",
            [{**JUDGEMENT, "confidence": "5"}],
            "row 2, column confidence: 5; expected a number less than",
        ),
        ("judgements.csv", [{**JUDGEMENT, "date": "21.11.2026"}], "row 2, column date: "),
        ("judgements.csv", [{**JUDGEMENT, "reason": ""}], "row 2, column reason: 'reason' is missing"),
        ("judgements.csv", [JUDGEMENT, JUDGEMENT], "row 3, column id: id 'j1' stands 2 times"),
        ("judgements.csv", [JUDGEMENT], "row 2, column seal: the seal does not fit"),
        ("scores.csv", [{**SCORE, "element": NOWHERE}], "row 2, column element: unknown element"),
        ("scores.csv", [{**SCORE, "score": "4"}], "row 2, column score: "),
        (
            "scores.csv",
            [SCORE, {**SCORE, "score": "green"}],
            "row 3, column scorer: evaluator-1 scores services 2 times",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_faulty_judgement_or_score_is_refused(copy_of_kunteko: Path, file: str, rows: Cells, says: str) -> None:
    """Unknown ids, repetitions and values that do not exist are faults with row and column."""
    write_rows(copy_of_kunteko / file, rows)
    assert any(f"{copy_of_kunteko / file}, {says}" in str(fault) for fault in faults_of(copy_of_kunteko))


# Folders.


def test_a_folder_that_does_not_exist_is_a_fault(tmp_path: Path) -> None:
    """The fault names the folder and says which one to give."""
    (fault,) = faults_of(tmp_path / "nowhere")
    assert fault.file == str(tmp_path / "nowhere")
    assert fault.advice == "Give the folder that holds programme.yaml, or a workbook (.xlsx)."


def test_a_file_in_the_place_of_a_folder_is_a_fault(kunteko_folder: Path) -> None:
    """A file is not a programme folder."""
    (fault,) = faults_of(kunteko_folder / "chain.yaml")
    assert fault.found == "there is no such folder or workbook"


def test_an_empty_folder_lacks_every_file(tmp_path: Path) -> None:
    """Each file that a programme needs is named, and nothing else is said."""
    faults = faults_of(tmp_path)
    assert [Path(fault.file).name for fault in faults] == sorted((*YAML_FILES, *CSV_FILES))
    assert {fault.found for fault in faults} == {"the file is missing"}


def test_a_folder_without_its_programme_file_is_still_found(copy_of_kunteko: Path) -> None:
    """A programme is not passed over in silence because programme.yaml is missing."""
    (copy_of_kunteko / "programme.yaml").unlink()
    assert find_programmes(copy_of_kunteko.parent) == ["kunteko"]


def test_the_one_period_may_be_faulty_and_the_next_folder_is_read_as_ever(copy_of_kunteko: Path) -> None:
    """A list that must not be empty and has one faulty item tells that item's faults alone, every time."""
    sheet = copy_of_kunteko / "programme.yaml"
    before, _, rest = sheet.read_text(encoding="utf-8").partition("\nperiods:\n")
    after = rest[rest.index("\nrecommendations:") :]
    sheet.write_text(f"{before}\nperiods:\n  - {{start: '2015-01-01'}}{after}", encoding="utf-8")
    first = [(fault.place.partition(", ")[2], fault.found) for fault in faults_of(copy_of_kunteko)]
    missing = [(f"key periods.0.{key}", f"'{key}' is missing") for key in ("end", "id", "report")]
    assert first == missing
    assert [(fault.place.partition(", ")[2], fault.found) for fault in faults_of(copy_of_kunteko)] == missing


def test_what_a_faulty_item_leaves_out_is_not_missed_in_a_sum(copy_of_kunteko: Path) -> None:
    """A funder whose share is no number is told alone; the shares of the others need not add up to 100."""
    sheet = copy_of_kunteko / "programme.yaml"
    content = copy.deepcopy(content_of("programme.yaml"))
    content["funders"][0]["share"] = "most of it"
    write_content(sheet, content)
    assert [fault.place.partition(", ")[2] for fault in faults_of(copy_of_kunteko)] == ["key funders.0.share"]


def test_a_data_folder_without_programmes_is_an_error(tmp_path: Path) -> None:
    """Looking for programmes where there are none says so."""
    (tmp_path / "notes").mkdir()
    with pytest.raises(UnknownName, match="there is no programme folder or workbook in"):
        find_programmes(tmp_path)
