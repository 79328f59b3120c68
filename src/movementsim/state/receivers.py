"""TODO."""

from __future__ import annotations

EVERYONE = -2
"""Stands for all members of one's own branch, as the receiver of what is shared out."""
