"""Ratings computed a second time from the files, by a script that shares no code with the method.

Written from the documents (docs/explanation, docs/reference) and not from the code, with other algorithms where there
is a natural one: spans are tiled by trying every combination, bounds are pooled by trying every candidate value, the
best pathway is found by thresholds. test_recompute.py holds it against kunteko_eval; so nothing of that is imported here.

What the files here do not hold is refused by an assertion rather than computed in a second, unused way: judgements,
independent scores, hidden figures, a second registration, groups that share nobody, other pooling rules than the median.
"""

from __future__ import annotations

import csv
import datetime
import json
import math
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from pathlib import Path
from statistics import NormalDist, median, median_low
from typing import Any

import yaml

Row = dict[str, Any]
Span = tuple[datetime.date, datetime.date]
Interval = tuple[float, float]

DAY = datetime.timedelta(days=1)
EFFECTS = ("direct", "indirect", "wider")
STATES = {"percent", "share", "grade", "finding"}
BLANK = dict.fromkeys(("n", "value_to", "sd", "part_of", "scale_min", "scale_max", "repeats"), "")
"""Columns that a table may leave out."""

SUMS = ("increment", "cumulative", "distinct")
CODES = (
    "contradicts none",
    "contradicts somewhat",
    "contradicts much",
    "neither",
    "supports somewhat",
    "supports much",
    "supports very-much",
)
"""What a coder may read, from the least to the most of the claim."""

UNSAID = {"contradicts": "much", "supports": "somewhat"}
NEAR = 1e-11
COMPLETE, LEAST_COVERED, SAME_LENGTH = 0.99, 0.5, 0.02
"""A sum that is known whole; known enough of to have a pace; and two periods that count as equally long."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

ANSWERS = ("not-answerable", "not-achieved", "partly-achieved", "largely-achieved", "achieved")


@dataclass
class Files:
    """A programme's files and the numbers of the rubric, as they stand."""

    programme: Row
    chain: Row
    sources: Row
    indicators: dict[str, Row]
    observations: list[Row]
    findings: dict[str, Row]
    codings: dict[str, list[Row]]
    rubric: Row
    spans: dict[str, Span] = field(default_factory=dict)
    failed: frozenset[str] = frozenset()

    @property
    def ladder(self) -> dict[str, float]:
        """The coloured grades with their least achievements, the best one first."""
        own = {one["id"]: float(one["cut"]) for one in self.chain.get("grades") or ()}
        return own or {name: self.rubric[f"cut_{name}"] for name in ("green", "yellow", "red")}

    @property
    def capped(self) -> str:
        """The best grade that caps leave."""
        return self.marked("capped", list(self.ladder)[1])

    def marked(self, mark: str, otherwise: str) -> str:
        """Return the grade that has a mark."""
        own = [one["id"] for one in self.chain.get("grades") or () if mark in (one.get("marks") or ())]
        return own[0] if own else otherwise

    def rank(self, rating: str) -> int:
        """Return how many grades from the bottom a rating stands; 0 without a colour."""
        names = list(self.ladder)[::-1]
        return names.index(rating) + 1 if rating in names else 0

    def worth(self, extent: str) -> float:
        """Return what the coders' word is worth: the middle of its grade, of the best grade the expectation itself."""
        names, cuts = list(self.ladder), list(self.ladder.values())
        own = {one.get("extent"): one["id"] for one in self.chain.get("grades") or ()}
        plain = dict(zip(("very-much", "much", "somewhat"), names[:3], strict=True))
        at = names.index(own.get(extent) or plain[extent])
        return (cuts[at] + cuts[at - 1]) / 2 if at else max(1.0, cuts[0])

    def collection(self, name: str) -> Row:
        """Return a collection of evidence."""
        return next(one for one in self.sources["collections"] if one["id"] == name)

    def kind(self, element: Row) -> str:
        """Return the kind of the level that an element stands on."""
        return str(next(one["kind"] for one in self.chain["levels"] if one["id"] == element["level"]))


@dataclass
class Evidence:
    """One figure or finding as it counts for one element."""

    name: str
    group: str | None
    ids: tuple[str, ...]
    source: str
    sources: frozenset[str]
    type: str
    shows: str
    value: float
    share: float
    proxy: bool
    latest: datetime.date
    status: str = "used"
    n: int | None = None
    floor: float | None = None
    expected: float | None = None
    achievement: float | None = None
    low: float | None = None
    high: float | None = None
    code: str | None = None
    credibility: int | None = None

    def interval(self, of: float) -> Interval:
        """Return what the evidence allows when its achievement is `of`."""
        if self.code is None:
            return of, of
        return (of, math.inf) if self.code.startswith("supports") else (-math.inf, of)


@dataclass
class Box:
    """One element's rating with what led to it."""

    rating: str
    items: list[Evidence]
    achievement: float | None = None
    low: float | None = None
    high: float | None = None
    at_least: bool = False
    caps: frozenset[str] = frozenset()
    conflict: str | None = None
    confidence: int | None = None
    steps: tuple[str, ...] = ()

    @property
    def grade(self) -> int | None:
        """Return 1 for a colour, 0 for what is rated without one; None when it is not rated."""
        if self.rating in {"not-assessed", "too-early"}:
            return None
        return int(self.rating not in {"none-demonstrated", "not-delivered"})


@dataclass
class Verdict:
    """The answer for several boxes together."""

    answer: str
    reached: float | None
    nearly: float | None
    coverage: float
    contested: float
    confidence: int | None


@dataclass
class Report:
    """Everything recomputed for one programme and period."""

    boxes: dict[str, Box]
    links: dict[tuple[str, str], int]
    pathways: dict[str, int]
    verdicts: dict[tuple[str, str], Verdict]


