"""Conversion of monthly rates, in which parameters are declared, to weekly ones."""

from __future__ import annotations

from math import sqrt

import numpy as np

WEEKS_A_YEAR = 52
MONTHS_A_YEAR = 12
MONTH_IN_WEEKS = WEEKS_A_YEAR / MONTHS_A_YEAR


def weekly_share[T: (float, np.ndarray)](monthly: T) -> T:
    """Return the weekly share that compounds to this monthly share."""
    share: T = 1 - (1 - monthly) ** (MONTHS_A_YEAR / WEEKS_A_YEAR)
    return share


def weekly_times[T: (float, np.ndarray)](monthly: T) -> T:
    """Convert times per month to times per week."""
    return monthly / MONTH_IN_WEEKS


def weekly_sigma(monthly: float) -> float:
    """Return the standard deviation of a weekly random step from that of a monthly one."""
    return monthly * sqrt(MONTHS_A_YEAR / WEEKS_A_YEAR)


def fading(half_life: float) -> float:
    """Return the weekly factor of something that halves in `half_life` weeks."""
    return float(0.5 ** (1 / half_life))
