"""Totals are kept for each movement of a stack, also those that count one movement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from movementsim import Scenario
from movementsim.simulation.running_totals import Tally
from movementsim.simulation.stack import Stack
from movementsim.state.observed import Total
from movementsim.state.world import World

SCENARIOS = [
    Scenario.from_values({"members": members, "seed": seed, "following": {"Organiser": 0.1}})
    for members, seed in ((30, 1), (60, 2), (40, 1))
]


def _by_half(world: World) -> dict[str, float]:
    """Count talks by speakers of little and of much skill; without talks, there are no keys."""
    skill = world.people.skill[world.facts.talked.who]
    return {"low": float((skill < 0.5).sum()), "high": float((skill >= 0.5).sum())}


def _only_if_odd(world: World) -> dict[str, float]:
    return {"odd": 1.0} if len(world.facts.talked) % 2 else {}


COUNTS: dict[str, Callable[[World], Any]] = {
    "weeks": lambda world: 1.0,
    "talks": lambda world: len(world.facts.talked),
    "mean skill": lambda world: world.people.skill.mean(),
    "truth": lambda world: 1.0 if world.people.members_by_run(world.runs) > 50 else 0.0,
    "halves": _by_half,
    "now and then": _only_if_odd,
    "by run": lambda world: world.per_run(world.facts.talked),
    "by key and run": lambda world: {"all": world.per_run(world.facts.talked)},
}


def kept(scenarios: list[Scenario], count: Callable[[World], Any]) -> dict[str, list[float]]:
    """Return a total of each movement after some weeks, by key."""
    stack = Stack(scenarios)
    stack.tally = Tally(stack.runs, stack.following.most, [Total("own", count)], [])
    for _ in range(8):
        stack.step()
    return {name: values.tolist() for name, values in stack.tally.total.items()}


@pytest.mark.parametrize("name", COUNTS)
def test_a_total_in_a_stack_is_that_of_each_movement_alone(name: str) -> None:
    together = kept(SCENARIOS, COUNTS[name])
    alone = [kept([scenario], COUNTS[name]) for scenario in SCENARIOS]
    assert together
    for key, values in together.items():
        assert values == [single.get(key, [0.0])[0] for single in alone]
