"""The best size of a closed circle: n* = -a / (tau ln(1 - eps)).

A circle of n is n^a strong, and keeps its secret for tau months with the chance (1 - eps)^(n tau).
"""

from __future__ import annotations

import numpy as np
import pytest

from movementsim import Movement
from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.rates import MONTH_IN_WEEKS
from movementsim.rules.power.leaks import Leaks
from movementsim.state.world import World

CIRCLES = 1500  # of each size
STRENGTH = 0.5  # a


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


def secrecy(world: World, eps: float, size: int, weeks: int) -> float:
    """The share of circles of this size without a leak in so many weeks."""
    leaders = np.arange(CIRCLES)
    whom = CIRCLES + np.arange(size)  # luck is keyed on the pair, so circles may share people
    rule = Leaks(leak_rate=eps)
    kept = np.ones(CIRCLES, np.bool_)
    for week in range(weeks):
        world.week, world.facts = week, world.schema.new_facts()
        world.facts.add("caucused", who=np.repeat(leaders, size), whom=np.tile(whom, CIRCLES))
        rule.resolve(world, world.schema.new_acts(), Draws(size, week)).apply(world)
        kept[world.facts.leaked.whom] = False
    return float(kept.mean())


@pytest.mark.parametrize(("eps", "weeks"), [(0.04, 4), (0.04, 13), (0.1, 8)])
def test_secrets_are_kept_as_the_closed_form_says(world: World, eps: float, weeks: int) -> None:
    for size in (1, 5, 20):
        expected = (1 - eps) ** (size * weeks / MONTH_IN_WEEKS)
        spread = np.sqrt(expected * (1 - expected) / CIRCLES)
        assert secrecy(world, eps, size, weeks) == pytest.approx(expected, abs=4 * spread)


@pytest.mark.parametrize(("eps", "weeks"), [(0.04, 4), (0.04, 13), (0.02, 9)])
def test_the_best_size_is_the_stated_one(world: World, eps: float, weeks: int) -> None:
    months = weeks / MONTH_IN_WEEKS
    best = -STRENGTH / (months * np.log1p(-eps))
    sizes: Whole = np.unique(np.geomspace(max(best / 4, 1), best * 4, 7).astype(int))
    kept: Floats = np.array([secrecy(world, eps, int(size), weeks) for size in sizes])
    # the chance falls by a factor for each in the circle: a line through 0 in logs, each point
    # weighted by what the sample tells; the peak of n^a exp(-slope n) is at a / slope
    weight = CIRCLES * kept / np.maximum(1 - kept, 1 / CIRCLES)
    slope = -(weight * sizes * np.log(kept)).sum() / (weight * sizes**2).sum()
    error = 1 / np.sqrt((weight * sizes**2).sum()) / slope
    assert best == pytest.approx(STRENGTH / slope, rel=4 * error)


def test_a_dozen_is_best_for_one_month_at_the_start_values() -> None:
    assert round(-STRENGTH / np.log1p(-Leaks().leak_rate)) == 12


def test_a_grievance_makes_leaks_likelier(world: World) -> None:
    world.people.open("grievance")[:] = 0.5
    sore = secrecy(world, 0.04, 5, 8)
    world.people.open("grievance")[:] = 0.0
    calm = secrecy(world, 0.04, 5, 8)
    assert calm - sore > 4 * np.sqrt(0.5 / CIRCLES)
