"""Offices and exclusion: the power that an office lends, and how people lose office and access."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NEVER, NOBODY, Floats, Mask, Whole, week_column
from movementsim.rules.power.grants import GRANTED, PATRON
from movementsim.rules.relations import keep_within
from movementsim.rules.shared_columns import WRONGED
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Fact, Requests
from movementsim.state.extension import Extension
from movementsim.state.observed import Total, total_of
from movementsim.state.people import Brief, Post
from movementsim.state.world import World


def lend_office(
    changes: Changes, world: World, branches: Whole, officers: Whole, held: Floats | float
) -> None:
    """Return last year's office power to the branches, and lend this year's to their officers.

    Parameters
    ----------
    changes
        The changes to add to.
    world
        The world.
    branches
        Branches that have elected officers.
    officers
        Slots of the officers of these branches.
    held
        Share of a branch's power that its officers hold together, one number or one per branch.
    """
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
    # where nobody holds power of their own, the power that offices lent is shared out equally
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
"""Weeks of an exclusion that never ends: an expulsion."""

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
"""Columns that an exclusion changes; see `impose_exclusion`."""


EXCLUDING = Extension(
    people=(
        week_column("barred", "week until which the person is excluded", source="S2.F4"),
        WRONGED,
        GRANTED,
        PATRON,
    ),
    facts=(Fact("excluded", ("who", "whom", "act")), Fact("authored", ("who", "whom", "act"))),
    kinds=(
        ActKind(
            "exclusion",
            "a person was excluded",
            Requests(("exclude",), same_who=False),
            scheduled="exclude",
        ),
    ),
    totals=(Total("excluded", lambda world: world.per_run(world.facts.excluded)),),
    indicators=(
        total_of("exclusions", "exclusions so far", "exclusions", total="excluded", better="less"),
    ),
)
"""What every rule that excludes people brings to the model."""


def is_expelled(world: World, whom: Whole) -> Mask:
    """Return which of these people are excluded for good.

    Parameters
    ----------
    world
        The world.
    whom
        Slots of people, shape (people,).

    Returns
    -------
    (people,) bool
        True for people who are expelled, false for those excluded for a time or not at all.
    """
    return np.asarray(world.people.barred[whom] > world.week + FOR_GOOD // 2)


def impose_exclusion(
    changes: Changes, world: World, whom: Whole, weeks: Whole | int, power_lost: Floats | float
) -> None:
    """Exclude people: they lose power, their office and access to the branch's meetings.

    The power lost is shared equally among the other members of the branch.

    Parameters
    ----------
    changes
        The changes to add to.
    world
        The world.
    whom
        Slots of the people to exclude, all different.
    weeks
        How long the exclusion lasts; `FOR_GOOD` for an expulsion.
    power_lost
        Share of their power that they lose; one number or one per person, as `weeks`.
    """
    people = world.people
    lost = power_lost * people.power[whom]
    roll = people.roll
    branch, count = people.branch, len(world.branches)
    excluded = np.zeros(len(people), np.bool_)
    excluded[whom] = True
    others = roll[~excluded[roll]]
    heirs = np.bincount(branch[others], minlength=count)
    # where all members of a branch are excluded nobody is left to receive the power, so it stays
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
    """Take posts, briefs and the power of the office from people.

    Parameters
    ----------
    changes
        The changes to add to.
    world
        The world.
    whom
        Slots of the people who lose their posts.
    """
    people = world.people
    changes.put("post", whom, Post.NONE)
    changes.put("brief", whom, Brief.NONE)
    changes.put("seated", whom, NEVER)
    changes.put("office", whom, 0.0)
    led = (np.isin(world.branches.leader, whom[people.post[whom] == Post.LEADER])).nonzero()[0]
    changes.put("leader", led, NOBODY)
