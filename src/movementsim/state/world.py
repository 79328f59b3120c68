"""The world: the state of a movement that rules and strategies read.

A rule is a function from world, acts and draws to :class:`movementsim.state.changes.Changes`; only
the week applies them, and only to what the rule declares in its `writes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from movementsim.errors import nearest
from movementsim.kernel.columns import Columns, Mask, Whole
from movementsim.kernel.tables import TableSet
from movementsim.kernel.ties import Ties
from movementsim.state.branches import Branches
from movementsim.state.chronicle import Chronicle
from movementsim.state.events import Event
from movementsim.state.ledger import Ledger
from movementsim.state.people import People
from movementsim.state.schema import Schema

CAUSES = ("discontent", "weak_rivals", "squeezed_unions")
"""The outside causes of a surge (S2.P1)."""


@dataclass
class World:
    """Everything that rules and strategies can see; who follows which strategy is not part of it.

    Attributes
    ----------
    seed, week
        The run's seed, and the week counted from 0.
    people, ties, branches
        The columns of people and branches, and the ties between people.
    ledger, chronicle
        Grievances, and the acts that they are about.
    facts
        The facts that rules have reported this week so far.
    events
        The events that the scenario schedules.
    causes
        Strength of the outside causes of a surge by name, each 0 to 1 (S2.P1).
    ids
        Slots of people by their names; empty where people have none.
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

    seed: int
    people: People
    ties: Ties
    branches: Branches
    events: tuple[Event, ...] = ()
    week: int = 0
    ledger: Ledger = field(default_factory=Ledger)
    schema: Schema = field(default_factory=Schema)
    causes: dict[str, float] = field(default_factory=lambda: dict.fromkeys(CAUSES, 0.0))
    ids: dict[str, int] = field(default_factory=dict)
    new_ties: list[tuple[Any, ...]] = field(default_factory=list)
    ballot_every: int = 52
    meet_every: int = 4
    chronicle: Chronicle = field(init=False)
    facts: TableSet = field(init=False)
    tables: dict[str, Columns] = field(init=False)

    def __post_init__(self) -> None:
        self.chronicle = Chronicle(self.schema.kinds)
        self.facts = self.schema.new_facts()
        self.tables = {
            name: Columns(table.columns, 0) for name, table in self.schema.tables.items()
        }

    @property
    def ballot_week(self) -> bool:
        """Whether officers are elected this week."""
        return (self.week + 1) % self.ballot_every == 0

    @property
    def meets(self) -> Mask:
        """Whether each branch has its ordinary meeting this week, shape (branches,).

        Branches take turns.
        """
        turn = self.week + np.arange(len(self.branches))
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
            A column of people or of branches, or `<table>.<column>` for a table of a rule.

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
        name, dot, inner = column.partition(".")
        if dot and name in self.tables:
            return self.tables[name], inner
        if column in self.people:
            return self.people, column
        if column in self.branches:
            return self.branches, column
        known = self.schema.columns()
        raise AttributeError(f"there is no column {column!r}{nearest(column, known)}")

    def add_people(self, columns: Mapping[str, Any]) -> None:
        """Add people with these values by column, one per person; `uid` is required."""
        slots = self.people.grow(len(columns["uid"]))
        self.ties.grow(len(slots))
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
