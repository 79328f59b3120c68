"""Drift of power: random steps in proportion to the power held, which compound."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.rates import weekly_sigma
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.power.grants import GRANTED
from movementsim.state.changes import Changes
from movementsim.state.extension import Extension
from movementsim.state.world import World


class Drift(Rule):
    """Everybody's power takes a random step in proportion to itself; the branch's total stays.

    Power is multiplied by exp(s × x − s² / 2), where x is a standard normal draw and s is
    `monthly_spread` as a weekly standard deviation, and then scaled so that the branch's sum stays
    the same. Sums are taken in order, so that a person without power changes nobody else's power,
    not even by rounding.
    """

    phase = "share power"
    source = "S3.I1; Michels 1911; Kesten 1973"
    reads = ("power", "granted", "office", "branch", "status", "key")
    writes = ("power", "granted", "office")
    rank = 50
    brings = Extension(people=(GRANTED,))

    monthly_spread: float = parameter(
        0.3,
        "standard deviation of a month's random step of log power",
        unit="log a month",
        high=1,
        formerly="sigma",
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the week's random steps."""
        changes, people = Changes(world), world.people
        roll = people.roll
        sigma = weekly_sigma(self.of(people, roll).monthly_spread)
        if not np.any(sigma):
            return changes
        held = people.power[roll]
        draw = draws.normal("drift of power", people.key[roll])
        after = held * np.exp(sigma * draw - sigma**2 / 2)
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
