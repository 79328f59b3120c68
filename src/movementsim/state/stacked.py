"""Columns that people and branches have because several movements can share one set of arrays."""

from __future__ import annotations

from movementsim.kernel.columns import Column

STACKED = (
    Column("run", "position of the movement in its stack", 0, "int32", "number", 0, 2**31),
    Column("key", "key of all random draws", 0, "uint64", "number", 0, 2**64 - 1),
)
"""Which movement of a stack a row is part of, and the key by which it draws random numbers."""
