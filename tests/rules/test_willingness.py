"""Willingness to turn up."""

from __future__ import annotations

import numpy as np
import pytest

from movementsim import Movement
from movementsim.rules.willingness import willingness
from movementsim.state.people import Status


def test_only_members_have_a_stake() -> None:
    world = Movement(members=10, outside=1.0, seed=1, record=()).world
    people = world.people
    people.open("stake")[:] = 0.5
    people.open("trust")[:] = 0.25
    everybody = np.arange(len(people))
    logits = willingness(world, everybody, -2.0, 2.0, 1.0)
    member = people.status >= Status.MEMBER
    assert member.any()
    assert not member.all()
    assert logits[member] == pytest.approx(-0.75)
    assert logits[~member] == pytest.approx(-1.75)