def recompute(folder: Path, rubric: Path, only: str | None = None) -> dict[str, Report]:
    """Return every report of a programme, or that of one period, recomputed from its files."""
    files = read_files(folder, rubric)
    wanted = [one for one in files.programme["periods"] if one["report"] and only in {None, one["id"]}]
    return {one["id"]: report(files, one) for one in wanted}


def read_files(folder: Path, rubric: Path) -> Files:
    """Read a programme's folder and the rubric."""
    for name in ("judgements.csv", "scores.csv", "suppressed.csv"):
        assert not _csv(folder / name), f"{folder / name} has rows: what they do to ratings is not recomputed"
    sealed = {one["registration"] for one in _csv(folder / "registration.csv")}
    assert len(sealed) <= 1, "more than one registration: what changed after rating is not recomputed"
    _as_sealed(folder, rubric)
    sources = _yaml(folder / "sources.yaml")
    assert not any(one.get("grouping") for one in sources["groups"]), "groupings are not recomputed"
    codings: dict[str, list[Row]] = {}
    for one in _csv(folder / "codings.csv"):
        codings.setdefault(one["finding"], []).append(one)
    for one in _csv(folder / "reconciliations.csv"):  # the last decision stands in the place of what coders read
        codings[one["finding"]] = [one]
    files = Files(
        programme=_yaml(folder / "programme.yaml"),
        chain=_yaml(folder / "chain.yaml"),
        sources=sources,
        indicators={one["id"]: one for one in _csv(folder / "indicators.csv")},
        observations=_csv(folder / "observations.csv"),
        findings={one["id"]: one for one in _csv(folder / "findings.csv")},
        codings=codings,
        rubric={name: one["value"] for name, one in _yaml(rubric)["settings"].items()},
    )
    assert not any(one.get("sd") for one in files.observations), "standard deviations are not checked again"
    assert files.rubric["pooling"] == "median", "only the median is recomputed"
    _take_targets(files, _csv(folder / "targets.csv"))
    files.spans = {one["id"]: (_day(one["start"]), _day(one["end"])) for one in files.programme["periods"]}
    files.failed = failed_checks(files)
    return files


def _take_targets(files: Files, rows: list[Row]) -> None:
    """Make a convention of every target, and let evidence without an expectation name those of its indicator."""
    made: dict[str, list[str]] = {}
    for name, one in files.indicators.items():
        own = [{"target": one["target"]}] if one.get("target") else []
        for row in (*own, *(row for row in rows if row["indicator"] == name)):
            floor = row.get("floor") or one.get("floor") or row.get("baseline") or one.get("baseline") or 0
            ends = [
                _share({**one, "unit": "grade"} if one["unit"] == "grade" else {"unit": ""}, float(end))
                for end in (floor, row["target"])
            ]
            period, pace = row.get("period") or None, row.get("pace") or None
            made.setdefault(name, []).append(f"target-{name}" + (f"-{period}" if period else ""))
            files.chain["conventions"].append(
                {"id": made[name][-1], "floor": ends[0], "expected": ends[1], "period": period, "pace": pace}
            )
    for element in files.chain["elements"]:
        element["evidence"] = [
            {**one, "expectation": name}
            for one in element["evidence"]
            for name in ([one["expectation"]] if "expectation" in one else made[one["indicator"]])
        ]


def _as_sealed(folder: Path, rubric: Path) -> None:
    """Refuse conventions and numbers of the rubric that are not as they were sealed: they would take a step down."""
    now: dict[str, Row] = {f"convention:{one['id']}": one for one in _yaml(folder / "chain.yaml")["conventions"]}
    now |= {f"rubric:{name}": one for name, one in _yaml(rubric)["settings"].items()}
    for one in _csv(folder / "registration.csv"):
        if one["part"].startswith(("convention:", "rubric:")):
            sealed = json.loads(one["content"])
            sealed = sealed if isinstance(sealed, dict) else {"value": sealed}
            part = now[one["part"]]
            changed = [name for name, value in sealed.items() if part.get(name) != value]
            assert not changed, f"{one['part']} was sealed with another {changed}"


def _yaml(path: Path) -> Row:
    content: Row = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - both are safe loaders
    return content


def _csv(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{**BLANK, **row} for row in csv.DictReader(file)]


def _day(text: object) -> datetime.date:
    return datetime.date.fromisoformat(str(text))


def _days(span: Span) -> int:
    return (span[1] - span[0]).days + 1


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


# --- what does not fit ------------------------------------------------------------------------------------------


def failed_checks(files: Files) -> frozenset[str]:
    """Return the ids of figures that fail a check."""
    found: set[str] = set()
    for one in files.observations:
        if one["n"] and one["precision"] == "exact" and not _possible(one, files.indicators[one["indicator"]]):
            found.add(one["id"])
    alike: dict[tuple[str, str, str], list[Row]] = {}
    for one in files.observations:
        alike.setdefault((one["indicator"], one["period"], one["group"]), []).append(one)
    for rows in alike.values():
        if max(_between(one)[0] for one in rows) > min(_between(one)[1] for one in rows):
            found |= {one["id"] for one in rows}
    return frozenset(found | _parts_amiss(files, alike) | _spans_amiss(files))


def _between(one: Row) -> Interval:
    """Return between which numbers a figure lies, by how precisely its document tells it."""
    value, high = float(one["value"]), float(one["value_to"] or "-inf")
    least, most = {
        "exact": (value, value),
        "about": sorted((0.95 * value, 1.05 * value)),
        "over": (value, math.inf),
        "nearly": sorted((0.9 * value, value)),
    }[one["precision"]]
    return least, max(most, high)


