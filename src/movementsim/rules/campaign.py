"""Campaigns: effort, winning and losing, credit and its norm."""

from __future__ import annotations

import numpy as np

from movementsim.chronicle import Kind
from movementsim.columns import Floats, Mask, Whole, run_starts
from movementsim.declared import parameter
from movementsim.draws import Draws
from movementsim.members import NEVER, NOBODY, Status
from movementsim.rules import drive
from movementsim.rules.base import Rule, likings, logistic
from movementsim.rules.hours import InHand
from movementsim.tables import Book, Rows
from movementsim.world import Changes, World, mask_of


class Effort(Rule):
    """Hours become effort: the same sum for whoever gives them, asked, ordered or willing.

    An hour counts (`unskilled` + skill). Asked people turn up by stake, trust and liking for
    whoever asks, with the hours they have in hand; nobody gives more. A task done for somebody adds
    its hours to the branch's campaign.
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
        "uid",
        "ties",
    )
    writes = ("outward_effort", "campaign_effort", "motion_effort", "motion_side", "hours")
    rank = 10

    unskilled: float = parameter(0.2, "what an hour counts without any skill", unit="effort")
    a0: float = parameter(
        -2.5, "willingness to turn up with nothing else", unit="logits", low=-10, high=10
    )
    a1: float = parameter(1.5, "weight of stake in turning up", unit="logits", high=10)
    a2: float = parameter(1.5, "weight of trust in turning up", unit="logits", high=10)
    a3: float = parameter(2.0, "weight of liking whoever asks", unit="logits", high=10)
    most_hours: float = parameter(
        4.0, "most hours somebody gives when asked once", unit="hours", high=40
    )
    supporter_hours: float = parameter(
        1.0, "most hours a supporter outside gives when asked", unit="hours", high=40
    )

    def resolve(self, world: World, acts: Book, draws: Draws) -> Changes:
        """Return the week's effort."""
        changes = Changes(world)
        given, in_hand = acts.campaign, InHand(changes, world)
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
        until = world.branches.inside_until if inside else world.branches.outward_until
        return np.asarray(until[world.people.branch[who]] >= world.week)

    def _asked(self, world: World, ask: Rows, draws: Draws) -> tuple[Whole, Whole, Floats]:
        """Return who asked, who turned up and for how long; several who ask count as the best."""
        people, ties = world.people, world.ties
        seen = np.where(ask.edge >= 0, ties.reverse[np.maximum(ask.edge, 0)], -1)
        liking = likings(world, seen)
        order = np.lexsort((ask.who, -liking, ask.whom))
        first = order[run_starts(ask.whom[order])]
        who, whom, liking = ask.who[first], ask.whom[first], liking[first]
        member = people.status[whom] == Status.MEMBER
        will = logistic(
            self.a0
            + self.a1 * np.where(member, people.stake[whom], 0.0)
            + self.a2 * people.trust[whom]
            + self.a3 * liking
        )
        most = np.where(member, self.most_hours, self.supporter_hours)
        hours = np.minimum(people.hours[whom], most)
        able = member | (people.status[whom] == Status.SUPPORTER)
        comes = draws.chance("turns up when asked", will, people.uid[whom]) & (hours > 0) & able
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
        """Count hours into the open campaign of the branch, or into the motion of the side.

        Returns
        -------
        Whose hours count; where nothing is open nobody is needed.
        """
        people = world.people
        if not len(who):
            return np.zeros(0, np.bool_)
        outward = ~inside & self._open(world, who, inside=False) & (hours > 0)
        inward = inside & self._open(world, who, inside=True) & (hours > 0)
        effort = hours * (self.unskilled + people.skill[who])
        changes.add("outward_effort", people.branch[who[outward]], effort[outward])
        changes.add("campaign_effort", who[outward], effort[outward])
        lead = np.where(side >= 0, side, who)
        led = people.faction[lead].astype(np.int64)
        led = np.where(led == NOBODY, lead, led)
        here = people.branch[led] == people.branch[who]  # a motion is settled in its own branch
        lead = np.where(here, led, who)
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


