"""What importing a map again changes in the arrows that the chain has: their claims, and what was counted of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kunteko_eval.exchange.links.content import Origin, assumption, bundle_content, is_counted
from kunteko_eval.exchange.links.matching import NewLink
from kunteko_eval.exchange.wording import counted
from kunteko_eval.model.chain import Link
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.tracing import ClaimBundle


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChange:
    """A change of one arrow of the chain.

    Attributes:
        index: Its place in the list.
        bundle: The bundle of the collection and period as it is to be; None for none.
        rebundled: Whether the bundle changes.
        assumption: The assumption as it is to be; None when it stays.
        words: What changes, to be told.
    """

    index: int
    bundle: dict[str, Any] | None = None
    rebundled: bool = False
    assumption: dict[str, str] | None = None
    words: str


def link_changes(programme: ProgrammeData, links: Sequence[NewLink], origin: Origin) -> Iterator[LinkChange]:
    """Yield what the rows of a table change in arrows that the chain has.

    The bundle of the same collection and period is replaced; one that the table tells nothing of any more goes, and its
    arrow stays. An assumption is counted anew where it was counted by an import and nobody changed it.
    """
    told = {(one.source, one.target): one for one in links if one.there}
    spoken = programme.sheet.languages[0]
    for index, link in enumerate(programme.chain.links):
        new = told.get((link.source, link.target))
        before = next((one for one in link.bundles if (one.source, one.period) == origin.bundle), None)
        made = bundle_content(new, origin) if new else None
        after = ClaimBundle(**made) if made else None
        rebundled = origin.bundle is not None and before != after
        words = assumption(programme, new, origin) if new and is_counted(link.assumption[spoken], spoken) else None
        recounted = words if words and words[spoken] != link.assumption[spoken] else None
        if rebundled or recounted:
            yield LinkChange(
                index=index,
                bundle=made,
                rebundled=rebundled,
                assumption=recounted,
                words=_words(link, before, after) if rebundled else f"{link.source} → {link.target}: counted anew",
            )


def _words(link: Link, before: ClaimBundle | None, after: ClaimBundle | None) -> str:
    name = f"{link.source} → {link.target}"
    if after is None and before is not None:
        gone = f"{counted(before.mentions, 'mention')} by {counted(len(before.voices), 'source')}"
        return f"{name}: told of no more, {gone} taken out"
    if before is None and after is not None:
        return f"{name}: {counted(after.mentions, 'mention')} by {counted(len(after.voices), 'source')} added as claims"
    parts = []
    for what in ("mentions", "voices", "contrary", "worse", "explicit", "implicit"):
        was, now = (_number(getattr(one, what)) for one in (before, after))
        if was != now:
            parts.append(f"{'sources' if what == 'voices' else what} {was:,} → {now:,}")
    return f"{name}: {', '.join(parts) or 'other sources, quotes or table'}"


def _number(value: int | tuple[int, ...]) -> int:
    return len(value) if isinstance(value, tuple) else value
