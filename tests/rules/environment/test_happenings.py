"""Scheduled events happen in their week to the people that they name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from movementsim import Movement
from movementsim.rules.membership.leaving import Leave
from movementsim.state.people import Status

WEEK = 5


def with_leaders_removed(**rules: Any) -> Movement:
    """Return a movement of three branches just before their leaders are removed."""
    return Movement(
        members=90,
        network={"branch_size": 30},
        seed=3,
        events=[{"week": WEEK, "kind": "remove", "who": ["leaders"]}],
        rules=rules,
        record=(),
    ).run(WEEK)


@pytest.mark.parametrize("weeks", [0, 26, 104])
def test_removed_people_are_off_the_roll_at_once_for_any_lag(weeks: int) -> None:
    movement = with_leaders_removed(leave={"lag": weeks, "memory": weeks})
    leaders = movement.world.branches.leader.copy()
    assert (leaders >= 0).all()
    movement.run(1)
    assert (movement.world.people.status[leaders] == Status.LEFT).all()
    assert not np.isin(leaders, movement.world.branches.leader).any()


def test_removal_causes_no_contagion() -> None:
    world = with_leaders_removed(leave={"base_hazard": 0.0, "background_hazard": 0.0}).run(1).world
    members = world.people.active
    pulled, alone = (
        Leave(memory=104, contagion_weight=20.0),
        Leave(memory=104, contagion_weight=0.0),
    )
    assert (pulled.hazard(world, members) == alone.hazard(world, members)).all()


def test_retention_counts_removed_people_until_their_removal() -> None:
    movement = with_leaders_removed().run(3)
    curve = movement.survival().set_index("weeks")
    watched = curve["at_risk"][WEEK]
    assert watched >= 80
    assert 0.9 < curve["retention"][WEEK] <= 1 - 3 / watched
    assert set(movement.retention(52)["weeks"]) == set(curve.index)
