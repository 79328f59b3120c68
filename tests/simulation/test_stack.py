"""The law of stacks: a movement is the same to the bit alone and with any others in its stack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movementsim import Scenario
from movementsim.kernel.parameters import Parameter
from movementsim.plugins.discovery import find_rules
from movementsim.simulation.stack import Stack
from movementsim.state.observed import Indicator, Observed

from .movements import CROWD, RULES, STRATEGIES, differences, lived, mixtures, state_of

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


# -- parameters of rules


def other_values(about: Parameter) -> tuple[Any, Any]:
    """Return two other values of a parameter, in its range."""
    if isinstance(about.default, bool):
        return not about.default, about.default
    if isinstance(about.default, int):
        return max(int(about.low), about.default - 1), min(int(about.high), about.default + 2)
    return max(about.low, about.default * 0.5), min(about.high, about.default * 1.5 + 0.01)


def assert_read_for_each(rules: list[str]) -> None:
    """Assert that rules read each of their parameters for each movement, never as one number."""
    parameters = {name: find_rules()[name].kind.parameters() for name in rules}
    scenarios = [busy(3)]
    for run in (0, 1):
        values = {
            name: {about.name: other_values(about)[run] for about in listed}
            for name, listed in parameters.items()
        }
        scenarios.append(busy(3, values))
    together = lived(scenarios, 54)  # past a ballot
    for run, scenario in enumerate(scenarios):
        alone = state_of(lived([scenario], 54))
        assert differences(alone, state_of(together.part(run))) == []


def test_rules_read_each_of_their_parameters_for_each_movement() -> None:
    assert_read_for_each(RULES)


@pytest.mark.thorough
@pytest.mark.parametrize("name", RULES)
def test_a_rule_reads_each_of_its_parameters_for_each_movement(name: str) -> None:
    assert_read_for_each([name])


# -- what happens in one movement reaches no other


def busy(seed: int, rules: dict[str, dict[str, Any]] | None = None) -> Scenario:
    """Return a scenario in which every strategy is followed and much happens."""
    eventful = {"opportunities": {"outward_rate": 12.0, "inside_rate": 12.0}}
    return Scenario.from_values(
        {
            "members": 70,
            "network": {"branch_size": 25},
            "following": dict.fromkeys(STRATEGIES, 0.05),
            "rules": eventful | (rules or {}),
            "events": [{"week": 3, "kind": "causes", "discontent": 0.5}],
            "seed": seed,
            "weeks": 60,
        }
    )


def scramble(stack: Stack, run: int, draws: np.random.Generator) -> None:
    """Shuffle all amounts of one movement: of its people, branches and ties."""
    world = stack.world
    for table in (world.people, world.branches):
        mine = (table.run == run).nonzero()[0]
        for name, column in table.specification.items():
            values = getattr(table, name)
            if values.dtype.kind == "f" and not column.refers:
                table.open(name)[mine] = values[draws.permutation(mine)]
    _, edge = world.ties.ties_of((world.people.run == run).nonzero()[0])
    for layer in (world.ties.warmth, world.ties.respect):
        layer[edge] = layer[draws.permutation(edge)]


@pytest.mark.parametrize("run", [0, 1, 2])
def test_scrambling_one_movement_changes_no_other(run: int) -> None:
    scenarios = [busy(seed) for seed in (4, 5, 6)]
    disturbed, draws = Stack(scenarios), np.random.default_rng(run)
    for _ in range(24):
        disturbed.step()
        scramble(disturbed, run, draws)
    undisturbed = lived(scenarios, 24)
    for other in range(3):
        found = differences(state_of(disturbed.part(other)), state_of(undisturbed.part(other)))
        assert bool(found) == (other == run), found


# -- measures that are written for one movement


def _mean_trust(movement: Observed) -> float:
    people = movement.world.people
    return float(people.trust[people.roll].mean())


def _all_are_few(movement: Observed) -> float:
    return 1.0 if movement.world.people.members_by_run(movement.world.runs) < 60 else 0.0


def _talked(movement: Observed) -> float:
    return float(len(movement.world.facts.talked))


@pytest.mark.parametrize("read", [_mean_trust, _all_are_few, _talked])
def test_an_indicator_of_one_movement_is_read_of_each(read: Callable[[Observed], float]) -> None:
    scenarios = [busy(4), busy(5), busy(4).model_copy(update={"members": 30})]
    about = Indicator("own", "written for one movement", "share", read)
    together = lived(scenarios, 5).read(about)
    assert together.tolist() == [lived([scenario], 5).read(about)[0] for scenario in scenarios]
    assert len(set(together.tolist())) > 1


def test_whole_movements_of_one_seed_are_equal_wherever_they_are() -> None:
    stack = lived([busy(4), busy(5), busy(4)], 10)
    first, last = state_of(stack.part(0)), state_of(stack.part(2))
    first.pop("movements.run"), last.pop("movements.run")
    assert differences(first, last) == []
