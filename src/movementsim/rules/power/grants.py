"""Granted power: the part of a person's power that a patron can take back."""

from __future__ import annotations

from movementsim.kernel.columns import Column, amount_column, slot_column

GRANTED = amount_column(
    "granted",
    "part of power that the patron can take back",
    "votes",
    source="S3.E1",
    at_exit="reset",
)
"""The part of power that is granted; whatever lowers somebody's power may lower it."""

PATRON = slot_column(
    "patron", "slot of the patron who granted this part, or nobody", at_exit="reset"
)
"""Who granted it; being excluded ends the grant."""

GRANT_COLUMNS = (
    GRANTED,
    PATRON,
    Column("revocability", "felt revocability of granted power", 1.0, source="S3.E1"),
)
"""Columns that the rules of giving, reclaiming and revocability all declare."""