def _parts_amiss(files: Files, alike: dict[tuple[str, str, str], list[Row]]) -> set[str]:
    """Return the parts that, all of them known exactly, do not add up to their whole, or shares to everything."""
    found: set[str] = set()
    for whole in {one["part_of"] for one in files.indicators.values() if one["part_of"]}:
        parts = [name for name, one in files.indicators.items() if one["part_of"] == whole]
        for period, group in {(period, group) for _, period, group in alike}:
            rows = [alike[name, period, group][0] for name in parts if (name, period, group) in alike]
            if len(rows) < len(parts) or any(one["precision"] != "exact" for one in rows):
                continue
            unit = files.indicators[rows[0]["indicator"]]["unit"]
            wholes = [float(one["value"]) for one in alike.get((whole, period, group), [])]
            if whole not in files.indicators and unit in {"percent", "share"}:
                wholes = [100.0 if unit == "percent" else 1.0]
            slack = len(rows) * {"percent": 0.5, "share": 0.005}.get(unit, 0.0)
            total = sum(float(one["value"]) for one in rows)
            if wholes and min(abs(total - one) - slack - 1e-6 * abs(one) for one in wholes) > 0:
                found |= {one["id"] for one in rows}
    return found


def _spans_amiss(files: Files) -> set[str]:
    """Return amounts that exceed those of a longer span, or that do not add up to it, with the longer span's."""
    found: set[str] = set()
    summed = {
        name
        for name, one in files.indicators.items()
        if one["unit"] not in STATES and one["aggregation"] in {"increment", "distinct"}
    }
    told = [one for one in files.observations if one["indicator"] in summed and one["match"] != "derived"]
    for whole in told:
        span, (least, most) = files.spans[whole["period"]], _between(whole)
        inside: dict[Span, list[Row]] = {}
        for one in told:
            own = files.spans[one["period"]]
            same = (one["indicator"], one["group"]) == (whole["indicator"], whole["group"])
            if same and _within(own, span) and own != span:
                inside.setdefault(own, []).append(one)
                if _between(one)[0] > most:
                    found |= {one["id"], whole["id"]}
        chosen = _tiles(list(inside))
        if sum(map(_days, chosen)) < _days(span):
            continue
        low = sum(min(_between(one)[0] for one in inside[own]) for own in chosen)
        high = sum(max(_between(one)[1] for one in inside[own]) for own in chosen)
        adds = files.indicators[whole["indicator"]]["aggregation"] == "increment"
        if least > high * (1 + 1e-9) or (adds and most * (1 + 1e-9) < low):
            found |= {whole["id"], *(one["id"] for own in chosen for one in inside[own])}
    return found


def _possible(one: Row, indicator: Row) -> bool:
    """Return whether whole numbers of respondents, or of answers, give a figure when rounded as printed."""
    n, decimals = int(one["n"]), len(one["value"].partition(".")[2])
    if indicator["unit"] in {"percent", "share"}:
        of = 100 if indicator["unit"] == "percent" else 1
        least, greatest = 0, n
    elif indicator["unit"] == "grade":
        of, least, greatest = 1, n * int(float(indicator["scale_min"])), n * int(float(indicator["scale_max"]))
    else:
        return True
    half = 0.5 * 10**-decimals + 1e-9
    return any(abs(of * whole / n - float(one["value"])) <= half for whole in range(least, greatest + 1))


# --- what a figure of a period is -------------------------------------------------------------------------------


@dataclass
class Reading:
    """The figure of one indicator and group in a period."""

    value: float
    ids: tuple[str, ...]
    n: int | None
    spans: tuple[Span, ...]

    @property
    def days(self) -> int:
        """Return how many days it covers."""
        return sum(_days(span) for span in self.spans)


def reading(files: Files, indicator: Row, rows: list[Row], span: Span) -> Reading | None:
    """Return the figure of a period from the observations of one group; None when there is none."""
    figures: dict[Span, Row] = {}
    for one in rows:  # where two figures of one span disagree, the less favourable one
        own = files.spans[one["period"]]
        if own not in figures or _worse(indicator, _figure(indicator, one), _figure(indicator, figures[own])):
            figures[own] = one
    inside = {own: one for own, one in figures.items() if _within(own, span)}
    how = indicator["aggregation"]
    if how == "increment":
        return _added(indicator, inside)
    if how == "cumulative":
        return _growth(files, indicator, rows, inside, span)
    if how == "distinct":
        inside = {own: one for own, one in inside.items() if own == span}
    if not inside:
        return None
    latest = max(inside, key=lambda own: (own[1], _days(own)))
    one = inside[latest]
    return Reading(_figure(indicator, one), (one["id"],), int(one["n"]) if one["n"] else None, (latest,))


def _figure(indicator: Row, one: Row) -> float:
    """Return a figure; of a range the less favourable end."""
    return float(one["value_to"] if one["value_to"] and indicator["direction"] == "less" else one["value"])


def _worse(indicator: Row, one: float, other: float) -> bool:
    return one > other if indicator["direction"] == "less" else one < other


def _tiles(spans: list[Span]) -> tuple[Span, ...]:
    """Return the spans that do not overlap and cover the most days, of those the fewest; every choice is tried."""
    best: tuple[Span, ...] = ()
    for size in range(1, len(spans) + 1):
        for chosen in combinations(sorted(spans), size):
            apart = all(one[1] < other[0] for one, other in pairwise(chosen))
            if apart and sum(map(_days, chosen)) > sum(map(_days, best)):
                best = chosen
    return best


def _added(indicator: Row, inside: dict[Span, Row]) -> Reading | None:
    """Add up amounts of spans that do not overlap."""
    best = _tiles(list(inside))
    if not best:
        return None
    rows = [inside[one] for one in best]
    n = int(rows[0]["n"]) if len(rows) == 1 and rows[0]["n"] else None
    return Reading(sum(_figure(indicator, one) for one in rows), tuple(one["id"] for one in rows), n, best)


