"""TODO."""

from __future__ import annotations

from movementsim.indicators.registry import indicator
from movementsim.state.observed import Observed


@indicator("outward campaigns won so far", "campaigns", better="more")
def campaigns_won(movement: Observed) -> float:
    """Count outward wins."""
    return movement.tally.total["campaigns_won"]


@indicator("large outward campaigns (size 3 or more) won so far", "campaigns", better="more")
def campaigns_won_large(movement: Observed) -> float:
    """Count large outward wins."""
    return movement.tally.total["campaigns_won_large"]


@indicator("outward campaigns lost so far", "campaigns", better="less")
def campaigns_lost(movement: Observed) -> float:
    """Count outward losses."""
    return movement.tally.total["campaigns_lost"]


@indicator("worth of outward work done, less losses", "worth", better="more")
def outward_work(movement: Observed) -> float:
    """Return what outward campaigns were worth."""
    return movement.tally.total["outward_work"]


@indicator("motions and selections carried so far", "motions")
def inside_won(movement: Observed) -> float:
    """Count inside wins."""
    return movement.tally.total["inside_won"]


@indicator("inside contests won by the active", "motions")
def inside_won_by_active(movement: Observed) -> float:
    """Count inside wins of those with a strategy of their own."""
    return float(movement.tally.by_strategy["inside_won"][1:].sum())


@indicator("gap between decisions and members' mean opinion", "position", better="less")
def opinion_gap(movement: Observed) -> float:
    """Return the mean distance of decisions from members."""
    return movement.tally.mean("gap_to_members", "decisions")


@indicator("gap between decisions and the world", "position", better="less")
def world_gap(movement: Observed) -> float:
    """Return the mean distance of decisions from the people around."""
    return movement.tally.mean("gap_to_world", "decisions")


@indicator("time to decide", "weeks", better="less")
def weeks_to_decide(movement: Observed) -> float:
    """Return the mean weeks a decision took."""
    return movement.tally.mean("weeks_to_decide", "decisions")


@indicator("decisions so far", "decisions")
def decisions(movement: Observed) -> float:
    """Count decisions."""
    return movement.tally.total["decisions"]
