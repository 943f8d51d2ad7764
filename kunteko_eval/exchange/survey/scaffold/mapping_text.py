"""A proposed mapping as YAML with comments that say what to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kunteko_eval.exchange.plain_text import flow_text
from kunteko_eval.exchange.survey.scaffold.entries import Entry, scale_content
from kunteko_eval.exchange.survey.scaffold.groups import ProposedGrouping
from kunteko_eval.exchange.survey.scaffold.proposing import Proposal

_WIDEST = 110


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a mapping says of the survey as a whole.

    Attributes:
        keys: Its first keys with their values: the id, the programme, how the file is written.
        comments: What stands after some of these.
        remarks: Lines above the first key.
        where: Conditions that may be taken in, ready to use.
        groups: Whether the columns of groups are written as groups; comments otherwise.
    """

    keys: Mapping[str, Any]
    comments: Mapping[str, str]
    remarks: Sequence[str]
    where: Sequence[str] = ()


def mapping_text(proposal: Proposal, frame: Frame) -> str:
    """Return the text of a mapping file."""
    lines = [f"# {one}" for one in frame.remarks]
    for key, value in frame.keys.items():
        lines.append(_commented(f"{key}: {flow_text(value)}", frame.comments.get(key, "")))
    lines += [f"# {one}" for one in frame.where]
    lines += _group_lines(proposal)
    if proposal.scales:
        lines += ["", "# From the lowest answer to the highest: see that each stands in its place.", "scales:"]
        for family in proposal.scales:
            lines += [f"  # {_one_line(one)}" for one in (family.note, family.said) if one]
            lines += [f"  {family.name}:", *_block(scale_content(family), "    ")]
    lines += ["", "# `positive` says which codes count as yes: the figure is their share.", "questions:"]
    for entry in proposal.entries:
        lines += _entry_lines(entry)
    lines += _rest(proposal)
    return "\n".join(lines) + "\n"


def _commented(line: str, comment: str) -> str:
    return f"{line}  # {_one_line(comment)}" if comment else line


def _one_line(text: str) -> str:
    """Return a text that can stand in a comment."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _entry_lines(entry: Entry) -> list[str]:
    lines = [f"  # {_one_line(one)}" for one in (entry.comment, f"To do: {entry.note}" if entry.note else "") if one]
    block = _block(entry.content, "    ")
    return [*lines, f"  - {block[0].lstrip()}", *block[1:]]


def _block(content: Mapping[str, Any], indent: str) -> list[str]:
    """Return a mapping as lines; long mappings within it take a line for each pair."""
    lines = []
    for key, value in content.items():
        short = f"{indent}{key}: {flow_text(value)}"
        if isinstance(value, Mapping) and (len(short) > _WIDEST or (key in {"columns", "options"} and len(value) > 1)):
            lines.append(f"{indent}{key}:")
            lines += [f"{indent}  {flow_text(str(name))}: {flow_text(inner)}" for name, inner in value.items()]
        elif isinstance(value, Mapping):
            pairs = ", ".join(f"{flow_text(str(name))}: {flow_text(inner)}" for name, inner in value.items())
            lines.append(f"{indent}{key}: {{{pairs}}}")
        else:
            lines.append(short)
    return lines


def _group_lines(proposal: Proposal) -> list[str]:
    lines: list[str] = []
    if proposal.groupings:
        lines += ["", "# Each group is shown apart; small ones are hidden. Take out what you do not need.", "groups:"]
        for one in proposal.groupings:
            lines += _grouping_lines(one)
    if proposal.more_groupings:
        lines += ["# Other columns that could part the respondents (the more groups, the more is hidden):"]
        lines += [f"# {line.rstrip()}" for one in proposal.more_groupings for line in _grouping_lines(one)]
    return lines


def _grouping_lines(one: ProposedGrouping) -> list[str]:
    content: dict[str, Any] = {"column": one.column, "values": dict(one.values), "grouping": one.grouping}
    if one.missing:
        content["missing"] = list(one.missing)
    lines = []
    if one.hidden:
        content["unlisted"] = "left-out"
        lines = [f"  # {one.hidden} values that fewer than 5 gave are not written here: who gave them is in no group"]
    block = _block(content, "    ")
    return [*lines, f"  - {block[0].lstrip()}", *block[1:]]


def _rest(proposal: Proposal) -> Iterator[str]:
    """Yield the columns that are not questions."""
    if proposal.drop:
        yield ""
        yield "# About persons, by heading or by content; never read."
        yield "drop:"
        for name, kind in proposal.drop.items():
            yield _commented(f"  - {flow_text(name)}", kind)
    if proposal.texts:
        yield ""
        yield "# Free texts: read only when you ask for them with --texts, without personal data, for coding."
        yield "texts:"
        yield from (f"  - {flow_text(name)}" for name in proposal.texts)
    if proposal.unread or proposal.dates:
        yield ""
        yield "# Not read:"
        for name in proposal.dates:
            yield _one_line(f"#   {name}: a time")
        for name, why in proposal.unread.items():
            yield _one_line(f"#   {name}: {why}")
