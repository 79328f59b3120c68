"""Favours: patronage that binds its receivers, until they forget it."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.relations import edges_back
from movementsim.rules.shared_columns import OWED
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Fact, Requests, Verb
from movementsim.state.extension import Extension
from movementsim.state.people import Post, Status
from movementsim.state.world import World


class Favours(Rule):
    """Favours are paid for by power or an office; the receiver owes them and likes the giver.

    A member can pay for `per_vote` favours a week for each vote of power, and for one more in
    office. Favours beyond that share what there is, so each counts in part. What is owed grows by
    `size` for each favour and loses the share `forgotten` a week.
    """

    phase = "govern"
    source = "S2.F1, S2.F6"
    reads = ("power", "post", "status", "ties")
    writes = ("owed", "ties")
    rank = 10
    brings = Extension(
        people=(OWED,),
        facts=(Fact("favoured", ("who", "whom", "paid")),),
        kinds=(
            ActKind(
                "favour",
                "a member did a favour",
                Requests(("favour",)),
                read=lambda facts: (facts.favoured.who, facts.favoured.whom),
            ),
        ),
        verbs=(
            Verb(
                "favour",
                "do a favour, paid for by the power one holds",
                0.25,
                "S2.F6",
                along_tie=True,
            ),
        ),
    )

    size: float = parameter(0.3, "debt created by one favour", unit="favours", high=2)
    warmth: float = parameter(0.1, "share of the distance to full liking closed by a favour")
    forgotten: float = parameter(0.01, "share of debts forgotten in a week", unit="share a week")
    per_vote: float = parameter(
        1.0, "favours a week that each vote of power pays for", unit="favours", high=10
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return what the week's favours change, and how debts fade."""
        changes, people, favour = Changes(world), world.people, acts.favour
        changes.scale("owed", 1 - self.of(people).forgotten)
        if not len(favour):
            return changes
        count = np.bincount(favour.who, minlength=len(people))[favour.who]
        per_vote = self.of(people, favour.who).per_vote
        means = per_vote * people.power[favour.who] + (people.post[favour.who] > Post.NONE)
        paid = np.minimum(means / count, 1.0)
        able = (people.status[favour.whom] == Status.MEMBER) & (paid > 0)
        who, whom, paid = favour.who[able], favour.whom[able], paid[able]
        mine = self.of(people, whom)
        changes.add("owed", whom, mine.size * paid)
        seen = edges_back(world, who, whom, favour.edge[able])
        changes.warm(seen[seen >= 0], (mine.warmth * paid)[seen >= 0])
        changes.fact("favoured", who=who, whom=whom, paid=paid)
        return changes
