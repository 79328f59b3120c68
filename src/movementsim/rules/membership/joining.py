"""Joining: people join when they are recruited, and in a stream that several causes swell."""

from __future__ import annotations

from math import prod

import numpy as np

from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.draws import Draws, Keys, keys, stranger_uids
from movementsim.kernel.elementwise import expit
from movementsim.kernel.parameters import parameter
from movementsim.kernel.segments import filled, rank_in_runs
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.membership import drive
from movementsim.rules.membership.drive import DRIVE
from movementsim.rules.membership.turnover import JOINING, recruiters
from movementsim.rules.relations import edges_back
from movementsim.rules.shared_columns import CONTACTED, STAKE
from movementsim.state.birth import draw_traits
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Fact, Requests, Verb
from movementsim.state.extension import Extension
from movementsim.state.movements import CAUSES
from movementsim.state.observed import Total
from movementsim.state.people import Status
from movementsim.state.world import World


class Join(Rule):
    """People join when they are recruited, and in a stream that several causes together swell.

    An outsider who is asked joins with probability expit(willingness_base + trust_weight × trust +
    liking_weight × liking), times `tired` when the recruiter's drive is over. The stream has a mean
    of members × base_rate / 1000 × (1 + surge × discontent × weak_rivals × squeezed_unions × (1 −
    exp(−openness))) people a week, at most `largest_rate` per member. The first three causes are
    the scenario's, openness is the branch's own; all are needed. With `each_alone`, the stream is
    multiplied by 1 + surge × cause for each cause instead. The stream takes people around the
    branch first, then strangers without ties.
    """

    phase = "leave and join"
    source = "S2.P1, S1.B1; pattern P4"
    reads = ("status", "trust", "drive", "branch", "openness", "number", "ties", *CAUSES, "key")
    writes = (
        "status",
        "joined",
        "power",
        "stake",
        "drive",
        "contacted",
        "ties",
        "branch",
        "uid",
        "key",
        "run",
        "charisma",
        "energy",
        "hours",
        "opinion",
        "skill",
        "trust",
    )
    rank = 20
    brings = JOINING | Extension(
        people=(DRIVE, STAKE, CONTACTED),
        facts=(Fact("recruited", ("who", "whom")),),
        kinds=(
            ActKind(
                "recruited",
                "a member brought a person in",
                Requests(("recruit",)),
                read=recruiters,
            ),
        ),
        verbs=(Verb("recruit", "ask an outsider to join", 0.5, "S2.O1", along_tie=True),),
        totals=(Total("recruited", lambda world: world.per_run(world.facts.recruited)),),
    )

    base_rate: float = parameter(
        1.0, "stream of joiners in ordinary times", unit="a week per 1000", high=20, formerly="j0"
    )
    surge: float = parameter(
        60.0, "growth of the stream when all causes are at their highest", unit="times", high=200
    )
    largest_rate: float = parameter(
        0.25,
        "largest stream that a branch can take in",
        unit="a week a member",
        source="pattern P4",
        formerly="most",
    )
    each_alone: bool = parameter(
        False, "whether every cause swells the stream by itself", unit="yes/no"
    )
    willingness_base: float = parameter(
        -4.0,
        "willingness to join when asked, without trust and liking",
        unit="logits",
        low=-10,
        high=10,
        formerly="r0",
    )
    trust_weight: float = parameter(
        3.0, "weight of trust in joining", unit="logits", high=10, formerly="r1"
    )
    liking_weight: float = parameter(
        2.0, "weight of liking for the recruiter in joining", unit="logits", high=10, formerly="r2"
    )
    tired: float = parameter(
        0.25, "share of recruiting success left when the recruiter's drive is over"
    )
    stake: float = parameter(0.1, "felt efficacy of a new member")
    woken: float = parameter(
        0.3,
        "share of the distance to full liking closed between recruit and recruiter",
        source="S1.B1",
    )
    supporter: float = parameter(0.6, "trust at which an outsider becomes a supporter")
    drive_least: int = drive.shortest()
    drive_most: int = drive.longest()

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return who joins."""
        changes, people = Changes(world), world.people
        recruited = self._recruited(changes, world, acts, draws)
        talked = world.facts.talked
        warmer = talked.whom[
            (people.status[talked.whom] == Status.OUTSIDE)
            & (people.trust[talked.whom] >= self.of(people, talked.whom).supporter)
        ]
        changes.put("status", warmer, Status.SUPPORTER)
        changes.put("contacted", recruited, world.week)
        self._enrol(changes, world, recruited, draws)
        come, strangers = self._stream(world, recruited, draws)
        self._enrol(changes, world, come, draws)
        changes.fact("joined", who=come, whom=-1)
        if len(strangers):
            self._born(changes, world, strangers, draws)
        return changes

    def _recruited(self, changes: Changes, world: World, acts: TableSet, draws: Draws) -> Whole:
        """Return the outsiders who join because they are asked, and tie them to the recruiters."""
        people, recruit = world.people, acts.recruit
        if not len(recruit):
            return np.empty(0, np.int64)
        outside = people.status[recruit.whom] <= Status.SUPPORTER
        who, whom = recruit.who[outside], recruit.whom[outside]
        seen = edges_back(world, who, whom, recruit.edge[outside])
        mine = self.of(people, whom)
        odds = expit(
            mine.willingness_base
            + mine.trust_weight * people.trust[whom]
            + mine.liking_weight * world.ties.liking(seen)
        ) * np.where(people.drive[who] >= world.week, 1.0, mine.tired)
        joins = draws.chance("join when asked", odds, people.key[whom], people.key[who])
        who, whom, seen = who[joins], whom[joins], seen[joins]
        tied = seen >= 0
        woken = filled(self.of(people, whom).woken, len(whom))
        changes.warm(seen[tied], woken[tied])
        changes.warm(world.ties.reverse[seen[tied]], woken[tied])
        changes.tie(who[~tied], whom[~tied], woken[~tied], 0.0)
        changes.fact("recruited", who=who, whom=whom)
        joiner, first = np.unique(whom, return_index=True)
        changes.fact("joined", who=joiner, whom=who[first])
        return joiner

    def stream(self, world: World) -> Floats:
        """Return the mean number of people who join in the stream this week.

        Returns
        -------
        (branches,) float64
            People a week.
        """
        branches, mine = world.branches, self.of(world.branches)
        members = world.people.count_on_roll(len(branches))
        outside = [getattr(world.movements, name)[branches.run] for name in CAUSES]
        own = -np.expm1(-branches.openness)
        alone = prod(1 + mine.surge * z for z in outside) * (1 + mine.surge * own) - 1
        swell = np.where(mine.each_alone, alone, mine.surge * prod(outside) * own)
        return np.asarray(
            members * np.minimum(mine.base_rate / 1000 * (1 + swell), mine.largest_rate)
        )

    def _stream(self, world: World, recruited: Whole, draws: Draws) -> tuple[Whole, Whole]:
        """Return the people around the branches who join, and the branches of the strangers."""
        from scipy.special import pdtrik  # slow to load, and reading rules does not need it

        people, count = world.people, len(world.branches)
        mean = self.stream(world)
        number = np.zeros(count, np.int64)
        some = mean > 0
        draw = draws.uniform("the stream of joiners", world.branches.key[some])
        # the smallest count at which the Poisson distribution function reaches the draw
        number[some] = np.maximum(np.ceil(pdtrik(draw, mean[some])), 0)
        number[some] = np.where(draw <= np.exp(-mean[some]), 0, number[some])
        if not number.any():
            return np.empty(0, np.int64), np.empty(0, np.int64)
        free = people.status <= Status.SUPPORTER
        free[recruited] = False
        near = free.nonzero()[0]
        near = near[number[people.branch[near]] > 0]
        branch = people.branch[near]
        order = np.lexsort((draws.order("who comes", people.key[near]), branch))
        near, branch = near[order], branch[order]
        come = near[rank_in_runs(branch) < number[branch]]
        left = number - np.bincount(people.branch[come], minlength=count)
        return np.sort(come), np.repeat(np.arange(count), left)

    def _enrol(self, changes: Changes, world: World, who: Whole, draws: Draws) -> None:
        """Make members of these people."""
        if not len(who):
            return
        changes.put("status", who, Status.MEMBER)
        changes.put("joined", who, world.week)
        changes.put("power", who, 1.0)
        mine = self.of(world.people, who)
        changes.put("stake", who, mine.stake)
        changes.put("drive", who, mine._drive(world, draws, world.people.key[who]))

    def _drive(self, world: World, draws: Draws, key: Keys) -> Whole:
        """Return the last week of these people's first recruiting drive."""
        draw = draws.uniform("drive of a joiner", key)
        return drive.until(world.week, self.drive_least, self.drive_most, draw)

    def _born(self, changes: Changes, world: World, branch: Whole, draws: Draws) -> None:
        """Add strangers to these branches; branch, week and place give them their uid."""
        place = rank_in_runs(branch)
        uid = stranger_uids("stream", world.week, world.branches.number[branch], place)
        run = world.branches.run[branch]
        key = keys(world.movements.seeds, uid, run)
        mine = self.of(world.branches, branch)
        changes.add_people(
            uid=uid,
            key=key,
            run=run,
            branch=branch,
            status=Status.MEMBER,
            joined=world.week,
            power=1.0,
            stake=mine.stake,
            drive=mine._drive(world, draws, key),
            **draw_traits(key),
        )
        slots = len(world.people) + np.arange(len(uid))
        changes.fact("joined", who=slots, whom=-1)
