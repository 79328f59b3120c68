"""How many runs of the pages share a stack."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from movementsim.scenario.scenario import Scenario

MOST_RUNS_A_STACK = 26
"""Most runs of a stack: more would save little, and results would come in more seldom."""
MOST_WORK_A_STACK = 2_500_000
"""Most people of a stack times its weeks, which take some ten seconds."""


def work_of(scenarios: Iterable[Scenario]) -> float:
    """Return the sum of people times weeks of these runs."""
    return sum(each.members * (1 + each.outside) * each.weeks for each in scenarios)


def even_stacks(count: int, runs: int, work: float, workers: int) -> list[range]:
    """Divide items into stacks of nearly equal size, so that all processes are done together.

    Parameters
    ----------
    count
        Number of items, such as pairs of runs.
    runs
        Number of runs of an item.
    work
        Work of an item, see :func:`work_of`.
    workers
        Number of processes.

    Returns
    -------
    list of range
        The numbers of the items of each stack.
    """
    most = max(1, min(MOST_RUNS_A_STACK // runs, int(MOST_WORK_A_STACK // max(work, 1))))
    stacks = ceil(count / most)
    stacks = min(stacks + -stacks % workers, count)
    return [
        range(*ends) for ends in pairwise(count * n // max(stacks, 1) for n in range(stacks + 1))
    ]
