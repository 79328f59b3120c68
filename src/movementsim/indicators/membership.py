"""Indicators of membership that need no particular rule: members now, and members lost."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Floats, Mask
from movementsim.state.observed import Indicator, Observed, ratio
from movementsim.state.people import Status


def _count(movement: Observed, which: Mask) -> Floats:
    """Return how many of these people there are in each movement."""
    run = movement.world.people.run[which]
    return np.bincount(run, minlength=movement.world.runs).astype(np.float64)


def _lost(movement: Observed) -> Floats:
    """Return the share of all who were ever members and have left or are leaving."""
    status = movement.world.people.status
    return ratio(
        _count(movement, status >= Status.LEAVING), _count(movement, status >= Status.MEMBER)
    )


MEMBERSHIP_INDICATORS = (
    Indicator(
        "members",
        "members on the roll",
        "people",
        lambda movement: movement.world.people.members_by_run(movement.world.runs),
        better="more",
    ),
    Indicator(
        "lost", "members lost to the movement, of those who came", "share", _lost, better="less"
    ),
)
