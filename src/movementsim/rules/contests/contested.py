"""What campaigns and motions share: both are contests that are won or lost."""

from __future__ import annotations

from movementsim.state.declarations import ActKind, Fact
from movementsim.state.extension import Extension

CONTESTS = Extension(
    facts=(
        Fact("contested", ("branch", "inside", "who", "won", "worth", "size", "loss", "act")),
        Fact("took_part", ("who", "inside", "won")),
    ),
    kinds=(ActKind("win", "a contest was won"), ActKind("loss", "a contest was lost")),
)
"""What every rule that settles contests brings to the model."""
