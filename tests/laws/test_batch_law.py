"""The batch law: deciding for all members gives the same decisions as deciding for any part."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movementsim import Movement, Scenario, Strategy, each, memory
from movementsim.errors import InputError
from movementsim.kernel.columns import Whole
from movementsim.kernel.draws import Draws
from movementsim.plugins.discovery import find_strategies
from movementsim.vocabulary.budget import fit_to_hours
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent, requests_of

STRATEGIES = sorted(find_strategies())
WEEKS = (0, 9, 51, 80)  # at the start, early, in the week of a ballot, and late
BUSY = {"opportunities": {"outward_rate": 12.0, "inside_rate": 12.0, "threat_rate": 2.0}}
Decisions = Mapping[int, list[tuple[Any, ...]]]


@cache
def run_for(weeks: int) -> Movement:
    """Return a busy movement in which every strategy has been followed for these weeks."""
    following = {name: 0.5 / len(STRATEGIES) for name in STRATEGIES if name != "RankAndFile"}
    plan = Scenario.from_values(
        {
            "members": 90,
            "following": following,
            "seed": 7,
            "rules": BUSY,
            "network": {"branch_size": 30},
        }
    )
    movement = Movement(plan, record=()).run(weeks)
    movement.world.week = weeks
    return movement


def decisions(movement: Movement, strategy: Strategy, slots: Whole) -> Decisions:
    """Return what each member does, remembers and spends when following the strategy."""
    world = movement.world
    memories = {name: np.linspace(0, 9, len(world.people)) % 3 for name in strategy.memories()}
    me = Cohort(world, slots, Draws(world.week), memories)
    acts, spent, private = fit_to_hours(
        [requests_of(strategy.decide(me), len(me))], world.people.hours, world.schema
    )
    made = defaultdict(list)
    for slot in slots:
        made[int(slot)].append(("hours", spent[slot].tobytes()))
    for verb in sorted(acts):
        rows = getattr(acts, verb)
        _note(made, verb, rows.who, rows.columns())
    for part in private:
        _note(made, part.verb, part.cohort.slots[part.owner], part.columns)
    return made


def _note(
    made: dict[int, list[tuple[Any, ...]]], verb: str, who: Whole, columns: Mapping[str, Any]
) -> None:
    values = [np.broadcast_to(columns[name], len(who)) for name in sorted(columns)]
    for row, slot in enumerate(who):
        made[int(slot)].append((verb, *(np.asarray(value[row]).tobytes() for value in values)))


def assert_equal(together: Decisions, part: Decisions, slots: Iterable[int]) -> None:
    for slot in slots:
        assert together[int(slot)] == part[int(slot)]


@pytest.mark.parametrize("weeks", WEEKS)
@pytest.mark.parametrize("name", STRATEGIES)
def test_every_member_alone_decides_as_in_the_cohort(name: str, weeks: int) -> None:
    movement, strategy = run_for(weeks), find_strategies()[name].kind()
    members = movement.world.people.active
    together = decisions(movement, strategy, members)
    for slot in members:
        assert_equal(together, decisions(movement, strategy, np.array([slot])), [slot])


@pytest.mark.parametrize("name", STRATEGIES)
@settings(max_examples=40)
@given(data=st.data())
def test_any_part_decides_as_the_cohort(name: str, data: st.DataObject) -> None:
    movement, strategy = run_for(data.draw(st.sampled_from(WEEKS))), find_strategies()[name].kind()
    members = movement.world.people.active
    chosen = data.draw(st.sets(st.integers(0, len(members) - 1), min_size=1))
    part = members[sorted(chosen)]
    assert_equal(decisions(movement, strategy, members), decisions(movement, strategy, part), part)


class Draft(Strategy):
    """A first draft with plain `if`."""

    active = False
    met = memory(0.0, "people met")

    @each
    def decide(self, me: Cohort) -> Intent:
        if me.power > me.comrades.mean("power"):
            return me.delegate(me.comrades.among(3).least("power"), 0.1) & me.attend()
        if me.chance("has patience", 0.5):
            talk = me.listen(me.comrades.least("trust"), times=2) & me.argue(me.comrades.anyone())
            return talk & me.remember(met=me.met + 3)
        if me.met > 1:
            return me.argue(me.comrades.anyone()) | me.rest()
        return me.talk(me.officers.anyone()) & me.talk(me.comrades.most("likes_me", times=2))


class Fast(Strategy):
    """The same strategy, for all members at once."""

    active = False
    met = memory(0.0, "people met")

    def decide(self, me: Cohort) -> Intent:
        strong = me.power > me.comrades.mean("power")
        patient = ~strong & me.chance("has patience", 0.5)
        weary = ~strong & ~patient & (me.met > 1)
        talk = me.listen(me.comrades.least("trust"), times=2) & me.argue(me.comrades.anyone())
        return (
            (me.delegate(me.comrades.among(3).least("power"), 0.1) & me.attend()).when(strong)
            & (talk & me.remember(met=me.met + 3)).when(patient)
            & (me.argue(me.comrades.anyone()) | me.rest()).when(weary)
            & (me.talk(me.officers.anyone()) & me.talk(me.comrades.most("likes_me", times=2))).when(
                ~strong & ~patient & ~weary
            )
        )


@pytest.mark.parametrize("weeks", WEEKS)
def test_draft_with_plain_if_equals_its_fast_version(weeks: int) -> None:
    movement = run_for(weeks)
    members = movement.world.people.active
    draft, fast = (decisions(movement, kind(), members) for kind in (Draft, Fast))
    assert_equal(draft, fast, members)
    assert len({verb for asked in draft.values() for verb, *_ in asked}) > 4


class Average(Strategy):
    """Compares a member with the rest of the cohort."""

    def decide(self, me: Cohort) -> Intent:
        return me.attend().when(me.trust > me.trust.mean())


class Gambler(Strategy):
    """Uses random numbers that are not keyed."""

    def decide(self, me: Cohort) -> Intent:
        dice = [random.random() < 0.5 for _ in range(len(me))]
        return me.attend().when(np.array(dice))


class Forgetful(Strategy):
    """Remembers the size of its cohort."""

    seen = memory(0.0, "size of the cohort")

    def decide(self, me: Cohort) -> Intent:
        return me.remember(seen=float(len(me)))


@pytest.mark.parametrize("strategy", [Average(), Gambler(), Forgetful()], ids=repr)
def test_strategy_that_breaks_the_law_is_refused(strategy: Strategy) -> None:
    movement = Movement(members=200, following={strategy: 0.2}, seed=1, record=()).run(4)
    with pytest.raises(InputError, match=f"{type(strategy).__name__} breaks the batch law"):
        movement.following.check_batch_law(movement.world, Draws(4))


def test_checking_the_law_changes_nothing() -> None:
    movement = run_for(9)
    memory_before = {name: dict(columns) for name, columns in movement.following._memory.items()}
    hours = movement.world.people.hours.copy()
    movement.following.check_batch_law(movement.world, Draws(9))
    assert (movement.world.people.hours == hours).all()
    for name, columns in memory_before.items():
        for column, values in columns.items():
            assert movement.following._memory[name][column] is values
