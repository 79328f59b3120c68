"""Variance reduction by common random numbers, measured on the runs themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.design.plan import Cell

GOOD_REDUCTION = 4.0
"""Variance reduction below which a report states the reason."""
_HARDLY_VARIES = 0.05
"""Ratio of the two standard deviations below which one side counts as constant."""

type Limitation = Literal["", "constant", "unequal", "uncorrelated"]
"""Why pairing reduces variance little: one side hardly varies, the variances of the two sides
differ too much, or the paired runs are hardly correlated."""


@dataclass(frozen=True)
class Pairing:
    """How far pairing reduced the variance of the differences of an indicator in a design.

    Attributes
    ----------
    metric
        The indicator.
    independent
        Variance of a difference between independent runs (the sum of both variances); mean over
        all differences, in the squared unit of the indicator.
    paired
        Variance of a difference between paired runs, likewise.
    correlation
        Correlation between paired runs, over all pairs, each within its cell.
    spread
        The smaller standard deviation of the two sides divided by the larger one.
    """

    metric: str
    independent: float
    paired: float
    correlation: float
    spread: float

    @property
    def variance_reduction(self) -> float:
        """How many times as many independent runs an equally narrow interval would need."""
        if self.paired > 0:
            return self.independent / self.paired
        return np.inf if self.independent > 0 else np.nan

    @property
    def maximum(self) -> float:
        """The largest variance reduction that the two variances allow, at a correlation of 1."""
        return (1 + self.spread**2) / (1 - self.spread) ** 2 if self.spread < 1 else np.inf

    @property
    def limitation(self) -> Limitation:
        """Why the variance reduction is below `GOOD_REDUCTION`; empty when it is not."""
        if not self.variance_reduction < GOOD_REDUCTION:
            return ""
        if self.spread < _HARDLY_VARIES:
            return "constant"
        return "unequal" if self.maximum < GOOD_REDUCTION else "uncorrelated"


def pairing_of(estimates: Estimates, cells: Sequence[Cell], metric: str) -> Pairing | None:
    """Return the effect of pairing on an indicator; None where nothing is compared or varies.

    Parameters
    ----------
    estimates, cells
        The runs, and the cells that are compared with their references.
    metric
        The indicator.

    Returns
    -------
    Pairing | None
        Means over the cells that have more than two pairs; None where there is no such cell, or the
        indicator does not vary in any of them.
    """
    covariances, ours, theirs = [], [], []
    for cell in cells:
        other = estimates.reference(cell)
        if other is None:
            continue
        both = np.array([estimates.values_in(cell, metric), estimates.values_in(other, metric)])
        both = both[:, np.isfinite(both).all(axis=0)]
        if both.shape[1] > 2:
            table = np.cov(both)
            ours.append(table[0, 0])
            theirs.append(table[1, 1])
            covariances.append(table[0, 1])
    if not ours:
        return None
    a, b, common = (float(np.mean(values)) for values in (ours, theirs, covariances))
    if a + b <= 0:
        return None
    low, high = sorted((np.sqrt(a), np.sqrt(b)))
    correlation = float(common / np.sqrt(a * b)) if a * b > 0 else 0.0
    paired = max(a + b - 2 * common, 0.0)
    return Pairing(metric, a + b, paired, correlation, float(low / high))
