"""Indicators of membership: how many members there are, and how many join and leave."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Floats, Mask
from movementsim.state.observed import Indicator, Observed, Total, ratio, ratio_of, total_of
from movementsim.state.people import Status
from movementsim.state.world import World

RECENT_JOINER_WEEKS = 52
"""Weeks after joining for which somebody who leaves counts as a recent joiner."""


def _exits_of_new(world: World) -> Floats:
    gone = world.facts.decided_to_leave
    return world.per_run(gone, world.people.joined[gone.who] >= world.week - RECENT_JOINER_WEEKS)


def _trust_of_leavers(world: World) -> Floats:
    gone = world.facts.decided_to_leave
    return world.per_run(gone, world.people.trust[gone.who])


TOTALS = (
    Total("joins", lambda world: world.per_run(world.facts.joined)),
    Total("exits", lambda world: world.per_run(world.facts.decided_to_leave)),
    Total(
        "exits_voiced",
        lambda world: world.per_run(
            world.facts.decided_to_leave, world.facts.decided_to_leave.voiced
        ),
    ),
    Total("trust_of_leavers", _trust_of_leavers),
    Total("exits_of_new", _exits_of_new),
)
"""Totals of people who join and leave, whichever rules report them."""


def _silent(movement: Observed) -> Floats:
    total = movement.tally.total
    return total["exits"] - total["exits_voiced"]


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
        lambda movement: _count(movement, movement.world.people.on_roll),
        better="more",
    ),
    total_of("joins", "joined so far", "people", better="more"),
    total_of("exits", "decided to go so far", "people", better="less"),
    total_of("exits_voiced", "voiced exits so far", "people", better="less"),
    Indicator("exits_silent", "silent exits so far", "people", _silent, better="less"),
    ratio_of("trust_of_leavers", "trust at exit, mean over leavers so far", "0-1", per="exits"),
    Indicator(
        "lost", "members lost to the movement, of those who came", "share", _lost, better="less"
    ),
)
