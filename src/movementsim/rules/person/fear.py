"""Fear of being shut out oneself."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Column
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.rates import fading
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.extension import Extension
from movementsim.state.world import World


class Fear(Rule):
    """Seeing others shut out frightens; fear fades, and it lowers voice."""

    phase = "judge"
    source = "S2.F1"
    reads = ("branch", "status", "ties")
    writes = ("fear",)
    rank = 50
    brings = Extension(
        people=(Column("fear", "fading memory of exclusions witnessed", source="S2.F1"),),
    )

    tied: float = parameter(0.2, "fear of those tied to somebody shut out")
    branch: float = parameter(0.05, "fear of the others in the branch")
    half_life: float = parameter(
        26.0, "weeks in which half of fear fades", unit="weeks", low=1, high=520
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the week's fear."""
        changes, excluded = Changes(world), world.facts.excluded
        changes.scale("fear", fading(self.half_life))
        if len(excluded):
            people = world.people
            count = np.bincount(people.branch[excluded.whom], minlength=len(world.branches))
            mates = people.active
            mates = mates[count[people.branch[mates]] > 0]
            share = 1 - (1 - self.branch) ** count[people.branch[mates]]
            changes.grow("fear", mates, share)
            edge = world.ties.ties_of(excluded.whom)[1]
            changes.grow("fear", world.ties.head[edge], self.tied)
        return changes
