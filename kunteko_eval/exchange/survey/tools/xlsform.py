"""The XLSForm of a KoBo or ODK survey: the question, the answers and the kind of each column of its export.

From the XLSForm standard (xlsform.org): the sheet ``survey`` has ``type``, ``name`` and ``label`` (or
``label::Language (code)``), where ``select_one LIST`` and ``select_multiple LIST`` name a list of the sheet ``choices``
(``list_name``, ``name``, ``label``), and ``begin group`` to ``end group`` nest. From KoboToolbox's export options (its
API as the CRAN package KoboconnectR documents it: ``grp_sep`` "/", ``multi_sel`` summary, details or both): a heading is
``group/name`` or ``name``, an answer to ``select_multiple`` is one cell with blanks between the names, or a column
``name/choice`` with 1 or 0 for each choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.survey.tools.declared import DeclaredColumn
from kunteko_eval.exchange.tables import cell_text, excel_rows

_SELECT = re.compile(r"(select_one|select_multiple|select one|select multiple)\s+(?:from\s+)?(\S+).*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class XlsForm:
    """A form.

    Attributes:
        columns: What it says of each question, by the name of the question.
        paths: The groups that hold each question, and its name.
    """

    columns: Mapping[str, DeclaredColumn]
    paths: Mapping[str, tuple[str, ...]]

    def of(self, heading: str) -> DeclaredColumn | None:
        """Return what the form says of a column, by a heading with or without its groups or by the question's words."""
        name = heading.strip().rsplit("/", 1)[-1]
        if name in self.columns:
            return self.columns[name]
        return next((one for one in self.columns.values() if one.text and one.text == heading.strip()), None)

    def option_of(self, heading: str) -> tuple[str, DeclaredColumn, str] | None:
        """Return the question of a column ``name/choice``, what the form says of it, and what the choice says."""
        before, slash, choice = heading.strip().rpartition("/")
        found = self.of(before) if slash else None
        if found is None or not found.several:
            return None
        for code, said in found.words.items():
            if choice in (code, said):
                return before, found, said
        return None


def read_form(path: Path, language: str | None) -> XlsForm:
    """Read an XLSForm.

    Args:
        path: The workbook.
        language: ``fi``, ``sv`` or ``en``: which labels are taken where the form has several; its first when None.

    Raises:
        FaultyInput: When it is no such form.
    """
    survey = _sheet(path, "survey", ("type", "name"))
    choices = _sheet(path, "choices", ("name",))
    lists: dict[str, dict[str, str]] = {}
    for row in choices:
        name = row.get("list_name") or row.get("list name") or ""
        if name and row.get("name"):
            lists.setdefault(name, {})[row["name"]] = _label(row, language) or row["name"]
    columns: dict[str, DeclaredColumn] = {}
    paths: dict[str, tuple[str, ...]] = {}
    for groups, row in _questions(survey):
        kind = " ".join(row.get("type", "").split())
        select = _SELECT.fullmatch(kind)
        options = lists.get(select[2], {}) if select else {}
        columns[row["name"]] = DeclaredColumn(
            text=_label(row, language),
            answers={code: place for place, code in enumerate(options, start=1)},
            words=options,
            several=bool(select) and select[1].lower().endswith("multiple") if select else False,
            kind="" if select else kind.lower(),
        )
        paths[row["name"]] = (*groups, row["name"])
    if not columns:
        raise refusal(path, "sheet survey", "no questions", "an XLSForm: rows with type, name and label")
    return XlsForm(columns=columns, paths=paths)


def _sheet(path: Path, name: str, needed: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        rows = excel_rows(path, name)
    except FaultyInput as error:
        advice = "Give the form's own file: KoboToolbox, the project's Form page, Download XLS."
        raise FaultyInput([replace(one, advice=f"{one.advice} {advice}".strip()) for one in error.faults]) from None
    header = [cell_text(one).strip() for one in rows[0]] if rows else []
    lower = [one.lower() for one in header]
    if not set(needed) <= set(lower):
        found = f"columns {', '.join(header[:8]) or 'none'}"
        raise refusal(path, f"sheet {name}", found, f"an XLSForm, with columns {', '.join(needed)} and label")
    texts = [[cell_text(one) for one in row] for row in rows[1:]]
    return [dict(zip(lower, row, strict=True)) for row in texts if any(row)]


def _questions(rows: list[dict[str, str]]) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    """Yield each question with the groups that hold it."""
    groups: list[str] = []
    for row in rows:
        kind = row.get("type", "").strip().lower().replace("_", " ")
        if kind.startswith(("begin group", "begin repeat")):
            groups.append(row.get("name", ""))
        elif kind.startswith(("end group", "end repeat")):
            groups = groups[:-1]
        elif row.get("name") and kind and kind != "note":
            yield tuple(groups), row


def _label(row: Mapping[str, str], language: str | None) -> str:
    """Return the label of a row in a language, or in the first that it has."""
    labels = {key: text for key, text in row.items() if key == "label" or key.startswith("label:")}
    wanted = {"fi": ("(fi)", "suomi", "finnish"), "sv": ("(sv)", "svenska", "swedish"), "en": ("(en)", "english")}
    for key, text in labels.items():
        if text and language and any(one in key for one in wanted[language]):
            return text
    return next((text for text in labels.values() if text), "")
