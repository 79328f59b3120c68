"""The tally: running totals of what happened, updated each week from the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

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

    def add_week(self, world: World, following: Whole, alone: Callable[[int], World]) -> None:
        """Add the facts of a week.

        Parameters
        ----------
        world
            The world at the end of the week.
        following
            The number of the strategy that each person follows, shape (people,).
        alone
            Returns one movement by itself, for totals that know of single ones only.
        """
        for kept in self._totals:
            added = self._added(kept, world, alone)
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

    def _added(
        self, kept: Total, world: World, alone: Callable[[int], World]
    ) -> Floats | Mapping[str, Floats]:
        """Return what the week adds to each movement, also if a total gives single numbers."""
        runs = self._shape[0]
        if runs == 1:
            return kept.count(world)
        added = _by_run(kept, world, runs)
        if added is not None:
            return added
        each: list[Any] = [kept.count(alone(run)) for run in range(runs)]
        if not isinstance(each[0], Mapping):
            return np.array(each, np.float64).reshape(runs)
        keys = dict.fromkeys(key for one in each for key in one)
        return {key: np.array([float(one.get(key, 0.0)) for one in each]) for key in keys}

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


def _by_run(kept: Total, world: World, runs: int) -> Floats | Mapping[str, Floats] | None:
    """Return what a total adds to each movement of a stack; None if it knows of one only."""
    try:
        added = kept.count(world)
    except (TypeError, ValueError):
        return None
    values = [*added.values()] if isinstance(added, Mapping) else [added]
    if not values and not getattr(kept.count, "__module__", "").startswith("movementsim."):
        return None  # nothing tells whether it would have given arrays
    return added if all(np.shape(value) == (runs,) for value in values) else None
