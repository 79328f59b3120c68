"""Stake: members' felt efficacy, the feeling of having a say."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import amount_column
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.shared_columns import STAKE
from movementsim.state.changes import Changes
from movementsim.state.extension import Extension
from movementsim.state.observed import member_mean
from movementsim.state.world import World


class FeltSay(Rule):
    """Felt efficacy (stake) follows the say that a member has: power, power built, being heard.

    Each week stake closes the share `rate` of its distance to 1 − exp(−say), where say is
    power_weight × (power − granted × revocability) + built_weight × built + heard_weight × heard.
    *Built* power is skill times power in weeks of use, averaged over a quarter. That built power
    counts for more than granted power is a claim to be tested (S3.E2), so the two weights are
    equal by default. When power is taken back, stake falls at once by `claw_back_factor` times the
    fall of 1 − exp(−say) (S3.E3).
    """

    phase = "judge"
    source = "S2.W1, S2.P5, S3.E1, S3.E2"
    reads = ("power", "granted", "revocability", "built", "heard", "stake", "skill", "status")
    writes = ("stake", "built")
    rank = 20
    brings = Extension(
        people=(
            STAKE,
            amount_column(
                "built",
                "skill times power in weeks of use, mean over a quarter",
                "votes",
                source="S3.E2",
            ),
        ),
        indicators=(member_mean("stake", "felt efficacy, mean over members", better="more"),),
    )

    rate: float = parameter(
        0.05,
        "share of the distance to the target of felt efficacy closed in a week",
        unit="share a week",
    )
    power_weight: float = parameter(
        0.25, "weight of power in felt efficacy", unit="per vote", high=2, formerly="w"
    )
    built_weight: float = parameter(
        0.25, "weight of power built by use in felt efficacy", unit="per vote", high=2, formerly="b"
    )
    heard_weight: float = parameter(
        0.5, "weight of being heard in felt efficacy", unit="per conversation", high=2, formerly="v"
    )
    claw_back_factor: float = parameter(
        2.5,
        "loss of felt efficacy by a claw-back, relative to the say lost",
        unit="times",
        low=1,
        high=5,
        source="S3.E3",
        formerly="lambda_c",
    )
    use_loss: float = parameter(
        1 / 13, "share of power built by use forgotten in a week", unit="share a week"
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return how felt efficacy moves this week."""
        changes, people = Changes(world), world.people
        roll = people.roll
        used = np.zeros(len(people))
        effort = world.facts.effort
        for slots in (effort.who, world.facts.tasked.whom, world.facts.attended.who):
            used[slots] = 1.0
        mine = self.of(people, roll)
        power = people.power[roll]
        use = used[roll] * people.skill[roll] * power
        built = people.built[roll] + mine.use_loss * (use - people.built[roll])
        safe = power - people.granted[roll] * people.revocability[roll]
        say = (
            mine.power_weight * safe
            + mine.built_weight * built
            + mine.heard_weight * people.heard[roll]
        )
        stake = people.stake[roll]
        changes.put("built", roll, built)
        changes.put("stake", roll, stake + mine.rate * (-np.expm1(-say) - stake))
        clawed = world.facts.clawed
        if len(clawed):
            place = np.searchsorted(roll, clawed.whom)
            their = self.of(people, clawed.whom)
            fall = np.exp(-say[place]) * -np.expm1(-their.power_weight * clawed.felt)
            changes.add("stake", clawed.whom, -their.claw_back_factor * fall)
            changes.at_least("stake", clawed.whom, 0.0)
        return changes
