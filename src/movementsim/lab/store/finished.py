"""Results of runs: finished and failed runs, results of blocks, and the summary of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd


@dataclass
class BlockResult:
    """The results of some runs.

    Attributes
    ----------
    tables
        Tables of the finished runs, by name, each with the column `run_id`. `runs`: one row per
        run, the indicators at the end and the tallies of each strategy; `series`: the recorded
        indicators; `retention`: Kaplan-Meier curves; with an outcome also `people`.
    ids
        Ids of the finished runs.
    failed
        The runs that failed.
    seconds
        Total duration of the finished runs.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    failed: list[FailedRun] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def runs(self) -> int:
        """Number of runs that have ended."""
        return len(self.ids) + len(self.failed)


def combine_results(parts: Sequence[BlockResult]) -> BlockResult:
    """Return several results as one."""
    names = dict.fromkeys(name for part in parts for name in part.tables)
    return BlockResult(
        {
            name: pd.concat(
                [part.tables[name] for part in parts if name in part.tables], ignore_index=True
            )
            for name in names
        },
        [run for part in parts for run in part.ids],
        [failed for part in parts for failed in part.failed],
        sum(part.seconds for part in parts),
    )


@dataclass(frozen=True)
class SweepSummary:
    """How running a plan went.

    Attributes
    ----------
    done, found, failed
        Number of runs made now, number of runs that were stored already, and the runs that failed.
    seconds, run_seconds
        Duration of the sweep, and mean duration of one run.
    interrupted
        Whether it was stopped before its end.
    """

    done: int
    found: int
    failed: tuple[FailedRun, ...]
    seconds: float
    run_seconds: float
    interrupted: bool = False


@dataclass(frozen=True)
class FailedRun:
    """A run that raised an error or had to be stopped.

    Attributes
    ----------
    id
        The run's id.
    error
        What went wrong, in one line.
    traceback
        The traceback without local paths; empty if there is none.
    """

    id: str
    error: str
    traceback: str
