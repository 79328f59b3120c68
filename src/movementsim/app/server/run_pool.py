"""The processes that run movements for the server, with a time limit for each run.

A run is stopped if it takes too long, or when nobody waits for it any more; its process ends with
it, and a new process takes its place. So no visitor waits for the mistakes of another.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any

from pebble import ProcessExpired, ProcessPool

from movementsim.app.server.jobs import load_model, opening_runs, recorded
from movementsim.errors import InputError
from movementsim.lab.execution.preload import start_server

if TYPE_CHECKING:
    from movementsim.recordings.acts import Act
    from movementsim.recordings.record import Record
    from movementsim.scenario.scenario import Scenario

KEPT = 24
"""Number of records kept, so that moving a lever of B does not run A again."""


class RunFailed(RuntimeError):
    """A run did not finish; the message says why."""


class RunTimedOut(RunFailed):
    """A run was stopped at the time limit."""


@dataclass(eq=False)
class _Running:
    """Runs in progress in one stack, and how many requests wait for any of them."""

    task: asyncio.Task[dict[str, Record]]
    waiting: int = 0


class RunPool:
    """Processes that run movements, and the latest records.

    Parameters
    ----------
    workers
        Number of processes.
    limit
        Longest time for one run, in seconds.
    """

    def __init__(self, workers: int = 2, limit: float = 60.0) -> None:
        self.workers = workers
        self.limit = limit
        self._pool = ProcessPool(max_workers=workers, context=_context())
        self._running: dict[str, _Running] = {}
        self._kept: OrderedDict[str, Record] = OrderedDict()
        self._opening_runs: Future[list[tuple[Scenario, Record]]] | None = None
        self._opening: asyncio.Task[None] | None = None
        self._loading: Thread | None = None

    def warm(self) -> None:
        """Start the processes in the background, so that the first run need not wait for them."""
        self._load(lambda: [self._pool.schedule(load_model) for _ in range(self.workers)])

    def open(self) -> None:
        """Start the processes with the pair that the page opens with, before it is requested."""
        self._load(self._start_opening)

    def _start_opening(self) -> None:
        self._opening_runs = self._pool.schedule(opening_runs, timeout=self.limit)

    def _load(self, start: Callable[[], object]) -> None:
        """Start in a thread: the first process takes a second to load."""
        self._loading = Thread(target=start, daemon=True)
        self._loading.start()

    async def _loaded(self) -> None:
        if self._loading and self._loading.is_alive():
            await asyncio.to_thread(self._loading.join)

    async def record(self, scenario: Scenario, without: Act | None = None) -> Record:
        """Return the record of a scenario, which is run unless its record is kept.

        Parameters
        ----------
        scenario
            The scenario.
        without
            An act to leave out, None to leave out nothing.

        Returns
        -------
        Record
            The record of the run, which other requests may share.

        Raises
        ------
        InputError
            If the scenario cannot be run.
        RunFailed
            If the run fails, or takes longer than the limit.
        """
        return (await self.records([scenario], without))[0]

    async def records(
        self, scenarios: Sequence[Scenario], without: Act | None = None
    ) -> list[Record]:
        """Return the records of scenarios; those that are not kept are run together.

        Parameters
        ----------
        scenarios, without
            The scenarios, and an act to leave out of them, None to leave out nothing.

        Returns
        -------
        list of Record
            The records in the order of the scenarios, which other requests may share.

        Raises
        ------
        InputError
            If a scenario cannot be run.
        RunFailed
            If a run fails, or takes longer than the limit.
        """
        await self._loaded()
        if self._opening_runs:
            begun, self._opening_runs = self._opening_runs, None
            self._opening = asyncio.ensure_future(self._keep_opening(begun))
        if self._opening:  # the processes finish the opening pair first
            await asyncio.shield(self._opening)
        asked = {_key(scenario, without): scenario for scenario in scenarios}
        found = {key: self._kept[key] for key in asked if key in self._kept}
        missing = {key: scenario for key, scenario in asked.items() if key not in found}
        if missing:
            found |= await self._shared(missing, without)
        for key in asked:
            if key in self._kept:
                self._kept.move_to_end(key)
        return [found[_key(scenario, without)] for scenario in scenarios]

    async def _shared(
        self, wanted: Mapping[str, Scenario], without: Act | None
    ) -> dict[str, Record]:
        """Run scenarios once for all requests for them; stop them when none of these is left."""
        new = {key: wanted[key] for key in wanted if key not in self._running}
        if new:
            stack = _Running(asyncio.ensure_future(self._run(new, without)))
            self._running |= dict.fromkeys(new, stack)
        stacks = {self._running[key] for key in wanted}
        for running in stacks:
            running.waiting += 1
        try:
            found = await asyncio.gather(*(asyncio.shield(running.task) for running in stacks))
            return {key: record for each in found for key, record in each.items()}
        finally:
            for running in stacks:
                self._leave(running)

    def _leave(self, running: _Running) -> None:
        """Let a request wait no longer; runs for which no request waits are stopped."""
        running.waiting -= 1
        if not running.waiting:
            running.task.cancel()
            self._running = {key: one for key, one in self._running.items() if one is not running}

    async def _run(self, wanted: Mapping[str, Scenario], without: Act | None) -> dict[str, Record]:
        made: list[Record] = await self.do(recorded, list(wanted.values()), without)
        found = dict(zip(wanted, made, strict=True))
        for key, record in found.items():
            self._keep(key, record)
        return found

    async def _keep_opening(self, begun: Future[list[tuple[Scenario, Record]]]) -> None:
        with suppress(Exception):  # a request for them runs them again, and gets the error
            for scenario, found in await asyncio.wrap_future(begun):
                self._keep(_key(scenario, None), found)

    def _keep(self, key: str, found: Record) -> None:
        self._kept[key] = found
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    async def do(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function in a process; cancelling stops the process.

        Parameters
        ----------
        work
            The function.
        *arguments
            Its arguments.

        Returns
        -------
        Any
            The result of the function.

        Raises
        ------
        InputError
            If the function raises it.
        RunFailed
            If the function raises anything else, or its process ends.
        RunTimedOut
            If the function takes longer than the limit.
        """
        await self._loaded()
        try:
            return await asyncio.wrap_future(
                self._pool.schedule(work, args=arguments, timeout=self.limit)
            )
        except TimeoutError as error:
            raise RunTimedOut(
                f"the run was stopped: it took longer than {self.limit:g} seconds; try fewer "
                "members or fewer weeks"
            ) from error
        except ProcessExpired as error:
            raise RunFailed(
                f"the run stopped because its process ended ({error}); try again"
            ) from error
        except InputError:
            raise
        except Exception as error:
            raise RunFailed(f"the run failed: {type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Stop all runs and end the processes."""
        if self._loading:
            self._loading.join()
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _key(scenario: Scenario, without: Act | None) -> str:
    return f"{scenario.model_dump_json()} without {without}"


def _context() -> Any:
    """Return how processes start: with the modules that runs and recordings need."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # for processes that are spawned
    return multiprocessing.get_context(
        start_server(("movementsim.recordings.recorder", "movementsim.app.lessons.panels"))
    )
