"""Small sweeps that can be disturbed, and the results that they must give nevertheless."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.plan import Plan
from movementsim.lab.design.planning import make_plan
from movementsim.lab.execution.simulate import Records, simulate
from movementsim.lab.execution.sweep import sweep
from movementsim.lab.execution.workers import WorkerSettings
from movementsim.lab.store.digest import runs_digest
from movementsim.lab.store.finished import SweepSummary, combine_results
from movementsim.lab.store.layout import RUNS
from movementsim.lab.store.parquet import read_table
from movementsim.lab.store.store import Store
from movementsim.plugins.discovery import load_plugin

logging.getLogger("distributed").propagate = False
SABOTEUR = Path(__file__).with_name("saboteur.py")
CONFIG = """
[experiment]
name = "small"
question = "Does it come through?"
weeks = 6

[movement]
members = 30
following = { Saboteur = { share = 0.2, harm = 0.0 } }

[movement.network]
branch_size = 15

[design]
kind = "grid"

[design.parameters]
"following.Saboteur.harm" = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0]

[replicates]
number = 2

[record]
every = 3
metrics = ["members", "trust"]

[limits]
run_seconds = 120.0
worker_memory = "700MB"
"""
HARMFUL = 2
"""How many of the 24 runs do harm."""


class CountingProgress:
    """A progress reporter that only counts and records."""

    def __init__(self) -> None:
        self.runs = 0
        self.words: list[str] = []

    def start(self, runs: int) -> None:
        pass

    def advance(self, runs: int) -> None:
        self.runs += runs

    def show(self, runs: float) -> None:
        pass

    def say(self, words: str) -> None:
        self.words.append(words)


@dataclass
class Lab:
    """A folder of results, its expected content, and the fault file that can be set."""

    plan: Plan
    folder: Path
    fault: Path
    expected: str

    def run(self, workers: int = 2, of: Plan | None = None, seconds: float = 120.0) -> SweepSummary:
        """Run the missing runs, each for at most so many seconds."""
        settings = WorkerSettings(
            workers, self.plan.experiment.limits.worker_memory, None, (SABOTEUR,)
        )
        self.store.open()
        plan = of or self.plan
        limits = plan.experiment.limits.model_copy(update={"run_seconds": seconds})
        plan = replace(plan, experiment=plan.experiment.model_copy(update={"limits": limits}))
        return sweep(plan, self.store, settings, CountingProgress())

    @property
    def store(self) -> Store:
        return Store(self.folder)

    def failures(self) -> list[dict[str, Any]]:
        path = self.folder / "failures.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def runs(self) -> pd.DataFrame:
        """Return the stored runs, read from the files."""
        files = [*self.folder.glob("blocks/*.runs.parquet"), self.folder / "runs.parquet"]
        return pd.concat([read_table(file) for file in files if file.exists()])

    def digest(self) -> str:
        """Return the digest of the finished sweep; no row may be missing or doubled."""
        tables = self.store.close(self.plan)
        runs = tables[RUNS]
        assert list(runs["run_id"]) == [run.id for run in self.plan.runs]
        series = tables["series"].groupby("run_id")["week"].apply(list)
        assert set(series.index) == set(runs["run_id"])
        assert all(weeks == [0, 3, 6] for weeks in series)
        assert not list(self.folder.rglob("*.tmp"))
        return runs_digest(runs)


@pytest.fixture(scope="session")
def planned() -> Plan:
    load_plugin(SABOTEUR)
    import tomllib

    return make_plan(Experiment.from_values(tomllib.loads(CONFIG)), Path(), "small")


@pytest.fixture(scope="session")
def expected(planned: Plan, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the digest of the same runs, made one by one without a sweep."""
    before = os.environ.get("SABOTAGE")
    os.environ["SABOTAGE"] = "no such file"
    record = planned.experiment.record
    store = Store(tmp_path_factory.mktemp("undisturbed"))
    store.keep(combine_results([simulate([run], Records(record)) for run in planned.runs]))
    if before is not None:
        os.environ["SABOTAGE"] = before
    return runs_digest(store.close(planned)[RUNS])


@pytest.fixture
def lab(planned: Plan, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
    fault = tmp_path / "fault"
    monkeypatch.setenv("SABOTAGE", str(fault))
    return Lab(planned, tmp_path / "runs" / "small", fault, expected)


type Command = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def command(lab: Lab, tmp_path: Path) -> Command:
    """Start `movementsim ...` in the folder of `small.toml`."""
    (tmp_path / "small.toml").write_text(CONFIG, encoding="utf-8")

    def start(
        *words: str | Path, before: Callable[[], None] | None = None
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "movementsim", *map(str, words)],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=before,  # noqa: PLW1509  # limits for the new process only
        )

    return start
