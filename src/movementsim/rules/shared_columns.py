"""Columns of people that rules of several subjects bring alike."""

from __future__ import annotations

from movementsim.kernel.columns import week_column

CONTACTED = week_column("contacted", "week of the last conversation or support", founders=-1)
"""When somebody last talked to the person; conversations and support write it."""

WRONGED = week_column("wronged", "week of the last wrong done to the person", source="S2.W2")
"""When the person was last wronged; exclusions, claw-backs and angry voices write it."""
