"""Leaving: most members drift away unheard, some resign, and followers leave with a leader."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NEVER, NOBODY, Floats, Mask, Whole, flag_column, slot_column
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.segments import filled
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.membership.turnover import LEAVING, silent_leavers
from movementsim.rules.offices import is_expelled, unseat
from movementsim.rules.power.grants import GRANTED
from movementsim.rules.relations import keep_within
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Chance
from movementsim.state.extension import Extension
from movementsim.state.people import Post, Status
from movementsim.state.world import World


class Leave(Rule):
    """Members decide to leave by a hazard that trust and felt efficacy lower and grievance raises.

    The weekly hazard is (background_hazard + avoidable × (1 + contagion_weight × pull)) × (1 +
    burnout), where avoidable is base_hazard × exp(−trust_weight × trust − stake_weight × stake) ×
    (1 + grievance_weight × grievance), and pull is the share of the member's respect that goes to
    people who decided to leave in the last `memory` weeks. The hazard is linear in pull, because an
    exponential form runs away. It is doubled for a newcomer to whom nobody has talked in the first
    `patience` weeks, for as long again.

    A member who leaves with a grievance of at least `trigger` resigns at once; this exit is voiced.
    Other memberships lapse `lag` weeks later. When the leader of a faction resigns or is expelled,
    each member of the faction follows with probability following × loyalty.
    """

    phase = "leave and join"
    source = "S2.W1, S2.W4, S4.A2, S2.D3; Hirschman 1970; patterns P3, P5, P6, P17"
    reads = (
        "status",
        "trust",
        "stake",
        "grievance",
        "burnout",
        "joined",
        "contacted",
        "leaving",
        "faction",
        "loyalty",
        "barred",
        "power",
        "key",
        "branch",
        "granted",
        "leader",
        "office",
        "post",
        "ties",
    )
    writes = (
        "status",
        "leaving",
        "voiced",
        "followed",
        "power",
        "granted",
        "office",
        "post",
        "brief",
        "seated",
        "leader",
        "chronicle",
    )
    rank = 10
    brings = LEAVING | Extension(
        people=(
            GRANTED,
            flag_column("voiced", "whether the person's exit was voiced"),
            slot_column("followed", "slot of the leader whom the person followed out, or nobody"),
        ),
        kinds=(
            ActKind(
                "resignation",
                "a member resigned in protest",
                chance=Chance(("leave", "follow a leader out")),
            ),
            ActKind(
                "lapse",
                "a member decided to leave, unheard",
                chance=Chance(("leave",)),
                read=silent_leavers,
            ),
        ),
    )

    background_hazard: float = parameter(
        0.0005, "unavoidable hazard of leaving: moves, deaths", unit="a week", formerly="h_min"
    )
    base_hazard: float = parameter(
        0.006,
        "hazard of leaving without trust, felt efficacy and grievances",
        unit="a week",
        formerly="h0",
    )
    trust_weight: float = parameter(
        2.0,
        "reduction of the log hazard of leaving by trust",
        unit="log hazard",
        high=10,
        formerly="theta_t",
    )
    stake_weight: float = parameter(
        2.0,
        "reduction of the log hazard of leaving by felt efficacy",
        unit="log hazard",
        high=10,
        formerly="theta_s",
    )
    grievance_weight: float = parameter(
        1.0,
        "relative rise of the hazard of leaving per wrong",
        unit="per wrong",
        high=20,
        formerly="theta_g",
    )
    contagion_weight: float = parameter(
        3.0,
        "relative rise of the hazard of leaving when all one's ties are to leavers",
        unit="per full share of ties",
        high=20,
        formerly="theta_x",
    )
    both_layers: bool = parameter(
        False, "whether contagion runs along liking as well as respect", unit="yes/no"
    )
    lag: int = parameter(
        26,
        "weeks from a silent decision to leave until the membership lapses",
        unit="weeks",
        high=104,
        status="from data",
        source="flow facts",
    )
    memory: int = parameter(
        26, "weeks for which a leaver's example draws others", unit="weeks", high=104
    )
    patience: int = parameter(
        26,
        "weeks after which a newcomer to whom nobody talked may leave sooner",
        unit="weeks",
        high=208,
    )
    trigger: float = parameter(
        0.09,
        "grievance from which a leaving member resigns at once",
        unit="wrongs",
        high=10,
        status="calibrated",
        source="pattern P6",
    )
    following: float = parameter(1.0, "probability of following a leader out, at full loyalty")

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return who decides to leave, and who is off the roll."""
        changes, people = Changes(world), world.people
        members = people.active
        goes = draws.chance("leave", self.hazard(world, members), people.key[members])
        who = members[goes]
        resigns = people.grievance[who] >= self.of(people, who).trigger
        followers, leader = self._followers(world, who[resigns], draws)
        who, resigns, leader = _merged(who, resigns, followers, leader)
        if len(who):
            changes.put("status", who, np.where(resigns, Status.LEFT, Status.LEAVING))
            changes.put("leaving", who, world.week)
            changes.put("voiced", who, resigns)
            changes.put("followed", who, leader)
            angry = who[resigns]
            changes.act("resignation", angry, leader[resigns], people.branch[angry])
            changes.fact("decided_to_leave", who=who, voiced=resigns.astype(float))
        lapsed = self._rolled_off(world)
        changes.put("status", lapsed, Status.LEFT)
        gone = np.concatenate([lapsed, who[resigns]])
        seats = who[people.post[who] > Post.NONE]
        if len(seats):
            unseat(changes, world, seats)
        settle_power(changes, world, gone)
        return changes

    def hazard(self, world: World, members: Whole) -> Floats:
        """Return the probability that members decide to leave this week.

        Parameters
        ----------
        world
            The world.
        members
            Slots of members, shape (members,).

        Returns
        -------
        (members,) float64
            Probabilities, 0 to 1.
        """
        people, week = world.people, world.week
        mine = self.of(people, members)
        avoidable = (
            mine.base_hazard
            * np.exp(
                -mine.trust_weight * people.trust[members]
                - mine.stake_weight * people.stake[members]
            )
            * (1 + mine.grievance_weight * people.grievance[members])
        )
        pull = self._pull(world)[members]
        hazard = (mine.background_hazard + avoidable * (1 + mine.contagion_weight * pull)) * (
            1 + people.burnout[members]
        )
        joined = people.joined[members]
        alone = (week - joined >= mine.patience) & (joined >= 0)
        alone &= people.contacted[members] < joined
        alone &= week - joined < 2 * mine.patience
        return np.asarray(np.minimum(np.where(alone, 2 * hazard, hazard), 1.0))

    def _pull(self, world: World) -> Floats:
        """Return the share of each person's respect that goes to people who left recently."""
        people, ties = world.people, world.ties
        left = (people.leaving > NEVER).nonzero()[0]
        gone = left[world.week - people.leaving[left] <= self.of(people, left).memory]
        if not len(gone):
            return np.zeros(len(people))
        # start from the leavers, who are few: each tie is stored in both directions
        edge = ties.ties_of(gone)[1]
        seen = ties.reverse[edge]
        weight, of_all = ties.respect[seen], ties.respect
        both = filled(self.of(people).both_layers, len(people))
        if both.any():
            weight = weight + ties.liking(seen) * both[ties.tail[seen]]
            of_all = of_all + ties.liking() * both[ties.tail]
        # summed tie by tie, so that the room that a row has to spare changes no sum
        total = np.bincount(ties.tail, of_all, minlength=len(people))
        pull = np.bincount(ties.head[edge], weight, minlength=len(people))
        return np.asarray(pull / np.maximum(total, 1e-12))

    def _rolled_off(self, world: World) -> Whole:
        """Return the people whose membership lapses this week."""
        people = world.people
        leaving = (people.status == Status.LEAVING).nonzero()[0]
        due = (world.week - people.leaving[leaving] >= self.of(people, leaving).lag) | (
            is_expelled(world, leaving)
        )
        return np.asarray(leaving[due])

    def _followers(self, world: World, resigned: Whole, draws: Draws) -> tuple[Whole, Whole]:
        """Return who follows a leader who resigns or is expelled, and the leader."""
        people = world.people
        left = (people.leaving == world.week).nonzero()[0]
        expelled = left[is_expelled(world, left)]
        if not len(resigned) and not len(expelled):
            return resigned, resigned
        lost = np.zeros(len(people), np.bool_)
        lost[resigned] = True
        lost[expelled] = True
        inside = ((people.faction != NOBODY) & (people.status == Status.MEMBER)).nonzero()[0]
        inside = inside[lost[people.faction[inside]] & ~lost[inside]]
        odds = self.of(people, inside).following * people.loyalty[inside]
        goes = draws.chance("follow a leader out", odds, people.key[inside])
        return inside[goes], people.faction[inside[goes]].astype(np.int64)


