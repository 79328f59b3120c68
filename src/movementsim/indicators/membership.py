"""TODO."""

from __future__ import annotations

from movementsim.indicators.registry import _mean, _roll, indicator
from movementsim.state.observed import Observed
from movementsim.state.people import Status


@indicator("members on the roll", "people", better="more")
def members(movement: Observed) -> float:
    """Count members, with those who lapse until they are off the roll."""
    return float(len(_roll(movement)))


@indicator("joined so far", "people", better="more")
def joins(movement: Observed) -> float:
    """Count who joined."""
    return movement.tally.total["joins"]


@indicator("decided to go so far", "people", better="less")
def exits(movement: Observed) -> float:
    """Count who decided to leave."""
    return movement.tally.total["exits"]


@indicator("voiced exits so far", "people", better="less")
def exits_voiced(movement: Observed) -> float:
    """Count who resigned."""
    return movement.tally.total["exits_voiced"]


@indicator("silent exits so far", "people", better="less")
def exits_silent(movement: Observed) -> float:
    """Count who let the membership lapse."""
    return movement.tally.total["exits"] - movement.tally.total["exits_voiced"]


@indicator("felt say, mean over members", "0-1", better="more")
def stake(movement: Observed) -> float:
    """Return mean stake."""
    return _mean(movement, "stake")


@indicator("trust, mean over members", "0-1", better="more")
def trust(movement: Observed) -> float:
    """Return mean trust; read it beside that of leavers, for survivors look healthy."""
    return _mean(movement, "trust")


@indicator("trust at exit, mean over leavers so far", "0-1")
def trust_of_leavers(movement: Observed) -> float:
    """Return leavers' mean trust when they decided to go."""
    return movement.tally.mean("trust_of_leavers", "exits")


@indicator("burnout, mean over members", "0-1", better="less")
def burnout(movement: Observed) -> float:
    """Return mean burnout."""
    return _mean(movement, "burnout")


@indicator("skill, mean over members", "0-1", better="more")
def skill(movement: Observed) -> float:
    """Return mean skill."""
    return _mean(movement, "skill")


@indicator("members active in the last month", "share", better="more")
def active_share(movement: Observed) -> float:
    """Return the share of members who put any time in over the last month."""
    roll = _roll(movement)
    if not len(roll):
        return float("nan")
    return float((movement.world.people.worked[roll] > 0.05).mean())


@indicator("members lost to the movement, of those who came", "share", better="less")
def lost(movement: Observed) -> float:
    """Return the share of all who were ever members and have left or are leaving."""
    status = movement.world.people.status
    ever = (status >= Status.MEMBER).sum()
    return float((status >= Status.LEAVING).sum() / ever) if ever else float("nan")
