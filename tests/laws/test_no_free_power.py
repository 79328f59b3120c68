"""Nothing is free: acts weigh as much as their backing, count once, and only in their branch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from movementsim import Movement
from movementsim.kernel.columns import NEVER
from movementsim.kernel.draws import Draws
from movementsim.rules.base import Rule
from movementsim.rules.contests.campaign import Effort
from movementsim.rules.contests.motions import Motions
from movementsim.rules.power.exclusion import Exclusion
from movementsim.rules.power.factions import Factions
from movementsim.rules.power.favours import Favours
from movementsim.state.people import Post
from movementsim.state.world import World

BARRED = 1000


@pytest.fixture
def world() -> World:
    """Two branches of ten members in which nothing happens by itself."""
    movement = Movement(
        members=20,
        outside=0.0,
        seed=1,
        record=(),
        rules=(),
        standing=False,
        network={"branch_size": 10},
    )
    world = movement.world
    world.people.open("power")[:] = 1.0
    world.people.open("hours")[:] = 3.0
    return world


def here(world: World) -> Any:
    """Return the slots of the first branch."""
    return (world.people.branch == world.people.branch[0]).nonzero()[0]


def resolve(rule: Rule, world: World, **acts: dict[str, Any]) -> None:
    """Resolve these acts with a rule and apply the changes."""
    book = world.schema.new_acts()
    for verb, columns in acts.items():
        book.add(verb, **columns)
    rule.resolve(world, book, Draws(world.week)).apply(world, rule.permit())


def shut_out(world: World) -> set[int]:
    return set(world.shut_out.nonzero()[0].tolist())


# -- exclusion


@pytest.mark.parametrize("times", [1, 20])
def test_repeated_requests_for_an_exclusion_count_once(world: World, times: int) -> None:
    """Three of ten ask: less than half of the power present."""
    people = here(world)
    askers, others, target = people[:3], people[3:9], people[9]
    resolve(
        Exclusion(),
        world,
        exclude={"who": np.tile(askers, times), "whom": target},
        attend={"who": others},
    )
    assert shut_out(world) == set()


@pytest.mark.parametrize("times", [1, 20])
def test_repeated_defences_count_once(world: World, times: int) -> None:
    people = here(world)
    resolve(
        Exclusion(),
        world,
        exclude={"who": people[:4], "whom": people[9]},
        defend={"who": np.repeat(people[4], times), "whom": people[9]},
    )
    assert shut_out(world) == {int(people[9])}


@pytest.mark.parametrize(("who", "holds"), [("own", False), ("other", True), ("barred", True)])
def test_only_members_of_the_branch_can_prevent_an_exclusion(
    world: World, who: str, holds: bool
) -> None:
    people = here(world)
    others = np.setdiff1d(np.arange(20), people)
    defenders = others[:5] if who == "other" else people[4:9]
    if who == "barred":
        world.people.open("barred")[defenders] = BARRED
    resolve(
        Exclusion(),
        world,
        exclude={"who": people[:4], "whom": people[9]},
        defend={"who": defenders, "whom": people[9]},
    )
    assert (int(people[9]) in shut_out(world)) == holds


def test_only_people_who_are_wronged_can_be_defended(world: World) -> None:
    people = here(world)
    world.people.open("barred")[people[9]] = BARRED
    world.people.open("post")[people[0]] = Post.OFFICER
    world.people.open("power")[people[0]] = 5.0
    whom = [people[7], people[8], people[9]]  # nobody has wronged the first
    resolve(
        Exclusion(),
        world,
        exclude={"who": people[:4], "whom": people[8]},
        defend={"who": np.full(3, people[5]), "whom": whom},
    )
    assert set(world.facts.defended.whom.tolist()) == {int(people[8]), int(people[9])}
    assert world.chronicle.of_kind("defence").sum() == 2


# -- favours


@pytest.mark.parametrize(("power", "loyalty"), [(1.0, 0.1), (0.5, 0.05), (0.0, 0.0)])
def test_favour_counts_in_proportion_to_what_pays_for_it(
    world: World, power: float, loyalty: float
) -> None:
    leader, follower = here(world)[:2]
    world.people.open("power")[leader] = power
    world.people.open("faction")[[leader, follower]] = leader
    resolve(Favours(), world, favour={"who": [leader], "whom": [follower], "edge": -1})
    assert world.people.owed[follower] == pytest.approx(Favours().size * power)
    resolve(Factions(), world)
    assert world.people.loyalty[follower] == pytest.approx(loyalty)


# -- motions


@pytest.mark.parametrize(("hours", "carried"), [(0.0, True), (3.0, False)])
def test_warned_rivals_need_and_spend_hours(world: World, hours: float, carried: bool) -> None:
    people = here(world)
    mover, rivals = people[0], people[1:]
    branch = world.people.branch[mover]
    for column, value in (("inside_until", 5), ("inside_need", 0.1), ("inside_opened", 0)):
        world.branches.open(column)[branch] = value
    world.people.open("motion_effort")[mover] = 0.5
    world.people.open("leaked")[mover] = 0
    world.people.open("opinion")[people] = np.where(people == mover, 1.0, -1.0)
    world.people.open("hours")[rivals] = hours
    resolve(Motions(willingness_base=10.0), world)
    assert (world.branches.author[branch] == mover) == carried
    spent = np.zeros(20)
    spent[rivals] = hours and Motions().hours
    np.testing.assert_allclose(world.people.hours[rivals], hours - spent[rivals])
    assert world.facts.took_time.hours.sum() == pytest.approx(spent.sum())


def test_hours_for_a_motion_count_in_the_branch_that_decides_it(world: World) -> None:
    """A follower of somebody in another branch works for a side in the follower's branch."""
    people = here(world)
    leader = np.setdiff1d(np.arange(20), people)[0]
    worker = people[0]
    world.people.open("faction")[[leader, worker]] = leader
    world.branches.open("inside_until")[world.people.branch[worker]] = 5
    resolve(Effort(), world, campaign={"who": [worker], "hours": 2.0, "inside": 1.0})
    assert world.people.motion_effort[leader] == 0
    assert world.people.motion_effort[worker] > 0
    assert (world.branches.outward_until == NEVER).all()
