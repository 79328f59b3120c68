"""Fixtures that give the whole state of a movement by name, and compare two states."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pytest

from movementsim import Movement
from movementsim.kernel.columns import Array

State = dict[str, Array]
Differences = Callable[..., list[str]]

TIE_ARRAYS = ("start", "degree", "run", "tail", "head", "warmth", "respect", "met", "reverse")
LEDGER = ("person", "act", "amount")
CHRONICLE = ("kind", "week", "who", "whom", "branch", "cause", "root")


def _state(movement: Movement) -> State:
    world = movement.world
    state = {f"people.{name}": column for name, column in world.people.table().items()}
    state |= {f"branches.{name}": column for name, column in world.branches.table().items()}
    state |= {f"movements.{name}": column for name, column in world.movements.table().items()}
    state |= {f"ties.{name}": getattr(world.ties, name) for name in TIE_ARRAYS}
    state["ties.scale"] = np.array(world.ties.scale)
    state |= {f"ledger.{name}": getattr(world.ledger, name) for name in LEDGER}
    state |= {f"chronicle.{name}": getattr(world.chronicle, name) for name in CHRONICLE}
    return state


def _differences(first: State, second: State, ignore: Iterable[str] = ()) -> list[str]:
    """Name the arrays that are not bitwise equal."""
    assert first.keys() == second.keys()
    return [
        name
        for name in first
        if name not in set(ignore)
        and (
            first[name].shape != second[name].shape
            or first[name].tobytes() != second[name].tobytes()
        )
    ]


@pytest.fixture
def state() -> Callable[[Movement], State]:
    return _state


@pytest.fixture
def differences() -> Differences:
    return _differences
