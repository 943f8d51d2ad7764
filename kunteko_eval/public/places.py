"""Where a programme stands, for a notebook or script that knows only its id."""

from __future__ import annotations

from pathlib import Path

from kunteko_eval.reading.programme_reader import source_of
from kunteko_eval.report.parameters import programme_in
from kunteko_eval.report.view import folder


def find(programme: str, data: str | Path = "") -> Path:
    """Return the place of a programme, to `read` it from wherever a notebook stands.

    Args:
        programme: The programme's id, its folder's name in the data folder.
        data: The folder of programme folders; the nearest ``data`` at or above the working folder when empty.

    Returns:
        The programme's folder or workbook.

    Raises:
        UnknownName: When there is no such programme; the message tells which there are.
        NoFolder: When no folder was given and none is found.
    """
    return source_of(programme_in(folder(str(data), "data"), programme))
