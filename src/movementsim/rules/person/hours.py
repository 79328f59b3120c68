"""Hours in hand: the time that a week adds, and how much of it people can save."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.world import World


class Hours(Rule):
    """People save hours that they do not spend, for some weeks, and can afford a rare long evening.

    A week brings energy × (1 − burnout) hours; at most `saved` times as many can be in hand. With
    six weeks of saving, 40% of people can afford a two-hour meeting, as many as had been to one.
    """

    phase = "judge"
    source = "pattern P2; evidence, flow facts"
    reads = ("energy", "burnout", "hours")
    writes = ("hours",)
    rank = 80

    saved: float = parameter(
        6.0,
        "weeks' worth of hours that can be saved",
        unit="weeks",
        low=1,
        high=52,
        status="from data",
        source="post-2015 joiners, 2016",
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the hours in hand for next week."""
        changes, people = Changes(world), world.people
        fresh = people.energy * (1 - people.burnout)
        changes.put("hours", None, np.minimum(people.hours + fresh, self.of(people).saved * fresh))
        return changes
