"""Rules take no more hours from people than they have."""

from __future__ import annotations

import numpy as np

from movementsim import Movement
from movementsim.rules.hours_in_hand import HoursInHand
from movementsim.state.changes import Changes


def test_nobody_gives_more_hours_than_are_in_hand() -> None:
    world = Movement(members=10, outside=0.0, seed=1, record=()).world
    world.people.open("hours")[:] = 3.0
    changes = Changes(world)
    in_hand = HoursInHand(changes, world)
    in_hand.take(np.array([0, 1]), np.array([2.0, 5.0]))
    in_hand.take(np.array([0]), np.array([2.0]))
    assert in_hand.left[:3].tolist() == [0.0, 0.0, 3.0]
    taken = [fact["hours"].tolist() for name, fact in changes.facts if name == "took_time"]
    assert taken == [[2.0, 3.0], [1.0]]
