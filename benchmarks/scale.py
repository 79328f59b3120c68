"""Time a week at growing sizes, the whole party, and one small run.

Seconds are CPU seconds of this process, so that other load on the machine matters little. Runs use
one thread, so on an idle machine CPU seconds equal elapsed seconds. Only ratios within one run are
compared with targets.
"""

from __future__ import annotations

import cProfile
import gc
import pstats
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
from benchmarks.processes import peak_memory
from benchmarks.student import StudentMovement
from movementsim import Movement
from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.rates import WEEKS_A_YEAR
from movementsim.kernel.tables import TableSet
from movementsim.kernel.ties import Ties
from movementsim.rules.base import Rule
from movementsim.simulation.stack import Stack

PARTY = 564_443
"""Members of the whole party."""
SIZES = (10_000, 30_000, 100_000, 300_000, PARTY)
MIXTURE = {"Organiser": 0.03, "Factionalist": 0.03}
BALLOTS = 1 / WEEKS_A_YEAR
"""Share of weeks with a ballot."""


@dataclass
class Timing:
    """The time and memory of a run.

    Attributes
    ----------
    members
        Members at the start.
    weeks
        Number of weeks that were run.
    ties
        Ties at the end, each counted once.
    build
        Seconds to build the movement.
    week
        Mean seconds per week, with ballot weeks weighted as one in 52.
    ordinary
        Mean seconds of an ordinary week.
    ballot
        Mean seconds of a ballot week.
    total
        Seconds of all weeks.
    pass_over_ties
        Median seconds of one pass over all ties, see :class:`Yardstick`; NaN if not measured.
    quickest_pass
        Minimum seconds of one pass over all ties; NaN if not measured.
    memory
        Peak memory of this process, GB.
    parts
        Seconds per week by rule, `decide`, and `new ties, measuring, rest`.
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
        """The cost of a week in passes over all ties: median passes, and the quickest."""
        return self.week / self.pass_over_ties, self.week / self.quickest_pass


class Clocked(Stack):
    """A stack that records the time of each rule, including its changes, and of decisions."""

    def __init__(self, *arguments: Any) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        super().__init__(*arguments)

    def apply_rule(self, rule: Rule, acts: TableSet, draws: Draws) -> None:
        """Let a rule resolve and apply its changes, and record the time."""
        begun = time.process_time()
        super().apply_rule(rule, acts, draws)
        self.seconds[rule.name()] += time.process_time() - begun

    def collect_acts(self, draws: Draws, deciding: Whole | None) -> TableSet:
        """Let members decide, and record the time."""
        begun = time.process_time()
        acts = super().collect_acts(draws, deciding)
        self.seconds["decide"] += time.process_time() - begun
        return acts


class ClockedMovement(Movement):
    """A movement that records the time of each rule and of decisions.

    Attributes
    ----------
    stack
        The movement in a stack of one, which records the times.
    """

    stack: Clocked

    def _stack(self, *arguments: Any) -> Stack:
        plan, *others = arguments
        return Clocked([plan], *others)


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


class Yardstick:
    """One pass over all ties, `np.add.reduceat(v[indices], indptr[:-1])` in float64.

    Parameters
    ----------
    ties
        The ties; spare positions and empty rows are left out.
    """

    def __init__(self, ties: Ties) -> None:
        rows = np.flatnonzero(ties.degree)
        self.indptr = np.concatenate([[0], np.cumsum(ties.degree[rows], dtype=np.int64)])
        self.indices = ties.head[ties.ties_of(rows)[1]]
        self.v = np.random.default_rng(1).random(ties.people)

    def seconds(self) -> float:
        """Time a pass: the median of five, as the first finds its arrays outside the caches."""
        passes = [
            _timed(lambda: np.add.reduceat(self.v[self.indices], self.indptr[:-1]))
            for _ in range(5)
        ]
        return float(np.median(passes))


def run(members: int, weeks: int, *, compare: bool = False, **settings: Any) -> Timing:
    """Build a movement with all rules and both leading strategies, and time its weeks.

    Parameters
    ----------
    members, weeks
        Members at the start, and weeks to run; 52 weeks include a ballot.
    compare
        Whether to time a pass over all ties after every fourth week, so that other load on the
        machine slows both alike.
    settings
        Other fields of the scenario.

    Returns
    -------
    Timing
        The seconds of building and of the weeks.
    """
    begun = time.process_time()
    given: dict[str, Any] = {"following": MIXTURE, "seed": 1, **settings}
    movement = ClockedMovement(members=members, **given)
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
    parts = {name: spent / weeks for name, spent in movement.stack.seconds.items()}
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
    """Time weeks of our model and the student's, with the shared rules and three indicators.

    Each model runs its weeks in a row, as in use, because taking turns would fill the caches with
    the other's people: ours, then the student's, then ours again.

    Parameters
    ----------
    members, weeks
        Members at the start, and weeks of each of the three parts.

    Returns
    -------
    ours : (2 * weeks,) array
        Seconds of each of our weeks.
    theirs : (weeks,) array
        Seconds of each of the student's weeks.
    """
    ours = our_movement(scenario(members), seed=1, record=MEASURES)
    before = _weeks(ours.step, weeks, "ours")
    student = StudentMovement(members, seed=1)
    theirs = _weeks(student.step, weeks, "the student's")
    gc.freeze()  # so that garbage collection of the student's many objects does not slow ours
    after = _weeks(ours.step, weeks, "ours again")
    gc.unfreeze()
    return np.concatenate([before, after]), theirs


def _weeks(step: Callable[[], object], weeks: int, whose: str) -> Floats:
    bar = track(range(weeks), whose, console=Console(stderr=True))
    return np.array([_timed(step) for _ in bar])


def profile(members: int, weeks: int, lines: int = 25, **settings: Any) -> str:
    """Profile some weeks.

    Parameters
    ----------
    members, weeks
        Members at the start, and weeks to run.
    lines
        Functions to list.
    settings
        Other fields of the scenario.

    Returns
    -------
    str
        The functions that take most time themselves, as cProfile lists them.
    """
    given: dict[str, Any] = {"following": MIXTURE, "seed": 1, **settings}
    movement = Movement(members=members, **given)
    with cProfile.Profile() as profiler:
        for _ in range(weeks):
            movement.step()
    listing = StringIO()
    pstats.Stats(profiler, stream=listing).strip_dirs().sort_stats("tottime").print_stats(lines)
    return listing.getvalue()


def slope(members: Sequence[int], seconds: Sequence[float]) -> float:
    """Return the log-log slope of seconds against members, by least squares.

    Parameters
    ----------
    members, seconds
        One pair per size.

    Returns
    -------
    float
        1 for a cost in proportion to the members.
    """
    x, y = np.log(members), np.log(seconds)
    fitted: Floats = np.polyfit(x, y, 1)
    return float(fitted[0])
