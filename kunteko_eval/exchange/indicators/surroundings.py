"""The periods and groups that a table names: those that the programme has, and new ones to be declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kunteko_eval.exchange.indicators.mapping import TableMapping
from kunteko_eval.exchange.indicators.spans import Span, span_id, span_of
from kunteko_eval.exchange.indicators.vocabulary import normal
from kunteko_eval.exchange.wording import plain_id

EVERYBODY = "all"
"""The group that holds every other one."""


@dataclass(slots=True, kw_only=True)
class PeriodBook:
    """Periods by the words that name them.

    Attributes:
        known: The programme's periods.
        within: The programme's own span.
        new: Periods that the programme must declare.
        why: Why words name no period.
    """

    mapping: TableMapping
    known: Mapping[str, Span]
    within: Span
    new: dict[str, Span] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    _found: dict[str, str | None] = field(default_factory=dict)

    def id_of(self, words: str) -> str | None:
        """Return the id of the period that words name; None where `why` tells why not."""
        if words not in self._found:
            self._found[words] = self._look(words)
        return self._found[words]

    def _look(self, words: str) -> str | None:
        own = {normal(word): name for word, name in self.mapping.periods.items()}.get(normal(words))
        if own is not None:
            if own in self.known or own in self.new:
                return own
            self.why[words] = f"the period {own} of the mapping is none of the programme's: {', '.join(self.known)}"
            if not self.known and (span := span_of(own)):
                self.new[own] = span
                return own
            return None
        if words in self.known:
            return words
        span = span_of(words)
        if span is None:
            self.why[words] = f"{words!r} names no period: add it to periods"
            return None
        same = next((name for name, other in {**self.known, **self.new}.items() if other == span), None)
        if same is not None:
            return same
        if not (self.within[0] <= span[0] and span[1] <= self.within[1]):
            self.why[words] = f"{words} is outside of the programme, {self.within[0]} to {self.within[1]}"
            return None
        name = span_id(span)
        self.new[name] = span
        return name


@dataclass(slots=True, kw_only=True)
class GroupBook:
    """Groups by the words that name them.

    Attributes:
        known: The labels of the programme's groups, by their id.
        new: The words of groups that the programme must declare, by their id.
    """

    mapping: TableMapping
    known: Mapping[str, tuple[str, ...]]
    new: dict[str, str] = field(default_factory=dict)
    _found: dict[tuple[str, ...], str] = field(default_factory=dict)

    def id_of(self, words: tuple[str, ...]) -> str:
        """Return the id of the group that words name together; everybody's where there are none."""
        if words not in self._found:
            self._found[words] = self._look(words)
        return self._found[words]

    def _look(self, words: tuple[str, ...]) -> str:
        own = {normal(word): name for word, name in self.mapping.groups.items()}
        names = [own.get(normal(word)) or self._known(word) or plain_id(word, 30) or "group" for word in words]
        names = list(dict.fromkeys(one for one in names if one != EVERYBODY))
        name = "-".join(names)[:70].strip("-") or own.get("", EVERYBODY)
        if name not in self.known:
            self.new.setdefault(name, ", ".join(words))
        return name

    def _known(self, word: str) -> str | None:
        key = normal(word)
        return next((name for name, labels in self.known.items() if key in {name, *map(normal, labels)}), None)
