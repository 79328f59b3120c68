"""The viewpoint of some members: the week's snapshot, their memory and their random draws."""

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
    """Some members in a week's snapshot, with their columns, memory and random draws.

    Columns of :mod:`movementsim.state.people` and declared memory columns are read as attributes
    (`me.trust`), one value per member.

    Parameters
    ----------
    world
        The week's snapshot.
    slots
        Slots of the members, ascending, shape (members,).
    draws
        The week's random draws.
    memory
        Declared memory columns by name, each of shape (people,).

    Attributes
    ----------
    world, slots, draws, memory
        As given.
    week
        The week, counted from 0.
    guarded
        Whether parameters of their strategy differ between movements of the stack.
    """

    guarded = False

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
        """Return the viewpoint of some of these members, selected by a mask or by positions."""
        return type(self)(self.world, self.slots[which], self.draws, self.memory)

    @property
    def week(self) -> int:
        """The week, counted from 0."""
        return self.world.week

    def chance(self, name: str, probability: Any) -> Mask:
        """Draw for each member whether something happens this week.

        Parameters
        ----------
        name
            Name of the draw: the same name gives a member the same draw within a week.
        probability
            Its probability, 0-1; one number, or one per member.

        Returns
        -------
        (members,) bool
            True where it happens.
        """
        return np.asarray(self.draws.uniform(name, self.key) < checks.share(probability, name))

    def monthly(self, name: str, share: Any) -> Mask:
        """Draw for each member whether something happens this week, given its monthly probability.

        Parameters
        ----------
        name
            Name of the draw.
        share
            Probability that it happens within a month, 0-1; one number, or one per member.

        Returns
        -------
        (members,) bool
            True where it happens this week.
        """
        return self.chance(name, weekly_share(checks.share(share, name)))

    def times(self, name: str, per_month: Any) -> Whole:
        """Draw for each member how many times something happens this week.

        Parameters
        ----------
        name
            Name of the draw.
        per_month
            How often it happens in a month, on average; one number, or one per member.

        Returns
        -------
        (members,) int64
            How many times it happens this week.
        """
        mean = weekly_times(np.asarray(checks.count(per_month, name), np.float64))
        return np.asarray(np.floor(mean + self.draws.uniform(name, self.key)), np.int64)
