"""Offices and the room: what they lend, and how somebody loses them."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NEVER, NOBODY, Mask, Whole, week_column
from movementsim.rules.relations import keep_within
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Fact
from movementsim.state.extension import Extension
from movementsim.state.observed import Total, total_of
from movementsim.state.people import Brief, Post
from movementsim.state.world import World


def lend_office(
    changes: Changes, world: World, branches: Whole, officers: Whole, held: float
) -> None:
    """Return last year's office power to the branches, and lend this year's to their officers."""
    people, count = world.people, len(world.branches)
    polled = np.zeros(count, np.bool_)
    polled[branches] = True
    roll = (people.on_roll & polled[people.branch]).nonzero()[0]
    branch = people.branch[roll]
    own = people.power[roll] - np.minimum(people.office[roll], people.power[roll])
    total = np.bincount(branch, people.power[roll], minlength=count)
    kept = np.bincount(branch, own, minlength=count)
    seat = np.zeros(len(people), np.bool_)
    seat[officers] = True
    seat = seat[roll]
    chairs = np.bincount(branch[seat], minlength=count)
    levy = np.where((chairs > 0) & (kept > 0), held, 0.0)
    # where nobody holds anything of their own, what office lent is shared out equally
    size = np.bincount(branch, minlength=count)
    own = np.where(
        kept[branch] > 0,
        own * (total / np.maximum(kept, 1e-300))[branch],
        (total / np.maximum(size, 1))[branch],
    )
    lent = np.where(seat, (levy * total / np.maximum(chairs, 1))[branch], 0.0)
    power = own * (1 - levy)[branch] + lent
    changes.put("power", roll, power)
    keep_within(changes, world, roll, power)
    changes.put("office", roll, lent)


FOR_GOOD = 100_000
"""Weeks of an exclusion without end: an expulsion."""

EXCLUSION_COLUMNS = (
    "power",
    "granted",
    "patron",
    "office",
    "post",
    "brief",
    "seated",
    "barred",
    "wronged",
    "leader",
)
"""What shutting somebody out changes; see `shut_out`."""


EXCLUDING = Extension(
    people=(
        week_column("barred", "week until which the room is closed to somebody", source="S2.F4"),
        week_column("wronged", "week of the last wrong done to somebody", source="S2.W2"),
    ),
    facts=(Fact("excluded", ("who", "whom", "act")), Fact("authored", ("who", "whom", "act"))),
    kinds=(ActKind("exclusion", "somebody was shut out"),),
    totals=(Total("excluded", lambda world: len(world.facts.excluded)),),
    indicators=(
        total_of("exclusions", "exclusions so far", "exclusions", total="excluded", better="less"),
    ),
)
"""What a rule brings that shuts people out."""


def is_expelled(world: World, whom: Whole) -> Mask:
    """Say which of these people are shut out for good, and not for a time."""
    return np.asarray(world.people.barred[whom] > world.week + FOR_GOOD // 2)


def shut_out(changes: Changes, world: World, whom: Whole, weeks: int, power_lost: float) -> None:
    """Take power, office and the room from these people (all different)."""
    people = world.people
    lost = power_lost * people.power[whom]
    roll = people.roll
    branch, count = people.branch, len(world.branches)
    shut = np.zeros(len(people), np.bool_)
    shut[whom] = True
    others = roll[~shut[roll]]
    heirs = np.bincount(branch[others], minlength=count)
    # where everybody is shut out there is nobody to take the power, and it stays
    lost = np.where(heirs[branch[whom]] > 0, lost, 0.0)
    pot = np.bincount(branch[whom], lost, minlength=count)
    changes.add("power", whom, -lost)
    taking = others[pot[branch[others]] > 0]
    changes.add("power", taking, (pot / np.maximum(heirs, 1))[branch[taking]])
    changes.put("granted", whom, 0.0)
    changes.put("patron", whom, NOBODY)
    unseat(changes, world, whom)
    changes.put("barred", whom, world.week + weeks)
    changes.put("wronged", whom, world.week)


def unseat(changes: Changes, world: World, whom: Whole) -> None:
    """Take the office from these people."""
    people = world.people
    changes.put("post", whom, Post.NONE)
    changes.put("brief", whom, Brief.NONE)
    changes.put("seated", whom, NEVER)
    changes.put("office", whom, 0.0)
    led = (np.isin(world.branches.leader, whom[people.post[whom] == Post.LEADER])).nonzero()[0]
    changes.put("leader", led, NOBODY)
