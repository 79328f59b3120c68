"""Power drifts: luck adds up, and what is held attracts more."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.rates import weekly_sigma
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.world import World


class Drift(Rule):
    """Everybody's power takes a random step in proportion to itself; the branch's total stands.

    p' = p exp(sigma xi - sigma^2 / 2), renormalised within the branch by sums in order, so that
    somebody without power changes no bit of anybody else's.
    """

    phase = "share power"
    source = "S3.I1; Michels 1911; Kesten 1973"
    reads = ("power", "granted", "office", "branch", "status", "uid")
    writes = ("power", "granted", "office")
    rank = 50

    monthly_spread: float = parameter(
        0.3, "standard deviation of a month's step", unit="log a month", high=1, formerly="sigma"
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the week's steps."""
        changes, people = Changes(world), world.people
        if self.monthly_spread == 0:
            return changes
        roll = people.roll
        sigma = weekly_sigma(self.monthly_spread)
        held = people.power[roll]
        luck = draws.normal("drift of power", people.uid[roll])
        after = held * np.exp(sigma * luck - sigma**2 / 2)
        branch, count = people.branch[roll], len(world.branches)
        before_sum = np.bincount(branch, held, minlength=count)
        after_sum = np.bincount(branch, after, minlength=count)
        power = after * (before_sum / np.maximum(after_sum, 1e-300))[branch]
        changes.put("power", roll, power)
        bound = ((people.granted[roll] > 0) | (people.office[roll] > 0)).nonzero()[0]
        if len(bound):
            factor = power[bound] / np.maximum(held[bound], 1e-300)
            slots = roll[bound]
            changes.put("granted", slots, people.granted[slots] * factor)
            changes.put("office", slots, people.office[slots] * factor)
        return changes
