"""Who may call a room, come to it and settle something there."""

from __future__ import annotations

import pytest

from movementsim import Movement, Strategy
from movementsim.kernel.columns import Whole
from movementsim.state.people import Post
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent

FOR_LONG = 10_000


class Caller(Strategy):
    """Calls a room every week."""

    def decide(self, me: Cohort) -> Intent:
        return me.convene(8)


class Mover(Strategy):
    """Puts all hours into whatever motion is open."""

    def decide(self, me: Cohort) -> Intent:
        return me.campaign(inside=True).when(me.motion_open)


def with_somebody_who(strategy: Strategy, shut_out: bool) -> Movement:
    """Return a branch where one in ten has a purpose, and that meets when called."""
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
    if shut_out:
        movement.world.people.open("barred")[bearers(movement)] = FOR_LONG
    return movement


def bearers(movement: Movement) -> Whole:
    """Return the slots of those who follow the strategy that is tried."""
    follows: Whole = (movement.following.index == 1).nonzero()[0]
    return follows


def authors(movement: Movement) -> set[int]:
    """Return who has authored a decision."""
    chronicle = movement.world.chronicle
    return set(chronicle.who[chronicle.of_kind("decision")].tolist())


@pytest.mark.parametrize("strategy", [Caller(), Mover()], ids=["calls a room", "puts a motion"])
def test_who_is_shut_out_of_the_room_decides_nothing_in_it(strategy: Strategy) -> None:
    allowed = with_somebody_who(strategy, shut_out=False).run(40)
    assert authors(allowed) & set(bearers(allowed).tolist())
    barred = with_somebody_who(strategy, shut_out=True).run(40)
    assert not authors(barred) & set(bearers(barred).tolist())


def test_nobody_comes_to_a_room_that_only_somebody_shut_out_calls() -> None:
    barred = with_somebody_who(Caller(), shut_out=True).run(1)  # its ordinary meeting is over
    for _ in range(20):
        barred.step()
        assert not len(barred.world.facts.attended)


class Decreer(Strategy):
    """Decides alone, week by week."""

    def decide(self, me: Cohort) -> Intent:
        return me.order(0.0, settle=True)


class Plotter(Strategy):
    """Decides in a circle of three."""

    def decide(self, me: Cohort) -> Intent:
        return me.caucus(3)


@pytest.mark.parametrize("strategy", [Decreer(), Plotter()], ids=["decrees", "caucuses"])
@pytest.mark.parametrize("how", ["free", "alone", "shut out"])
def test_a_faction_decides_by_a_head_who_is_let_in_and_not_alone(
    strategy: Strategy, how: str
) -> None:
    movement = with_somebody_who(strategy, shut_out=how == "shut out")
    people, branches = movement.world.people, movement.world.branches
    head = bearers(movement)[0]
    band = people.active[:4] if how != "alone" else people.active[:0]
    people.open("faction")[[head, *band]] = head
    people.open("hours")[:] = 6.0
    people.open("energy")[:] = 6.0
    people.open("post")[head] = Post.LEADER
    branches.open("leader")[:] = head
    decided = head in authors(movement.run(5))
    assert decided == (how == "free")
