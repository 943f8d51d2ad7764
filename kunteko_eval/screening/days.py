"""Days to come, on which nothing can have been published or measured yet."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator

from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.screening.suspicion import Suspicion, Where, suspicion


def to_come(programme: ProgrammeData, today: datetime.date) -> Iterator[Suspicion]:
    """Yield each document published after `today`, and each period with evidence that begins after it.

    Plans are well: a programme may end, and evidence be collected, in the future.
    """
    last = today + datetime.timedelta(days=1)  # A day's difference of time zones.
    for document in programme.sources.documents:
        if document.published is not None and document.published > last:
            at = {Where("documents", document.id, "published")}
            yield suspicion("future", {document.id}, at, name=document.id, day=str(document.published))
    measured: dict[str, set[Where]] = defaultdict(set)
    for part, rows in (("observations", programme.observations), ("findings", programme.findings)):
        for one in rows:
            if programme.periods[one.period].start > last:
                place = Where("observations" if part == "observations" else "findings", one.id, "period")
                measured[one.period].add(place)
    for name, where in measured.items():
        yield suspicion("future", {name}, where, name=name, day=str(programme.periods[name].start))
