"""The codebook in short, as a coder sees it beside the question; in full it is docs/explanation/coding-findings.md."""

from __future__ import annotations

from kunteko_eval.model.coding import Direction, Extent
from kunteko_eval.report.language import N_, Language

DIRECTIONS: dict[Direction, str] = {
    "supports": N_("the source says that the claim holds, to whatever extent"),
    "contradicts": N_("the source says of this claim that it does not hold, or that it holds only so far"),
    "neither": N_(
        "the source says nothing of it: a neighbouring claim, a plan, a hope, a possibility, or the world without the programme"
    ),
}
EXTENTS: dict[Extent, str] = {
    "none": N_("no influence; of a resource or an action: not there, not done"),
    "somewhat": N_("some influence; in part. One case is at most this"),
    "much": N_("much influence; for the most part, well"),
    "very-much": N_("very much influence; fully, very well"),
    "not-said": N_("no word or figure of size: a heading, an item of a list, a place in an order"),
}
CREDIBILITIES: dict[int, str] = {
    1: N_("somebody with a stake and no material, one person's opinion, or an anecdote"),
    2: N_(
        "somebody without a stake, whose material is not told; or the programme itself from material that it gathered"
    ),
    3: N_("somebody without a stake, from material gathered for the purpose that the document describes"),
}


def codebook(say: Language) -> list[str]:
    """Return the codebook's tables as lines."""
    lines = [say("Direction: is the source for the claim, against it, or neither?")]
    lines += [f"  {code:<12} {say(meaning)}" for code, meaning in DIRECTIONS.items()]
    lines.append(
        say("Extent: how large an influence the source describes; only its own words or figures of size count.")
    )
    lines += [f"  {code:<12} {say(meaning)}" for code, meaning in EXTENTS.items()]
    lines.append(say("Credibility: who says it, from what; a reservation in the source lowers it by one."))
    lines += [f"  {code:<12} {say(meaning)}" for code, meaning in CREDIBILITIES.items()]
    lines.append(
        say(
            "When in doubt between two codes, the lower one. Two words of size: the lower one, if it is about the claim."
        )
    )
    return lines
