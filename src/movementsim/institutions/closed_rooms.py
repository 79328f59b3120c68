"""TODO."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NEVER, Floats, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.segments import rank_in_runs
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.decisions import DECISIONS, record_decision
from movementsim.rules.relations import followers_of
from movementsim.rules.time import TIME, HoursInHand
from movementsim.state.changes import Changes
from movementsim.state.declarations import Argument, Fact, Verb
from movementsim.state.extension import Extension
from movementsim.state.world import World


class ClosedRooms(Rule):
    """A circle that holds the branch's leadership decides this week, behind closed doors.

    The circle is the leader's most loyal, those of them who have the hours; their opinions move
    towards the leader's, and their power-weighted mean is the decision (the leader's own opinion
    where it is ordered). Who is shut out decides and sits in nothing, and a circle of nobody
    decides nothing.
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
            facts=(Fact("caucused", ("who", "whom")),),
            verbs=(
                Verb(
                    "caucus",
                    "meet behind closed doors with one's circle",
                    1.0,
                    "S2.F3",
                    aimed=False,
                    arguments=(Argument("size", "people in the circle", 12, None),),
                ),
            ),
        )
    )

    pull: float = parameter(0.02, "way a caucus moves opinion towards its leader")
    hours: float = parameter(
        1.0, "hours of a caucus, for each of the circle", unit="hours", high=20
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return what was decided behind closed doors."""
        changes, people = Changes(world), world.people
        caucus, order = acts.caucus, acts.order
        caucus = caucus.take(~world.shut_out[caucus.who])
        deciders = [order.who[(order.settle > 0) & ~world.shut_out[order.who]]]
        position = [people.opinion[deciders[0]]]
        if len(caucus):
            row, whom = circle(world, caucus.who, caucus.size)
            comes = (people.hours[whom] >= self.hours) & ~world.shut_out[whom]
            row, whom = row[comes], whom[comes]
            who = caucus.who[row]
            gap = people.opinion[who] - people.opinion[whom]
            changes.add("opinion", whom, self.pull * gap * ~people.stubborn[whom])
            changes.fact("caucused", who=who, whom=whom)
            HoursInHand(changes, world).take(whom, np.full(len(whom), self.hours))
            changes.add("heard", whom, 0.5)
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
    """Return each leader's circle: the `size` most loyal followers.

    Returns
    -------
    Position in `leaders` and slot of each member of a circle.
    """
    people = world.people
    row, whom = followers_of(world, leaders)
    order = np.lexsort((people.uid[whom], -people.loyalty[whom], row))
    row, whom = row[order], whom[order]
    inside = rank_in_runs(row) < size[row]
    return row[inside], whom[inside]
