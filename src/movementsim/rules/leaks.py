"""Leaks out of closed circles."""

from __future__ import annotations

import numpy as np

from movementsim.chronicle import Kind
from movementsim.declared import parameter
from movementsim.draws import Draws
from movementsim.rates import weekly_share
from movementsim.rules.base import Rule
from movementsim.tables import Book
from movementsim.world import Changes, World


class Leaks(Rule):
    """Each in a closed circle may leak, the likelier the more aggrieved; rivals are warned."""

    phase = "govern"
    source = "S2.F3; Riker 1962"
    reads = ("grievance", "uid", "branch")
    writes = ("leaked", "chronicle")
    rank = 60

    eps: float = parameter(0.04, "chance that one of the circle leaks", unit="share a month")
    grudge: float = parameter(2.0, "how much more a grievance makes of it", unit="times", high=10)

    def resolve(self, world: World, acts: Book, draws: Draws) -> Changes:
        """Return whose plans leaked."""
        changes, caucused = Changes(world), world.facts.caucused
        if not len(caucused):
            return changes
        people, whom = world.people, caucused.whom
        odds = weekly_share(
            np.minimum(self.eps * (1 + self.grudge * people.grievance[whom]), 1.0)
        )
        leak = draws.chance("leak", odds, people.uid[whom], people.uid[caucused.who])
        who, whom = caucused.who[leak], whom[leak]
        if len(who):
            changes.put("leaked", who, world.week)
            changes.act(Kind.LEAK, whom, who, people.branch[who])
            changes.fact("leaked", who=whom, whom=who, branch=people.branch[who])
        return changes
