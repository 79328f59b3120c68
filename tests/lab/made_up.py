"""Plans, and runs made up by a formula, so that the right result of an analysis is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.plan import Cell, Plan
from movementsim.lab.design.planning import make_plan

BASE: dict[str, Any] = {
    "experiment": {"name": "made-up", "question": "?", "weeks": 8},
    "movement": {"members": 40},
    "replicates": {"number": 4},
    "report": {"metrics": ["members"]},
}
ARMS = {
    "organisers": {"following": {"Organiser": 0.1}},
    "factionalists": {"following": {"Factionalist": 0.1}},
}
X, Y, Z = "rules.ballot.turnout_base", "rules.ballot.stake_weight", "rules.ballot.trust_weight"

CUBE = {name: {"low": 0, "high": 1} for name in (X, Y, Z)}
LINEAR = {X: 20.0, Y: 10.0, Z: 0.0}


def planned(**sections: Any) -> Plan:
    return make_plan(Experiment.from_values({**BASE, **sections}), Path(), "file.toml")


def runs_of(
    plan: Plan, members: Callable[[Cell, np.random.Generator], float], **others: float
) -> pd.DataFrame:
    """Return one row per run; all cells of a replicate have the same random draws."""
    return pd.DataFrame(
        [
            {
                "run_id": run.id,
                "members": members(run.cell, np.random.default_rng(run.seed)),
                **others,
            }
            for run in plan.runs
        ]
    ).drop_duplicates("run_id")


def linear(cell: Cell, draws: np.random.Generator) -> float:
    """Return an indicator that is linear in the inputs, plus random draws."""
    inputs = sum(float(LINEAR[name] * cell.point[name]) for name in LINEAR)
    return 50 + inputs + float(draws.normal())
