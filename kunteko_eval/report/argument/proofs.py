"""From each claim of the main text to its evidence in the annexes."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from kunteko_eval.report.argument.claims import PROOFS
from kunteko_eval.report.content import escape
from kunteko_eval.report.language import Language

_CLAIM = re.compile(rf'(<(p|li) class="claim"[^>]*?) {PROOFS}="([^"]*)">(.*?)(</\2>)', re.S)


def proved(body: str, names: Mapping[str, str], say: Language) -> str:
    """Return a section whose claims lead to their evidence: by its name where the claim says it, or else after the claim.

    Args:
        body: The section as HTML.
        names: What the page calls each piece of evidence, by id; a claim's evidence that is not there is passed over.
        say: The page's language.
    """

    def led(claim: re.Match[str]) -> str:
        start, _, wanted, inner, end = claim.groups()
        there = [one for one in dict.fromkeys(html.unescape(wanted).split()) if one in names]
        inner, told = _linked_names(inner, {names[one]: one for one in there})
        links = ", ".join(_link(one, names[one]) for one in there if one not in told)
        label = escape(say("Evidence"))
        proof = f' <span class="proof" role="group" aria-label="{label}">{links}</span>' if links else ""
        return f"{start}>{inner}{proof}{end}"

    return _CLAIM.sub(led, body)


def _link(identifier: str, name: str) -> str:
    return f'<a href="#{escape(identifier)}">{escape(name)}</a>'


def _linked_names(inner: str, known: Mapping[str, str]) -> tuple[str, set[str]]:
    """Return a claim in which the names of its evidence are links, each once, and the ids that it so leads to.

    Args:
        inner: The claim's words as HTML.
        known: The ids by name; of two names of which one holds the other, the longer is looked for first.
    """
    told: set[str] = set()
    names = sorted((name for name in known if name), key=len, reverse=True)
    if not names:
        return inner, told

    def led(found: re.Match[str]) -> str:
        identifier = known[html.unescape(found[0])]
        if identifier in told:
            return found[0]
        told.add(identifier)
        return _link(identifier, html.unescape(found[0]))

    return re.sub(rf"(?<!\w)(?:{'|'.join(re.escape(escape(name)) for name in names)})(?!\w)", led, inner), told
