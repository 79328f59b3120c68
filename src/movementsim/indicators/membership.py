"""Indicators of membership: how many members there are, and how many join and leave."""

from __future__ import annotations

from movementsim.state.observed import Indicator, Observed, Total, ratio_of, total_of
from movementsim.state.people import Status
from movementsim.state.world import World

RECENT_JOINER_WEEKS = 52
"""Weeks after joining for which somebody who leaves counts as a recent joiner."""


def _exits_of_new(world: World) -> float:
    gone = world.facts.decided_to_leave
    if not len(gone):
        return 0
    return int((world.people.joined[gone.who] >= world.week - RECENT_JOINER_WEEKS).sum())


TOTALS = (
    Total("joins", lambda world: len(world.facts.joined)),
    Total("exits", lambda world: len(world.facts.decided_to_leave)),
    Total("exits_voiced", lambda world: world.facts.decided_to_leave.voiced.sum()),
    Total(
        "trust_of_leavers", lambda world: world.people.trust[world.facts.decided_to_leave.who].sum()
    ),
    Total("exits_of_new", _exits_of_new),
)
"""Totals of people who join and leave, whichever rules report them."""


def _silent(movement: Observed) -> float:
    total = movement.tally.total
    return total["exits"] - total["exits_voiced"]


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
    total_of("joins", "joined so far", "people", better="more"),
    total_of("exits", "decided to go so far", "people", better="less"),
    total_of("exits_voiced", "voiced exits so far", "people", better="less"),
    Indicator("exits_silent", "silent exits so far", "people", _silent, better="less"),
    ratio_of("trust_of_leavers", "trust at exit, mean over leavers so far", "0-1", per="exits"),
    Indicator(
        "lost", "members lost to the movement, of those who came", "share", _lost, better="less"
    ),
)
