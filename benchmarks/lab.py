"""What the lab costs over the bare model, and what it keeps when a worker is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import duckdb

from movementsim.lab.conduct import conduct
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.plan import Plan
from movementsim.lab.design.planning import make_plan
from movementsim.lab.execution.progress import SilentReporter
from movementsim.lab.execution.simulate import Records, simulate
from movementsim.lab.execution.sweep import sweep
from movementsim.lab.execution.workers import WorkerSettings
from movementsim.lab.store.manifest import Provenance
from movementsim.lab.store.store import Store
from movementsim.simulation.movement import Movement

ARMS = {
    "organisers": {"following": {"Organiser": 0.06}},
    "factionalists": {"following": {"Factionalist": 0.06}},
}


def planned(runs: int, members: int = 100, weeks: int = 52, points: int = 1) -> Plan:
    """Return a plan of a given number of runs."""
    levels = [0.01 * (1 + number / points) for number in range(points)]
    return make_plan(
        Experiment.from_values(
            {
                "experiment": {"name": "bench", "question": "How fast?", "weeks": weeks},
                "movement": {"members": members},
                "arms": ARMS,
                "design": [{"parameters": {"rules.conversation.liking_gain": levels}}]
                if points > 1
                else [],
                "replicates": {"number": runs // (2 * points)},
            }
        ),
        Path(),
        "bench",
    )


@dataclass(frozen=True)
class Overhead:
    """Seconds for the same runs: bare model, lab with one worker, lab with two."""

    runs: int
    bare: float
    one: float
    two: float


def overhead(runs: int) -> Overhead:
    """Time the same runs bare, and under the lab from config to report."""
    todo = planned(runs)
    record = todo.experiment.record
    began = time.perf_counter()
    for run in todo.runs:
        Movement(run.scenario, record=record.metrics, record_every=record.every).run()
    bare = time.perf_counter() - began
    return Overhead(runs, bare, _lab(todo, 1), _lab(todo, 2))


def _lab(todo: Plan, workers: int) -> float:
    with tempfile.TemporaryDirectory() as place:
        began = time.perf_counter()
        folder = Path(place) / "bench"
        conduct(todo, folder, WorkerSettings(workers), SilentReporter(), Provenance("benchmark"))
        return time.perf_counter() - began


class _Killer(SilentReporter):
    """Kills a worker with -9 once a given number of runs have ended."""

    def __init__(self, after: int) -> None:
        self.left = after

    def advance(self, runs: int) -> None:
        if self.left > 0 >= self.left - runs:
            os.kill(_workers()[0], signal.SIGKILL)
        self.left -= runs


def _workers() -> list[int]:
    return [child.pid for child in multiprocessing.active_children() if child.pid]


def kept_by_lab(runs: int = 200) -> int:
    """Return how many runs complete when one worker is killed."""
    with tempfile.TemporaryDirectory() as place:
        store = Store(Path(place))
        return sweep(planned(runs), store, WorkerSettings(2), _Killer(runs // 4)).done


def kept_by_pool(runs: int = 200) -> int:
    """Return how many of the same runs a plain process pool completes."""
    todo = planned(runs)
    pool = ProcessPoolExecutor(2, multiprocessing.get_context("spawn"))
    records = Records(todo.experiment.record)
    futures = [pool.submit(simulate, [run], records) for run in todo.runs]
    killer, kept = _Killer(runs // 4), 0
    for future in futures:
        try:
            future.result()
        except BrokenProcessPool:
            continue
        kept += 1
        killer.advance(1)
    pool.shutdown()
    return kept


PLAN = """
import resource, tempfile, time
from pathlib import Path
began = time.perf_counter()
from benchmarks.lab import planned
from movementsim.lab.design.precision import missing_runs
from movementsim.lab.store.parquet import write_table
from movementsim.lab.store.store import run_labels
plan = planned({runs}, points={points})
runs = missing_runs(plan, None)
with tempfile.TemporaryDirectory() as place:
    write_table(run_labels(plan), Path(place) / "plan.parquet")
print(len(runs), time.perf_counter() - began,
      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def starting(runs: int = 100_000, points: int = 5_000) -> tuple[float, float]:
    """Return the seconds and the megabytes until a large plan is checked and written down."""
    code = PLAN.format(runs=runs, points=points)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    made, seconds, megabytes = done.stdout.split()
    assert int(made) == runs
    return float(seconds), float(megabytes)


def reading(runs: int = 100_000, points: int = 500) -> float:
    """Return the seconds to read and summarise very many stored runs."""
    from movementsim.lab.analysis.estimates import Estimates
    from movementsim.lab.store.layout import RUNS
    from movementsim.lab.store.parquet import read_table
    from movementsim.lab.store.store import run_labels

    todo = planned(runs, points=points)
    row = simulate(todo.runs[:1], Records(todo.experiment.record)).tables[RUNS]
    with tempfile.TemporaryDirectory() as place, duckdb.connect() as database:
        labels = run_labels(todo)
        names = ", ".join(f'"{name}" + random() AS "{name}"' for name in list(row)[1:])
        database.register("labels", labels)
        database.register("one", row.drop(columns="run_id"))
        stored = Path(place) / "runs.parquet"
        query = f"SELECT labels.*, {names} FROM labels, one"
        database.execute(f"COPY ({query}) TO '{stored}' (FORMAT parquet)")
        began = time.perf_counter()
        Estimates(todo, read_table(stored)).summary()
        return time.perf_counter() - began
