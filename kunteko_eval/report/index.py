"""The pages that lead to all reports, one a language: filters, small chains, and ratings over time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kunteko_eval.files.writing import write_atomically
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.scale import UNCOLOURED
from kunteko_eval.model.base import LANGUAGES, Text
from kunteko_eval.model.scale import DeclaredGrade
from kunteko_eval.report import method_words
from kunteko_eval.report.chain_svg import small_defs, small_map
from kunteko_eval.report.content import Table, escape
from kunteko_eval.report.face import PLAIN_FACE, Face
from kunteko_eval.report.job import PORTFOLIO
from kunteko_eval.report.language import NAMES, Language
from kunteko_eval.report.language_marks import spoken as with_languages
from kunteko_eval.report.large_page import is_large
from kunteko_eval.report.page import TEMPLATE, render, script_source, style
from kunteko_eval.report.style import INK, fill

BAR = 300
"""Width of a bar of ratings in pixels."""


def index_name(language: str, first: str = "fi") -> str:
    """Return the file name of the index in a language; that of the first language is the door."""
    return "index.html" if language == first else f"index.{language}.html"


def languages_of(reports: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the languages of the programmes that are reported, and of their pages, the most preferred one first.

    >>> languages_of([{"languages": ["sv", "en"], "links": []}]), languages_of([])
    (['sv', 'en'], ['fi', 'sv', 'en'])
    """
    declared = [list(one.get("languages", LANGUAGES)) for one in reports] or [list(LANGUAGES)]
    found = {code for one in declared for code in one} | {code for one in reports for code, _, _ in one["links"]}
    first = max(LANGUAGES, key=lambda code: sum(one[0] == code for one in declared))
    return sorted(found, key=lambda code: (code != first, LANGUAGES.index(code)))


def write_index(output: Path, face: Face = PLAIN_FACE) -> Path:
    """Write the index from the reports that stand in the output folder, in the languages of their programmes.

    Returns:
        The index in the first of the languages.
    """
    paths = sorted([*output.glob("*/*/ratings.json"), *output.glob("*/*/scenario-*/ratings.json")])
    reports = [one for path in paths if (one := _read(path, output)) is not None]
    script = (TEMPLATE / "index.js").read_text(encoding="utf-8")
    reports.sort(key=lambda one: (one["programme"], [-number for day in _span(one) for number in day]))
    spoken = languages_of(reports)
    for language in spoken:
        say = Language(language)
        html = render(
            "index.html.j2",
            say=say,
            language=language,
            face=face,
            others=[(code, NAMES[code], index_name(code, spoken[0])) for code in spoken if code != language],
            style=style(),
            script=script,
            scripts=script_source(script),
            defs=f'<svg width="0" height="0" aria-hidden="true" class="defs">{small_defs(say, *_scales(reports, say))}</svg>',
            portfolio=_links(output / PORTFOLIO, PORTFOLIO, output),
            programmes=list(_programmes(reports, say)),
            spoken=[(code, NAMES[code]) for code in spoken],
            rated_before=any(one.get("rated_before", True) for one in reports),
            table=_table(reports, say).html() if reports else f"<p>{escape(say('There are no reports yet.'))}</p>",
        )
        write_atomically(output / index_name(language, spoken[0]), with_languages(html))
    for code in {*LANGUAGES} - {*spoken[1:]}:
        (output / index_name(code, first="")).unlink(missing_ok=True)
    return output / index_name(spoken[0], spoken[0])


