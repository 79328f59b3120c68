"""The changes that a rule asks for; the week alone applies them.

A rule is a function of world, acts and draws to :class:`Changes`. They are applied only where the
rule has declared that it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from movementsim.errors import InputError, nearest
from movementsim.kernel.columns import NOBODY, Floats, Whole
from movementsim.kernel.segments import common_length, filled
from movementsim.state.world import World

type _Change = Callable[[Any, Any, Any], None]
"""Writes values at these rows of a column."""


class UndeclaredError(InputError):
    """A rule writes, reports or remembers something that it does not declare."""


@dataclass(frozen=True, slots=True)
class Permit:
    """What one rule has declared that it may change.

    Attributes
    ----------
    rule
        The rule's name, for errors.
    writes
        Columns, `ties`, `ledger` and `chronicle`.
    facts, kinds
        Facts it reports, and kinds of acts it enters into the chronicle.
    """

    rule: str
    writes: frozenset[str]
    facts: frozenset[str]
    kinds: frozenset[str]


class Changes:
    """What one rule asks for; order-free within the rule.

    Column changes name a column of people or of branches (their names never clash). Growth and
    shrinkage are shares of what is missing and of what is there: several on one row combine as
    products, first all growth, then all shrinkage, so that their order cannot matter.
    """

    def __init__(self, world: World) -> None:
        self._first_act = len(world.chronicle)
        self._acts: list[tuple[str, tuple[Whole, ...]]] = []
        self._act_count = 0
        self.rows: list[tuple[str, dict[str, Any]]] = []
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

    def append(self, table: str, **columns: Any) -> None:
        """Append rows to a table of the rule's own; single values are repeated.

        Parameters
        ----------
        table
            Its name; columns that are not given take their value at birth.
        **columns
            Values by name, each one value or one per row.
        """
        self.rows.append((table, columns))

    # -- ties

    def warm(self, edge: Whole, gain: Any) -> None:
        """Close this share of the way to full liking along these ties."""
        if len(edge):
            self.ties.append(("warm", (edge, gain)))

    def shift_respect(self, edge: Whole, gain: Any) -> None:
        """Raise (or, below zero, lower) respect along these ties."""
        if len(edge):
            self.ties.append(("shift_respect", (edge, gain)))

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
        self, kind: str, who: Any, whom: Any = NOBODY, branch: Any = NOBODY, cause: Any = -1
    ) -> Whole:
        """Enter acts into the chronicle and return their ids, shape (acts,).

        Parameters
        ----------
        kind
            The kind of act, which the rule declares.
        who, whom, branch
            Slots of those who act, of those it is done to, and the branch; `NOBODY` where there is
            none. Single values are repeated.
        cause
            Id of the act that this one answers, -1 where there is none.
        """
        given = (who, whom, branch, cause)
        count = common_length(given)
        first = self._first_act + self._act_count
        self._act_count += count
        if count:
            self._acts.append((kind, tuple(filled(value, count) for value in given)))
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

    def apply(self, world: World, permit: Permit | None = None) -> None:
        """Carry the changes out.

        Parameters
        ----------
        world
            The world to change.
        permit
            What may be changed; anything if None.

        Raises
        ------
        UndeclaredError
            When something is written that the permit does not cover; nothing is changed then.
        AttributeError
            When there is no such column, fact or kind of act.
        """
        if permit is not None:
            self._refuse_undeclared(world, permit)
        for kind, (who, whom, branch, cause) in self._acts:
            code = filled(world.chronicle.code(kind), len(who))
            world.chronicle.extend(code, world.week, who, whom, branch, cause)
        for columns in self.people_born:
            _bear(world, columns)
        for change, name, rows, values in self.columns:
            table, inner = world.table_of(name)
            change(table.open(inner), rows, values)
        for name, columns in self.rows:
            slots = world.tables[name].grow(common_length(columns.values()))
            for inner, values in columns.items():
                world.tables[name].open(inner)[slots] = values
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

    def _written(self) -> Iterator[str]:
        """Yield what is written: columns, and the parts of the state that are not columns."""
        yield from (name for _, name, _, _ in self.columns)
        yield from (name for columns in self.people_born for name in columns)
        yield from (f"{table}.{name}" for table, columns in self.rows for name in columns)
        if self._acts:
            yield "chronicle"
        if self.ties:
            yield "ties"
        if self.grievances:
            yield from ("ledger", "grievance")
        if self.relieved or self.ledger_fades is not None:
            yield "ledger"

    def _refuse_undeclared(self, world: World, permit: Permit) -> None:
        for name in self._written():
            if name not in permit.writes:
                what = name if name in APART else f"column {name!r}"
                close = nearest(name, [*permit.writes, *world.schema.columns()])
                raise UndeclaredError(
                    f"the rule {permit.rule!r} writes the {what} without declaring it{close} "
                    "Add it to the rule's `writes`, or correct the name"
                )
        for what, names, known in (
            ("reports the fact", [name for name, _ in self.facts], permit.facts),
            ("enters the kind of act", [kind for kind, _ in self._acts], permit.kinds),
        ):
            for name in names:
                if name not in known:
                    raise UndeclaredError(
                        f"the rule {permit.rule!r} {what} {name!r} without declaring it"
                        f"{nearest(name, known)} Declare it in the rule's `brings`"
                    )


APART = ("ties", "ledger", "chronicle")
"""What rules name in `reads` and `writes` that is not a column."""


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
