"""Numbers, intervals and indicators as text, for reports and figures."""

from __future__ import annotations

import math

from movementsim.measures import Interval, PairedDifference
from movementsim.plugins.schema import all_indicators


def capitalised(text: str) -> str:
    """Return a text with its first letter as a capital and the rest unchanged."""
    return text[:1].upper() + text[1:]


def meaning_of(metric: str) -> str:
    """Return what an indicator measures, without its unit."""
    return all_indicators()[metric].meaning


def metric_title(metric: str) -> str:
    """Return what an indicator measures, with its unit in brackets."""
    return f"{meaning_of(metric)} ({all_indicators()[metric].unit})"


def format_interval(estimate: Interval | PairedDifference) -> str:
    """Return a mean with its interval in brackets, rounded as the width of the interval allows."""
    if math.isnan(estimate.mean):
        return "none"
    if math.isnan(estimate.low):
        return format_number(estimate.mean)
    digits = _decimals(estimate.high - estimate.low or abs(estimate.mean))
    low, mean, high = (
        _rounded(value, digits) for value in (estimate.low, estimate.mean, estimate.high)
    )
    return f"{mean} ({low} to {high})"


def format_number(value: float) -> str:
    """Return a number with two or three significant digits."""
    return _rounded(value, _decimals(abs(value) / 3))


def _rounded(value: float, digits: int) -> str:
    # adding zero turns a rounded −0 into 0
    return f"{round(value, digits) + 0.0:,.{digits}f}".replace("-", "−")


def _decimals(width: float) -> int:
    return min(max(0, 1 - math.floor(math.log10(width))), 4) if width > 0 else 0
