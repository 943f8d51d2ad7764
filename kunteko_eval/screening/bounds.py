"""What is more than there can be, or more than anybody expected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kunteko_eval.method.context import RatingContext
from kunteko_eval.method.items import Item, items
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.screening.suspicion import Suspicion, Where, suspicion

TENFOLD = 10.0


def too_many_respondents(programme: ProgrammeData) -> Iterator[Suspicion]:
    """Yield each n above its collection's number of respondents, or above that of a group which holds it."""
    parents = {one.id: one.part_of for one in programme.sources.groups if one.part_of}
    answered: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for one in programme.observations if parents else ():
        key = (one.indicator, one.period, one.source, one.group)
        answered[key] = max(answered[key], one.n or 0)
    for one in programme.observations:
        if one.n is None:
            continue
        limits = {programme.collections[one.source].respondents}
        group, seen = one.group, {one.group}
        while group in parents and (group := str(parents[group])) not in seen:
            seen.add(group)
            limits.add(answered.get((one.indicator, one.period, one.source, group)) or None)
        most = min((limit for limit in limits if limit), default=None)
        if most is not None and one.n > most:
            yield suspicion("n-above", {one.id}, {Where("observations", one.id, "n")}, n=one.n, most=most)


def passed_tenfold(programme: ProgrammeData, rubric: Rubric) -> Iterator[Suspicion]:
    """Yield each target that an indicator's figures passed tenfold in some report period."""
    found: dict[tuple[str, str], Item] = {}
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for period in programme.sheet.periods:
        context = RatingContext(programme=programme, period=period, rubric=rubric)
        for element in programme.chain.elements if period.report else ():
            for item in items(element, context):
                if item.form == "finding" or item.achievement is None or item.achievement <= TENFOLD:
                    continue
                key = item.name, item.convention
                names[key] |= set(item.evidence)
                if key not in found or item.achievement > (found[key].achievement or 0):
                    found[key] = item
    for key, item in found.items():
        where = {Where("observations", name, "value") for name in names[key]}
        where.add(Where("conventions", item.convention, "expected"))
        yield suspicion("target-tenfold", set(key), where, times=round(item.achievement or 0, 1))
