"""The verb `ask`, which campaigns, motions and ballots all answer."""

from __future__ import annotations

from movementsim.state.declarations import Verb

ASK = Verb(
    "ask",
    "ask a person to help in the branch's campaign, motion or ballot",
    0.1,
    "S2.O4",
    along_tie=True,
)
"""A request for help: people answer it by turning up, or by voting in a ballot."""
