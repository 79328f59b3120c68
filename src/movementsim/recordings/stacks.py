"""Running scenarios in as few stacks as possible."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from movementsim.kernel.by_run import ParameterVaries
from movementsim.recordings.acts import Act
from movementsim.recordings.counterfactual import CounterfactualStack
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.stack import Stack, stack_key
from movementsim.simulation.stack_law import mixing_rule


def run_in_stacks[T](
    scenarios: Sequence[Scenario],
    without: Sequence[Act | None],
    run: Callable[[Stack], Sequence[T]],
) -> list[T]:
    """Run scenarios, those that can share a stack together, and return what was found of each.

    Scenarios cannot share a stack if their weeks, waves or rules left out differ, if one of their
    rules breaks the stack law, or if a rule uses a parameter as one number that differs.

    Parameters
    ----------
    scenarios
        The scenarios.
    without
        The act to leave out of each, None to leave out nothing; empty for no acts at all.
    run
        Runs a stack to its end, and returns what it found of each movement.

    Returns
    -------
    list of T
        What was found, in the order of the scenarios.
    """
    acts = without or [None] * len(scenarios)
    found: dict[int, T] = {}
    waiting = _alike(scenarios)
    while waiting:
        places = waiting.pop(0)
        stack = _stack([scenarios[place] for place in places], [acts[place] for place in places])
        try:
            found |= zip(places, run(stack), strict=True)
        except ParameterVaries as varying:
            waiting += _divided(places, varying.values.tolist())
    return [found[place] for place in range(len(scenarios))]


def _stack(scenarios: Sequence[Scenario], without: Sequence[Act | None]) -> Stack:
    return CounterfactualStack(scenarios, without) if any(without) else Stack(scenarios)


def _alike(scenarios: Sequence[Scenario]) -> list[list[int]]:
    """Return the places of scenarios that can share a stack, stack by stack."""
    alone = [bool(mixing_rule(scenario)) for scenario in scenarios]
    return _divided(
        range(len(scenarios)),
        [
            (stack_key(scenario), place if alone[place] else None)
            for place, scenario in enumerate(scenarios)
        ],
    )


def _divided(places: Sequence[int], keys: Sequence[Hashable]) -> list[list[int]]:
    """Return places in lists with equal keys."""
    lists: dict[Any, list[int]] = {}
    for place, key in zip(places, keys, strict=True):
        lists.setdefault(key, []).append(place)
    return list(lists.values())
