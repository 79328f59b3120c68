"""Fear of being excluded oneself."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Column
from movementsim.kernel.draws import Draws
from movementsim.kernel.elementwise import power
from movementsim.kernel.parameters import parameter
from movementsim.kernel.rates import fading
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.extension import Extension
from movementsim.state.world import World


class Fear(Rule):
    """Members who see others excluded become afraid; fear fades with a half-life.

    Each exclusion closes the share `tied` of the distance of fear to 1 in people tied to the
    excluded person, and the share `branch` in all other members of the branch. Fear makes
    followers comply with orders and silences voice.
    """

    phase = "judge"
    source = "S2.F1"
    reads = ("branch", "status", "ties")
    writes = ("fear",)
    rank = 50
    brings = Extension(
        people=(Column("fear", "fading memory of exclusions witnessed", source="S2.F1"),),
    )

    tied: float = parameter(
        0.2, "fear raised by one exclusion in people tied to the excluded person"
    )
    branch: float = parameter(0.05, "fear raised by one exclusion in other members of the branch")
    half_life: float = parameter(26.0, "half-life of fear", unit="weeks", low=1, high=520)

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return how fear rises and fades this week."""
        changes, people, excluded = Changes(world), world.people, world.facts.excluded
        changes.scale("fear", fading(self.of(people).half_life))
        if len(excluded):
            count = np.bincount(people.branch[excluded.whom], minlength=len(world.branches))
            mates = people.active
            mates = mates[count[people.branch[mates]] > 0]
            seen = count[people.branch[mates]]
            changes.grow("fear", mates, 1 - power(1 - self.of(people, mates).branch, seen))
            tied = world.ties.head[world.ties.ties_of(excluded.whom)[1]]
            changes.grow("fear", tied, self.of(people, tied).tied)
        return changes
