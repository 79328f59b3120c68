"""Confidence intervals for means, for differences between paired runs and for shares."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError
from movementsim.kernel.columns import Floats
from movementsim.measures import checks


class Interval(NamedTuple):
    """An estimate and the ends of its confidence interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class PairedDifference:
    """Mean difference between paired runs, which differ in one change and nothing else.

    Attributes
    ----------
    mean : float
        Mean of the differences, in the unit of the measure.
    low : float
        Lower end of its confidence interval, in the same unit.
    high : float
        Upper end of its confidence interval, in the same unit.
    n : int
        Number of pairs.
    variance_reduction : float
        How many times as many independent runs an equally narrow interval would need: above 1
        pairing pays, it is 1 when paired runs are uncorrelated and `inf` when all pairs differ by
        the same amount.
    """

    mean: float
    low: float
    high: float
    n: int
    variance_reduction: float


def mean_interval(values: npt.ArrayLike, confidence: float = 0.95) -> Interval:
    """Estimate the mean of replicate runs with Student's (1908) interval.

    Parameters
    ----------
    values : (n,) array
        One number per run; runs must be independent.
    confidence : float, in (0, 1)
        Share of such intervals that contain the true mean.

    Returns
    -------
    Interval
        `(mean, low, high)`. One run gives a mean without an interval, and no run gives neither:
        what is unknown is `nan`. Equal runs give an interval of zero width, which says nothing
        about rare outcomes.

    Raises
    ------
    InputError
        If a value is infinite or `nan`, or `confidence` is outside (0, 1).
    """
    sample = checks.numbers("values", values)
    mean, low, high = mean_intervals(sample[None, :], confidence)
    return Interval(float(mean[0]), float(low[0]), float(high[0]))


def independent_difference(
    a: npt.ArrayLike, b: npt.ArrayLike, confidence: float = 0.95
) -> Interval:
    """Estimate the mean difference between independent runs with Welch's (1947) interval.

    Parameters
    ----------
    a, b : (m,) and (n,) arrays
        One number per run, in the unit of the measure; `b` is subtracted.
    confidence : float, in (0, 1)
        Share of such intervals that contain the true mean difference.

    Returns
    -------
    Interval
        `(mean, low, high)`; without two runs on both sides there is no interval, and without any
        run on one side no mean: what is unknown is `nan`.

    Raises
    ------
    InputError
        If a value is infinite or `nan`, or `confidence` is outside (0, 1).
    """
    _need_confidence(confidence)
    first, second = checks.numbers("a", a), checks.numbers("b", b)
    if min(first.size, second.size) == 0:
        return Interval(float("nan"), float("nan"), float("nan"))
    mean = float(np.mean(first) - np.mean(second))
    if min(first.size, second.size) < 2:
        return Interval(mean, float("nan"), float("nan"))
    from scipy import stats  # takes half a second to load, and a movement needs none

    found = stats.ttest_ind(first, second, equal_var=False).confidence_interval(confidence)
    return Interval(mean, float(found.low), float(found.high))


