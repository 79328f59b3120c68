"""Receivers of power that are not single people."""

from __future__ import annotations

EVERYONE = -2
"""Stands for all members of one's own branch, as the receiver of power that is shared equally."""
