"""The yearly ballot: who votes, whom the voters elect, and the power that offices lend."""

from __future__ import annotations

import numpy as np

from movementsim.institutions.slates import Slates, collect_slates
from movementsim.kernel.columns import NEVER, NOBODY, Floats, Mask, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.elementwise import expit
from movementsim.kernel.parameters import parameter
from movementsim.kernel.segments import rank_in_runs, run_starts
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.contests.asking import ASK
from movementsim.rules.offices import lend_office
from movementsim.rules.power.grants import GRANTED
from movementsim.rules.relations import edges_back
from movementsim.rules.willingness import willingness
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Argument, Fact, Requests, Verb
from movementsim.state.extension import Extension
from movementsim.state.observed import Total, ratio_of
from movementsim.state.people import Brief, Post
from movementsim.state.world import World


class Ballot(Rule):
    """Once a year each branch elects its officers by plurality, from slates or single candidates.

    A member votes with probability expit(turnout_base + stake_weight × stake + trust_weight × trust
    + contest_weight × contested + asking_weight × liking + order_weight × ordered), where liking is
    that for the best liked of those who ask, and ordered is 1 for followers who obey an order this
    week. A voter chooses the slate whose head has the highest sum of nearness of opinion, liking,
    respect, charisma_weight × charisma, loyalty_weight × loyalty (within the same faction) and
    taste_spread × a uniform random draw. A branch has one seat for `per_seat` members, at least 1
    and at most `seats`. The slate with most votes fills as many seats as it has candidates, then
    the next. Officers hold the share `office_share` of the branch's power for the year, which is
    levied in proportion to power, and returned in proportion afterwards.
    """

    phase = "govern"
    source = "S2.F8, S2.P2, S2.W4; Duverger 1951"
    reads = (
        "power",
        "office",
        "opinion",
        "trust",
        "stake",
        "faction",
        "loyalty",
        "charisma",
        "skill",
        "post",
        "brief",
        "branch",
        "status",
        "barred",
        "uid",
        "key",
        "granted",
        "ties",
    )
    writes = ("power", "granted", "office", "post", "seated", "leader", "chronicle")
    rank = 70
    brings = Extension(
        people=(GRANTED,),
        facts=(Fact("polled", ("branch", "who", "share", "turnout", "seats", "contested")),),
        kinds=(
            ActKind(
                "ballot",
                "a branch elected its officers",
                Requests(("slate", "stand"), same_whom=False),
            ),
        ),
        verbs=(
            ASK,
            Verb("stand", "stand in the ballot alone", 1.0, "S2.F8", aimed=False),
            Verb(
                "slate",
                "stand in the ballot with members of one's faction, chosen by loyalty and skill",
                1.0,
                "S2.F8",
                aimed=False,
                arguments=(
                    Argument("size", "number of people on the slate", 5, None),
                    Argument(
                        "loyalty", "weight of loyalty, against skill, in choosing candidates", 0.5
                    ),
                ),
            ),
        ),
        totals=(
            Total("ballots", lambda world: world.per_run(world.facts.polled)),
            Total(
                "turnout",
                lambda world: world.per_run(world.facts.polled, world.facts.polled.turnout),
            ),
        ),
        indicators=(
            ratio_of(
                "turnout", "turnout in ballots, mean so far", "share", per="ballots", better="more"
            ),
        ),
    )

    turnout_base: float = parameter(
        -2.0,
        "general turnout: willingness to vote without felt efficacy, trust and other reasons",
        unit="logits",
        low=-6,
        high=6,
        source="participation_series",
        formerly="t0",
    )
    stake_weight: float = parameter(
        2.0, "weight of felt efficacy in voting", unit="logits", high=10, formerly="t1"
    )
    trust_weight: float = parameter(
        1.0, "weight of trust in voting", unit="logits", high=10, formerly="t2"
    )
    contest_weight: float = parameter(
        0.5,
        "weight of a contested ballot in voting",
        unit="logits",
        high=10,
        source="P9",
        formerly="t3",
    )
    asking_weight: float = parameter(
        1.0,
        "weight of being asked by a fully liked person in voting",
        unit="logits",
        high=10,
        formerly="t4",
    )
    order_weight: float = parameter(
        3.0, "weight of an order obeyed in voting", unit="logits", high=10, formerly="t5"
    )
    office_share: float = parameter(
        0.2, "share of the branch's power that officers hold", high=0.9, formerly="held"
    )
    per_seat: int = parameter(10, "members per seat", unit="members", low=1, high=1000)
    seats: int = parameter(5, "most seats of a branch", unit="seats", low=1, high=50)
    loyalty_weight: float = parameter(
        1.0,
        "weight of loyalty to the faction in choosing a slate",
        unit="utility",
        high=10,
        formerly="loyal",
    )
    charisma_weight: float = parameter(
        0.3,
        "weight of the head's charisma in choosing a slate",
        unit="utility",
        high=10,
        formerly="charm",
    )
    taste_spread: float = parameter(
        0.5,
        "spread of individual taste in choosing a slate",
        unit="utility",
        high=10,
        formerly="taste",
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the results of the week's ballots."""
        changes = Changes(world)
        if not world.ballot_week:
            return changes
        slates = collect_slates(world, acts)
        if not len(slates.head):
            return changes
        votes, cast, electorate = self._vote(world, acts, slates, draws)
        contested = np.bincount(slates.branch, minlength=len(world.branches)) > 1
        branches = np.unique(slates.branch)
        elected, top = self._elect(world, slates, votes, draws)
        self._install(changes, world, branches, elected, top)
        winner = (np.isin(slates.head, top)).nonzero()[0]
        winner = winner[np.argsort(slates.branch[winner], kind="stable")]
        winner = winner[run_starts(slates.branch[winner])]
        where = slates.branch[winner]
        sizes = np.bincount(slates.slate, minlength=len(slates.head))
        changes.act("ballot", slates.head[winner], NOBODY, where)
        changes.fact(
            "polled",
            branch=where,
            who=slates.head[winner],
            share=votes[winner] / np.maximum(cast[where], 1),
            turnout=cast[where] / np.maximum(electorate[where], 1),
            seats=np.minimum(sizes[winner], self._seats(world)[where]),
            contested=contested[where].astype(float),
        )
        return changes

    def _seats(self, world: World) -> Whole:
        """Return the number of seats of each branch."""
        size, mine = world.people.count_on_roll(len(world.branches)), self.of(world.branches)
        return np.asarray(np.clip(size // mine.per_seat, 1, mine.seats), np.int64)

    def _vote(
        self, world: World, acts: TableSet, slates: Slates, draws: Draws
    ) -> tuple[Floats, Floats, Floats]:
        """Return the votes of each slate, and votes cast and members entitled to vote by branch."""
        people, count = world.people, len(world.branches)
        balloting = np.zeros(count, np.bool_)
        balloting[slates.branch] = True
        voters = (people.on_roll & balloting[people.branch]).nonzero()[0]
        contested = np.bincount(slates.branch, minlength=count) > 1
        branch = people.branch[voters]
        turns = self._turnout(world, acts, voters, contested[branch], draws)
        electorate = np.bincount(branch, minlength=count)
        voters, branch = voters[turns], branch[turns]
        choice = self._choose(world, slates, voters, draws)
        votes = np.bincount(choice, minlength=len(slates.head)).astype(np.float64)
        cast = np.bincount(branch, minlength=count).astype(np.float64)
        return votes, cast, electorate.astype(np.float64)

    def _turnout(
        self, world: World, acts: TableSet, voters: Whole, contested: Mask, draws: Draws
    ) -> Mask:
        """Return which of these members vote."""
        people = world.people
        ask, ordered = acts.ask, world.facts.ordered
        asked = np.zeros(len(people))
        seen = edges_back(world, ask.who, ask.whom, ask.edge)
        np.maximum.at(asked, ask.whom, world.ties.liking(seen))
        obeys = np.zeros(len(people))
        obeys[ordered.whom[ordered.complied > 0]] = 1.0
        mine = self.of(people, voters)
        will = (
            willingness(world, voters, mine.turnout_base, mine.stake_weight, mine.trust_weight)
            + mine.contest_weight * contested
            + mine.asking_weight * asked[voters]
            + mine.order_weight * obeys[voters]
        )
        return draws.chance("turn out", expit(will), people.key[voters])

    def _choose(self, world: World, slates: Slates, voters: Whole, draws: Draws) -> Whole:
        """Return the slate that each voter chooses."""
        people, count = world.people, len(world.branches)
        first = np.searchsorted(slates.branch, np.arange(count))
        number = np.bincount(slates.branch, minlength=count)
        branch = people.branch[voters]
        best = np.full(len(voters), -np.inf)
        choice = np.zeros(len(voters), np.int64)
        turn_of = np.arange(len(slates.head)) - first[slates.branch]
        for turn in range(int(number.max(initial=0))):
            some = (number[branch] > turn).nonzero()[0]
            slate = first[branch[some]] + turn
            voter, head = voters[some], slates.head[slate]
            same = people.faction[voter] == people.faction[head]
            warmth = _warmth(world, slates.head[turn_of == turn])
            mine = self.of(people, voter)
            value = (
                -np.abs(people.opinion[voter] - people.opinion[head])
                + mine.charisma_weight * people.charisma[head]
                + mine.loyalty_weight
                * people.loyalty[voter]
                * (same & (people.faction[head] != NOBODY))
                + mine.taste_spread
                * draws.uniform("taste in a ballot", people.key[voter], people.key[head])
                + warmth[voter]
            )
            value[voter == head] = np.inf
            better = value > best[some]
            best[some[better]] = value[better]
            choice[some[better]] = slate[better]
        return choice

    def _elect(
        self, world: World, slates: Slates, votes: Floats, draws: Draws
    ) -> tuple[Whole, Whole]:
        """Return who is elected, and who comes first in each branch; posts with a brief stay."""
        people = world.people
        lots = draws.order("a tied ballot", people.key[slates.head])
        ranked = np.lexsort((lots, -votes, slates.branch))
        place = np.empty(len(ranked), np.int64)
        place[ranked] = np.arange(len(ranked))
        order = np.argsort(place[slates.slate], kind="stable")
        candidate = slates.candidate[order]
        branch = people.branch[candidate]
        rank = rank_in_runs(branch)
        kept = np.bincount(
            people.branch[(people.brief > Brief.NONE) & (people.post > Post.NONE)],
            minlength=len(world.branches),
        )
        seats = np.maximum(self._seats(world) - kept, 0)
        return candidate[rank < seats[branch]], candidate[rank == 0]

    def _install(
        self, changes: Changes, world: World, branches: Whole, elected: Whole, top: Whole
    ) -> None:
        """Put the elected into their posts, and lend them the power of the office."""
        people, count = world.people, len(world.branches)
        polled = np.zeros(count, np.bool_)
        polled[branches] = True
        appointed = (people.brief > Brief.NONE) & (people.post > Post.NONE)
        out = ((people.post > Post.NONE) & polled[people.branch] & ~appointed).nonzero()[0]
        sitting = np.isin(elected, out)
        changes.put("post", out, Post.NONE)
        changes.put("seated", np.setdiff1d(out, elected), NEVER)
        changes.put("post", elected, Post.OFFICER)
        changes.put("seated", elected[~sitting], world.week)
        leader = np.full(count, NOBODY)
        seated_top = top[np.isin(top, elected)]
        leader[people.branch[seated_top]] = seated_top
        chiefs = (appointed & (people.post == Post.LEADER)).nonzero()[0]
        leader[people.branch[chiefs]] = chiefs
        changes.put("leader", branches, leader[branches])
        led = leader[branches]
        changes.put("post", led[led >= 0], Post.LEADER)
        officers = np.union1d(elected, (appointed & polled[people.branch]).nonzero()[0])
        lend_office(changes, world, branches, officers, self.of(world.branches).office_share)


def _warmth(world: World, heads: Whole) -> Floats:
    """Return each person's liking plus respect for the one of these heads in their branch."""
    ties, people = world.ties, world.people
    owner, edge = ties.ties_of(heads)
    voter = ties.head[edge].astype(np.int64)
    local = people.branch[voter] == people.branch[heads[owner]]
    seen = ties.reverse[edge[local]]
    warmth = np.zeros(len(people))
    warmth[voter[local]] = ties.liking(seen) + ties.respect[seen]
    return warmth
