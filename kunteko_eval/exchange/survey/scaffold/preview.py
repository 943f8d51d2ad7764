"""What a scaffold found, in lines for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kunteko_eval.exchange.survey.scaffold.proposing import Proposal
from kunteko_eval.exchange.survey.scaffold.scaffolding import TOOL_NAMES, Scaffolded
from kunteko_eval.exchange.wording import counted

_WIDEST = 68


def preview_lines(done: Scaffolded) -> list[str]:
    """Return what was found: the questions with their scales, the groups, what is left out, and what to look at."""
    proposal = done.proposal
    tool = f", written by {TOOL_NAMES[done.tool]}" if done.tool else ""
    figures = sum(len(entry.indicators) for entry in proposal.entries)
    lines = [
        f"{counted(proposal.rows, 'respondent')}{tool}; questions in {done.language}; {counted(figures, 'figure')} proposed"
    ]
    if not done.whole:
        lines.append("only the first rows were looked at; an answer that comes later is a fault of the import")
    lines += ["", "questions:"]
    for entry in proposal.entries:
        columns = list(entry.content.get("columns", {})) or [str(entry.content["column"])]
        lines.append(
            f"  {_short(columns[0])}{f' (+ {len(columns) - 1})' if len(columns) > 1 else ''}: {_reading(entry.content)}"
        )
    lines += _rest(proposal)
    unsure = done.unsure
    lines += ["", f"to look at: {'each scale and what counts as yes' if not unsure else ''}".rstrip()]
    lines += [f"  {one}" for one in unsure]
    return lines


def _reading(content: Mapping[str, Any]) -> str:
    """Return how a question is read."""
    if "options" in content:
        return f"several of {len(content['options'])} options, parted by {content['separator']!r}"
    if "chosen" in content:
        return "several may be chosen, a column each"
    becomes = (
        "mean" if content.get("mean") else "9 and 10" if "at_least" in content else f"share of {content['positive']}"
    )
    scale = content.get("scale") or "answers in no known order"
    return f"{scale}, {becomes}{'; sensitive' if content.get('sensitive') else ''}"


def _rest(proposal: Proposal) -> list[str]:
    lines = []
    for one in proposal.groupings:
        lines.append(f"groups: {_short(one.column)}: {len(one.values)}")
    if proposal.more_groupings:
        lines.append(f"could be groups: {_listed([one.column for one in proposal.more_groupings])}")
    if proposal.respondent:
        lines.append(f"tells respondents apart: {_short(proposal.respondent)}")
    if proposal.weight:
        lines.append(f"weight: {_short(proposal.weight)}")
    kinds = Counter(proposal.drop.values())
    if kinds:
        told = ", ".join(f"{kind} ({number})" if number > 1 else kind for kind, number in kinds.items())
        lines.append(f"about persons, never read: {told}")
    if proposal.texts:
        lines.append(f"free texts, read only with --texts: {_listed(proposal.texts)}")
    if proposal.dates:
        lines.append(f"times, not read: {_listed(proposal.dates)}")
    for name, why in proposal.unread.items():
        lines.append(f"not read: {_short(name)}: {why}")
    return ["", *lines] if lines else []


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    return ", ".join(_short(one) for one in names[:6]) + more


def _short(text: str) -> str:
    said = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return said if len(said) <= _WIDEST else said[: _WIDEST - 1] + "…"
