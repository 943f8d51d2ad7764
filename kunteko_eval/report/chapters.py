"""What the notebooks call: open a period, then show one thing a cell."""

from __future__ import annotations

from kunteko_eval.report.argument.certainty_section import certainty_section
from kunteko_eval.report.argument.chain_section import chain_section
from kunteko_eval.report.argument.change_section import change_section
from kunteko_eval.report.argument.evidence_section import evidence_section
from kunteko_eval.report.argument.implementation_section import implementation_section
from kunteko_eval.report.argument.innovations_section import innovations_section
from kunteko_eval.report.argument.method_section import method_section
from kunteko_eval.report.argument.page_one import page_one
from kunteko_eval.report.argument.pathways_section import pathways_section
from kunteko_eval.report.argument.plan_section import plan_section
from kunteko_eval.report.argument.programme_section import programme_section
from kunteko_eval.report.argument.reach_figure import reach_over_time
from kunteko_eval.report.argument.recommendations_section import recommendations_section
from kunteko_eval.report.argument.services_section import services_section
from kunteko_eval.report.argument.voices_section import voices_section
from kunteko_eval.report.arrows import links, process_tests
from kunteko_eval.report.certainty import (
    confidence_steps,
    conflicts,
    evaluators,
    judgements,
    robust_picture,
    robustness_figure,
)
from kunteko_eval.report.chain_map import chain_map
from kunteko_eval.report.changes import change_picture, change_table
from kunteko_eval.report.chapter_evidence import answers, level_ratings
from kunteko_eval.report.coders import coder_alphas, coder_disagreements, coders, reconciliations
from kunteko_eval.report.element_cards import element_cards, explanation
from kunteko_eval.report.evidence_plan import calendar, evidence_plan, plan_picture
from kunteko_eval.report.evidence_tables import (
    check_notes,
    documents,
    evidence_counts,
    expectations,
    findings,
    headings,
    observations,
    register,
    registration,
    sources,
    suppressed,
)
from kunteko_eval.report.follow_up import follow_up, follow_up_picture
from kunteko_eval.report.glossary import glossary
from kunteko_eval.report.implementation import (
    feedback,
    implementation_picture,
    implementation_tables,
    innovation_picture,
    innovations,
    reach_picture,
    service_figures,
)
from kunteko_eval.report.milestones import milestone_picture, milestones
from kunteko_eval.report.moved import moved_picture
from kunteko_eval.report.moved_figure import moved_figure
from kunteko_eval.report.not_intended_table import not_intended
from kunteko_eval.report.pathways import pathway_picture, pathways, structure
from kunteko_eval.report.portfolio import PortfolioView, notice_of_portfolio, open_portfolio, portfolio_picture
from kunteko_eval.report.portfolio_coverage import coverage
from kunteko_eval.report.portfolio_tables import by_level, evidence_gaps, shared, shared_sources, spending
from kunteko_eval.report.programme_chapter import (
    funders,
    goals,
    money,
    programme_picture,
    questions,
    resource_figures,
    unit_costs,
)
from kunteko_eval.report.rating_table import rating_table
from kunteko_eval.report.seal_words import seal_changes
from kunteko_eval.report.settings_table import rubric
from kunteko_eval.report.shared_indicators import shared_indicators
from kunteko_eval.report.summary import (
    certainty,
    contested_briefly,
    notice,
    overall_picture,
    recommended,
    scale,
    small_chain,
)
from kunteko_eval.report.trends import trend_picture, trend_table
from kunteko_eval.report.uncoloured import effect_figures
from kunteko_eval.report.value_for_money import value_for_money
from kunteko_eval.report.verdicts import best_and_least, verdict_picture, verdict_table
from kunteko_eval.report.view import View, open_view
from kunteko_eval.report.voices import future, named_effects, side_by_side, voices
from kunteko_eval.report.volumes import volumes

__all__ = [
    "PortfolioView",
    "View",
    "answers",
    "best_and_least",
    "by_level",
    "calendar",
    "certainty",
    "certainty_section",
    "chain_map",
    "chain_section",
    "change_picture",
    "change_section",
    "change_table",
    "check_notes",
    "coder_alphas",
    "coder_disagreements",
    "coders",
    "confidence_steps",
    "conflicts",
    "contested_briefly",
    "coverage",
    "documents",
    "effect_figures",
    "element_cards",
    "evaluators",
    "evidence_counts",
    "evidence_gaps",
    "evidence_plan",
    "evidence_section",
    "expectations",
    "explanation",
    "feedback",
    "findings",
    "follow_up",
    "follow_up_picture",
    "funders",
    "future",
    "glossary",
    "goals",
    "headings",
    "implementation_picture",
    "implementation_section",
    "implementation_tables",
    "innovation_picture",
    "innovations",
    "innovations_section",
    "judgements",
    "level_ratings",
    "links",
    "method_section",
    "milestone_picture",
    "milestones",
    "money",
    "moved_figure",
    "moved_picture",
    "named_effects",
    "not_intended",
    "notice",
    "notice_of_portfolio",
    "observations",
    "open_portfolio",
    "open_view",
    "overall_picture",
    "page_one",
    "pathway_picture",
    "pathways",
    "pathways_section",
    "plan_picture",
    "plan_section",
    "portfolio_picture",
    "process_tests",
    "programme_picture",
    "programme_section",
    "questions",
    "rating_table",
    "reach_over_time",
    "reach_picture",
    "recommendations_section",
    "recommended",
    "reconciliations",
    "register",
    "registration",
    "resource_figures",
    "robust_picture",
    "robustness_figure",
    "rubric",
    "scale",
    "seal_changes",
    "service_figures",
    "services_section",
    "shared",
    "shared_indicators",
    "shared_sources",
    "side_by_side",
    "small_chain",
    "sources",
    "spending",
    "structure",
    "suppressed",
    "trend_picture",
    "trend_table",
    "unit_costs",
    "value_for_money",
    "verdict_picture",
    "verdict_table",
    "voices",
    "voices_section",
    "volumes",
]
