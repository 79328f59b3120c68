"""Outcomes of outward campaigns: wins, losses, the value of a win, and credit."""

from __future__ import annotations

import numpy as np

from movementsim import measures
from movementsim.kernel.columns import (
    NEVER,
    NOBODY,
    Column,
    Floats,
    Whole,
    amount_column,
    flag_column,
)
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.segments import run_starts
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.contests.contested import CONTESTS
from movementsim.rules.membership import drive
from movementsim.rules.membership.drive import DRIVE
from movementsim.state.changes import Changes
from movementsim.state.declarations import Argument, Fact, Verb
from movementsim.state.extension import Extension
from movementsim.state.observed import Indicator, Observed, Total, total_of
from movementsim.state.people import Status
from movementsim.state.world import World, mask_of

LARGE = 3
"""Size from which an outward campaign counts as large."""


def _outward(world: World, won: bool, least: float = 0.0) -> Floats:
    """Count the outward campaigns of at least this size that were won, or lost, this week."""
    contested = world.facts.contested
    counted = ((contested.won > 0) == won) & (contested.inside == 0) & (contested.size >= least)
    return world.per_run(contested, counted)


def _outward_work(world: World) -> Floats:
    """Return the value of the week's outward campaigns, less losses."""
    contested = world.facts.contested
    value = np.where(contested.inside == 0, contested.worth, 0.0)
    return world.per_run(contested, value - contested.loss)


def _credit_gini(movement: Observed) -> Floats:
    """Return the Gini coefficient of credit over members."""
    people = movement.world.people
    return measures.ginis(people.credit[people.roll], people.run_of_roll, movement.world.runs)


class Outcome(Rule):
    """A campaign is won once its effort reaches what it needs, and lost when its window ends first.

    The value of a win is size × exp(−distance / reach), where distance is that of the branch's
    decision from the world. The campaign's leader keeps the share of credit announced last; the
    rest is shared equally among the other members who worked for the campaign at any time. A leader
    who keeps more than `flips` flips the branch's norm to everyone for themselves, and the rest is
    then shared by power; only a leader who keeps less than half of `flips` restores the norm
    (S2.O6). A win renews the recruiting drive of those who took part and adds 1 to the branch's
    openness, a cause of surges, which loses the share `forgotten` a week.
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
        "key",
        "branch",
        "outward_loss",
        "outward_size",
        "status",
    )
    writes = ("outward_until", "credit", "private", "openness", "drive", "keep", "chronicle")
    rank = 20
    brings = CONTESTS | Extension(
        people=(
            amount_column("credit", "credit received for campaigns won", "credit", source="S2.O6"),
            Column(
                "keep",
                "share of credit that the person keeps when leading a campaign",
                0.2,
                source="S2.O6",
            ),
            DRIVE,
        ),
        branches=(
            flag_column(
                "private",
                "whether the norm of credit has flipped to everyone for themselves",
                source="S2.O6",
            ),
            amount_column(
                "openness",
                "wins of open campaigns, a sum that fades; a cause of surges",
                "wins",
                source="S2.P1",
            ),
        ),
        facts=(Fact("credited", ("who", "branch", "share")),),
        verbs=(
            Verb(
                "credit",
                "announce the share of credit one keeps for campaigns one leads",
                0.0,
                "S2.O6",
                aimed=False,
                arguments=(Argument("keep", "share of the credit kept"),),
            ),
        ),
        totals=(
            Total("campaigns_won", lambda world: _outward(world, True)),
            Total("campaigns_lost", lambda world: _outward(world, False)),
            Total("campaigns_won_large", lambda world: _outward(world, True, LARGE)),
            Total("outward_work", _outward_work),
        ),
        indicators=(
            total_of("campaigns_won", "outward campaigns won so far", "campaigns", better="more"),
            total_of(
                "campaigns_won_large",
                "large outward campaigns (size 3 or more) won so far",
                "campaigns",
                better="more",
            ),
            total_of("campaigns_lost", "outward campaigns lost so far", "campaigns", better="less"),
            total_of(
                "outward_work", "value of outward work done, less losses", "value", better="more"
            ),
            Indicator(
                "credit_gini", "inequality of credit (Gini)", "0-1", _credit_gini, better="less"
            ),
        ),
    )

    reach: float = parameter(
        1.0,
        "distance from the world at which the value of a win falls to 1/e",
        unit="position",
        low=0.05,
        high=10,
    )
    flips: float = parameter(0.25, "share of credit kept beyond which the norm flips")
    forgotten: float = parameter(0.04, "share of openness lost in a week", unit="share a week")
    drive_least: int = drive.shortest()
    drive_most: int = drive.longest()

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return which campaigns were won and lost, and who receives credit."""
        changes, branches = Changes(world), world.branches
        changes.scale("openness", 1 - self.of(branches).forgotten)
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
        """Settle the open campaigns of these branches as won, or lost."""
        if not len(where):
            return
        branches = world.branches
        distance = np.abs(branches.position[where] - branches.world[where])
        size = branches.outward_size[where]
        value = (
            size * np.exp(-distance / self.of(branches, where).reach)
            if won
            else np.zeros(len(where))
        )
        loss = np.zeros(len(where)) if won else branches.outward_loss[where]
        act = changes.act("win" if won else "loss", branches.leader[where], NOBODY, where)
        changes.fact(
            "contested",
            branch=where,
            inside=0.0,
            who=branches.leader[where],
            won=float(won),
            worth=value,
            size=size,
            loss=loss,
            act=act,
        )
        changes.fact("took_part", who=_workers(world, where), inside=0.0, won=float(won))
        changes.put("outward_until", where, NEVER)
        if won:
            changes.add("openness", where, 1.0)

    def _share_credit(
        self, changes: Changes, world: World, won: Whole, acts: TableSet, draws: Draws
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
        limit = self.of(branches, won).flips
        flips = won[kept[won] > limit]
        back = won[kept[won] < limit / 2]
        changes.put("private", flips, True)
        changes.put("private", back, False)
        is_lead = mask_of(len(people), lead)[who]
        weight = np.where(branches.private[branch], people.power[who] + 1e-9, 1.0)
        weight[is_lead] = 0.0
        total = np.bincount(branch, weight, minlength=count)
        alone = total[branch] == 0
        rest = (1 - kept[branch]) * weight / np.maximum(total[branch], 1e-300)
        share = np.where(is_lead, np.where(alone, 1.0, kept[branch]), rest)
        changes.add("credit", who, share * branches.outward_size[branch])
        heads = np.bincount(branch, minlength=count)[branch]
        changes.fact("credited", who=who, branch=branch, share=np.minimum(share * heads, 1.0))
        draw = draws.uniform("drive", people.key[who])
        mine = self.of(people, who)
        lasting = drive.until(world.week, mine.drive_least, mine.drive_most, draw)
        changes.put("drive", who, lasting)

    @staticmethod
    def _leads(world: World, who: Whole) -> Whole:
        """Return who led each branch's campaign: its leader, if at work, or who worked most."""
        people = world.people
        effort = people.campaign_effort[who]
        effort[world.branches.leader[people.branch[who]] == who] = np.inf
        order = np.lexsort((people.uid[who], -effort, people.branch[who]))
        return who[order][run_starts(people.branch[who[order]])]


def _workers(world: World, where: Whole) -> Whole:
    """Return the slots of the people who worked for these branches' campaigns and have not left."""
    people = world.people
    who = (people.campaign_effort > 0).nonzero()[0]
    here = mask_of(len(world.branches), where)[people.branch[who]]
    return np.asarray(who[here & (people.status[who] != Status.LEFT)])
