"""Samples fill their ranges and are reproducible."""

from __future__ import annotations

from pathlib import Path

import pytest

from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.planning import make_plan
from tests.lab.designs import found
from tests.lab.made_up import BASE, X, Y, planned

RANGES = {X: {"low": -4, "high": 0}, "rules.opportunities.window": {"low": 2, "high": 26}}


@pytest.mark.parametrize("kind", ["random", "lhs", "sobol", "morris", "saltelli"])
def test_sample_fills_its_ranges_and_is_reproducible(kind: str) -> None:
    sample = found(kind, RANGES, n=32)
    assert len(sample) == {"morris": 32 * 3, "saltelli": 32 * 4}.get(kind, 32)
    turnouts = [point[X] for point in sample]
    windows = [point["rules.opportunities.window"] for point in sample]
    assert -4 <= min(turnouts) < -3
    assert -1 < max(turnouts) <= 0
    assert all(isinstance(window, int) and 2 <= window <= 26 for window in windows)
    assert min(windows) <= 6
    assert max(windows) >= 22
    assert sample == found(kind, RANGES, n=32)
    assert sample != found(kind, RANGES, n=32, seed=2)


def test_latin_hypercube_has_one_point_in_each_slice() -> None:
    sample = found("lhs", {X: {"low": 0, "high": 5}}, n=50)
    assert sorted(int(point[X] * 10) for point in sample) == list(range(50))


def test_choices_are_equally_likely_and_run_once() -> None:
    choices = {"without.reaction": [False, True], "network.branch_size": [20, 40]}
    sample = found("sobol", choices, n=64)
    assert [point["without.reaction"] for point in sample].count(True) == 32
    whole = planned(design={"kind": "sobol", "n": 64, "parameters": choices})
    assert len(whole.cells) == 4
    off = [cell for cell in whole.cells if cell.point["without.reaction"]]
    assert all(cell.scenario.without == ("reaction",) for cell in off)
    assert {cell.scenario.network.branch_size for cell in off} == {20, 40}


def test_ranges_have_equal_steps_or_equal_ratios() -> None:
    grid = found("grid", {X: {"low": -4, "high": 0, "steps": 3}, Y: [1, 2]})
    assert [tuple(point.values()) for point in grid] == [
        (-4, 1), (-4, 2), (-2, 1), (-2, 2), (0, 1), (0, 2)
    ]  # fmt: skip
    ratios = found("grid", {Y: {"low": 0.1, "high": 10, "steps": 3, "scale": "log"}})
    assert [point[Y] for point in ratios] == pytest.approx([0.1, 1, 10])
    people = found("grid", {"members": {"low": 9.4, "high": 12.6, "steps": 3}})
    assert [point["members"] for point in people] == [10, 11, 12]


def test_lists_are_varied_in_parallel() -> None:
    assert found("zip", {X: [-1, -2], Y: [1, 2]}) == [{X: -1, Y: 1}, {X: -2, Y: 2}]


def test_table_of_points_can_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(f"{X},waves\n-1.5,1\n-2.5,2\n")
    values = {**BASE, "design": {"kind": "table", "file": "points.csv"}}
    whole = make_plan(Experiment.from_values(values), tmp_path, "file.toml")
    assert [cell.point for cell in whole.cells] == [{X: -1.5, "waves": 1}, {X: -2.5, "waves": 2}]
    assert [cell.scenario.waves for cell in whole.cells] == [1, 2]
