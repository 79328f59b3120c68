"""Who may convene a meeting, attend it and decide there."""

from __future__ import annotations

import pytest

from movementsim import Movement, Strategy
from movementsim.kernel.columns import Whole
from movementsim.state.people import Post
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent

FOR_LONG = 10_000


class Caller(Strategy):
    """Convenes a meeting every week."""

    def decide(self, me: Cohort) -> Intent:
        return me.convene(8)


class Mover(Strategy):
    """Puts all hours into the open motion."""

    def decide(self, me: Cohort) -> Intent:
        return me.campaign(inside=True).when(me.motion_open)


def with_followers_of(strategy: Strategy, excluded: bool) -> Movement:
    """Return a branch that meets when convened, where one member in ten follows a strategy."""
    movement = Movement(
        members=60,
        network={"branch_size": 60},
        following={strategy: 0.1},
        seed=4,
        rules={"opportunities": {"inside_rate": 26}},
        without=["ballot", "join", "leave"],
        record=(),
    )
    movement.world.meet_every = 1000
    if excluded:
        movement.world.people.open("barred")[followers(movement)] = FOR_LONG
    return movement


def followers(movement: Movement) -> Whole:
    """Return the slots of the members who follow the strategy."""
    follows: Whole = (movement.following.index == 1).nonzero()[0]
    return follows


def authors(movement: Movement) -> set[int]:
    """Return the slots of the authors of decisions."""
    chronicle = movement.world.chronicle
    return set(chronicle.who[chronicle.of_kind("decision")].tolist())


@pytest.mark.parametrize("strategy", [Caller(), Mover()], ids=["convenes", "puts a motion"])
def test_excluded_people_decide_nothing(strategy: Strategy) -> None:
    allowed = with_followers_of(strategy, excluded=False).run(40)
    assert authors(allowed) & set(followers(allowed).tolist())
    barred = with_followers_of(strategy, excluded=True).run(40)
    assert not authors(barred) & set(followers(barred).tolist())


def test_nobody_attends_a_meeting_that_only_excluded_people_convene() -> None:
    barred = with_followers_of(Caller(), excluded=True).run(1)  # after the ordinary meeting
    for _ in range(20):
        barred.step()
        assert not len(barred.world.facts.attended)


class Decreer(Strategy):
    """Decides alone every week."""

    def decide(self, me: Cohort) -> Intent:
        return me.order(0.0, settle=True)


class Conspirator(Strategy):
    """Decides in a circle of three."""

    def decide(self, me: Cohort) -> Intent:
        return me.caucus(3)


@pytest.mark.parametrize("strategy", [Decreer(), Conspirator()], ids=["decrees", "caucuses"])
@pytest.mark.parametrize("how", ["free", "alone", "excluded"])
def test_a_leader_decides_with_followers_unless_excluded(strategy: Strategy, how: str) -> None:
    movement = with_followers_of(strategy, excluded=how == "excluded")
    people, branches = movement.world.people, movement.world.branches
    head = followers(movement)[0]
    circle = people.active[:4] if how != "alone" else people.active[:0]
    people.open("faction")[[head, *circle]] = head
    people.open("hours")[:] = 6.0
    people.open("energy")[:] = 6.0
    people.open("post")[head] = Post.LEADER
    branches.open("leader")[:] = head
    decided = head in authors(movement.run(5))
    assert decided == (how == "free")