def mean_intervals(values: Floats, confidence: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """Estimate the mean of each row with Student's (1908) interval: many rows at once.

    Parameters
    ----------
    values : (rows, runs) array
        One number per run, in the unit of the measure; `nan` marks a missing run.
    confidence : float, in (0, 1)
        Share of such intervals that contain the true mean.

    Returns
    -------
    mean : (rows,) float64
        Mean of each row, in the unit of the measure; `nan` for an empty row.
    low : (rows,) float64
        Lower end of the interval; `nan` for a row with one value. A row of equal values has an
        interval of zero width.
    high : (rows,) float64
        Upper end of the interval; `nan` for a row with one value.

    Raises
    ------
    InputError
        If `confidence` is outside (0, 1).
    """
    mean, half_width = means_and_half_widths(values, confidence)
    return mean, mean - half_width, mean + half_width


def means_and_half_widths(values: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Estimate the mean of each row, and half the width of its interval.

    Parameters
    ----------
    values, confidence
        As for :func:`mean_intervals`.

    Returns
    -------
    mean, half_width : (rows,) arrays
        In the unit of the measure; `nan` where :func:`mean_intervals` has none.

    Raises
    ------
    InputError
        If `confidence` is outside (0, 1).
    """
    _need_confidence(confidence)
    number = np.isfinite(values).sum(axis=1)
    with _missing_values_allowed():
        largest = np.nanmax(values, axis=1, initial=-np.inf)
        equal = largest == np.nanmin(values, axis=1, initial=np.inf)
        mean = np.where(equal, largest, np.nanmean(values, axis=1))
        spread = np.where(equal, 0.0, np.nanstd(values, axis=1, ddof=1))
        half_width = student_half_widths(spread / np.sqrt(number), number, confidence)
    return mean, half_width


def student_half_widths(
    standard_error: Floats, number: npt.ArrayLike, confidence: float = 0.95
) -> Floats:
    """Return half the width of Student's (1908) interval of a mean.

    Parameters
    ----------
    standard_error : array
        Standard errors of the means, in the unit of the measure.
    number : array of the same shape
        How many runs each mean is of.
    confidence : float, in (0, 1)
        Share of such intervals that contain the true mean.

    Returns
    -------
    array of the same shape
        In the unit of the measure; `nan` for fewer than two runs.

    Raises
    ------
    InputError
        If `confidence` is outside (0, 1).
    """
    _need_confidence(confidence)
    from scipy.special import stdtrit  # takes half a second to load, and a movement needs none

    freedom = np.asarray(number, np.float64) - 1
    quantile = stdtrit(np.where(freedom < 1, np.nan, freedom), 0.5 + confidence / 2)
    return np.asarray(quantile * standard_error, np.float64)


def variance_reductions(ours: Floats, theirs: Floats) -> Floats:
    """Measure the variance reduction by pairing, for many comparisons at once.

    Parameters
    ----------
    ours, theirs : (rows, runs) arrays
        The same measure on both sides; column by column the runs are paired. `nan` marks a
        missing run.

    Returns
    -------
    (rows,) array
        `(var ours + var theirs) / var(ours - theirs)`, over the pairs in which neither is missing;
        `nan` when it has no meaning (fewer than two pairs, or nothing varies).
    """
    both = np.isfinite(ours) & np.isfinite(theirs)
    first, second = np.where(both, ours, np.nan), np.where(both, theirs, np.nan)
    with _missing_values_allowed():
        paired = np.nanvar(first - second, axis=1, ddof=1)
        independent = np.nanvar(first, axis=1, ddof=1) + np.nanvar(second, axis=1, ddof=1)
        return np.asarray(independent / paired, np.float64)


def excludes_zero(low: float, high: float) -> bool:
    """Say whether an interval excludes zero, so that its difference is clear.

    Parameters
    ----------
    low, high : float
        The ends of the interval; `nan` where there is none, which excludes nothing.

    Returns
    -------
    bool
        True if both ends lie on the same side of zero.
    """
    return clear_sign(low, high) != 0


def clear_sign(low: float, high: float) -> int:
    """Return the sign of a difference, where its interval excludes zero.

    Parameters
    ----------
    low, high : float
        The ends of the interval; `nan` where there is none.

    Returns
    -------
    int
        1 or -1; 0 where the difference is not clear.
    """
    return int(low > 0) - int(high < 0)


@contextmanager
def _missing_values_allowed() -> Iterator[None]:
    """Silence NumPy's warnings about rows with too few values, whose results are `nan`."""
    with np.errstate(invalid="ignore", divide="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def paired_difference(
    a: npt.ArrayLike, b: npt.ArrayLike, confidence: float = 0.95
) -> PairedDifference:
    """Estimate the mean of `a - b` over paired runs, and the variance reduction by pairing.

    Parameters
    ----------
    a, b : (n,) arrays
        The same measure with and without the change; `a[i]` and `b[i]` are a pair (one seed).
    confidence : float, in (0, 1)
        Share of such intervals that contain the true mean difference.

    Returns
    -------
    PairedDifference
        With `variance_reduction = (var a + var b) / var(a - b)`, which is `nan` when it has no
        meaning (fewer than two pairs, or nothing varies).

    Raises
    ------
    InputError
        If lengths differ, a value is infinite or `nan`, or `confidence` is outside (0, 1).
    """
    first, second = checks.numbers("a", a), checks.numbers("b", b)
    checks.need_one_length(a=first, b=second)
    difference = first - second
    mean, low, high = mean_interval(difference, confidence)
    reduction = float(variance_reductions(first[None, :], second[None, :])[0])
    return PairedDifference(mean, low, high, difference.size, reduction)


def proportion_interval(successes: int, n: int, confidence: float = 0.95) -> Interval:
    """Estimate a share with Wilson's (1927) interval, valid for few trials and rare events.

    Parameters
    ----------
    successes : int, in 0..n
        Number of trials in which the event happened.
    n : int, >= 0
        Number of trials.
    confidence : float, in (0, 1)
        Share of such intervals that contain the true probability.

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
