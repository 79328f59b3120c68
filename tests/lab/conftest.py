"""A small plan and its finished runs, shared by tests of the lab."""

from __future__ import annotations

from pathlib import Path

import pytest

from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.plan import Plan
from movementsim.lab.design.planning import make_plan
from movementsim.lab.execution.simulate import Records, simulate
from movementsim.lab.store.finished import BlockResult


@pytest.fixture(scope="module")
def small() -> Plan:
    values = {
        "experiment": {"name": "small", "question": "?", "weeks": 30},
        "movement": {"members": 40, "network": {"branch_size": 20}},
        "arms": {
            "organisers": {"following": {"Organiser": 0.1}},
            "factionalists": {"following": {"Factionalist": 0.1}},
        },
        "replicates": {"number": 3},
        "record": {"every": 10, "metrics": ["members", "trust"]},
    }
    return make_plan(Experiment.from_values(values), Path(), "small")


@pytest.fixture(scope="module")
def finished(small: Plan) -> list[BlockResult]:
    return [simulate([run], Records(small.experiment.record)) for run in small.runs]
