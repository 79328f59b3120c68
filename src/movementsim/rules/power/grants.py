"""Granted power: what somebody holds that another person can take back."""

from __future__ import annotations

from movementsim.kernel.columns import Column, amount_column, slot_column

GRANT_COLUMNS = (
    amount_column(
        "granted", "part of power that whoever granted it can take back", "votes", source="S3.E1"
    ),
    slot_column("patron", "slot of who can take the granted part back"),
    Column("revocability", "how revocable granted power feels", 1.0, source="S3.E1"),
)
"""Columns that the rules of giving, reclaiming and revocability share."""
