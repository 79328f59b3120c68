"""Conversion of monthly rates, in which parameters are declared, to weekly ones."""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

import numpy as np

from movementsim.kernel.elementwise import power

WEEKS_A_YEAR = 52
MONTHS_A_YEAR = 12
MONTH_IN_WEEKS = WEEKS_A_YEAR / MONTHS_A_YEAR


def weekly_share[T: (float, np.ndarray)](monthly: T) -> T:
    """Return the weekly share that compounds to this monthly share."""
    if isinstance(monthly, np.ndarray):
        return 1 - power(1 - monthly, MONTHS_A_YEAR / WEEKS_A_YEAR)
    return _weekly_share(monthly)


@lru_cache(maxsize=1024)
def _weekly_share(monthly: float) -> float:
    """Return the weekly share of one number, to the bit as that of an array filled with it."""
    return float(weekly_share(np.array([monthly], np.float64))[0])


def weekly_times[T: (float, np.ndarray)](monthly: T) -> T:
    """Convert times per month to times per week."""
    return monthly / MONTH_IN_WEEKS


def weekly_sigma[T: (float, np.ndarray)](monthly: T) -> T:
    """Return the standard deviation of a weekly random step from that of a monthly one."""
    return monthly * sqrt(MONTHS_A_YEAR / WEEKS_A_YEAR)


def fading[T: (float, np.ndarray)](half_life: T) -> T:
    """Return the weekly factor of something that halves in `half_life` weeks."""
    if isinstance(half_life, np.ndarray):
        return power(0.5, 1 / half_life)
    return _fading(half_life)


@lru_cache(maxsize=1024)
def _fading(half_life: float) -> float:
    """Return the factor of one number, to the bit as that of an array filled with it."""
    return float(fading(np.array([half_life], np.float64))[0])
