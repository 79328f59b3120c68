"""Running a plan on all workers: no finished run is lost, and no run takes others down with it.

Blocks of runs go to Dask's workers, as many at a time as there are workers, so that a worker that
dies takes one block with it. That block is split until the run that killed the worker is alone.
"""

from __future__ import annotations

import json
import signal
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol

from movementsim.errors import InputError
from movementsim.lab.design.plan import Plan, Run
from movementsim.lab.design.precision import missing_runs
from movementsim.lab.execution.blocks import (
    BYTES_A_PERSON,
    PEOPLE_A_STACK,
    Block,
    hang_traceback,
    people_in,
    run_block,
    share_done,
)
from movementsim.lab.execution.simulate import Records
from movementsim.lab.execution.workers import WorkerSettings, dask_client
from movementsim.lab.store.atomic import atomic_write
from movementsim.lab.store.finished import BlockResult, FailedRun, SweepSummary, combine_results
from movementsim.lab.store.layout import RUNS
from movementsim.lab.store.store import Store
from movementsim.simulation.stack_law import mixing_rule

if TYPE_CHECKING:
    from distributed import Client, Future

SECONDS_A_BLOCK = 2.0
SECONDS_BETWEEN_WRITES = 2.0
SECONDS_WITHOUT_WORKERS = 120.0
HEARTBEAT = 0.25
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class ProgressReporter(Protocol):
    """Reports the progress of a sweep."""

    def start(self, runs: int) -> None:
        """Report that at least this many runs are going to be made."""

    def advance(self, runs: int) -> None:
        """Report that this many more runs have ended and are stored."""

    def show(self, runs: float) -> None:
        """Report how many runs' worth of work is done in the runs that have not ended."""

    def say(self, words: str) -> None:
        """Print a line."""


class RunSelection(Protocol):
    """A selection among the runs of a plan."""

    @property
    def name(self) -> str:
        """The name of the selection in file names."""

    def select(self, runs: Sequence[Run]) -> list[Run]:
        """Return the selected ones among all runs of the plan."""


def sweep(
    plan: Plan,
    store: Store,
    settings: WorkerSettings,
    reporter: ProgressReporter,
    part: RunSelection | None = None,
) -> SweepSummary:
    """Make the runs of a plan that are not stored yet.

    Parameters
    ----------
    plan, store
        The plan, and the store in which finished runs are kept.
    settings
        The workers.
    reporter
        Reports how many runs have ended.
    part
        The runs of the plan to make; all if None.

    Returns
    -------
    SweepSummary
        The numbers of runs made and found, the failed runs, and how long the sweep took.

    Raises
    ------
    InputError
        When results cannot be written any more, or there have been no workers for two minutes.
    """
    began = time.perf_counter()
    found = len({run.id for run in plan.runs} & store.known())
    total = BlockResult()
    with _stopping(reporter) as stop:
        if _wanted(plan, store, total.failed, part):
            with dask_client(settings) as client, _temporary() as log:
                largest = _largest_stack(plan, settings, reporter)
                _run_rounds(_BlockQueue(plan, client, stop, log, largest), store, total, part)
        if not stop.asked:
            _record_failures(store.folder, plan, total.failed, part)
    return SweepSummary(
        done=len(total.ids),
        found=found,
        failed=tuple(total.failed),
        seconds=time.perf_counter() - began,
        run_seconds=total.seconds / len(total.ids) if total.ids else 0.0,
        interrupted=bool(stop.asked),
    )


def _run_rounds(
    queue: _BlockQueue, store: Store, total: BlockResult, part: RunSelection | None
) -> None:
    """Make runs until none is missing; each block is stored and its result added to `total`."""
    plan, reporter = queue.plan, queue.stop.reporter
    while (wanted := _wanted(plan, store, total.failed, part)) and not queue.stop.asked:
        reporter.start(len(wanted))
        for result in _batch_results(queue.work_off(wanted)):
            store.keep(result)
            total.failed += result.failed
            total.ids += result.ids
            total.seconds += result.seconds
            _record_failures(store.folder, plan, total.failed, part)
            reporter.advance(result.runs)