def _growth(files: Files, indicator: Row, rows: list[Row], inside: dict[Span, Row], span: Span) -> Reading | None:
    """Return how far a running total grew from the eve of a period to its last day, both told."""
    last = [own for own in inside if own[1] == span[1]]
    if not last:
        return None
    one = inside[max(last, key=_days)]
    eve = [float(it["value"]) for it in rows if files.spans[it["period"]][1] == span[0] - DAY]
    if span[0] <= _day(files.programme["start"]):
        eve = [0.0]
    if not eve:
        return None
    before = max(eve) if indicator["direction"] == "more" else min(eve)
    n = int(one["n"]) if one["n"] else None
    return Reading(_figure(indicator, one) - before, (one["id"],), n, (files.spans[one["period"]],))


# --- what was expected of it ------------------------------------------------------------------------------------


@dataclass
class Expectation:
    """A registration that holds for a period: how exactly, and by what its floor and expectation are multiplied."""

    exact: tuple[int, int, str]
    ratio: float
    registration: Row
    convention: Row


def holding(files: Files, indicator: Row | None, registrations: list[Row], span: Span) -> Expectation | None:
    """Return the registration that speaks of a period most exactly; None where each speaks of another one."""
    conventions = {one["id"]: one for one in files.chain["conventions"]}
    found = []
    for one in registrations:
        held = _holds(files, conventions[one["expectation"]], indicator, span)
        if held is not None:
            exact = (*held[:2], one["expectation"])
            found.append(Expectation(exact, held[2], one, conventions[one["expectation"]]))
    return min(found, key=lambda one: one.exact, default=None)


def _holds(files: Files, one: Row, indicator: Row | None, span: Span) -> tuple[int, int, float] | None:
    """Return how exactly a convention speaks of a period, the least first, and by what it is multiplied."""
    own, pace = files.spans[one["period"]] if one.get("period") else None, one.get("pace")
    if one["expected"] == "previous-period":
        return 5, 0, 1.0
    if own == span:
        return 0, 0, _years(span) if pace == "year" else 1.0
    if pace == "year":
        inside = own is None or _within(span, own)
        return (4 if own is None else 3, _days(own) if own else 0, _years(span)) if inside else None
    if pace == "share-of-time":
        return (2, _days(own), _days(span) / _days(own)) if own and _within(span, own) else None
    summed = indicator is not None and indicator["unit"] not in STATES and indicator["aggregation"] in SUMS
    if not summed and own is not None:
        return (1, _days(own), 1.0) if own[1] == span[1] else None
    start, end = files.programme["start"], files.programme["end"]
    whole = end is not None and span == (_day(start), _day(end))
    return (5, 0, 1.0) if own is None and (whole or not summed) else None


def _years(span: Span) -> float:
    """Return how many years a period has: of each calendar year the part of its days."""
    years = [(datetime.date(year, 1, 1), datetime.date(year, 12, 31)) for year in range(span[0].year, span[1].year + 1)]
    return sum(_days((max(span[0], one[0]), min(span[1], one[1]))) / _days(one) for one in years)


def expected_of(
    files: Files, indicator: Row, held: Expectation, span: Span, figure: Reading, group: str
) -> float | None:
    """Return what was expected of a figure, in its own unit; None where nothing was."""
    expected = held.convention["expected"]
    if expected == "previous-period":
        expected = _before(files, indicator, span, figure, group)
        floor = held.convention["floor"]
        if expected is None or (expected <= floor if indicator["direction"] == "more" else expected >= floor):
            return None
    else:
        expected *= held.ratio
    partial = indicator["aggregation"] == "increment" and figure.days < COMPLETE * _days(span)
    return None if partial and indicator["direction"] == "less" else expected


def _before(files: Files, indicator: Row, span: Span, figure: Reading, group: str) -> float | None:
    """Return the pace of the preceding period, or of a period's own first part where none precedes it."""
    then = _compared_with(files, span)
    if then is None:
        return None
    rows = [one for one in files.observations if (one["indicator"], one["group"]) == (indicator["id"], group)]
    past = reading(files, indicator, rows, then)
    how = indicator["aggregation"]
    if past is None:
        return None
    if how == "increment":
        known = past.days > COMPLETE * _days(then) and figure.days >= LEAST_COVERED * _days(span)
        return past.value / _days(then) * figure.days if known else None
    if how == "cumulative":
        return past.value / _days(then) * _days(span)
    if how == "distinct" and abs(_days(span) / _days(then) - 1) > SAME_LENGTH:
        return None
    return past.value


def _compared_with(files: Files, span: Span) -> Span | None:
    """Return the preceding period; without one, the first part of a period that holds it and a later one after it."""
    periods = files.programme["periods"]
    period = next(one for one in periods if files.spans[one["id"]] == span and one["report"])
    if period.get("previous"):
        return files.spans[period["previous"]]
    firsts = [
        files.spans[one["previous"]] for one in periods if one.get("previous") and _within(files.spans[one["id"]], span)
    ]
    inside = [one for one in firsts if one[0] == span[0] and one[1] < span[1]]
    return max(inside, key=_days, default=None)


# --- what speaks for an element ---------------------------------------------------------------------------------


def evidence(files: Files, element: Row, span: Span) -> list[Evidence]:
    """Return everything registered for an element that is of a period, with its status."""
    effect = files.kind(element) in EFFECTS
    found: list[Evidence] = []
    for name in dict.fromkeys(one["indicator"] for one in element["evidence"] if one.get("indicator")):
        found += _figures(files, name, [one for one in element["evidence"] if one.get("indicator") == name], span)
    for name in dict.fromkeys(one["finding"] for one in element["evidence"] if one.get("finding")):
        if _within(files.spans[files.findings[name]["period"]], span):
            found.append(_said(files, name, [one for one in element["evidence"] if one.get("finding") == name], span))
    for it in found:
        if effect and it.shows in {"volume", "change"}:
            it.status = "context"
        elif it.expected is None:
            it.status = "no-expectation"
        elif it.code == "neither":
            it.status = "no-judgement"
    _overlaps(files, found)
    _repeats(files, found)
    return found


