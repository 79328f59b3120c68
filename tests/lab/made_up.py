"""Plans, and runs made up by a formula, so that what an analysis must find is known."""

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


def planned(**sections: Any) -> Plan:
    return make_plan(Experiment.from_values({**BASE, **sections}), Path(), "file.toml")


def runs_of(
    plan: Plan, members: Callable[[Cell, np.random.Generator], float], **others: float
) -> pd.DataFrame:
    """Return a row a run; the luck of a replicate is the same in all cells."""
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
