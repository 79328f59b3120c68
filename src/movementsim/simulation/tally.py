"""Running totals of what happened, kept week by week from the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from movementsim.kernel.columns import Array, Floats, Whole
from movementsim.kernel.segments import run_starts
from movementsim.state.observed import PersonalTotal, Total
from movementsim.state.people import Status
from movementsim.state.world import World

NEAR = 0.2
"""Distance within which a decision counts as in line with somebody's opinion."""


class Tally:
    """Totals since the beginning, overall and by strategy.

    Parameters
    ----------
    strategies
        Number of strategies in play.
    totals, personal
        What is kept: see :func:`movementsim.plugins.schema.totals_of`.

    Attributes
    ----------
    total
        Sums and counts by name.
    by_strategy
        The same for what the followers of each strategy do: name to array, shape (strategies,).
    """

    def __init__(
        self, strategies: int, totals: Iterable[Total], personal: Iterable[PersonalTotal]
    ) -> None:
        self.total: defaultdict[str, float] = defaultdict(float)
        self.by_strategy: defaultdict[str, Array] = defaultdict(lambda: np.zeros(strategies))
        self._strategies = strategies
        self._totals, self._personal = tuple(totals), tuple(personal)

    def mean(self, name: str, per: str) -> float:
        """Return one total divided by another; NaN before there was any.

        Parameters
        ----------
        name, per
            Names of the totals.
        """
        count = self.total[per]
        return self.total[name] / count if count else float("nan")

    def take(self, world: World, following: Whole) -> None:
        """Take in the facts of a week.

        Parameters
        ----------
        world
            The world at the week's end.
        following
            The number of everybody's strategy by slot, shape (people,).
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
                self.by_strategy[personal.name] += self._spread(following[slots], weight)
        self._influence(world, following)

    def _spread(self, number: Whole, weight: Floats | None = None) -> Array:
        return np.bincount(number, weight, minlength=self._strategies)

    def _influence(self, world: World, following: Whole) -> None:
        """Count decisions close to the opinion of the most powerful follower in the branch."""
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
            there = heads >= 0
            near = np.abs(people.opinion[heads] - decided.position) <= NEAR
            self.by_strategy["decisions_seen"][number] += there.sum()
            self.by_strategy["decisions_near"][number] += (near & there).sum()
