"""An experiment shared by tests of configs and plans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.planning import make_plan

VALUES: dict[str, Any] = {
    "experiment": {"name": "one", "question": "Why?", "weeks": 8, "seed": 3},
    "movement": {"members": 40, "rules": {"ballot": {"office_share": 0.3}}},
    "arms": {
        "organisers": {"following": {"Organiser": 0.1}},
        "factionalists": {
            "following": {"Factionalist": 0.1},
            "rules": {"ballot": {"turnout_base": -1.0}},
        },
    },
    "design": {"parameters": {"rules.opportunities.window": [2, 8], "waves": [1, 2]}},
    "replicates": {"number": 3},
}


def cells(experiment: Experiment) -> list[Any]:
    return list(make_plan(experiment, Path(), "file.toml").cells)
