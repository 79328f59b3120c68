"""The sub-model in movementsim: its own talks, leaving and joining, and two small rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.submodel import spec
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.membership.joining import Join
from movementsim.rules.membership.leaving import Leave
from movementsim.rules.ties.conversation import NEUTRAL_LISTENING, Conversation
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.stack import Stack
from movementsim.state.changes import Changes
from movementsim.state.observed import Indicator, Observed, ratio
from movementsim.state.world import World
from movementsim.strategies.base import Share, Strategy
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent


class Talker(Strategy):
    """Talks with a random comrade every week, and listens or not."""

    active = False
    source = "benchmark"

    listens: Share = spec.LISTENS

    def decide(self, me: Cohort) -> Intent:
        """Return a talk in which I listen, or do not."""
        return me.talk(me.comrades.anyone(), listening=1.0 * me.chance("listens", self.listens))


class Leisure(Rule):
    """Everybody has time for one talk a week."""

    phase = "news"
    source = "benchmark"
    writes = ("hours",)

    hours: float = parameter(0.5, "hours for the movement", unit="hours a week", high=100)

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return everybody's hours."""
        changes = Changes(world)
        changes.put("hours", None, self.of(world.people).hours)
        return changes


class Introductions(Rule):
    """Each joiner is tied to random members of the branch, drawn with replacement."""

    phase = "leave and join"
    source = "benchmark"
    reads = ("status", "branch", "key")
    writes = ("ties",)
    rank = 30

    number: int = parameter(spec.INTRODUCTIONS, "introductions", unit="people", high=100)
    liking: float = parameter(spec.NEW_LIKING, "liking along a new tie")
    respect: float = parameter(spec.NEW_RESPECT, "respect along a new tie")

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the ties of this week's joiners."""
        changes, people = Changes(world), world.people
        joined = world.facts.joined.who
        if not len(joined):
            return changes
        known = people.active[~np.isin(people.active, joined)]
        known = known[people.branch[known].argsort(kind="stable")]
        count = np.bincount(people.branch[known], minlength=len(world.branches))
        joined = joined[count[people.branch[joined]] > 0]
        branch, key = people.branch[joined], people.key[joined]
        lots = [draws.uniform(f"introduction {number}", key) for number in range(self.number)]
        rank = np.array(lots).reshape(self.number, len(joined)) * count[branch]
        place = (count.cumsum() - count)[branch] + rank.astype(np.int64)
        changes.tie(np.tile(joined, self.number), known[place.ravel()], self.liking, self.respect)
        return changes


def rules() -> list[Rule]:
    """Return the rules of the sub-model; all others are left out."""
    steps = spec.TRUST_GAIN + spec.TRUST_LOSS
    return [
        Leisure(),
        Conversation(
            liking_gain=spec.LIKING_GAIN,
            trust_slope=steps * (1 - NEUTRAL_LISTENING),
            neutral_listening=spec.TRUST_LOSS / steps,
            persuasion=0.0,
        ),
        Leave(
            background_hazard=spec.BACKGROUND,
            base_hazard=spec.AVOIDABLE,
            trust_weight=spec.TRUST_WEIGHT,
            stake_weight=0.0,
            contagion_weight=spec.CONTAGION,
            memory=spec.MEMORY,
            lag=0,
            patience=208,  # longer than the runs: newcomers are as patient as others
        ),
        Join(base_rate=1000 * spec.JOIN_RATE),
        Introductions(),
    ]


def _talkers(movement: Observed) -> np.ndarray:
    people, runs = movement.world.people, movement.world.runs
    return np.bincount(people.run[people.active], minlength=runs).astype(np.float64)


def _trust(movement: Observed) -> np.ndarray:
    people, runs = movement.world.people, movement.world.runs
    total = np.bincount(people.run[people.active], people.trust[people.active], minlength=runs)
    return ratio(total, _talkers(movement))


INDICATORS = (
    Indicator("talkers", "members who have not left", "people", _talkers),
    Indicator("trust", "trust, mean over them", "0-1", _trust),
)


class Movements:
    """One movement, or a stack of them.

    Parameters
    ----------
    members, seeds
        Members of each movement at the start, and the seed of each.
    """

    def __init__(self, members: int, seeds: Sequence[int]) -> None:
        talker = Talker()
        values = {
            "members": members,
            "outside": 0.0,
            "following": {"Talker": 1.0},
            # one branch, whose ring of ties is rewired entirely
            "network": {
                "branch_size": members,
                "ties": 2.0 * spec.PICKS,
                "rewire": 1.0,
                "between": 0.0,
                "liking": spec.MOST_LIKING / 2,
                "respect": spec.MOST_RESPECT / 2,
            },
            "standing": False,
        }
        scenarios = [
            Scenario.from_values({**values, "seed": seed}, own={"Talker": talker}) for seed in seeds
        ]
        self.stack = Stack(scenarios, {"Talker": talker}, rules())
        self.series = [self._read()]

    def step(self) -> None:
        """Simulate a week."""
        self.stack.step()
        self.series.append(self._read())

    def _read(self) -> list[np.ndarray]:
        return [self.stack.read(indicator) for indicator in INDICATORS]

    def ends(self) -> spec.Ends:
        """Return what is compared."""
        world, runs = self.stack.world, self.stack.runs
        pairs, edge = world.ties.pairs()
        run = world.people.run[pairs[:, 0]]
        both = world.ties.liking(edge) + world.ties.liking(world.ties.reverse[edge])
        liking = np.bincount(run, both, minlength=runs) / (2 * np.bincount(run, minlength=runs))
        talkers, trust = self._read()
        return spec.Ends(talkers, self.stack.tally.total["exits"].copy(), trust, liking)
