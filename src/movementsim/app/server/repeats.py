"""Summaries of many pairs of runs: means, intervals, and how often B ends with more than A."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from movementsim.app.server.jobs import FinalMetrics
from movementsim.measures import mean_interval, paired_difference, proportion_interval

COMPARED_METRICS = ("members", "trust", "power_top_tenth")
"""Metrics that are compared in any two panels."""


def compared_metrics(metric: str = "") -> tuple[str, ...]:
    """Return the metrics to compare; the one that decides a lesson's bet, if any, is first."""
    return tuple(dict.fromkeys((metric, *COMPARED_METRICS) if metric else COMPARED_METRICS))


def summarise_pairs(
    pairs: Sequence[tuple[FinalMetrics, FinalMetrics]], metrics: Sequence[str] = COMPARED_METRICS
) -> dict[str, Any]:
    """Return means with 95% intervals, and how often either run ends with more.

    Parameters
    ----------
    pairs
        Final metrics of A and B, for each pair of runs.
    metrics
        Metrics to compare.

    Returns
    -------
    dict[str, Any]
        By metric: `a` and `b` as [mean, low, high], `difference` (B − A) likewise, and counts
        `a_more`, `b_more`, `equal` with `share` [share, low, high] of pairs in which B has more. A
        number that is undefined, such as the interval of a single run, is None.
    """
    return {metric: _compared(metric, pairs) for metric in metrics}


def _compared(metric: str, ends: Sequence[tuple[FinalMetrics, FinalMetrics]]) -> dict[str, Any]:
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
