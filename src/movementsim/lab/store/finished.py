"""What runs leave behind: finished and failed runs, blocks of them, a summary of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd


@dataclass
class BlockResult:
    """What came of some runs: tables of those that finished, and those that raised."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    failed: list[FailedRun] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def runs(self) -> int:
        """How many runs are over."""
        return len(self.ids) + len(self.failed)


def combine_results(parts: Sequence[BlockResult]) -> BlockResult:
    """Return several results as one."""
    names = dict.fromkeys(name for part in parts for name in part.tables)
    return BlockResult(
        {
            name: pd.concat([part.tables[name] for part in parts if name in part.tables])
            for name in names
        },
        [run for part in parts for run in part.ids],
        [failed for part in parts for failed in part.failed],
        sum(part.seconds for part in parts),
    )


def block_result(runs: Sequence[FinishedRun | FailedRun]) -> BlockResult:
    """Return finished and failed runs as one result."""
    finished = [run for run in runs if isinstance(run, FinishedRun)]
    names = dict.fromkeys(name for run in finished for name in run.tables)
    return BlockResult(
        {
            name: pd.concat([run.tables[name] for run in finished], ignore_index=True)
            for name in names
        },
        [run.id for run in finished],
        [run for run in runs if isinstance(run, FailedRun)],
        sum(run.seconds for run in finished),
    )


@dataclass(frozen=True)
class SweepSummary:
    """How running a plan went.

    Attributes
    ----------
    done, found, failed
        Runs made now, runs that were there already, and runs that raised or had to be ended.
    seconds, run_seconds
        How long all took, and the mean of a run.
    interrupted
        Whether somebody stopped it.
    """

    done: int
    found: int
    failed: tuple[FailedRun, ...]
    seconds: float
    run_seconds: float
    interrupted: bool = False


@dataclass(frozen=True)
class FinishedRun:
    """What is kept of a run.

    Attributes
    ----------
    id
        The run's id.
    tables
        `runs`: one row, the indicators at the end and the tallies of each strategy; `series`: the
        recorded indicators; `retention`: how many stayed so many weeks; with an outcome also
        `people`: one row a person.
    seconds
        How long it took.
    """

    id: str
    tables: dict[str, pd.DataFrame]
    seconds: float


@dataclass(frozen=True)
class FailedRun:
    """A run that raised."""

    id: str
    error: str
    traceback: str
