"""The seal on what ratings are judged against: a record that is only appended to, each row bound to the one before."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated

from pydantic import StringConstraints
from pydantic.dataclasses import dataclass

from kunteko_eval.model.base import STRICT, Identifier, Words

HEAD = "head"
"""The part that closes a registration: its digest is of all parts in force together, its seal of all rows so far."""

PartName = Annotated[str, StringConstraints(pattern=r"^([a-z]+:[a-z0-9][a-z0-9_-]*|head)$", max_length=200)]
Canonical = Annotated[str, StringConstraints(pattern=r"^\{[^\x00-\x1f]*\}$", max_length=30_000)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^sha256-[0-9a-f]{64}$")]
"""With letters before it, so that a spreadsheet never takes a digest for a number."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class SealedPart:
    """One sealed part of what ratings are judged against, or the end of a registration; one row of ``registration.csv``."""

    id: Identifier
    registration: Annotated[Identifier, "The registration that the row belongs to: r1, r2 and so on."]
    date: Annotated[datetime.date, "The day of the registration."]
    author: Annotated[Identifier, "The role of whoever registers, never a name."]
    part: Annotated[
        PartName,
        "What is sealed: convention, element, level, period or indicator and its id, a grade and its place, a number of the rubric, or the "
        "programme's dates; head for the row that closes a registration.",
    ]
    content: Annotated[
        Canonical | None, "What the part says, in canonical JSON; empty for a part that is there no longer."
    ] = None
    digest: Annotated[Sha256, "Of the programme's id, the part and its content; in the closing row of all parts."]
    previous: Annotated[Sha256 | None, "The seal of the row before; empty in the first."] = None
    rubric: Annotated[Words, "The version of the rubric."]
    reason: Annotated[Words | None, "Why; must be given from the second registration on."] = None
    seal: Annotated[Sha256, "Of this row and, by the one before, of all rows so far."]


COLUMNS = tuple(one.name for one in fields(SealedPart))
"""The columns of ``registration.csv``, in order."""


def canonical(content: object) -> str:
    """Return the JSON of a plain value that is the same for the same content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, allow_nan=False)


def digest_of(programme: str, part: str, content: str) -> str:
    """Return the digest of a part; that of another programme differs."""
    return _sha256(canonical([programme, part, content]))


def digest_of_all(programme: str, parts: Mapping[str, str]) -> str:
    """Return one digest of all parts of a programme that are there."""
    return digest_of(programme, HEAD, canonical(sorted((name, text) for name, text in parts.items() if text)))


def seal_of(row: SealedPart) -> str:
    """Return the seal of a row: a digest of everything in it but the seal, the seal of the row before included."""
    return _sha256("\x1f".join(str(getattr(row, name) or "") for name in COLUMNS if name != "seal"))


def _sha256(text: str) -> str:
    return f"sha256-{hashlib.sha256(text.encode()).hexdigest()}"
