"""What sharing people and luck between arms saved, measured on the runs themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from movementsim.lab.analysis.answers import Answers
from movementsim.lab.design.plan import Cell

GOOD = 4.0
"""Times fewer runs that pairing is hoped to need."""
STILL = 0.05
"""Share of the other arm's spread below which an arm hardly varies."""


@dataclass(frozen=True)
class Saving:
    """What pairing saved for one indicator, over all paired differences of a design.

    Attributes
    ----------
    metric
        The indicator.
    independent, paired
        Variance of a difference between runs with independent seeds (the sum of both variances),
        and between twins; means over the differences.
    likeness
        Correlation between twins, over all pairs, each within its cell.
    spread
        The smaller standard deviation of the two sides over the larger.
    """

    metric: str
    independent: float
    paired: float
    likeness: float
    spread: float

    @property
    def times(self) -> float:
        """How many times fewer runs twins needed for as narrow an interval."""
        if self.paired > 0:
            return self.independent / self.paired
        return np.inf if self.independent > 0 else np.nan

    @property
    def why(self) -> str:
        """Why it is less than hoped; empty when it is not."""
        if not self.times < GOOD:
            return ""
        if self.spread < STILL:
            return "one side hardly varies, so there is nothing to share"
        best = (1 + self.spread**2) / (1 - self.spread) ** 2 if self.spread < 1 else np.inf
        if best < GOOD:
            return f"the two sides vary so unlike that {best:.1f} times would be the most"
        return "twins end too little alike"


def savings_of(answers: Answers, cells: Sequence[Cell], metric: str) -> Saving | None:
    """Return what pairing saved for an indicator; None where nothing is compared or varies.

    Parameters
    ----------
    answers, cells
        The runs, and the cells that are compared with their references.
    metric
        The indicator.
    """
    covariances, ours, theirs = [], [], []
    for cell in cells:
        other = answers.reference(cell)
        if other is None:
            continue
        both = np.array([answers.of(cell, metric), answers.of(other, metric)])
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
    likeness = common / np.sqrt(a * b) if a * b > 0 else 0.0
    return Saving(metric, a + b, max(a + b - 2 * common, 0.0), float(likeness), float(low / high))
