"""Candidates in a ballot, alone or on a slate."""

from __future__ import annotations

import numpy as np
import pytest

from movementsim import Movement
from movementsim.institutions.slates import collect_slates
from movementsim.kernel.columns import NOBODY
from movementsim.state.people import Brief
from movementsim.state.world import World


@pytest.fixture
def world() -> World:
    """Return two branches; members 0 to 5 of the first are the faction of member 0."""
    movement = Movement(
        members=40,
        outside=0.0,
        seed=2,
        record=(),
        standing=False,
        network={"branch_size": 20, "ties": 0.0},
    )
    world = movement.world
    people = world.people
    people.open("branch")[:] = np.arange(40) >= 20
    people.open("faction")[:] = np.where(np.arange(40) < 6, 0, NOBODY)
    people.open("loyalty")[:] = np.linspace(0, 0.4, 40)
    people.open("skill")[:] = np.linspace(0.9, 0.1, 40)
    return world


def test_slate_takes_the_most_loyal_or_the_most_skilled_followers(world: World) -> None:
    for loyalty, expected in ((1.0, [0, 5, 4]), (0.0, [0, 1, 2])):
        acts = world.schema.new_acts()
        acts.add("slate", who=0, size=3, loyalty=loyalty)
        slates = collect_slates(world, acts)
        assert slates.head.tolist() == [0]
        assert slates.candidate.tolist() == expected


def test_people_on_a_slate_do_not_also_stand_alone(world: World) -> None:
    acts = world.schema.new_acts()
    acts.add("slate", who=0, size=3, loyalty=1.0)
    acts.add("stand", who=np.array([0, 5, 9, 30]))
    slates = collect_slates(world, acts)
    assert slates.head.tolist() == [0, 9, 30]
    assert slates.branch.tolist() == [0, 0, 1]
    assert slates.candidate.tolist() == [0, 5, 4, 9, 30]
    assert slates.slate.tolist() == [0, 0, 0, 1, 2]


def test_excluded_people_and_holders_of_a_brief_do_not_stand(world: World) -> None:
    world.people.open("barred")[[5, 9]] = world.week + 10
    world.people.open("brief")[[4, 30]] = Brief.OUTWARD
    acts = world.schema.new_acts()
    acts.add("slate", who=0, size=3, loyalty=1.0)
    acts.add("stand", who=np.array([9, 30, 31]))
    slates = collect_slates(world, acts)
    assert slates.candidate.tolist() == [0, 3, 2, 31]
