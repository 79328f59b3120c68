"""How a week's cost grows with the members, what the whole party costs, and one small run.

Every figure is a ratio within one run, or seconds of this machine beside it.
"""

from __future__ import annotations

import cProfile
import pstats
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

import numpy as np
from rich.progress import track

from movementsim import Movement
from movementsim.columns import Floats
from movementsim.draws import Draws
from movementsim.rates import WEEKS_A_YEAR
from movementsim.rules.base import Rule
from movementsim.tables import Book
from movementsim.ties import Fabric

PARTY = 564_443
"""Members of the whole party."""
SIZES = (10_000, 30_000, 100_000, 300_000, PARTY)
MIXTURE = {"Organiser": 0.03, "Factionalist": 0.03}
BALLOTS = 1 / WEEKS_A_YEAR
"""Share of weeks with a ballot."""


@dataclass
class Timing:
    """What a run of some weeks took.

    Attributes
    ----------
    members, weeks, ties
        Members at the start, weeks run, and ties (each counted once) at the end.
    build
        Seconds to build the movement.
    week
        Seconds a week: the mean, with ballot weeks weighted as the one in 52 that they are.
    ordinary, ballot
        Mean seconds of ordinary and of ballot weeks.
    total
        Seconds of all weeks.
    pass_over_ties
        Seconds of one `reduceat` over all ties, see :func:`pass_over_ties`; 0 if not measured.
    memory
        Peak memory of this process, GB.
    parts
        Seconds a week by rule, `decide`, and `measure and the rest`.
    """

    members: int
    weeks: int
    ties: int
    build: float
    week: float
    ordinary: float
    ballot: float
    total: float
    pass_over_ties: float
    memory: float
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def passes(self) -> float:
        """How many passes over all ties a week costs."""
        return self.week / self.pass_over_ties


class Clocked(Movement):
    """A movement that notes what each rule takes, its changes included."""

    def __init__(self, **settings: Any) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        super().__init__(**settings)

    def _resolve(self, rule: Rule, acts: Book, draws: Draws) -> None:
        begun = time.perf_counter()
        super()._resolve(rule, acts, draws)
        self.seconds[rule.name()] += time.perf_counter() - begun

    def _decide(self, draws: Draws, deciding: Any) -> Book:
        begun = time.perf_counter()
        acts = super()._decide(draws, deciding)
        self.seconds["decide"] += time.perf_counter() - begun
        return acts


def pass_over_ties(ties: Fabric, times: int = 7) -> list[float]:
    """Time `np.add.reduceat(v[indices], indptr[:-1])` over all ties, in float64.

    Parameters
    ----------
    ties
        The web; its spare room is squeezed out first.
    times
        How often.

    Returns
    -------
    Seconds of each.
    """
    rows = np.flatnonzero(ties.degree)  # an empty row has nothing to be added up
    indptr = np.concatenate([[0], np.cumsum(ties.degree[rows], dtype=np.int64)])
    indices = ties.head[ties.ties_of(rows)[1]]
    v = np.random.default_rng(1).random(ties.people)
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        np.add.reduceat(v[indices], indptr[:-1])
        seconds.append(time.perf_counter() - begun)
    return seconds


def run(members: int, weeks: int, *, compare: bool = False, **settings: Any) -> Timing:
    """Build a movement with every rule and both temperaments, and time its weeks.

    Parameters
    ----------
    members, weeks
        How many; from 52 weeks on, a ballot is among them.
    compare
        Whether to time passes over all ties, before the first week and after the last.
    settings
        Anything else of the scenario.
    """
    begun = time.perf_counter()
    given: dict[str, Any] = {"following": MIXTURE, "seed": 1, **settings}
    movement = Clocked(members=members, **given)
    build = time.perf_counter() - begun
    passes = pass_over_ties(movement.world.ties) if compare else []
    seconds = np.empty(weeks)
    ballot = np.zeros(weeks, np.bool_)
    for week in track(range(weeks), f"{members:,} members", disable=not sys.stderr.isatty()):
        begun = time.perf_counter()
        movement.step()
        seconds[week] = time.perf_counter() - begun
        ballot[week] = movement.world.ballot_week
    memory = peak_memory()
    passes += pass_over_ties(movement.world.ties) if compare else []
    parts = {name: spent / weeks for name, spent in movement.seconds.items()}
    parts["measure and the rest"] = float(seconds.mean()) - sum(parts.values())
    ordinary = float(seconds[~ballot].mean())
    extra = float(seconds[ballot].mean()) if ballot.any() else float("nan")
    return Timing(
        members=members,
        weeks=weeks,
        ties=movement.world.ties.ties,
        build=build,
        week=(1 - BALLOTS) * ordinary + BALLOTS * extra if ballot.any() else ordinary,
        ordinary=ordinary,
        ballot=extra,
        total=float(seconds.sum()),
        pass_over_ties=float(np.median(passes)) if passes else 0.0,
        memory=memory,
        parts=parts,
    )


def profile(members: int, weeks: int, lines: int = 25, **settings: Any) -> str:
    """Return the functions that take most time by themselves, as cProfile lists them."""
    given: dict[str, Any] = {"following": MIXTURE, "seed": 1, **settings}
    movement = Movement(members=members, **given)
    with cProfile.Profile() as profiler:
        for _ in range(weeks):
            movement.step()
    listing = StringIO()
    pstats.Stats(profiler, stream=listing).strip_dirs().sort_stats("tottime").print_stats(lines)
    return listing.getvalue()


def slope(members: Sequence[int], seconds: Sequence[float]) -> float:
    """Return the log-log slope of seconds against members, by least squares."""
    x, y = np.log(members), np.log(seconds)
    fitted: Floats = np.polyfit(x, y, 1)
    return float(fitted[0])


def peak_memory() -> float:
    """Return the most memory this process has had so far, in GB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e9 if sys.platform == "darwin" else peak * 1024 / 1e9
