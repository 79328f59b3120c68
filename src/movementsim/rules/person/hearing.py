"""Hearings: who has been listened to when a branch decides."""

from __future__ import annotations

from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.declarations import Fact
from movementsim.state.extension import Extension
from movementsim.state.world import World, mask_of


class Hearing(Rule):
    """Members who were listened to enough before a decision of their branch have had a hearing.

    The rules of trust and of grievances read this fact: a decision far from a member's opinion
    costs trust if the member was not heard, and leaves a small grievance if the member was.
    """

    phase = "judge"
    source = "S1.T1, S2.O5, S2.W1"
    reads = ("heard", "status", "branch")
    writes = ()
    rank = 5
    brings = Extension(facts=(Fact("had_hearing", ("who",)),))

    threshold: float = parameter(
        0.25, "listening received that counts as a hearing", unit="conversations", high=10
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return, as a fact, who had a hearing in the branches that decided this week."""
        changes, people, decided = Changes(world), world.people, world.facts.decided
        if len(decided):
            fresh = mask_of(len(world.branches), decided.branch)
            roll = people.roll[fresh[people.branch[people.roll]]]
            heard = people.heard[roll] >= self.of(people, roll).threshold
            changes.fact("had_hearing", who=roll[heard])
        return changes
