"""How long a sweep takes and how large it gets, estimated from a few of its runs."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from movementsim.errors import InputError
from movementsim.lab.design.plan import Plan, Run
from movementsim.lab.design.precision import missing_runs
from movementsim.lab.execution.blocks import PEOPLE_A_STACK, people_in
from movementsim.lab.execution.simulate import Records, simulate
from movementsim.lab.execution.timeout import TimedOut, call_with_timeout
from movementsim.lab.store.finished import BlockResult
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
    first = {id(run.cell): run for run in reversed(plan.runs[: len(plan.cells)])}
    probes = [first[id(cell)] for cell in plan.cells[::step][:_PROBES]]
    alone, together = _probe(plan, probes[:1]), _probe(plan, probes)
    with tempfile.TemporaryDirectory(prefix="movementsim-") as place:
        store = Store(Path(place))
        store.keep(together)
        size = sum(file.stat().st_size for file in Path(place).rglob("*.parquet"))
    runs = len(missing_runs(plan, None))
    stack = max(1, min(runs, PEOPLE_A_STACK // people_in(probes[0])))
    return Forecast(
        runs=runs,
        cells=len(plan.cells),
        most=len({run.id for run in plan.runs}),
        probes=len(probes),
        run_seconds=_seconds_in_stack(alone.seconds, together.seconds, len(probes), stack),
        bytes=size / len(probes),
    )


def _seconds_in_stack(alone: float, together: float, probes: int, stack: int) -> float:
    """Return the time that a run takes in a stack, from that of one run and of a few together."""
    if probes == 1:
        return alone / stack  # nearly all of it is spent on the stack, whatever is in it
    each = max(together - alone, 0.0) / (probes - 1)
    return (alone + each * (stack - 1)) / stack


def _probe(plan: Plan, runs: list[Run]) -> BlockResult:
    limit, records = (
        plan.experiment.limits.run_seconds,
        Records(plan.experiment.record, plan.outcome),
    )
    try:
        result = call_with_timeout(limit, lambda: simulate(runs, records))
    except TimedOut as error:
        raise InputError(
            f"{runs[0].cell.title}: a run took longer than the limit ({limit:g} s, [limits] "
            f"run_seconds); execution was in {error}. Fix the code there or raise the limit"
        ) from error
    for failed in result.failed:
        title = next(run.cell.title for run in runs if run.id == failed.id)
        raise InputError(f"{title}: a run of it raises {failed.error}")
    return result
