"""A faction that votes together captures a branch if its share of the members exceeds a threshold.

If F is the turnout of the faction and M that of the others, whose votes are divided among k rival
candidates, the threshold is (M / k) / (F + M / k).
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from movementsim import Movement
from movementsim.institutions.ballot import Ballot
from movementsim.kernel.columns import NOBODY
from movementsim.kernel.draws import Draws, keys
from movementsim.state.world import World

MEMBERS = 4000
BALLOTS = 60
# turnout depends only on the base and, in the faction, on the order
RULE = Ballot(
    turnout_base=-1.5,
    stake_weight=0.0,
    trust_weight=0.0,
    contest_weight=0.0,
    asking_weight=0.0,
    order_weight=2.0,
    loyalty_weight=10.0,
    charisma_weight=0.0,
)
OTHERS, FACTION = float(expit(-1.5)), float(expit(0.5))


@pytest.fixture(scope="module")
def world() -> World:
    """Return one branch without ties, in the week of a ballot, with nobody in office."""
    movement = Movement(
        members=MEMBERS,
        outside=0.0,
        seed=1,
        record=(),
        rules=(),
        standing=False,
        network={"ties": 0.0, "branch_size": MEMBERS},
    )
    world = movement.world
    world.week = world.ballot_every - 1
    return world


def wins(world: World, share: float, rivals: int) -> int:
    """Return how many ballots a faction with this share of the members wins."""
    people = world.people
    size = round(share * MEMBERS)
    inside = np.arange(MEMBERS) < size
    people.open("faction")[:] = np.where(inside, 0, NOBODY)
    people.open("loyalty")[:] = np.where(inside, 1.0, 0.0)
    people.open("opinion")[:] = np.where(
        inside, 0.9, -0.9
    )  # far apart, so nobody votes for the other side
    world.facts = world.schema.new_facts()
    everything = dict.fromkeys(world.schema.facts["ordered"].columns, 0) | {"complied": 1}
    world.facts.add("ordered", **(everything | {"whom": np.flatnonzero(inside)}))
    acts = world.schema.new_acts()
    acts.add("slate", who=0, size=1, loyalty=1.0)
    acts.add("stand", who=MEMBERS - 1 - np.arange(rivals)[::-1])
    won = 0
    for ballot in range(BALLOTS):
        people.open("key")[:] = keys(ballot, people.uid)
        changes = RULE.resolve(world, acts, Draws(world.week))
        polled = next(columns for name, columns in changes.facts if name == "polled")
        won += int(polled["who"][0] == 0)
    return won


def threshold(rivals: int) -> float:
    return (OTHERS / rivals) / (FACTION + OTHERS / rivals)


def spread(rivals: int) -> float:
    """Return the standard deviation of the threshold that random turnout causes."""
    share = threshold(rivals)
    faction, rest = share * MEMBERS, (1 - share) * MEMBERS
    chance = OTHERS / rivals  # probability that one of the others votes for a given rival
    variance = faction * FACTION * (1 - FACTION) + rest * chance * (1 - chance)
    return float(np.sqrt(variance) / (MEMBERS * (FACTION + chance)))


@pytest.mark.parametrize("rivals", [1, 2, 3])
def test_faction_wins_above_the_threshold_and_loses_below(world: World, rivals: int) -> None:
    # the strongest of several rivals is less than one standard deviation above their mean
    width = (4 if rivals == 1 else 5) * spread(rivals)
    assert wins(world, threshold(rivals) + width, rivals) == BALLOTS
    assert wins(world, threshold(rivals) - width, rivals) == 0


def test_both_sides_win_half_the_ballots_at_the_threshold(world: World) -> None:
    won = wins(world, threshold(1), 1)
    assert won == pytest.approx(BALLOTS / 2, abs=4 * np.sqrt(BALLOTS) / 2)


def test_divided_rivals_lower_the_threshold(world: World) -> None:
    between = (threshold(1) + threshold(3)) / 2
    assert wins(world, between, 1) == 0
    assert wins(world, between, 3) == BALLOTS
