"""Replaying the requests of members with permuted strategies gives the same movement, bit by bit.

Consequences depend on what is done and who does it, never on the strategy behind it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from types import FunctionType, ModuleType

import numpy as np
import pytest

from movementsim import Movement, Scenario, Strategy
from movementsim.kernel.columns import Array
from movementsim.plugins.discovery import find_strategies
from movementsim.simulation.following import Following

State = dict[str, Array]
SCENARIOS: dict[str, dict[str, object]] = {
    "both": {"following": {"Organiser": 0.1, "Factionalist": 0.1}},
    "every strategy": {
        "following": {
            name: 0.5 / len(find_strategies())
            for name in sorted(find_strategies())
            if name != "RankAndFile"
        }
    },
    "events": {
        "following": {"Organiser": 0.1, "Factionalist": 0.1},
        "events": [
            {"week": 5, "kind": "threat"},
            {"week": 20, "kind": "remove", "who": ["leaders"]},
            {"week": 30, "kind": "causes", "discontent": 1, "weak_rivals": 1, "squeezed_unions": 1},
        ],
        "roles": [{"who": "leader", "strategy": "Factionalist", "brief": "inside"}],
    },
    "waves": {"following": {"Organiser": 0.1, "Factionalist": 0.1}, "waves": 3},
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_consequences_do_not_depend_on_the_strategy(
    name: str,
    state: Callable[[Movement], State],
    differences: Callable[..., list[str]],
) -> None:
    plan = Scenario.from_values({"members": 100, "seed": 4, **SCENARIOS[name]})
    original = Movement(plan, record=())
    original.stack.recorded_acts = []
    original.run(70)

    replayed = Movement(plan, record=())
    permuted = np.random.default_rng(1).permutation(replayed.following.index)
    assert (permuted != replayed.following.index).sum() > 10
    replayed.following.index[:] = permuted
    replayed.stack.replay = original.stack.recorded_acts
    replayed.run(70)

    assert differences(state(original), state(replayed)) == []
    assert any(len(acts.talk) for acts in original.stack.recorded_acts)


def test_strategies_cannot_be_reached_from_the_world_that_rules_read() -> None:
    movement = Movement(members=50, following={"Organiser": 0.2}, seed=4, record=()).run(5)
    seen: set[int] = set()
    ahead: list[object] = [movement.world]
    while ahead:
        thing = ahead.pop()
        if id(thing) in seen or isinstance(thing, type | ModuleType | FunctionType):
            continue
        seen.add(id(thing))
        assert not isinstance(thing, Strategy | Following | Movement)
        ahead += gc.get_referents(thing)
    assert len(seen) > 100
