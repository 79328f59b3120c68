"""TODO."""

from __future__ import annotations

from typing import Any

import numpy as np

from movementsim.kernel.columns import Columns, Floats, Whole
from movementsim.kernel.segments import common_length, filled
from movementsim.state.chronicle import Kind
from movementsim.state.people import NOBODY
from movementsim.state.world import World, _Change


class Changes:
    """What one rule asks for; order-free within the rule.

    Column changes name a column of people or of branches (their names never clash). Growth and
    shrinkage are shares of what is missing and of what is there: several on one row combine as
    products, first all growth, then all shrinkage, so that their order cannot matter.
    """

    def __init__(self, world: World) -> None:
        self._first_act = len(world.chronicle)
        self._acts: list[tuple[Whole, ...]] = []
        self._act_count = 0
        self.columns: list[tuple[_Change, str, Any, Any]] = []
        self.ties: list[tuple[str, tuple[Any, ...]]] = []
        self.facts: list[tuple[str, dict[str, Any]]] = []
        self.grievances: list[tuple[Whole, Whole, Floats]] = []
        self.ledger_fades: float | None = None
        self.relieved: list[tuple[Whole, float]] = []
        self.causes: dict[str, float] = {}
        self.people_born: list[dict[str, Any]] = []

    # -- columns

    def put(self, column: str, rows: Any, values: Any) -> None:
        """Set the column at these rows (all different), or everywhere with `rows=None`."""
        if rows is not None and not len(rows):
            return
        self.columns.append((_put, column, rows, values))

    def add(self, column: str, rows: Any, amounts: Any) -> None:
        """Add to the column; repeated rows add up."""
        if rows is not None and not len(rows):
            return
        self.columns.append((_add, column, rows, amounts))

    def scale(self, column: str, factor: float) -> None:
        """Multiply the whole column."""
        self.columns.append((_scale, column, None, factor))

    def grow(self, column: str, rows: Any, share: Any) -> None:
        """Close this share of the way to one: x += share (1 - x)."""
        if len(rows):
            self.columns.append((_grow, column, rows, share))

    def shrink(self, column: str, rows: Any, share: Any) -> None:
        """Take away this share: x -= share x."""
        if len(rows):
            self.columns.append((_shrink, column, rows, share))

    def at_least(self, column: str, rows: Any, least: float) -> None:
        """Lift to `least` whatever of these rows has fallen below it."""
        self.columns.append((_at_least, column, rows, least))

    # -- ties

    def warm(self, edge: Whole, gain: Any) -> None:
        """Close this share of the way to full liking along these ties."""
        if len(edge):
            self.ties.append(("warm", (edge, gain)))

    def esteem(self, edge: Whole, gain: Any) -> None:
        """Raise (or, below zero, lower) respect along these ties."""
        if len(edge):
            self.ties.append(("esteem", (edge, gain)))

    def touch(self, edge: Whole) -> None:
        """Remember that the two people met this week."""
        if len(edge):
            self.ties.append(("touch", (edge,)))

    def fade(self, factor: float) -> None:
        """Let all liking fade by this factor."""
        self.ties.append(("fade", (factor,)))

    def tie(self, who: Whole, whom: Whole, liking: Any, respect: Any) -> None:
        """Bind people who are strangers so far, alike in both directions."""
        if len(who):
            self.ties.append(("add", (who, whom, liking, respect)))

    # -- facts, acts, grievances

    def fact(self, name: str, **columns: Any) -> None:
        """State what came of the week."""
        self.facts.append((name, columns))

    def act(
        self, kind: Kind, who: Any, whom: Any = NOBODY, branch: Any = NOBODY, cause: Any = -1
    ) -> Whole:
        """Write acts into the chronicle and return their ids."""
        given = (who, whom, branch, cause)
        count = common_length(given)
        first = self._first_act + self._act_count
        self._act_count += count
        if count:
            self._acts.append(tuple(filled(value, count) for value in (int(kind), *given)))
        return np.arange(first, first + count)

    def grieve(self, person: Whole, act: Whole, amount: Floats) -> None:
        """Enter into the ledger what these people hold against these acts."""
        if len(person):
            self.grievances.append((person, act, np.asarray(amount, np.float64)))

    def fade_grievances(self, keep: float) -> None:
        """Let all grievances fade to this share, in the column and in the ledger."""
        self.scale("grievance", keep)
        self.ledger_fades = keep

    def relieve(self, person: Whole, share: float) -> None:
        """Take this share off the grievances of these people (all different, ascending)."""
        self.shrink("grievance", person, share)
        self.relieved.append((person, share))

    def born(self, **columns: Any) -> None:
        """Bring people into the world who were not counted before."""
        self.people_born.append(columns)

    # -- applying

    def apply(self, world: World, allowed: frozenset[str] | None = None) -> None:
        """Carry the changes out; complain about what was not declared as written."""
        if allowed is not None:
            self._refuse_undeclared(allowed)
        for kind, who, whom, branch, cause in self._acts:
            world.chronicle.extend(kind, world.week, who, whom, branch, cause)
        for columns in self.people_born:
            _bear(world, columns)
        people, branches = world.people, world.branches
        for change, name, rows, values in self.columns:
            table: Columns = people if name in people.specification else branches
            change(table.open(name), rows, values)
        for how, words in self.ties:
            _change_ties(world, how, words)
        if self.ledger_fades is not None:
            world.ledger.fade(self.ledger_fades)
        for person, share in self.relieved:
            world.ledger.relieve(person, share)
        for person, act, amount in self.grievances:
            np.add.at(world.people.open("grievance"), person, amount)
            world.ledger.add(person, act, amount)
        for name, facts in self.facts:
            world.facts.add(name, **facts)
        world.causes.update(self.causes)

    def _refuse_undeclared(self, allowed: frozenset[str]) -> None:
        for _, name, _, _ in self.columns:
            if name not in allowed:
                raise PermissionError(f"writes the column {name!r} without declaring it")
        for name in (name for columns in self.people_born for name in columns):
            if name not in allowed:
                raise PermissionError(f"writes the column {name!r} without declaring it")
        if self._acts and "chronicle" not in allowed:
            raise PermissionError("writes the chronicle without declaring it")
        if self.ties and "ties" not in allowed:
            raise PermissionError("writes the ties without declaring it")
        if self.grievances and not {"ledger", "grievance"} <= allowed:
            raise PermissionError("writes the ledger and the grievance without declaring both")
        if (self.relieved or self.ledger_fades is not None) and "ledger" not in allowed:
            raise PermissionError("writes the ledger without declaring it")


