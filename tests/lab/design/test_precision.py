"""Runs are added where intervals are widest, until each is narrow enough."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from movementsim.errors import InputError
from movementsim.lab.design.plan import Cell, Plan
from movementsim.lab.design.precision import missing_runs, precision_reached
from tests.lab.made_up import ARMS, X, planned, runs_of

SPREADS = {-3: 0.1, -2: 3.0, -1: 300.0}


ASKED = {"metric": "members", "half_width": 1.0, "min": 5, "max": 60}


def noisy(cell: Cell, draws: np.random.Generator) -> float:
    return 100 + SPREADS[cell.point[X]] * float(draws.normal())


def swept(plan: Plan, every: int | None = None) -> pd.DataFrame:
    """Run all missing runs; with `every`, stop and resume after this number of runs."""
    rows = runs_of(plan, noisy).set_index("run_id", drop=False)
    ids: list[str] = []
    while todo := missing_runs(plan, rows.loc[ids] if ids else None):
        ids += [run.id for run in todo[:every]]
    assert len(set(ids)) == len(ids)
    return rows.loc[ids]


def three(**more: Any) -> Plan:
    return planned(design={"parameters": {X: list(SPREADS)}}, replicates=ASKED, **more)


def test_runs_are_added_where_intervals_are_widest() -> None:
    plan = three()
    table = precision_reached(plan, swept(plan))
    assert table["runs"].tolist()[0] == 5
    assert 20 < table["runs"].tolist()[1] < 60  # (1.96 · 3)² is 35
    assert table["runs"].tolist()[2] == 60
    assert table["reached"].tolist() == [True, True, False]
    assert table["half_width"][1] <= 1 < table["half_width"][2]


@pytest.mark.parametrize("every", [1, 7])
def test_resumed_sweep_requests_the_same_runs(every: int) -> None:
    plan = three()
    assert set(swept(plan, every)["run_id"]) == set(swept(plan)["run_id"])


def test_arms_of_a_point_get_the_same_number_of_runs() -> None:
    plan = three(arms=ARMS)
    table = precision_reached(plan, swept(plan))
    assert (table["runs"].to_numpy().reshape(-1, 2) == table["runs"].to_numpy()[::2, None]).all()


def test_failed_run_is_not_requested_again() -> None:
    plan = three()
    rows = swept(plan)
    lost = rows["run_id"].iloc[0]
    assert missing_runs(plan, rows.iloc[1:], {lost}) == []
    assert [run.id for run in missing_runs(plan, rows.iloc[1:])] == [lost]


def test_fixed_number_of_replicates_requests_the_missing_runs() -> None:
    plan = planned(design={"parameters": {X: list(SPREADS)}})
    rows = runs_of(plan, noisy)
    assert len(missing_runs(plan, None)) == 12
    assert [run.id for run in missing_runs(plan, rows.iloc[3:])] == list(rows["run_id"][:3])


@pytest.mark.parametrize(
    ("replicates", "word"),
    [
        ({**ASKED, "number": 5}, "not both"),
        ({"metric": "members"}, "half_width"),
        ({"half_width": 1.0}, "metric"),
        ({**ASKED, "min": 70}, "above max"),
        ({**ASKED, "metric": "membrs"}, "did you mean 'members'"),
    ],
)
def test_inconsistent_precision_is_refused(replicates: dict[str, Any], word: str) -> None:
    with pytest.raises(InputError, match=word):
        planned(replicates=replicates)
