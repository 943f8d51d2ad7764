"""How far coders of the same findings agree: ordinal alpha by scale, the share of the same code, and every difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from kunteko_eval.method.agreement import Alpha, Values, alpha_interval
from kunteko_eval.model.coding import Coding, codings_by_finding, differ

EXTENTS = ("not-said", "somewhat", "much", "very-much")
"""The extents of a supporting finding, from the lowest; what is not said lies lowest, as in the median."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A finding that coders coded differently.

    Attributes:
        codings: One of each coder, in the order of their roles.
        steps: How far apart the lowest and the highest lie on `model.coding.SCALE`, 0–6.
    """

    finding: str
    codings: tuple[Coding, ...]
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingAgreement:
    """How far coders agree on the findings that two or more of them coded.

    Attributes:
        coders: Roles of everybody who coded any finding.
        findings: How many findings two or more coded.
        pairs: How many pairs of codings of one finding there are.
        same: Share of the pairs with the same direction and extent, 0–1; NaN without a pair.
        code: Agreement on the place on `model.coding.SCALE`.
        extent: Agreement on the extent alone, of the codings that support.
        credibility: Agreement on the credibility.
        disagreements: The widest first.
    """

    coders: tuple[str, ...]
    findings: int
    pairs: int
    same: float
    code: Alpha
    extent: Alpha
    credibility: Alpha
    disagreements: tuple[Disagreement, ...]


def coding_agreement(codings: Sequence[Coding], *, seed: int) -> CodingAgreement:
    """Return how far coders agree; each alpha has a percentile bootstrap interval over findings.

    Args:
        codings: Those of a programme, or of the findings that are looked at.
        seed: Of the bootstrap.
    """
    found = codings_by_finding(codings)
    shared = {name: found[name] for name in sorted(found) if len(found[name]) > 1}
    coders = tuple(sorted({one.coder for one in codings}))
    pairs = [pair for several in shared.values() for pair in combinations(several, 2)]
    same = [(one.direction, one.extent) == (other.direction, other.extent) for one, other in pairs]

    def alpha(value: Callable[[Coding], float]) -> Alpha:
        return alpha_interval(_table(coders, shared.values(), value), seed=seed)

    apart = [
        Disagreement(finding=name, codings=several, steps=_spread([one.place for one in several]))
        for name, several in shared.items()
        if differ(several)
    ]
    return CodingAgreement(
        coders=coders,
        findings=len(shared),
        pairs=len(pairs),
        same=sum(same) / len(same) if same else float("nan"),
        code=alpha(lambda one: one.place),
        extent=alpha(_extent),
        credibility=alpha(lambda one: one.credibility),
        disagreements=tuple(sorted(apart, key=_width)),
    )


def _table(coders: Sequence[str], shared: Iterable[Sequence[Coding]], value: Callable[[Coding], float]) -> Values:
    """Return one row a coder, one column a finding; NaN where a coder has no value of it."""
    given = [{one.coder: value(one) for one in several} for several in shared]
    rows = [[one.get(coder, float("nan")) for one in given] for coder in coders]
    return np.array(rows, dtype=np.float64).reshape(len(coders), len(given))


def _extent(one: Coding) -> float:
    return EXTENTS.index(one.extent) if one.direction == "supports" else float("nan")


def _spread(values: Sequence[float]) -> int:
    return int(max(values) - min(values))


def _width(one: Disagreement) -> tuple[int, bool, int, str]:
    """Return by what disagreements are ordered: steps on the scale, whether the code differs, steps of credibility."""
    alike = len({(coding.direction, coding.extent) for coding in one.codings}) == 1
    return -one.steps, alike, -_spread([coding.credibility for coding in one.codings]), one.finding
