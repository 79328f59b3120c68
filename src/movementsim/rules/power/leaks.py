"""Leaks: how rivals learn of a plan."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NOBODY, Whole, week_column
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.rates import weekly_share
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Chance, Fact
from movementsim.state.extension import Extension
from movementsim.state.observed import Total
from movementsim.state.world import World


class Leaks(Rule):
    """Plans leak from closed circles, and from people asked for help outside the faction.

    Each member of a circle that meets leaks its plans with probability leak_rate × (1 + grudge ×
    grievance) a month. A member who asks people outside their own faction for help with a motion
    also reveals the plan, and each of them passes it on with probability `passing_on`: this is the
    cost of mobilising openly for a motion. Either way rivals are warned.
    """

    phase = "govern"
    source = "S2.F3, S2.Q2; Riker 1962"
    reads = ("grievance", "faction", "key", "branch", "outward_until", "inside_until")
    writes = ("leaked", "chronicle")
    rank = 60
    brings = Extension(
        people=(
            week_column(
                "leaked",
                "week in which the plans of the side that the person leads last leaked",
                source="S2.F3",
            ),
        ),
        facts=(Fact("leaked", ("who", "whom", "branch")),),
        kinds=(
            ActKind("leak", "a plan reached its rivals", chance=Chance(("leak", "pass it on"))),
        ),
        totals=(Total("leaked", lambda world: world.per_run(world.facts.leaked)),),
    )

    leak_rate: float = parameter(
        0.04,
        "probability that a member of the circle without grievances leaks",
        unit="share a month",
        formerly="eps",
    )
    grudge: float = parameter(
        2.0, "rise of the probability of a leak per wrong of grievance", unit="times", high=10
    )
    passing_on: float = parameter(
        0.1,
        "probability that a person asked from outside the faction passes the plan on",
        unit="share",
        formerly="told",
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return whose plans leaked."""
        changes = Changes(world)
        self._out_of_circles(changes, world, draws)
        self._by_the_asked(changes, world, acts, draws)
        return changes

    def _out_of_circles(self, changes: Changes, world: World, draws: Draws) -> None:
        people, caucused = world.people, world.facts.caucused
        if not len(caucused):
            return
        who, whom = caucused.who, caucused.whom
        mine = self.of(people, whom)
        odds = weekly_share(
            np.minimum(mine.leak_rate * (1 + mine.grudge * people.grievance[whom]), 1.0)
        )
        leak = draws.chance("leak", odds, people.key[whom], people.key[who])
        self._warn(changes, world, who[leak], whom[leak])

    def _by_the_asked(self, changes: Changes, world: World, acts: TableSet, draws: Draws) -> None:
        people, branches, ask = world.people, world.branches, acts.ask
        if not len(ask):
            return
        branch, faction = people.branch[ask.who], people.faction[ask.who]
        # where an outward campaign is open, people are asked for that, and learn of no motion
        inside = (branches.outward_until[branch] < world.week) & (
            branches.inside_until[branch] >= world.week
        )
        beyond = (faction == NOBODY) | (people.faction[ask.whom] != faction)
        informed = inside & beyond
        who, whom = ask.who[informed], ask.whom[informed]
        odds = self.of(people, whom).passing_on
        leak = draws.chance("pass it on", odds, people.key[whom], people.key[who])
        side = np.where(faction[informed] == NOBODY, who, faction[informed])
        self._warn(changes, world, side[leak], whom[leak])

    @staticmethod
    def _warn(changes: Changes, world: World, side: Whole, by: Whole) -> None:
        if not len(side):
            return
        branch = world.people.branch[side]
        changes.put("leaked", side, world.week)
        changes.act("leak", by, side, branch)
        changes.fact("leaked", who=by, whom=side, branch=branch)
