"""Favours bind; what is owed is forgotten in time."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import amount_column
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.relations import back
from movementsim.state.changes import Changes
from movementsim.state.declarations import Fact, Verb
from movementsim.state.extension import Extension
from movementsim.state.people import Post, Status
from movementsim.state.world import World


class Favours(Rule):
    """A favour is done out of power held or an office: the receiver owes it, and likes the giver.

    How many favours somebody can do in a week is bounded by the power held: patronage needs
    something to give.
    """

    phase = "govern"
    source = "S2.F1, S2.F6"
    reads = ("power", "post", "status", "ties")
    writes = ("owed", "ties")
    rank = 10
    brings = Extension(
        people=(amount_column("owed", "favours owed to the faction", "favours", source="S2.F6"),),
        facts=(Fact("favoured", ("who", "whom", "paid")),),
        verbs=(
            Verb(
                "favour",
                "do somebody a favour out of the power one holds",
                0.25,
                "S2.F6",
                along_tie=True,
            ),
        ),
    )

    size: float = parameter(0.3, "what one favour makes somebody owe", unit="favours", high=2)
    warmth: float = parameter(0.1, "liking gained by a favour")
    forgotten: float = parameter(0.01, "what is owed forgotten in a week", unit="share a week")
    per_vote: float = parameter(
        1.0, "favours a week that a vote's worth of power affords", unit="favours", high=10
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return what favours change."""
        changes, people, favour = Changes(world), world.people, acts.favour
        changes.scale("owed", 1 - self.forgotten)
        if not len(favour):
            return changes
        count = np.bincount(favour.who, minlength=len(people))[favour.who]
        means = self.per_vote * people.power[favour.who] + (people.post[favour.who] > Post.NONE)
        paid = np.minimum(means / count, 1.0)
        able = (people.status[favour.whom] == Status.MEMBER) & (paid > 0)
        who, whom, paid = favour.who[able], favour.whom[able], paid[able]
        changes.add("owed", whom, self.size * paid)
        seen = back(world, who, whom, favour.edge[able])
        changes.warm(seen[seen >= 0], self.warmth * paid[seen >= 0])
        changes.fact("favoured", who=who, whom=whom, paid=paid)
        return changes
