"""Closed rooms: a leader decides alone or with a circle of loyal followers."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NEVER, Floats, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.segments import filled, rank_in_runs
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.decisions import DECISIONS, record_decision
from movementsim.rules.hours_in_hand import TIME, HoursInHand
from movementsim.rules.relations import followers_of
from movementsim.rules.shared_columns import HEARD
from movementsim.state.changes import Changes
from movementsim.state.declarations import Argument, Fact, Verb
from movementsim.state.extension import Extension
from movementsim.state.world import World

HEARD_IN_A_CIRCLE = 0.5
"""Listening that each person receives at a meeting of the circle, in conversations."""


class ClosedRooms(Rule):
    """A leader with a circle of followers, or alone by decree, decides for the branch at once.

    The circle is the leader's most loyal followers who have the hours. Their opinions move the
    share `pull` towards the leader's. A circle decides the mean of its opinions, weighted by power;
    a decree is the leader's own opinion. The result is the branch's decision only if the branch's
    leader is this person or belongs to this person's faction. Excluded people neither decide nor
    sit in a circle, and an empty circle decides nothing.
    """

    phase = "govern"
    source = "S2.F2, S2.F3, S2.W5"
    reads = (
        "faction",
        "loyalty",
        "power",
        "opinion",
        "branch",
        "status",
        "leader",
        "stubborn",
        "hours",
        "barred",
        "uid",
    )
    writes = ("position", "decided", "author", "pending", "opinion", "heard", "hours", "chronicle")
    rank = 50
    brings = (
        TIME
        | DECISIONS
        | Extension(
            people=(HEARD,),
            facts=(Fact("caucused", ("who", "whom")),),
            verbs=(
                Verb(
                    "caucus",
                    "meet behind closed doors with a circle of followers",
                    1.0,
                    "S2.F3",
                    aimed=False,
                    arguments=(Argument("size", "number of people in the circle", 12, None),),
                ),
            ),
        )
    )

    pull: float = parameter(
        0.02, "share of the opinion gap to the leader closed by a meeting of the circle"
    )
    hours: float = parameter(
        1.0, "hours of a meeting for each member of the circle", unit="hours", high=20
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return what is decided behind closed doors."""
        changes, people = Changes(world), world.people
        caucus, order = acts.caucus, acts.order
        caucus = caucus.take(~world.shut_out[caucus.who])
        deciders = [order.who[(order.settle > 0) & ~world.shut_out[order.who]]]
        position = [people.opinion[deciders[0]]]
        if len(caucus):
            row, whom = circle(world, caucus.who, caucus.size)
            comes = (people.hours[whom] >= self.of(people, whom).hours) & ~world.shut_out[whom]
            row, whom = row[comes], whom[comes]
            who = caucus.who[row]
            gap = people.opinion[who] - people.opinion[whom]
            mine = self.of(people, whom)
            changes.add("opinion", whom, mine.pull * gap * ~people.stubborn[whom])
            changes.fact("caucused", who=who, whom=whom)
            HoursInHand(changes, world).take(whom, filled(mine.hours, len(whom)))
            changes.add("heard", whom, HEARD_IN_A_CIRCLE)
            weight = np.bincount(row, people.power[whom], minlength=len(caucus))
            pulled = np.bincount(
                row, people.power[whom] * people.opinion[whom], minlength=len(caucus)
            )
            own = people.power[caucus.who]
            total = np.maximum(weight + own, 1e-12)
            met = np.bincount(row, minlength=len(caucus)) > 0
            deciders.append(caucus.who[met])
            position.append(((pulled + own * people.opinion[caucus.who]) / total)[met])
        who, where = np.concatenate(deciders), np.concatenate(position)
        branch = people.branch[who]
        leader = world.branches.leader[branch]
        rules = (leader >= 0) & ((leader == who) | (people.faction[leader] == who))
        who, where, branch = who[rules], where[rules], branch[rules]
        if len(who):
            branch, first = np.unique(branch, return_index=True)
            record_decision(changes, world, branch, who[first], where[first], None)
            changes.put("pending", branch, NEVER)
        return changes


def circle(world: World, leaders: Whole, size: Floats) -> tuple[Whole, Whole]:
    """Return each leader's circle: the most loyal followers.

    Parameters
    ----------
    world
        The world.
    leaders
        Slots of the leaders.
    size
        Number of followers in each circle.

    Returns
    -------
    row : (people,) int
        Position in `leaders`.
    whom : (people,) int
        Slot of each person in a circle.
    """
    people = world.people
    row, whom = followers_of(world, leaders)
    order = np.lexsort((people.uid[whom], -people.loyalty[whom], row))
    row, whom = row[order], whom[order]
    inside = rank_in_runs(row) < size[row]
    return row[inside], whom[inside]
