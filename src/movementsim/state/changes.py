"""The changes that a rule asks for; only the week applies them.

A rule is a function from world, acts and draws to :class:`Changes`. Changes to anything that the
rule has not declared in its `writes` are refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from movementsim.kernel.columns import NOBODY, Floats, Whole
from movementsim.kernel.segments import common_length, filled
from movementsim.state import column_operations
from movementsim.state.permit import Permit
from movementsim.state.world import World

type _Change = Callable[[Any, Any, Any], None]
"""A function of a column, rows and values that changes the column at these rows."""


class Changes:
    """The changes that one rule asks for in one week.

    Changes of columns name a column of people or of branches (their names never clash), or
    `<table>.<column>`. The parts of one `grow` or one `shrink` that meet on a row multiply, so
    their order within the call does not matter.

    Parameters
    ----------
    world
        The world as the rule sees it.

    Attributes
    ----------
    columns, rows, new_people
        Changes of columns, rows to append to tables, and people to add.
    ties, facts, grievances, relieved, ledger_fades
        Changes of ties, facts to report, and changes of the ledger.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._first_act = len(world.chronicle)
        self._acts: list[tuple[str, dict[str, Whole]]] = []
        self._act_count = 0  # ids of acts are given out before the acts are applied
        self.rows: list[tuple[str, dict[str, Any]]] = []
        self.columns: list[tuple[_Change, str, Any, Any]] = []
        self.ties: list[tuple[str, tuple[Any, ...]]] = []
        self.facts: list[tuple[str, dict[str, Any]]] = []
        self.grievances: list[tuple[Whole, Whole, Floats]] = []
        self.ledger_fades: Floats | float | None = None
        self.relieved: list[tuple[Whole, Floats | float]] = []
        self.new_people: list[dict[str, Any]] = []

    # -- columns

    def put(self, column: str, rows: Any, values: Any) -> None:
        """Set a column to new values.

        Parameters
        ----------
        column, rows
            Name of the column, and rows to set, all different (all rows if None).
        values
            One value, or one per row.
        """
        if rows is not None and not len(rows):
            return
        self.columns.append((column_operations.put, column, rows, values))

    def add(self, column: str, rows: Any, amounts: Any) -> None:
        """Add amounts to a column.

        Parameters
        ----------
        column, rows
            Name of the column, and rows to add to (all rows if None); repeated rows add up.
        amounts
            One value, or one per row.
        """
        if rows is not None and not len(rows):
            return
        self.columns.append((column_operations.add, column, rows, amounts))

    def scale(self, column: str, factor: Any) -> None:
        """Multiply a whole column by a factor.

        Parameters
        ----------
        column, factor
            Name of the column, and the factor; one value, or one per row.
        """
        self.columns.append((column_operations.scale, column, None, factor))

    def grow(self, column: str, rows: Any, share: Any) -> None:
        """Move values towards one by a share of the distance: x += share (1 - x).

        Parameters
        ----------
        column, rows
            Name of the column, and rows to change; on repeated rows the distances left multiply.
        share
            Share of the distance to one, 0-1; one value, or one per row.
        """
        if len(rows):
            self.columns.append((column_operations.grow, column, rows, share))

    def shrink(self, column: str, rows: Any, share: Any) -> None:
        """Reduce values by a share: x -= share x.

        Parameters
        ----------
        column, rows
            Name of the column, and rows to change; on repeated rows the shares left multiply.
        share
            Share of the value that is removed, 0-1; one value, or one per row.
        """
        if len(rows):
            self.columns.append((column_operations.shrink, column, rows, share))

    def at_least(self, column: str, rows: Any, least: float) -> None:
        """Raise values that are below a minimum to that minimum.

        Parameters
        ----------
        column, rows, least
            Name of the column, rows to change, and the minimum.
        """
        self.columns.append((column_operations.at_least, column, rows, least))

    def append(self, table: str, **columns: Any) -> None:
        """Append rows to a table that the rule declares.

        Parameters
        ----------
        table
            Name of the table.
        **columns
            Values by column, each one value for all rows or one per row. Columns that are not
            given take their value at birth.
        """
        self.rows.append((table, columns))

    # -- ties

    def warm(self, edge: Whole, gain: Any) -> None:
        """Raise liking along ties by a share of the distance to full liking.

        Parameters
        ----------
        edge
            Positions of ties.
        gain
            Share of the distance, 0-1; one value, or one per tie.
        """
        if len(edge):
            self.ties.append(("warm", (edge, gain)))

    def shift_respect(self, edge: Whole, gain: Any) -> None:
        """Raise respect along ties, or lower it where the gain is below zero.

        Parameters
        ----------
        edge
            Positions of ties.
        gain
            Amount of respect; one value, or one per tie.
        """
        if len(edge):
            self.ties.append(("shift_respect", (edge, gain)))

    def touch(self, edge: Whole) -> None:
        """Record that the two people of each tie met this week."""
        if len(edge):
            self.ties.append(("touch", (edge,)))

    def fade(self, factor: Any) -> None:
        """Multiply all liking by this factor: one value, or one for each movement."""
        self.ties.append(("fade", (factor,)))

    def tie(self, who: Whole, whom: Whole, liking: Any, respect: Any) -> None:
        """Make ties between people who have none, with equal values in both directions.

        Parameters
        ----------
        who, whom
            Slots of the people, shape (ties,).
        liking, respect
            Values of the new ties, 0-1; one value, or one per tie.
        """
        if len(who):
            self.ties.append(("add", (who, whom, liking, respect)))

    # -- facts, acts, grievances

    def fact(self, name: str, **columns: Any) -> None:
        """Report a fact of the week.

        Parameters
        ----------
        name
            Name of the fact.
        **columns
            Its columns by name, each one value or one per row.
        """
        self.facts.append((name, columns))

    def act(
        self,
        kind: str,
        who: Any,
        whom: Any = NOBODY,
        branch: Any = NOBODY,
        cause: Any = -1,
        run: Whole | None = None,
    ) -> Whole:
        """Enter acts into the chronicle.

        Parameters
        ----------
        kind
            The kind of act, which the rule declares.
        who, whom, branch
            Slots of the people who act, of the people affected, and of the branches; `NOBODY`
            where there is none. Each is one value or one per act.
        cause
            Ids of the acts that these answer; -1 where there is none.
        run
            The movements in which they happen, for acts without branch and people.

        Returns
        -------
        (acts,) int64
            Ids of the acts.
        """
        given = {"who": who, "whom": whom, "branch": branch, "cause": cause}
        count = common_length(given.values() if run is None else (*given.values(), run))
        first = self._first_act + self._act_count
        self._act_count += count
        if count:
            act = {name: filled(value, count) for name, value in given.items()}
            act["run"] = self._world.run_of(act) if run is None else run
            self._acts.append((kind, act))
        return np.arange(first, first + count)

    def grieve(self, person: Whole, act: Whole, amount: Floats) -> None:
        """Add grievances to the ledger and to the column `grievance`.

        Parameters
        ----------
        person
            Slots of the people who hold them, shape (grievances,).
        act
            Ids of the acts that they resent.
        amount
            How much each adds.
        """
        if len(person):
            self.grievances.append((person, act, np.asarray(amount, np.float64)))

    def fade_grievances(self, keep: Any) -> None:
        """Multiply all grievances by a share, in the column and in the ledger.

        Parameters
        ----------
        keep
            The share that remains: one value, or one for each movement.
        """
        everybody = keep[self._world.people.run] if np.ndim(keep) else keep
        self.scale("grievance", everybody)
        self.ledger_fades = keep

    def relieve(self, person: Whole, share: Any) -> None:
        """Reduce the grievances of some people by a share, in the column and in the ledger.

        Parameters
        ----------
        person
            Slots, all different, in ascending order.
        share
            Share that is removed, 0-1; one value, or one per person.
        """
        self.shrink("grievance", person, share)
        self.relieved.append((person, share))

    def add_people(self, **columns: Any) -> None:
        """Add people who were not part of the world before; values by column, one per person.

        `uid`, `key` and `run` are required.
        """
        self.new_people.append(columns)

    # -- applying

    def apply(self, world: World, permit: Permit | None = None) -> None:
        """Apply the changes to the world.

        Parameters
        ----------
        world
            The world to change.
        permit
            What may be changed; anything if None.

        Raises
        ------
        UndeclaredError
            When the permit does not cover a change; nothing is changed then.
        AttributeError
            When there is no such column, fact or kind of act.
        """
        if not (self.columns or self.facts or self.ties or self._acts or self._others()):
            return
        if permit is not None:
            permit.refuse_undeclared(
                writes=self._written(),
                facts={name for name, _ in self.facts},
                kinds={kind for kind, _ in self._acts},
                schema=world.schema,
            )
        for kind, columns_of_acts in self._acts:
            code = filled(world.chronicle.code(kind), len(columns_of_acts["who"]))
            world.chronicle.extend(code, world.week, **columns_of_acts)
        for columns in self.new_people:
            world.add_people(columns)
        for change, name, rows, values in self.columns:
            table, inner = world.table_of(name)
            change(table.open(inner), rows, values)
        for name, columns in self.rows:
            slots = world.tables[name].grow(common_length(columns.values()))
            for inner, values in columns.items():
                world.tables[name].open(inner)[slots] = values
        for how, arguments in self.ties:
            _change_ties(world, how, arguments)
        if self.ledger_fades is not None:
            world.ledger.fade(self.ledger_fades)
        for person, share in self.relieved:
            world.ledger.relieve(person, share)
        for person, act, amount in self.grievances:
            np.add.at(world.people.open("grievance"), person, amount)
            world.ledger.add(person, act, amount)
        for name, facts in self.facts:
            world.facts.add(name, **facts)

    def _others(self) -> bool:
        """Return whether anything rare is asked for."""
        return bool(
            self.new_people
            or self.rows
            or self.grievances
            or self.relieved
            or self.ledger_fades is not None
        )

    def _written(self) -> set[str]:
        """Return the names of the columns, and of other parts of the state, that are changed."""
        written = {name for _, name, _, _ in self.columns}
        written.update(*self.new_people)
        written.update(f"{table}.{name}" for table, columns in self.rows for name in columns)
        if self._acts:
            written.add("chronicle")
        if self.ties:
            written.add("ties")
        if self.grievances:
            written.update(("ledger", "grievance"))
        if self.relieved or self.ledger_fades is not None:
            written.add("ledger")
        return written


def _change_ties(world: World, how: str, arguments: tuple[Any, ...]) -> None:
    if how == "touch":
        world.ties.touch(arguments[0], world.week)
    elif how == "add":
        world.new_ties.append(arguments)
    else:
        getattr(world.ties, how)(*arguments)
