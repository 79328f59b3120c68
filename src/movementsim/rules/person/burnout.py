"""Burnout: exhaustion by overwork, and recovery."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Column, Floats, amount_column
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.declarations import Verb
from movementsim.state.extension import Extension
from movementsim.state.observed import Indicator, Observed, mean_over_members, member_mean
from movementsim.state.world import World


def _active_share(movement: Observed) -> Floats:
    """Return the share of members who put in any time over the last month."""
    return mean_over_members(movement, movement.world.people.worked > 0.05)


class Burnout(Rule):
    """Working more than one's energy allows leads to burnout; time, rest and support reduce it.

    Hours worked are averaged over a month: each week `worked` moves a quarter of the way to the
    week's hours. While `worked` exceeds `energy`, wear × (worked / energy − 1) closes a share of
    the distance of burnout to 1. Every week takes the share `recovery` of it away, a week of rest
    also the share `rest`, and each support received the share `support`.
    """

    phase = "judge"
    source = "S2.O8"
    reads = ("worked", "energy", "burnout")
    writes = ("burnout", "worked")
    rank = 75
    brings = Extension(
        people=(
            Column("burnout", "exhaustion", source="S2.O8"),
            amount_column("worked", "hours worked a week, mean over a month", "hours"),
        ),
        verbs=(Verb("rest", "do nothing for the movement for a week", 0.0, "S2.O8", aimed=False),),
        indicators=(
            member_mean("burnout", "burnout, mean over members", better="less"),
            Indicator(
                "active_share",
                "members who worked in the last month",
                "share",
                _active_share,
                better="more",
            ),
        ),
    )

    wear: float = parameter(
        0.05, "distance to full burnout closed in a week, at twice one's energy", unit="a week"
    )
    recovery: float = parameter(0.03, "share of burnout lost every week", unit="share a week")
    rest: float = parameter(
        0.1, "share of burnout lost in a week of rest, in addition", unit="share a week"
    )
    support: float = parameter(
        0.2, "share of burnout lost by one evening of support", source="S2.O8"
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the week's exhaustion and recovery."""
        changes, people, facts = Changes(world), world.people, world.facts
        hours = np.zeros(len(people))
        for time in (facts.spent, facts.took_time):
            np.add.at(hours, time.who, time.hours)
        worked = people.worked + (hours - people.worked) / 4
        changes.put("worked", None, worked)
        over = np.where(people.energy > 0, worked / np.maximum(people.energy, 1e-9) - 1, 0.0)
        tired = ((people.burnout > 0) | (over > 0)).nonzero()[0]
        mine, whom = self.of(people, tired), facts.supported.whom
        changes.shrink("burnout", tired, mine.recovery)
        changes.grow("burnout", tired, np.clip(mine.wear * over[tired], 0, 1))
        changes.shrink("burnout", acts.rest.who, self.of(people, acts.rest.who).rest)
        changes.shrink("burnout", whom, self.of(people, whom).support)
        return changes
