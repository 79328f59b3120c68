"""Runs for the trait tests: paired runs with common random numbers that differ in one trait.

A run of an arm gives every measure, so the twenty traits share the runs of the arms that they
compare.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from movementsim import Movement, Strategy
from movementsim.kernel.columns import NEVER, NOBODY, Whole
from movementsim.kernel.tables import Rows, TableSet
from movementsim.rules.offices import unseat
from movementsim.simulation.following import Following
from movementsim.state.changes import Changes
from movementsim.state.people import Post, Status

PAIRS = 60
LOOKS = ((10, 0.999), (25, 0.99), (PAIRS, 0.95))
"""Pairs and confidence of each interim analysis; a difference that is clear needs no more pairs."""
MEMBERS = 200
WEEKS = 104
FAR = 0.5
"""Distance of opinion beyond which somebody counts as an opponent."""

type Measured = dict[str, float]


@dataclass(frozen=True)
class Arm:
    """A movement to run.

    The measures are about the followers of the first strategy. In the second half they may follow
    the strategy with other parameters; if it is None, they are taken out of the movement.
    """

    following: tuple[tuple[Strategy, float], ...]
    second_half: Strategy | str | None = "the same"

    def run(self, seed: int) -> Measured:
        """Run the arm and return every measure by name."""
        movement = Movement(members=MEMBERS, following=dict(self.following), seed=seed, record=())
        movement.stack.recorded_acts = []
        watch = Watch(movement)
        for week in range(WEEKS):
            if week == WEEKS // 2:
                watch.half()
                self._turn(movement)
            movement.step_once()
            watch.week()
        return watch.end()

    def _turn(self, movement: Movement) -> None:
        if self.second_half is None:
            remove(movement, movement.following.members(movement.world, 1))
        elif isinstance(self.second_half, Strategy):
            follow_instead(movement, self.second_half)


def follow_instead(movement: Movement, strategy: Strategy) -> None:
    """Let the followers of the first strategy follow another one from now on."""
    before = movement.following
    others, _, *rest = before.strategies
    following = Following([(others, strategy, *rest)], len(before.index), [False])
    following.index[:] = before.index
    movement.stack.following = following


def remove(movement: Movement, whom: Whole) -> None:
    """Take people out of their posts and out of the movement at once."""
    changes = Changes(movement.world)
    unseat(changes, movement.world, whom)
    changes.put("status", whom, Status.LEAVING)
    changes.put("leaving", whom, movement.week - 100)
    changes.apply(movement.world)


class Watch:
    """Observes a movement week by week, and sums what the trait tests need."""

    def __init__(self, movement: Movement) -> None:
        self.movement = movement
        self.world = movement.world
        self.sums: defaultdict[str, float] = defaultdict(float)
        self.talked: Whole = np.empty(0, np.int64)
        energy = movement.world.people.energy
        self.activists = np.flatnonzero((energy >= 1) & movement.world.people.on_roll)

    @property
    def own(self) -> Whole:
        """Slots of the followers of the first strategy."""
        return self.movement.following.members(self.world, 1)

    def half(self) -> None:
        """Record totals at half-time."""
        self.sums["failed_early"] = float(self.movement.tally.total["tasks_failed"][0])
        self.sums["world_gap_before"] = float(self.movement.tally.total["gap_to_world"][0])
        self.sums["decisions_before"] = float(self.movement.tally.total["decisions"][0])
        self.sums["work_before"] = self.movement.read("outward_work")["outward_work"]

    def week(self) -> None:
        """Record one week."""
        facts, people, sums = self.world.facts, self.world.people, self.sums
        assert self.movement.stack.recorded_acts is not None
        acts, own = self.movement.stack.recorded_acts[-1], np.zeros(len(people), np.bool_)
        own[self.own] = True
        self._acts(acts, own)
        sums["grievance_weeks"] += people.grievance[people.on_roll].sum()
        sums["fear_weeks"] += people.fear[people.on_roll].mean()
        sums["voices"] += len(facts.voiced)
        tasked = facts.tasked.whom[own[facts.tasked.who]]
        sums["tasks"] += len(tasked)
        sums["deputies_respect"] += self._respect(tasked).sum()
        self._orders(own)
        self._fights(own)
        self._offices(own)
        active = self.activists[people.status[self.activists] == Status.MEMBER]
        sums["activist_weeks"] += len(active)
        sums["activist_burnout"] += people.burnout[active].sum()

    def _acts(self, acts: TableSet, own: npt.NDArray[np.bool_]) -> None:
        """Count what the followers of the strategy did, by verb and by the people concerned."""
        people, sums = self.world.people, self.sums
        for verb in acts:
            sums[f"{verb}_acts"] += own[getattr(acts, verb).who].sum()
        talk = acts.talk.take(own[acts.talk.who])
        outside = people.status[talk.whom] < Status.MEMBER
        sums["talks_outside_branch"] += (
            outside | (people.branch[talk.who] != people.branch[talk.whom])
        ).sum()
        sums["talks_with_opponents"] += self._with_known_opponents(talk)
        sums["listened"] += talk.listening.sum()
        sums["invited"] += acts.convene.invited[own[acts.convene.who]].sum()
        exclude = acts.exclude.take(own[acts.exclude.who])
        sums["exclusions_outside_faction"] += (
            people.faction[exclude.who] != people.faction[exclude.whom]
        ).sum()
        order = acts.order.take(own[acts.order.who])
        sums["decrees"] += (order.decide > 0).sum()
        sums["hours_ordered"] += (order.share > 0).sum()
        campaign = acts.campaign.take(own[acts.campaign.who])
        sums["inside_campaigns"] += (campaign.inside > 0).sum()
        since = self.world.week - people.wronged[campaign.who]
        # wronged before this week, so they knew it when they decided
        sums["provoked_campaigns"] += ((since > 0) & (since <= 4)).sum()

    def _with_known_opponents(self, talk: Rows) -> int:
        """Count talks with opponents whom the speaker has talked with before."""
        opinion = self.world.people.opinion
        pair = talk.who * 1_000_000 + talk.whom
        known = np.isin(pair, self.talked)
        self.talked = np.union1d(self.talked, pair)
        return int((known & (np.abs(opinion[talk.who] - opinion[talk.whom]) > FAR)).sum())

    def _orders(self, own: npt.NDArray[np.bool_]) -> None:
        people, sums, ordered = self.world.people, self.sums, self.world.facts.ordered
        sums["ordered_hours"] += ordered.hours.sum()
        obeyed = ordered.take(ordered.complied > 0)
        sums["orders"] += len(ordered)
        sums["obeyed"] += len(obeyed)
        worked = obeyed.take(obeyed.hours > 0)
        sums["obeyed_energy"] += people.energy[worked.whom].sum()
        sums["followers_weeks"] += self._followers(own).sum()

    def _followers(self, own: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        people = self.world.people
        inside = (people.faction != NOBODY) & (people.status == Status.MEMBER)
        return np.asarray(inside & own[people.faction] & (people.faction != np.arange(len(people))))

    def _fights(self, own: npt.NDArray[np.bool_]) -> None:
        """Sum the hours of followers who were provoked, and the part spent on outward work."""
        people, facts, sums = self.world.people, self.world.facts, self.sums
        provoked = own & (self.world.week - people.wronged <= 4)
        spent, effort = facts.spent, facts.effort
        sums["provoked_hours"] += spent.hours[provoked[spent.who]].sum()
        outward = provoked[effort.who] & (effort.inside == 0)
        sums["provoked_outward"] += effort.hours[outward].sum()

    def _offices(self, own: npt.NDArray[np.bool_]) -> None:
        people, sums = self.world.people, self.sums
        officers = np.flatnonzero(people.post > Post.NONE)
        ours = officers[own[officers] | self._followers(own)[officers]]
        sums["offices"] += len(ours)
        sums["officers"] += len(officers)
        followers = officers[self._followers(own)[officers] & ~own[officers]]
        sums["posts_filled"] += len(followers)
        sums["skill_in_posts"] += people.skill[followers].sum()

    def _respect(self, whom: Whole) -> npt.NDArray[np.float64]:
        """Return the mean respect that acquaintances have for these people."""
        ties = self.world.ties
        owner, edge = ties.ties_of(whom)
        total = np.bincount(owner, ties.respect[ties.reverse[edge]], minlength=len(whom))
        return np.asarray(total / np.maximum(ties.degree[whom], 1))

    def _liked(self, opponents: bool) -> float:
        """Return the mean liking that members tied to the followers have for them."""
        ties, people = self.world.ties, self.world.people
        owner, edge = ties.ties_of(self.own)
        who = ties.head[edge]
        gap = np.abs(people.opinion[who] - people.opinion[self.own][owner])
        counted = people.on_roll[who] & (gap > FAR if opponents else True)
        liking = ties.liking(ties.reverse[edge[counted]])
        return float(liking.mean()) if len(liking) else float("nan")

    def _across(self) -> float:
        """Return the sum of liking between members of different branches."""
        ties, people = self.world.ties, self.world.people
        pairs, edge = ties.pairs()
        both = people.on_roll[pairs].all(axis=1)
        across = both & (people.branch[pairs[:, 0]] != people.branch[pairs[:, 1]])
        return float(ties.liking(edge[across]).sum())

    def _faction_ei(self) -> float:
        """Return the E-I index of the liking that people in a faction have for members."""
        ties, people = self.world.ties, self.world.people
        inside = np.flatnonzero((people.faction != NOBODY) & (people.status == Status.MEMBER))
        owner, edge = ties.ties_of(inside)
        whom = ties.head[edge]
        liking = ties.liking(edge) * people.on_roll[whom]
        own = people.faction[whom] == people.faction[inside][owner]
        total = liking.sum()
        return float((total - 2 * liking[own].sum()) / total) if total else float("nan")

    def _loyalty(self) -> float:
        """Return the summed loyalty to factions that followers of the strategy lead."""
        own = np.zeros(len(self.world.people), np.bool_)
        own[self.own] = True
        return float(self.world.people.loyalty[self._followers(own)].sum())

    def end(self) -> Measured:
        """Return all measures, with the indicators at the end."""
        people, sums = self.world.people, dict(self.sums)
        own = np.zeros(len(people), np.bool_)
        own[self.own] = True
        total = {f"{name}_total": float(v[0]) for name, v in self.movement.tally.total.items()}
        best = np.flatnonzero(people.on_roll)
        best = best[np.argsort(-people.skill[best], kind="stable")][: len(best) // 10]
        more = {
            "liked": self._liked(False),
            "liked_by_opponents": self._liked(True),
            "liking_across": self._across(),
            "respected": float(self._respect(self.own).mean()) if own.any() else float("nan"),
            "entrusted": float((people.entrusted > NEVER).sum()),
            "talent_entrusted": float((people.entrusted[best] > NEVER).mean()),
            "faction_ei": self._faction_ei(),
            "followers": float(self._followers(own).sum()),
            "loyalty_after": self._loyalty(),
            "inside_won_own": float(self.movement.tally.by_strategy["inside_won"][0, 1]),
        }
        return {**sums, **total, **self.movement.read(), **more}


class Lab:
    """Runs arms and keeps their measures."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool
        self._runs: defaultdict[Arm, list[Measured]] = defaultdict(list)

    def of(self, arm: Arm, pairs: int) -> Mapping[str, npt.NDArray[np.float64]]:
        """Return the measures of an arm by name, one value per seed; 0 for what never happened."""
        runs = self._runs[arm]
        runs += self._pool.map(arm.run, range(len(runs), pairs), chunksize=5)
        names = sorted({name for run in runs[:pairs] for name in run})
        measured: defaultdict[str, npt.NDArray[np.float64]] = defaultdict(lambda: np.zeros(pairs))
        for name in names:
            measured[name] = np.array([run.get(name, 0.0) for run in runs[:pairs]], np.float64)
        return measured


def interval(difference: npt.NDArray[np.float64], confidence: float = 0.95) -> tuple[float, float]:
    """Return the Student interval of the mean of paired differences."""
    known = difference[np.isfinite(difference)]
    low, high = stats.t.interval(confidence, len(known) - 1, known.mean(), stats.sem(known))
    return float(low), float(high)
