"""What a portfolio shares, with the programmes that share it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.shared.declaration import SharedSheet
from kunteko_eval.shared.figures import shared_figures
from kunteko_eval.shared.totals import ReportedBy, SharedTotal, reports_of, shared_totals


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """Shared indicators that were read without faults.

    Attributes:
        sheet: The content of ``shared-indicators.yaml``.
        programmes: The programmes by id, every one that it names among them.
    """

    sheet: SharedSheet
    programmes: Mapping[str, ProgrammeData]

    @cached_property
    def totals(self) -> tuple[SharedTotal, ...]:
        """What the programmes come to together for every shared indicator and span."""
        return tuple(shared_totals(shared_figures(self.sheet, self.programmes)))

    @cached_property
    def reports(self) -> tuple[ReportedBy, ...]:
        """Who was to report which shared indicator of which span by when, and what came."""
        return tuple(reports_of(self.sheet, self.totals))
