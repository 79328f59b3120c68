"""With contagion, the hazard of leaving settles at (background + base) / (1 - R) if R is below 1.

R is the mean number of leavers that each leaver causes: base x contagion weight x weeks of memory.
"""

from __future__ import annotations

import numpy as np
import pytest

from movementsim import Movement, Strategy
from movementsim.kernel.columns import NEVER, NOBODY
from movementsim.kernel.draws import Draws
from movementsim.rules.membership.leaving import Leave
from movementsim.state.people import Status
from movementsim.state.world import World
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent

PEOPLE = 20_000
BEFORE, MEASURED = 300, 400  # weeks


@pytest.fixture(scope="module")
def world() -> World:
    """Return a world of members who are alike and respect all their contacts equally."""
    movement = Movement(
        members=PEOPLE,
        outside=0.0,
        seed=1,
        record=(),
        rules=(),
        standing=False,
        network={"ties": 10.0, "branch_size": PEOPLE},
    )
    world = movement.world
    world.ties.respect[world.ties.tail != world.ties.head] = 0.5
    for name in ("trust", "stake", "grievance", "burnout"):
        world.people.open(name)[:] = 0.0
    world.people.open("joined")[:] = NEVER
    return world


def hazards(world: World, rule: Leave) -> tuple[float, int]:
    """Return the mean weekly share of leavers, and their number; all are replaced at once."""
    world.people.open("leaving")[:] = NEVER
    gone = 0
    everybody = np.arange(PEOPLE)
    for week in range(BEFORE + MEASURED):
        world.week = week
        odds = rule.hazard(world, everybody)
        goes = Draws(week).chance("leave", odds, world.people.key)
        world.people.open("leaving")[goes] = week
        gone += int(goes.sum()) if week >= BEFORE else 0
    return gone / (PEOPLE * MEASURED), gone


@pytest.mark.slow
@pytest.mark.parametrize(
    ("base", "contagion", "weeks"), [(0.002, 0.0, 26), (0.0003, 20.0, 26), (0.0005, 20.0, 52)]
)
def test_hazard_settles_at_the_closed_form(
    world: World, base: float, contagion: float, weeks: int
) -> None:
    rule = Leave(
        background_hazard=0.0005, base_hazard=base, contagion_weight=contagion, memory=weeks
    )
    ratio = base * contagion * weeks
    assert ratio < 1
    expected = (rule.background_hazard + base) / (1 - ratio)
    measured, gone = hazards(world, rule)
    # events cluster: the variance of a self-exciting count is 1 / (1 - R)^2 that of a Poisson count
    spread = expected / np.sqrt(gone) / (1 - ratio)
    # a person who leaves twice within the memory counts once: pull is 1 - (1 - h)^w, not h w
    twice = expected * ratio / (1 - ratio) * expected * weeks / 2
    assert expected - twice - 4 * spread < measured < expected + 4 * spread


def test_contagion_ends_after_the_memory(world: World) -> None:
    rule = Leave(contagion_weight=3.0, memory=26)
    alone = (rule.background_hazard + rule.base_hazard) * np.ones(PEOPLE)
    for since, pulls in ((1, True), (26, True), (27, False)):
        world.week = 100
        world.people.open("leaving")[:] = NEVER
        world.people.open("leaving")[::2] = 100 - since
        assert ((rule.hazard(world, np.arange(PEOPLE)) > alone).any()) == pulls


def test_trust_and_stake_lower_the_hazard_exponentially(world: World) -> None:
    rule = Leave()
    world.week = 100
    world.people.open("leaving")[:] = NEVER
    levels = np.linspace(0, 1, PEOPLE)
    for column, weight in (("trust", rule.trust_weight), ("stake", rule.stake_weight)):
        world.people.open(column)[:] = levels
        measured = rule.hazard(world, np.arange(PEOPLE)) - rule.background_hazard
        world.people.open(column)[:] = 0.0
        assert measured == pytest.approx(rule.base_hazard * np.exp(-weight * levels))


def test_number_of_leavers_agrees_with_the_hazard() -> None:
    movement = Movement(
        members=PEOPLE,
        outside=0.0,
        seed=1,
        record=(),
        rules=(),
        standing=False,
        network={"ties": 0.0, "branch_size": PEOPLE},
    )
    world, rule = movement.world, Leave(base_hazard=0.05)
    expected = rule.hazard(world, np.arange(PEOPLE))
    rule.resolve(world, world.schema.new_acts(), Draws(0)).apply(world)
    gone = (world.people.leaving == 0).sum()
    spread = np.sqrt((expected * (1 - expected)).sum())
    assert gone == pytest.approx(expected.sum(), abs=4 * spread)


def test_who_leaves_holds_nothing_and_owes_it_to_nobody() -> None:
    class Patron(Strategy):
        def decide(self, me: Cohort) -> Intent:
            return me.grant(me.comrades.anyone(), 0.3)

    movement = Movement(
        members=60,
        following={Patron(): 0.5},
        seed=1,
        record=(),
        rules={"leave": {"background_hazard": 0.02, "lag": 0}},
    ).run(30)
    people = movement.world.people
    held = {"granted": 0.0, "office": 0.0, "patron": NOBODY}
    assert (people.granted > 0).any(), "nobody holds power that somebody granted"
    gone = people.status == Status.LEFT
    for name, nothing in held.items():
        assert (getattr(people, name)[gone] == nothing).all(), name
        assert people.specification[name].at_exit == "reset"
