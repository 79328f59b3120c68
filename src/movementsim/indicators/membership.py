"""Indicators of membership that need no particular rule: members now, and members lost."""

from __future__ import annotations

from movementsim.state.observed import Indicator, Observed
from movementsim.state.people import Status


def _lost(movement: Observed) -> float:
    """Return the share of all who were ever members and have left or are leaving."""
    status = movement.world.people.status
    ever = (status >= Status.MEMBER).sum()
    return float((status >= Status.LEAVING).sum() / ever) if ever else float("nan")


MEMBERSHIP_INDICATORS = (
    Indicator(
        "members",
        "members on the roll",
        "people",
        lambda movement: float(len(movement.world.people.roll)),
        better="more",
    ),
    Indicator(
        "lost", "members lost to the movement, of those who came", "share", _lost, better="less"
    ),
)
