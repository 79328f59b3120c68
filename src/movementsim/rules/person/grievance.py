"""Grievances: members hold wrongs against the acts that did them."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.segments import filled
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.relations import witnesses
from movementsim.rules.shared_columns import GRIEVANCE
from movementsim.state.changes import Changes
from movementsim.state.extension import Extension
from movementsim.state.observed import member_mean
from movementsim.state.world import World, mask_of


class Grievances(Rule):
    """Members hold wrongs against the acts that did them; these grievances fade.

    The ledger has one entry for each person and act, so that hostility can be traced back to the
    act that began it. Each week the share `keep` of every entry remains. The other parameters are
    the sizes of new entries, in wrongs; being excluded is one wrong by default.
    """

    phase = "judge"
    source = "S2.W2, S2.W3, S2.F2; pattern P8"
    reads = ("opinion", "branch", "status", "position", "ties")
    writes = ("grievance", "ledger")
    rank = 30
    brings = Extension(
        people=(GRIEVANCE,),
        indicators=(
            member_mean("grievance", "grievance, mean over members", "wrongs", better="less"),
        ),
    )

    keep: float = parameter(
        0.97, "share of a grievance that remains after a week", unit="share a week"
    )
    exclusion: float = parameter(1.0, "grievance of an excluded person", unit="wrongs", high=5)
    witness: float = parameter(
        0.6,
        "grievance of a witness of an exclusion who respects nobody else",
        unit="wrongs",
        high=5,
    )
    claw_back: float = parameter(
        0.5, "grievance of a person whose granted power is taken back", unit="wrongs", high=5
    )
    outvoted: float = parameter(
        0.03, "grievance of a person who was heard and is outvoted", unit="wrongs", high=5
    )
    ordered: float = parameter(
        0.05, "grievance of obeying an order against one's opinion", unit="wrongs", high=5
    )
    quarrel: float = parameter(
        0.02, "grievance of everybody present at a quarrel", unit="wrongs", high=5
    )
    failed: float = parameter(
        0.1, "grievance of a person who fails at an assigned task", unit="wrongs", high=5
    )
    tolerance: float = parameter(
        0.5, "distance from a decision beyond which a person is outvoted", unit="position", high=2
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the week's new grievances and how old ones fade."""
        changes, people, facts = Changes(world), world.people, world.facts
        changes.fade_grievances(self.of(world.movements).keep)
        excluded, clawed, ordered = facts.excluded, facts.clawed, facts.ordered
        hurt = self.of(people, excluded.whom)
        self._enter(changes, excluded.whom, excluded.act, hurt.exclusion)
        if len(excluded):
            case, witness, respect = witnesses(world, excluded.whom)
            self._enter(
                changes, witness, excluded.act[case], self.of(people, witness).witness * respect
            )
        self._enter(changes, clawed.whom, clawed.act, self.of(people, clawed.whom).claw_back)
        if len(ordered):
            against = ordered.take((ordered.against > 0) & (ordered.complied > 0))
            self._enter(changes, against.whom, against.act, self.of(people, against.whom).ordered)
        failed = facts.tasked.take(facts.tasked.succeeded == 0)
        self._enter(changes, failed.whom, failed.act, self.of(people, failed.whom).failed)
        attended, quarrelled = facts.attended, facts.quarrelled
        if len(quarrelled):
            act = np.full(len(world.branches), -1)
            act[quarrelled.branch] = quarrelled.act
            there = attended.who[act[attended.branch] >= 0]
            mine = self.of(people, there)
            self._enter(changes, there, act[people.branch[there]], mine.quarrel)
        self._outvoted(changes, world)
        return changes

    @staticmethod
    def _enter(changes: Changes, who: Whole, act: Whole, amount: Floats | float) -> None:
        if len(who):
            changes.grieve(who, act, filled(amount, len(who)))

    def _outvoted(self, changes: Changes, world: World) -> None:
        """Enter a small grievance of members who had a hearing and were overruled."""
        people, decided = world.people, world.facts.decided
        if not len(decided):
            return
        act = np.full(len(world.branches), -1)
        act[decided.branch] = decided.act
        roll = people.active
        heard = mask_of(len(people), world.facts.had_hearing.who)
        roll = roll[(act[people.branch[roll]] >= 0) & heard[roll]]
        branch = people.branch[roll]
        gap = np.abs(people.opinion[roll] - world.branches.position[branch])
        far = gap > self.of(people, roll).tolerance
        self._enter(changes, roll[far], act[branch[far]], self.of(people, roll[far]).outvoted)