def _figures(files: Files, name: str, registrations: list[Row], span: Span) -> list[Evidence]:
    """Return an indicator's figures of a period, one for each group; collections that tell of one group tell the same."""
    indicator, found = files.indicators[name], []
    mine = [one for one in files.observations if one["indicator"] == name]
    held = holding(files, indicator, registrations, span)
    for group in dict.fromkeys(one["group"] for one in mine):
        rows = [one for one in mine if one["group"] == group]
        figure = reading(files, indicator, rows, span)
        if figure is None:
            continue
        source = next(one["source"] for one in rows if one["id"] == figure.ids[0])
        item = Evidence(
            name=name,
            group=group,
            ids=figure.ids,
            source=source,
            sources=frozenset(one["source"] for one in rows if _within(files.spans[one["period"]], span)),
            type=files.collection(source)["type"],
            shows=indicator["kind"],
            value=figure.value,
            share=_share(indicator, figure.value),
            proxy=bool(held and held.registration.get("proxy")),
            latest=max(end for _, end in figure.spans),
            n=figure.n,
        )
        expected = None if held is None else expected_of(files, indicator, held, span, figure, group)
        if held is not None and expected is not None:
            of = 100 if indicator["unit"] == "percent" else 1
            item.floor, item.expected = held.convention["floor"] * held.ratio / of, expected / of
            _achieve(files, indicator, item)
        found.append(item)
    return found


def _share(indicator: Row, value: float) -> float:
    """Return a figure as a share, as a part of its scale, or as it is."""
    if indicator["unit"] == "percent":
        return value / 100
    if indicator["unit"] == "grade":
        least, greatest = float(indicator["scale_min"]), float(indicator["scale_max"])
        return (value - least) / (greatest - least)
    return value


def _achieve(files: Files, indicator: Row, item: Evidence) -> None:
    """Put an item between its floor (0) and its expectation (1), with both ends of its Wilson interval."""
    assert item.floor is not None
    assert item.expected is not None
    floor, way = item.floor, item.expected - item.floor
    item.achievement = (item.share - floor) / way
    if indicator["unit"] in {"percent", "share"} and item.n:
        ends = wilson(item.share, item.n, files.rubric["wilson_confidence"])
        item.low, item.high = (side((end - floor) / way for end in ends) for side in (min, max))


def wilson(share: float, n: int, confidence: float) -> Interval:
    """Return the two shares at which a score test of level `confidence` just rejects: roots of a quadratic."""
    z2 = NormalDist().inv_cdf((1 + confidence) / 2) ** 2
    # n (share - p)^2 = z^2 p (1 - p), that is (n + z^2) p^2 - (2 n share + z^2) p + n share^2 = 0
    a, b, c = n + z2, -(2 * n * share + z2), n * share**2
    root = math.sqrt(max(b * b - 4 * a * c, 0.0))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def _said(files: Files, name: str, registrations: list[Row], span: Span) -> Evidence:
    """Return a finding with the code in the middle of its coders' codes, of two the lower one."""
    finding, held = files.findings[name], holding(files, None, registrations, span)
    collection = files.collection(finding["source"])
    code, credibility = used_code(files.codings.get(finding["id"], []))
    share = 0.0 if code == "neither" or code.endswith("none") else files.worth(code.split()[1])
    item = Evidence(
        name=finding["id"],
        group=None,
        ids=(finding["id"],),
        source=finding["source"],
        sources=frozenset({finding["source"]}),
        type=collection["type"],
        shows=finding["kind"],
        value=share,
        share=share,
        proxy=bool(held and held.registration.get("proxy")),
        latest=files.spans[finding["period"]][1],
        code=code,
        credibility=credibility,
    )
    if held is not None:
        item.floor, item.expected = float(held.convention["floor"]), float(held.convention["expected"])
        if code != "neither":
            item.achievement = (share - item.floor) / (item.expected - item.floor)
    return item


def used_code(codings: list[Row]) -> tuple[str, int | None]:
    """Return the middle of what coders read, and of how credible they found it; of two the lower one."""
    if not codings:
        return "neither", None
    places = []
    for one in codings:
        direction, extent = one["direction"], one["extent"]
        extent = UNSAID.get(direction, "") if extent == "not-said" else extent
        places.append(CODES.index(direction if direction == "neither" else f"{direction} {extent}"))
    return CODES[median_low(places)], median_low(int(one["credibility"]) for one in codings)


def _overlaps(files: Files, found: list[Evidence]) -> None:
    """Mark what is a part of something that speaks for it, and what may overlap with it."""
    figures = [one for one in found if one.group is not None and one.status != "context"]
    for name in dict.fromkeys(one.name for one in figures):
        indicator = files.indicators[name]
        members = [one for one in figures if one.name == name]
        case = indicator["aggregation"] == "case"
        parts = [
            one
            for one in members
            if any(one.sources & other.sources and _holds_group(files, other, one, case) for other in members)
        ]
        rest = [one for one in members if one not in parts]
        less = -1 if indicator["direction"] == "less" else 1
        for these in [] if case else _touching(rest):
            speaks = min(these, key=lambda one: (less * one.value, str(one.group)))
            for one in these:
                one.status = one.status if one is speaks else "overlap"
        for one in parts:
            one.status = "part"
    used = [one for one in figures if one.status == "used"]
    marked = [one for one in used if any(_whole_of(files, other, one) for other in used)]
    for one in marked:
        one.status = "part"


