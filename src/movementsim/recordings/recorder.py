"""Watching a run: what can be seen of a movement, noted down week by week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from movementsim.kernel.columns import NOBODY, Array, Whole
from movementsim.measures import top_share
from movementsim.recordings.acts import CODE, Act
from movementsim.recordings.record import EVENT_FIELDS, Record
from movementsim.recordings.without import Without
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.movement import Movement
from movementsim.state.people import Status

HERE = {Status.MEMBER: 1, Status.LEAVING: 2, Status.LEFT: 3}
"""What the page is told of somebody's status; everybody else is not there (yet)."""

ROLES = {"Organiser": 1, "Factionalist": 2}
OTHER_ACTIVE = 3


def record(scenario: Scenario, without: Act | None = None) -> Record:
    """Run a scenario, and return its record.

    Parameters
    ----------
    scenario
        What to run, for its own number of weeks.
    without
        An act that shall not happen, None for the run as it is.
    """
    movement = (
        Movement(scenario, record=[]) if without is None else Without(scenario, without, record=[])
    )
    return watch(movement, scenario.weeks)


def watch(movement: Movement, weeks: int) -> Record:
    """Let so many weeks pass in a movement, and return the record of them."""
    watcher = _Watcher(movement)
    watcher.look()
    for _ in range(weeks):
        movement.step_once()
        watcher.listen()
        watcher.look()
    return watcher.told()


