"""Recording many runs on several processes, for files that hold their recordings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from movementsim.app.server.run_pool import RunPool
from movementsim.app.server.stack_sizes import even_stacks, work_of
from movementsim.recordings.record import Record
from movementsim.scenario.scenario import Scenario

LONGEST_RUN = 3600
"""Longest time for one stack, in seconds."""

type Progress = Callable[[int, int], None]
"""Called with the number of runs that are done, and of all runs."""


def record_all(scenarios: Iterable[Scenario], workers: int, report: Progress) -> list[Record]:
    """Run scenarios on several processes at once, in stacks.

    Parameters
    ----------
    scenarios
        The scenarios.
    workers
        Number of processes.
    report
        Called after each stack of runs.

    Returns
    -------
    list[Record]
        The records, in the order of the scenarios.

    Raises
    ------
    InputError
        If a scenario cannot be run.
    RunFailed
        If a run fails or takes too long.
    """
    wanted = list(scenarios)

    async def run_all() -> list[Record]:
        pool = RunPool(workers, limit=LONGEST_RUN)
        done = 0

        async def run(stack: range) -> list[Record]:
            nonlocal done
            records = await pool.records([wanted[number] for number in stack])
            done += len(stack)
            report(done, len(wanted))
            return records

        mean_work = work_of(wanted) / max(len(wanted), 1)
        stacks = even_stacks(len(wanted), 1, mean_work, workers)
        try:
            return [record for each in await asyncio.gather(*map(run, stacks)) for record in each]
        finally:
            pool.close()

    return asyncio.run(run_all()) if wanted else []
