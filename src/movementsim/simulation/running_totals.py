"""The tally: running totals of what happened, updated each week from the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from movementsim.kernel.columns import Floats, Whole
from movementsim.state.observed import PersonalTotal, Total
from movementsim.state.world import World


class Tally:
    """Totals since the start, of each movement and by strategy.

    Parameters
    ----------
    runs, strategies
        Number of movements, and the largest number of strategies in one of them.
    totals, personal
        The totals to keep: see :func:`movementsim.plugins.schema.totals_of`.

    Attributes
    ----------
    total
        Sums and counts by name, each of shape (runs,).
    by_strategy
        Totals by name of what followers of each strategy do, each of shape (runs, strategies).
    """

    def __init__(
        self, runs: int, strategies: int, totals: Iterable[Total], personal: Iterable[PersonalTotal]
    ) -> None:
        self._shape = runs, strategies
        self.total: defaultdict[str, Floats] = defaultdict(lambda: np.zeros(runs))
        self.by_strategy: defaultdict[str, Floats] = defaultdict(lambda: np.zeros(self._shape))
        self._totals, self._personal = tuple(totals), tuple(personal)
        for kept in self._personal:
            self.by_strategy[kept.name] = np.zeros(self._shape)

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
            elif added is not world.nothing:
                self.total[kept.name] += added
        for personal in self._personal:
            found = personal.count(world, following)
            if found is not None:
                slots, weight = found
                place = world.people.run[slots] * self._shape[1] + following[slots]
                self.by_strategy[personal.name] += self._counted(place, weight)

    def _counted(self, place: Whole, weight: Floats | None = None) -> Floats:
        runs, strategies = self._shape
        counted = np.bincount(place, weight, minlength=runs * strategies)
        return counted.reshape(runs, strategies).astype(np.float64)

    def part(self, run: int) -> Tally:
        """Return the totals of one movement by itself."""
        own = Tally(1, self._shape[1], self._totals, self._personal)
        own.total.update({name: values[[run]] for name, values in self.total.items()})
        own.by_strategy.update({name: values[[run]] for name, values in self.by_strategy.items()})
        return own
