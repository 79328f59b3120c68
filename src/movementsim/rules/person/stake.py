"""Stake: the felt say in the movement."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Column, amount_column
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.extension import Extension
from movementsim.state.observed import member_mean
from movementsim.state.world import World


class FeltSay(Rule):
    """Stake follows the say somebody has: power held, power built by use, being heard.

    s += rate (s* - s), s* = 1 - exp(-(w (p - granted) + w granted (1 - revocability) + b built +
    v heard)). Whether built power counts for more than granted (b above w) is a claim (S3.E2), so
    it counts the same by default. A claw-back costs `lambda_c` times the fall in s*, at once
    (S3.E3).
    """

    phase = "judge"
    source = "S2.W1, S2.P5, S3.E1, S3.E2"
    reads = ("power", "granted", "revocability", "built", "heard", "stake", "skill", "status")
    writes = ("stake", "built")
    rank = 20
    brings = Extension(
        people=(
            Column("stake", "felt say", source="S2.W1", founders=0.25),
            amount_column(
                "built", "skill times power put to use, over a quarter", "votes", source="S3.E2"
            ),
        ),
        indicators=(member_mean("stake", "felt say, mean over members", better="more"),),
    )

    rate: float = parameter(0.05, "way to the felt say gone in a week", unit="share a week")
    power_weight: float = parameter(0.25, "weight of power", unit="per vote", high=2, formerly="w")
    built_weight: float = parameter(
        0.25, "weight of power built by use", unit="per vote", high=2, formerly="b"
    )
    heard_weight: float = parameter(
        0.5, "weight of being heard", unit="per conversation", high=2, formerly="v"
    )
    claw_back_factor: float = parameter(
        2.5,
        "how much more a claw-back costs than the stake it takes",
        unit="times",
        low=1,
        high=5,
        source="S3.E3",
        formerly="lambda_c",
    )
    use_loss: float = parameter(
        1 / 13, "what a quarter of use forgets in a week", unit="share a week"
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the week's movement of stake."""
        changes, people = Changes(world), world.people
        roll = people.roll
        used = np.zeros(len(people))
        effort = world.facts.effort
        for slots in (effort.who, world.facts.tasked.whom, world.facts.attended.who):
            used[slots] = 1.0
        power = people.power[roll]
        use = used[roll] * people.skill[roll] * power
        built = people.built[roll] + self.use_loss * (use - people.built[roll])
        safe = power - people.granted[roll] * people.revocability[roll]
        say = (
            self.power_weight * safe
            + self.built_weight * built
            + self.heard_weight * people.heard[roll]
        )
        stake = people.stake[roll]
        changes.put("built", roll, built)
        changes.put("stake", roll, stake + self.rate * (-np.expm1(-say) - stake))
        clawed = world.facts.clawed
        if len(clawed):
            place = np.searchsorted(roll, clawed.whom)
            fall = np.exp(-say[place]) * -np.expm1(-self.power_weight * clawed.felt)
            changes.add("stake", clawed.whom, -self.claw_back_factor * fall)
            changes.at_least("stake", clawed.whom, 0.0)
        return changes
