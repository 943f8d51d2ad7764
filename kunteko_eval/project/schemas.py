"""JSON Schema of every YAML file and the data dictionary, from the classes that read the files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter

from kunteko_eval.batch.periods import PeriodFile
from kunteko_eval.errors import UnknownName
from kunteko_eval.exchange.indicators.mapping import TableMapping
from kunteko_eval.exchange.survey.mapping import SurveyMapping
from kunteko_eval.frames.build import frames_dictionary
from kunteko_eval.method.rubric import RubricSheet
from kunteko_eval.model.base import Text
from kunteko_eval.model.chain import Chain
from kunteko_eval.model.evidence import Sources
from kunteko_eval.model.programme import ProgrammeFacts
from kunteko_eval.reading import field_meanings
from kunteko_eval.reading.scenario import Scenario
from kunteko_eval.reading.sheets import LISTS, TABLES, columns_of
from kunteko_eval.report.report_file import ReportFile
from kunteko_eval.shared.declaration import SharedSheet

DRAFT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of YAML file: the class that reads it, and where such files stand."""

    kind: Any
    where: str


KINDS = {
    "programme": FileKind(ProgrammeFacts, "data/<programme>/programme.yaml"),
    "chain": FileKind(Chain, "data/<programme>/chain.yaml"),
    "sources": FileKind(Sources, "data/<programme>/sources.yaml"),
    "rubric": FileKind(RubricSheet, "params/rubric.yaml"),
    "period": FileKind(PeriodFile, "params/<programme>/<period>.yaml"),
    "report": FileKind(ReportFile, "params/report.yaml"),
    "scenario": FileKind(Scenario, "a scenario file"),
    "shared-indicators": FileKind(SharedSheet, "data/shared-indicators.yaml"),
    "survey": FileKind(SurveyMapping, "the mapping file of a survey"),
    "indicators": FileKind(TableMapping, "the mapping file of an indicator table"),
}


def file_name(name: str) -> str:
    """Return the name of the schema file of a kind."""
    return f"{name}.schema.json"


def description_files(kind: str | None, *, dictionary: bool = False, frames: bool = False) -> dict[str, str]:
    """Return texts that describe the files and frames, by their file names.

    Args:
        kind: The one kind of file whose schema is wanted; all when None.
        dictionary: Whether the data dictionary is wanted instead.
        frames: Whether the list of frames and columns is wanted instead.

    Raises:
        UnknownName: When there is no such kind of file.
    """
    if kind is not None and kind not in KINDS:
        raise UnknownName("kind of file", kind, list(KINDS))
    files = {"data-dictionary.md": data_dictionary()} if dictionary else {}
    files |= {"frames.md": frames_dictionary()} if frames else {}
    return files or {file_name(one): schema_text(one) for one in ([kind] if kind else KINDS)}


def schema_of(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file, draft 2020-12, with the meaning of every key."""
    entry = KINDS[name]
    schema: dict[str, Any] = TypeAdapter(entry.kind).json_schema(by_alias=True, mode="validation")
    classes = {kind.__name__: kind for kind in _classes(entry.kind)}
    for title, part in [(entry.kind.__name__, schema), *schema.get("$defs", {}).items()]:
        if title in classes:
            _tell(part, classes[title])
    _dates(schema)
    return {"$schema": DRAFT, **schema, "title": entry.where}


def schema_text(name: str) -> str:
    """Return the text of a schema file."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=2) + "\n"


def _tell(part: dict[str, Any], kind: Any) -> None:
    """Put the meaning of a class and of its keys into its schema."""
    part["description"] = field_meanings.of_class(kind)
    if kind is Text:
        part["minProperties"] = 1
        for words in part["properties"].values():
            words.pop("default", None)
    for name, info in kind.__pydantic_fields__.items():
        told = field_meanings.of_field(kind, name)
        if told:
            part["properties"][info.alias or name]["description"] = told


def _dates(part: Any) -> None:
    """Give days a pattern too, because most programs take a format for a remark."""
    if isinstance(part, dict):
        if part.get("format") == "date":
            part["pattern"] = r"^\d{4}-\d{2}-\d{2}$"
        for inner in part.values():
            _dates(inner)
    elif isinstance(part, list):
        for inner in part:
            _dates(inner)


def _classes(kind: Any) -> Iterator[Any]:
    """Yield a class and every class within it, each once."""
    seen: list[Any] = []
    waiting = [kind]
    while waiting:
        one = waiting.pop(0)
        if is_dataclass(one):
            if one not in seen:
                seen.append(one)
                waiting += get_type_hints(one).values()
        else:
            waiting += get_args(one)
    return iter(seen)


def data_dictionary() -> str:
    """Return the data dictionary: every file, key and column, what it holds and means."""
    lines = [
        "# Data dictionary",
        "",
        "Made by `kunteko-eval schema --dictionary` from the classes that read the files; a test keeps it so.",
        "",
        "A programme is a folder of the files below, or one workbook with a sheet for each list. In a workbook a text",
        "is a column a language (`label_fi`, `label_sv`, `label_en`), and a list within a cell is separated by spaces.",
        "Texts must be given in the languages that the programme declares (`languages` of `programme.yaml`; all three",
        "where it declares none); in the others they may be. `schema` is the version of the format.",
    ]
    sheets = {one.kind: one for one in LISTS}
    for entry in KINDS.values():
        lines += ["", f"## {_escaped(entry.where)}"]
        for kind in _classes(entry.kind):
            if kind is not Text:
                lines += _section(kind, None if kind is entry.kind else kind.__name__, sheets.get(kind))
    for name, (kind, required) in TABLES.items():
        lines += ["", f"## {_escaped(f'data/<programme>/{name}.csv')}", "", field_meanings.of_class(kind)]
        lines += ["", f"Sheet `{name}` of a workbook. {'Must be there' if required else 'May be left out'}.", ""]
        lines += ["| column | holds | must be given | meaning |", "|---|---|---|---|"]
        for column in columns_of(kind):
            lines.append(_row(column.name, column.owner, column.field, needed=column.required))
    return "\n".join(lines) + "\n"


def _section(kind: Any, title: str | None, sheet: Any) -> list[str]:
    lines = ["", f"### {title}"] if title else []
    lines += ["", _escaped(field_meanings.of_class(kind))]
    if sheet is not None:
        parents = " and ".join(f"`{column}`" for column, _ in sheet.parents)
        belongs = (
            f" Its {parents} {'tells' if len(sheet.parents) == 1 else 'tell'} the row of `{sheet.parent}` that it belongs to."
            if parents
            else ""
        )
        lines += ["", f"Sheet `{sheet.name}` of a workbook.{belongs}"]
    lines += ["", "| key | holds | must be given | meaning |", "|---|---|---|---|"]
    for name, info in kind.__pydantic_fields__.items():
        lines.append(_row(info.alias or name, kind, name, needed=info.is_required()))
    return lines


def _escaped(text: str) -> str:
    """Return a text in which Markdown takes no <name> for a tag."""
    return text.replace("<", "\\<")


def _row(title: str, kind: Any, field: str, *, needed: bool) -> str:
    holds = field_meanings.type_words(kind, field).replace("|", "\\|")
    return f"| `{title}` | {holds} | {'yes' if needed else 'no'} | {field_meanings.of_field(kind, field)} |"
