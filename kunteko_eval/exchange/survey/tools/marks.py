"""Which survey tool wrote an export, by its marks, and what is known of how that tool writes.

- LimeSurvey: sub-questions stand in brackets, ``Q1[SQ001]``, after the code or after the question's text; response
  columns are ``id``, ``submitdate``, ``lastpage``, ``startlanguage``, ``seed`` or, in words, ``Response ID`` and
  ``Date submitted`` (LimeSurvey's source, ``application/helpers/admin/export/Writer.php``: ``getHeadingCode``,
  ``getFullFieldSubHeading``; its manual, "Exporting results"). Yes and no are Y and N unless converted; a response
  without ``submitdate`` was not finished.
- Microsoft Forms: the first columns are ``Id``, ``Start time``, ``Completion time``, ``Email`` and ``Name`` in the
  language of whoever downloaded it; several choices stand in one cell, each followed by ``;``.
- Webropol: questions are numbered, options of a question that takes several and rows of a matrix are columns of their
  own, with the question above them in a row of its own or before a colon. It publishes no description of the file; it
  is known by its marks and read by what stands in it.
- KoBoToolbox and ODK: columns ``_id``, ``_uuid``, ``_submission_time``, ``__version__``; see `xlsform`.
- Google Forms: the first column is ``Timestamp``; several choices stand in one cell with ``;`` in a downloaded CSV and
  with a comma and a blank in a spreadsheet.
- Qualtrics: three rows of headings, of which the third holds ``{"ImportId": …}`` (``importQualtrics`` of the CRAN
  package kutils: names, questions, import ids); columns ``StartDate``, ``IPAddress``, ``Progress``, ``ResponseId``.
- SPSS: by the ending of the file's name; see `spss`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

SurveyTool = Literal["limesurvey", "microsoft-forms", "webropol", "kobo", "google-forms", "qualtrics", "spss"]
TOOLS: tuple[SurveyTool, ...] = (
    "limesurvey", "microsoft-forms", "webropol", "kobo", "google-forms", "qualtrics", "spss"
)  # fmt: skip

_FORMS = (
    ("id", "tunnus"),
    ("start time", "aloitusaika", "starttid"),
    ("completion time", "valmistumisaika", "slutförandetid", "sluttid"),
)
_KOBO = frozenset({"_id", "_uuid", "_submission_time", "__version__", "_validation_status", "_submitted_by"})
_QUALTRICS = frozenset({"startdate", "enddate", "ipaddress", "progress", "responseid", "recordeddate", "finished"})
_LIMESURVEY = frozenset(
    {"submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", "refurl"}
)
_LIMESURVEY_WORDS = frozenset({"response id", "date submitted", "last page", "start language", "date last action"})
_GOOGLE = frozenset({"timestamp", "aikaleima", "tidstämpel", "tidsstämpel"})


def tool_of(rows: Sequence[Sequence[str]]) -> SurveyTool | None:
    """Return the tool that wrote an export, or nothing when its marks do not tell.

    Args:
        rows: Its first rows as text.

    >>> tool_of([["Id", "Start time", "Completion time", "Email", "Name", "Q"]])
    'microsoft-forms'
    >>> tool_of([["id", "submitdate", "Q1[SQ001]"]]), tool_of([["Role", "Grade"]])
    ('limesurvey', None)
    """
    if not rows:
        return None
    header = [" ".join(one.split()).casefold() for one in rows[0]]
    if (
        any(cell.lstrip().startswith('{"ImportId"') for row in rows[1:3] for cell in row)
        or len(_QUALTRICS & set(header)) >= 4
    ):
        return "qualtrics"
    if len(_KOBO & {one.rsplit("/", 1)[-1] for one in header}) >= 2:
        return "kobo"
    if len(header) > 3 and all(header[place] in {*names} for place, names in enumerate(_FORMS)):
        return "microsoft-forms"
    first = {re.split(r"\.\s", one)[0] for one in header}
    brackets = any(re.match(r"\w+\[\w+\]", one) for one in header)
    if len(_LIMESURVEY & first) + brackets >= 2 or len(_LIMESURVEY_WORDS & set(header)) >= 2:
        return "limesurvey"
    if header[0] in _GOOGLE:
        return "google-forms"
    if "webropol" in " ".join(cell for row in rows[:3] for cell in row).casefold() or any(map(_is_numbered, rows[:6])):
        return "webropol"
    return None


def _is_numbered(header: Sequence[str]) -> bool:
    """Return whether headings begin with numbers that count up, as Webropol's do."""
    numbers = [int(found[1]) for one in header if (found := re.match(r"(\d{1,3})\.\s*\D", one))]
    return len(numbers) >= 3 and numbers == sorted(numbers) and len(numbers) * 2 >= len([one for one in header if one])
