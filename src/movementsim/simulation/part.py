"""One movement taken out of a stack, so that it can be read by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from movementsim.kernel.columns import Array, Columns, Whole
from movementsim.kernel.tables import Rows, TableSet
from movementsim.kernel.ties import Ties
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.following import Following
from movementsim.simulation.histories import HistoryMixin
from movementsim.simulation.running_totals import Tally
from movementsim.state.branches import Branches
from movementsim.state.chronicle import Chronicle
from movementsim.state.ledger import Ledger
from movementsim.state.movements import Movements
from movementsim.state.people import People
from movementsim.state.world import World


@dataclass(frozen=True, slots=True)
class Part(HistoryMixin):
    """One movement of a stack as it was when it was taken out; it is not simulated further.

    Attributes
    ----------
    setup
        Its scenario.
    world
        Its state, with slots and acts numbered as in the movement alone.
    following
        Who follows which strategy.
    tally
        Running totals of what happened.
    week
        Number of weeks that have passed.
    """

    setup: Scenario
    world: World
    following: Following
    tally: Tally
    week: int


class Stacked(Protocol):
    """A stack, as far as movements are taken out of it."""

    @property
    def scenarios(self) -> Sequence[Scenario]:
        """The scenario of each movement."""

    world: World
    following: Following
    tally: Tally
    week: int


def part_of(stack: Stacked, run: int) -> Part:
    """Return one movement of a stack.

    Parameters
    ----------
    stack
        The stack.
    run
        The movement's position in it.

    Returns
    -------
    Part
        The movement by itself.
    """
    places = _Places(stack.world, run)
    following = Following([stack.following.each[run]], len(places.people), [False])
    following.index[:] = stack.following.index[places.people]
    for strategy in following.strategies:
        for name, declared in strategy.memories().items():
            values = stack.following.memory(strategy)[name][places.people]
            if declared.refers:
                values = places.renumbered(declared.refers, values)
            following.memory(strategy)[name][:] = values
    names = dict(zip(places.people.tolist(), range(len(places.people)), strict=True))
    following.switches = [
        (week, names[slot], wanted)
        for week, slot, wanted in stack.following.switches
        if slot in names
    ]
    return Part(
        stack.scenarios[run],
        places.world(),
        following,
        stack.tally.part(run),
        stack.week,
    )


class _Places:
    """Where the rows of one movement are in a stack, and how references to them are renumbered.

    Parameters
    ----------
    whole
        The world of the stack.
    run
        The movement's position in it.
    """

    def __init__(self, whole: World, run: int) -> None:
        self.whole, self.run = whole, run
        self.people: Whole = (whole.people.run == run).nonzero()[0]
        self.branches: Whole = (whole.branches.run == run).nonzero()[0]
        self.acts: Whole = (whole.chronicle.run == run).nonzero()[0]
        self.owner, self.edges = whole.ties.ties_of(self.people)
        self._place = {
            "people": _places(self.people, len(whole.people)),
            "branches": _places(self.branches, len(whole.branches)),
            "acts": _places(self.acts, len(whole.chronicle)),
            "ties": _places(self.edges, len(whole.ties.head)),
        }

    def renumbered(self, kind: str, values: Array) -> Array:
        """Return references to people, branches, acts or ties as numbers within the movement."""
        place = self._place[kind]
        if not len(place):
            return values
        found = place[np.maximum(values, 0).astype(np.int64)]
        return np.where(values >= 0, found, values).astype(values.dtype)

    def world(self) -> World:
        """Return the world of the movement alone."""
        whole, schema = self.whole, self.whole.schema
        people = People(whole.people.uid[self.people], whole.people.key[self.people], schema=schema)
        self._copy(whole.people, people, self.people)
        zeros = np.zeros(len(self.branches), np.int32)
        numbers, key = (getattr(whole.branches, name)[self.branches] for name in ("number", "key"))
        branches = Branches(numbers, key, zeros, schema)
        self._copy(whole.branches, branches, self.branches)
        movements = Movements([whole.movements.seeds[self.run]], schema)
        self._copy(whole.movements, movements, np.array([self.run]))
        ids = {name: int(self._place["people"][slot]) for name, slot in whole.ids[self.run].items()}
        world = World(
            people=people,
            ties=self._ties(),
            branches=branches,
            movements=movements,
            week=whole.week,
            schema=schema,
            ids=(ids,),
            ballot_every=whole.ballot_every,
            meet_every=whole.meet_every,
        )
        world.chronicle, world.ledger = self._chronicle(), self._ledger(world)
        world.facts = self._facts()
        for name, table in whole.tables.items():
            world.tables[name] = self._table(table)
        return world

    def _copy(self, whole: Columns, own: Columns, rows: Whole) -> None:
        for name, column in whole.specification.items():
            if name == "run":
                continue
            values = getattr(whole, name)[rows]
            own.open(name)[:] = self.renumbered(column.refers, values) if column.refers else values

    def _table(self, whole: Columns) -> Columns:
        """Return the rows of a rule's table that belong to the movement's people or branches."""
        owner = next(column for column in whole.specification.values() if column.refers)
        mine = np.isin(getattr(whole, owner.name), getattr(self, owner.refers)).nonzero()[0]
        own = Columns(whole.specification.values(), len(mine))
        self._copy(whole, own, mine)
        return own

    def _ties(self) -> Ties:
        whole, count = self.whole.ties, len(self.people)
        degree = whole.degree[self.people]
        layers = {name: getattr(whole, name)[self.edges] for name in whole.spare_values}
        return Ties(
            start=np.concatenate(([0], np.cumsum(degree, dtype=np.int64))),
            degree=degree,
            tail=self.owner.astype(np.int32),
            head=self.renumbered("people", whole.head[self.edges]),
            reverse=self.renumbered("ties", whole.reverse[self.edges]),
            run=np.zeros(count, np.int32),
            scale=whole.scale[[self.run if len(whole.scale) > 1 else 0]],
            **layers,
        )

    def _chronicle(self) -> Chronicle:
        whole = self.whole.chronicle
        own = Chronicle(whole.kinds)
        fields = {name: getattr(whole, name)[self.acts] for name in ("kind", "week")}
        for name, kind in (("who", "people"), ("whom", "people"), ("branch", "branches")):
            fields[name] = self.renumbered(kind, getattr(whole, name)[self.acts])
        for name in ("cause", "root"):
            fields[name] = self.renumbered("acts", getattr(whole, name)[self.acts])
        own.extend(run=np.zeros(len(self.acts), np.int32), **fields)
        return own

    def _ledger(self, world: World) -> Ledger:
        whole = self.whole.ledger
        mine = np.isin(whole.person, self.people)
        scale = whole.scale[[self.run if len(whole.scale) > 1 else 0]]
        return world.ledger.with_entries(
            self.renumbered("people", whole.person[mine]),
            self.renumbered("acts", whole.act[mine]),
            whole.unfaded[mine],
            scale,
        )

    def _facts(self) -> TableSet:
        own = self.whole.schema.new_facts()
        for name in self.whole.facts:
            rows: Rows = getattr(self.whole.facts, name)
            mine = self.whole.run_of(rows.columns()) == self.run
            own.append(name, Rows(self._renumbered_rows(rows.take(mine).columns())))
        return own

    def _renumbered_rows(self, columns: Mapping[str, Array]) -> dict[str, Array]:
        kinds = {
            "who": "people",
            "whom": "people",
            "branch": "branches",
            "act": "acts",
            "cause": "acts",
            "edge": "ties",
            "back": "ties",
        }
        return {
            name: self.renumbered(kinds[name], values) if name in kinds else values
            for name, values in columns.items()
        }


def _places(rows: Whole, count: int) -> Whole:
    place = np.full(count, -1)
    place[rows] = np.arange(len(rows))
    return place
