"""What the notebooks call: open a period, then show one thing a cell."""

from __future__ import annotations

from kunteko_eval.present.cards import element_cards, explanation
from kunteko_eval.present.chain_map import chain_map, rating_table
from kunteko_eval.present.figures import shares, volumes
from kunteko_eval.present.summary import certainty, contested, notice, overall_picture, recommendations, scale
from kunteko_eval.present.tables import (
    documents,
    evidence_counts,
    expectations,
    findings,
    links,
    observations,
    register,
    rubric,
    sources,
)
from kunteko_eval.present.view import View, open_view

__all__ = [
    "View",
    "certainty",
    "chain_map",
    "contested",
    "documents",
    "element_cards",
    "evidence_counts",
    "expectations",
    "explanation",
    "findings",
    "links",
    "notice",
    "observations",
    "open_view",
    "overall_picture",
    "rating_table",
    "recommendations",
    "register",
    "rubric",
    "scale",
    "shares",
    "sources",
    "volumes",
]
