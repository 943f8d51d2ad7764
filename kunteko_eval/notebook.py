"""What the notebooks call: open a period, then show one thing a cell."""

from __future__ import annotations

from kunteko_eval.present.cards import element_cards, explanation
from kunteko_eval.present.certainty import (
    confidence_steps,
    conflicts,
    evaluators,
    judgements,
    robust_picture,
    robustness_figure,
)
from kunteko_eval.present.chain_map import chain_map, rating_table
from kunteko_eval.present.changes import change_picture, change_table, figure_changes
from kunteko_eval.present.figures import all_shares, volumes
from kunteko_eval.present.paths import pathway_picture, pathways, structure
from kunteko_eval.present.summary import certainty, contested, notice, overall_picture, recommendations, scale
from kunteko_eval.present.tables import (
    check_notes,
    documents,
    evidence_counts,
    expectations,
    findings,
    links,
    observations,
    register,
    registration,
    rubric,
    sources,
)
from kunteko_eval.present.view import View, open_view

__all__ = [
    "View",
    "all_shares",
    "certainty",
    "chain_map",
    "change_picture",
    "change_table",
    "check_notes",
    "confidence_steps",
    "conflicts",
    "contested",
    "documents",
    "element_cards",
    "evaluators",
    "evidence_counts",
    "expectations",
    "explanation",
    "figure_changes",
    "findings",
    "judgements",
    "links",
    "notice",
    "observations",
    "open_view",
    "overall_picture",
    "pathway_picture",
    "pathways",
    "rating_table",
    "recommendations",
    "register",
    "registration",
    "robust_picture",
    "robustness_figure",
    "rubric",
    "scale",
    "sources",
    "structure",
    "volumes",
]
