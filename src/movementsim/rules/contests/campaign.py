"""Effort for campaigns and motions: who turns up, and what an hour counts."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NOBODY, Floats, Mask, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.elementwise import expit
from movementsim.kernel.parameters import parameter
from movementsim.kernel.segments import run_starts
from movementsim.kernel.tables import Rows, TableSet
from movementsim.rules.base import Rule
from movementsim.rules.contests.asking import ASK
from movementsim.rules.contests.contested import OPEN_CONTESTS
from movementsim.rules.hours_in_hand import TIME, HoursInHand
from movementsim.rules.willingness import willingness
from movementsim.state.changes import Changes
from movementsim.state.declarations import Argument, Fact, Verb
from movementsim.state.extension import Extension
from movementsim.state.observed import PersonalTotal
from movementsim.state.people import Status
from movementsim.state.world import World


def _outward_hours(world: World, _following: Whole) -> tuple[Whole, Floats]:
    """Return who put hours into outward campaigns this week, and how many."""
    effort = world.facts.effort
    outward = effort.inside == 0
    return effort.who[outward], effort.hours[outward]


class Effort(Rule):
    """Hours become effort, by the same formula for people who are willing, asked or ordered.

    An hour counts unskilled + skill. People who are asked turn up with probability
    expit(willingness_base + stake_weight × stake + trust_weight × trust + liking_weight × liking),
    where liking is that for the best liked of those who ask. They give at most the hours they have
    in hand, up to `most_hours` (supporters up to `supporter_hours`). The hours of a task that
    succeeds count for the branch's campaign. Effort for a motion counts for the side of the
    faction, or the person, that it is given for.
    """

    phase = "campaign"
    source = "S2.O4, S2.O10, S2.F1, S2.F5; Han 2014"
    reads = (
        "skill",
        "stake",
        "trust",
        "hours",
        "branch",
        "status",
        "faction",
        "outward_until",
        "inside_until",
        "key",
        "ties",
    )
    writes = ("outward_effort", "campaign_effort", "motion_effort", "motion_side", "hours")
    rank = 10
    brings = (
        TIME
        | OPEN_CONTESTS
        | Extension(
            facts=(Fact("effort", ("who", "branch", "inside", "whom", "hours", "effort")),),
            verbs=(
                ASK,
                Verb(
                    "campaign",
                    "put hours into the branch's campaign or motion (by default all that are left)",
                    0.0,
                    "S2.O10",
                    aimed=False,
                    arguments=(
                        Argument("hours", "hours to put in", None, None),
                        Argument("inside", "whether the hours are for the motion", False),
                    ),
                ),
            ),
            personal_totals=(PersonalTotal("outward_hours", _outward_hours),),
        )
    )

    unskilled: float = parameter(0.2, "effort of an hour of work without skill", unit="effort")
    willingness_base: float = parameter(
        -2.5,
        "willingness to turn up without felt efficacy, trust and liking",
        unit="logits",
        low=-10,
        high=10,
        formerly="a0",
    )
    stake_weight: float = parameter(
        1.5, "weight of felt efficacy in turning up", unit="logits", high=10, formerly="a1"
    )
    trust_weight: float = parameter(
        1.5, "weight of trust in turning up", unit="logits", high=10, formerly="a2"
    )
    liking_weight: float = parameter(
        2.0,
        "weight of liking for the person who asks in turning up",
        unit="logits",
        high=10,
        formerly="a3",
    )
    most_hours: float = parameter(
        4.0, "most hours that a member gives when asked", unit="hours", high=40
    )
    supporter_hours: float = parameter(
        1.0, "most hours that a supporter gives when asked", unit="hours", high=40
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the week's effort."""
        changes = Changes(world)
        given, in_hand = acts.campaign, HoursInHand(changes, world)
        self._count(changes, world, given.who, given.who, given.hours, given.inside > 0)
        if len(acts.ask):
            who, whom, hours = self._asked(world, acts.ask, draws)
            inside = ~self._open(world, who, inside=False)
            came = self._count(changes, world, whom, who, hours, inside)
            in_hand.take(whom[came], hours[came])
        ordered = world.facts.ordered
        if len(ordered):
            obeyed = ordered.take(ordered.complied > 0)
            hours = np.minimum(obeyed.hours, in_hand.left[obeyed.whom])
            came = self._count(changes, world, obeyed.whom, obeyed.who, hours, obeyed.inside > 0)
            in_hand.take(obeyed.whom[came], hours[came])
        done = world.facts.tasked.take(world.facts.tasked.succeeded > 0)
        outward = np.zeros(len(done), np.bool_)
        self._count(changes, world, done.whom, done.whom, done.hours, outward)
        return changes

    @staticmethod
    def _open(world: World, who: Whole, inside: bool) -> Mask:
        """Return whether the branches of these people have an open motion, or campaign."""
        until = world.branches.inside_until if inside else world.branches.outward_until
        return np.asarray(until[world.people.branch[who]] >= world.week)

    def _asked(self, world: World, ask: Rows, draws: Draws) -> tuple[Whole, Whole, Floats]:
        """Return who turns up, for whom and how long; of several who ask, the best liked counts."""
        people, ties = world.people, world.ties
        seen = np.where(ask.edge >= 0, ties.reverse[np.maximum(ask.edge, 0)], -1)
        liking = world.ties.liking(seen)
        order = np.lexsort((ask.who, -liking, ask.whom))
        first = order[run_starts(ask.whom[order])]
        who, whom, liking = ask.who[first], ask.whom[first], liking[first]
        member = people.status[whom] == Status.MEMBER
        mine = self.of(people, whom)
        will = expit(
            willingness(world, whom, mine.willingness_base, mine.stake_weight, mine.trust_weight)
            + mine.liking_weight * liking
        )
        most = np.where(member, mine.most_hours, mine.supporter_hours)
        hours = np.minimum(people.hours[whom], most)
        able = member | (people.status[whom] == Status.SUPPORTER)
        comes = draws.chance("turns up when asked", will, people.key[whom]) & (hours > 0) & able
        return who[comes], whom[comes], hours[comes]

    def _count(
        self,
        changes: Changes,
        world: World,
        who: Whole,
        side: Whole,
        hours: Floats,
        inside: Mask,
    ) -> Mask:
        """Count hours into the branch's open campaign, or its motion, and return whose count."""
        # `side`: slots of the people worked for, which decide the side in a motion
        people = world.people
        if not len(who):
            return np.zeros(0, np.bool_)
        outward = ~inside & self._open(world, who, inside=False) & (hours > 0)
        inward = inside & self._open(world, who, inside=True) & (hours > 0)
        effort = hours * (self.of(people, who).unskilled + people.skill[who])
        changes.add("outward_effort", people.branch[who[outward]], effort[outward])
        changes.add("campaign_effort", who[outward], effort[outward])
        lead = _side_leaders(world, who, side)
        changes.add("motion_effort", lead[inward], effort[inward])
        changes.put("motion_side", who[inward], lead[inward])
        counts = outward | inward
        changes.fact(
            "effort",
            who=who[counts],
            branch=people.branch[who[counts]],
            inside=inside[counts].astype(float),
            whom=np.where(inward, lead, NOBODY)[counts],
            hours=hours[counts],
            effort=effort[counts],
        )
        return counts


def _side_leaders(world: World, who: Whole, side: Whole) -> Whole:
    """Return the leader of the side in a motion that these people's effort counts for."""
    # the leader of the faction of the person they work for, or that person; where this is another
    # branch it is the worker, because a motion is settled in its own branch
    people = world.people
    lead = np.where(side >= 0, side, who)
    led = people.faction[lead].astype(np.int64)
    led = np.where(led == NOBODY, lead, led)
    here = people.branch[led] == people.branch[who]
    return np.where(here, led, who)
