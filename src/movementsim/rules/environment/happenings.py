"""Scheduled events: what the scenario has dated for a week."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NOBODY, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.offices import (
    EXCLUDING,
    EXCLUSION_COLUMNS,
    FOR_GOOD,
    impose_exclusion,
    unseat,
)
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Fact
from movementsim.state.events import EVERY_LEADER
from movementsim.state.extension import Extension
from movementsim.state.movements import CAUSES
from movementsim.state.people import Status
from movementsim.state.schedule import Scheduled
from movementsim.state.world import World, mask_of

LONG_SINCE = 520
"""Weeks by which the decision of a removed person is dated back, beyond any lag or memory of it."""


class Happenings(Rule):
    """Events that the scenario has dated for this week happen.

    Threats and opportunities open, the world shifts, the outside causes of a surge change, and
    people are removed or expelled. People who are removed are off the roll at once and nobody
    follows them. People who are expelled lose all power and are excluded for good.
    """

    phase = "news"
    source = "S2.P1, S2.P4, S2.D3, S2.W2"
    reads = ("number", "leader", "status", "branch", "power", "world", "post")
    writes = (*EXCLUSION_COLUMNS, *CAUSES, "status", "leaving", "world", "chronicle")
    rank = 20
    brings = EXCLUDING | Extension(
        facts=(
            Fact("opened", ("branch", "size", "weeks", "loss", "inside")),
            Fact("removed", ("who", "act")),
        ),
        kinds=(
            ActKind("removal", "an event removed a person from the movement", scheduled="remove"),
            ActKind("surge", "the outside causes of a surge changed", scheduled="causes"),
        ),
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return what the events of this week change."""
        changes = Changes(world)
        for scheduled in world.events:
            if scheduled.event.week == world.week:
                getattr(self, f"_{scheduled.event.kind}")(changes, world, scheduled)
        return changes

    @staticmethod
    def _where(world: World, scheduled: Scheduled) -> Whole:
        """Return the branches in which an event happens."""
        branches, number = world.branches, scheduled.event.branch
        here = mask_of(world.runs, scheduled.runs)[branches.run]
        if number is not None:
            here &= branches.number == number
        return np.asarray(here.nonzero()[0])

    def _whom(self, changes: Changes, world: World, scheduled: Scheduled) -> Whole:
        people, whom = world.people, scheduled.whom
        if scheduled.event.who == (EVERY_LEADER,):
            leaders = world.branches.leader[self._where(world, scheduled)]
            whom = leaders[leaders >= 0].astype(np.int64)
        # the first event of a week decides for a person whom several events name
        met = [fact["whom"] for name, fact in changes.facts if name == "excluded"]
        met += [fact["who"] for name, fact in changes.facts if name == "removed"]
        fresh = ~np.isin(whom, np.concatenate(met)) if met else np.True_
        return np.asarray(whom[(people.status[whom] == Status.MEMBER) & fresh])

    def _threat(self, changes: Changes, world: World, scheduled: Scheduled) -> None:
        self._open(changes, world, scheduled, loss=1.0)

    def _opportunity(self, changes: Changes, world: World, scheduled: Scheduled) -> None:
        self._open(changes, world, scheduled, loss=0.0)

    def _open(self, changes: Changes, world: World, scheduled: Scheduled, loss: float) -> None:
        event = scheduled.event
        changes.fact(
            "opened",
            branch=self._where(world, scheduled),
            size=event.size,
            weeks=event.weeks,
            loss=loss,
            inside=float(event.inside),
        )

    def _remove(self, changes: Changes, world: World, scheduled: Scheduled) -> None:
        """Take people out of their posts and off the roll, as by a death or a move."""
        whom = self._whom(changes, world, scheduled)
        if not len(whom):
            return
        unseat(changes, world, whom)
        changes.put("status", whom, Status.LEAVING)
        changes.put("leaving", whom, world.week - LONG_SINCE)
        act = changes.act("removal", NOBODY, whom, world.people.branch[whom])
        changes.fact("removed", who=whom, act=act)

    def _exclude(self, changes: Changes, world: World, scheduled: Scheduled) -> None:
        """Expel people: those whom the scenario names as authors exclude them for good."""
        whom = self._whom(changes, world, scheduled)
        if not len(whom):
            return
        authors = scheduled.authors[np.searchsorted(scheduled.runs, world.people.run[whom])]
        first = authors[:, 0] if authors.shape[1] else np.full(len(whom), NOBODY)
        impose_exclusion(changes, world, whom, FOR_GOOD, 1.0)
        changes.put("status", whom, Status.LEAVING)
        changes.put("leaving", whom, world.week)
        act = changes.act("exclusion", first, whom, world.people.branch[whom])
        changes.fact("excluded", who=first, whom=whom, act=act)
        for author in authors.T:
            changes.fact("authored", who=author, whom=whom, act=act)

    @staticmethod
    def _causes(changes: Changes, world: World, scheduled: Scheduled) -> None:
        for name in CAUSES:
            level = getattr(scheduled.event, name)
            if level is not None:
                changes.put(name, scheduled.runs, level)
        changes.act("surge", NOBODY, run=scheduled.runs)

    def _shock(self, changes: Changes, world: World, scheduled: Scheduled) -> None:
        where = self._where(world, scheduled)
        moved = world.branches.world[where] + scheduled.event.size
        changes.put("world", where, np.clip(moved, -1, 1))
