"""Hours that rules take from people for tasks, meetings, orders and campaigns."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Array, Whole
from movementsim.state.changes import Changes
from movementsim.state.declarations import Fact
from movementsim.state.extension import Extension
from movementsim.state.world import World

TIME = Extension(facts=(Fact("took_time", ("who", "hours")),))
"""What every rule that takes people's hours brings to the model."""


class HoursInHand:
    """The hours that people have in hand while a rule takes some of them.

    People pay for their own acts when they decide on them. What others ask of them (a task, a
    meeting, an order, a campaign) is paid for here, so that nobody gives more hours than they have.

    Parameters
    ----------
    changes
        The changes to add to.
    world
        The world.

    Attributes
    ----------
    left
        Hours that each person still has in hand, shape (people,).
    """

    def __init__(self, changes: Changes, world: World) -> None:
        self._changes = changes
        self.left = world.people.hours.copy()

    def take(self, who: Whole, hours: Array) -> None:
        """Take hours from people, at most what each has left.

        Parameters
        ----------
        who
            Slots of people, all different.
        hours
            Hours to take from each.
        """
        taken = np.minimum(hours, self.left[who])
        self.left[who] -= taken
        self._changes.put("hours", who, self.left[who])
        self._changes.fact("took_time", who=who, hours=taken)
