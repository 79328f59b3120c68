"""Recording a run: the state of a movement and its acts, week by week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from movementsim.kernel.columns import NOBODY, Array, Whole
from movementsim.measures import top_share
from movementsim.recordings.acts import Act, RecordedKind
from movementsim.recordings.counterfactual import CounterfactualMovement
from movementsim.recordings.record import EVENT_FIELDS, Record
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.movement import Movement
from movementsim.state.people import Status
from movementsim.strategies.base import Strategy
from movementsim.strategies.factionalist import Factionalist
from movementsim.strategies.organiser import Organiser

STATUS_CODES = {Status.MEMBER: 1, Status.LEAVING: 2, Status.LEFT: 3}
"""How a record writes a person's status; 0 stands for everybody who is not there (yet)."""

ROLE_CODES: tuple[tuple[type[Strategy], int], ...] = ((Organiser, 1), (Factionalist, 2))
"""How a record writes the role of members who follow these strategies."""

OTHER_ACTIVE_ROLE = 3
"""How a record writes the role of members who follow any other active strategy."""


def record_run(scenario: Scenario, without: Act | None = None) -> Record:
    """Run a scenario, and return its record.

    Parameters
    ----------
    scenario
        The scenario, which is run for its own number of weeks.
    without
        An act to leave out, None to leave out nothing.

    Returns
    -------
    Record
        The record of all people who were ever members.
    """
    movement = (
        Movement(scenario, record=[])
        if without is None
        else CounterfactualMovement(scenario, without, record=[])
    )
    recorder = _Recorder(movement)
    recorder.record_state()
    for _ in range(scenario.weeks):
        movement.step_once()
        recorder.record_acts()
        recorder.record_state()
    return recorder.record()


def final_metrics(scenario: Scenario) -> dict[str, float]:
    """Run a scenario, and return its metrics (see `RECORDED_METRICS`) after the last week."""
    recorder = _Recorder(Movement(scenario, record=[]))
    for _ in range(scenario.weeks):
        recorder.movement.step_once()
        recorder.record_acts()
    return recorder.current_metrics()


