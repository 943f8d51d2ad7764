"""One element of a rated period: its evidence, its steps, and its explanation in words."""

from __future__ import annotations

import html

import pandas as pd

from kunteko_eval.frames.steps import pool_frame
from kunteko_eval.method.assess import ElementRating
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.public.summary import require
from kunteko_eval.report.explain import as_text
from kunteko_eval.report.view import View


class ElementResult:
    """One element of a result.

    Attributes:
        core: The frozen class of the method.
    """

    def __init__(self, view: View, core: ElementRating) -> None:
        """Keep the element; indexing a `Result` makes one."""
        self._view = view
        self.core = core

    def __repr__(self) -> str:
        """Return one line: element, rating, confidence and achievement."""
        reached = "no achievement" if self.achievement is None else f"achievement {self.achievement:.2f}"
        return f"<{self.core.element.id}: {self.rating}, confidence {self.confidence}, {reached}>"

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.explain())}</pre>"

    @property
    def rating(self) -> str:
        """The final rating."""
        return self.core.final.value

    @property
    def confidence(self) -> int | None:
        """1 to 4; None without a rating."""
        return self.core.confidence

    @property
    def achievement(self) -> float | None:
        """The pooled achievement; None when nothing was pooled."""
        return self.core.graded.achievement

    @property
    def items(self) -> pd.DataFrame:
        """Its evidence, by indicator or finding and group."""
        return self._of(self._view.frames.items)

    @property
    def pools(self) -> pd.DataFrame:
        """What each source type says of it by itself, before they are pooled across."""
        return self._of(pool_frame([self.core]))

    @property
    def reasons(self) -> pd.DataFrame:
        """The steps of its rating and confidence."""
        return self._of(self._view.frames.reasons)

    def _of(self, frame: pd.DataFrame) -> pd.DataFrame:
        mine = frame.index.get_level_values("element") == self.core.element.id
        return frame[mine].droplevel("element")

    def explain(self, language: str | None = None) -> str:
        """Return in words why it is rated so, how sure it is, and what would change it.

        Args:
            language: fi, sv or en; the programme's own choice when None.

        Raises:
            UnknownName: When there is no such language.
        """
        code = self._view.say.code if language is None else language
        require("language", code, LANGUAGES)
        return as_text(self._view.in_language(code), self.core)
