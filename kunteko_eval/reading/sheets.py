"""Which sheets a programme's workbook has, and which of their columns holds what: derived from the classes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, is_dataclass
from typing import Any, Literal, get_args, get_type_hints

from kunteko_eval.files.spreadsheet import Want
from kunteko_eval.files.translations import required_columns_of
from kunteko_eval.files.validation import Location
from kunteko_eval.model.accepted import Accepted
from kunteko_eval.model.base import LANGUAGES, Text
from kunteko_eval.model.chain import (
    Chain,
    Collect,
    Convention,
    Element,
    Level,
    Lineage,
    Link,
    Registration,
    Rival,
    RivalCheck,
)
from kunteko_eval.model.coding import Coding, Reconciliation
from kunteko_eval.model.comment import Comment
from kunteko_eval.model.correction import Correction
from kunteko_eval.model.cost import Cost, UnitCost
from kunteko_eval.model.evidence import (
    CitedHeading,
    Collection,
    Document,
    Finding,
    Group,
    Indicator,
    Innovation,
    Observation,
    Suppressed,
    Theme,
)
from kunteko_eval.model.judgement import Judgement, Score
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import (
    Comparability,
    DateClaim,
    EvaluationQuestion,
    FollowUp,
    Funder,
    Goal,
    ProgrammeFacts,
    Recommendation,
)
from kunteko_eval.model.registration import SealedPart
from kunteko_eval.model.scale import DeclaredGrade
from kunteko_eval.model.target import Target
from kunteko_eval.model.tracing import ClaimBundle, ProcessTest
from kunteko_eval.model.units import OwnUnit, Rate

PROGRAMME = "programme"
"""The sheet of keys and values."""

Part = Literal["sheet", "chain", "sources"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """One column of a sheet, or one key of the sheet of keys.

    Attributes:
        name: As the header writes it.
        at: The keys that lead to it within an item.
        required: Whether the header must have it.
        numbers: The types of number that it may hold.
        choices: The words that it may hold, where they are given.
        field: The attribute of `owner` that it belongs to.
    """

    name: str
    at: Location
    want: Want
    required: bool
    owner: Any
    field: str
    numbers: tuple[type, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSheet:
    """A sheet whose rows are the items of a list.

    Attributes:
        part: The file of a programme folder that holds the list.
        key: The list's key, within the file or within the item that a row belongs to.
        required: Whether the workbook must have the sheet.
        parent: The sheet whose rows the items belong to, if any.
        parents: The columns that name the row of the parent: here, and its key there.
    """

    name: str
    part: Part
    key: str
    kind: Any
    required: bool = False
    parent: str = ""
    parents: tuple[tuple[str, str], ...] = ()


LISTS = (
    ListSheet(name="periods", part="sheet", key="periods", kind=Period, required=True),
    ListSheet(name="goals", part="sheet", key="goals", kind=Goal, required=True),
    ListSheet(name="funders", part="sheet", key="funders", kind=Funder),
    ListSheet(name="dates", part="sheet", key="dates", kind=DateClaim),
    ListSheet(name="evaluation_questions", part="sheet", key="evaluation_questions", kind=EvaluationQuestion),
    ListSheet(name="recommendations", part="sheet", key="recommendations", kind=Recommendation),
    ListSheet(
        name="follow_up",
        part="sheet",
        key="follow_up",
        kind=FollowUp,
        parent="recommendations",
        parents=(("recommendation", "id"),),
    ),
    ListSheet(name="comparability", part="sheet", key="comparability", kind=Comparability),
    ListSheet(name="accepted", part="sheet", key="accepted", kind=Accepted),
    ListSheet(name="unit_costs", part="sheet", key="unit_costs", kind=UnitCost),
    ListSheet(name="units", part="sheet", key="units", kind=OwnUnit),
    ListSheet(name="rates", part="sheet", key="rates", kind=Rate),
    ListSheet(name="levels", part="chain", key="levels", kind=Level, required=True),
    ListSheet(name="grades", part="chain", key="grades", kind=DeclaredGrade),
    ListSheet(name="conventions", part="chain", key="conventions", kind=Convention, required=True),
    ListSheet(name="elements", part="chain", key="elements", kind=Element, required=True),
    ListSheet(
        name="evidence",
        part="chain",
        key="evidence",
        kind=Registration,
        required=True,
        parent="elements",
        parents=(("element", "id"),),
    ),
    ListSheet(
        name="collect", part="chain", key="collect", kind=Collect, parent="elements", parents=(("element", "id"),)
    ),
    ListSheet(name="rivals", part="chain", key="rivals", kind=Rival),
    ListSheet(name="links", part="chain", key="links", kind=Link, required=True),
    ListSheet(
        name="rival_checks",
        part="chain",
        key="rivals",
        kind=RivalCheck,
        parent="links",
        parents=(("from", "from"), ("to", "to")),
    ),
    ListSheet(
        name="process_tests",
        part="chain",
        key="tests",
        kind=ProcessTest,
        parent="links",
        parents=(("from", "from"), ("to", "to")),
    ),
    ListSheet(
        name="claims",
        part="chain",
        key="bundles",
        kind=ClaimBundle,
        parent="links",
        parents=(("from", "from"), ("to", "to")),
    ),
    ListSheet(name="lineage", part="chain", key="lineage", kind=Lineage),
    ListSheet(name="documents", part="sources", key="documents", kind=Document, required=True),
    ListSheet(
        name="headings",
        part="sources",
        key="headings",
        kind=CitedHeading,
        parent="documents",
        parents=(("document", "id"),),
    ),
    ListSheet(name="groups", part="sources", key="groups", kind=Group, required=True),
    ListSheet(name="themes", part="sources", key="themes", kind=Theme),
    ListSheet(name="collections", part="sources", key="collections", kind=Collection, required=True),
)
"""A sheet stands before those that belong to its rows."""

TABLES: dict[str, tuple[Any, bool]] = {
    "indicators": (Indicator, True),
    "observations": (Observation, True),
    "findings": (Finding, True),
    "codings": (Coding, False),
    "reconciliations": (Reconciliation, False),
    "innovations": (Innovation, False),
    "suppressed": (Suppressed, False),
    "judgements": (Judgement, False),
    "scores": (Score, False),
    "costs": (Cost, False),
    "targets": (Target, False),
    "corrections": (Correction, False),
    "comments": (Comment, False),
    "registration": (SealedPart, False),
}
"""The sheets that say what the CSV files of a folder say: the class of a row, and whether it must be there."""

NAMES = (PROGRAMME, *(one.name for one in LISTS), *TABLES)

REFERENCES: dict[str, tuple[str, str]] = {
    "document": ("documents", "id"),
    "period": ("periods", "id"),
    "previous": ("periods", "id"),
    "source": ("collections", "id"),
    "group": ("groups", "id"),
    "theme": ("themes", "id"),
    "level": ("levels", "id"),
    "element": ("elements", "id"),
    "from": ("elements", "id"),
    "to": ("elements", "id"),
    "indicator": ("indicators", "id"),
    "finding": ("findings", "id"),
    "repeats": ("findings", "id"),
    "expectation": ("conventions", "id"),
    "rival": ("rivals", "id"),
    "recommendation": ("recommendations", "id"),
    "evaluation_question": ("evaluation_questions", "number"),
}
"""The columns that name a row of another sheet, and by which of its columns."""

OWN_REFERENCES: dict[tuple[str, str], tuple[str, str]] = {("groups", "part_of"): ("groups", "id")}
"""The same for columns that name a row on one sheet alone, by sheet and column."""


def columns_of(kind: Any, languages: Sequence[str] = LANGUAGES) -> tuple[SheetColumn, ...]:
    """Return the columns of a class: one a value, three a text, none for lists that have a sheet of their own.

    Args:
        kind: The class.
        languages: Those in which texts must be given.
    """
    return _columns(kind, languages)


def _columns(
    kind: Any, languages: Sequence[str], before: str = "", at: Location = (), *, required: bool = True
) -> tuple[SheetColumn, ...]:
    needed = set(required_columns_of(kind, languages))
    hints, found = get_type_hints(kind), []
    for name, info in kind.__pydantic_fields__.items():
        key, hint = info.alias or name, hints[name]
        is_required = required and key in needed
        inner = {hint, *get_args(hint)}
        within = next((one for one in inner if is_dataclass(one)), None)
        title, here = before + key, (*at, key)
        if Text in inner:
            found += [
                SheetColumn(
                    name=f"{title}_{code}",
                    at=(*here, code),
                    want="text",
                    required=is_required and code in languages,
                    owner=kind,
                    field=name,
                )
                for code in LANGUAGES
            ]
        elif within is not None and getattr(hint, "__origin__", None) is not tuple:
            found += _columns(within, languages, f"{title}_", here, required=is_required)
        elif within is None:
            everything = tuple(_leaves(hint))
            numbers = tuple(one for one in everything if one in {int, float})
            choices = tuple(one for one in everything if isinstance(one, str))
            found.append(
                SheetColumn(
                    name=title,
                    at=here,
                    want=_want(hint, everything),
                    required=is_required,
                    owner=kind,
                    field=name,
                    numbers=numbers,
                    choices=choices,
                )
            )
    return tuple(found)


def keys_of_programme(languages: Sequence[str] = LANGUAGES) -> tuple[tuple[Part, SheetColumn], ...]:
    """Return the keys of the sheet of keys, each with the file of a folder that holds it.

    Args:
        languages: Those in which texts must be given.
    """
    own: list[tuple[Part, SheetColumn]] = [("sheet", one) for one in columns_of(ProgrammeFacts, languages)]
    own += [("chain", one) for one in columns_of(Chain, languages) if one.name not in {"schema", "programme"}]
    return tuple(own)


def _leaves(hint: Any) -> Iterator[Any]:
    arguments = get_args(hint)
    if not arguments:
        yield hint
    for one in arguments:
        yield from _leaves(one)


def _want(hint: Any, leaves: tuple[Any, ...]) -> Want:
    if getattr(hint, "__origin__", None) is tuple:
        return "dates" if datetime.date in leaves else "list"
    if datetime.date in leaves:
        return "date"
    if bool in leaves:
        return "flag"
    return "number" if {int, float} & set(leaves) or 1 in leaves else "text"
