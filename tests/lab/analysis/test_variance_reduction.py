"""Variance reduction by common random numbers."""

from __future__ import annotations

import numpy as np
import pytest

from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.analysis.variance_reduction import pairing_of
from movementsim.lab.design.plan import Cell
from tests.lab.made_up import ARMS, planned, runs_of


@pytest.mark.parametrize("correlation", [0.0, 0.9])
def test_variance_reduction_is_measured_on_the_runs(correlation: float) -> None:
    plan = planned(arms=ARMS, replicates={"number": 2000})

    def pair_of_runs(cell: Cell, draws: np.random.Generator) -> float:
        common, *own = draws.normal(size=3)
        mine = own[cell.arm == "organisers"]
        return float(np.sqrt(correlation) * common + np.sqrt(1 - correlation) * mine)

    found = pairing_of(Estimates(plan, runs_of(plan, pair_of_runs)), plan.cells, "members")
    assert found is not None
    assert found.variance_reduction == pytest.approx(1 / (1 - correlation), rel=0.1)
    assert found.correlation == pytest.approx(correlation, abs=0.06)
    assert bool(found.limitation) == (correlation == 0)


def test_constant_side_leaves_no_shared_variance() -> None:
    plan = planned(arms=ARMS)
    rows = runs_of(plan, lambda cell, draws: draws.normal() * (cell.arm == "factionalists"))
    found = pairing_of(Estimates(plan, rows), plan.cells, "members")
    assert found is not None
    assert found.variance_reduction == pytest.approx(1)
    assert found.limitation == "constant"
