"""Reading a programme's workbook: its sheets become what the files of a folder would say, and are checked alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from kunteko_eval.errors import Fault
from kunteko_eval.files.csv_tables import RowsFile, read_csv
from kunteko_eval.files.documents import Allowances, fit_partly
from kunteko_eval.files.snapshot import exists
from kunteko_eval.files.spreadsheet import (
    HeadedSheet,
    SheetDocument,
    SheetRules,
    Want,
    cell_words,
    is_ignored,
    read_sheet,
    read_table,
    typed,
)
from kunteko_eval.files.translations import Translations
from kunteko_eval.files.validation import Location, fit, keys_of, shown, suggestion
from kunteko_eval.files.xlsx import Grid, read_grids
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.chain import Chain
from kunteko_eval.model.coding import Coding, Reconciliation
from kunteko_eval.model.comment import Comment
from kunteko_eval.model.correction import Correction
from kunteko_eval.model.cost import Cost
from kunteko_eval.model.evidence import Finding, Indicator, Innovation, Observation, Sources, Suppressed
from kunteko_eval.model.judgement import Judgement, Score
from kunteko_eval.model.programme import ProgrammeFacts
from kunteko_eval.model.registration import SealedPart
from kunteko_eval.model.target import Target
from kunteko_eval.reading.folder import Folder
from kunteko_eval.reading.sheets import (
    LISTS,
    NAMES,
    PROGRAMME,
    TABLES,
    ListSheet,
    Part,
    SheetColumn,
    columns_of,
    keys_of_programme,
)

T = TypeVar("T")
SUFFIX = ".xlsx"
_ROWS = {
    "judgements": "judgement",
    "scores": "score",
    "codings": "coding",
    "reconciliations": "reconciliation",
    "registration": "seal",
}
"""The tables that go on in a file beside the workbook, and what a row of each is called."""

_KINDS: dict[Part, Any] = {"sheet": ProgrammeFacts, "chain": Chain, "sources": Sources}


def sidecar(workbook: Path, table: str = "judgements") -> Path:
    """Return the file beside a workbook that holds what was recorded since of a table that is only appended to."""
    return workbook.with_name(f"{workbook.stem}.{table}.csv")


def sidecars(workbook: Path) -> tuple[Path, ...]:
    """Return every file that may stand beside a workbook."""
    return tuple(sidecar(workbook, one) for one in _ROWS)


def read_workbook(
    path: Path, spare: Mapping[Part, Mapping[str, object]], faults: list[Fault], translations: Translations
) -> Folder | None:
    """Read a workbook as far as it can be read.

    Args:
        path: The workbook.
        spare: A value for every required key of each part.
        faults: Where every fault of the workbook is added.
        translations: Where the languages that it declares, and what lacks them, are remembered.

    Returns:
        What the cross-checks look at; None when the file is no workbook.
    """
    grids = read_grids(path, _is_read, faults)
    if grids is None:
        return None
    by_name = _named(path, grids, faults)
    keys = _sheet(path, PROGRAMME, by_name.get(PROGRAMME), faults)
    translations.declare(_languages_of(keys))
    languages = translations.languages
    sheets = {name: _sheet(path, name, by_name.get(name), faults, languages) for name in NAMES if name != PROGRAMME}
    parts = _Parts(path, {PROGRAMME: keys, **sheets}, faults, translations)
    parts.keys()
    for spec in LISTS:
        parts.items(spec)
    read = {part: parts.read(part, spare[part]) for part in _KINDS}
    return Folder(
        path=path,
        kind="workbook",
        sheet=read["sheet"],
        chain=read["chain"],
        sources=read["sources"],
        indicators=read_table(path, sheets["indicators"], Indicator, faults, translations),
        observations=read_table(path, sheets["observations"], Observation, faults),
        findings=read_table(path, sheets["findings"], Finding, faults, translations),
        codings=_continued(path, sheets["codings"], "codings", Coding, faults),
        reconciliations=_continued(path, sheets["reconciliations"], "reconciliations", Reconciliation, faults),
        innovations=read_table(path, sheets["innovations"], Innovation, faults, translations),
        suppressed=read_table(path, sheets["suppressed"], Suppressed, faults),
        judgements=_continued(path, sheets["judgements"], "judgements", Judgement, faults),
        scores=_continued(path, sheets["scores"], "scores", Score, faults),
        costs=read_table(path, sheets["costs"], Cost, faults),
        targets=read_table(path, sheets["targets"], Target, faults, translations),
        corrections=read_table(path, sheets["corrections"], Correction, faults),
        comments=read_table(path, sheets["comments"], Comment, faults),
        registration=_continued(path, sheets["registration"], "registration", SealedPart, faults),
    )


def _is_read(name: str) -> bool:
    return not is_ignored(name)


def _named(path: Path, grids: list[Grid], faults: list[Fault]) -> dict[str, Grid]:
    """Return the sheets that are read by their names; any other is a fault unless it is its author's own."""
    found: dict[str, Grid] = {}
    for grid in grids:
        name = grid.name.strip().lower()
        if is_ignored(name):
            continue
        if name not in NAMES:
            expected = "one of " + ", ".join(NAMES)
            advice = suggestion(name, NAMES) or "Begin its name with notes or an underscore, and it is not read."
            faults.append(
                Fault(
                    file=str(path),
                    place="",
                    found=f"unknown sheet {shown(grid.name)}",
                    expected=expected,
                    advice=advice,
                )
            )
        elif name in found:
            faults.append(Fault(file=str(path), place=f"sheet {name}", found="it stands twice", expected="it once"))
        else:
            found[name] = grid
    return found


