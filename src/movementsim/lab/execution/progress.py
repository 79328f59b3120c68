"""Progress of a sweep: a bar on a terminal, a line every ten seconds elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from movementsim.lab.execution.sweep import ProgressReporter

SECONDS_A_LINE = 10.0


class SilentReporter:
    """Reports nothing but warnings."""

    def start(self, runs: int) -> None:
        """Ignore how many runs there are to make."""

    def advance(self, runs: int) -> None:
        """Ignore how many runs have ended."""

    def show(self, runs: float) -> None:
        """Ignore how far the others have got."""

    def say(self, words: str) -> None:
        """Print a line."""
        print(words, file=sys.stderr, flush=True)


class LineReporter(SilentReporter):
    """Prints a line every ten seconds."""

    def __init__(self) -> None:
        self.total = self.done = 0
        self.under_way = 0.0
        self.printed = time.monotonic()
        self.first: tuple[float, float] | None = None
        """Amount and time of the first work that was done; the rate is counted from there."""

    def start(self, runs: int) -> None:
        """Count the runs to make."""
        self.total += runs

    def advance(self, runs: int) -> None:
        """Count the runs that have ended, and print a line every ten seconds."""
        self.done += runs
        self.under_way = max(self.under_way - runs, 0.0)
        self._print()

    def show(self, runs: float) -> None:
        """Take note of the work that is done in other runs, and print a line every ten seconds."""
        self.under_way = runs
        self._print()

    def _print(self) -> None:
        now = time.monotonic()
        if self.first is None and self.done + self.under_way:
            self.first = self.done + self.under_way, now
        if now - self.printed < SECONDS_A_LINE and self.done < self.total:
            return
        self.printed = now
        self.say(f"{int(self.done + self.under_way)} of {self.total} runs{self._rest(now)}")

    def _rest(self, now: float) -> str:
        """Return the rate and the time left, once there are runs to estimate them from."""
        done = self.done + self.under_way
        if self.first is None or self.done >= self.total or done <= self.first[0]:
            return ""
        runs, began = self.first
        rate = (done - runs) / max(now - began, 1e-9)
        left = (self.total - done) / rate
        return f", {rate:.2g} a second, about {left:.0f} s left"


class BarReporter(SilentReporter):
    """Moves a bar on a terminal."""

    def __init__(self, progress: Progress) -> None:
        self.progress, self.done = progress, 0
        self.task = progress.add_task("runs", total=0, visible=False)

    def start(self, runs: int) -> None:
        """Make the bar longer."""
        total = (self.progress.tasks[self.task].total or 0) + runs
        self.progress.update(self.task, total=total, visible=total > 0)

    def advance(self, runs: int) -> None:
        """Move the bar by runs that have ended."""
        self.done += runs
        self.progress.update(self.task, completed=self.done)

    def show(self, runs: float) -> None:
        """Move the bar by what is done of the others."""
        self.progress.update(self.task, completed=self.done + runs)

    def say(self, words: str) -> None:
        """Print a line above the bar."""
        self.progress.console.print(words, markup=False, highlight=False)


class _RateColumn(TextColumn):
    """The number of runs per second."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: object) -> Text:
        """Return the column's text."""
        speed = getattr(task, "speed", None)
        return Text(f"{speed:.2g} a second" if speed else "")


@contextmanager
def progress_reporter(quiet: bool) -> Iterator[ProgressReporter]:
    """Yield the progress reporter: a bar on a terminal, lines elsewhere, nothing if quiet."""
    console = Console(stderr=True)
    if quiet:
        yield SilentReporter()
    elif not console.is_terminal:
        yield LineReporter()
    else:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _RateColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console) as progress:
            yield BarReporter(progress)
