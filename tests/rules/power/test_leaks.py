"""With leaks, the best size of a closed circle is -a / (months ln(1 - rate)).

A circle of n people has the strength n^a and keeps its secret with probability
(1 - rate)^(n months).
"""

from __future__ import annotations

import numpy as np
import pytest

from movementsim import Movement
from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.draws import Draws, keys
from movementsim.kernel.rates import MONTH_IN_WEEKS
from movementsim.rules.power.leaks import Leaks
from movementsim.state.world import World

CIRCLES = 1500  # of each size
STRENGTH = 0.5  # the exponent a


@pytest.fixture(scope="module")
def world() -> World:
    movement = Movement(
        members=CIRCLES + 60,
        outside=0.0,
        seed=1,
        record=(),
        rules=(),
        standing=False,
        network={"ties": 0.0},
    )
    return movement.world


def secrecy(world: World, rate: float, size: int, weeks: int) -> float:
    """Return the share of circles of this size that have no leak in these weeks."""
    leaders = np.arange(CIRCLES)
    whom = CIRCLES + np.arange(size)  # draws are keyed on the pair, so circles may share people
    rule = Leaks(leak_rate=rate)
    world.people.open("key")[:] = keys(size, world.people.uid)
    kept = np.ones(CIRCLES, np.bool_)
    for week in range(weeks):
        world.week, world.facts = week, world.schema.new_facts()
        world.facts.add("caucused", who=np.repeat(leaders, size), whom=np.tile(whom, CIRCLES))
        rule.resolve(world, world.schema.new_acts(), Draws(week)).apply(world)
        kept[world.facts.leaked.whom] = False
    return float(kept.mean())


@pytest.mark.parametrize(("rate", "weeks"), [(0.04, 4), (0.04, 13), (0.1, 8)])
def test_secrecy_agrees_with_the_closed_form(world: World, rate: float, weeks: int) -> None:
    for size in (1, 5, 20):
        expected = (1 - rate) ** (size * weeks / MONTH_IN_WEEKS)
        spread = np.sqrt(expected * (1 - expected) / CIRCLES)
        assert secrecy(world, rate, size, weeks) == pytest.approx(expected, abs=4 * spread)


@pytest.mark.parametrize(("rate", "weeks"), [(0.04, 4), (0.04, 13), (0.02, 9)])
def test_best_size_agrees_with_the_closed_form(world: World, rate: float, weeks: int) -> None:
    months = weeks / MONTH_IN_WEEKS
    best = -STRENGTH / (months * np.log1p(-rate))
    sizes: Whole = np.unique(np.geomspace(max(best / 4, 1), best * 4, 7).astype(int))
    kept: Floats = np.array([secrecy(world, rate, int(size), weeks) for size in sizes])
    # log probability is proportional to size; the line through 0 is fitted with each point weighted
    # by its information; the peak of n^a exp(-slope n) is at a / slope
    weight = CIRCLES * kept / np.maximum(1 - kept, 1 / CIRCLES)
    slope = -(weight * sizes * np.log(kept)).sum() / (weight * sizes**2).sum()
    error = 1 / np.sqrt((weight * sizes**2).sum()) / slope
    assert best == pytest.approx(STRENGTH / slope, rel=4 * error)


def test_twelve_is_the_best_size_for_one_month_at_the_default_rate() -> None:
    assert round(-STRENGTH / np.log1p(-Leaks().leak_rate)) == 12


def test_grievances_make_leaks_more_likely(world: World) -> None:
    world.people.open("grievance")[:] = 0.5
    aggrieved = secrecy(world, 0.04, 5, 8)
    world.people.open("grievance")[:] = 0.0
    content = secrecy(world, 0.04, 5, 8)
    assert content - aggrieved > 4 * np.sqrt(0.5 / CIRCLES)
