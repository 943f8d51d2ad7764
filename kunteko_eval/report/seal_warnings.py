"""What a change changed of a sealed part, as a warning and in short; without tables, which a dry run need not import."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kunteko_eval.errors import InputWarning
from kunteko_eval.method.registration import SealChange, changes
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.registration import HEAD


def differences(before: str, after: str) -> list[tuple[str, str, str]]:
    """Return what differs between two contents of a part: the key, from and to; empty for what was not there.

    >>> differences('{"expected": 0.9, "floor": 0.0}', '{"expected": 0.8, "floor": 0.0}')
    [('expected', '0.9', '0.8')]
    >>> differences('{"evidence": ["a: b", "c: b"]}', '{"evidence": ["c: b"]}')
    [('evidence', 'a: b', '')]
    """
    old, new = json.loads(before or "{}"), json.loads(after or "{}")
    found = []
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if isinstance(was, list) and isinstance(now, list):
            gone, come = [one for one in was if one not in now], [one for one in now if one not in was]
            was, now = gone or None, come or None
        if was != now:
            found.append((key, _value(was), _value(now)))
    return found


def _value(value: Any) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        return "; ".join(map(_value, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_value(one)}" for key, one in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)


def in_short(change: SealChange) -> str:
    """Return what a change changed, from what and to what, for the command line."""
    found = differences(change.before, change.after)
    return "; ".join(f"{key}: {was or 'nothing'} → {now or 'nothing'}" for key, was, now in found)


def seal_warnings(programme: ProgrammeData, rubric: Rubric, file: str) -> Iterator[InputWarning]:
    """Yield a warning for each part that no longer is as it was sealed."""
    last = next((one for one in reversed(programme.registration) if one.part == HEAD), None)
    for one in changes(programme, rubric):
        if one.by is None and last is not None:
            yield InputWarning(
                file=file,
                place=one.part,
                code="changed-after-seal",
                subject=(one.part,),
                found=f"{one.part} is not as it was sealed in {last.registration} on {last.date}: {in_short(one)}.",
                why="What ratings are judged against was changed after the seal.",
                advice="Put it back, or tell why: kunteko-eval register "
                + programme.id
                + " --author ROLE --reason WHY",
            )
