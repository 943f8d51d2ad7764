"""Workbooks to be spoiled: the starting example as one, and ways to change a cell, a part or the bytes."""

from __future__ import annotations

import functools
import io
import random
import re
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from kunteko_eval.errors import FaultyInput
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.project.new_project import ProjectOptions, init
from kunteko_eval.reading.programme_reader import read_programme

NAME = "example"


@functools.cache
def example_bytes() -> bytes:
    """Return the workbook of a new project."""
    with tempfile.TemporaryDirectory() as folder:
        titles: dict[str, str | None] = dict.fromkeys(("fi", "sv", "en"), "Example")
        options = ProjectOptions(
            name=NAME,
            folder=Path(folder),
            titles=titles,
            start="2024-01-01",
            end="2025-12-31",
            language="en",
            workbook=True,
        )
        return (init(options, date(2026, 1, 15)) / "data" / f"{NAME}.xlsx").read_bytes()


def parts_of(book: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a workbook of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # A fixed time, so that the same parts are the same bytes.
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return made.getvalue()


def with_part(name: str, change: Callable[[bytes], bytes], book: bytes | None = None) -> bytes:
    """Return a workbook with one part changed."""
    parts = parts_of(book or example_bytes())
    return packed({**parts, name: change(parts.get(name, b""))})


def edited(change: Callable[[Any], object]) -> bytes:
    """Return the example after a change by another program's hand, openpyxl's."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(example_bytes()))
    change(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def read(book: bytes, folder: Path, name: str = NAME) -> ProgrammeData:
    """Read a workbook of these bytes."""
    path = folder / f"{name}.xlsx"
    path.write_bytes(book)
    return read_programme(path)


def faults(book: bytes, folder: Path, name: str = NAME) -> list[str]:
    """Return the faults of a workbook of these bytes, each without the file's name."""
    try:
        read(book, folder, name)
    except FaultyInput as error:
        return [str(fault).removeprefix(f"{folder / name}.xlsx").lstrip(", :") for fault in error.faults]
    return []


TOKENS = (
    b"", b"<", b">", b"&", b"&#0;", b"&#x1F600;", b"&lol;", b"]]>", b"\x00", b"\xff", b"_x0000_", b"_xD800_", b"NaN",
    b"inf", b"1e309", b"-1", b"99999999999999999999", b"A0", b"XFE1", b"ZZZZ1", b"A1048577", b"<f>1+1</f>",
    b"<v/>", b"<is><t>x</t></is>", b' t="d"', b' t="b"', b' t="e"', b' s="99999"', b' r="A1"', b"<c/>", b"<row/>",
    b'<!DOCTYPE a [<!ENTITY b "c">]>', b"<?xml version='1.0' encoding='utf-16'?>", b"<t>", b"</t>", b"0.5", b"45000",
    b"#REF!", b"\xed\xa0\x80", b"TRUE", b"%", b"<mergeCell ref='A1:B2'/>",
)  # fmt: skip
"""What a mutation puts in."""

CELLS = (
    "", "<v>0.79</v>", "<v>1e400</v>", "<v>-5</v>", "<v>60</v>", "<v>2958466</v>", "<v>x</v>", "<v></v>",
    "<f>NOW()</f><v>3</v>", "<is><t>_x0000_</t></is>", "<is><t>" + "ä" * 10_000 + "</t></is>", "<v>1</v><v>2</v>",
)  # fmt: skip
TYPES = ("", ' t="s"', ' t="b"', ' t="e"', ' t="d"', ' t="str"', ' t="inlineStr"', ' t="n"', ' t="?"')


def mutated(seed: int) -> bytes:
    """Return the example spoiled in one of several ways, the same way for the same seed."""
    dice = random.Random(seed)  # noqa: S311  (no secret is made of it)
    book = example_bytes()
    way = dice.randrange(5)
    if way == 0:
        return book[: dice.randrange(len(book))]
    if way == 1:
        spoiled = bytearray(book)
        for _ in range(dice.randrange(1, 12)):
            spoiled[dice.randrange(len(spoiled))] = dice.randrange(256)
        return bytes(spoiled)
    parts = parts_of(book)
    name = dice.choice([one for one in parts if one.endswith((".xml", ".rels"))])
    if way == 2:
        return packed({key: value for key, value in parts.items() if key != name})
    if way == 3:
        sheet = dice.choice([one for one in parts if one.startswith("xl/worksheets/sheet")])
        text = parts[sheet].decode()
        cells = list(re.finditer(r'<c r="([A-Z]+\d+)"([^>]*?)(/>|>.*?</c>)', text))
        for cell in sorted(dice.sample(cells, min(len(cells), dice.randrange(1, 6))), key=lambda one: -one.start()):
            style = dice.choice(("", ' s="3"', ' s="4"', ' s="900"', ' s="x"'))
            made = f'<c r="{cell[1]}"{style}{dice.choice(TYPES)}>{dice.choice(CELLS)}</c>'
            text = text[: cell.start()] + made + text[cell.end() :]
        return packed({**parts, sheet: text.encode()})
    content = parts[name]
    for _ in range(dice.randrange(1, 6)):
        at, length = dice.randrange(len(content) + 1), dice.choice((0, 0, 1, 5, 50))
        content = content[:at] + dice.choice(TOKENS) + content[at + length :]
    return packed({**parts, name: content})