def _holds_group(files: Files, whole: Evidence, part: Evidence, case: bool) -> bool:
    """Return whether the group of one figure holds that of another; everybody holds all, save where each is a case."""
    groups = {one["id"]: one for one in files.sources["groups"]}
    above = _upward(groups, str(part.group))
    undeclared = whole.group == "all" != part.group and not case and part.group not in _upward(groups, "all")
    return whole.group in above or undeclared


def _whole_of(files: Files, whole: Evidence, part: Evidence) -> bool:
    """Return whether a figure's indicator is a part of another one's, of the same collection and of people in its group."""
    same = whole.source == part.source and (whole.group == part.group or _holds_group(files, whole, part, False))
    return same and whole.name in _upward(files.indicators, part.name)


def _touching(found: list[Evidence]) -> list[list[Evidence]]:
    """Return figures in sets that share collections, directly or by others."""
    sets: list[list[Evidence]] = []
    for one in found:
        near = [these for these in sets if any(one.sources & other.sources for other in these)]
        sets = [these for these in sets if these not in near] + [[it for these in near for it in these] + [one]]
    return sets


def _upward(things: dict[str, Row], name: str) -> list[str]:
    """Return what holds a group or an indicator, from the nearest on."""
    found: list[str] = []
    above = things.get(name, {}).get("part_of")
    while above:
        found.append(above)
        above = things.get(above, {}).get("part_of")
    return found


def _repeats(files: Files, found: list[Evidence]) -> None:
    """Mark every finding that tells again what a used one of the same source tells."""
    tellings: dict[str, list[Evidence]] = {}
    for one in found:
        if one.code is not None and one.status == "used":
            tellings.setdefault(_first_telling(files, one.name), []).append(one)
    for first, these in tellings.items():
        kept = next((one for one in these if one.name == first), these[0])
        for one in these:
            one.status = "used" if one is kept else "repeat"


def _first_telling(files: Files, finding: str) -> str:
    before = files.findings[finding].get("repeats")
    return _first_telling(files, before) if before else finding


# --- pooling ----------------------------------------------------------------------------------------------------


def pooled(intervals: list[Interval]) -> Interval:
    """Return what intervals come to together: all that every one of them allows, or else one value.

    The value is the median of the nearer ends of the intervals that it does not lie in. Every end and every middle of
    two ends is tried: just below the right one that median lies at it or above, just above it at it or below.
    """
    intervals = [(round(one, 10), round(other, 10)) for one, other in intervals]
    low, high = max(one[0] for one in intervals), min(one[1] for one in intervals)
    if low <= high:
        return low, high
    ends = sorted({end for one in intervals for end in one if math.isfinite(end)})
    for value in ends + [(one + other) / 2 for one, other in combinations(ends, 2)]:
        below, above = (_pull(intervals, value + step) for step in (-NEAR, NEAR))
        if below >= value - NEAR and above <= value + NEAR:
            return value, value
    raise AssertionError(f"no value fits {intervals}")


def _pull(intervals: list[Interval], value: float) -> float:
    """Return the median of the nearer ends of the intervals that a value does not lie in."""
    return median(
        [one for one, _ in intervals if value < one] + [other for _, other in intervals if other < value] or [value]
    )


@dataclass
class Pool:
    """What one kind of source, or all of them, come to: as observed and at both ends of the sampling intervals."""

    allows: Interval
    low: Interval
    high: Interval

    @property
    def value(self) -> float:
        """Return the achievement: what it is at least; nothing where all that is known is how much at most."""
        return max(self.allows[0], 0.0)


def pool_items(files: Files, items: list[Evidence]) -> Pool:
    """Pool items of one kind of source."""
    least, greatest = files.rubric["cap_low"], files.rubric["cap_high"]

    def at(name: str) -> Interval:
        ends = [(it, it.achievement if getattr(it, name) is None else getattr(it, name)) for it in items]
        return pooled([it.interval(min(max(end, least), greatest)) for it, end in ends])

    return Pool(at("achievement"), at("low"), at("high"))


def pool_pools(pools: list[Pool]) -> Pool:
    """Pool the kinds of source with each other."""
    return Pool(*(pooled([getattr(one, name) for one in pools]) for name in ("allows", "low", "high")))


# --- rating -----------------------------------------------------------------------------------------------------


def cut(files: Files, achievement: float) -> str:
    """Return the colour of an achievement."""
    value = round(achievement, 9)
    return next((name for name, least in files.ladder.items() if value >= least), "none")


def rate(files: Files, element: Row, span: Span) -> Box:
    """Return an element's rating and confidence, before the guard against overclaiming."""
    items = evidence(files, element, span)
    used = [one for one in items if one.status == "used"]
    kind = files.kind(element)
    own = kind not in EFFECTS
    if not used:
        return Box("too-early" if not items and _early(files, element, span) else "not-assessed", items)
    by_type = {name: [one for one in used if one.type == name] for name in dict.fromkeys(one.type for one in used)}
    pools = {name: pool_items(files, these) for name, these in by_type.items()}
    total = pool_pools(list(pools.values()))
    if own and not math.isfinite(total.allows[0]) and cut(files, total.allows[1]) != "none":
        return Box("not-assessed", items)
    rating = cut(files, total.value)
    box = Box(rating, items, total.value, _low(total.low), _low(total.high))
    box.at_least = rating in list(files.ladder)[1:] and cut(files, total.allows[1]) != rating
    box.conflict = conflict(files, pools)
    if files.rank(rating) > files.rank(files.capped):
        box.caps = caps(files, element, kind, used)
        box.rating = files.capped if box.caps else rating
    elif rating == "none":
        box.rating = "not-delivered" if own else "none-demonstrated"
    box.steps = weaknesses(files, box, used, span)
    box.confidence = max(1, start(files, used) - len(box.steps))
    return box


def _low(allows: Interval) -> float:
    return max(allows[0], 0.0)


