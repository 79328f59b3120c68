"""Rates are declared per month and turned into weekly ones here, and nowhere else."""

from __future__ import annotations

from math import sqrt

import numpy as np

WEEKS_A_YEAR = 52
MONTHS_A_YEAR = 12
MONTH_IN_WEEKS = WEEKS_A_YEAR / MONTHS_A_YEAR


def weekly_share[T: (float, np.ndarray)](monthly: T) -> T:
    """Turn a share a month into the share a week that compounds to it."""
    share: T = 1 - (1 - monthly) ** (MONTHS_A_YEAR / WEEKS_A_YEAR)
    return share


def weekly_times[T: (float, np.ndarray)](monthly: T) -> T:
    """Turn a number of times a month into the mean number a week."""
    return monthly / MONTH_IN_WEEKS


def weekly_sigma(monthly: float) -> float:
    """Turn the standard deviation of a monthly random step into a weekly one."""
    return monthly * sqrt(MONTHS_A_YEAR / WEEKS_A_YEAR)


def fading(half_life: float) -> float:
    """Return the factor a week of something that halves in `half_life` weeks."""
    return float(0.5 ** (1 / half_life))