@dataclass
class _Watcher:
    """Notes down what can be seen of a movement, week by week."""

    movement: Movement
    looks: list[dict[str, Array]] = field(default_factory=list)
    heard: list[Whole] = field(default_factory=list)
    roots: dict[int, int] = field(default_factory=dict)
    metrics: dict[str, list[float]] = field(default_factory=dict)
    known_acts: int = 0
    rows: int = 0
    left: int = 0
    turnouts: dict[int, float] = field(default_factory=dict)
    turnout: float = float("nan")
    tied: list[Whole] = field(default_factory=list)
    tie_count: int = -1

    COLUMNS = ("status", "post", "faction", "patron", "trust", "power", "stake")

    def look(self) -> None:
        """Note down the state of people, new ties, and the numbers."""
        people = self.movement.world.people
        self.looks.append({name: getattr(people, name).copy() for name in self.COLUMNS})
        self._look_at_ties()
        for name, value in self.numbers().items():
            self.metrics.setdefault(name, []).append(value)

    def _look_at_ties(self) -> None:
        ties = self.movement.world.ties
        if ties.ties == self.tie_count:
            return
        self.tie_count = ties.ties
        pairs = ties.pairs()[0].astype(np.int64)
        week = np.full((len(pairs), 1), self.movement.week)
        self.tied.append(np.hstack([pairs, week]))

    def numbers(self) -> dict[str, float]:
        """Return the numbers of the present week, as plain floats that JSON can hold."""
        people, total = self.movement.world.people, self.movement.tally.total
        roll = people.roll
        some = len(roll) > 0
        nothing = float("nan")
        numbers = {
            "members": len(roll),
            "trust": people.trust[roll].mean() if some else nothing,
            "stake": people.stake[roll].mean() if some else nothing,
            "in_factions": (people.faction[roll] != NOBODY).mean() if some else nothing,
            "power_top_tenth": top_share(people.power[roll]) if some else nothing,
            "left": total["exits"],
            "won": total["campaigns_won"],
            "angry": total["angry_voices"],
            "exclusions": total["excluded"],
            "leaks": total["leaked"],
            "carried": total["inside_won"],
            "captured": self._captured(),
            "turnout": self.turnout,
        }
        return {name: float(number) for name, number in numbers.items()}

    def _captured(self) -> float:
        """Return the share of branches that a factionalist leads."""
        movement = self.movement
        strategies = [type(strategy).__name__ for strategy in movement.following.strategies]
        leader = movement.world.branches.leader
        led = movement.following.index[leader[leader >= 0]]
        captured = [strategies[number] == "Factionalist" for number in led.tolist()]
        return float(np.sum(captured)) / len(leader)

    def listen(self) -> None:
        """Note down the acts of the week that has just passed."""
        self._listen_to_chronicle()
        self._listen_to_facts()

    def _listen_to_chronicle(self) -> None:
        world = self.movement.world
        chronicle, polled = world.chronicle, world.facts.polled
        new = np.arange(self.known_acts, len(chronicle))
        self.known_acts = len(chronicle)
        codes = np.array([CODE.get(name, CODE["other"]) for name in chronicle.kinds], np.int64)
        code = codes[chronicle.kind[new]]
        self.roots |= {int(act): self.rows + place for place, act in enumerate(new)}
        if len(polled):
            self.turnout = float(polled.turnout.mean())
            ballots = new[code == CODE["ballot"]]  # in the order of the facts
            polls = zip(ballots.tolist(), polled.turnout.tolist(), strict=True)
            self.turnouts |= {self.roots[act]: turnout for act, turnout in polls}
        root = np.array([self.roots[int(act)] for act in chronicle.root[new]], np.int64)
        who, whom, branch = (getattr(chronicle, name)[new] for name in ("who", "whom", "branch"))
        self._hear(world.week, code, who, whom, branch, root)

    def _listen_to_facts(self) -> None:
        facts = self.movement.world.facts
        gone, joined = facts.decided_to_leave, facts.joined
        silent = gone.who[gone.voiced == 0]
        self._hear_of("lapse", silent, np.full(len(silent), NOBODY))
        asked = joined.take(joined.whom >= 0)
        self._hear_of("recruited", asked.whom, asked.who)
        alone = joined.who[joined.whom < 0]
        self._hear_of("joined", alone, np.full(len(alone), NOBODY))
        given = facts.given.take(facts.given.whom >= 0)
        free, bound = given.take(given.strings == 0), given.take(given.strings > 0)
        self._hear_of("given", free.who, free.whom)
        self._hear_of("granted", bound.who, bound.whom)
        self._hear_of("favour", facts.favoured.who, facts.favoured.whom)

    def _hear_of(self, kind: str, who: Whole, whom: Whole) -> None:
        """Note down acts that only the facts tell of; each is the root of its own chain."""
        world = self.movement.world
        rows = np.arange(self.rows, self.rows + len(who))
        kinds = np.full(len(who), CODE[kind])
        self._hear(world.week, kinds, who, whom, world.people.branch[who], rows)

    def _hear(
        self, week: int, kind: Whole, who: Whole, whom: Whole, branch: Whole, root: Whole
    ) -> None:
        count = len(who)
        if count:
            columns = (np.full(count, week), kind, who, whom, branch, root)
            self.heard.append(np.column_stack(columns).astype(np.int64))
            self.rows += count

    def told(self) -> Record:
        """Return the record of all who were ever members."""
        movement = self.movement
        people = movement.world.people
        ever = (people.status >= Status.MEMBER).nonzero()[0]
        place = np.full(len(people) + 1, -1)  # the last one is nobody's
        place[ever] = np.arange(len(ever))
        roles = np.array(
            [
                ROLES.get(type(strategy).__name__, OTHER_ACTIVE if strategy.active else 0)
                for strategy in movement.following.strategies
            ]
        )
        events = (
            np.concatenate(self.heard) if self.heard else np.empty((0, len(EVENT_FIELDS)), np.int64)
        )
        slots = events[:, 2:4].copy()
        events[:, 2:4] = np.where(slots >= 0, place[np.maximum(slots, -1)], -1)
        return Record(
            weeks=len(self.looks) - 1,
            founders=movement.setup.members,
            uid=people.uid[ever].copy(),
            slot=ever,
            branch=people.branch[ever].astype(np.int64),
            role=roles[movement.following.index[ever]],
            status=self._stacked("status", ever, _here),
            office=self._stacked("post", ever),
            leader=self._stacked("faction", ever, lambda slots: place[slots]),
            patron=self._stacked("patron", ever, lambda slots: place[slots]),
            trust=self._stacked("trust", ever),
            power=self._stacked("power", ever),
            stake=self._stacked("stake", ever),
            ties=self._ties(place),
            events=events,
            slots=slots,
            turnout=self.turnouts,
            metrics=self.metrics,
        )

    def _stacked(
        self, name: str, ever: Whole, seen: Callable[[Array], Array] | None = None
    ) -> Array:
        """Return a column of these people week by week; who was not born yet has its default."""
        default = self.movement.world.people.specification[name].default
        first = self.looks[0][name]
        whole = np.full((len(self.looks), len(ever)), default, first.dtype)
        for week, look in enumerate(self.looks):
            there = ever < len(look[name])
            whole[week, there] = look[name][ever[there]]
        return whole if seen is None else seen(whole)

    def _ties(self, place: Whole) -> Whole:
        """Return ties among those who were ever members, each once, with the week it began."""
        all_ties = np.concatenate(self.tied)
        _, first = np.unique(all_ties[:, :2], axis=0, return_index=True)
        ties = all_ties[np.sort(first)]
        ties[:, :2] = place[ties[:, :2]]
        return np.asarray(ties[(ties[:, :2] >= 0).all(axis=1)])


def _here(status: Array) -> Array:
    table = np.zeros(max(Status) + 1, np.int8)
    for code, shown in HERE.items():
        table[code] = shown
    return table[status]


def ended(scenario: Scenario) -> dict[str, float]:
    """Run a scenario, and return the numbers it ended with."""
    watcher = _Watcher(Movement(scenario, record=[]))
    for _ in range(scenario.weeks):
        watcher.movement.step_once()
        watcher.listen()
    return watcher.numbers()
