"""A claim of the report's main text, and the sections that claims stand in."""

from __future__ import annotations

from dataclasses import dataclass

from kunteko_eval.report.content import escape

PROOFS = "data-proofs"
"""The attribute by which a claim names its evidence until the page has led it there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing that the report says, and where it is proved.

    Attributes:
        text: A sentence or a few, written from the numbers.
        evidence: The ids of what proves it: ``table-NAME``, ``figure-NAME``, ``element-ID`` of a box, ``annex-CHAPTER``.
            What the page does not have is passed over.
    """

    text: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimGroup:
    """Claims under one heading.

    Attributes:
        name: Stable between runs and languages; the ids of its claims are made of it.
        heading: What the claims come to, as a finding; empty where they need none.
        claims: In the order in which they are read.
        subject: What the heading is about, and of how many; empty where the heading says it.
        source: Where the claims come from, in words; empty where each claim says it.
        listed: Whether the claims are points of a list and not paragraphs.
    """

    name: str
    heading: str
    claims: tuple[Claim, ...]
    subject: str = ""
    source: str = ""
    listed: bool = False

    def markup(self, level: int) -> str:
        """Return the group as HTML, its heading of the given level."""
        lines = [f"<h{level}>{escape(self.heading)}</h{level}>"] if self.heading else []
        lines += [f'<p class="subject">{escape(self.subject)}</p>'] if self.subject else []
        tag = "li" if self.listed else "p"
        told = [
            f'<{tag} class="claim" id="claim-{self.name}-{at}"{_proofs(one)}>{escape(one.text)}</{tag}>'
            for at, one in enumerate(self.claims, start=1)
        ]
        lines += ['<ul class="claims">', *told, "</ul>"] if self.listed and told else told
        lines += [f'<p class="source">{escape(self.source)}</p>'] if self.source else []
        return "\n".join(lines)

    def plain(self) -> str:
        """Return the group as text, which nbval compares."""
        return "\n\n".join(filter(None, [self.heading, self.subject, *(one.text for one in self.claims), self.source]))


@dataclass(frozen=True, slots=True)
class Argument:
    """A section of the report: groups of claims, the first of which gives the section its heading.

    Attributes:
        groups: In the order in which they are read; the first one's heading is the section's.
    """

    groups: tuple[ClaimGroup, ...]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        body = "\n".join(group.markup(3 if at else 2) for at, group in enumerate(self.groups))
        return {"text/html": body, "text/plain": self.plain()}

    def plain(self) -> str:
        """Return the section as text."""
        return "\n\n".join(filter(None, (group.plain() for group in self.groups)))


def _proofs(claim: Claim) -> str:
    return f' {PROOFS}="{escape(" ".join(claim.evidence))}"' if claim.evidence else ""
