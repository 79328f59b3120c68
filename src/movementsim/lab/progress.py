"""Saying how far a sweep has got: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from movementsim.lab.design import Plan
from movementsim.lab.runner import Watcher
from movementsim.lab.store import Store

SECONDS_A_LINE = 10.0


class Silent:
    """Says nothing."""

    def advance(self, runs: int) -> None:
        """Hear it."""


class Lines:
    """Prints a line now and then.

    Parameters
    ----------
    total
        How many runs there are to make.
    """

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self.began = self.told = time.monotonic()

    def advance(self, runs: int) -> None:
        """Count, and print when it is time."""
        self.done += runs
        now = time.monotonic()
        if now - self.told < SECONDS_A_LINE and self.done < self.total:
            return
        self.told = now
        left = (now - self.began) / self.done * (self.total - self.done)
        rest = f", about {left:.0f} s left" if self.done < self.total else ""
        print(f"{self.done} of {self.total} runs{rest}", file=sys.stderr, flush=True)


class Bar:
    """Moves a bar on a terminal."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress = progress
        self.task = progress.add_task("runs", total=total)

    def advance(self, runs: int) -> None:
        """Move it."""
        self.progress.advance(self.task, runs)


@contextmanager
def watching(plan: Plan, results: Path, quiet: bool) -> Iterator[Watcher]:
    """Yield whoever is told how far a sweep has got."""
    console = Console(stderr=True)
    planned = {run.id for run in plan.runs}
    total = len(planned - Store(results / plan.experiment.experiment.name).known())
    if quiet or not total:
        yield Silent()
    elif not console.is_terminal:
        yield Lines(total)
    else:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console) as progress:
            yield Bar(progress, total)
