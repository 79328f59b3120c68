"""The tally: running totals of what happened, updated each week from the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from movementsim.kernel.columns import Array, Floats, Whole
from movementsim.kernel.segments import run_starts
from movementsim.state.observed import PersonalTotal, Total
from movementsim.state.people import Status
from movementsim.state.world import World

IN_LINE_DISTANCE = 0.2
"""Distance of opinion within which a decision counts as in line with somebody."""


class Tally:
    """Totals since the start, of the whole movement and by strategy.

    Parameters
    ----------
    strategies
        Number of strategies in the movement.
    totals, personal
        The totals to keep: see :func:`movementsim.plugins.schema.totals_of`.

    Attributes
    ----------
    total
        Sums and counts by name.
    by_strategy
        Totals by name of what followers of each strategy do, each of shape (strategies,).
    """

    def __init__(
        self, strategies: int, totals: Iterable[Total], personal: Iterable[PersonalTotal]
    ) -> None:
        self.total: defaultdict[str, float] = defaultdict(float)
        self.by_strategy: defaultdict[str, Array] = defaultdict(lambda: np.zeros(strategies))
        self._strategies = strategies
        self._totals, self._personal = tuple(totals), tuple(personal)

    def mean(self, name: str, per: str) -> float:
        """Return one total divided by another; NaN where the latter is 0.

        Parameters
        ----------
        name, per
            Names of the total, and of the total that it is divided by.

        Returns
        -------
        float
            The quotient.
        """
        count = self.total[per]
        return self.total[name] / count if count else float("nan")

    def add_week(self, world: World, following: Whole) -> None:
        """Add the facts of a week.

        Parameters
        ----------
        world
            The world at the end of the week.
        following
            The number of the strategy that each person follows, shape (people,).
        """
        for kept in self._totals:
            added = kept.count(world)
            if isinstance(added, Mapping):
                for key, number in added.items():
                    self.total[f"{kept.name}_{key}"] += number
            else:
                self.total[kept.name] += added
        for personal in self._personal:
            found = personal.count(world)
            if found is not None:
                slots, weight = found
                self.by_strategy[personal.name] += self._by_strategy(following[slots], weight)
        self._count_influence(world, following)

    def _by_strategy(self, number: Whole, weight: Floats | None = None) -> Array:
        return np.bincount(number, weight, minlength=self._strategies)

    def _count_influence(self, world: World, following: Whole) -> None:
        """Count decisions in line with the most powerful follower of a strategy in the branch."""
        decided, people = world.facts.decided, world.people
        if not len(decided):
            return
        for number in range(1, self._strategies):
            own = ((following == number) & (people.status == Status.MEMBER)).nonzero()[0]
            order = np.lexsort((own, -people.power[own], people.branch[own]))
            mightiest = own[order][run_starts(people.branch[own[order]])]
            head = np.full(len(world.branches), -1)
            head[people.branch[mightiest]] = mightiest
            heads = head[decided.branch]
            present = heads >= 0
            near = np.abs(people.opinion[heads] - decided.position) <= IN_LINE_DISTANCE
            self.by_strategy["decisions_seen"][number] += present.sum()
            self.by_strategy["decisions_near"][number] += (near & present).sum()