def _merged(
    who: Whole, resigns: Mask, followers: Whole, leader: Whole
) -> tuple[Whole, Mask, Whole]:
    """Combine members who leave by themselves with those who follow, each person once."""
    if not len(followers):
        return who, resigns, np.full(len(who), NOBODY)
    alone = ~np.isin(who, followers)
    everybody = np.concatenate([who[alone], followers])
    order = np.argsort(everybody, kind="stable")
    resigning = np.concatenate([resigns[alone], np.ones(len(followers), np.bool_)])
    leaders = np.concatenate([np.full(alone.sum(), NOBODY), leader])
    return everybody[order], resigning[order], leaders[order]


def settle_power(changes: Changes, world: World, gone: Whole) -> None:
    """Let each leaver take 1 vote of power, and settle the difference equally in the branch.

    The members who stay share what a leaver held beyond 1, or pay what is missing. Nobody pays more
    than they hold; what some cannot pay, the others pay in proportion to their power. So the mean
    over members stays 1, up to rounding.

    Parameters
    ----------
    changes
        The changes to add to.
    world
        The world.
    gone
        Slots of the people who leave the roll.
    """
    if not len(gone):
        return
    people, count = world.people, len(world.branches)
    out = np.zeros(len(people), np.bool_)
    out[gone] = True
    excess = np.bincount(people.branch[gone], people.power[gone] - 1.0, minlength=count)
    stay = (people.on_roll & ~out).nonzero()[0]
    stay = stay[excess[people.branch[stay]] != 0]
    branch = people.branch[stay]
    size = np.bincount(branch, minlength=count)
    each = excess / np.maximum(size, 1)
    after = np.maximum(people.power[stay] + each[branch], 0.0)
    # scale the power of the others for those who could not pay in full
    target = np.bincount(branch, people.power[stay], minlength=count) + excess
    total = np.bincount(branch, after, minlength=count)
    short = np.abs(total - target) > 1e-12 * np.maximum(target, 1.0)
    factor = np.where(short & (total > 0), target / np.maximum(total, 1e-300), 1.0)
    after *= factor[branch]
    changes.put("power", stay, after)
    keep_within(changes, world, stay, after)
    changes.put("power", gone, 0.0)
