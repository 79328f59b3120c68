"""Intents are fitted to the hours of members; wrong intents are refused with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from movementsim import InputError, Movement, Organiser, RankAndFile, Strategy, each, memory
from movementsim.kernel.columns import Floats
from movementsim.kernel.draws import Draws
from movementsim.kernel.tables import TableSet
from movementsim.rules.person.burnout import Burnout
from movementsim.vocabulary.budget import fit_to_hours
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent, requests_of


@pytest.fixture(scope="module")
def movement() -> Movement:
    return Movement(members=60, following={Organiser(): 0.1}, seed=3, record=()).run(5)


@pytest.fixture
def me(movement: Movement) -> Cohort:
    """Members who all have at least three comrades."""
    world = movement.world
    everyone = Cohort(world, world.people.active, Draws(world.week))
    return everyone.part(everyone.comrades.count() >= 3)


def fitted(me: Cohort, intent: Intent, hours: float) -> tuple[TableSet, Floats]:
    in_hand = np.full(len(me.world.people), hours)
    acts, spent, _ = fit_to_hours([requests_of(intent, len(me))], in_hand, me.world.schema)
    assert (in_hand == hours).all(), "fitting must not change the hours"
    return acts, spent[me.slots]


# -- fitting to hours


def test_unaffordable_act_is_dropped_and_not_replaced(me: Cohort) -> None:
    acts, spent = fitted(me, me.attend() | me.talk(me.comrades.anyone()), hours=1.0)
    assert list(acts) == []
    assert (spent == 0).all()


def test_both_are_paid_from_left_to_right(me: Cohort) -> None:
    friend = me.comrades.anyone()
    acts, spent = fitted(me, me.talk(friend) & me.train(friend) & me.support(friend), hours=1.6)
    assert len(acts.talk) == len(acts.train) == len(me)
    assert len(acts.support) == 0
    assert (spent == 1.5).all()


def test_unaffordable_part_leaves_hours_to_the_next(me: Cohort) -> None:
    friend = me.comrades.anyone()
    acts, spent = fitted(me, me.attend() & me.talk(friend), hours=1.0)
    assert set(acts) == {"talk"}
    assert (spent == 0.5).all()


def test_exactly_enough_hours_are_enough(me: Cohort) -> None:
    acts, spent = fitted(me, me.ask(me.comrades.anyone(times=3)), hours=0.3)
    assert len(acts.ask) == 3 * len(me)
    assert spent == pytest.approx(0.3)


def test_all_remaining_hours_go_into_the_campaign(me: Cohort) -> None:
    acts, spent = fitted(me, me.talk(me.comrades.anyone()) & me.campaign(), hours=1.25)
    assert (acts.campaign.hours == 0.75).all()
    assert (spent == 1.25).all()


def test_no_remaining_hours_means_no_campaign(me: Cohort) -> None:
    acts, _ = fitted(me, me.attend() & me.campaign(), hours=2.0)
    assert set(acts) == {"attend"}


# -- targets


def test_several_targets_are_different_people_paid_one_by_one(me: Cohort) -> None:
    acts, spent = fitted(me, me.talk(me.comrades.anyone(), times=3), hours=1.2)
    assert len(acts.talk) == 2 * len(me)
    pairs = set(zip(acts.talk.who.tolist(), acts.talk.whom.tolist(), strict=True))
    assert len(pairs) == len(acts.talk)
    assert (spent == 1.0).all()


def test_number_of_targets_can_differ_between_members(me: Cohort) -> None:
    times = np.arange(len(me)) % 4
    acts, _ = fitted(me, me.talk(me.comrades.anyone(), times=times), hours=10.0)
    count = np.bincount(acts.talk.who, minlength=len(me.world.people))[me.slots]
    assert (count == np.minimum(times, me.comrades.count())).all()


def test_nobody_has_more_targets_than_comrades(me: Cohort) -> None:
    acts, _ = fitted(me, me.talk(me.comrades.anyone(times=1000)), hours=1e6)
    count = np.bincount(acts.talk.who, minlength=len(me.world.people))[me.slots]
    assert (count == me.comrades.count()).all()


def test_most_takes_the_largest_value(me: Cohort) -> None:
    acts, _ = fitted(me, me.talk(me.comrades.most("power")), hours=1.0)
    people, ties = me.world.people, me.world.ties
    for who, whom in zip(acts.talk.who, acts.talk.whom, strict=True):
        around = ties.head[ties.ties_of([who])[1]]
        around = around[people.status[around] == 2]
        assert people.power[whom] == people.power[around].max()


def test_two_talks_with_anyone_can_have_different_partners(me: Cohort) -> None:
    acts, _ = fitted(
        me, me.talk(me.comrades.anyone(), 0.1) & me.talk(me.comrades.anyone(), 0.9), hours=9.0
    )
    first, second = acts.talk.listening == 0.1, acts.talk.listening == 0.9
    assert (acts.talk.whom[first] != acts.talk.whom[second]).any()


def test_act_without_a_target_falls_through(me: Cohort) -> None:
    nobody = me.comrades.where(lambda them: them.power < 0)
    acts, _ = fitted(me, me.talk(nobody.anyone()) | me.rest(), hours=5.0)
    assert set(acts) == {"rest"}
    assert (acts.rest.who == me.slots).all()


def test_or_takes_the_first_that_applies_to_each_member(me: Cohort) -> None:
    even = np.arange(len(me)) % 2 == 0
    intent = me.attend().when(even) | me.rest()
    acts, _ = fitted(me, intent, hours=5.0)
    assert (acts.attend.who == me.slots[even]).all()
    assert (acts.rest.who == me.slots[~even]).all()


def test_when_restricts_everything_inside_it(me: Cohort) -> None:
    even, third = np.arange(len(me)) % 2 == 0, np.arange(len(me)) % 3 == 0
    acts, _ = fitted(me, (me.attend().when(third) & me.rest()).when(even), hours=5.0)
    assert (acts.attend.who == me.slots[even & third]).all()
    assert (acts.rest.who == me.slots[even]).all()


# -- memory


class Counting(Strategy):
    """Counts weeks in memory, and rests if the count is odd."""

    active = False
    weeks = memory(0.0, "weeks counted")

    def decide(self, me: Cohort) -> Intent:
        return me.remember(weeks=me.weeks + 1) & me.rest().when(me.weeks % 2 == 1)


def test_memory_is_available_in_the_next_week() -> None:
    movement = Movement(
        members=20, following={Counting(): 1.0}, seed=1, record=(), rules=[Burnout()]
    )
    movement.stack.recorded_acts = []
    movement.run(4)
    assert [len(acts.rest) for acts in movement.stack.recorded_acts] == [0, 20, 0, 20]
    assert all(member.weeks == 4 for member in movement.agents)


# -- what is refused


@pytest.mark.parametrize("combine", [lambda a, b: a and b, lambda a, b: a or b])
def test_keywords_and_and_or_are_refused(
    me: Cohort, combine: Callable[[Intent, Intent], Intent]
) -> None:
    with pytest.raises(TypeError, match=r"& and \|, not and/or"):
        combine(me.rest(), me.attend())


def decides(decide: Callable[[Any, Cohort], Any]) -> type[Strategy]:
    return type("Mistaken", (Strategy,), {"decide": decide, "active": False})


def with_if(self: Strategy, me: Cohort) -> Intent:
    if me.power > 1:
        return me.rest()
    return me.attend()


def anything(value: object) -> Any:
    """Hide a wrong type from the type checker."""
    return value


MISTAKES: dict[str, tuple[Callable[[Any, Cohort], Any], str]] = {
    "raises": (lambda self, me: 1 // 0, "ZeroDivisionError"),
    "plain if": (with_if, "@each"),
    "and": (lambda self, me: me.rest() and me.attend(), "not and/or"),
    "nothing returned": (lambda self, me: None, "returned NoneType"),
    "nothing returned by @each": (each(lambda self, me: None), "NoneType"),  # type: ignore[arg-type, return-value]
    "not an intent": (lambda self, me: me.rest() & anything(True), "bool"),
    "misspelt column": (lambda self, me: me.rest().when(me.pwoer > 1), "power"),
    "misspelt column of theirs": (lambda self, me: me.talk(me.comrades.most("turst")), "turst"),
    "condition of numbers": (lambda self, me: me.rest().when(me.power), "true or false"),
    "condition of wrong shape": (
        lambda self, me: me.rest().when(np.ones(len(me) + 1, np.bool_)),
        "shape",
    ),
    "share of wrong shape": (
        lambda self, me: me.talk(me.comrades.anyone(), np.full(len(me) + 1, 0.5)),
        "shape",
    ),
    "times of wrong shape": (
        lambda self, me: me.talk(me.comrades.anyone(), times=np.ones(len(me) + 1, int)),
        "shape",
    ),
    "share above one": (lambda self, me: me.delegate(me.comrades.anyone(), 1.1), "between 0 and 1"),
    "share not a number": (
        lambda self, me: me.delegate(me.comrades.anyone(), float("nan")),
        "between 0 and 1",
    ),
    "hours below zero": (lambda self, me: me.campaign(hours=-1.0), "0 or more"),
    "hours not a number": (lambda self, me: me.campaign(hours=float("nan")), "0 or more"),
    "aimed at nobody": (lambda self, me: me.talk(anything(None)), "aim it at somebody"),
    "aimed at people, not one of them": (
        lambda self, me: me.talk(anything(me.comrades)),
        "aim it at",
    ),
    "preference not a number": (
        lambda self, me: me.talk(me.comrades.most(lambda them: them.power * np.nan)),
        "not a number",
    ),
    "where without a condition": (
        lambda self, me: me.talk(me.comrades.where(lambda them: them.power).anyone()),
        "true or false",
    ),
    "undeclared memory": (lambda self, me: me.remember(met=1.0), "declare"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_error_of_a_strategy_names_strategy_and_week(mistake: str) -> None:
    decide, reason = MISTAKES[mistake]
    movement = Movement(members=40, following={decides(decide)(): 0.5}, seed=1, record=())
    with pytest.raises(InputError) as caught:
        movement.run(1)
    message = str(caught.value)
    assert "Mistaken" in message
    assert "week 0" in message
    assert reason in message


def test_switch_to_an_absent_strategy_is_refused() -> None:
    away = decides(lambda self, me: me.switch("Organiser"))
    movement = Movement(members=40, following={away(): 0.5}, seed=1, record=())
    with pytest.raises(InputError, match=r"Organiser.*RankAndFile, Mistaken"):
        movement.run(1)


def test_switching_is_recorded_and_off_by_default() -> None:
    away = decides(lambda self, me: me.switch("RankAndFile"))
    for allowed in (False, True):
        movement = Movement(
            members=40, following={away(): 0.5}, seed=1, record=(), switching=allowed
        )
        movement.run(1)
        assert len(movement.following.switches) == 20
        assert (movement.following.index == 1).any() != allowed
        assert isinstance(movement.following.strategies[0], RankAndFile)
