"""Branches: the local groups in which members hold power and make decisions."""

from __future__ import annotations

from movementsim.kernel.columns import Column, Columns, slot_column
from movementsim.state.schema import Schema

CORE_BRANCHES = (
    Column("world", "mean opinion of the people around, drifting", low=-1.0, unit="position"),
    slot_column("leader", "slot of the branch's leader, or nobody"),
)
"""The columns of every branch, whatever the rules: the opinion around it, and its leader."""


class Branches(Columns):
    """The columns of every branch.

    Parameters
    ----------
    count
        Number of branches.
    schema
        What the state is made of; only the core columns if None.
    """

    def __init__(self, count: int, schema: Schema | None = None) -> None:
        present = CORE_BRANCHES if schema is None else schema.branches.values()
        super().__init__(present, count, schema.known_branches.values() if schema else ())
