"""TODO."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from scipy import stats

from movementsim.kernel.columns import Floats


def intervals(values: Floats, confidence: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """Return mean, low and high of each row, as :func:`movementsim.measures.mean_interval`.

    Parameters
    ----------
    values
        Shape (rows, runs); NaN where there is none.
    confidence
        How often such an interval holds the true mean.
    """
    number = np.isfinite(values).sum(axis=1)
    with _few():
        mean = np.nanmean(values, axis=1)
        sem = np.nanstd(values, axis=1, ddof=1) / np.sqrt(number)
        reach = stats.t.ppf(0.5 + confidence / 2, number - 1) * sem
    return mean, mean - reach, mean + reach


def savings(ours: Floats, theirs: Floats) -> Floats:
    """Return how many times fewer runs twins need, by row: (var a + var b) / var(a - b)."""
    both = np.isfinite(ours) & np.isfinite(theirs)
    a, b = np.where(both, ours, np.nan), np.where(both, theirs, np.nan)
    with _few():
        apart = np.nanvar(a - b, axis=1, ddof=1)
        alone = np.nanvar(a, axis=1, ddof=1) + np.nanvar(b, axis=1, ddof=1)
        return np.asarray(alone / apart, np.float64)


@contextmanager
def _few() -> Iterator[None]:
    """Let cells with no run, or one, be NaN without a word."""
    with np.errstate(invalid="ignore", divide="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def decided(low: float, high: float) -> bool:
    """Whether an interval leaves out nought."""
    return low > 0 or high < 0