def _span(one: Mapping[str, Any]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the last and the first day of a report's period, each as year, month and day."""
    first, _, last = one["years"]["fi"].partition("–")
    return _day(last or first, (12, 31)), _day(first, (1, 1))


def _day(words: str, rest: tuple[int, int]) -> tuple[int, ...]:
    """Return a day or a year of a span in Finnish as numbers.

    >>> _day("30.6.2020", (12, 31)), _day("2020", (12, 31))
    ((2020, 6, 30), (2020, 12, 31))
    """
    numbers = [int(one) for one in re.findall("[0-9]+", words)]
    return tuple(reversed(numbers)) if len(numbers) == 3 else (*numbers[:1], *rest)


def _programmes(reports: Iterable[dict[str, Any]], say: Language) -> Iterable[dict[str, Any]]:
    """Yield each programme with its reports, the newest first."""
    by_name: dict[str, list[dict[str, Any]]] = {}
    for one in reports:
        by_name.setdefault(one["programme"], []).append(one)
    for programme, found in by_name.items():
        yield {
            "id": programme,
            "name": found[0]["name"][say.prose],
            "synthetic": found[0]["synthetic"],
            "reports": [_report(one, say) for one in found],
        }


def _spoken(one: dict[str, Any], say: Language) -> Language:
    """Return the language with the words of the scale that a report's programme declares."""
    return say.of_scale(DeclaredGrade(**{**grade, **_texts(grade)}) for grade in one.get("scale", ()))


def _texts(grade: dict[str, Any]) -> dict[str, Text]:
    return {name: Text(**grade[name]) for name in ("label", "colour_name")}


def _scales(reports: Iterable[dict[str, Any]], say: Language) -> list[Language]:
    return [_spoken(one, say) for one in reports]


def _report(one: dict[str, Any], say: Language) -> dict[str, Any]:
    say = _spoken(one, say)
    counts = {rating: int(one["counts"].get(rating.value, 0)) for rating in method_words.ratings(say)}
    told = "; ".join(
        f"{method_words.word(say, rating)} {say.number(count)}" for rating, count in counts.items() if count
    )
    levels: dict[str, list[tuple[str, str]]] = {}
    for element in (found for found in one["elements"] if found.get("intended", True) and found.get("desired", True)):
        levels.setdefault(element["level"], []).append((element["id"], element["final"]))
    title, many = _title(one, say), is_large(sum(map(len, levels.values())))
    name = say("The chain in the small, from resources on the left to wider effects on the right: {told}", told=told)
    return {
        "title": title,
        "period": one["years"][say.prose],
        "scenario": one.get("scenario"),
        # Of many boxes the bar below it tells the same in one line.
        "map": "" if many else small_map(say, list(levels.items()), f"{title}. {name}", defs=False),
        "bar": _bar(say, counts),
        "told": told,
        "rated": say.percent(one["coverage"]),
        "links": one["links"],
        "briefs": one.get("briefs", []),
        "languages": " ".join(code for code, _, _ in one["links"]),
    }


def _bar(say: Language, counts: dict[Rating, int]) -> str:
    """Return the counts as one bar; the words beside it say the same."""
    total = sum(counts.values()) or 1
    x, parts = 0.0, []
    for rating, count in counts.items():
        width = BAR * count / total
        if count:
            parts.append(
                f'<rect x="{x:.1f}" y="0" width="{width:.1f}" height="20" fill="{fill(say, rating)}" stroke="{INK}"/>'
                f'<text x="{x + width / 2:.1f}" y="14.5">{method_words.symbol(say, rating)}</text>'
            )
        x += width
    view = f'viewBox="-1 -1 {BAR + 2} 22" width="{BAR + 2}" height="22"'
    return f'<svg class="small-map bar" {view} aria-hidden="true">{"".join(parts)}</svg>'


def _table(reports: list[dict[str, Any]], say: Language) -> Table:
    known: dict[Rating, dict[str, None]] = {}
    for language in _scales(reports, say):
        for rating in method_words.ratings(language):
            told = f"{method_words.symbol(language, rating)} {method_words.word(language, rating)}"
            known.setdefault(rating, {})[told] = None
    answers = sorted(known, key=lambda one: one in UNCOLOURED)
    rows = tuple(
        (
            _title(one, say),
            *(say.number(one["counts"].get(rating.value, 0)) for rating in answers),
            say.percent(one["coverage"]),
            one["rubric_version"],
        )
        for one in reports
    )
    columns = (
        say("Report"),
        *(" / ".join(known[rating]) for rating in answers),
        say("Rated"),
        say("Rubric"),
    )
    return Table(
        caption=say("Boxes by rating"), columns=columns, rows=rows, numeric=frozenset(range(1, len(answers) + 2))
    )


def _title(one: dict[str, Any], say: Language) -> str:
    tried = f" ({say('scenario {title}', title=one['scenario'])})" if one.get("scenario") else ""
    return f"{one['name'][say.prose]}, {one['years'][say.prose]}{tried}"


def _links(folder: Path, name: str, output: Path) -> list[tuple[str, str, str]]:
    """Return code, language and relative path of each page of a folder, Finnish first."""
    found = []
    for code, word in NAMES.items():
        page = folder / f"{name}.{code}.html"
        if page.exists():
            found.append((code, word, page.relative_to(output).as_posix()))
    return found


def _read(path: Path, output: Path) -> dict[str, Any] | None:
    """Return the ratings of a report; None for a file that is not ours or of an older make."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    if not {"name", "years", "counts", "coverage", "rubric_version", "elements", "synthetic"} <= content.keys():
        return None
    content["links"] = _links(path.parent, "report", output)
    content["briefs"] = _links(path.parent, "brief", output)
    return content
