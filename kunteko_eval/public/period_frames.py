"""The frames of a rated period: the steps of its ratings, its evidence, what moved, and what is missing."""

from __future__ import annotations

import pandas as pd

from kunteko_eval.frames.build import frame
from kunteko_eval.frames.programme import levels_of
from kunteko_eval.frames.steps import agreement_frame, pool_frame
from kunteko_eval.money.unit_cost_frame import unit_cost_frame
from kunteko_eval.money.unit_costs import unit_costs
from kunteko_eval.report import period_frames
from kunteko_eval.report.plan_frames import gap_frame, recommendation_frame, score_frame, setting_frame, suspicion_frame
from kunteko_eval.report.view import View
from kunteko_eval.timeline.milestone_frame import milestone_frame
from kunteko_eval.timeline.moved_frame import moved_frame, trend_frame


class PeriodFrames:
    """What was rated, its evidence and what follows from it; ``docs/reference/frames.md`` describes the frames."""

    _view: View

    @property
    def ratings(self) -> pd.DataFrame:
        """One row an element: ratings, confidence, achievement with its interval."""
        return self._view.frames.ratings.copy()

    @property
    def items(self) -> pd.DataFrame:
        """One row for each piece of evidence of each element, pooled or not."""
        return self._view.frames.items.copy()

    @property
    def pools(self) -> pd.DataFrame:
        """What each source type says of each element by itself, before they are pooled across."""
        return pool_frame(self._view.assessment.everything)

    @property
    def reasons(self) -> pd.DataFrame:
        """Every step of every rating and confidence."""
        return self._view.frames.reasons.copy()

    @property
    def links(self) -> pd.DataFrame:
        """Strength and confidence of every arrow."""
        return self._view.frames.links.copy()

    @property
    def process_tests(self) -> pd.DataFrame:
        """The process tests of every arrow, each with its step of Bayes' rule."""
        return self._view.frames.process_tests.copy()

    @property
    def pathways(self) -> pd.DataFrame:
        """The best-supported pathway to each wider effect."""
        return self._view.frames.pathways.copy()

    @property
    def checks(self) -> pd.DataFrame:
        """The register of figures that do not fit."""
        return self._view.frames.checks.copy()

    @property
    def conflicts(self) -> pd.DataFrame:
        """The elements about which source types disagree."""
        return self._view.frames.conflicts.copy()

    @property
    def judgements(self) -> pd.DataFrame:
        """The recorded decisions of evaluators."""
        return self._view.frames.judgements.copy()

    @property
    def verdicts(self) -> pd.DataFrame:
        """What the programme, its evaluation questions, criteria and levels come to; the draws are made once."""
        return self._view.frames.verdicts.copy()

    def robustness(self) -> pd.DataFrame:
        """Return how often each rating stays when its assumptions are varied; the draws are made once."""
        return self._view.frames.robustness.copy()

    def agreement(self) -> pd.DataFrame:
        """Return how far coders agree on the programme's findings; the bootstrap is drawn by the rubric's seed."""
        return agreement_frame(self._view.coding_agreement)

    @property
    def figures(self) -> pd.DataFrame:
        """The figures within the period, each with its chapter; survey shares with their intervals."""
        return period_frames.figures(self._view).copy()

    @property
    def findings(self) -> pd.DataFrame:
        """The findings within the period, each with its chapter and its place on the scale of codings."""
        return period_frames.findings(self._view).copy()

    @property
    def counts_over_time(self) -> pd.DataFrame:
        """The counts that the documents give for more than one span, whatever the period."""
        return period_frames.counts_over_time(self._view).copy()

    @property
    def unit_costs(self) -> pd.DataFrame:
        """The registered unit costs that can be told of the period."""
        return unit_cost_frame(unit_costs(self._view.assessment))

    @property
    def milestones(self) -> pd.DataFrame:
        """The expected path and the figures of every indicator with expectations of several periods."""
        return milestone_frame(self._view.courses, self._view.say.prose)

    @property
    def targets(self) -> pd.DataFrame:
        """Baseline, target and actual of every indicator with a target, of the period and the periods within it."""
        return self._view.target_frame.copy()

    @property
    def moved_figures(self) -> pd.DataFrame:
        """The registered figures that this period and the one before it have; empty where there is none before it."""
        return moved_frame(self._view.moved, self._view.adjusted_changes, self._view.say.prose)

    @property
    def trends(self) -> pd.DataFrame:
        """The registered figures that are known for several single years, tested or not."""
        return trend_frame(self._view.trends, self._view.say.prose)

    @property
    def gaps(self) -> pd.DataFrame:
        """What each element lacks, and how much is proposed for it."""
        return gap_frame(self._view)

    @property
    def suspicions(self) -> pd.DataFrame:
        """What may be right and probably is not, of the period or of no period."""
        return suspicion_frame(self._view)

    @property
    def recommendations(self) -> pd.DataFrame:
        """The documents' recommendations, and what they tell of them later."""
        return recommendation_frame(self._view)

    @property
    def scores(self) -> pd.DataFrame:
        """The ratings that evaluators gave on their own, by element and evaluator."""
        return score_frame(self._view)

    @property
    def settings(self) -> pd.DataFrame:
        """Every number of the rubric in force, and what a finding is worth."""
        return setting_frame(self._view)

    @property
    def changes(self) -> pd.DataFrame:
        """How each element's rating moved since the period before; empty where there is none before it."""
        found = self._view.comparison
        if found is not None:
            return found.changes.copy()
        return frame("changes", [], levels_of(self._view.programme), self._view.assessment.rubric.scale.grades)
