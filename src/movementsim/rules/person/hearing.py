"""Who has been heard when a decision falls."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.declarations import Fact
from movementsim.state.extension import Extension
from movementsim.state.world import World


class Hearing(Rule):
    """Members who were listened to enough before a decision of their branch have had a hearing.

    Trust and grievances depend on it: an outcome far from one's opinion costs trust where nobody
    listened, and leaves a small grievance where somebody did.
    """

    phase = "judge"
    source = "S1.T1, S2.O5, S2.W1"
    reads = ("heard", "status", "branch")
    writes = ()
    rank = 5
    brings = Extension(facts=(Fact("had_hearing", ("who",)),))

    threshold: float = parameter(
        0.25, "being heard that counts as a hearing", unit="conversations", high=10
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return who had a hearing, as a fact, in the branches that decided this week.

        Parameters
        ----------
        world, acts, draws
            As for :meth:`movementsim.rules.base.Rule.resolve`.
        """
        changes, people, decided = Changes(world), world.people, world.facts.decided
        if len(decided):
            roll = people.roll[np.isin(people.branch[people.roll], decided.branch)]
            changes.fact("had_hearing", who=roll[people.heard[roll] >= self.threshold])
        return changes
