"""Hours in hand: what is asked of people's time, and what a week adds to it."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.world import World


class Hours(Rule):
    """Hours not spent are saved for some weeks, so that rare long evenings can be afforded.

    Six weeks of saving let 40% of people afford a two-hour meeting, as many as had been to one.
    """

    phase = "judge"
    source = "pattern P2; evidence, flow facts"
    reads = ("energy", "burnout", "hours")
    writes = ("hours",)
    rank = 80

    saved: float = parameter(
        6.0,
        "weeks of energy that can be saved up",
        unit="weeks",
        low=1,
        high=52,
        status="from data",
        source="post-2015 joiners, 2016",
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return next week's hours in hand."""
        changes, people = Changes(world), world.people
        fresh = people.energy * (1 - people.burnout)
        changes.put("hours", None, np.minimum(people.hours + fresh, self.saved * fresh))
        return changes