@dataclass
class _Recorder:
    """Records the state and the acts of a movement, week by week."""

    movement: Movement
    states: list[dict[str, Array]] = field(default_factory=list)
    events: list[Whole] = field(default_factory=list)
    roots: dict[int, int] = field(default_factory=dict)
    metrics: dict[str, list[float]] = field(default_factory=dict)
    known_acts: int = 0
    rows: int = 0
    turnouts: dict[int, float] = field(default_factory=dict)
    turnout: float = float("nan")
    new_ties: list[Whole] = field(default_factory=list)
    tie_count: int = -1

    COLUMNS = ("status", "post", "faction", "patron", "trust", "power", "stake")

    def record_state(self) -> None:
        """Record the state of people, new ties, and the metrics."""
        people = self.movement.world.people
        self.states.append({name: getattr(people, name).copy() for name in self.COLUMNS})
        self._record_ties()
        for name, value in self.current_metrics().items():
            self.metrics.setdefault(name, []).append(value)

    def _record_ties(self) -> None:
        ties = self.movement.world.ties
        if ties.ties == self.tie_count:
            return
        self.tie_count = ties.ties
        pairs = ties.pairs()[0].astype(np.int64)
        week = np.full((len(pairs), 1), self.movement.week)
        self.new_ties.append(np.hstack([pairs, week]))

    def current_metrics(self) -> dict[str, float]:
        """Return the metrics of the present week, as plain floats that JSON can hold."""
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
        strategies = movement.following.strategies
        leader = movement.world.branches.leader
        led = movement.following.index[leader[leader >= 0]]
        captured = [isinstance(strategies[number], Factionalist) for number in led.tolist()]
        return float(np.sum(captured)) / len(leader)

    def record_acts(self) -> None:
        """Record the acts of the week that has just passed."""
        self._record_chronicle()
        self._record_facts()

    def _record_chronicle(self) -> None:
        world = self.movement.world
        chronicle, polled = world.chronicle, world.facts.polled
        new = np.arange(self.known_acts, len(chronicle))
        self.known_acts = len(chronicle)
        # the chronicle's kinds come first among those of a record, in the chronicle's order
        code = chronicle.kind[new].astype(np.int64)
        self.roots |= {int(act): self.rows + place for place, act in enumerate(new)}
        if len(polled):
            self.turnout = float(polled.turnout.mean())
            ballots = new[code == chronicle.code("ballot")]  # in the order of the facts
            polls = zip(ballots.tolist(), polled.turnout.tolist(), strict=True)
            self.turnouts |= {self.roots[act]: turnout for act, turnout in polls}
        root = np.array([self.roots[int(act)] for act in chronicle.root[new]], np.int64)
        who, whom, branch = (getattr(chronicle, name)[new] for name in ("who", "whom", "branch"))
        self._add_events(world.week, code, who, whom, branch, root)

    def _record_facts(self) -> None:
        """Record acts that only the facts report; each is the root of its own chain."""
        world = self.movement.world
        for code, kind in enumerate(world.schema.reported.values(), len(world.schema.kinds)):
            assert kind.read is not None
            who, whom = kind.read(world.facts)
            rows = np.arange(self.rows, self.rows + len(who))
            codes, whoms = np.full(len(who), code), np.broadcast_to(whom, len(who))
            self._add_events(world.week, codes, who, whoms, world.people.branch[who], rows)

    def _add_events(
        self, week: int, kind: Whole, who: Whole, whom: Whole, branch: Whole, root: Whole
    ) -> None:
        count = len(who)
        if count:
            columns = (np.full(count, week), kind, who, whom, branch, root)
            self.events.append(np.column_stack(columns).astype(np.int64))
            self.rows += count

    def record(self) -> Record:
        """Return the record of all people who were ever members."""
        movement = self.movement
        people = movement.world.people
        ever = (people.status >= Status.MEMBER).nonzero()[0]
        place = np.full(len(people) + 1, -1)  # the last one stands for nobody
        place[ever] = np.arange(len(ever))
        roles = np.array([_role(strategy) for strategy in movement.following.strategies])
        nothing = np.empty((0, len(EVENT_FIELDS)), np.int64)
        events = np.concatenate(self.events) if self.events else nothing
        slots = events[:, 2:4].copy()
        events[:, 2:4] = np.where(slots >= 0, place[np.maximum(slots, -1)], -1)
        return Record(
            weeks=len(self.states) - 1,
            founders=movement.setup.members,
            uid=people.uid[ever].copy(),
            slot=ever,
            branch=people.branch[ever].astype(np.int64),
            role=roles[movement.following.index[ever]],
            status=self._stacked("status", ever, _status_codes),
            office=self._stacked("post", ever),
            leader=self._stacked("faction", ever, lambda slots: place[slots]),
            patron=self._stacked("patron", ever, lambda slots: place[slots]),
            trust=self._stacked("trust", ever),
            power=self._stacked("power", ever),
            stake=self._stacked("stake", ever),
            ties=self._ties(place),
            events=events,
            kinds=tuple(
                RecordedKind(kind.name, kind.meaning, kind.removable)
                for kind in movement.world.schema.act_kinds()
            ),
            slots=slots,
            turnout=self.turnouts,
            metrics=self.metrics,
        )

    def _stacked(
        self, name: str, ever: Whole, recoded: Callable[[Array], Array] | None = None
    ) -> Array:
        """Return a column of these people, (weeks + 1, people); its default before their birth."""
        default = self.movement.world.people.specification[name].default
        first = self.states[0][name]
        whole = np.full((len(self.states), len(ever)), default, first.dtype)
        for week, state in enumerate(self.states):
            there = ever < len(state[name])
            whole[week, there] = state[name][ever[there]]
        return whole if recoded is None else recoded(whole)

    def _ties(self, place: Whole) -> Whole:
        """Return ties among those who were ever members, each once, with the week it began."""
        all_ties = np.concatenate(self.new_ties)
        _, first = np.unique(all_ties[:, :2], axis=0, return_index=True)
        ties = all_ties[np.sort(first)]
        ties[:, :2] = place[ties[:, :2]]
        return np.asarray(ties[(ties[:, :2] >= 0).all(axis=1)])


def _role(strategy: Strategy) -> int:
    """Return the code of the role of members who follow this strategy."""
    for kind, code in ROLE_CODES:
        if isinstance(strategy, kind):
            return code
    return OTHER_ACTIVE_ROLE if strategy.active else 0


def _status_codes(status: Array) -> Array:
    """Return the model's statuses as a record writes them."""
    table = np.zeros(max(Status) + 1, np.int8)
    for code, written in STATUS_CODES.items():
        table[code] = written
    return table[status]
