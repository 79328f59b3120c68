"""Running totals of what happened, kept week by week from the facts."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from movementsim.kernel.columns import Whole
from movementsim.kernel.segments import run_starts
from movementsim.state.chronicle import Kind
from movementsim.state.people import Post, Status
from movementsim.state.world import World

NEAR = 0.2
"""Distance within which a decision counts as in line with somebody's opinion."""


class Tally:
    """Totals since the beginning, overall and by strategy.

    Attributes
    ----------
    total
        Sums and counts by name.
    by_strategy
        The same for what is done by the followers of each strategy: name -> array over strategies.
    """

    def __init__(self, strategies: int) -> None:
        self.total: defaultdict[str, float] = defaultdict(float)
        self.by_strategy: defaultdict[str, np.ndarray] = defaultdict(lambda: np.zeros(strategies))
        self._strategies = strategies

    def mean(self, name: str, per: str) -> float:
        """Return one total divided by another; NaN before there was any."""
        count = self.total[per]
        return self.total[name] / count if count else float("nan")

    def take(self, world: World, following: Whole) -> None:
        """Take in the facts of a week.

        Parameters
        ----------
        world
            The world at the week's end.
        following
            The number of everybody's strategy, by slot.
        """
        self._comings_and_goings(world)
        self._decisions(world, following)
        self._campaigns(world, following)
        self._counts(world)
        officers = (world.people.post > Post.NONE).nonzero()[0]
        self.by_strategy["weeks_in_office"] += self._spread(following[officers])

    def _spread(self, number: Whole, weight: np.ndarray | None = None) -> np.ndarray:
        return np.bincount(number, weight, minlength=self._strategies)

    def _comings_and_goings(self, world: World) -> None:
        facts, people, total = world.facts, world.people, self.total
        total["joins"] += len(facts.joined)
        gone = facts.decided_to_leave
        if not len(gone):
            return
        total["exits"] += len(gone)
        total["exits_voiced"] += gone.voiced.sum()
        total["trust_of_leavers"] += people.trust[gone.who].sum()
        new = people.joined[gone.who] >= world.week - 52
        total["exits_of_new"] += new.sum()

    def _decisions(self, world: World, following: Whole) -> None:
        decided, people = world.facts.decided, world.people
        if not len(decided):
            return
        total = self.total
        total["decisions"] += len(decided)
        total["decisions_open"] += decided.open.sum()
        total["weeks_to_decide"] += decided.weeks.sum()
        roll = people.roll
        count = len(world.branches)
        total_opinion = np.bincount(people.branch[roll], people.opinion[roll], minlength=count)
        mean = total_opinion / np.maximum(people.count_on_roll(count), 1)
        total["gap_to_members"] += np.abs(mean[decided.branch] - decided.position).sum()
        total["gap_to_world"] += np.abs(
            world.branches.world[decided.branch] - decided.position
        ).sum()
        for number in range(1, self._strategies):
            self._influence(world, following, number)

    def _influence(self, world: World, following: Whole, number: int) -> None:
        """Count decisions close to the opinion of the most powerful follower in the branch."""
        decided, people = world.facts.decided, world.people
        own = ((following == number) & (people.status == Status.MEMBER)).nonzero()[0]
        order = np.lexsort((own, -people.power[own], people.branch[own]))
        mightiest = own[order][run_starts(people.branch[own[order]])]
        head = np.full(len(world.branches), -1)
        head[people.branch[mightiest]] = mightiest
        heads = head[decided.branch]
        there = heads >= 0
        near = np.abs(people.opinion[heads] - decided.position) <= NEAR
        self.by_strategy["decisions_seen"][number] += there.sum()
        self.by_strategy["decisions_near"][number] += (near & there).sum()

    def _campaigns(self, world: World, following: Whole) -> None:
        contested, effort, total = world.facts.contested, world.facts.effort, self.total
        outward = effort.inside == 0
        total["outward_hours"] += effort.hours[outward].sum()
        total["inside_hours"] += effort.hours[~outward].sum()
        spread = self._spread(following[effort.who[outward]], effort.hours[outward])
        self.by_strategy["outward_hours"] += spread
        if not len(contested):
            return
        won, inside = contested.won > 0, contested.inside > 0
        total["campaigns_won"] += (won & ~inside).sum()
        total["campaigns_lost"] += (~won & ~inside).sum()
        total["campaigns_won_large"] += (won & ~inside & (contested.size >= 3)).sum()
        total["inside_won"] += (won & inside).sum()
        total["inside_lost"] += (~won & inside).sum()
        total["outward_work"] += contested.worth[~inside].sum() - contested.loss.sum()
        winners = contested.who[won & inside]
        self.by_strategy["inside_won"] += self._spread(following[winners[winners >= 0]])

    def _counts(self, world: World) -> None:
        facts, total = world.facts, self.total
        for name in ("excluded", "clawed", "leaked", "quarrelled", "recruited", "talked"):
            total[name] += len(getattr(facts, name))
        total["voices"] += len(facts.voiced)
        total["angry_voices"] += facts.voiced.angry.sum()
        total["tasks"] += len(facts.tasked)
        total["tasks_failed"] += (facts.tasked.succeeded == 0).sum()
        total["orders"] += len(facts.ordered)
        total["orders_obeyed"] += facts.ordered.complied.sum()
        total["ballots"] += len(facts.polled)
        total["turnout"] += facts.polled.turnout.sum()
        total["ballots_contested"] += facts.polled.contested.sum()
        self._hostility(world)

    def _hostility(self, world: World) -> None:
        """Count angry voices by the kind of act at the root of their chain (S2.W3)."""
        voiced, chronicle = world.facts.voiced, world.chronicle
        angry = voiced.act[voiced.angry > 0]
        if not len(angry):
            return
        root = chronicle.root[angry]
        kinds = chronicle.kind[root]
        kinds = np.where(root == angry, len(Kind), kinds)  # nobody knows any more
        for kind, number in zip(*np.unique(kinds, return_counts=True), strict=True):
            name = Kind(kind).name.lower() if kind < len(Kind) else "unknown"
            total_name = f"hostility_from_{name}"
            self.total[total_name] += int(number)
