"""Where runs are done: a few warm processes apart from the server, with a time limit.

A run that nobody waits for any more is stopped, and one that takes too long as well; its process
ends with it and a fresh one takes its place. So two visitors neither wait for each other's
mistakes nor see each other's runs.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any

from pebble import ProcessExpired, ProcessPool

from movementsim.app.server.jobs import opened, ready, recorded
from movementsim.errors import InputError
from movementsim.lab.execution.preload import start_server

if TYPE_CHECKING:
    from movementsim.recordings.acts import Act
    from movementsim.recordings.record import Record
    from movementsim.scenario.scenario import Scenario

KEPT = 24
"""Records kept at hand: whoever moves one lever of B should not wait for A again."""


class RunFailed(RuntimeError):
    """A run did not come to its end; the message says why."""


class TookTooLong(RunFailed):
    """A run was stopped at the time limit."""


@dataclass
class _Running:
    """A run under way, and how many wait for it."""

    task: asyncio.Task[Record]
    waiting: int = 0


class Workroom:
    """Processes that run movements.

    Parameters
    ----------
    workers
        How many at once.
    limit
        Seconds that one run may take.
    """

    def __init__(self, workers: int = 2, limit: float = 60.0) -> None:
        self.workers = workers
        self.limit = limit
        self._pool = ProcessPool(max_workers=workers, context=_context())
        self._running: dict[str, _Running] = {}
        self._kept: OrderedDict[str, Record] = OrderedDict()
        self._begun: list[Future[tuple[Scenario, Record]]] = []
        self._opening: asyncio.Task[None] | None = None
        self._loading: Thread | None = None

    def warm(self) -> None:
        """Start the processes, so that the first run need not wait for them."""
        self._load(lambda: [self._pool.schedule(ready) for _ in range(self.workers)])

    def open(self) -> None:
        """Start the processes with the pair that the page opens with, before anybody asks."""
        self._load(self._begin)

    def _begin(self) -> None:
        self._begun = [
            self._pool.schedule(opened, args=(panel,), timeout=self.limit) for panel in (0, 1)
        ]

    def _load(self, begin: Callable[[], object]) -> None:
        """Begin beside everything else: the first process takes a second to load."""
        self._loading = Thread(target=begin, daemon=True)
        self._loading.start()

    async def _loaded(self) -> None:
        if self._loading and self._loading.is_alive():
            await asyncio.to_thread(self._loading.join)

    async def record(self, scenario: Scenario, without: Act | None = None) -> Record:
        """Return the record of a scenario, run unless it is at hand.

        Raises
        ------
        InputError
            For a scenario that cannot be run.
        RunFailed
            When the run breaks down, or takes longer than the limit.
        """
        await self._loaded()
        if self._begun:
            begun, self._begun = self._begun, []
            self._opening = asyncio.ensure_future(self._opened(begun))
        if self._opening:  # what was begun before anybody asked is done first
            await asyncio.shield(self._opening)
        key = _key(scenario, without)
        if key not in self._kept:
            return await self._shared(key, scenario, without)
        self._kept.move_to_end(key)
        return self._kept[key]

    async def _shared(self, key: str, scenario: Scenario, without: Act | None) -> Record:
        """Run something once for all who wait for it; stop it when none of them is left."""
        if key not in self._running:
            self._running[key] = _Running(asyncio.ensure_future(self._run(key, scenario, without)))
        running = self._running[key]
        running.waiting += 1
        try:
            return await asyncio.shield(running.task)
        finally:
            running.waiting -= 1
            if not running.waiting:
                running.task.cancel()
                if self._running.get(key) is running:
                    del self._running[key]

    async def _run(self, key: str, scenario: Scenario, without: Act | None) -> Record:
        found: Record = await self.do(recorded, scenario, without)
        self._keep(key, found)
        return found

    async def _opened(self, begun: list[Future[tuple[Scenario, Record]]]) -> None:
        for future in begun:
            with suppress(Exception):  # whoever asks for it runs it again, and is told
                scenario, found = await asyncio.wrap_future(future)
                self._keep(_key(scenario, None), found)

    def _keep(self, key: str, found: Record) -> None:
        self._kept[key] = found
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    async def do(self, work: Callable[..., Any], *words: Any) -> Any:
        """Do some work in a process; stop it when nobody waits for it any more."""
        await self._loaded()
        try:
            return await asyncio.wrap_future(
                self._pool.schedule(work, args=words, timeout=self.limit)
            )
        except TimeoutError as error:
            raise TookTooLong(
                f"the run was stopped: it took longer than {self.limit:g} seconds; try fewer "
                "members or fewer weeks"
            ) from error
        except ProcessExpired as error:
            raise RunFailed(f"the run broke off: its process ended ({error}); try again") from error
        except InputError:
            raise
        except Exception as error:
            raise RunFailed(f"the run failed: {type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Stop all work and end the processes."""
        if self._loading:
            self._loading.join()
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _key(scenario: Scenario, without: Act | None) -> str:
    return f"{scenario.model_dump_json()} without {without}"


def _context() -> Any:
    """Return how processes begin, with what is needed to run and to watch."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # for processes that are spawned
    return multiprocessing.get_context(
        start_server(("movementsim.recordings.recorder", "movementsim.app.lessons.panels"))
    )
