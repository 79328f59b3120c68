"""Hours in hand."""

from __future__ import annotations

import numpy as np

from movementsim.declared import parameter
from movementsim.draws import Draws
from movementsim.rules.base import Rule
from movementsim.tables import Book
from movementsim.world import Changes, World


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

    def resolve(self, world: World, acts: Book, draws: Draws) -> Changes:
        """Return next week's hours in hand."""
        changes, people = Changes(world), world.people
        taken = world.facts.took_time
        spent = np.bincount(taken.who, taken.hours, minlength=len(people))
        left = np.maximum(people.hours - spent, 0.0)
        fresh = people.energy * (1 - people.burnout)
        changes.put("hours", None, np.minimum(left + fresh, self.saved * fresh))
        return changes
