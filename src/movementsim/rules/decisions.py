"""TODO."""

from __future__ import annotations

from movementsim.kernel.columns import Floats, Whole
from movementsim.state.changes import Changes
from movementsim.state.chronicle import Kind
from movementsim.state.people import NOBODY
from movementsim.state.world import World


def decide(
    changes: Changes,
    world: World,
    branch: Whole,
    who: Whole,
    position: Floats,
    weeks: Whole | None,
) -> None:
    """Let a decision stand in these branches (all different), after `weeks` of an open room."""
    changes.put("position", branch, position)
    changes.put("decided", branch, world.week)
    changes.put("author", branch, who)
    act = changes.act(Kind.DECISION, who, NOBODY, branch)
    changes.fact(
        "decided",
        branch=branch,
        who=who,
        position=position,
        open=float(weeks is not None),
        weeks=0 if weeks is None else weeks,
        act=act,
    )
