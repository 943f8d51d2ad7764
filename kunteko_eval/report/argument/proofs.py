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
        for one in [each for each in there if escape(names[each]) in inner and "<a " not in inner]:
            there.remove(one)
            inner = inner.replace(escape(names[one]), _link(one, names[one]), 1)
        links = ", ".join(_link(one, names[one]) for one in there)
        label = escape(say("Evidence"))
        proof = f' <span class="proof" role="group" aria-label="{label}">{links}</span>' if links else ""
        return f"{start}>{inner}{proof}{end}"

    return _CLAIM.sub(led, body)


def _link(place: str, name: str) -> str:
    return f'<a href="#{escape(place)}">{escape(name)}</a>'