def _languages_of(keys: HeadedSheet | None) -> object:
    """Return what the sheet of keys says of the programme's languages; None when it says nothing."""
    if keys is None or not keys.header:
        return ()
    return next(
        (typed(row["value"], "list") for _, row in keys.rows if row.get("key") == "languages" and "value" in row), None
    )


def _sheet(
    path: Path, name: str, grid: Grid | None, faults: list[Fault], languages: Sequence[str] = LANGUAGES
) -> HeadedSheet | None:
    lists = {one.name: one for one in LISTS}
    wants: dict[str, Want]
    if grid is None:
        must_exist = name == PROGRAMME or (lists[name].required if name in lists else TABLES[name][1])
        if must_exist:
            advice = "A header alone will do where there is nothing to tell." if name != PROGRAMME else ""
            expected = f"a sheet named {name}"
            faults.append(
                Fault(
                    file=str(path),
                    place=f"sheet {name}",
                    found="the sheet is missing",
                    expected=expected,
                    advice=advice,
                )
            )
        # Nothing of a missing sheet is known, not even that it is empty.
        return HeadedSheet(name=name) if must_exist else None
    if name == PROGRAMME:
        values = {column.name: column.want for _, column in keys_of_programme()}
        wants = dict.fromkeys(("key", "value", "meaning"), "text")
        return read_sheet(path, grid, SheetRules(wants=wants, required=("key", "value"), values=values), faults)
    spec = lists.get(name)
    columns = columns_of(spec.kind if spec else TABLES[name][0], languages)
    parents = [column for column, _ in spec.parents] if spec else []
    wants = {**dict.fromkeys(parents, "text"), **{one.name: one.want for one in columns}}
    required = [*parents, *(one.name for one in columns if one.required and one.want != "list")]
    return read_sheet(path, grid, SheetRules(wants=wants, required=required), faults)


def _continued(path: Path, sheet: HeadedSheet | None, name: str, kind: type[T], faults: list[Fault]) -> RowsFile[T]:
    """Return a record that is only appended to: the file beside the workbook, which begins with the workbook's own."""
    own = read_table(path, sheet, kind, faults)
    beside = sidecar(path, name)
    if not exists(beside):
        return own
    table = read_csv(beside, kind, faults)
    for mine, theirs in zip(own.rows, [*table.rows, *[None] * len(own.rows)], strict=False):
        if theirs is None or mine.value != theirs.value:
            what = _ROWS[name]
            expected = f"the rows that {beside.name} begins with, as they were when it was made"
            column = next(iter(keys_of(kind)))
            faults.append(own.fault(mine.line, column, f"another {what} than the record has", expected))
            break
    return table


