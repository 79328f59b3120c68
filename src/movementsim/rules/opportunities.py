"""What the world brings: its drift, opportunities, threats, and the scenario's dated events."""

from __future__ import annotations

import numpy as np

from movementsim.chronicle import Kind
from movementsim.columns import Floats, Whole
from movementsim.declared import parameter
from movementsim.draws import Draws
from movementsim.events import Event
from movementsim.members import NOBODY, Status
from movementsim.rates import weekly_sigma
from movementsim.rules.base import Rule
from movementsim.rules.exclusion import FOR_GOOD, shut_out, unseat
from movementsim.tables import Book
from movementsim.world import CAUSES, Changes, World


class WorldDrift(Rule):
    """The opinion of the people around each branch drifts, pulled back to the middle."""

    phase = "news"
    source = "S0.C1, S2.F2"
    reads = ("world",)
    writes = ("world",)
    rank = 10

    sigma: float = parameter(0.05, "standard deviation of a month's step", unit="position a month")
    pull: float = parameter(0.005, "way back to the middle in a week", unit="share a week")

    def resolve(self, world: World, acts: Book, draws: Draws) -> Changes:
        """Return the week's drift."""
        changes = Changes(world)
        if self.sigma == 0 and self.pull == 0:
            return changes
        key = np.arange(len(world.branches), dtype=np.uint64)
        step = weekly_sigma(self.sigma) * draws.normal("the world drifts", key)
        moved = world.branches.world * (1 - self.pull) + step
        changes.put("world", None, np.clip(moved, -1, 1))
        return changes


class Opportunities(Rule):
    """Outward campaigns and inside motions come up, with a heavy-tailed size and a window.

    A branch has one outward campaign and one motion open at most: what comes meanwhile is missed.
    A threat is an outward campaign of a short window, with a loss if missed (S2.P4).
    """

    phase = "news"
    source = "S2.O10, S2.F8, S2.P4"
    reads = ("outward_until", "inside_until", "branch", "status")
    writes = ("outward_size", "outward_need", "outward_effort", "outward_until", "outward_loss",
              "inside_size", "inside_need", "inside_opened", "inside_until", "motion_effort",
              "threatened", "chronicle")
    rank = 30

    outward_rate: float = parameter(4.0, "outward opportunities of a branch", unit="a year",
                                    high=26)
    inside_rate: float = parameter(3.0, "motions and selections of a branch", unit="a year",
                                   high=26)
    threat_rate: float = parameter(0.25, "threats to a branch", unit="a year", high=12)
    tail: float = parameter(1.5, "tail exponent of the sizes", unit="exponent", low=1.05, high=5)
    largest: float = parameter(50.0, "largest size", unit="worth", low=1, high=1000)
    outward_need: float = parameter(
        0.15, "effort that size 1 needs of an outward campaign", unit="hours a member", low=0.001,
        high=10,
    )
    inside_need: float = parameter(
        0.04, "effort that size 1 needs of a motion", unit="hours a member", low=0.001, high=10
    )
    window: int = parameter(8, "window of a campaign", unit="weeks", low=1, high=104)
    inside_window: int = parameter(8, "window of a motion", unit="weeks", low=1, high=104)
    threat_window: int = parameter(2, "window of a threat", unit="weeks", low=1, high=12)

    def resolve(self, world: World, acts: Book, draws: Draws) -> Changes:
        """Return what opens this week."""
        changes = Changes(world)
        key = np.arange(len(world.branches), dtype=np.uint64)
        free = world.branches.outward_until < world.week
        threat = free & draws.chance("a threat", self.threat_rate / 52, key)
        outward = free & ~threat & draws.chance("an opportunity", self.outward_rate / 52, key)
        inside = (world.branches.inside_until < world.week) & draws.chance(
            "a motion", self.inside_rate / 52, key
        )
        luck = 1 - draws.uniform("size of an opportunity", key)
        size = np.minimum(luck ** (-1 / self.tail), self.largest)
        for which, weeks, loss in ((outward, self.window, 0.0), (threat, self.threat_window, 1.0)):
            where = which.nonzero()[0]
            self.open_outward(changes, world, where, size[where], weeks, loss)
        where = inside.nonzero()[0]
        luck = 1 - draws.uniform("size of a motion", key)
        size = np.minimum(luck ** (-1 / self.tail), self.largest)
        self.open_inside(changes, world, where, size[where])
        return changes

    def open_outward(
        self, changes: Changes, world: World, where: Whole, size: Floats, weeks: int, loss: float
    ) -> None:
        """Open an outward campaign in these branches."""
        if not len(where):
            return
        members = world.people.count_on_roll(len(world.branches))[where]
        changes.put("outward_size", where, size)
        changes.put("outward_need", where, self.outward_need * size * np.maximum(members, 1))
        changes.put("outward_effort", where, 0.0)
        changes.put("outward_until", where, world.week + weeks - 1)
        changes.put("outward_loss", where, loss * size)
        if loss:
            changes.put("threatened", where, world.week + weeks - 1)
            changes.act(Kind.THREAT, NOBODY, NOBODY, where)

    def open_inside(self, changes: Changes, world: World, where: Whole, size: Floats) -> None:
        """Open a motion in these branches."""
        if not len(where):
            return
        members = world.people.count_on_roll(len(world.branches))[where]
        changes.put("inside_size", where, size)
        changes.put("inside_need", where, self.inside_need * size * np.maximum(members, 1))
        changes.put("inside_opened", where, world.week)
        changes.put("inside_until", where, world.week + self.inside_window - 1)
        fresh = np.zeros(len(world.branches), np.bool_)
        fresh[where] = True
        people = world.people
        spent = (people.motion_effort > 0).nonzero()[0]
        changes.put("motion_effort", spent[fresh[people.branch[spent]]], 0.0)


