"""Branches: the local groups in which members hold power and make decisions."""

from __future__ import annotations

from movementsim.kernel.columns import Column, Columns, Whole, slot_column
from movementsim.kernel.draws import Keys
from movementsim.state.schema import Schema
from movementsim.state.stacked import STACKED

CORE_BRANCHES = (
    *STACKED,
    Column("number", "number of the branch in its movement", 0, "int32", "number", 0, 2**31),
    Column("world", "mean opinion of the people around, drifting", low=-1.0, unit="position"),
    slot_column("leader", "slot of the branch's leader, or nobody"),
)
"""The columns of every branch, whatever the rules."""


class Branches(Columns):
    """The columns of every branch.

    Parameters
    ----------
    number
        Number of each branch in its movement, shape (branches,).
    key
        Keys of their random draws, shape (branches,).
    run
        The movement that each branch is part of, shape (branches,).
    schema
        What the state is made of; only the core columns if None.
    """

    def __init__(self, number: Whole, key: Keys, run: Whole, schema: Schema | None = None) -> None:
        present = CORE_BRANCHES if schema is None else schema.branches.values()
        super().__init__(present, len(number), schema.known_branches.values() if schema else ())
        for name, values in (("number", number), ("key", key), ("run", run)):
            self.open(name)[:] = values
