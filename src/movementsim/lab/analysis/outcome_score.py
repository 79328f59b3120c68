"""TODO."""

from __future__ import annotations

from dataclasses import dataclass

from movementsim.kernel.columns import Floats
from movementsim.measures import Interval


@dataclass(frozen=True, eq=False)
class Score:
    """How well runs tell what happened.

    Attributes
    ----------
    runs, people
        How many runs, and how many people whose fate is known.
    each
        By mark (see `marks`), the mean over runs that each predict yes or no, with a 95% interval.
    pooled
        By mark, that of the probability, the share of runs; 95% interval by resampling runs.
    probability
        (n,) share of runs in which each person left.
    leaning
        As `pooled`, for the side people are on at the end, whether they left or not; empty if no
        leaders are named.
    followed
        Share of all who left (leaders apart) who followed somebody out.
    """

    runs: int
    people: int
    each: dict[str, Interval]
    pooled: dict[str, Interval]
    probability: Floats
    leaning: dict[str, Interval]
    followed: float
