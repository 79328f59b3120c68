"""Running a plan on all cores: nothing finished is lost, nothing that raises stops the others."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from movementsim.discovery import admit
from movementsim.errors import InputError
from movementsim.lab.design import Plan, Run
from movementsim.lab.runs import Failed, Finished, attempt
from movementsim.lab.store import Store, whole
from movementsim.movement import Movement

SECONDS_A_BLOCK = 2.0
HEARTBEAT = 0.25
SIGNALS = (signal.SIGINT, signal.SIGTERM)
REHEARSAL = 20_000  # member-weeks
YEAR = 53
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Watcher(Protocol):
    """Whoever is told how far it has got."""

    def advance(self, runs: int) -> None:
        """Hear that so many more runs are over and written down."""


@dataclass(frozen=True)
class Sweep:
    """How running a plan went.

    Attributes
    ----------
    done, found, failed
        Runs made now, runs that were there already, and runs that raised.
    seconds, run_seconds
        How long all took, and the mean of a run.
    interrupted
        Whether somebody stopped it.
    """

    done: int
    found: int
    failed: tuple[Failed, ...]
    seconds: float
    run_seconds: float
    interrupted: bool = False


def rehearse(plan: Plan) -> None:
    """Run the first weeks of each mixture of strategies, so that what cannot work is said at once.

    Raises
    ------
    InputError
        When a network, an event, a role or a strategy cannot be used.
    """
    seen: set[str] = set()
    for run in plan.runs[: len(plan.cells)]:
        scenario = run.scenario
        names = [type(strategy).__name__ for strategy in scenario.strategies()]
        players = repr((names, [role.strategy for role in scenario.roles], scenario.network))
        if players in seen:
            continue
        seen.add(players)
        movement = Movement(scenario, record=(), record_every=YEAR)
        people = max(len(movement.world.people.active), 1)
        try:
            movement.run(min(YEAR, scenario.weeks, max(2, REHEARSAL // people)))
        except InputError as error:
            raise InputError(f"{run.cell.title}: {error}") from error


def sweep(
    plan: Plan, store: Store, workers: int, watcher: Watcher, plugins: Sequence[Path] = ()
) -> Sweep:
    """Run what is not there yet.

    Parameters
    ----------
    plan, store
        What to run, and where finished runs are kept.
    workers
        Number of processes.
    watcher
        Told of each run that is over.
    plugins
        Files with strategies or rules that workers need too.

    Raises
    ------
    InputError
        When results cannot be written any more.
    """
    began = time.perf_counter()
    known = store.known()
    waiting = list({run.id: run for run in plan.runs if run.id not in known}.values())
    found = len({run.id for run in plan.runs} & known)
    failed: list[Failed] = []
    times: list[float] = []
    with _stopping() as stop:
        for over in _blocks(plan, waiting, workers, stop, plugins):
            store.keep([run for run in over if isinstance(run, Finished)])
            for run in over:
                if isinstance(run, Finished):
                    times.append(run.seconds)
                else:
                    failed.append(run)
            watcher.advance(len(over))
        _note(store.folder / "failures.jsonl", plan, failed)
    return Sweep(
        done=len(times),
        found=found,
        failed=tuple(failed),
        seconds=time.perf_counter() - began,
        run_seconds=sum(times) / len(times) if times else 0.0,
        interrupted=stop.is_set(),
    )


def _blocks(
    plan: Plan, waiting: list[Run], workers: int, stop: threading.Event, plugins: Sequence[Path]
) -> Iterator[list[Finished | Failed]]:
    """Yield what is over, every few seconds; also what is in hand when somebody stops it."""
    if not waiting:
        return
    in_hand: list[Finished | Failed] = []
    broken: BaseException | None = None  # attempt() raises nothing, so the pool itself broke
    last = time.monotonic()
    with _pool(min(workers, len(waiting)), plugins) as pool:
        open_ = _started(pool, plan, waiting)
        while open_ and not stop.is_set() and broken is None:
            ready, open_ = wait(open_, HEARTBEAT, FIRST_COMPLETED)
            for future in ready:
                broken = future.exception() or broken
                if future.exception() is None:
                    in_hand.append(future.result())
            if in_hand and time.monotonic() - last > SECONDS_A_BLOCK:
                yield in_hand
                in_hand, last = [], time.monotonic()
    if in_hand:
        yield in_hand
    if broken is not None:
        raise InputError(
            "a worker was killed from outside (most often for want of memory): try fewer "
            "--workers. Finished runs are kept; the same command goes on from them"
        ) from broken


def _started(
    pool: ProcessPoolExecutor, plan: Plan, waiting: list[Run]
) -> set[Future[Finished | Failed]]:
    record = plan.experiment.record
    with _unheard():  # the first one starts the processes
        first = pool.submit(attempt, waiting[0], record, plan.outcome)
    return {first, *(pool.submit(attempt, run, record, plan.outcome) for run in waiting[1:])}


def _prepare(plugins: Sequence[Path]) -> None:
    """Make a worker ready: whoever stops the sweep stops the main process, which ends workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for file in plugins:
        admit(file)


@contextmanager
def _pool(workers: int, plugins: Sequence[Path]) -> Iterator[ProcessPoolExecutor]:
    """A pool of fresh processes, one thread each; ended at once when left before all is done."""
    before = {name: os.environ.get(name) for name in THREADS}
    others = set(multiprocessing.active_children())
    os.environ.update(dict.fromkeys(THREADS, "1"))
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), _prepare, (tuple(plugins),)
    )
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


@contextmanager
def _unheard() -> Iterator[None]:
    """Let processes that start here inherit deafness to Ctrl-C, before they can ask for it."""
    with _on_signals(signal.SIG_IGN):
        yield


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Yield an event that Ctrl-C, or being asked to end, sets; a block in hand is still written."""
    asked = threading.Event()
    with _on_signals(lambda *_: asked.set()):
        yield asked


@contextmanager
def _on_signals(reaction: Any) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = {number: signal.signal(number, reaction) for number in SIGNALS}
    try:
        yield
    finally:
        for number, before in usual.items():
            signal.signal(number, before)


def _note(path: Path, plan: Plan, failed: list[Failed]) -> None:
    """Write down which runs raised, one a line; the file is there only if there are any."""
    if not failed:
        path.unlink(missing_ok=True)
        return
    runs = {run.id: run for run in plan.runs}
    with whole(path) as file:
        lines = [
            json.dumps(
                {
                    "run_id": fail.id,
                    "arm": runs[fail.id].cell.arm,
                    "point": runs[fail.id].cell.point,
                    "replicate": runs[fail.id].replicate,
                    "seed": runs[fail.id].seed,
                    "error": fail.error,
                    "traceback": fail.traceback,
                }
            )
            for fail in failed
        ]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
