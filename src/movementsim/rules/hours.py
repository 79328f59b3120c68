"""Hours in hand: what is asked of people's time, and what a week adds to it."""

from __future__ import annotations

import numpy as np

from movementsim.columns import Array, Whole
from movementsim.declared import parameter
from movementsim.draws import Draws
from movementsim.rules.base import Rule
from movementsim.tables import Book
from movementsim.world import Changes, World


class InHand:
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
        fresh = people.energy * (1 - people.burnout)
        changes.put("hours", None, np.minimum(people.hours + fresh, self.saved * fresh))
        return changes
