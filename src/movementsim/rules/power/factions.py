"""Factions: joining, loyalty, and succession when a leader has gone."""

from __future__ import annotations

import numpy as np

from movementsim import measures
from movementsim.kernel.columns import NOBODY, Column, Floats, Whole, slot_column
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.relations import each_run, warm_pairs
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Requests
from movementsim.state.extension import Extension
from movementsim.state.observed import Indicator, Observed, mean_over_members
from movementsim.state.people import Status
from movementsim.state.world import World


def _share_in_factions(movement: Observed) -> Floats:
    """Return the share of members who belong to a faction."""
    return mean_over_members(movement, movement.world.people.faction != NOBODY)


def _mixing_of_factions(movement: Observed) -> Floats:
    """Return the E-I index of liking between factions; no faction counts as one group."""
    faction = movement.world.people.faction
    return each_run(
        movement.world,
        lambda tail, head, weight: measures.ei_index(faction[tail], faction[head], weight),
        *warm_pairs(movement.world),
    )


def _modularity_of_factions(movement: Observed) -> Floats:
    """Return Newman's modularity of liking over factions; no faction counts as one group."""
    faction = movement.world.people.faction

    def modularity(tail: Whole, head: Whole, weight: Floats) -> float:
        tied, ends = np.unique([tail, head], return_inverse=True)
        first, second = ends.reshape(2, -1)
        return measures.modularity(first, second, faction[tied], weight)

    return each_run(movement.world, modularity, *warm_pairs(movement.world))


class Factions(Rule):
    """A courted member joins a faction when its pull exceeds a threshold and present loyalty.

    The pull is liking for the courter, plus the favours that the person owes, unless the person is
    in another faction. The new leader is the courter's leader, or the courter, if the courter is in
    no faction. Loyalty loses the share `fading` a week; a favour from inside the faction closes
    the share `bond` of its distance to 1, as far as the favour is paid for. A leader who has gone
    is succeeded by the member most respected inside the faction; a faction of one dissolves.
    """

    phase = "govern"
    source = "S2.F6, S2.F9"
    reads = ("faction", "loyalty", "owed", "status", "leaving", "key", "ties")
    writes = ("faction", "loyalty", "chronicle")
    rank = 20
    brings = Extension(
        people=(
            slot_column(
                "faction", "slot of the leader of the person's faction, or nobody", source="S2.F6"
            ),
            Column("loyalty", "loyalty to the faction", source="S2.F6", in_files=True),
        ),
        kinds=(
            ActKind(
                "faction",
                "a member joined a faction",
                Requests(("talk",), same_who=False, where="courting"),
            ),
        ),
        indicators=(
            Indicator("in_factions", "members in a faction", "share", _share_in_factions),
            Indicator(
                "ei_index_factions",
                "E-I index of liking between factions",
                "-1 to 1",
                _mixing_of_factions,
                costly=True,
            ),
            Indicator(
                "modularity",
                "modularity of factions in liking",
                "-.5 to 1",
                _modularity_of_factions,
                costly=True,
            ),
        ),
    )

    threshold: float = parameter(
        0.6, "pull (liking and favours owed) above which a courted member joins", high=2
    )
    fading: float = parameter(0.01, "share of loyalty lost in a week", unit="share a week")
    bond: float = parameter(0.1, "share of the distance to full loyalty closed by a favour")

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return who joins a faction, who leaves one, and who succeeds leaders who have gone."""
        changes, people = Changes(world), world.people
        changes.scale("loyalty", 1 - self.of(people).fading)
        favoured = world.facts.favoured
        if len(favoured):
            inside = people.faction[favoured.whom] == self._leader(world, favoured.who)
            bond = self.of(people, favoured.whom[inside]).bond
            changes.grow("loyalty", favoured.whom[inside], bond * favoured.paid[inside])
        self._succeed(changes, world, draws)
        self._join(changes, world)
        return changes

    @staticmethod
    def _leader(world: World, who: Whole) -> Whole:
        led = world.people.faction[who].astype(np.int64)
        return np.where(led == NOBODY, who, led)

    def _join(self, changes: Changes, world: World) -> None:
        people, talked = world.people, world.facts.talked
        courted = talked.take(talked.courting > 0)
        if not len(courted):
            return
        leader = self._leader(world, courted.who)
        whom = courted.whom
        same = people.faction[whom] == leader
        pull = world.ties.liking(courted.back) + np.where(
            same | (people.faction[whom] == NOBODY), people.owed[whom], 0.0
        )
        leads = self._leads(world, whom)
        joins = (
            (pull > self.of(people, whom).threshold)
            & (pull > people.loyalty[whom])
            & ~same
            & ~leads
            & (leader != whom)
            & (people.status[whom] == Status.MEMBER)
        )
        self._strongest(changes, whom[joins], leader[joins], pull[joins])

    @staticmethod
    def _leads(world: World, whom: Whole) -> Whole:
        """Return which of these people lead others; they join nobody."""
        people = world.people
        followed = np.bincount(people.faction[people.faction != NOBODY], minlength=len(people))
        return np.asarray(followed[whom] > 1)

    @staticmethod
    def _strongest(changes: Changes, whom: Whole, leader: Whole, pull: Floats) -> None:
        """Let each join the leader with the strongest pull; the lowest slot wins a tie."""
        if not len(whom):
            return
        order = np.lexsort((leader, -pull, whom))
        whom, leader, pull = whom[order], leader[order], pull[order]
        first = np.r_[True, whom[1:] != whom[:-1]]
        whom, leader, pull = whom[first], leader[first], pull[first]
        free = ~np.isin(leader, whom)  # nobody joins a leader who is changing sides
        whom, leader, pull = whom[free], leader[free], pull[free]
        leaders = np.unique(leader)
        changes.put("faction", whom, leader)
        changes.put("loyalty", whom, np.minimum(pull, 1.0))
        changes.put("faction", leaders, leaders)
        changes.act("faction", leader, whom)

    def _succeed(self, changes: Changes, world: World, draws: Draws) -> None:
        people = world.people
        inside = (people.faction != NOBODY).nonzero()[0]
        if not len(inside):
            return
        gone = inside[people.status[inside] != Status.MEMBER]
        changes.put("faction", gone, NOBODY)
        members = inside[people.status[inside] == Status.MEMBER]
        leader = people.faction[members].astype(np.int64)
        size = np.bincount(leader, minlength=len(people))
        orphaned = people.status[leader] != Status.MEMBER
        alone = (size[leader] == 1) & ~orphaned
        changes.put("faction", members[alone], NOBODY)
        # followers may still follow a leader who goes this week, so a successor comes a week later
        led_on = orphaned & (people.leaving[leader] < world.week)
        orphans, old = members[led_on], leader[led_on]
        if not len(orphans):
            return
        respect = self._respect_inside(world, orphans, old)
        lots = draws.order("succession", people.key[orphans])
        order = np.lexsort((lots, -respect, old))
        first = np.r_[True, old[order][1:] != old[order][:-1]]
        heirs = orphans[order][first]
        new = heirs[np.searchsorted(old[order][first], old)]
        new[size[old] == 1] = NOBODY
        changes.put("faction", orphans, new)

    @staticmethod
    def _respect_inside(world: World, members: Whole, old: Whole) -> Floats:
        ties = world.ties
        owner, edge = ties.ties_of(members)
        same = world.people.faction[ties.head[edge]] == old[owner]
        respect = np.where(same, ties.respect[ties.reverse[edge]], 0.0)
        return np.bincount(owner, respect, minlength=len(members)).astype(np.float64)
