"""The hours that a rule takes of people: tasks, meetings, orders and campaigns."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Array, Whole
from movementsim.state.changes import Changes
from movementsim.state.declarations import Fact
from movementsim.state.extension import Extension
from movementsim.state.world import World

TIME = Extension(facts=(Fact("took_time", ("who", "hours")),))
"""What every rule brings that takes hours of people."""


class HoursInHand:
    """The hours people have in hand while one rule takes some of them.

    Own acts are paid when they are decided on; whatever others ask of somebody (a task, a meeting,
    an order, a campaign) is paid here, so that nobody gives an hour that is not there.

    Attributes
    ----------
    left
        Hours in hand, by slot.
    """

    def __init__(self, changes: Changes, world: World) -> None:
        self._changes = changes
        self.left = world.people.hours.copy()

    def take(self, who: Whole, hours: Array) -> None:
        """Take these hours, at most what is left, of these people (all different)."""
        taken = np.minimum(hours, self.left[who])
        self.left[who] -= taken
        self._changes.put("hours", who, self.left[who])
        self._changes.fact("took_time", who=who, hours=taken)
