"""An experiment from its config to its report: check, rehearse, run, tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from movementsim.lab import report
from movementsim.lab.design import Plan
from movementsim.lab.manifest import manifest
from movementsim.lab.outcome import Outcome, Score, Truth
from movementsim.lab.runner import Sweep, Watcher, rehearse, sweep
from movementsim.lab.store import RUNS, Store, whole
from movementsim.lab.summary import Answers

BYTES_A_NUMBER = 10
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Conducted:
    """What came of it: how the runs went, and the files that a reader opens."""

    swept: Sweep
    folder: Path
    report: Path | None = None
    pictures: tuple[Path, ...] = ()


def conduct(
    plan: Plan,
    results: Path,
    workers: int,
    watcher: Watcher,
    command: str,
    plugins: Sequence[Path] = (),
    fresh: bool = False,
) -> Conducted:
    """Run an experiment and write its results.

    Parameters
    ----------
    plan
        What to run.
    results
        The folder in which the experiment gets a folder of its name.
    workers, watcher, plugins
        See :func:`movementsim.lab.runner.sweep`.
    command
        How to run it again, for the reader.
    fresh
        Whether to repeat runs that are there.

    Raises
    ------
    InputError
        Before anything is written, when something cannot be run; later, when the disk is full.
    """
    rehearse(plan)
    store = Store(results / plan.experiment.experiment.name)
    store.open(_size(plan))
    if fresh:
        store.forget()
    swept = sweep(plan, store, workers, watcher, plugins)
    if swept.interrupted or not store.known():
        return Conducted(swept, store.folder)
    tables = store.close(plan)
    more = _against_truth(plan, tables)
    text, pictures = report.write(plan, tables, swept, command, more)
    for picture in pictures:
        picture.save(store.folder)
    summary = Answers(plan, tables[RUNS]).table()
    with whole(store.folder / "summary.csv") as path:
        summary.to_csv(path, index=False, float_format="%.6g")
    for name, words in (
        ("report.md", text),
        (MANIFEST, manifest(plan, tables[RUNS], swept, workers, command, store.folder / MANIFEST)),
    ):
        with whole(store.folder / name) as path:
            path.write_text(words, encoding="utf-8")
    shown = tuple(store.folder / f"{picture.name}.png" for picture in pictures)
    return Conducted(swept, store.folder, store.folder / "report.md", shown)


def _size(plan: Plan) -> int:
    """Return about how many bytes the results will take, while blocks and tables are both there."""
    record = plan.experiment.record
    weeks = plan.experiment.experiment.weeks // record.every + 1
    return len(plan.runs) * BYTES_A_NUMBER * (200 + weeks * (1 + len(record.metrics)))


def _against_truth(plan: Plan, tables: dict[str, pd.DataFrame]) -> list[report.Section]:
    """Return the section that holds the runs against what happened, if the config says what did."""
    outcome = plan.outcome
    if outcome is None:
        return []
    truth = outcome.check(plan.cells[0].scenario)
    people = dict(list(tables["people"].groupby("run_id", sort=False)))
    scores: dict[str, Any] = {}
    for cell in plan.cells:
        runs = [
            {name: people[run.id][name].to_numpy() for name in people[run.id]}
            for run in plan.runs
            if run.cell is cell and run.id in people
        ]
        scores[cell.title] = outcome.score(runs, truth)
    first = next(iter(scores.values()))
    picture = Split(outcome, first, truth)
    return [report.Section(outcome.report(scores, truth), (picture,))]


@dataclass(frozen=True)
class Split:
    """The picture of who left and who stayed, in the report's terms."""

    outcome: Outcome
    score: Score
    truth: Truth
    name: str = "outcome"
    caption: str = (
        "Who left (orange) and who stayed (navy): what happened, and how sure the runs were of "
        "it. A square is a leader, a ring somebody told wrong, white an unknown fate."
    )

    def save(self, folder: Path) -> None:
        """Write it as PNG and SVG."""
        self.outcome.figure(folder / self.name, self.score, self.truth)