class Outcome(Rule):
    """A campaign is won when its effort reaches the need within the window, else lost.

    What a win is worth shrinks with the distance between the branch's decision and the world. Its
    leader keeps the share of credit that the last `credit` said, the rest is shared; a leader who
    keeps more than `flips` flips the branch's norm to each for oneself, and only one who keeps
    less than half of that brings it back (S2.O6). Whoever worked for it at any time took part.
    """

    phase = "campaign"
    source = "S2.O6, S2.O10, S2.P1, S2.P4"
    reads = (
        "campaign_effort",
        "outward_effort",
        "outward_need",
        "outward_until",
        "position",
        "world",
        "leader",
        "keep",
        "private",
        "power",
        "openness",
        "uid",
        "branch",
        "outward_loss",
        "outward_size",
        "status",
    )
    writes = ("outward_until", "credit", "private", "openness", "drive", "keep", "chronicle")
    rank = 20

    reach: float = parameter(
        1.0,
        "distance from the world at which a win's worth falls to 1/e",
        unit="position",
        low=0.05,
        high=10,
    )
    flips: float = parameter(0.25, "share kept beyond which the norm of credit flips")
    forgotten: float = parameter(0.04, "openness forgotten in a week", unit="share a week")
    drive_least: int = drive.shortest()
    drive_most: int = drive.longest()

    def resolve(self, world: World, acts: Book, draws: Draws) -> Changes:
        """Return which campaigns were won and lost, and who takes the credit."""
        changes, branches = Changes(world), world.branches
        changes.scale("openness", 1 - self.forgotten)
        if len(acts.credit):
            changes.put("keep", acts.credit.who, acts.credit.keep)
        running = branches.outward_until >= world.week
        won = (running & (branches.outward_effort >= branches.outward_need)).nonzero()[0]
        over = running & (branches.outward_until == world.week)
        lost = (over & (branches.outward_effort < branches.outward_need)).nonzero()[0]
        self._close(changes, world, won, True)
        self._close(changes, world, lost, False)
        if len(won):
            self._share_credit(changes, world, won, acts, draws)
        return changes

    def _close(self, changes: Changes, world: World, where: Whole, won: bool) -> None:
        if not len(where):
            return
        branches = world.branches
        distance = np.abs(branches.position[where] - branches.world[where])
        size = branches.outward_size[where]
        worth = size * np.exp(-distance / self.reach) if won else np.zeros(len(where))
        loss = np.zeros(len(where)) if won else branches.outward_loss[where]
        act = changes.act(Kind.WIN if won else Kind.LOSS, branches.leader[where], NOBODY, where)
        changes.fact(
            "contested",
            branch=where,
            inside=0.0,
            who=branches.leader[where],
            won=float(won),
            worth=worth,
            size=size,
            loss=loss,
            act=act,
        )
        changes.fact("took_part", who=_workers(world, where), inside=0.0, won=float(won))
        changes.put("outward_until", where, NEVER)
        if won:
            changes.add("openness", where, 1.0)

    def _share_credit(
        self, changes: Changes, world: World, won: Whole, acts: Book, draws: Draws
    ) -> None:
        """Share the credit among the members who worked for the win."""
        people, branches = world.people, world.branches
        count = len(branches)
        who = _workers(world, won)
        who = who[people.status[who] == Status.MEMBER]
        if not len(who):
            return
        branch = people.branch[who]
        lead = self._leads(world, who)
        keep = people.keep.copy()
        keep[acts.credit.who] = acts.credit.keep
        kept = np.zeros(count)
        kept[people.branch[lead]] = keep[lead]
        flips = won[kept[won] > self.flips]
        back = won[kept[won] < self.flips / 2]
        changes.put("private", flips, True)
        changes.put("private", back, False)
        is_lead = mask_of(len(people), lead)[who]
        weight = np.where(branches.private[branch], people.power[who] + 1e-9, 1.0)
        weight[is_lead] = 0.0
        total = np.bincount(branch, weight, minlength=count)
        alone = total[branch] == 0
        rest = (1 - kept[branch]) * weight / np.maximum(total[branch], 1e-300)
        share = np.where(is_lead, np.where(alone, 1.0, kept[branch]), rest)
        worth = branches.outward_size[branch]
        changes.add("credit", who, share * worth)
        heads = np.bincount(branch, minlength=count)[branch]
        changes.fact("credited", who=who, branch=branch, share=np.minimum(share * heads, 1.0))
        luck = draws.uniform("drive", people.uid[who])
        lasting = drive.until(world.week, self.drive_least, self.drive_most, luck)
        changes.put("drive", who, lasting)

    @staticmethod
    def _leads(world: World, who: Whole) -> Whole:
        """Return who led in each branch: its leader if at work, else whoever put in most."""
        people = world.people
        effort = people.campaign_effort[who]
        effort[world.branches.leader[people.branch[who]] == who] = np.inf
        order = np.lexsort((people.uid[who], -effort, people.branch[who]))
        return who[order][run_starts(people.branch[who[order]])]


def _workers(world: World, where: Whole) -> Whole:
    """Return the slots of those still around who worked for the campaigns of these branches."""
    people = world.people
    who = (people.campaign_effort > 0).nonzero()[0]
    here = mask_of(len(world.branches), where)[people.branch[who]]
    return np.asarray(who[here & (people.status[who] != Status.LEFT)])
