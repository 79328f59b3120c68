"""Who looks: some members, with the week's snapshot, their memory and their luck."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from movementsim.errors import nearest
from movementsim.kernel.columns import Array, Mask, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.rates import weekly_share, weekly_times
from movementsim.state.world import World
from movementsim.vocabulary import checks


class Viewpoint:
    """Some members in a week's snapshot: what they hold, what they remember, and their luck.

    Columns of :mod:`movementsim.state.people` and declared memory columns are read as attributes
    (`me.trust`), one value a member.

    Parameters
    ----------
    world
        The week's snapshot.
    slots
        The members.
    draws
        The week's luck.
    memory
        Declared memory columns by name, over all slots.
    """

    def __init__(
        self, world: World, slots: Whole, draws: Draws, memory: dict[str, Array] | None = None
    ) -> None:
        self.world = world
        self.slots = slots
        self.draws = draws
        self.memory = memory or {}

    def __len__(self) -> int:
        return len(self.slots)

    def __getattr__(self, name: str) -> Array:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self.memory:
            value = self.memory[name][self.slots]
        elif name in self.world.people:
            value = getattr(self.world.people, name)[self.slots]
        else:
            known = [*self.world.people.known, *self.memory, *dir(type(self))]
            raise AttributeError(f"a member has no {name!r}{nearest(name, known)}")
        value.flags.writeable = False
        self.__dict__[name] = value
        return value

    def part(self, which: Array) -> Self:
        """Return what is seen by some of these members, by mask or position."""
        return type(self)(self.world, self.slots[which], self.draws, self.memory)

    @property
    def week(self) -> int:
        """The week, counted from 0."""
        return self.world.week

    def chance(self, name: str, probability: Any) -> Mask:
        """Say for each member whether something with this probability happens this week."""
        return np.asarray(self.draws.uniform(name, self.uid) < checks.share(probability, name))

    def monthly(self, name: str, share: Any) -> Mask:
        """Say for each member whether something of this probability a month happens this week."""
        return self.chance(name, weekly_share(checks.share(share, name)))

    def times(self, name: str, per_month: Any) -> Whole:
        """Return how many times this week something falls that happens so often a month."""
        mean = weekly_times(np.asarray(checks.count(per_month, name), np.float64))
        return np.asarray(np.floor(mean + self.draws.uniform(name, self.uid)), np.int64)
