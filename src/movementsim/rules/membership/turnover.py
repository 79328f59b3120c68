"""Joining and leaving as facts, and the numbers that are kept of them."""

from __future__ import annotations

from movementsim.kernel.columns import NOBODY, Floats, Whole
from movementsim.kernel.tables import TableSet
from movementsim.state.declarations import ActKind, Fact
from movementsim.state.extension import Extension
from movementsim.state.observed import Indicator, Observed, Total, ratio_of, total_of
from movementsim.state.world import World


def recruiters(facts: TableSet) -> tuple[Whole, Whole]:
    """Return who brought somebody in this week, and whom.

    Returns
    -------
    (joiners,) int64
        Slots of the people who asked.
    (joiners,) int64
        Slots of the people who joined.
    """
    asked = facts.joined.take(facts.joined.whom >= 0)
    return asked.whom, asked.who


def _joined_alone(facts: TableSet) -> tuple[Whole, int]:
    return facts.joined.who[facts.joined.whom < 0], NOBODY


def silent_leavers(facts: TableSet) -> tuple[Whole, int]:
    """Return who decided to leave this week without voice.

    Returns
    -------
    (leavers,) int64
        Slots of the people.
    int
        Nobody, whom this affects.
    """
    gone = facts.decided_to_leave
    return gone.who[gone.voiced == 0], NOBODY


JOINING = Extension(
    facts=(Fact("joined", ("who", "whom")),),
    kinds=(ActKind("joined", "a person joined, asked by nobody", read=_joined_alone),),
    totals=(Total("joins", lambda world: world.per_run(world.facts.joined)),),
    indicators=(total_of("joins", "joined so far", "people", better="more"),),
)
"""What every rule by which people join brings to the model."""


def _trust_of_leavers(world: World) -> Floats:
    gone = world.facts.decided_to_leave
    return world.per_run(gone, world.people.trust[gone.who])


def _silent(movement: Observed) -> Floats:
    total = movement.tally.total
    return total["exits"] - total["exits_voiced"]


LEAVING = Extension(
    facts=(Fact("decided_to_leave", ("who", "voiced")),),
    totals=(
        Total("exits", lambda world: world.per_run(world.facts.decided_to_leave)),
        Total(
            "exits_voiced",
            lambda world: world.per_run(
                world.facts.decided_to_leave, world.facts.decided_to_leave.voiced
            ),
        ),
        Total("trust_of_leavers", _trust_of_leavers),
    ),
    indicators=(
        total_of("exits", "decided to go so far", "people", better="less"),
        total_of("exits_voiced", "voiced exits so far", "people", better="less"),
        Indicator("exits_silent", "silent exits so far", "people", _silent, better="less"),
        ratio_of("trust_of_leavers", "trust at exit, mean over leavers so far", "0-1", per="exits"),
    ),
)
"""What every rule by which members leave brings to the model."""
