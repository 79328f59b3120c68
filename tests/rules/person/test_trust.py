"""Trust under a share p of good events settles at the fixed point p / (p + weight (1 - p))."""

from __future__ import annotations

import numpy as np
import pytest

from movementsim import Movement
from movementsim.kernel.columns import Floats
from movementsim.kernel.draws import Draws
from movementsim.rules.person.trust import Trust
from movementsim.state.world import World

PEOPLE = 3000
WEEKS = 240  # a deviation falls by at least the share `gain` a week, to less than 1e-5 of itself


@pytest.fixture(scope="module")
def world() -> World:
    movement = Movement(
        members=PEOPLE, outside=0.0, seed=1, record=(), rules=(), network={"ties": 0.0}
    )
    return movement.world


def trust_after(world: World, rule: Trust, good: float) -> Floats:
    """Return trust after weeks with one event each: support or a claw-back."""
    everybody = np.arange(PEOPLE)
    world.people.open("trust")[:] = 0.5
    for week in range(WEEKS):
        draws = Draws(week)
        supported = draws.chance("what happens", good, world.people.key)
        world.week, world.facts = week, world.schema.new_facts()
        world.facts.add("supported", who=0, whom=everybody[supported], back=-1)
        bad = dict.fromkeys(world.schema.facts["clawed"].columns, 0) | {
            "whom": everybody[~supported]
        }
        world.facts.add("clawed", **bad)
        rule.resolve(world, world.schema.new_acts(), draws).apply(world)
    return np.array(world.people.trust)


@pytest.mark.parametrize("weight", [1.0, 2.5, 5.0])
@pytest.mark.parametrize("good", [0.2, 0.5, 0.9])
def test_trust_settles_at_the_fixed_point(world: World, good: float, weight: float) -> None:
    trust = trust_after(world, Trust(lived_weight=weight), good)
    expected = good / (good + weight * (1 - good))
    assert trust.mean() == pytest.approx(expected, abs=4 * trust.std() / np.sqrt(PEOPLE))


def test_only_good_or_only_bad_events_lead_to_one_or_zero(world: World) -> None:
    assert trust_after(world, Trust(), 1.0) == pytest.approx(np.ones(PEOPLE), abs=1e-4)
    assert trust_after(world, Trust(), 0.0) == pytest.approx(np.zeros(PEOPLE), abs=1e-4)


def test_the_fixed_point_does_not_depend_on_how_fast_trust_moves(world: World) -> None:
    slow, fast = (trust_after(world, Trust(gain=gain), 0.7) for gain in (0.025, 0.1))
    spread = np.sqrt((slow.var() + fast.var()) / PEOPLE)
    assert (
        abs(slow.mean() - fast.mean()) < 4 * spread + 0.005
    )  # the slower one has not quite settled
