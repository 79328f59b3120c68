"""Branches: the local groups in which power is held and decisions fall."""

from __future__ import annotations

from movementsim.kernel.columns import Column, Columns, slot_column
from movementsim.state.schema import Schema

CORE_BRANCHES = (
    Column("world", "mean opinion of the people around, drifting", low=-1.0, unit="position"),
    slot_column("leader", "slot of the top officer, or nobody"),
)
"""What every branch has whatever the rules are: its surroundings, and who leads it."""


class Branches(Columns):
    """The columns of every branch.

    Parameters
    ----------
    count
        Number of branches.
    schema
        What the state is made of; the core columns alone if None.
    """

    def __init__(self, count: int, schema: Schema | None = None) -> None:
        present = CORE_BRANCHES if schema is None else schema.branches.values()
        super().__init__(present, count, schema.known_branches.values() if schema else ())
