"""Blocks of runs, which a worker makes one run after the other."""

from __future__ import annotations

import faulthandler
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from movementsim.lab.config.outcome import OutcomeConfig
from movementsim.lab.config.report import RecordConfig
from movementsim.lab.design.plan import Run
from movementsim.lab.execution.scrub_paths import scrub_paths
from movementsim.lab.execution.single_run import try_run
from movementsim.lab.store.finished import BlockResult, block_result

_HUNG = "Timeout"
"""First word that `faulthandler` writes when a run takes too long."""


@dataclass(frozen=True)
class Block:
    """Runs that a worker makes one after the other.

    Attributes
    ----------
    runs
        The runs.
    record, outcome
        What is stored of each; see :func:`movementsim.lab.execution.single_run.make_run`.
    seconds
        Longest time for one run; its process is then ended, as nothing else stops a run that hangs.
    log
        Folder in which a worker records its present run, and the traceback of a run that hangs;
        if the worker's machine does not have it, the run is found by halving blocks.
    """

    runs: tuple[Run, ...]
    record: RecordConfig
    outcome: OutcomeConfig | None
    seconds: float
    log: Path

    def apart(self, suspect: str | None) -> tuple[Block, Block]:
        """Split the block into the suspect and the rest, or into halves if there is no suspect."""
        if suspect is None:
            alone = self.runs[: len(self.runs) // 2]
        else:
            alone = tuple(run for run in self.runs if run.id == suspect)
        rest = tuple(run for run in self.runs if run not in alone)
        return replace(self, runs=alone), replace(self, runs=rest)


def run_block(block: Block) -> BlockResult:
    """Make the runs of a block; one that raises is recorded, one that hangs ends this process."""
    results = []
    with _crash_log(block) as log:
        for run in block.runs:
            log.seek(0)
            log.truncate()
            log.write(f"{run.id}\n")
            log.flush()
            faulthandler.dump_traceback_later(block.seconds, exit=True, file=log)
            try:
                results.append(try_run(run, block.record, block.outcome))
            finally:
                faulthandler.cancel_dump_traceback_later()
    return block_result(results)


@contextmanager
def _crash_log(block: Block) -> Iterator[TextIO]:
    """Yield the log file that is kept if the process is killed."""
    place = block.log if block.log.is_dir() else Path(tempfile.gettempdir())
    path = place / f"{block.runs[0].id}.{os.getpid()}.log"
    try:
        with path.open("w", encoding="utf-8") as log:
            yield log
    finally:
        path.unlink(missing_ok=True)


def crash_report(block: Block) -> tuple[str | None, str]:
    """Return the run that a dead worker was making, if known, and its traceback if it hung."""
    ids = {run.id for run in block.runs}
    for path in block.log.glob(f"{block.runs[0].id}.*.log"):
        run, _, traceback = path.read_text(encoding="utf-8", errors="replace").partition("\n")
        path.unlink(missing_ok=True)
        if run in ids:
            return run, scrub_paths(traceback) if traceback.startswith(_HUNG) else ""
    return None, ""
