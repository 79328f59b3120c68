"""Two panels again and again: dots, intervals, and how often one beats the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from movementsim.app.server.jobs import Ends
from movementsim.measures import mean_interval, paired_difference, proportion_interval

METRICS = ("members", "trust", "power_top_tenth")
"""What the dots show of any two panels."""


def dotted(metric: str = "") -> tuple[str, ...]:
    """Return what the dots show: the number that decides a lesson's bet, if any, comes first."""
    return tuple(dict.fromkeys((metric, *METRICS) if metric else METRICS))


def summary(ends: Sequence[tuple[Ends, Ends]], metrics: Sequence[str] = METRICS) -> dict[str, Any]:
    """Return for each metric means with 95% intervals, and how often either is larger.

    Parameters
    ----------
    ends
        What A and B ended with, one pair a run.
    metrics
        Which numbers to compare.

    Returns
    -------
    By metric: `a` and `b` as [mean, low, high], `difference` of B less A likewise, and counts
    `a_more`, `b_more`, `equal` with `share` [share, low, high] of pairs in which B has more. What
    is not known, as an interval of a single run, is None.
    """
    return {metric: _compared(metric, ends) for metric in metrics}


def _compared(metric: str, ends: Sequence[tuple[Ends, Ends]]) -> dict[str, Any]:
    pairs = [(a[metric], b[metric]) for a, b in ends]
    known = [pair for pair in pairs if not any(map(math.isnan, pair))]
    a, b = [pair[0] for pair in known], [pair[1] for pair in known]
    b_more = sum(second > first for first, second in known)
    a_more = sum(first > second for first, second in known)
    difference = paired_difference(b, a)
    return {
        "a": _plain(mean_interval(a)),
        "b": _plain(mean_interval(b)),
        "difference": _plain((difference.mean, difference.low, difference.high)),
        "a_more": a_more,
        "b_more": b_more,
        "equal": len(known) - a_more - b_more,
        "share": _plain(proportion_interval(b_more, len(known))),
    }


def _plain(numbers: Sequence[float]) -> list[float | None]:
    return [None if math.isnan(number) else round(number, 4) for number in numbers]
