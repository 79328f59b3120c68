"""Respect: earned, and lost, by what people do in public."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.segments import filled
from movementsim.kernel.tables import Rows, TableSet
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.world import World


class Respect(Rule):
    """Respect grows with tasks done, credit, support and defence; failures and exclusions cost it.

    Everybody tied to a person sees tasks and credit. Only the receiver sees support. A defence or
    an exclusion is seen by those who respect the person concerned, in proportion to that respect.
    Gains close a share of the distance of respect to 1; losses take a share of it. Respect does
    not fade.
    """

    phase = "judge"
    source = "S2.O2, S2.O8, S2.O9, S2.B5"
    reads = ("ties",)
    writes = ("ties",)
    rank = 70

    task: float = parameter(0.05, "respect gained among acquaintances by a task done")
    failure: float = parameter(0.05, "respect lost among acquaintances by a task failed")
    win: float = parameter(
        0.1, "respect gained among acquaintances by a full share of credit for a win"
    )
    support: float = parameter(0.2, "respect gained from the person supported", source="S2.O8")
    defence: float = parameter(
        0.1, "respect gained by a defence among those who fully respect the person defended"
    )
    exclusion: float = parameter(
        0.3, "respect lost by an exclusion among those who fully respect the person excluded"
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the week's gains and losses of respect."""
        changes, people, facts = Changes(world), world.people, world.facts
        tasked, credited = facts.tasked, facts.credited
        if len(tasked):
            their = self.of(people, tasked.whom)
            gain = np.where(tasked.succeeded > 0, their.task, -their.failure)
            self._in_public(changes, world, tasked.whom, gain)
        if len(credited):
            win = self.of(people, credited.who).win
            self._in_public(changes, world, credited.who, win * credited.share)
        supported = facts.supported
        if len(supported):
            supported = supported.take(supported.back >= 0)
            gained = self.of(people, supported.whom).support
            changes.shift_respect(supported.back, gained)
        defended, authored = facts.defended, facts.authored
        defence = self.of(people, defended.whom).defence
        self._by_respect_for(changes, world, defended, defence)
        loss = self.of(people, authored.whom).exclusion
        self._by_respect_for(changes, world, authored, -loss)
        return changes

    @staticmethod
    def _in_public(changes: Changes, world: World, who: Whole, gain: Floats) -> None:
        owner, edge = world.ties.ties_of(who)
        changes.shift_respect(world.ties.reverse[edge], gain[owner])

    @staticmethod
    def _by_respect_for(changes: Changes, world: World, fact: Rows, gain: Floats | float) -> None:
        """Move respect for `who`, by `gain` where respect for `whom` is full."""
        if not len(fact):
            return
        ties = world.ties
        owner, edge = ties.ties_of(fact.whom)
        respect = filled(gain, len(fact))[owner] * ties.respect[ties.reverse[edge]]
        seen = ties.find(ties.head[edge].astype(np.int64), fact.who[owner])
        known = seen >= 0
        changes.shift_respect(seen[known], respect[known])