class _Parts:
    """Gathers the content of the three files of a folder from sheets."""

    def __init__(
        self, path: Path, sheets: dict[str, HeadedSheet | None], faults: list[Fault], translations: Translations
    ) -> None:
        self.path, self.sheets, self.faults, self.translations = path, sheets, faults, translations
        self.content: dict[Part, dict[str, Any]] = {"sheet": {}, "chain": {}, "sources": {"schema": 1}}
        self.where: dict[Part, dict[Location, tuple[str, int]]] = {"sheet": {}, "chain": {}, "sources": {}}
        self.refused: dict[Part, set[Location]] = {"sheet": set(), "chain": set(), "sources": set()}
        self.rows: dict[str, dict[tuple[str, ...], tuple[Location, dict[str, Any]]]] = {}

    def keys(self) -> None:
        """Take the keys of the sheet of keys; what it does not know is a fault."""
        sheet = self.sheets[PROGRAMME] or HeadedSheet(name=PROGRAMME)
        known = {column.name: (part, column) for part, column in keys_of_programme(self.translations.languages)}
        seen: dict[str, int] = {}
        for row, given in sheet.rows:
            key = given.get("key", "")
            if key not in known:
                found = f"unknown key {shown(key)}" if key else "no key"
                self._add_fault(PROGRAMME, row, "key", found, "one of " + ", ".join(known), suggestion(key, known))
                continue
            if key in seen:
                self._add_fault(
                    PROGRAMME, row, "key", f"key {shown(key)} stands in row {seen[key]} too", "every key once"
                )
                continue
            seen[key] = row
            part, column = known[key]
            self.where[part][column.at] = PROGRAMME, row
            if (row, "value") in sheet.refused:
                self._refuse(part, (), column)
            elif "value" in given:
                _put(self.content[part], column.at, typed(given["value"], column.want, column.numbers))
            elif key == "end":
                self.content[part]["end"] = None
        for part, column in known.values():
            self._begin_text(column, self.content[part])
        self.content["chain"].update(schema=1, programme=self.path.stem)
        if not sheet.header:
            # That the sheet is missing was told; its keys are not missed one by one.
            self.refused["sheet"] |= {(column.at[0],) for part, column in known.values() if part == "sheet"}
            self.refused["chain"] |= {("due_reason",)}

    def items(self, spec: ListSheet) -> None:
        """Take the rows of a list's sheet, each to the item of the sheet that it belongs to."""
        sheet = self.sheets[spec.name]
        own = self.rows.setdefault(spec.name, {})
        if spec.parent:
            for _, (_, owner) in self.rows[spec.parent].items():
                owner.setdefault(spec.key, [])
        if sheet is None:
            return
        if not spec.parent:
            self.where[spec.part][spec.key,] = spec.name, 0
            if not sheet.header:
                self.refused[spec.part].add((spec.key,))
                return
            self.content[spec.part][spec.key] = []
        columns = columns_of(spec.kind, self.translations.languages)
        for row, given in sheet.rows:
            item: dict[str, Any] = {}
            location = self._place(spec, row, given, item, sheet)
            for column in columns:
                if (row, column.name) in sheet.refused or (column.required and column.name not in sheet.header):
                    if location is not None:
                        self._refuse(spec.part, location, column, item)
                elif column.name in given:
                    _put(item, column.at, typed(given[column.name], column.want, column.numbers))
                elif column.at[-1] in LANGUAGES:
                    self._begin_text(column, item)
                elif column.want == "list" and column.required:
                    _put(item, column.at, [])
            if location is not None:
                own.setdefault(tuple(given.get(key, "") for key in _own_keys(spec)), (location, item))
            else:
                self._check_alone(spec, row, item, sheet)

    def _place(
        self, spec: ListSheet, row: int, given: dict[str, str], item: dict[str, Any], sheet: HeadedSheet
    ) -> Location | None:
        """Put an item into its list and return where it stands; None when nothing of that name is there."""
        if not spec.parent:
            items = self.content[spec.part][spec.key]
            before: Location = (spec.key,)
        else:
            name = tuple(given.get(column, "") for column, _ in spec.parents)
            known = self.rows[spec.parent]
            if name not in known:
                self._no_parent(spec, row, name, sheet)
                return None
            at, owner = known[name]
            items, before = owner[spec.key], (*at, spec.key)
        location: Location = (*before, len(items))
        items.append(item)
        self.where[spec.part][location] = spec.name, row
        return location

    def _no_parent(self, spec: ListSheet, row: int, name: tuple[str, ...], sheet: HeadedSheet) -> None:
        columns = [column for column, _ in spec.parents]
        if any((row, column) in sheet.refused or column not in sheet.header for column in columns):
            return
        parent = self.sheets[spec.parent]
        if parent is None or not {key for _, key in spec.parents} <= set(parent.header):
            return
        known = [" → ".join(one) for one in self.rows[spec.parent] if all(one)]
        found = "no value" if not all(name) else f"{' → '.join(name)!r}, which the sheet {spec.parent} does not have"
        self._add_fault(
            spec.name, row, columns[0], found, f"a row of the sheet {spec.parent}", suggestion(" → ".join(name), known)
        )

    def _check_alone(self, spec: ListSheet, row: int, item: dict[str, Any], sheet: HeadedSheet) -> None:
        """Tell what else is wrong with an item that belongs to nothing."""
        item = {**{one.key: [] for one in LISTS if one.parent == spec.name}, **item}
        whole, lacking = self.translations.completed(spec.kind, item)
        for one in [*lacking, *fit(spec.kind, whole)[1]]:
            column = "_".join(str(part) for part in one.location if isinstance(part, str))
            if (row, column) not in sheet.refused and not (one.missing and column not in sheet.header):
                self._add_fault(spec.name, row, column, one.found, *cell_words(one))

    @staticmethod
    def _begin_text(column: SheetColumn, holder: dict[str, Any]) -> None:
        """Begin a text that must be given, so that what it lacks is told language by language."""
        if column.required and column.at[-1] in LANGUAGES:
            for step in column.at[:-1]:
                holder = holder.setdefault(str(step), {})

    def _refuse(self, part: Part, location: Location, column: SheetColumn, item: dict[str, Any] | None = None) -> None:
        """Remember that a cell's fault was told, so that it is not missed too."""
        self.refused[part].add((*location, *column.at))
        holder = self.content[part] if item is None else item
        for step in column.at[:-1]:
            holder = holder.setdefault(str(step), {})

    def _add_fault(self, sheet: str, row: int, column: str, found: str, expected: str, advice: str = "") -> None:
        place = f"sheet {sheet}, row {row}, column {column}"
        self.faults.append(Fault(file=str(self.path), place=place, found=found, expected=expected, advice=advice))

    def read(self, part: Part, spare: Mapping[str, object]) -> Any:
        """Return what is right of a part, and the document that knows where everything stands."""
        document = SheetDocument(path=self.path, content=self.content[part], where=self.where[part])
        allowed = Allowances(self.refused[part], spare, self.translations)
        return fit_partly(_KINDS[part], document, allowed, self.faults)


def _own_keys(spec: ListSheet) -> tuple[str, ...]:
    """Return the columns by which the rows of a sheet are named where others belong to them."""
    return next((tuple(key for _, key in one.parents) for one in LISTS if one.parent == spec.name), ("id",))


def _put(item: dict[str, Any], at: Location, value: Any) -> None:
    for step in at[:-1]:
        item = item.setdefault(str(step), {})
    item[str(at[-1])] = value
