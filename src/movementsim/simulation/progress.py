"""A progress bar for a run that somebody watches; only `Movement.run(progress=True)` loads it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def weeks_with_bar(weeks: int) -> Iterator[int]:
    """Count weeks from 0 while a bar in the terminal shows the time left."""
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )
    with bar:
        yield from bar.track(range(weeks), total=weeks, description="weeks")
