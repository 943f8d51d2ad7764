"""What readers of a report comment on, and what is answered."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints
from pydantic.dataclasses import dataclass

from kunteko_eval.model.base import STRICT, Identifier, Language, Words

PageCode = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64}|[0-9A-F]{4}(-[0-9A-F]{4}){3})$")]
PassageDigest = Annotated[str, StringConstraints(pattern=r"^p-[0-9a-f]{16}$")]
"""With letters before it, so that a spreadsheet never takes a digest for a number."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Comment:
    """One comment on a passage of a report, and its answer; one row of ``comments.csv``."""

    id: Identifier
    period: Annotated[Identifier, "The period of the report that was commented on."]
    language: Annotated[Language, "The language of the report that was commented on."]
    report: Annotated[PageCode, "The code of the page that was commented on, as it is printed or in full."]
    place: Annotated[Words, "The id of the passage in the page."]
    passage: Annotated[Words | None, "How the passage began, for whoever reads the table."] = None
    passage_digest: Annotated[PassageDigest | None, "Of the passage's words, by which a change of it shows."] = None
    role: Annotated[Words, "Whose comment it is: a role, never a name or an address."]
    date: datetime.date
    text: Annotated[Words, "The comment."]
    disposition: Annotated[
        Literal["accepted", "partly", "rejected", "noted", "open"], "What was decided; open until it is."
    ] = "open"
    answer: Annotated[Words | None, "What is answered; must be given where something was decided."] = None
