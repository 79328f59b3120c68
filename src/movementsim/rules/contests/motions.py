"""Motions and selections: the contests inside a branch."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NEVER, NOBODY, Floats, Mask, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.elementwise import expit
from movementsim.kernel.parameters import parameter
from movementsim.kernel.segments import filled, run_starts
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.contests.contested import CONTESTS
from movementsim.rules.decisions import DECISIONS, record_decision
from movementsim.rules.hours_in_hand import TIME, HoursInHand
from movementsim.rules.willingness import willingness
from movementsim.state.changes import Changes
from movementsim.state.extension import Extension
from movementsim.state.observed import Indicator, PersonalTotal, Total, total_of
from movementsim.state.people import Status
from movementsim.state.world import World


def _carried(world: World) -> Mask:
    """Return which of the week's contests are motions that were carried."""
    contested = world.facts.contested
    return np.asarray((contested.won > 0) & (contested.inside > 0))


def _winners(world: World, _following: Whole) -> tuple[Whole, None] | None:
    """Return the leaders of the sides that carried a motion this week."""
    if not len(world.facts.contested):
        return None
    winners = world.facts.contested.who[_carried(world)]
    return winners[winners >= 0], None


class Motions(Rule):
    """A motion is carried by the side with enough effort, unless the other sides outweigh it.

    A motion or selection is settled when the leading side has gathered the effort it needs; it
    lapses when its window ends first. If the plans of the leading side have leaked since the motion
    opened, warned rivals count against it: members further than `tolerance` from its leader's
    opinion, who turn up with probability expit(willingness_base + stake_weight × stake +
    trust_weight × trust) if they have the hours. The side that carries a motion sets the branch's
    decision. An excluded person neither leads a side nor counts as a rival.
    """

    phase = "campaign"
    source = "S2.F3, S2.F8, S2.F10; Riker 1962"
    reads = (
        "motion_effort",
        "motion_side",
        "inside_until",
        "inside_need",
        "inside_opened",
        "inside_size",
        "leaked",
        "opinion",
        "stake",
        "trust",
        "skill",
        "branch",
        "barred",
        "status",
        "hours",
        "uid",
        "key",
    )
    writes = ("inside_until", "position", "decided", "author", "hours", "chronicle")
    rank = 30
    brings = (
        TIME
        | CONTESTS
        | DECISIONS
        | Extension(
            totals=(
                Total(
                    "inside_won",
                    lambda world: world.per_run(world.facts.contested, _carried(world)),
                ),
            ),
            personal_totals=(PersonalTotal("inside_won", _winners),),
            indicators=(
                total_of("inside_won", "motions and selections carried so far", "motions"),
                Indicator(
                    "inside_won_by_active",
                    "motions and selections carried by members following a strategy",
                    "motions",
                    lambda movement: movement.tally.by_strategy["inside_won"][:, 1:].sum(axis=1),
                ),
            ),
        )
    )

    tolerance: float = parameter(
        0.4,
        "distance from the leader's opinion beyond which a member is a rival",
        unit="position",
        high=2,
    )
    willingness_base: float = parameter(
        -2.0,
        "willingness of warned rivals to turn up without felt efficacy and trust",
        unit="logits",
        low=-10,
        high=10,
        formerly="a0",
    )
    stake_weight: float = parameter(
        2.0,
        "weight of felt efficacy in a rival's turning up",
        unit="logits",
        high=10,
        formerly="a1",
    )
    trust_weight: float = parameter(
        1.0, "weight of trust in a rival's turning up", unit="logits", high=10, formerly="a2"
    )
    hours: float = parameter(1.0, "hours that a warned rival gives", unit="hours", high=20)
    unskilled: float = parameter(0.2, "effort of a rival's hour without skill", unit="effort")

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return which motions were carried."""
        changes, branches, people = Changes(world), world.branches, world.people
        running = branches.inside_until >= world.week
        if not running.any():
            return changes
        sides = (people.motion_effort > 0).nonzero()[0]
        sides = sides[running[people.branch[sides]] & (people.status[sides] == Status.MEMBER)]
        sides = sides[~world.shut_out[sides]]
        branch = people.branch[sides]
        order = np.lexsort((people.uid[sides], -people.motion_effort[sides], branch))
        best = sides[order][run_starts(branch[order])].astype(np.int64)
        where = people.branch[best].astype(np.int64)
        ready = people.motion_effort[best] >= branches.inside_need[where]
        best, where = best[ready], where[ready]
        own = people.motion_effort[best]
        all_effort = np.bincount(branch, people.motion_effort[sides], minlength=len(branches))
        against = all_effort[where] - own
        leaked = people.leaked[best] >= branches.inside_opened[where]
        against[leaked] += self._warned(changes, world, best[leaked], where[leaked], draws)
        won = against <= own
        self._settle(changes, world, where, best, won)
        over = running & (branches.inside_until == world.week)
        over[where] = True
        changes.put("inside_until", over.nonzero()[0], NEVER)
        return changes

    def _warned(
        self, changes: Changes, world: World, best: Whole, where: Whole, draws: Draws
    ) -> Floats:
        """Return the effort of the warned rivals who turn up, for each branch of `where`."""
        people, count = world.people, len(world.branches)
        side = np.full(count, NOBODY)
        side[where] = best
        members = people.active
        enough = self.of(people, members).hours
        members = members[~world.shut_out[members] & (people.hours[members] >= enough)]
        head = side[people.branch[members]]
        members, head = members[head >= 0], head[head >= 0]
        gap = np.abs(people.opinion[members] - people.opinion[head])
        rivals = members[gap > self.of(people, members).tolerance]
        mine = self.of(people, rivals)
        will = expit(
            willingness(world, rivals, mine.willingness_base, mine.stake_weight, mine.trust_weight)
        )
        come = rivals[draws.chance("turns out against", will, people.key[rivals])]
        mine = self.of(people, come)
        HoursInHand(changes, world).take(come, filled(mine.hours, len(come)))
        effort = mine.hours * (mine.unskilled + people.skill[come])
        return np.bincount(people.branch[come], effort, minlength=count)[where]

    def _settle(self, changes: Changes, world: World, where: Whole, best: Whole, won: Mask) -> None:
        size = world.branches.inside_size[where]
        for some, outcome, kind in ((won, 1.0, "win"), (~won, 0.0, "loss")):
            act = changes.act(kind, best[some], NOBODY, where[some])
            changes.fact(
                "contested",
                branch=where[some],
                inside=1.0,
                who=best[some],
                won=outcome,
                worth=size[some] * outcome,
                size=size[some],
                loss=0.0,
                act=act,
            )
        self._took_part(changes, world, where, best, won)
        record_decision(
            changes, world, where[won], best[won], world.people.opinion[best[won]], None
        )

    @staticmethod
    def _took_part(changes: Changes, world: World, where: Whole, best: Whole, won: Mask) -> None:
        """Report who took part on which side: the winners are those of the side that carried it."""
        people = world.people
        carried = np.full(len(world.branches), NEVER)
        carried[where] = np.where(won, best, NOBODY)
        who = ((people.motion_side >= 0) & (people.status != Status.LEFT)).nonzero()[0]
        who = who[carried[people.branch[who]] != NEVER]
        winner = people.motion_side[who] == carried[people.branch[who]]
        changes.fact("took_part", who=who, inside=1.0, won=winner.astype(float))
