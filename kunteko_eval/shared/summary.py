"""What `kunteko-eval check` says of the shared indicators of a data folder."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.snapshot import is_file
from kunteko_eval.reading.programme_reader import find_programmes, read_programme
from kunteko_eval.shared.reading import read_shared, shared_faults, shared_file
from kunteko_eval.shared.totals import ReportedBy, SharedTotal

NOT_COUNTED = {
    "no-figure": "no figure",
    "part-of-span": "a figure of a part of the span",
    "several-groups": "figures of several groups that may share members: name one under group",
    "without-n": "no n to weigh by",
    "not-latest": "an older figure",
}


def shared_lines(data: Path) -> tuple[list[str], list[Fault]]:
    """Return what was read of ``shared-indicators.yaml``, or its faults; neither when there is no such file.

    Args:
        data: The folder of programme folders and workbooks; nothing is told of its programmes' own faults.
    """
    faults = shared_faults(data)
    if faults or not is_file(shared_file(data)):
        return [], faults
    try:
        sharing = read_shared(data, {name: read_programme(data / name) for name in find_programmes(data)})
    except FaultyInput:  # A programme's own faults are told with it.
        return [], []
    if sharing is None:
        return [], []
    sheet, totals, reports = sharing.sheet, sharing.totals, sharing.reports
    serving = {one.programme for indicator in sheet.indicators for one in indicator.served}
    lines = [
        f"{shared_file(data)}: {len(sheet.indicators)} shared indicators in {len(sheet.spans)} spans, "
        f"served by {len(serving)} programmes"
    ]
    lines += [f"  {_total(one)}" for one in totals]
    lines += [f"  note: {told}" for told in dict.fromkeys(_left_out(one) for one in reports) if told]
    states = Counter(one.state for one in reports)
    told = [f"{states[state]} {state}" for state in ("received", "late", "missing", "expected") if states[state]]
    return [*lines, *([f"  figures by {sheet.as_of}: {', '.join(told)}"] if told else [])], []


def _total(one: SharedTotal) -> str:
    if one.bounds is None:
        total = "not put together" if one.shared.combined == "none" else "no total"
    else:
        low, high = one.bounds.low, one.bounds.high
        total = f"{low:g}" if one.bounds.is_exact else f"{low:g} to {high:g}, whose overlap is {one.overlap}"
    return f"{one.shared.id}, {one.span.id}: {total} ({len(one.counted)} of {len(one.figures)} programmes)"


def _left_out(one: ReportedBy) -> str:
    figure = one.figure
    if figure.use not in NOT_COUNTED:
        return ""
    return f"{figure.shared.id}, {figure.span.id}: {figure.programme.id} has {NOT_COUNTED[figure.use]}"
