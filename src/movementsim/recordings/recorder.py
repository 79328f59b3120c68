"""Recording runs: the state of movements and their acts, week by week."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from movementsim.kernel.columns import NOBODY, Array, Floats, Whole
from movementsim.kernel.segments import filled
from movementsim.recordings.acts import Act, RecordedKind
from movementsim.recordings.metrics import RECORDED_METRICS, Metrics
from movementsim.recordings.record import Record
from movementsim.recordings.stacks import run_in_stacks
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.stack import Stack
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
    return record_runs([scenario], [without])[0]


def record_runs(scenarios: Sequence[Scenario], without: Sequence[Act | None] = ()) -> list[Record]:
    """Run scenarios, those that can share a stack together, and return their records.

    Parameters
    ----------
    scenarios
        The scenarios, each of which is run for its own number of weeks.
    without
        An act to leave out of each, None to leave out nothing; empty for no acts at all.

    Returns
    -------
    list of Record
        The records, in the order of the scenarios; that of a run is the same whatever runs with it.
    """
    return run_in_stacks(scenarios, without, _recorded)


def final_metrics(scenarios: Sequence[Scenario]) -> list[dict[str, float]]:
    """Run scenarios, and return their metrics (see `RECORDED_METRICS`) after the last week.

    Parameters
    ----------
    scenarios
        The scenarios; those that can share a stack are run together.

    Returns
    -------
    list of dict of str to float
        The metrics of each scenario by name.
    """
    return run_in_stacks(scenarios, (), _measured)


def _measured(stack: Stack) -> list[dict[str, float]]:
    """Run a stack to its end, and return the metrics of each movement."""
    metrics = Metrics(stack)
    for _ in range(stack.scenarios[0].weeks):
        stack.step()
        metrics.note_turnout()
    columns = metrics.present()
    return [
        {name: float(values[run]) for name, values in columns.items()} for run in range(stack.runs)
    ]


def _recorded(stack: Stack) -> list[Record]:
    """Run a stack to its end, and return the record of each movement."""
    recorder = _Recorder(stack)
    for _ in range(stack.scenarios[0].weeks):
        stack.step()
        recorder.record_week()
    return [recorder.record(run) for run in range(stack.runs)]


class _Recorder:
    """Records the state and the acts of the movements of a stack, week by week.

    Parameters
    ----------
    stack
        The stack before its first week.
    """

    COLUMNS = ("status", "post", "faction", "patron", "trust", "power", "stake")

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._metrics = Metrics(stack)
        self._numbers: list[dict[str, Floats]] = []
        self._states: list[dict[str, Array]] = []
        self._reported: list[Whole] = []  # week, kind, who and whom of acts that facts report
        self._turnouts: list[Floats] = []  # of all ballots, in the order of the chronicle
        self._new_ties: list[Whole] = []
        self._tie_count = -1
        self._record_state()

    def record_week(self) -> None:
        """Record the week that has just passed."""
        self._record_facts()
        self._metrics.note_turnout()
        self._record_state()

    def _record_state(self) -> None:
        people = self._stack.world.people
        self._states.append({name: getattr(people, name).copy() for name in self.COLUMNS})
        self._numbers.append(self._metrics.present())
        ties = self._stack.world.ties
        if ties.ties != self._tie_count:
            self._tie_count = ties.ties
            pairs = ties.pairs()[0].astype(np.int64)
            week = np.full((len(pairs), 1), self._stack.week)
            self._new_ties.append(np.hstack([pairs, week]))

    def _record_facts(self) -> None:
        """Record acts that only the facts report."""
        world = self._stack.world
        if len(world.facts.polled):
            self._turnouts.append(world.facts.polled.turnout)
        # the chronicle's kinds come first among those of a record, in the chronicle's order
        for code, kind in enumerate(world.schema.reported.values(), len(world.schema.kinds)):
            assert kind.read is not None
            who, whom = kind.read(world.facts)
            if len(who):
                columns = [filled(value, len(who)) for value in (world.week, code, who, whom)]
                self._reported.append(np.column_stack(columns).astype(np.int64))

    def record(self, run: int) -> Record:
        """Return the record of all people who were ever members of a movement."""
        world, following = self._stack.world, self._stack.following
        here = (world.people.run == run).nonzero()[0]
        slot = np.full(len(world.people) + 1, NOBODY)  # in the movement; the last is for nobody
        slot[here] = np.arange(len(here))
        ever = here[world.people.status[here] >= Status.MEMBER]
        place = np.full(len(world.people) + 1, NOBODY)  # in the record
        place[ever] = np.arange(len(ever))
        roles = np.array([_role(strategy) for strategy in following.each[run]])
        events, turnout = self._events(run)
        slots = slot[events[:, 2:4]]
        events[:, 2:4] = place[events[:, 2:4]]
        return Record(
            weeks=len(self._states) - 1,
            founders=self._stack.scenarios[run].members,
            uid=world.people.uid[ever].copy(),
            slot=slot[ever],
            branch=world.branches.number[world.people.branch[ever]].astype(np.int64),
            role=roles[following.index[ever]],
            status=self._by_week("status", ever, _status_codes),
            office=self._by_week("post", ever),
            leader=self._by_week("faction", ever, lambda slots: place[slots]),
            patron=self._by_week("patron", ever, lambda slots: place[slots]),
            trust=self._by_week("trust", ever),
            power=self._by_week("power", ever),
            stake=self._by_week("stake", ever),
            ties=self._ties(place),
            events=events,
            kinds=tuple(
                RecordedKind(kind.name, kind.meaning, kind.removable)
                for kind in world.schema.act_kinds()
            ),
            slots=slots,
            turnout=turnout,
            metrics={
                name: [float(numbers[name][run]) for numbers in self._numbers]
                for name in RECORDED_METRICS
            },
        )

    def _events(self, run: int) -> tuple[Whole, dict[int, float]]:
        """Return the acts of a movement with slots of the stack, and turnout by row of a ballot.

        In each week those of the chronicle come first, then those that facts report, each of which
        is the root of its own chain.

        Returns
        -------
        (events, 6) int64
            As in a record, with slots of the stack.
        dict of int to float
            Turnout by row of the ballot's event.
        """
        world = self._stack.world
        chronicle, people, branches = world.chronicle, world.people, world.branches
        acts = (chronicle.run == run).nonzero()[0]
        noted = [getattr(chronicle, name)[acts] for name in ("week", "kind", "who", "whom")]
        nothing = np.empty((0, 4), np.int64)
        reported = np.concatenate([nothing, *self._reported])
        person = np.where(reported[:, 2] >= 0, reported[:, 2], reported[:, 3])
        mine = people.run[person] == run
        reported, person = reported[mine], person[mine]
        events = np.concatenate([np.column_stack(noted).astype(np.int64), reported])
        branch = chronicle.branch[acts]
        branch = np.where(branch >= 0, branches.number[branch], NOBODY)
        whose = branches.number[people.branch[person]]
        order = np.argsort(events[:, 0], kind="stable")
        row = np.empty(len(order), np.int64)
        row[order] = np.arange(len(order))
        row_of_act = np.full(len(chronicle) + 1, NOBODY)
        row_of_act[acts] = row[: len(acts)]
        root = np.concatenate([row_of_act[chronicle.root[acts]], row[len(acts) :]])
        columns = (events, np.concatenate([branch, whose])[:, None], root[:, None])
        ballots = chronicle.of_kind("ballot")
        turnouts = np.concatenate([np.empty(0), *self._turnouts])
        own = chronicle.run[ballots] == run
        rows = row_of_act[ballots.nonzero()[0][own]].tolist()
        return (
            np.hstack(columns)[order].astype(np.int64),
            dict(zip(rows, turnouts[own].tolist(), strict=True)),
        )

    def _by_week(
        self, name: str, ever: Whole, recoded: Callable[[Array], Array] | None = None
    ) -> Array:
        """Return a column of these people, (weeks + 1, people); its default before their birth."""
        default = self._stack.world.people.specification[name].default
        whole = np.full((len(self._states), len(ever)), default, self._states[0][name].dtype)
        for week, state in enumerate(self._states):
            there = ever < len(state[name])
            whole[week, there] = state[name][ever[there]]
        return whole if recoded is None else recoded(whole)

    def _ties(self, place: Whole) -> Whole:
        """Return ties among those who were ever members, each once, with the week it began."""
        ties = np.concatenate(self._new_ties)
        ties[:, :2] = place[ties[:, :2]]
        ties = ties[(ties[:, :2] >= 0).all(axis=1)]
        _, first = np.unique(ties[:, 0] * len(place) + ties[:, 1], return_index=True)
        ties = ties[first]
        return ties[np.argsort(ties[:, 2], kind="stable")]


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
