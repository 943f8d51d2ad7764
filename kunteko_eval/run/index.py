"""The page that leads to all reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kunteko_eval.method.rating import Rating
from kunteko_eval.present import words
from kunteko_eval.present.exhibit import Table, escape
from kunteko_eval.present.language import Language
from kunteko_eval.run.page import TEMPLATE, render
from kunteko_eval.run.plan import PORTFOLIO

NAMES = {"fi": "suomeksi", "sv": "på svenska", "en": "in English"}


def write_index(output: Path, language: str = "fi") -> Path:
    """Write ``index.html`` from the reports that stand in the output folder."""
    say = Language(language)
    paths = sorted([*output.glob("*/*/ratings.json"), *output.glob("*/*/scenario-*/ratings.json")])
    reports = [one for path in paths if (one := _read(path, output)) is not None]
    rows = tuple(
        (
            _title(one, language),
            *(str(one["counts"].get(rating.value, 0)) for rating in Rating),
            say.percent(one["coverage"]),
            one["rubric_version"],
        )
        for one in reports
    )
    columns = (
        say("Report"),
        *(f"{words.SYMBOLS[rating]} {say(words.RATINGS[rating])}" for rating in Rating),
        say("Rated"),
        say("Rubric"),
    )
    table = Table(
        caption=say("Elements by rating"), columns=columns, rows=rows, numeric=frozenset(range(1, len(Rating) + 2))
    )
    links = [(_title(one, language), one["links"]) for one in reports]
    portfolio = _links(output / PORTFOLIO, PORTFOLIO, output)
    if portfolio:
        links.insert(0, (say("All programmes side by side"), portfolio))
    html = render(
        "index.html.j2",
        say=say,
        language=language,
        style=(TEMPLATE / "report.css").read_text(encoding="utf-8"),
        links=links,
        table=table.html() if rows else f"<p>{escape(say('There are no reports yet.'))}</p>",
    )
    target = output / "index.html"
    scratch = output / ".index.html.making"
    scratch.write_text(html, encoding="utf-8")
    scratch.replace(target)
    return target


def _title(one: dict[str, Any], language: str) -> str:
    tried = f" ({Language(language)('scenario {title}', title=one['scenario'])})" if one.get("scenario") else ""
    return f"{one['name'][language]}, {one['years'][language]}{tried}"


def _links(folder: Path, name: str, output: Path) -> list[tuple[str, str]]:
    """Return language and relative path of each page of a folder, Finnish first."""
    pages = sorted(folder.glob(f"{name}.*.html"), key=lambda page: list(NAMES).index(page.suffixes[0].lstrip(".")))
    return [(NAMES[page.suffixes[0].lstrip(".")], page.relative_to(output).as_posix()) for page in pages]


def _read(path: Path, output: Path) -> dict[str, Any] | None:
    """Return the ratings of a report; None for a file that is not ours or of an older make."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if not {"name", "years", "counts", "coverage", "rubric_version"} <= content.keys():
        return None
    content["links"] = _links(path.parent, "report", output)
    return content
