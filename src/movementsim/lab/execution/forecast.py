"""How long a sweep takes and how large it gets, estimated from a few of its runs."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from movementsim.errors import InputError
from movementsim.lab.design.plan import Cell, Plan, Run
from movementsim.lab.design.precision import missing_runs
from movementsim.lab.execution.single_run import try_run
from movementsim.lab.execution.timeout import TimedOut, call_with_timeout
from movementsim.lab.store.finished import FailedRun, FinishedRun, block_result
from movementsim.lab.store.store import Store

_PROBES = 6


@dataclass(frozen=True)
class Forecast:
    """The estimated size and duration of a sweep.

    Attributes
    ----------
    runs, cells, most
        Smallest number of runs, number of cells, and largest number of runs, which differs from
        the smallest where a precision decides.
    probes
        Number of runs on which the estimate is based.
    run_seconds
        Mean duration of a run on one core.
    bytes
        Mean size of a run on disk, in bytes, without combined tables and figures.
    """

    runs: int
    cells: int
    most: int
    probes: int
    run_seconds: float
    bytes: float


def forecast(plan: Plan) -> Forecast:
    """Make one run in each of a few cells, spread over the plan, and estimate what the plan takes.

    Returns
    -------
    Forecast
        Number of runs, and the mean time and size of the runs that were made.

    Raises
    ------
    InputError
        When one of the runs raises an error, or takes longer than `[limits] run_seconds`.
    """
    step = max(1, len(plan.cells) // _PROBES)
    cells: list[Cell] = list(plan.cells[::step][:_PROBES])
    first = {id(run.cell): run for run in reversed(plan.runs[: len(plan.cells)])}
    probes = [_probe(plan, first[id(cell)]) for cell in cells]
    for run, cell in zip(probes, cells, strict=True):
        if isinstance(run, FailedRun):
            raise InputError(f"{cell.title}: a run raised {run.error}")
    finished = [run for run in probes if isinstance(run, FinishedRun)]
    with tempfile.TemporaryDirectory(prefix="movementsim-") as place:
        store = Store(Path(place))
        store.keep(block_result(finished))
        size = sum(file.stat().st_size for file in Path(place).rglob("*.parquet"))
    return Forecast(
        runs=len(missing_runs(plan, None)),
        cells=len(plan.cells),
        most=len({run.id for run in plan.runs}),
        probes=len(finished),
        run_seconds=sum(run.seconds for run in finished) / len(finished),
        bytes=size / len(finished),
    )


def _probe(plan: Plan, run: Run) -> FinishedRun | FailedRun:
    limit = plan.experiment.limits.run_seconds
    try:
        return call_with_timeout(limit, lambda: try_run(run, plan.experiment.record, plan.outcome))
    except TimedOut as error:
        raise InputError(
            f"{run.cell.title}: a run took longer than the limit ({limit:g} s, [limits] "
            f"run_seconds); execution was in {error}. Fix the code there or raise the limit"
        ) from error
