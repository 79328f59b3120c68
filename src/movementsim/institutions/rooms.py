"""Open meetings of a branch, which decide slowly and may quarrel."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NEVER, NOBODY, Floats, Mask, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.elementwise import expit, power
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import Rows, TableSet
from movementsim.rules.base import Rule
from movementsim.rules.decisions import DECISIONS, record_decision
from movementsim.rules.hours_in_hand import TIME, HoursInHand
from movementsim.rules.shared_columns import HEARD
from movementsim.rules.willingness import willingness
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Argument, Fact, Verb
from movementsim.state.extension import Extension
from movementsim.state.observed import Total, total_of
from movementsim.state.people import Status
from movementsim.state.world import World


class OpenRooms(Rule):
    """Branches meet in turn and when a member convenes; those present decide, after some weeks.

    Present are members who attend by choice, conveners, followers ordered to come, and invited
    members, who come with probability expit(willingness_base + stake_weight × stake +
    trust_weight × trust). People who are ordered or invited come only if they have the hours.
    Excluded people neither come nor convene. The decision takes half_weeks × present^exponent / 2
    weeks, rounded up. It is the mean opinion of those present, weighted by power. With probability
    1 − exp(−quarrelling × variance), where variance is that of the opinions present, they quarrel:
    then everybody counts the same, and everybody loses `quarrel_hours`.
    """

    phase = "govern"
    source = "S2.O4, S2.W5, S2.B1; Perret, Hart and Powers 2020"
    reads = (
        "number",
        "opinion",
        "power",
        "barred",
        "stake",
        "trust",
        "hours",
        "branch",
        "status",
        "pending",
        "proposal",
        "convener",
        "opened",
        "key",
    )
    writes = (
        "position",
        "decided",
        "author",
        "pending",
        "proposal",
        "convener",
        "opened",
        "heard",
        "hours",
        "chronicle",
    )
    rank = 40
    brings = (
        TIME
        | DECISIONS
        | Extension(
            people=(HEARD,),
            facts=(Fact("attended", ("who", "branch")), Fact("quarrelled", ("branch", "act"))),
            kinds=(ActKind("quarrel", "an open meeting quarrelled"),),
            verbs=(
                Verb("attend", "go to the branch's open meeting", 2.0, "S2.F10", aimed=False),
                Verb(
                    "convene",
                    "call an open meeting and invite members of the branch",
                    2.0,
                    "S2.O4",
                    aimed=False,
                    arguments=(Argument("invited", "number of members invited", high=None),),
                ),
            ),
            totals=(Total("quarrelled", lambda world: world.per_run(world.facts.quarrelled)),),
            indicators=(
                total_of(
                    "quarrels",
                    "quarrels in open meetings so far",
                    "quarrels",
                    total="quarrelled",
                    better="less",
                ),
            ),
        )
    )

    exponent: float = parameter(
        0.5,
        "exponent of the time to decide in the number of people present",
        unit="exponent",
        status="calibrated",
        source="Perret et al. 2020",
    )
    half_weeks: float = parameter(
        1.0, "time that one person alone takes to decide", unit="half-weeks", high=10
    )
    quarrelling: float = parameter(
        2.0, "rate of quarrels per variance of the opinions present", unit="per variance", high=20
    )
    quarrel_hours: float = parameter(
        1.0, "hours that a quarrel costs everybody present", unit="hours", high=10
    )
    voice: float = parameter(
        0.5, "listening received by being present", unit="conversations", high=2
    )
    willingness_base: float = parameter(
        -1.0,
        "willingness to come without felt efficacy and trust",
        unit="logits",
        low=-10,
        high=10,
        formerly="a0",
    )
    stake_weight: float = parameter(
        2.0, "weight of felt efficacy in coming to a meeting", unit="logits", high=10, formerly="a1"
    )
    trust_weight: float = parameter(
        1.0, "weight of trust in coming to a meeting", unit="logits", high=10, formerly="a2"
    )
    hours: float = parameter(2.0, "hours of a meeting", unit="hours", high=20)

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return what open meetings decide, and which meetings open."""
        changes, branches = Changes(world), world.branches
        due = (branches.pending == world.week).nonzero()[0]
        if len(due):
            weeks = world.week - branches.opened[due]
            record_decision(
                changes, world, due, branches.convener[due], branches.proposal[due], weeks
            )
            changes.put("pending", due, NEVER)
        busy = branches.pending > world.week
        # excluded people cannot convene
        convene = acts.convene.take(~world.shut_out[acts.convene.who])
        who, come = self._present(world, acts, convene, draws, busy)
        if not len(who):
            return changes
        self._meet(changes, world, who, come, convene.who, draws)
        return changes

    def _present(
        self, world: World, acts: TableSet, convene: Rows, draws: Draws, busy: Mask
    ) -> tuple[Whole, Mask]:
        """Return who is present at open meetings, and which of them pay for it here."""
        people, branches = world.people, world.branches
        convener = convene.who[~busy[people.branch[convene.who]]]
        called = (
            np.bincount(people.branch[convene.who], convene.invited, minlength=len(branches))
            * ~busy
        )
        meets = (world.meets | (called > 0)) & ~busy
        ordered = world.facts.ordered
        sent = ordered.whom[(ordered.complied > 0) & (ordered.attend > 0)]
        sent = sent[people.hours[sent] >= self.of(people, sent).hours]
        came = np.concatenate([acts.attend.who, convener])
        present = np.zeros(len(people), np.int8)
        # 2: ordered or invited, and pays the hours now; 1: by choice, and paid when deciding so
        for who, how in ((sent, 2), (self._invited(world, called, draws), 2), (came, 1)):
            present[who[meets[people.branch[who]]]] = how
        present[people.status != Status.MEMBER] = 0
        present[world.shut_out] = 0
        who = present.nonzero()[0]
        return who, present[who] == 2

    def _invited(self, world: World, called: Floats, draws: Draws) -> Whole:
        """Return the invited members who come."""
        people = world.people
        if not called.any():
            return np.empty(0, np.int64)
        members = people.active
        members = members[called[people.branch[members]] > 0]
        size = people.count_on_roll(len(world.branches))
        odds = np.minimum(called / np.maximum(size, 1), 1)[people.branch[members]]
        key, mine = people.key[members], self.of(people, members)
        asked = draws.chance("invited to a room", odds, key)
        will = expit(
            willingness(world, members, mine.willingness_base, mine.stake_weight, mine.trust_weight)
        )
        comes = draws.chance("comes to a room", will, key) & (people.hours[members] >= mine.hours)
        return members[asked & comes]

    def _meet(
        self, changes: Changes, world: World, who: Whole, come: Mask, callers: Whole, draws: Draws
    ) -> None:
        """Open the meetings of the people present, with what each will decide and when."""
        people, count = world.people, len(world.branches)
        branch, opinion = people.branch[who], people.opinion[who]
        present = np.bincount(branch, minlength=count)
        mean = np.bincount(branch, opinion, minlength=count) / np.maximum(present, 1)
        square = np.bincount(branch, opinion**2, minlength=count) / np.maximum(present, 1)
        weight = people.power[who] + 1e-9
        held = np.bincount(branch, weight, minlength=count)
        weighted = np.bincount(branch, weight * opinion, minlength=count) / np.maximum(held, 1e-9)
        open_rooms = present.nonzero()[0]
        variance = np.maximum(square - mean**2, 0)[open_rooms]
        mine = self.of(world.branches, open_rooms)
        quarrel = draws.chance(
            "quarrel", -np.expm1(-mine.quarrelling * variance), world.branches.key[open_rooms]
        )
        half_weeks = mine.half_weeks * power(present[open_rooms], mine.exponent)
        weeks = np.ceil(half_weeks / 2).astype(int)
        convener = np.full(count, NOBODY)
        convener[branch[::-1]] = who[::-1]  # the first of those present, if nobody convened
        convener[people.branch[callers][::-1]] = callers[::-1]
        changes.put("pending", open_rooms, world.week + weeks)
        changes.put(
            "proposal", open_rooms, np.where(quarrel, mean[open_rooms], weighted[open_rooms])
        )
        changes.put("convener", open_rooms, convener[open_rooms])
        changes.put("opened", open_rooms, world.week)
        their = self.of(people, who)
        changes.add("heard", who, their.voice)
        changes.fact("attended", who=who, branch=branch)
        act = changes.act("quarrel", NOBODY, NOBODY, open_rooms[quarrel])
        changes.fact("quarrelled", branch=open_rooms[quarrel], act=act)
        angry = np.zeros(count, np.bool_)
        angry[open_rooms[quarrel]] = True
        hours = their.hours * come + their.quarrel_hours * angry[branch]
        HoursInHand(changes, world).take(who, hours)
