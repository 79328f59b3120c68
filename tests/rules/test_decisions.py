"""Decisions are counted for the strategies whose strongest followers were there."""

from __future__ import annotations

import numpy as np

from movementsim import Movement
from movementsim.plugins.discovery import find_rules
from movementsim.rules.decisions import DECISIONS, IN_LINE_DISTANCE
from movementsim.state.people import Status


def counted(movement: Movement) -> tuple[np.ndarray, np.ndarray]:
    """Count the week's decisions seen and near, one strategy and one decision at a time."""
    world, following = movement.world, movement.following.index
    people, decided = world.people, world.facts.decided
    seen, near = np.zeros((2, len(movement.following.strategies)))
    for number in range(1, len(seen)):
        own = ((following == number) & (people.status == Status.MEMBER)).nonzero()[0]
        for branch, position in zip(decided.branch, decided.position, strict=True):
            here = own[people.branch[own] == branch]
            if len(here):
                strongest = here[np.argmax(people.power[here])]
                seen[number] += 1
                near[number] += abs(people.opinion[strongest] - position) <= IN_LINE_DISTANCE
    return seen, near


def test_decisions_count_for_the_strongest_follower_of_each_strategy_in_the_branch() -> None:
    movement = Movement(
        members=120, following={"Organiser": 0.1, "Factionalist": 0.1}, seed=2, record=()
    )
    total = np.zeros((2, 3))
    for _ in range(40):
        movement.step_once()
        total += counted(movement)
    tally = movement.tally.by_strategy
    assert np.array_equal([tally["decisions_seen"][0], tally["decisions_near"][0]], total)
    assert total[:, 1:].all()
    assert movement.read("influence")["influence"] == total[1].sum() / total[0].sum()


def test_without_rules_that_settle_decisions_nothing_is_counted() -> None:
    deciding = [
        name
        for name, found in find_rules().items()
        if set(DECISIONS.facts) & set(found.kind.brings.facts)
    ]
    movement = Movement(members=40, following={"Organiser": 0.2}, seed=2, without=deciding)
    movement.run(3)
    assert not {"decisions_seen", "decisions_near"} & set(movement.tally.by_strategy)
    assert "influence" not in movement.read()
