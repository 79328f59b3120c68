"""Reclaiming: patrons take granted power back, and how revocable grants feel."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NOBODY
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.rates import fading
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.power.grants import GRANT_COLUMNS
from movementsim.rules.relations import keep_within, witnesses
from movementsim.rules.shared_columns import WRONGED
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Fact, Requests, Verb
from movementsim.state.extension import Extension
from movementsim.state.people import Status
from movementsim.state.world import World


class Reclaiming(Rule):
    """A patron takes granted power back; witnesses learn that grants are revocable.

    Revocability closes the share `lesson` of its distance to 1 for the victim, and for witnesses in
    proportion to their respect for the victim. The loss of felt efficacy is computed by the rule
    `felt_say`, which knows the say before and after.
    """

    phase = "share power"
    source = "S3.E1, S3.E3"
    reads = ("power", "granted", "patron", "revocability", "status", "branch", "office", "ties")
    writes = ("power", "granted", "office", "patron", "revocability", "wronged", "chronicle")
    rank = 10
    every_wave = True
    brings = Extension(
        people=(*GRANT_COLUMNS, WRONGED),
        facts=(Fact("clawed", ("who", "whom", "amount", "felt", "act")),),
        kinds=(ActKind("claw_back", "a patron took granted power back", Requests(("reclaim",))),),
        verbs=(Verb("reclaim", "take back the power that one granted to a person", 0.25, "S3.E1"),),
    )

    lesson: float = parameter(
        0.5, "rise of felt revocability by seeing a claw-back, at full respect for the victim"
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return what the week's claw-backs change."""
        changes, people = Changes(world), world.people
        reclaim = acts.reclaim
        if not len(reclaim):
            return changes
        holds = (people.granted[reclaim.whom] > 0) & (people.patron[reclaim.whom] == reclaim.who)
        who, whom = reclaim.who[holds], reclaim.whom[holds]
        whom, first = np.unique(whom, return_index=True)
        who = who[first]
        if not len(who):
            return changes
        amount = np.minimum(people.granted[whom], people.power[whom])
        changes.add("power", whom, -amount)
        changes.add("power", who, amount)
        keep_within(changes, world, whom, people.power[whom] - amount)
        changes.put("granted", whom, 0.0)
        changes.put("patron", whom, NOBODY)
        changes.put("wronged", whom, world.week)
        _, witness, respect = witnesses(world, whom)
        changes.grow("revocability", witness, self.of(people, witness).lesson * respect)
        changes.grow("revocability", whom, self.of(people, whom).lesson)
        act = changes.act("claw_back", who, whom, people.branch[whom])
        felt = amount * (1 - people.revocability[whom])
        changes.fact("clawed", who=who, whom=whom, amount=amount, felt=felt, act=act)
        return changes


class Revocability(Rule):
    """The longer granted power is held, the less revocable it feels.

    Revocability fades with the half-life `half_life`. A grant whose patron has left the movement
    becomes the holder's own.
    """

    phase = "share power"
    source = "S3.E1"
    reads = ("patron", "status")
    writes = ("revocability", "granted", "patron")
    rank = 40
    brings = Extension(people=GRANT_COLUMNS)

    half_life: float = parameter(
        104.0, "half-life of the felt revocability of a grant", unit="weeks", low=1, high=1040
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return how revocability fades this week, and which grants lose their patron."""
        changes, people = Changes(world), world.people
        changes.scale("revocability", fading(self.of(people).half_life))
        orphan = (people.patron >= 0).nonzero()[0]
        gone = orphan[people.status[people.patron[orphan]] != Status.MEMBER]
        if len(gone):
            changes.put("granted", gone, 0.0)
            changes.put("patron", gone, NOBODY)
        return changes
