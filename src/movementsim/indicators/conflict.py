"""TODO."""

from __future__ import annotations

from movementsim.indicators.registry import _mean, _roll, indicator
from movementsim.state.observed import Observed
from movementsim.state.people import NOBODY


@indicator("grievance, mean over members", "wrongs", better="less")
def grievance(movement: Observed) -> float:
    """Return mean grievance."""
    return _mean(movement, "grievance")


@indicator("quarrels in open rooms so far", "quarrels", better="less")
def quarrels(movement: Observed) -> float:
    """Count quarrels."""
    return movement.tally.total["quarrelled"]


@indicator("exclusions so far", "exclusions", better="less")
def exclusions(movement: Observed) -> float:
    """Count exclusions."""
    return movement.tally.total["excluded"]


@indicator("angry voices so far", "voices", better="less")
def angry_voices(movement: Observed) -> float:
    """Count angry voices."""
    return movement.tally.total["angry_voices"]


@indicator("angry voices that go back to an exclusion", "share")
def hostility_from_exclusion(movement: Observed) -> float:
    """Return the share of angry voices whose chain begins with an exclusion (S2.W3)."""
    return movement.tally.mean("hostility_from_exclusion", "angry_voices")


@indicator("members in a faction", "share")
def in_factions(movement: Observed) -> float:
    """Return the share of members in a faction."""
    roll = _roll(movement)
    if not len(roll):
        return float("nan")
    return float((movement.world.people.faction[roll] != NOBODY).mean())
