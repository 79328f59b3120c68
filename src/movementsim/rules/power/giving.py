"""Giving: members hand on power, with strings or without, and tasks with it."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Column, Floats, Whole, week_column
from movementsim.kernel.draws import Draws
from movementsim.kernel.elementwise import expit
from movementsim.kernel.parameters import parameter
from movementsim.kernel.segments import rank_in_runs
from movementsim.kernel.tables import Rows, TableSet
from movementsim.rules.base import Rule
from movementsim.rules.hours_in_hand import TIME, HoursInHand
from movementsim.rules.power.grants import GRANT_COLUMNS
from movementsim.rules.relations import keep_within
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Argument, Fact, Requests, Verb
from movementsim.state.extension import Extension
from movementsim.state.observed import Total, ratio_of
from movementsim.state.people import Status
from movementsim.state.receivers import EVERYONE
from movementsim.state.world import World


def _given(facts: TableSet) -> tuple[Whole, Whole]:
    """Return who handed on power without strings, and to whom."""
    given = facts.given.take((facts.given.whom >= 0) & (facts.given.strings == 0))
    return given.who, given.whom


def _granted(facts: TableSet) -> tuple[Whole, Whole]:
    """Return who lent power with strings, and to whom."""
    given = facts.given.take((facts.given.whom >= 0) & (facts.given.strings > 0))
    return given.who, given.whom


class Giving(Rule):
    """Power moves from giver to receiver, with a task for a receiver who has the hours for it.

    Power is the weight of a vote in the branch's room, so it goes only to members of the giver's
    branch, or in equal parts to all of it. All gifts of one person in a week are scaled down
    together if they exceed the power held. Power that is granted with strings is remembered with
    its patron; a larger grant by a new patron makes the old grant the receiver's own. A task
    succeeds with probability expit(steepness × (skill − difficulty)), where difficulty is drawn
    between `easiest` and `hardest`.
    """

    phase = "share power"
    source = "S2.O3, S2.O7, S3.E1"
    reads = (
        "power",
        "granted",
        "patron",
        "revocability",
        "skill",
        "uid",
        "key",
        "status",
        "branch",
        "office",
        "hours",
    )
    writes = (
        "power",
        "granted",
        "office",
        "patron",
        "revocability",
        "done",
        "failed",
        "entrusted",
        "hours",
        "chronicle",
    )
    rank = 20
    every_wave = True
    brings = TIME | Extension(
        people=(
            *GRANT_COLUMNS,
            Column("done", "tasks done, on the public record", 0, "int32", "count", 0, 2**31),
            Column("failed", "tasks failed, on the public record", 0, "int32", "count", 0, 2**31),
            week_column("entrusted", "week of the last task received", source="S2.O7"),
        ),
        facts=(
            Fact("given", ("who", "whom", "amount", "strings")),
            Fact("tasked", ("who", "whom", "hours", "succeeded", "act")),
        ),
        kinds=(
            ActKind("failed_task", "an assigned task failed", Requests(("delegate", "grant"))),
            ActKind("given", "a member handed on power", Requests(("delegate",)), read=_given),
            ActKind("granted", "a member lent power", Requests(("grant",)), read=_granted),
        ),
        verbs=(
            Verb(
                "delegate",
                "hand on a share of one's power with a task, without strings",
                0.25,
                "S2.O3",
                arguments=(Argument("share", "share of the giver's power that is handed on"),),
            ),
            Verb(
                "grant",
                "hand on a share of one's power with a task, to be taken back at will",
                0.25,
                "S3.E1",
                arguments=(Argument("share", "share of the giver's power that is handed on"),),
            ),
        ),
        totals=(
            Total("tasks", lambda world: world.per_run(world.facts.tasked)),
            Total(
                "tasks_failed",
                lambda world: world.per_run(world.facts.tasked, world.facts.tasked.succeeded == 0),
            ),
        ),
        indicators=(
            ratio_of(
                "tasks_failed", "assigned tasks that failed", "share", per="tasks", better="less"
            ),
        ),
    )

    steepness: float = parameter(
        8.0,
        "steepness of a task's success in skill less difficulty",
        unit="logits",
        high=30,
    )
    easiest: float = parameter(0.1, "difficulty of the easiest task")
    hardest: float = parameter(0.7, "difficulty of the hardest task")
    task_hours: float = parameter(2.0, "hours that a task takes", unit="hours", high=40)

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return how gifts move power, and how the tasks went."""
        changes, people = Changes(world), world.people
        if not (len(acts.delegate) or len(acts.grant)):
            return changes
        delegated = self._scaled(world, acts, acts.delegate)
        granted = self._scaled(world, acts, acts.grant)
        moved = np.zeros(len(people))
        for gifts, strings in ((delegated, False), (granted, True)):
            if len(gifts[0]):
                self._move(changes, world, moved, gifts, strings)
        touched = moved.nonzero()[0]
        if len(touched):
            power = np.maximum(people.power[touched] + moved[touched], 0.0)
            changes.put("power", touched, power)
            keep_within(changes, world, touched, power)
        self._bind(changes, world, moved, granted)
        self._tasks(changes, world, acts, draws)
        return changes

    def _scaled(self, world: World, acts: TableSet, gift: Rows) -> tuple[Whole, Whole, Floats]:
        """Return giver, receiver and amount of each gift, scaled to the power held."""
        people = world.people
        asked = np.zeros(len(people))
        for each in (acts.delegate, acts.grant):
            np.add.at(asked, each.who, each.share)
        factor = 1 / np.maximum(asked[gift.who], 1)
        amount = gift.share * factor * people.power[gift.who]
        allowed = (gift.whom == EVERYONE) | (
            (people.status[gift.whom] == Status.MEMBER)
            & (people.branch[gift.whom] == people.branch[gift.who])
            & (gift.whom != gift.who)
        )
        return gift.who[allowed], gift.whom[allowed], amount[allowed]

    def _move(
        self,
        changes: Changes,
        world: World,
        moved: Floats,
        gifts: tuple[Whole, Whole, Floats],
        strings: bool,
    ) -> None:
        """Add the power that these gifts move to `moved`, by slot."""
        who, whom, amount = gifts
        np.subtract.at(moved, who, amount)
        shared = whom == EVERYONE
        if shared.any():
            self._share_out(world, moved, who[shared], amount[shared])
            who, whom, amount = who[~shared], whom[~shared], amount[~shared]
        np.add.at(moved, whom, amount)
        changes.fact("given", who=who, whom=whom, amount=amount, strings=strings)

    @staticmethod
    def _share_out(world: World, moved: Floats, who: Whole, amount: Floats) -> None:
        """Add equal parts of gifts to whole branches to `moved`, by slot."""
        people = world.people
        roll = people.roll
        pot = np.bincount(people.branch[who], amount, minlength=len(world.branches))
        size = people.count_on_roll(len(world.branches))
        moved[roll] += (pot / np.maximum(size, 1))[people.branch[roll]]

    @staticmethod
    def _bind(
        changes: Changes, world: World, moved: Floats, grants: tuple[Whole, Whole, Floats]
    ) -> None:
        """Record what was granted with strings, and by whom."""
        people = world.people
        aimed = grants[1] != EVERYONE
        who, whom, amount = (part[aimed] for part in grants)
        if not len(who):
            return
        receiver, inverse = np.unique(whom, return_inverse=True)
        total = np.bincount(inverse, amount)
        largest = np.lexsort((who, -amount, inverse))
        patron = who[largest[np.searchsorted(inverse[largest], np.arange(len(receiver)))]]
        same = people.patron[receiver] == patron
        # a smaller grant by another patron comes free of strings
        wins = same | (total >= people.granted[receiver])
        receiver, patron, total = receiver[wins], patron[wins], total[wins]
        kept = np.where(same[wins], people.granted[receiver], 0.0)
        held = np.maximum(people.power[receiver] + moved[receiver], 0.0)
        changes.put("granted", receiver, np.minimum(kept + total, held))
        changes.put("patron", receiver, patron)
        changes.grow("revocability", receiver, total / np.maximum(kept + total, 1e-300))

    def _tasks(self, changes: Changes, world: World, acts: TableSet, draws: Draws) -> None:
        """Resolve the tasks that receivers take on."""
        people = world.people
        who, whom = self._taken_on(world, acts)
        if not len(who):
            return
        busy, number = np.unique(whom, return_counts=True)
        HoursInHand(changes, world).take(busy, self.of(people, busy).task_hours * number)
        mine, key, giver = self.of(people, whom), people.key[whom], people.key[who]
        spread = mine.hardest - mine.easiest
        difficulty = mine.easiest + spread * draws.uniform("difficulty of a task", giver, key)
        odds = expit(mine.steepness * (people.skill[whom] - difficulty))
        done = draws.chance("a task succeeds", odds, giver, key)
        changes.add("done", whom, done.astype(np.int32))
        changes.add("failed", whom, (~done).astype(np.int32))
        changes.put("entrusted", whom, world.week)
        act = np.full(len(who), -1)
        act[~done] = changes.act("failed_task", who[~done], whom[~done], people.branch[whom[~done]])
        changes.fact("tasked", who=who, whom=whom, hours=mine.task_hours, succeeded=done, act=act)

    def _taken_on(self, world: World, acts: TableSet) -> tuple[Whole, Whole]:
        """Return giver and receiver of each task that the receiver has the hours for."""
        people = world.people
        who = np.concatenate([acts.delegate.who, acts.grant.who])
        whom = np.concatenate([acts.delegate.whom, acts.grant.whom])
        if not len(who):
            return who, whom
        near = (whom >= 0) & (people.branch[whom] == people.branch[who])
        near &= people.status[whom] == Status.MEMBER
        who, whom = who[near], whom[near]
        order = np.lexsort((people.uid[who], whom))
        who, whom = who[order], whom[order]
        hours = self.of(people, whom).task_hours * (rank_in_runs(whom) + 1)
        takes_on = people.hours[whom] >= hours
        return who[takes_on], whom[takes_on]
