"""Blocks of runs, which a worker simulates together in one stack."""

from __future__ import annotations

import faulthandler
import math
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from movementsim.lab.design.plan import Run
from movementsim.lab.execution.scrub_paths import scrub_paths
from movementsim.lab.execution.simulate import Records, simulate
from movementsim.lab.store.finished import BlockResult
from movementsim.simulation.stack import Stack

PEOPLE_A_STACK = 40_000
"""People in a stack beyond which more of them hardly make it cheaper; a few seconds a year."""
BYTES_A_PERSON = 10_000
"""Memory that a worker must have for each person of a stack, ties and copies included."""
_HUNG = "Timeout"
"""First word that `faulthandler` writes when a stack takes too long."""
_SECONDS_A_MARK = 0.2


@dataclass(frozen=True)
class Block:
    """Runs that a worker simulates in one stack.

    Attributes
    ----------
    runs
        The runs.
    records
        What is stored of each; see :class:`movementsim.lab.execution.simulate.Records`.
    seconds
        Longest time for one run, and for the stack; its process is then ended, as nothing else
        stops a run that hangs, and the stack is simulated again in halves.
    log
        Folder in which a worker records how far its stack has got, and the traceback of one that
        hangs; a worker on a machine that does not have it reports no progress.
    """

    runs: tuple[Run, ...]
    records: Records
    seconds: float
    log: Path

    @property
    def name(self) -> str:
        """The name of the block in its log."""
        return self.runs[0].id

    def halves(self) -> tuple[Block, Block]:
        """Return the block in two parts, of which neither is empty."""
        half = len(self.runs) // 2
        return replace(self, runs=self.runs[:half]), replace(self, runs=self.runs[half:])


def run_block(block: Block) -> BlockResult:
    """Simulate the runs of a block; one that raises is recorded, one that hangs ends this process.

    Returns
    -------
    BlockResult
        The tables of the finished runs, and the failed ones.
    """
    with _crash_log(block) as log:
        faulthandler.dump_traceback_later(block.seconds, exit=True, file=log)
        try:
            return simulate(block.runs, block.records, _Marks(log, block).mark)
        finally:
            faulthandler.cancel_dump_traceback_later()


class _Marks:
    """Records how far a stack has got, a few times a second."""

    def __init__(self, log: TextIO, block: Block) -> None:
        self._log, self._runs = log, len(block.runs)
        self._last = time.monotonic()

    def mark(self, stack: Stack) -> None:
        """Record the share of the block's work that is done, if that was not done just now."""
        now = time.monotonic()
        if now - self._last > _SECONDS_A_MARK:
            self._last = now
            share = stack.week / stack.scenarios[0].weeks * stack.runs / self._runs
            self._log.seek(0)
            self._log.write(f"{share:.4f}\n")
            self._log.flush()


@contextmanager
def _crash_log(block: Block) -> Iterator[TextIO]:
    """Yield a log file that is kept if the process is killed."""
    place = block.log if block.log.is_dir() else Path(tempfile.gettempdir())
    path = place / f"{block.name}.{os.getpid()}.log"
    try:
        with path.open("w", encoding="utf-8") as log:
            yield log
    finally:
        path.unlink(missing_ok=True)


def share_done(block: Block) -> float:
    """Return the share of a block's work that its worker has done, 0-1, as far as is known."""
    for path in block.log.glob(f"{block.name}.*.log"):
        try:
            return float(path.read_text(encoding="utf-8", errors="replace")[:6] or 0)
        except (OSError, ValueError):
            return 0.0
    return 0.0


def hang_traceback(block: Block) -> str:
    """Return where a stack hung whose process was ended; empty if it ended for another reason."""
    for path in block.log.glob(f"{block.name}.*.log"):
        text = path.read_text(encoding="utf-8", errors="replace")
        path.unlink(missing_ok=True)
        begin = text.find(_HUNG)
        if begin >= 0:
            return scrub_paths(text[begin:])
    return ""


def people_in(run: Run) -> int:
    """Estimate the people of a run, from its config alone."""
    values = run.cell.setup.at(run.cell.point)
    network = values.get("network", {})
    if network.get("kind") == "file":
        folder, name = run.cell.setup.folder, network.get("ties_file", "")
        file = folder / str(name)
        return max(file.stat().st_size // 20, 1) if file.is_file() else PEOPLE_A_STACK
    members = int(values.get("members", 200))
    if network.get("kind") == "generator":
        return members
    return math.ceil(members * (1 + float(values.get("outside", 1.0))))
