"""Opportunities, threats and motions: which contests open, how large, and for how long."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NOBODY, Array, Floats, Whole, week_column
from movementsim.kernel.draws import Draws
from movementsim.kernel.elementwise import power
from movementsim.kernel.parameters import parameter
from movementsim.kernel.rates import WEEKS_A_YEAR
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.contests.contested import OPEN_CONTESTS
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Chance
from movementsim.state.extension import Extension
from movementsim.state.world import World, mask_of


class Opportunities(Rule):
    """Outward campaigns, threats and motions open at random, with heavy-tailed sizes and a window.

    A branch has at most one outward campaign and one motion open; contests that would open
    meanwhile are missed, except that events of the scenario replace what is open. A threat is an
    outward campaign with a short window whose size is lost if it is not won (S2.P4). Sizes follow
    a power law with the exponent `tail`, cut at `largest`. The effort needed is size times the
    members on the roll times `outward_need`, or `inside_need`.
    """

    phase = "news"
    source = "S2.O10, S2.F8, S2.P4"
    reads = (
        "outward_until",
        "inside_until",
        "branch",
        "status",
        "campaign_effort",
        "motion_effort",
        "motion_side",
        "key",
    )
    writes = (
        "outward_size",
        "outward_need",
        "outward_effort",
        "outward_until",
        "outward_loss",
        "campaign_effort",
        "inside_size",
        "inside_need",
        "inside_opened",
        "inside_until",
        "motion_effort",
        "motion_side",
        "threatened",
        "chronicle",
    )
    rank = 30
    brings = OPEN_CONTESTS | Extension(
        branches=(week_column("threatened", "last week of a threat", source="S2.P4"),),
        kinds=(
            ActKind(
                "threat", "a threat to a branch opened", chance=Chance(("a threat",), "branch")
            ),
        ),
    )

    outward_rate: float = parameter(
        4.0, "rate of outward opportunities of a branch", unit="a year", high=26
    )
    inside_rate: float = parameter(
        3.0, "rate of motions and selections of a branch", unit="a year", high=26
    )
    threat_rate: float = parameter(0.25, "rate of threats to a branch", unit="a year", high=12)
    tail: float = parameter(
        1.5, "tail exponent of the sizes of contests", unit="exponent", low=1.05, high=5
    )
    largest: float = parameter(50.0, "largest size of a contest", unit="value", low=1, high=1000)
    outward_need: float = parameter(
        0.15,
        "effort per member that an outward campaign of size 1 needs",
        unit="hours a member",
        low=0.001,
        high=10,
    )
    inside_need: float = parameter(
        0.04,
        "effort per member that a motion of size 1 needs",
        unit="hours a member",
        low=0.001,
        high=10,
    )
    window: int = parameter(
        8, "weeks that an outward campaign stays open", unit="weeks", low=1, high=104
    )
    inside_window: int = parameter(
        8, "weeks that a motion stays open", unit="weeks", low=1, high=104
    )
    threat_window: int = parameter(
        2, "weeks that a threat stays open", unit="weeks", low=1, high=12
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return which contests open this week."""
        changes, branches, mine = Changes(world), world.branches, self.of(world.branches)
        free = branches.outward_until < world.week
        threat = free & draws.chance("a threat", mine.threat_rate / WEEKS_A_YEAR, branches.key)
        outward = free & ~threat
        outward &= draws.chance("an opportunity", mine.outward_rate / WEEKS_A_YEAR, branches.key)
        inside = (branches.inside_until < world.week) & draws.chance(
            "a motion", mine.inside_rate / WEEKS_A_YEAR, branches.key
        )
        for which, window, loss in ((outward, "window", 0.0), (threat, "threat_window", 1.0)):
            where = which.nonzero()[0]
            weeks = getattr(self.of(branches, where), window)
            size = self._sizes("an opportunity", world, where, draws)
            self._outward(changes, world, where, size, weeks, loss)
        where = inside.nonzero()[0]
        size = self._sizes("a motion", world, where, draws)
        self._inside(changes, world, where, size, self.of(branches, where).inside_window)
        self._scheduled(changes, world)
        return changes

    def _sizes(self, what: str, world: World, where: Whole, draws: Draws) -> Floats:
        """Return the size of the contest in each of these branches: a Pareto draw, cut off."""
        if not len(where):
            return np.empty(0)
        mine = self.of(world.branches, where)
        draw = 1 - draws.uniform(f"size of {what}", world.branches.key[where])
        return np.minimum(power(draw, -1 / np.asarray(mine.tail)), mine.largest)

    def _scheduled(self, changes: Changes, world: World) -> None:
        """Open the contests that the scenario schedules, in place of those that are open."""
        opened = world.facts.opened
        if not len(opened):
            return
        for threat in (False, True):
            some = opened.take((opened.inside == 0) & ((opened.loss > 0) == threat))
            self._outward(changes, world, some.branch, some.size, some.weeks, float(threat))
        motions = opened.take(opened.inside > 0)
        self._inside(changes, world, motions.branch, motions.size, motions.weeks)

    def _outward(
        self,
        changes: Changes,
        world: World,
        where: Whole,
        size: Floats,
        weeks: Array | int,
        loss: float,
    ) -> None:
        """Open an outward campaign in these branches."""
        if not len(where):
            return
        members = world.people.count_on_roll(len(world.branches))[where]
        changes.put("outward_size", where, size)
        need = self.of(world.branches, where).outward_need
        changes.put("outward_need", where, need * size * np.maximum(members, 1))
        changes.put("outward_effort", where, 0.0)
        changes.put("outward_until", where, world.week + weeks - 1)
        changes.put("outward_loss", where, loss * size)
        changes.put("campaign_effort", _at_work(world, where, "campaign_effort", 0.0), 0.0)
        if loss:
            changes.put("threatened", where, world.week + weeks - 1)
            changes.act("threat", NOBODY, NOBODY, where)

    def _inside(
        self, changes: Changes, world: World, where: Whole, size: Floats, weeks: Array | int
    ) -> None:
        """Open a motion in these branches."""
        if not len(where):
            return
        members = world.people.count_on_roll(len(world.branches))[where]
        changes.put("inside_size", where, size)
        need = self.of(world.branches, where).inside_need
        changes.put("inside_need", where, need * size * np.maximum(members, 1))
        changes.put("inside_opened", where, world.week)
        changes.put("inside_until", where, world.week + weeks - 1)
        changes.put("motion_effort", _at_work(world, where, "motion_effort", 0.0), 0.0)
        changes.put("motion_side", _at_work(world, where, "motion_side", NOBODY), NOBODY)


def _at_work(world: World, where: Whole, column: str, idle: float) -> Whole:
    """Return the slots of people in these branches whose column still holds the last contest."""
    people = world.people
    traced = (getattr(people, column) > idle).nonzero()[0]
    return np.asarray(traced[mask_of(len(world.branches), where)[people.branch[traced]]])
