"""How sure: means, differences of twin runs and shares, with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError
from movementsim.measures import checks
from movementsim.measures.checks import Numbers


class Interval(NamedTuple):
    """An estimate and the ends of its confidence interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class PairedDifference:
    """What a change made of twin runs that differ in nothing else.

    Attributes
    ----------
    mean, low, high : float
        Mean of the differences and its confidence interval, in the unit of the measure.
    n : int
        Number of twin pairs.
    saving : float
        How many times fewer runs pairing needs than two independent sets of runs for an interval
        as narrow: above 1 it pays, 1 when twins are unrelated, `inf` when all differ by the same.
    """

    mean: float
    low: float
    high: float
    n: int
    saving: float


def mean_interval(values: npt.ArrayLike, confidence: float = 0.95) -> Interval:
    """Mean of replicate runs with Student's (1908) interval.

    Parameters
    ----------
    values : (n,) array
        One number a run; runs must be independent.
    confidence : float, in (0, 1)
        How often such an interval holds the true mean.

    Returns
    -------
    Interval
        `(mean, low, high)`. Of one run only the mean is known, of none nothing: the rest is `nan`.
        Runs that are all equal give an interval of no width, which says nothing about rare ones.

    Raises
    ------
    InputError
        If a value is infinite or `nan`, or `confidence` is outside (0, 1).
    """
    _need_confidence(confidence)
    sample = checks.numbers("values", values)
    if sample.size == 0:
        return Interval(float("nan"), float("nan"), float("nan"))
    if sample.size == 1:
        return Interval(float(sample[0]), float("nan"), float("nan"))
    if np.ptp(sample) == 0:
        return Interval(*[float(sample[0])] * 3)
    mean = float(sample.mean())
    from scipy import stats

    low, high = stats.t.interval(confidence, sample.size - 1, loc=mean, scale=stats.sem(sample))
    return Interval(mean, float(low), float(high))


def paired_difference(
    a: npt.ArrayLike, b: npt.ArrayLike, confidence: float = 0.95
) -> PairedDifference:
    """Mean of `a - b` over twin runs, and what pairing them saved.

    Parameters
    ----------
    a, b : (n,) arrays
        The same measure with and without the change; `a[i]` and `b[i]` are twins (one seed).
    confidence : float, in (0, 1)
        How often such an interval holds the true mean difference.

    Returns
    -------
    PairedDifference
        With `saving = (var a + var b) / var(a - b)`; `nan` when it has no meaning (fewer than two
        pairs, or nothing varies).

    Raises
    ------
    InputError
        If lengths differ, a value is infinite or `nan`, or `confidence` is outside (0, 1).
    """
    first, second = checks.numbers("a", a), checks.numbers("b", b)
    checks.need_one_length(a=first, b=second)
    difference = first - second
    mean, low, high = mean_interval(difference, confidence)
    return PairedDifference(mean, low, high, difference.size, _saving(first, second))


def proportion_interval(successes: int, n: int, confidence: float = 0.95) -> Interval:
    """Share of successes with Wilson's (1927) interval, which holds for few trials and rare luck.

    Parameters
    ----------
    successes : int, in 0..n
        How often it happened.
    n : int, >= 0
        How often it could have happened.
    confidence : float, in (0, 1)
        How often such an interval holds the true chance.

    Returns
    -------
    Interval
        `(share, low, high)`; of no trials the share is `nan` and the interval all of 0 to 1.

    Raises
    ------
    InputError
        If `successes` is not in 0..n, or `confidence` is outside (0, 1).
    """
    _need_confidence(confidence)
    if not 0 <= successes <= n:
        raise InputError(f"successes is {successes} of n = {n}; give a count from 0 to n")
    if n == 0:
        return Interval(float("nan"), 0.0, 1.0)
    from scipy import stats

    chance = stats.binomtest(successes, n).proportion_ci(confidence, method="wilson")
    return Interval(successes / n, float(chance.low), float(chance.high))


def _need_confidence(confidence: float) -> None:
    if not 0 < confidence < 1:
        raise InputError(f"confidence is {confidence}; give a number between 0 and 1, such as .95")


def _saving(a: Numbers, b: Numbers) -> float:
    if a.size < 2:
        return float("nan")
    apart, together = float(np.var(a) + np.var(b)), float(np.var(a - b))
    if together:
        return apart / together
    return float("inf") if apart else float("nan")