def _put(column: Any, rows: Any, values: Any) -> None:
    column[slice(None) if rows is None else rows] = values


def _add(column: Any, rows: Any, amounts: Any) -> None:
    if rows is None:
        column += amounts
    else:
        np.add.at(column, rows, amounts)


def _scale(column: Any, _rows: None, factor: float) -> None:
    column *= factor


def _at_least(column: Any, rows: Any, least: float) -> None:
    column[rows] = np.maximum(column[rows], least)


def _grow(column: Any, rows: Any, share: Any) -> None:
    column[rows] = 1 - column[rows]  # equal rows write equal values
    _shrink(column, rows, share)
    column[rows] = 1 - column[rows]


def _shrink(column: Any, rows: Any, share: Any) -> None:
    np.multiply.at(column, rows, 1 - np.asarray(share, np.float64))


def _change_ties(world: World, how: str, words: tuple[Any, ...]) -> None:
    if how == "touch":
        world.ties.touch(words[0], world.week)
    elif how == "add":
        world.new_ties.append(words)
    else:
        getattr(world.ties, how)(*words)


def _bear(world: World, columns: dict[str, Any]) -> None:
    slots = world.people.grow(len(columns["uid"]))
    world.ties.grow(len(slots))
    for name, values in columns.items():
        world.people.open(name)[slots] = values
