"""The world that rules read, and the changes they ask for.

A rule is a function of world, acts and draws to :class:`Changes`; the week alone applies them, and
only to the columns that the rule declares it writes.
"""

from __future__ import annotations

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

# The outside causes of a surge (S2.P1).
CAUSES = ("discontent", "weak_rivals", "squeezed_unions")


@dataclass
class World:
    """Everything rules and cohorts can see; nobody's strategy is in it.

    Attributes
    ----------
    seed, week
        The run's seed, and the week counted from 0.
    people, ties, branches
        The state, in columns and ties.
    ledger, chronicle
        Grievances, and the acts they point to.
    facts
        What has come of this week so far.
    events
        What the scenario schedules.
    causes
        The outside causes of a surge, each 0 to 1 (S2.P1).
    ids
        People's own names, where they came from a file, to slots.
    new_ties
        Ties made this week; they join the fabric when the week is over, so that positions of ties
        stay valid within it.
    ballot_every, meet_every
        Weeks between ballots, and between a branch's ordinary meetings.
    schema
        What columns, facts, verbs and kinds of acts there are.
    tables
        Tables of rules' own, by name.
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
        """Which branches have their ordinary meeting this week; branches take turns."""
        turn = self.week + np.arange(len(self.branches))
        return np.asarray(turn % self.meet_every == 0)

    @property
    def shut_out(self) -> Mask:
        """Who may not come into the room of the own branch this week."""
        return np.asarray(self.people.barred > self.week)

    def table_of(self, column: str) -> tuple[Columns, str]:
        """Return the table that a rule means by a column's name, and the name in that table.

        Parameters
        ----------
        column
            A column of people or of branches, or `<table>.<column>` of a rule's own table.

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

    def bind_new_ties(self) -> None:
        """Take the week's new ties into the fabric."""
        for who, whom, liking, respect in self.new_ties:
            self.ties.bind(who, whom, liking, respect, liking, respect, self.week)
        self.new_ties.clear()


def mask_of(count: int, rows: Whole) -> Mask:
    """Return a mask of this length that is true at these rows."""
    mask = np.zeros(count, np.bool_)
    mask[rows] = True
    return mask
