"""Conversion of monthly rates, in which parameters are declared, to weekly ones."""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

import numpy as np
import numpy.typing as npt

from movementsim.kernel.columns import Floats
from movementsim.kernel.elementwise import power

WEEKS_A_YEAR = 52
MONTHS_A_YEAR = 12
MONTH_IN_WEEKS = WEEKS_A_YEAR / MONTHS_A_YEAR


def weekly_share(monthly: npt.ArrayLike) -> Floats:
    """Return the weekly share that compounds to this monthly share.

    Returns
    -------
    (n,) float64
        Shares; of shape (1,) for a single number.
    """
    if isinstance(monthly, float):
        return _weekly_share(monthly)
    return 1 - power(1 - np.asarray(monthly, np.float64), MONTHS_A_YEAR / WEEKS_A_YEAR)


@lru_cache(maxsize=1024)
def _weekly_share(monthly: float) -> Floats:
    """Return the weekly share of one number, which is asked for every week."""
    share = weekly_share(np.array([monthly]))
    share.flags.writeable = False
    return share


def weekly_times[T: (float, np.ndarray)](monthly: T) -> T:
    """Convert times per month to times per week."""
    return monthly / MONTH_IN_WEEKS


def weekly_sigma[T: (float, np.ndarray)](monthly: T) -> T:
    """Return the standard deviation of a weekly random step from that of a monthly one."""
    return monthly * sqrt(MONTHS_A_YEAR / WEEKS_A_YEAR)


def fading(half_life: npt.ArrayLike) -> Floats:
    """Return the weekly factor of something that halves in `half_life` weeks.

    Returns
    -------
    (n,) float64
        Factors; of shape (1,) for a single number.
    """
    return power(0.5, 1 / np.asarray(half_life, np.float64))
