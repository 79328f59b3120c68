"""TODO."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NOBODY, week_column
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.rates import fading
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.power.grants import GRANT_COLUMNS
from movementsim.rules.relations import keep_within, witnesses
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Fact, Verb
from movementsim.state.extension import Extension
from movementsim.state.observed import Total
from movementsim.state.people import Status
from movementsim.state.world import World


class Reclaiming(Rule):
    """A patron takes back what was granted; whoever respects the victim learns how safe grants are.

    What it costs in stake is worked out by the rule felt_say.
    """

    phase = "share power"
    source = "S3.E1, S3.E3"
    reads = ("power", "granted", "patron", "revocability", "status", "branch", "office", "ties")
    writes = ("power", "granted", "office", "patron", "revocability", "wronged", "chronicle")
    rank = 10
    every_wave = True
    brings = Extension(
        people=(
            *GRANT_COLUMNS,
            week_column("wronged", "week of the last wrong done to somebody", source="S2.W2"),
        ),
        facts=(Fact("clawed", ("who", "whom", "amount", "felt", "act")),),
        kinds=(ActKind("claw_back", "a patron took granted power back"),),
        verbs=(Verb("reclaim", "take back from somebody what one granted", 0.25, "S3.E1"),),
        totals=(Total("clawed", lambda world: len(world.facts.clawed)),),
    )

    lesson: float = parameter(0.5, "how much full respect for the victim teaches of revocability")

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return what claw-backs change."""
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
        changes.grow("revocability", witness, self.lesson * respect)
        changes.grow("revocability", whom, self.lesson)
        act = changes.act("claw_back", who, whom, people.branch[whom])
        felt = amount * (1 - people.revocability[whom])
        changes.fact("clawed", who=who, whom=whom, amount=amount, felt=felt, act=act)
        return changes


class Revocability(Rule):
    """The longer a grant is held, the less revocable it feels."""

    phase = "share power"
    source = "S3.E1"
    reads = ("patron", "status")
    writes = ("revocability", "granted", "patron")
    rank = 40
    brings = Extension(people=GRANT_COLUMNS)

    half_life: float = parameter(
        104.0, "tenure after which a grant feels half as revocable", unit="weeks", low=1, high=1040
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return what a week of tenure does; a grant whose patron is gone is free."""
        changes, people = Changes(world), world.people
        changes.scale("revocability", fading(self.half_life))
        orphan = (people.patron >= 0).nonzero()[0]
        gone = orphan[people.status[people.patron[orphan]] != Status.MEMBER]
        if len(gone):
            changes.put("granted", gone, 0.0)
            changes.put("patron", gone, NOBODY)
        return changes
