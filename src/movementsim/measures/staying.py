"""Who stays: the chance of still being here, whole or by the cohort one joined with."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError
from movementsim.measures import checks
from movementsim.measures.intervals import proportion_interval

if TYPE_CHECKING:
    import pandas as pd

type Codes = npt.NDArray[np.int64]

STILL_HERE = -1
"""The leaving week of somebody who has not left."""

HALF = 0.5 + 1e-12
"""A half, with room for the rounding of a product of fractions."""


def kaplan_meier(
    entered: npt.ArrayLike, left: npt.ArrayLike, now: int
) -> tuple[Codes, npt.NDArray[np.float64]]:
    """Chance of still being here so many weeks after entering, without an interval.

    Parameters
    ----------
    entered, left, now
        As in `survival`, which costs three times as much.

    Returns
    -------
    weeks, staying
        Every length of stay that occurs, in rising order, and the chance of staying longer. Empty
        for nobody.

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


def survival(entered: npt.ArrayLike, left: npt.ArrayLike, now: int) -> pd.DataFrame:
    """Chance of still being here so many weeks after entering, with its 95% interval.

    Parameters
    ----------
    entered : (n,) array of weeks, in 0..now
        When watching each person began. Who was there at the start entered in week 0: counting
        from an earlier joining would hide all who joined then and left unseen.
    left : (n,) array of weeks, in entered..now, or -1
        When each person left; -1 for who is still here.
    now : int
        The week up to which leaving was recorded.

    Returns
    -------
    pandas.DataFrame
        One row for every length of stay that occurs: `weeks`, `staying` (chance of staying longer
        than that), `low`, `high`, `at_risk` (people watched at least that long). Empty for nobody.

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
    import pandas as pd  # half a second to load, and reading a config does not need it

    weeks, has_left = _stays(entered, left, now)
    if weeks.size == 0:
        return pd.DataFrame(columns=["weeks", "staying", "low", "high", "at_risk"], dtype=float)
    curve = _curve(weeks, has_left)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The confidence interval is undefined", RuntimeWarning)
        low, high = (
            end.probabilities.copy() for end in curve.confidence_interval(0.95, method="log-log")
        )
    at_risk = weeks.size - np.searchsorted(np.sort(weeks), curve.quantiles)
    for row in np.flatnonzero(np.isin(curve.probabilities, (0, 1))):
        staying = int(curve.probabilities[row]) * int(at_risk[row])
        _, low[row], high[row] = proportion_interval(staying, int(at_risk[row]))
    return pd.DataFrame(
        {
            "weeks": curve.quantiles.astype(np.int64),
            "staying": curve.probabilities,
            "low": low,
            "high": high,
            "at_risk": at_risk,
        }
    )


def retention_by_cohort(
    entered: npt.ArrayLike, left: npt.ArrayLike, now: int, width: int = 52
) -> pd.DataFrame:
    """`survival` of each joining cohort apart, so that a surge can be told from those before it.

    Parameters
    ----------
    entered, left, now
        As in `survival`.
    width : int, >= 1
        Weeks of joining that make one cohort.

    Returns
    -------
    pandas.DataFrame
        The columns of `survival` after `cohort`, the first week in which that cohort could join.

    Raises
    ------
    InputError
        As `survival`, or if `width` is not a positive number of weeks.

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
        int(first): survival(joined[cohort == first], gone[cohort == first], now)
        for first in np.unique(cohort)
    }
    if not curves:
        nobody = survival(joined, gone, now)
        nobody.insert(0, "cohort", np.array([], dtype=np.int64))
        return nobody
    return pd.concat(curves, names=["cohort"]).reset_index("cohort").reset_index(drop=True)


def half_life(curve: pd.DataFrame) -> float:
    """Weeks until half have left.

    Parameters
    ----------
    curve : pandas.DataFrame
        A frame as `survival` returns it: weeks in rising order, and `staying`.

    Returns
    -------
    float
        Weeks; `inf` if half never left while watched, `nan` for a curve of nobody.
    """
    if curve.empty:
        return float("nan")
    halved = curve["weeks"].to_numpy()[curve["staying"].to_numpy() <= HALF]
    return float(halved[0]) if halved.size else float("inf")


def _curve(weeks: Codes, has_left: npt.NDArray[np.bool_]) -> Any:
    """SciPy's survival function of these lengths of stay, seen to their end or not."""
    from scipy import stats  # half a second to load, and a movement does not need it

    return stats.ecdf(
        stats.CensoredData(
            uncensored=weeks[has_left].astype(float), right=weeks[~has_left].astype(float)
        )
    ).sf


def _stays(
    entered: npt.ArrayLike, left: npt.ArrayLike, now: int
) -> tuple[Codes, npt.NDArray[np.bool_]]:
    """Weeks each person was watched, and whether leaving ended it."""
    joined, gone = _weeks("entered", entered), _weeks("left", left)
    checks.need_one_length(entered=joined, left=gone)
    has_left = gone != STILL_HERE
    checks.refuse("entered", joined, (joined < 0) | (joined > now), f"weeks from 0 to now = {now}")
    checks.refuse(
        "left",
        gone,
        has_left & ((gone < joined) | (gone > now)),
        f"weeks from entering to now = {now}, or {STILL_HERE} for who is still here",
    )
    return np.where(has_left, gone, now) - joined, has_left


def _weeks(name: str, values: npt.ArrayLike) -> Codes:
    numbers = checks.numbers(name, values)
    checks.refuse(name, numbers, numbers != np.round(numbers), "whole weeks")
    return numbers.astype(np.int64)
