"""A programme as the plain content of its files, in the words of the file formats."""

from __future__ import annotations

import functools
from typing import Any

from kunteko_eval.files.translations import own_words
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.sheets import TABLES, Part
from kunteko_eval.reading.targets import targets_of, without_targets


def parts_of(programme: ProgrammeData) -> dict[Part, dict[str, Any]]:
    """Return what ``programme.yaml``, ``chain.yaml`` and ``sources.yaml`` say; what is not given is left out."""
    parts = map(content_of, (programme.sheet, programme.chain, programme.sources))
    sheet, chain, sources = (own_words(one, programme.sheet.languages) for one in parts)
    chain = without_targets(chain, targets_of(programme.indicators, programme.targets))
    sheet.setdefault("end", None)
    if programme.sheet.languages == LANGUAGES:
        sheet.pop("languages", None)
    return {"sheet": _in_order(sheet, "end", "start"), "chain": chain, "sources": sources}


def tables_of(programme: ProgrammeData) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each table that must be there or has some."""
    languages = programme.sheet.languages
    found = {name: [own_words(content_of(row), languages) for row in getattr(programme, name)] for name in TABLES}
    return {name: rows for name, rows in found.items() if rows or TABLES[name][1]}


def content_of(value: Any) -> dict[str, Any]:
    """Return a frozen value as mappings, lists, texts, numbers and booleans."""
    adapter = _adapter(value.__class__)
    plain: dict[str, Any] = adapter.dump_python(
        value, mode="json", by_alias=True, exclude_none=True, exclude_defaults=True
    )
    return plain


def _in_order(content: dict[str, Any], key: str, after: str) -> dict[str, Any]:
    """Return a mapping with `key` behind `after`."""
    moved = content.pop(key)
    return {
        name: item
        for one, value in content.items()
        for name, item in [(one, value), *([(key, moved)] if one == after else [])]
    }


@functools.cache
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
