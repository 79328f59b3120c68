"""The tally: running totals of what happened, updated each week from the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from movementsim.kernel.columns import Array, Whole
from movementsim.state.observed import Done, PersonalTotal, Total
from movementsim.state.world import World


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
            found = personal.count(world, following)
            if isinstance(found, Mapping):
                for key, done in found.items():
                    self._add_personal(f"{personal.name}_{key}", following, done)
            elif found is not None:
                self._add_personal(personal.name, following, found)

    def _add_personal(self, name: str, following: Whole, done: Done) -> None:
        """Add what people did this week to the totals of the strategies that they follow."""
        slots, weight = done
        self.by_strategy[name] += np.bincount(following[slots], weight, minlength=self._strategies)
