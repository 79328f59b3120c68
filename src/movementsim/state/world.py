"""The world: the state of a movement that rules and strategies read.

A rule is a function from world, acts and draws to :class:`movementsim.state.changes.Changes`; only
the week applies them, and only to what the rule declares in its `writes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from movementsim.errors import nearest
from movementsim.kernel.columns import Array, Columns, Floats, Mask, Whole
from movementsim.kernel.segments import filled
from movementsim.kernel.tables import Rows, TableSet
from movementsim.kernel.ties import Ties
from movementsim.state.branches import Branches
from movementsim.state.chronicle import Chronicle
from movementsim.state.ledger import Ledger
from movementsim.state.movements import Movements
from movementsim.state.people import People
from movementsim.state.schedule import Scheduled
from movementsim.state.schema import Schema


@dataclass
class World:
    """Everything that rules and strategies can see; who follows which strategy is not part of it.

    A world holds one movement, or several that are stacked in the same arrays. Everything that
    happens depends only on people and branches of one movement, so it does not matter which others
    are in the stack.

    Attributes
    ----------
    people, branches, movements
        The columns of people, of branches, and of whole movements.
    ties
        The ties between people.
    week
        The week, counted from 0.
    ledger, chronicle
        Grievances, and the acts that they are about.
    facts
        The facts that rules have reported this week so far.
    events
        The events that the scenarios schedule.
    ids
        Slots of people by their names, for each movement; empty where people have none.
    new_ties
        Ties made this week. They are added at the end of the week, so that positions of ties stay
        valid during it.
    ballot_every, meet_every
        Weeks between ballots, and between ordinary meetings of a branch.
    schema
        The columns, tables, facts, verbs and kinds of acts that exist.
    tables
        Tables that rules declare, by name.
    """

    people: People
    ties: Ties
    branches: Branches
    movements: Movements
    events: tuple[Scheduled, ...] = ()
    week: int = 0
    schema: Schema = field(default_factory=Schema)
    ids: tuple[Mapping[str, int], ...] = ({},)
    new_ties: list[tuple[Any, ...]] = field(default_factory=list)
    ballot_every: int = 52
    meet_every: int = 4
    ledger: Ledger = field(init=False)
    chronicle: Chronicle = field(init=False)
    facts: TableSet = field(init=False)
    tables: dict[str, Columns] = field(init=False)
    _homes: dict[str, tuple[Columns, str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.ledger = Ledger(run_of=lambda person: self.people.run[person])
        self.chronicle = Chronicle(self.schema.kinds)
        self.facts = self.schema.new_facts()
        self.tables = {
            name: Columns(table.columns, 0) for name, table in self.schema.tables.items()
        }

    @property
    def runs(self) -> int:
        """Number of movements in the stack."""
        return len(self.movements)

    def per_run(self, rows: Rows, weights: npt.ArrayLike | None = None) -> Floats:
        """Sum over the rows of a fact, for each movement.

        A row belongs to the movement of its branch; without one, of the person `whom`, or `who`.

        Parameters
        ----------
        rows
            Rows of a fact, or of acts.
        weights
            What each row adds, shape (rows,) or one number; 1 if None, which counts the rows.

        Returns
        -------
        (runs,) float64
            The sums.
        """
        if not len(rows):
            return self.nothing
        weight = None if weights is None else filled(np.asarray(weights, np.float64), len(rows))
        counted = np.bincount(self.run_of(rows.columns()), weight, minlength=self.runs)
        return counted.astype(np.float64)

    @cached_property
    def nothing(self) -> Floats:
        """Zero for each movement, shape (runs,); `per_run` returns it where there are no rows."""
        nothing = np.zeros(self.runs)
        nothing.flags.writeable = False
        return nothing

    def run_of(self, columns: Mapping[str, Array]) -> Whole:
        """Return the movement of each row of a fact: that of its branch, else of its people.

        Parameters
        ----------
        columns
            Columns by name, of which `branch`, `whom` and `who` are read if they are there.

        Returns
        -------
        (rows,) int
            Positions of movements.
        """
        if self.runs == 1:
            return np.zeros(len(next(iter(columns.values()))), np.int32)
        run: Whole | None = None
        for name, table in (("branch", self.branches), ("whom", self.people), ("who", self.people)):
            if name not in columns:
                continue
            slot = columns[name]
            found = table.run[slot]
            run = found if run is None else np.where(run < 0, found, run)
            known = slot >= 0
            if known.all():
                return run
            run = np.where(known, run, -1)
        assert run is not None
        return run

    @property
    def ballot_week(self) -> bool:
        """Whether officers are elected this week."""
        return (self.week + 1) % self.ballot_every == 0

    @property
    def meets(self) -> Mask:
        """Whether each branch has its ordinary meeting this week, shape (branches,).

        Branches take turns.
        """
        turn = self.week + self.branches.number
        return np.asarray(turn % self.meet_every == 0)

    @property
    def shut_out(self) -> Mask:
        """Whether each person is shut out of meetings of the branch this week, shape (people,)."""
        return np.asarray(self.people.barred > self.week)

    def table_of(self, column: str) -> tuple[Columns, str]:
        """Return the table that holds a column, and the column's name in that table.

        Parameters
        ----------
        column
            A column of people, branches or movements, or `<table>.<column>` for a table of a rule.

        Returns
        -------
        Columns
            The table.
        str
            The name of the column in it.

        Raises
        ------
        AttributeError
            When there is no such column.
        """
        if column not in self._homes:
            self._homes[column] = self._find_home(column)
        return self._homes[column]

    def _find_home(self, column: str) -> tuple[Columns, str]:
        name, dot, inner = column.partition(".")
        if dot and name in self.tables:
            return self.tables[name], inner
        if column in self.people:
            return self.people, column
        if column in self.branches:
            return self.branches, column
        if column in self.movements:
            return self.movements, column
        known = self.schema.columns()
        raise AttributeError(f"there is no column {column!r}{nearest(column, known)}")

    def add_people(self, columns: Mapping[str, Any]) -> None:
        """Add people with these values by column; `uid`, `key` and `run` are required."""
        slots = self.people.grow(len(columns["uid"]))
        self.ties.grow(len(slots), columns["run"])
        for name, values in columns.items():
            self.people.open(name)[slots] = values

    def add_new_ties(self) -> None:
        """Add the ties that were made this week."""
        for who, whom, liking, respect in self.new_ties:
            self.ties.bind(who, whom, liking, respect, liking, respect, self.week)
        self.new_ties.clear()


def mask_of(count: int, rows: Whole) -> Mask:
    """Return a mask that is true at some rows.

    Parameters
    ----------
    count
        Length of the mask.
    rows
        Rows at which it is true.

    Returns
    -------
    (count,) bool
        The mask.
    """
    mask = np.zeros(count, np.bool_)
    mask[rows] = True
    return mask
