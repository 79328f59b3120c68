"""Leaks: how rivals hear of a plan."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NOBODY, Whole, week_column
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.rates import weekly_share
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Fact
from movementsim.state.extension import Extension
from movementsim.state.observed import Total
from movementsim.state.world import World


class Leaks(Rule):
    """Plans leak out of closed circles now and then, and sooner from whoever is asked beyond them.

    Each in a circle may leak, the likelier the more aggrieved. Whoever asks people beyond the own
    faction for help with a motion lets the plan out of the room, and any of them may pass it on:
    that is what mobilising openly for an inside contest costs. Either way rivals are warned.
    """

    phase = "govern"
    source = "S2.F3, S2.Q2; Riker 1962"
    reads = ("grievance", "faction", "uid", "branch", "outward_until", "inside_until")
    writes = ("leaked", "chronicle")
    rank = 60
    brings = Extension(
        people=(
            week_column(
                "leaked", "week in which the plans somebody leads last leaked", source="S2.F3"
            ),
        ),
        facts=(Fact("leaked", ("who", "whom", "branch")),),
        kinds=(ActKind("leak", "a plan reached its rivals"),),
        totals=(Total("leaked", lambda world: len(world.facts.leaked)),),
    )

    leak_rate: float = parameter(
        0.04, "chance that one of the circle leaks", unit="share a month", formerly="eps"
    )
    grudge: float = parameter(2.0, "how much more a grievance makes of it", unit="times", high=10)
    passing_on: float = parameter(
        0.1,
        "chance that somebody asked from beyond the faction passes it on",
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
        odds = weekly_share(
            np.minimum(self.leak_rate * (1 + self.grudge * people.grievance[whom]), 1.0)
        )
        leak = draws.chance("leak", odds, people.uid[whom], people.uid[who])
        self._warn(changes, world, who[leak], whom[leak])

    def _by_the_asked(self, changes: Changes, world: World, acts: TableSet, draws: Draws) -> None:
        people, branches, ask = world.people, world.branches, acts.ask
        if not len(ask):
            return
        branch, faction = people.branch[ask.who], people.faction[ask.who]
        # people are asked for the outward campaign where there is one, else for the motion
        inside = (branches.outward_until[branch] < world.week) & (
            branches.inside_until[branch] >= world.week
        )
        beyond = (faction == NOBODY) | (people.faction[ask.whom] != faction)
        told = inside & beyond
        who, whom = ask.who[told], ask.whom[told]
        leak = draws.chance("pass it on", self.passing_on, people.uid[whom], people.uid[who])
        side = np.where(faction[told] == NOBODY, who, faction[told])
        self._warn(changes, world, side[leak], whom[leak])

    @staticmethod
    def _warn(changes: Changes, world: World, side: Whole, by: Whole) -> None:
        if not len(side):
            return
        branch = world.people.branch[side]
        changes.put("leaked", side, world.week)
        changes.act("leak", by, side, branch)
        changes.fact("leaked", who=by, whom=side, branch=branch)
