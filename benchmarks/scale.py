"""How a week's cost grows with the members, what the whole party costs, and one small run.

Seconds are CPU seconds of this process, so that what else the machine does counts little. All runs
in one thread, so on an idle machine they are the clock's; if anything took up more threads, their
time would count too. What is judged are ratios within one run.
"""

from __future__ import annotations

import cProfile
import gc
import pstats
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track

from benchmarks.docking import MEASURES, our_movement, scenario
from benchmarks.student import StudentMovement
from movementsim import Movement
from movementsim.kernel.columns import Floats
from movementsim.kernel.draws import Draws
from movementsim.kernel.rates import WEEKS_A_YEAR
from movementsim.kernel.tables import TableSet
from movementsim.kernel.ties import Ties
from movementsim.rules.base import Rule

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
    pass_over_ties, quickest_pass
        Seconds of one pass over all ties (median, and the least), see :class:`Yardstick`; NaN if
        not measured.
    memory
        Peak memory of this process, GB.
    parts
        Seconds a week by rule, `decide`, and `new ties, measuring, rest`.
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
    quickest_pass: float
    memory: float
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def passes(self) -> tuple[float, float]:
        """How many passes over all ties a week costs: usual passes, and the quickest."""
        return self.week / self.pass_over_ties, self.week / self.quickest_pass


class Clocked(Movement):
    """A movement that notes what each rule takes, its changes included."""

    def __init__(self, **settings: Any) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        super().__init__(**settings)

    def _resolve(self, rule: Rule, acts: TableSet, draws: Draws) -> None:
        resolve = super()._resolve
        self.seconds[rule.name()] += _timed(lambda: resolve(rule, acts, draws))

    def _decide(self, draws: Draws, deciding: Any) -> TableSet:
        begun = time.process_time()
        acts = super()._decide(draws, deciding)
        self.seconds["decide"] += time.process_time() - begun
        return acts


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


class Yardstick:
    """One pass over all ties, `np.add.reduceat(v[indices], indptr[:-1])` in float64.

    Parameters
    ----------
    ties
        The web; its spare room is squeezed out first, and empty rows are left out.
    """

    def __init__(self, ties: Ties) -> None:
        rows = np.flatnonzero(ties.degree)
        self.indptr = np.concatenate([[0], np.cumsum(ties.degree[rows], dtype=np.int64)])
        self.indices = ties.head[ties.ties_of(rows)[1]]
        self.v = np.random.default_rng(1).random(ties.people)

    def seconds(self) -> float:
        """Time a pass: the median of five, since the first finds its arrays out of the caches."""
        passes = [
            _timed(lambda: np.add.reduceat(self.v[self.indices], self.indptr[:-1]))
            for _ in range(5)
        ]
        return float(np.median(passes))


def run(members: int, weeks: int, *, compare: bool = False, **settings: Any) -> Timing:
    """Build a movement with every rule and both temperaments, and time its weeks.

    Parameters
    ----------
    members, weeks
        How many; from 52 weeks on, a ballot is among them.
    compare
        Whether to time a pass over all ties after every fourth week, so that whatever else the
        machine does slows both alike.
    settings
        Anything else of the scenario.

    Returns
    -------
    Timing
        The seconds that building and weeks took.
    """
    begun = time.process_time()
    given: dict[str, Any] = {"following": MIXTURE, "seed": 1, **settings}
    movement = Clocked(members=members, **given)
    build = time.process_time() - begun
    yardstick = Yardstick(movement.world.ties) if compare else None
    passes: list[float] = []
    seconds = np.empty(weeks)
    ballot = np.zeros(weeks, np.bool_)
    for week in track(range(weeks), f"{members:,} members", console=Console(stderr=True)):
        seconds[week] = _timed(movement.step)
        ballot[week] = movement.world.ballot_week
        if yardstick and week % 4 == 0:
            passes.append(yardstick.seconds())
    parts = {name: spent / weeks for name, spent in movement.seconds.items()}
    parts["new ties, measuring, rest"] = float(seconds.mean()) - sum(parts.values())
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
        pass_over_ties=float(np.median(passes)) if passes else float("nan"),
        quickest_pass=min(passes, default=float("nan")),
        memory=peak_memory(),
        parts=parts,
    )


def against_student(members: int, weeks: int) -> tuple[Floats, Floats]:
    """Time weeks of ours and of the student's, the shared rules and three indicators alone.

    Each runs week after week, as in use, since turns would find the other's people in the caches:
    ours, then the student's, then ours again.

    Returns
    -------
    Seconds of each week: ours (twice as many weeks), and the student's.
    """
    ours = our_movement(scenario(members), seed=1, record=MEASURES)
    before = _weeks(ours.step, weeks, "ours")
    student = StudentMovement(members, seed=1)
    theirs = _weeks(student.step, weeks, "the student's")
    gc.freeze()  # the student's many objects shall not slow ours by being looked through
    after = _weeks(ours.step, weeks, "ours again")
    gc.unfreeze()
    return np.concatenate([before, after]), theirs


def _weeks(step: Callable[[], object], weeks: int, whose: str) -> Floats:
    bar = track(range(weeks), whose, console=Console(stderr=True))
    return np.array([_timed(step) for _ in bar])


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
