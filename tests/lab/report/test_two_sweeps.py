"""Comparison of two finished sweeps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from movementsim.errors import InputError
from movementsim.lab.design.plan import Cell, Plan
from movementsim.lab.report.two_sweeps import SweepTables, changes, compare_sweeps
from movementsim.lab.store.store import run_labels
from tests.lab.made_up import ARMS, BASE, X, planned, runs_of


@pytest.mark.parametrize("seed", [1, 2])
def test_sweeps_with_the_same_seed_are_compared_in_pairs(seed: int, tmp_path: Path) -> None:
    before = planned(replicates={"number": 30})
    after = planned(
        experiment={**BASE["experiment"], "seed": seed},
        replicates={"number": 25},
        movement={"members": 40, "rules": {"ballot": {"turnout_base": -1.0}}},
    )
    old = swept("old", before, lambda _, draws: float(draws.normal()))
    new = swept("new", after, lambda _, draws: float(draws.normal()) + 2)
    (found,) = changes(old, new)
    assert found.pairs == (25 if seed == 1 else None)
    assert found.difference.low <= 2 <= found.difference.high
    assert (found.difference.high - found.difference.low < 1e-9) == (seed == 1)
    section = compare_sweeps(old, new)
    assert "| members on the roll (people) | movement |" in section.text
    assert "| after 8 weeks |" in section.text
    assert ("over the pairs" in section.text) == (seed == 1)
    section.pictures[0].save(tmp_path)
    assert (tmp_path / "compared.svg").read_text().startswith("<?xml")
    points = pd.read_csv(tmp_path / "compared.csv")
    assert (points["cell"][0], points["less"][0]) == (after.cells[0].name, before.cells[0].name)


def swept(
    name: str, whole: Plan, members: Callable[[Cell, np.random.Generator], float], model: str = "1"
) -> SweepTables:
    asked = whole.experiment.experiment
    rows = run_labels(whole).merge(runs_of(whole, members), on="run_id")
    return SweepTables(name, model, asked.seed, asked.weeks, ("members",), rows)


def test_shared_points_are_compared_and_other_differences_noted() -> None:
    design = {"parameters": {X: [-2, -1.5], "members": [30, 40]}}
    before = planned(arms=ARMS, design=design)
    weeks = {**BASE["experiment"], "weeks": 20}
    after = planned(arms=ARMS, design={"parameters": {X: [-1.5]}}, experiment=weeks)
    sweeps = [swept(name, one, lambda *_: 1.0, name) for name, one in (("2", before), ("3", after))]
    with pytest.raises(
        InputError, match=r"organisers \(rules.ballot.turnout_base = −2, members = 30\)"
    ):
        changes(*sweeps)
    design = {"parameters": {X: [-1.5, 0.0], "members": [40]}}
    after = planned(arms=ARMS, design=design, experiment=weeks)
    sweeps[1] = swept("3", after, lambda *_: 2.0, "3")
    places = [one.place for one in changes(*sweeps)]
    assert places == [f"{arm} ({X} = −1.5, members = 40)" for arm in ARMS]
    text = compare_sweeps(*sweeps).text
    assert "after 8 weeks and after 20" in text
    assert "2 was made by model 2, 3 by model 3" in text
    assert (
        "Differences are replicate by replicate, between runs of the same seed. Means are" in text
    )
    assert "the same people and the same random draws" not in text


def test_two_sweeps_with_nothing_in_common_are_refused() -> None:
    before, after = (swept("a", one, lambda *_: 1.0) for one in (planned(), planned(arms=ARMS)))
    with pytest.raises(InputError, match="no arm and point in common"):
        changes(before, after)
