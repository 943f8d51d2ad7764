"""Section 8: how far evidence carries along the chain, and where it breaks off."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.argument.telling import claims, named, section
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.pathways import weakest
from kunteko_eval.report.view import View

CARRIES = 2
"""The least confidence of every place of a pathway that evidence carries."""


def pathways_section(view: View, links: Rows = None, pathways: Rows = None) -> Argument | None:
    """Return how far evidence carries: its message is how many wider effects it reaches all the way.

    Where the chain has no wider effect to reach, the section is left out.

    Args:
        view: The period.
        links: Rows of the frame `link_strengths`; all when None.
        pathways: Rows of the frame `pathways`; all when None.
    """
    say = view.say
    arrows, ways = chosen(links, view.frames.links), chosen(pathways, view.frames.pathways)
    if ways.empty:
        return None
    carried = int((ways["confidence"] >= CARRIES).sum())
    heading = say("Evidence reaches no wider effect all the way")
    if carried == len(ways):
        heading = say("Evidence reaches every wider effect all the way")
    elif carried:
        heading = say.many(
            "Evidence reaches one of {all:w} wider effects all the way",
            "Evidence reaches {count:w} of {all:w} wider effects all the way",
            carried,
            all=len(ways),
        )
    group = ClaimGroup(
        name="pathways",
        heading=heading,
        claims=claims(_assumed(view, arrows), _breaks(view, ways), _rivals(view, arrows)),
        subject=say("From resources to wider effects; a pathway is as sure as its weakest place."),
    )
    return section(group)


def _assumed(view: View, arrows: pd.DataFrame) -> Claim | None:
    """Return how many links are assumptions alone."""
    say = view.say
    if arrows.empty:
        return None
    assumed = int((arrows["standing"] == "assumed").sum())
    if not assumed:
        text = say("Some evidence supports every link between the boxes; there are {all}.", all=len(arrows))
        return Claim(text=text, evidence=("table-links",))
    text = say.many(
        "Of {all} links between the boxes one is an assumption that no evidence supports yet.",
        "Of {all} links between the boxes {count} are assumptions that no evidence supports yet.",
        assumed,
        all=len(arrows),
    )
    return Claim(text=text, evidence=("table-links",))


def _breaks(view: View, ways: pd.DataFrame) -> Claim | None:
    """Return the places at which the pathways are weakest, the commonest first."""
    say = view.say
    places = Counter(weakest(view, view.assessment.pathways[str(name)]) for name in ways.index)
    told = [place for place, _ in places.most_common() if place != "–"]
    if not told:
        return None
    text = say("The best pathways are weakest at: {places}.", places=named(say, told))
    return Claim(text=text, evidence=("table-pathways",))


def _rivals(view: View, arrows: pd.DataFrame) -> Claim | None:
    """Return for how many links other explanations have been examined."""
    say = view.say
    rivals = arrows[arrows["rivals"] > 0]
    if rivals.empty:
        return None
    examined = int((rivals["rivals_examined"] == rivals["rivals"]).sum())
    if not examined:
        text = say("Other explanations are known for {all:w} links and have been examined for none.", all=len(rivals))
        return Claim(text=text, evidence=("table-links",))
    text = say.many(
        "Other explanations have been examined for one link of the {all:w} for which any are known.",
        "Other explanations have been examined for {count:w} links of the {all:w} for which any are known.",
        examined,
        all=len(rivals),
    )
    return Claim(text=text, evidence=("table-links",))