def _wanted(
    plan: Plan, store: Store, failed: list[FailedRun], part: RunSelection | None
) -> list[Run]:
    ended = {failure.id for failure in failed}
    if part is None:
        return missing_runs(plan, store.read(RUNS), ended)
    ended |= store.known()
    return [run for run in part.select(plan.runs) if run.id not in ended]


def _largest_stack(plan: Plan, settings: WorkerSettings, reporter: ProgressReporter) -> int:
    """Return the largest number of people in a stack: what workers have the memory for."""
    for cell in plan.trial_cells:
        rule = mixing_rule(cell.scenario)
        if rule:
            reporter.say(
                f"Runs are simulated one at a time: the rule {rule!r} reads or changes people "
                "across movements, so it is right only in a movement by itself."
            )
            return 1
    from dask.utils import parse_bytes
    from distributed.system import MEMORY_LIMIT

    if settings.memory == "auto":
        memory = MEMORY_LIMIT // settings.workers
    else:
        memory = parse_bytes(settings.memory)
    return max(1, min(PEOPLE_A_STACK, memory // BYTES_A_PERSON))


class _BlockQueue:
    """The queue of blocks: those that wait, those that workers have, and those that come back.

    Parameters
    ----------
    plan
        The plan.
    client
        The Dask client to which blocks are submitted.
    stop
        The request to stop, which is checked between blocks.
    log
        Folder for the tracebacks of runs that hang.
    largest
        Largest number of people in a stack.
    """

    def __init__(self, plan: Plan, client: Client, stop: _Stop, log: Path, largest: int) -> None:
        self.plan, self.client, self.stop, self.log = plan, client, stop, log
        self.waiting: deque[Run] = deque()
        self.suspects: deque[Block] = deque()  # parts of blocks whose worker was killed
        self.tried: set[str] = set()  # runs that were alone when their worker was killed
        self.open: dict[Future[BlockResult], Block] = {}
        self.back: SimpleQueue[Future[BlockResult]] = SimpleQueue()
        self.people: dict[int, int] = {}  # by cell
        self.largest, self.most = largest, 1
        self.seen_workers = time.monotonic()

    def work_off(self, runs: Iterable[Run]) -> Iterator[BlockResult]:
        """Yield the results of runs, block by block, and empty results as a heartbeat."""
        self.waiting.extend(runs)
        self.most = self._most(self.waiting)
        try:
            while self._assign_blocks() and self.stop.asked < 2:
                try:
                    future = self.back.get(timeout=HEARTBEAT)
                except Empty:
                    self.stop.reporter.show(self.under_way())
                    yield BlockResult()
                    continue
                block = self.open.pop(future)
                self._assign_blocks()  # before anything else, so that no worker is idle
                yield self._result_of(future, block)
        finally:
            if self.open:
                self.client.cancel(list(self.open), force=True)

    def _assign_blocks(self) -> bool:
        """Give each idle worker a block, and return whether any worker has a block."""
        if (self.waiting or self.suspects) and not self.stop.asked:
            places = self._places()
            while len(self.open) < places and (self.waiting or self.suspects):
                block = self.suspects.popleft() if self.suspects else self._next()
                future = self.client.submit(run_block, block, pure=False)
                self.open[future] = block
                future.add_done_callback(self.back.put)
        return bool(self.open)

    def _places(self) -> int:
        places = sum(self.client.ncores().values())
        now = time.monotonic()
        if places:
            self.seen_workers = now
        elif now - self.seen_workers > SECONDS_WITHOUT_WORKERS:
            raise InputError(
                "there have been no workers for two minutes; finished runs are stored, and the "
                "same command continues from them"
            )
        return max(int(places), 1)

    def _next(self) -> Block:
        """Return the next block: as many runs as fit into a stack, and work for every worker."""
        asked = self.plan.experiment
        runs: list[Run] = []
        people = 0
        while self.waiting and len(runs) < self.most:
            more = self._people(self.waiting[0])
            if runs and people + more > self.largest:
                break
            people += more
            runs.append(self.waiting.popleft())
        records = Records(asked.record, self.plan.outcome)
        return Block(tuple(runs), records, asked.limits.run_seconds, self.log)

    def _most(self, runs: Sequence[Run]) -> int:
        """Return the length of blocks that gives all workers equal parts of these runs."""
        places = self._places()
        stacks = -(-sum(map(self._people, runs)) // self.largest)
        return max(1, -(-len(runs) // (places * max(1, -(-stacks // places)))))

    def _people(self, run: Run) -> int:
        if id(run.cell) not in self.people:
            self.people[id(run.cell)] = people_in(run)
        return self.people[id(run.cell)]

    def under_way(self) -> float:
        """Return how many runs' worth of work is done in the blocks that workers have."""
        return sum(share_done(block) * len(block.runs) for block in self.open.values())

    def _result_of(self, future: Future[BlockResult], block: Block) -> BlockResult:
        from distributed import KilledWorker

        try:
            result: BlockResult = future.result()
        except KilledWorker:
            return BlockResult() if self.stop.asked else self._handle_lost_block(block)
        except Exception as error:  # run_block() raises nothing, so the worker itself fails
            raise InputError(
                f"a worker cannot make runs: {type(error).__name__}: {error}; finished runs are "
                "stored, and the same command continues from them"
            ) from error
        finally:
            future.release()
        return result

    def _handle_lost_block(self, block: Block) -> BlockResult:
        """Find the run of a block that killed its worker; the others are simulated again.

        A block is halved until the run that kills its worker is alone; it is then tried once more,
        because a worker may be killed for reasons outside the run.

        Returns
        -------
        BlockResult
            The failed run if it is certain; else an empty result, with the runs queued again.
        """
        traceback = hang_traceback(block)
        if len(block.runs) > 1:
            self.suspects.extend(block.halves())
            return BlockResult()
        if not traceback and block.name not in self.tried:
            self.tried.add(block.name)
            self.suspects.append(block)
            return BlockResult()
        limits = self.plan.experiment.limits
        error = (
            "its worker was killed, either externally or because it exceeded the memory limit "
            f'([limits] worker_memory = "{limits.worker_memory}" in the config)'
        )
        if traceback:
            error = (
                f"took longer than {limits.run_seconds:g} s and was stopped ([limits] run_seconds "
                "in the config)"
            )
        return BlockResult(failed=[FailedRun(block.name, error, traceback)])


def _batch_results(parts: Iterator[BlockResult]) -> Iterator[BlockResult]:
    """Yield combined results every few seconds and at the end, also if the end is an error."""
    held: list[BlockResult] = []
    last = time.monotonic()
    try:
        for part in parts:
            if part.runs:
                held.append(part)
            if held and time.monotonic() - last > SECONDS_BETWEEN_WRITES:
                yield combine_results(held)
                held, last = [], time.monotonic()
    except InputError:
        if held:
            yield combine_results(held)
        raise
    if held:
        yield combine_results(held)


@dataclass
class _Stop:
    """A request to stop: the first lets the blocks under way finish, the second stops at once."""

    reporter: ProgressReporter
    asked: int = field(default=0)

    def receive(self, number: int, _frame: Any) -> None:
        """Count a signal; a request to terminate stops the sweep at once."""
        self.asked += 1 if number == signal.SIGINT else 2
        if self.asked == 1:
            self.reporter.say("Stopping after the blocks under way; Ctrl-C again stops at once.")


@contextmanager
def _stopping(reporter: ProgressReporter) -> Iterator[_Stop]:
    """Yield what receives Ctrl-C or a request to terminate; finished runs are still written."""
    stop = _Stop(reporter)
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    usual = {number: signal.signal(number, stop.receive) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, before in usual.items():
            signal.signal(number, before)


@contextmanager
def _temporary() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="movementsim-") as folder:
        yield Path(folder)


def _record_failures(
    folder: Path, plan: Plan, failed: list[FailedRun], part: RunSelection | None
) -> None:
    """Record which runs failed, one per line; there is no file if none did."""
    path = folder / (f"failures-{part.name}.jsonl" if part else "failures.jsonl")
    if not failed:
        path.unlink(missing_ok=True)
        return
    runs = {run.id: run for run in plan.runs}
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
    with atomic_write(path) as file:
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
