"""Asking for a hand: a verb that campaigns and ballots both answer."""

from __future__ import annotations

from movementsim.state.declarations import Verb

ASK = Verb(
    "ask", "ask somebody to lend a hand in the branch's campaign", 0.1, "S2.O4", along_tie=True
)
"""Answered in campaigns and motions by turning up, and in ballots by voting."""