def _early(files: Files, element: Row, span: Span) -> bool:
    """Return whether an element's effects are not due on the last day of a period."""
    level = next(one for one in files.chain["levels"] if one["id"] == element["level"])
    due, begun = level.get("due_after_years") or 0, _day(files.programme["start"])
    years = begun.year + int(due)
    return span[1] + DAY < begun.replace(year=years) + datetime.timedelta(days=365.25 * (due % 1))


def caps(files: Files, element: Row, kind: str, used: list[Evidence]) -> frozenset[str]:
    """Return what withholds green, or whatever is better than the grade that caps leave."""
    found = set()
    beyond = files.rank(files.capped)
    reaches = [one for one in used if files.rank(cut(files, one.achievement or 0.0)) > beyond]
    for_it = [one for one in used if not (one.code or "").startswith("contradicts")]
    tested = [one for one in for_it if one.shows == "tested" and cut(files, one.achievement or 0.0) != "none"]
    if kind in files.rubric["perceived_cap"] and not tested:
        found.add("perceived-only")
    rivals = [link.get("rivals") or [] for link in files.chain["links"] if link["to"] == element["id"]]
    examined = bool(rivals) and all(named and all(one["examined"] for one in named) for named in rivals)
    if kind in files.rubric["rival_cap"] and not examined:
        found.add("rivals-unexamined")
    voices = [one for one in reaches if one.code is not None and one.code.startswith("supports")]
    if not any(one.code is None for one in reaches) and len(voices) < files.rubric["green_voices"]:
        found.add("lone-voice")
    return frozenset(found)


def conflict(files: Files, pools: dict[str, Pool]) -> str | None:
    """Return how two kinds of source contradict each other, if any do; by grades before by intervals."""
    found = set()
    for one, other in combinations(pools.values(), 2):
        least, most = max(one.allows[0], other.allows[0]), min(one.allows[1], other.allows[1])
        if least <= most:  # both can be right
            continue
        apart = files.rank(cut(files, least)) - files.rank(cut(files, most))
        if apart >= files.rubric["conflict_grades"]:
            found.add("grades-apart")
        elif apart and all(it.low != it.high for it in (one, other)) and _disjoint(one, other):
            found.add("disjoint-intervals")
    return min(found, key=("grades-apart", "disjoint-intervals").index, default=None)


def _disjoint(one: Pool, other: Pool) -> bool:
    return max(one.low[0], other.low[0]) > min(one.high[1], other.high[1])


# --- confidence -------------------------------------------------------------------------------------------------


def start(files: Files, used: list[Evidence]) -> int:
    """Return where confidence starts."""
    if any(one.shows == "tested" and one.credibility in {None, 3} for one in used):
        return int(files.rubric["confidence_tested"])
    two = len({one.type for one in used}) > 1
    return int(files.rubric["confidence_two_types" if two else "confidence_self_report"])


def weaknesses(files: Files, box: Box, used: list[Evidence], span: Span) -> tuple[str, ...]:
    """Return the steps down."""
    rubric = files.rubric
    old = span[1].replace(year=span[1].year - int(rubric["stale_years"]), day=min(span[1].day, 28))
    old += datetime.timedelta(days=span[1].day - old.day)
    assert box.low is not None
    assert box.high is not None
    asked = [one.n for one in used if one.n is not None]
    few = bool(asked) and all(n < rubric["least_respondents"] for n in asked)
    steps = {
        "bias": all(_biased(files, one.source) for one in used),
        "credibility": all(one.credibility == 1 for one in used),
        "proxy": all(one.proxy for one in used),
        "imprecise": few or cut(files, box.low) != cut(files, box.high),
        "stale": all(one.latest < old for one in used),
        "failed-check": any(name in files.failed for one in used for name in one.ids),
        "inconsistent": box.conflict is not None,
    }
    return tuple(name for name, weak in steps.items() if weak)


def _biased(files: Files, source: str) -> bool:
    collection = files.collection(source)
    response = collection.get("response_rate")
    return collection["bias"] == "high" or (response is not None and response < files.rubric["least_response"])


# --- arrows and pathways ----------------------------------------------------------------------------------------


def link_level(files: Files, link: Row, span: Span) -> int:
    """Return how sure an arrow is, 0 (refuted) to 4 (tested)."""
    rubric, claims = files.rubric, _claims(files, link, span)
    tests = [one for one in link.get("tests") or [] if _looked_at(files, one, span)]
    low, high = _posterior(files, tests)
    rivals = link.get("rivals") or []
    if high <= rubric["refuted_to"]:
        missed = [one for one in tests if one["outcome"] == "failed"]
        return 0 if any(min(one["if_true"]) >= rubric["test_certain"] for one in missed) else 1
    level = 1
    if claims or low > rubric["link_prior_high"]:
        level = 3 if len(claims) > 1 else 2
        if low >= rubric["tested_from"] and rivals and all(one["examined"] for one in rivals):
            level = 4
    if any(one.get("outcome") == "stronger" for one in rivals):
        level = min(level, 2)
    return max(level - 1, 1) if high < rubric["link_prior_low"] else level


def _claims(files: Files, link: Row, span: Span) -> set[str]:
    """Return the kinds of source that claim an arrow: by findings of a contribution, or in bundles of a causal map."""
    told: dict[str, str] = {}
    for name in link.get("evidence") or []:
        finding = files.findings[name]
        if finding["kind"] in {"perceived", "tested"} and _within(files.spans[finding["period"]], span):
            first = _first_telling(files, name)
            if name == first or first not in told:
                told[first] = name
    sources = {
        files.findings[name]["source"]
        for name in told.values()
        if used_code(files.codings.get(name, []))[0].startswith("supports")
    }
    sources |= {one["source"] for one in link.get("bundles") or [] if _within(files.spans[one["period"]], span)}
    return {files.collection(one)["type"] for one in sources}


