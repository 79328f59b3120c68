"""Retention: the probability of still being a member, overall or by joining cohort."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError
from movementsim.kernel.columns import Floats, Mask, Whole
from movementsim.measures import checks
from movementsim.measures.intervals import proportion_interval

if TYPE_CHECKING:
    import pandas as pd

STILL_HERE = -1
"""The leaving week of somebody who has not left."""

_HALF = 0.5 + 1e-12  # with room for the rounding of a product of fractions


def kaplan_meier(entered: npt.ArrayLike, left: npt.ArrayLike, now: int) -> tuple[Whole, Floats]:
    """Estimate retention without an interval, in a third of the time of `retention_curve`.

    Parameters
    ----------
    entered, left : (n,) arrays of weeks
        As in `retention_curve`.
    now : int
        The week up to which leaving was recorded.

    Returns
    -------
    weeks : (k,) int64
        Every length of stay that occurs, in ascending order.
    retention : (k,) float64
        The probability of staying longer, 0-1. Both arrays are empty for nobody.

    Raises
    ------
    InputError
        If lengths differ or a week is impossible.
    """
    weeks, has_left = _stays(entered, left, now)
    if weeks.size == 0:
        return weeks, np.empty(0)
    curve = _curve(weeks, has_left)
    return curve.quantiles.astype(np.int64), curve.probabilities


def retention_curve(entered: npt.ArrayLike, left: npt.ArrayLike, now: int) -> pd.DataFrame:
    """Estimate the probability of still being a member some weeks after entering.

    Parameters
    ----------
    entered : (n,) array of weeks, in 0..now
        When observation of each person began. Founders entered in week 0: counting from an
        earlier joining would leave out all who joined then and left unseen.
    left : (n,) array of weeks, in entered..now, or -1
        When each person left; -1 for who is still a member.
    now : int
        The week up to which leaving was recorded.

    Returns
    -------
    pandas.DataFrame
        One row for every length of stay that occurs: `weeks`; `retention`, the probability of
        staying longer than that; `low` and `high`, its 95% interval; `at_risk`, people observed
        at least that long. Empty for nobody.

    Raises
    ------
    InputError
        If lengths differ or a week is impossible.

    Notes
    -----
    Kaplan and Meier (1958) by `scipy.stats.ecdf`; its log-log (exponential Greenwood) interval
    stays within 0 and 1. That formula has no answer where nobody or everybody has left: there the
    interval is Wilson's among those at risk, which errs on the wide side.
    """
    import pandas as pd  # takes half a second to load, and reading a config does not need it

    weeks, has_left = _stays(entered, left, now)
    if weeks.size == 0:
        columns = ["weeks", "retention", "low", "high", "at_risk"]
        return pd.DataFrame(columns=columns, dtype=float)
    curve = _curve(weeks, has_left)
    at_risk = weeks.size - np.searchsorted(np.sort(weeks), curve.quantiles)
    low, high = _ends(curve, at_risk)
    return pd.DataFrame(
        {
            "weeks": curve.quantiles.astype(np.int64),
            "retention": curve.probabilities,
            "low": low,
            "high": high,
            "at_risk": at_risk,
        }
    )


def retention_by_cohort(
    entered: npt.ArrayLike, left: npt.ArrayLike, now: int, width: int = 52
) -> pd.DataFrame:
    """Estimate `retention_curve` by joining cohort, which sets a surge apart from earlier joiners.

    Parameters
    ----------
    entered, left : (n,) arrays of weeks
        As in `retention_curve`.
    now : int
        The week up to which leaving was recorded.
    width : int, >= 1
        Weeks of joining that make one cohort.

    Returns
    -------
    pandas.DataFrame
        The columns of `retention_curve` after `cohort`, the first week in which that cohort could
        join.

    Raises
    ------
    InputError
        As `retention_curve`, or if `width` is not a positive number of weeks.

    Notes
    -----
    Patterns P4 and P5: leavers are mostly recent joiners.
    """
    import pandas as pd

    if width < 1:
        raise InputError(f"width is {width}; a cohort needs at least 1 week of joining")
    _stays(entered, left, now)
    joined, gone = np.asarray(entered), np.asarray(left)
    cohort = joined // width * width
    curves = {
        int(first): retention_curve(joined[cohort == first], gone[cohort == first], now)
        for first in np.unique(cohort)
    }
    if not curves:
        nobody = retention_curve(joined, gone, now)
        nobody.insert(0, "cohort", np.array([], dtype=np.int64))
        return nobody
    return pd.concat(curves, names=["cohort"]).reset_index("cohort").reset_index(drop=True)


def half_life(curve: pd.DataFrame) -> float:
    """Return the weeks until half have left.

    Parameters
    ----------
    curve : pandas.DataFrame
        A table as `retention_curve` returns it.

    Returns
    -------
    float
        Weeks; `inf` if fewer than half left while observed, `nan` for a curve of nobody.
    """
    if curve.empty:
        return float("nan")
    halved = curve["weeks"].to_numpy()[curve["retention"].to_numpy() <= _HALF]
    return float(halved[0]) if halved.size else float("inf")


def _curve(weeks: Whole, has_left: Mask) -> Any:
    """Return SciPy's survival function of these lengths of stay, observed to their end or not."""
    from scipy import stats  # takes half a second to load, and a run does not need it

    return stats.ecdf(
        stats.CensoredData(
            uncensored=weeks[has_left].astype(float), right=weeks[~has_left].astype(float)
        )
    ).sf


def _ends(curve: Any, at_risk: Whole) -> tuple[Floats, Floats]:
    """Return the low and high ends of the 95% intervals of a curve."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The confidence interval is undefined", RuntimeWarning)
        low, high = (
            end.probabilities.copy() for end in curve.confidence_interval(0.95, method="log-log")
        )
    for row in np.flatnonzero(np.isin(curve.probabilities, (0, 1))):
        remaining = int(curve.probabilities[row]) * int(at_risk[row])
        _, low[row], high[row] = proportion_interval(remaining, int(at_risk[row]))
    return low, high


def _stays(entered: npt.ArrayLike, left: npt.ArrayLike, now: int) -> tuple[Whole, Mask]:
    """Return how many weeks each person was observed, and whether leaving ended it."""
    joined, gone = _weeks("entered", entered), _weeks("left", left)
    checks.need_one_length(entered=joined, left=gone)
    has_left = gone != STILL_HERE
    checks.refuse_values(
        "entered", joined, (joined < 0) | (joined > now), f"weeks from 0 to now = {now}"
    )
    checks.refuse_values(
        "left",
        gone,
        has_left & ((gone < joined) | (gone > now)),
        f"weeks from entering to now = {now}, or {STILL_HERE} for who is still here",
    )
    return np.where(has_left, gone, now) - joined, has_left


def _weeks(name: str, values: npt.ArrayLike) -> Whole:
    numbers = checks.numbers(name, values)
    checks.refuse_values(name, numbers, numbers != np.round(numbers), "whole weeks")
    return numbers.astype(np.int64)
