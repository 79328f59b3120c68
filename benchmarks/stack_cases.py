"""One case of the benchmark `stack`, run with whichever movementsim is on the path.

    python -P stack_cases.py CASE WEEKS

prints the CPU seconds of the case. It runs against checkouts of different ages, so it imports
nothing of this package, and it names only parameters that have not been renamed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import movementsim
from movementsim import Movement
from movementsim.lab import Experiment

MIXTURE = {"Organiser": 0.03, "Factionalist": 0.03}
MANY = {"30x200": (30, 200), "100x200": (100, 200), "1000x50": (1000, 50), "10x2000": (10, 2000)}
ALONE = {"1x200": 200, "1x500": 500}
SOBOL = "sobol"
WARM_UP = 2
VARIED = {
    "conversation.persuasion": (0.0, 0.1),
    "conversation.narrowing": (0.0, 1.0),
    "trust.tolerance": (0.2, 1.0),
    "leave.following": (0.0, 1.0),
    "join.surge": (0.0, 100.0),
    "join.tired": (0.0, 1.0),
    "opportunities.threat_rate": (0.0, 1.0),
    "opportunities.outward_rate": (1.0, 8.0),
}
"""The parameters of rules that the Sobol sample varies, with their ranges."""


def experiment(members: int, weeks: int, replicates: int, points: int = 0) -> Any:
    """Return the plan of an experiment with all rules, which records all cheap indicators weekly.

    Parameters
    ----------
    members, weeks, replicates
        Members of each movement, weeks, and runs of each point.
    points
        Points of a Sobol sample; 0 for no design.

    Returns
    -------
    Plan
        The plan.
    """
    ranges = {f"rules.{name}": {"low": low, "high": high} for name, (low, high) in VARIED.items()}
    values: dict[str, Any] = {
        "experiment": {"name": "stack", "question": "How fast?", "weeks": weeks},
        "movement": {"members": members},
        "arms": {"both": {"following": MIXTURE}},
        "replicates": {"number": replicates},
        "record": {"every": 1, "metrics": list(Movement(members=20).datacollector.model_vars)},
    }
    if points:
        values["design"] = {"kind": "sobol", "n": points, "parameters": ranges}
    made = Experiment.from_values(values)
    try:
        make_plan = import_module("movementsim.lab.design.planning").make_plan
    except ImportError:  # before stacks
        make_plan = import_module("movementsim.lab.design").plan
    return make_plan(made, Path(), "stack")


def simulated(plan: Any) -> int:
    """Simulate all runs of a plan as a worker of the lab does, and return how many finished."""
    try:
        from movementsim.lab.execution.blocks import PEOPLE_A_STACK, people_in
        from movementsim.lab.execution.simulate import Records, simulate
    except ImportError:  # before stacks
        alone = import_module("movementsim.lab.runs").simulate
        return len([alone(run, plan.experiment.record) for run in plan.runs])
    records = Records(plan.experiment.record)
    size = max(PEOPLE_A_STACK // people_in(plan.runs[0]), 1)
    return sum(len(simulate(some, records).ids) for some in _parts(plan.runs, size))


def _parts(runs: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (runs[first : first + size] for first in range(0, len(runs), size))


def prepared(case: str, weeks: int) -> tuple[int, Callable[[], int]]:
    """Return the number of runs of a case, and a function that makes them and counts them."""
    if case in ALONE:
        settings: dict[str, Any] = {"members": ALONE[case], "following": MIXTURE, "seed": 1}
        return 1, lambda: int(Movement(**settings).run(weeks).week == weeks)
    if case == SOBOL:
        plan = experiment(200, weeks, 1, points=256)
    else:
        runs, members = MANY[case]
        plan = experiment(members, weeks, runs)
    return len(plan.runs), lambda: simulated(plan)


def main(case: str, weeks: int) -> None:
    """Warm up, make the runs of the case, and print their CPU seconds."""
    simulated(experiment(60, WARM_UP, 2))
    runs, work = prepared(case, weeks)
    began = time.process_time()
    finished = work()
    seconds = time.process_time() - began
    if finished != runs:
        raise SystemExit(f"{movementsim.__file__}: only {finished} of {runs} runs finished")
    print(seconds)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
