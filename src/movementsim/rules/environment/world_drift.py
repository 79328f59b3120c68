"""Drift of the world: the opinion of the people around each branch changes."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.rates import weekly_sigma
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.world import World


class WorldDrift(Rule):
    """The opinion of the people around each branch drifts, and is pulled back to the middle.

    world = world × (1 − pull) + s × x, limited to −1 to 1, where x is a standard normal draw and s
    is `monthly_spread` as a weekly standard deviation.
    """

    phase = "news"
    source = "S0.C1, S2.F2"
    reads = ("world", "key")
    writes = ("world",)
    rank = 10

    monthly_spread: float = parameter(
        0.05,
        "standard deviation of a month's drift of the world",
        unit="position a month",
        formerly="sigma",
    )
    pull: float = parameter(
        0.005, "share of the distance to the middle closed in a week", unit="share a week"
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the week's drift."""
        changes, branches = Changes(world), world.branches
        mine = self.of(branches)
        step = weekly_sigma(mine.monthly_spread) * draws.normal("the world drifts", branches.key)
        moved = branches.world * (1 - mine.pull) + step
        changes.put("world", None, np.clip(moved, -1, 1))
        return changes
