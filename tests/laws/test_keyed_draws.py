"""Random draws are keyed to people: bystanders, other runs and processes do not change them."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import weakref
from collections.abc import Callable

import numpy as np
import pytest

from movementsim import Factionalist, Movement, Organiser, RankAndFile, Strategy
from movementsim.kernel.columns import Array
from movementsim.kernel.draws import Draws, keys
from movementsim.kernel.tables import TableSet
from movementsim.plugins.build import standard_rules
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.people import Status
from movementsim.state.world import World
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent

State = dict[str, Array]
WEEKS = 70  # past a ballot
MIXTURE: dict[Strategy, float] = {Organiser(): 0.08, Factionalist(): 0.08}


def movement(**settings: object) -> Movement:
    words: dict[str, object] = {"members": 100, "following": MIXTURE, "seed": 11, "record": ()}
    return Movement(**(words | settings))  # type: ignore[arg-type]


class Observing(Rule):
    """A rule that makes draws and changes nothing."""

    phase = "judge"
    source = "none"

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        draws.uniform("looking on", world.people.key)
        return Changes(world)


class Inactive(Strategy):
    """A strategy that does nothing."""

    def decide(self, me: Cohort) -> Intent:
        return me.rest().when(me.chance("bystanding", 0.0))


class Ordinary(RankAndFile):
    """The strategy of everybody else, under another name."""

    source = "none"


def test_runs_with_the_same_seed_are_equal(
    state: Callable[[Movement], State], differences: Callable[..., list[str]]
) -> None:
    assert differences(state(movement().run(WEEKS)), state(movement().run(WEEKS))) == []


def test_other_seed_gives_another_run(
    state: Callable[[Movement], State], differences: Callable[..., list[str]]
) -> None:
    first, second = movement().run(3), movement(seed=12).run(3)
    assert "people.trust" in differences(state(first), state(second))


def test_interleaved_movements_do_not_affect_each_other(
    state: Callable[[Movement], State], differences: Callable[..., list[str]]
) -> None:
    one, other = movement(), movement(seed=12, members=80)
    for _ in range(WEEKS):
        one.step()
        other.step()
    assert differences(state(one), state(movement().run(WEEKS))) == []
    assert differences(state(other), state(movement(seed=12, members=80).run(WEEKS))) == []


def test_reading_changes_nothing(
    state: Callable[[Movement], State], differences: Callable[..., list[str]]
) -> None:
    watched = movement()
    for _ in range(WEEKS):
        watched.step()
        watched.read()
        watched.agents.agg("power", np.sum)
        watched.rng.random()
        watched.random.random()
    assert differences(state(watched), state(movement().run(WEEKS))) == []


def test_rule_without_effect_changes_nobody(
    state: Callable[[Movement], State], differences: Callable[..., list[str]]
) -> None:
    with_it = movement(rules=[*standard_rules(), Observing()]).run(WEEKS)
    assert differences(state(with_it), state(movement().run(WEEKS))) == []


def test_strategy_without_followers_changes_nobody(
    state: Callable[[Movement], State], differences: Callable[..., list[str]]
) -> None:
    with_it = movement(following=MIXTURE | {Inactive(): 0.0}).run(WEEKS)
    assert differences(state(with_it), state(movement().run(WEEKS))) == []


def test_draws_do_not_depend_on_the_name_of_the_strategy(
    state: Callable[[Movement], State], differences: Callable[..., list[str]]
) -> None:
    with_it = movement(following=MIXTURE | {Ordinary(): 0.3}).run(WEEKS)
    assert (with_it.following.index == 3).sum() > 20
    assert differences(state(with_it), state(movement().run(WEEKS))) == []


def append_bystander(to: Movement, status: Status) -> int:
    """Add somebody without ties as the last person, and return the slot."""
    world = to.world
    slot = int(world.people.grow(1)[0])
    world.ties.grow(1)
    uid = 2**61 + 1
    key = keys(to.setup.seed, np.array([uid], np.uint64))[0]
    values = {"uid": uid, "key": key, "status": status, "trust": 0.9, "energy": 3.0}
    for name, value in values.items():
        world.people.open(name)[slot] = value
    to.following.grow(len(world.people))
    return slot


@pytest.mark.parametrize("status", [Status.OUTSIDE, Status.LEFT])
def test_bystander_changes_nobody_else(
    status: Status,
    state: Callable[[Movement], State],
    differences: Callable[..., list[str]],
) -> None:
    # without the stream of joiners, since the bystander could be the one who joins
    settings = {"rules": standard_rules({"join": {"base_rate": 0.0}})}
    alone, joined = movement(**settings), movement(**settings)
    slot = append_bystander(joined, status)
    alone.run(WEEKS)
    joined.run(WEEKS)
    assert len(alone.world.people) == slot, "no other people appear, so slots are comparable"
    before, after = state(alone), state(joined)
    for name, column in after.items():
        if name.startswith("people."):
            after[name] = column[:slot]
    # the bystander's row of ties is spare room at the end
    room = len(before["ties.tail"])
    assert (joined.world.ties.degree[slot:] == 0).all()
    for name in ("degree", "start", "run"):
        after[f"ties.{name}"] = after[f"ties.{name}"][: len(before[f"ties.{name}"])]
    for name in ("tail", "head", "warmth", "respect", "met", "reverse"):
        after[f"ties.{name}"] = after[f"ties.{name}"][:room]
    assert differences(before, after) == []


def test_movement_is_freed() -> None:
    doomed = movement()
    doomed.run(3)
    assert len(doomed.agents) > 0
    doomed.read()
    gone = weakref.ref(doomed)
    world = weakref.ref(doomed.world.people)
    del doomed
    gc.collect()
    assert gone() is None
    assert world() is None


SCRIPT = f"""
from hashlib import sha256
from movementsim import Factionalist, Movement, Organiser
following = {{Organiser(): 0.08, Factionalist(): 0.08}}
m = Movement(members=100, following=following, seed=11).run({WEEKS})
digest = sha256()
for table in (m.world.people, m.world.branches):
    for name, column in sorted(table.table().items()):
        digest.update(name.encode() + column.tobytes())
for name in ("head", "warmth", "respect", "met"):
    digest.update(getattr(m.world.ties, name).tobytes())
digest.update(m.datacollector.get_model_vars_dataframe().to_csv().encode())
print(digest.hexdigest())
"""


@pytest.mark.slow
def test_results_do_not_depend_on_the_hash_seed() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(digests) == 1
