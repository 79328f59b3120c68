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
from movementsim.state.events import EVERY_LEADER, Event
from movementsim.state.extension import Extension
from movementsim.state.people import Status
from movementsim.state.world import CAUSES, World

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
    reads = ("leader", "status", "branch", "power", "world", "post")
    writes = (*EXCLUSION_COLUMNS, "status", "leaving", "world", "chronicle", "causes")
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
        for event in world.events:
            if event.week == world.week:
                getattr(self, f"_{event.kind}")(changes, world, event)
        return changes

    @staticmethod
    def _where(world: World, event: Event) -> Whole:
        if event.branch is None:
            return np.arange(len(world.branches))
        return np.array([event.branch])

    def _whom(self, changes: Changes, world: World, event: Event) -> Whole:
        people = world.people
        if event.who == (EVERY_LEADER,):
            leaders = world.branches.leader[self._where(world, event)]
            whom = leaders[leaders >= 0].astype(np.int64)
        else:
            whom = np.array(sorted({world.ids[name] for name in event.who}), np.int64)
        # the first event of a week decides for a person whom several events name
        met = [fact["whom"] for name, fact in changes.facts if name == "excluded"]
        met += [fact["who"] for name, fact in changes.facts if name == "removed"]
        fresh = ~np.isin(whom, np.concatenate(met)) if met else np.True_
        return np.asarray(whom[(people.status[whom] == Status.MEMBER) & fresh])

    def _threat(self, changes: Changes, world: World, event: Event) -> None:
        where = self._where(world, event)
        changes.fact(
            "opened", branch=where, size=event.size, weeks=event.weeks, loss=1.0, inside=0.0
        )

    def _opportunity(self, changes: Changes, world: World, event: Event) -> None:
        where = self._where(world, event)
        changes.fact(
            "opened",
            branch=where,
            size=event.size,
            weeks=event.weeks,
            loss=0.0,
            inside=float(event.inside),
        )

    def _remove(self, changes: Changes, world: World, event: Event) -> None:
        """Take people out of their posts and off the roll, as by a death or a move."""
        whom = self._whom(changes, world, event)
        if not len(whom):
            return
        unseat(changes, world, whom)
        changes.put("status", whom, Status.LEAVING)
        changes.put("leaving", whom, world.week - LONG_SINCE)
        act = changes.act("removal", NOBODY, whom, world.people.branch[whom])
        changes.fact("removed", who=whom, act=act)

    def _exclude(self, changes: Changes, world: World, event: Event) -> None:
        """Expel people: those whom the scenario names as authors exclude them for good."""
        whom = self._whom(changes, world, event)
        if not len(whom):
            return
        authors = np.array([world.ids[name] for name in event.by] or [NOBODY], np.int64)
        impose_exclusion(changes, world, whom, FOR_GOOD, 1.0)
        changes.put("status", whom, Status.LEAVING)
        changes.put("leaving", whom, world.week)
        act = changes.act("exclusion", authors[0], whom, world.people.branch[whom])
        changes.fact("excluded", who=np.full(len(whom), authors[0]), whom=whom, act=act)
        for author in authors[authors >= 0]:
            changes.fact("authored", who=np.full(len(whom), author), whom=whom, act=act)

    @staticmethod
    def _causes(changes: Changes, world: World, event: Event) -> None:
        for name in CAUSES:
            level = getattr(event, name)
            if level is not None:
                changes.causes[name] = level
        changes.act("surge", NOBODY)

    def _shock(self, changes: Changes, world: World, event: Event) -> None:
        where = self._where(world, event)
        changes.put("world", where, np.clip(world.branches.world[where] + event.size, -1, 1))