def _looked_at(files: Files, test: Row, span: Span) -> bool:
    """Return whether a process test is of a period: everything that it rests on is."""
    rows = {one["id"]: one for one in [*files.observations, *files.findings.values()]}
    periods = [rows[name]["period"] for name in test.get("evidence") or []]
    return all(_within(files.spans[one], span) for one in [*periods, *([test["period"]] if test.get("period") else [])])


def _posterior(files: Files, tests: list[Row]) -> Interval:
    """Return the bounds of an arrow's probability after its tests: the extremes over all corners of the likelihoods."""
    bounds = []
    for side, prior in ((min, files.rubric["link_prior_low"]), (max, files.rubric["link_prior_high"])):
        odds = prior / (1 - prior)
        for one in tests:
            corners = [(true, false) for true in one["if_true"] for false in one["if_false"]]
            if one["outcome"] == "passed":
                odds *= side(true / false for true, false in corners)
            elif one["outcome"] == "failed":
                odds *= side((1 - true) / (1 - false) for true, false in corners)
        bounds.append(odds / (1 + odds))
    return bounds[0], bounds[1]


def best_pathway(files: Files, boxes: dict[str, Box], links: dict[tuple[str, str], int], target: str) -> int:
    """Return the greatest level at which places of that level at least lead from a resource to an element; 0 if none."""
    kinds = {one["id"]: files.kind(one) for one in files.chain["elements"]}
    for least in (4, 3, 2, 1):
        sure = {name for name, box in boxes.items() if (box.confidence or 0) >= least and box.grade and name != target}
        reached = {name for name in sure if kinds[name] == "resources"}
        while True:
            more = {to for (of, to), level in links.items() if level >= least and of in reached} - reached
            if target in more:
                return least
            if not more & sure:
                break
            reached |= more & sure
    return 0


# --- verdicts ---------------------------------------------------------------------------------------------------


def verdict(files: Files, elements: list[Row], boxes: dict[str, Box]) -> Verdict:
    """Return the answer of some elements together."""
    rubric = files.rubric
    weights = {one["id"]: rubric["verdict_weights"][(one.get("importance") or 1) - 1] for one in elements}
    rated = [one["id"] for one in elements if boxes[one["id"]].grade is not None]
    total, whole = sum(weights[name] for name in rated), sum(weights.values())

    def share(chosen: list[str]) -> float | None:
        return sum(weights[name] for name in chosen) / total if rated else None

    best, less = files.marked("reached", next(iter(files.ladder))), files.marked("nearly", files.capped)
    reached = share([name for name in rated if files.rank(boxes[name].rating) >= files.rank(best)])
    nearly = share([name for name in rated if files.rank(boxes[name].rating) >= files.rank(less)])
    contested = share([name for name in rated if boxes[name].conflict]) or 0.0
    coverage = total / whole if whole else 0.0
    decisive = [one["id"] for one in elements if one.get("importance") == 3]
    answer = 4 if (reached or 0) >= rubric["verdict_achieved"] else 3
    if answer == 3 and (nearly or 0) < rubric["verdict_largely"]:
        answer = 2 if (nearly or 0) >= rubric["verdict_partly"] else 1
    if any(boxes[name].grade == 0 for name in decisive):
        answer = min(answer, 2)
    if contested > rubric["verdict_conflicts"] or any(boxes[name].grade is None for name in decisive):
        answer = min(answer, 3)
    if coverage < rubric["verdict_coverage"]:
        answer = 0
    sure = sorted(boxes[name].confidence or 0 for name in rated for _ in range(round(1000 * weights[name])))
    confidence = median_low(sure) - (coverage < rubric["verdict_sure_coverage"]) if sure else 0
    return Verdict(ANSWERS[answer], reached, nearly, coverage, contested, max(confidence, 1) if answer else None)


def verdicts(files: Files, elements: list[Row], boxes: dict[str, Box]) -> dict[tuple[str, str], Verdict]:
    """Return the verdicts of the programme, its questions, the criteria that elements name, and its levels."""
    whole = verdict(files, elements, boxes)
    effects = [one for one in elements if files.kind(one) in files.rubric["verdict_bound"]]
    if effects:
        bound = verdict(files, effects, boxes).answer
        if ANSWERS.index(bound) < ANSWERS.index(whole.answer):
            whole.answer = bound
            whole.confidence = whole.confidence if bound != "not-answerable" else None
    found = {("programme", files.programme["id"]): whole}
    for question in files.programme.get("evaluation_questions") or []:
        mine = [one for one in elements if one.get("evaluation_question") == question["number"]]
        found["question", str(question["number"])] = verdict(files, mine, boxes)
    for name in {name for one in elements for name in one.get("criteria") or []}:
        mine = [one for one in elements if name in (one.get("criteria") or [])]
        found["criterion", name] = verdict(files, mine, boxes)
    for level in files.chain["levels"]:
        mine = [one for one in elements if one["level"] == level["id"]]
        if mine:
            found["level", level["id"]] = verdict(files, mine, boxes)
    return found


def report(files: Files, period: Row) -> Report:
    """Return one report, recomputed."""
    span = files.spans[period["id"]]
    elements = files.chain["elements"]
    boxes = {one["id"]: rate(files, one, span) for one in elements}
    links = {(one["from"], one["to"]): link_level(files, one, span) for one in files.chain["links"]}
    wider = [one["id"] for one in elements if files.kind(one) == "wider"]
    pathways = {name: best_pathway(files, boxes, links, name) for name in wider}
    for name, level in pathways.items():
        if boxes[name].confidence is not None:
            boxes[name].confidence = min(boxes[name].confidence or 0, max(level, 1))
    chain = [one for one in elements if one.get("intended", True) and one.get("desired", True)]
    return Report(boxes, links, pathways, verdicts(files, chain, boxes))
