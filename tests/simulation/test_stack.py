"""The law of stacks: a movement is the same to the bit alone and with any others in its stack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movementsim import Scenario
from movementsim.simulation.stack import Stack
from movementsim.state.observed import Indicator, Observed

from .movements import CROWD, STRATEGIES, differences, lived, mixtures, state_of

# shares are drawn that come to nobody
pytestmark = pytest.mark.filterwarnings("ignore::movementsim.errors.InputWarning")
WEEKS = 26
YEARS = 120


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return two files of ties between 24 people: with layers, and with a table of people."""
    folder = tmp_path_factory.mktemp("networks")
    draws = np.random.default_rng(1)
    pairs = sorted({tuple(sorted(draws.choice(24, 2, replace=False).tolist())) for _ in range(70)})
    paths = []
    for name in ("layers", "people"):
        path = folder / f"{name}.csv"
        lines = [f"p{one},p{two},{draws.random():.3f},{draws.random():.3f}" for one, two in pairs]
        path.write_text("\n".join(["source,target,liking,respect", *lines]), encoding="utf-8")
        paths.append(str(path))
    rows = [f"p{n},{'ab'[n % 2]},{draws.random():.3f},{draws.random():.3f}" for n in range(24)]
    table = "\n".join(["id,branch,trust,skill", *rows])
    (folder / "people.people.csv").write_text(table, encoding="utf-8")
    return paths


def assert_law(scenarios: list[Scenario], weeks: int, order: list[int]) -> None:
    """Assert that each movement is the same alone, in the whole stack and in a part of it."""
    whole = Stack(scenarios)
    passed = 0
    while passed < weeks and len(whole.world.people) < CROWD:
        whole.step()
        passed += 1
    alone = [lived([scenario], passed) for scenario in scenarios]
    read = {name: whole.read(about) for name, about in whole.indicators.items()}
    for run, single in enumerate(alone):
        expected = state_of(single)
        assert differences(expected, state_of(single.part(0))) == []
        assert differences(expected, state_of(whole.part(run))) == []
        for name, about in single.indicators.items():
            assert single.read(about).tobytes() == read[name][[run]].tobytes(), name
    some = lived([scenarios[run] for run in order], passed)
    for place, run in enumerate(order):
        assert differences(state_of(alone[run]), state_of(some.part(place))) == []


def orders(data: st.DataObject, count: int) -> list[int]:
    """Draw some of the movements, in any order."""
    return data.draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=count, unique=True))


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_movement_is_the_same_alone_and_in_any_stack(
    data: st.DataObject, files: list[str]
) -> None:
    scenarios = data.draw(mixtures(files, WEEKS))
    assert_law(scenarios, WEEKS, orders(data, len(scenarios)))


@pytest.mark.thorough
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_movement_is_the_same_for_years_in_any_stack(
    data: st.DataObject, files: list[str]
) -> None:
    scenarios = data.draw(mixtures(files, YEARS))
    assert_law(scenarios, YEARS, orders(data, len(scenarios)))