class Happenings(Rule):
    """The scenario's dated events: threats, removals, exclusions, causes, shocks, opportunities."""

    phase = "news"
    source = "S2.P1, S2.P4, S2.D3, S2.W2"
    reads = ("leader", "status", "branch", "power", "world")
    writes = (*Opportunities.writes, *("power", "granted", "patron", "office", "post", "brief",
              "seated", "barred", "wronged", "leader", "status", "leaving", "voiced", "world"))
    rank = 20

    outward_need: float = parameter(0.15, "effort that size 1 needs, as in opportunities",
                                    unit="hours a member", low=0.001, high=10)

    def resolve(self, world: World, acts: Book, draws: Draws) -> Changes:
        """Return what the scenario scheduled for this week."""
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

    def _whom(self, world: World, event: Event) -> Whole:
        people = world.people
        if event.who == ("leaders",):
            leaders = world.branches.leader[self._where(world, event)]
            whom = leaders[leaders >= 0].astype(np.int64)
        else:
            whom = np.array(sorted({world.ids[name] for name in event.who}), np.int64)
        return whom[people.status[whom] == Status.MEMBER]

    def _threat(self, changes: Changes, world: World, event: Event) -> None:
        where = self._where(world, event)
        opening = Opportunities(outward_need=self.outward_need)
        size = np.full(len(where), event.size)
        opening.open_outward(changes, world, where, size, event.weeks, 1.0)

    def _opportunity(self, changes: Changes, world: World, event: Event) -> None:
        where = self._where(world, event)
        size = np.full(len(where), event.size)
        if event.inside:
            Opportunities(inside_window=event.weeks).open_inside(changes, world, where, size)
        else:
            opening = Opportunities(outward_need=self.outward_need)
            opening.open_outward(changes, world, where, size, event.weeks, 0.0)

    def _remove(self, changes: Changes, world: World, event: Event) -> None:
        """Take people out of their posts and out of the movement: a death, a move away."""
        whom = self._whom(world, event)
        if not len(whom):
            return
        unseat(changes, world, whom)
        changes.put("status", whom, Status.LEAVING)
        changes.put("leaving", whom, world.week - 100)
        act = changes.act(Kind.REMOVAL, NOBODY, whom, world.people.branch[whom])
        changes.fact("removed", who=whom, act=act)

    def _exclude(self, changes: Changes, world: World, event: Event) -> None:
        """Expel people: shut out for good, by those the scenario names."""
        whom = self._whom(world, event)
        if not len(whom):
            return
        authors = np.array([world.ids[name] for name in event.by] or [NOBODY], np.int64)
        shut_out(changes, world, whom, FOR_GOOD, 1.0)
        changes.put("status", whom, Status.LEAVING)
        changes.put("leaving", whom, world.week)
        act = changes.act(Kind.EXCLUSION, authors[0], whom, world.people.branch[whom])
        changes.fact("excluded", who=np.full(len(whom), authors[0]), whom=whom, act=act)
        for author in authors[authors >= 0]:
            changes.fact("authored", who=np.full(len(whom), author), whom=whom, act=act)

    @staticmethod
    def _causes(changes: Changes, world: World, event: Event) -> None:
        for name in CAUSES:
            level = getattr(event, name)
            if level is not None:
                changes.causes[name] = level
        changes.act(Kind.SURGE, NOBODY)

    def _shock(self, changes: Changes, world: World, event: Event) -> None:
        where = self._where(world, event)
        changes.put("world", where, np.clip(world.branches.world[where] + event.size, -1, 1))


