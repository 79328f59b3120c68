"""Repeating stored runs: a random sample of them, or one of them in full."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from movementsim.errors import InputError
from movementsim.lab.design.plan import Run
from movementsim.lab.execution.simulate import Records, simulate
from movementsim.lab.execution.sweep import ProgressReporter, sweep
from movementsim.lab.execution.workers import WorkerSettings
from movementsim.lab.store.atomic import atomic_write
from movementsim.lab.store.finished import SweepSummary
from movementsim.lab.store.layout import RESULTS, RUN_TABLES, RUNS
from movementsim.lab.store.manifest import MANIFEST
from movementsim.lab.store.overwrite_guard import is_published
from movementsim.lab.store.parquet import write_table
from movementsim.lab.store.result_folder import CRATE, ResultFolder
from movementsim.lab.store.run_differences import RunDifference, run_differences
from movementsim.lab.store.store import Store
from movementsim.plugins.schema import all_indicators
from movementsim.simulation.movement import Movement

_NAMED = 5
"""Ids that an error names."""


@dataclass(frozen=True)
class _Sample:
    """A sample of the runs of a plan."""

    runs: tuple[Run, ...]
    name: str = "sample"

    def select(self, _runs: Sequence[Run]) -> list[Run]:
        """Return the runs of the sample."""
        return list(self.runs)


@dataclass(frozen=True)
class Verified:
    """The outcome of repeating stored runs.

    Attributes
    ----------
    runs, stored
        How many runs were repeated, and how many are stored.
    differences
        What differs between the stored runs and the repeated ones.
    swept
        How the repetition went.
    """

    runs: int
    stored: int
    differences: list[RunDifference]
    swept: SweepSummary


def sample_size(words: str, runs: int) -> int:
    """Return the number of runs that a sample such as `1%` or `20` has.

    Parameters
    ----------
    words
        A share of the runs in per cent, or a number of runs.
    runs
        Number of runs to choose from.

    Returns
    -------
    int
        A number from 1 to `runs`.

    Raises
    ------
    InputError
        When the text is neither a share nor a number, or is above the number of runs.
    """
    text = words.strip()
    try:
        size = float(text[:-1]) / 100 * runs if text.endswith("%") else int(text)
    except ValueError:
        size = 0
    if not 0 < size <= runs:
        raise InputError(
            f"--sample {words}: write a share, such as 1%, or a number of runs up to {runs}"
        )
    return max(1, round(size))


def verify_sample(
    folder: ResultFolder,
    sample: str,
    seed: int,
    settings: WorkerSettings,
    reporter: ProgressReporter,
) -> Verified:
    """Repeat a random sample of the stored runs, and compare them with what is stored.

    Parameters
    ----------
    folder
        The folder of results.
    sample
        A share or a number of runs; see :func:`sample_size`.
    seed
        Seed by which the sample is drawn.
    settings, reporter
        The workers, and the progress reporter.

    Returns
    -------
    Verified
        The numbers of runs, the differences found, and how the repetition went.

    Raises
    ------
    InputError
        When no runs are stored, or the sample is neither a share nor a number.
    """
    plan, known = folder.plan, folder.store.known()
    stored = list({run.id: run for run in plan.runs if run.id in known}.values())
    if not stored:
        raise InputError(f"{folder.path}: no runs are stored; there is nothing to verify")
    size = sample_size(sample, len(stored))
    chosen = random.Random(seed).sample(stored, size)
    ids = {run.id for run in chosen}
    kept = {table: rows[rows["run_id"].isin(ids)] for table, rows in _tables(folder.store).items()}
    with tempfile.TemporaryDirectory(prefix="movementsim-") as place:
        again = Store(Path(place))
        swept = sweep(plan, again, settings, reporter, _Sample(tuple(chosen)))
        found = run_differences(kept, _tables(again))
    return Verified(size, len(stored), found, swept)


def _tables(store: Store) -> dict[str, pd.DataFrame]:
    return {table: rows for table in RUN_TABLES if (rows := store.read(table)) is not None}


def find_run(run_id: str, results: Path) -> tuple[ResultFolder, Run]:
    """Find a stored run by its id.

    Parameters
    ----------
    run_id
        The id, or the beginning of it.
    results
        A folder of results, or a folder that contains such folders.

    Returns
    -------
    tuple[ResultFolder, Run]
        The folder in which the run is stored, and the run.

    Raises
    ------
    InputError
        When no run or more than one matches, or the run belongs to another config than the stored
        one.
    """
    places = [results, *sorted(results.iterdir())] if results.is_dir() else []
    folders = [
        ResultFolder(place)
        for place in places
        if (place / MANIFEST).is_file() and not (place / CRATE).exists()  # a crate is a copy
    ]
    found = [
        (known, folder)
        for folder in folders
        for known in folder.store.known()
        if known.startswith(run_id)
    ]
    if len(found) != 1:
        raise InputError(_not_one(run_id, found, results))
    ((known, folder),) = found
    run = next((run for run in folder.plan.runs if run.id == known), None)
    if run is None:
        raise InputError(
            f"{known}: it is stored in {folder.path}, but belongs to another config than the "
            "present one"
        )
    return folder, run


def _not_one(run_id: str, found: Sequence[tuple[str, ResultFolder]], results: Path) -> str:
    """Return what to say of the beginning of an id that does not match exactly one stored run."""
    ids = sorted({known for known, _ in found})
    if len(ids) == 1:
        folders = ", ".join(str(folder.path) for _, folder in found)
        return f"{run_id} is stored in several folders: {folders}. Choose one with --results FOLDER"
    where = "ids are in runs.csv. To search elsewhere, use --results FOLDER"
    if not ids:
        return f"no stored run matches {run_id} (in {results}); {where}"
    named = ", ".join(ids[:_NAMED])
    return f"{run_id} matches several runs: {named} (in {results}). Give more letters; {where}"


def replay_run(folder: ResultFolder, run: Run) -> tuple[Path, list[RunDifference]]:
    """Repeat a stored run with all indicators, every week, and write them to a table.

    Parameters
    ----------
    folder, run
        The folder in which the run is stored, and the run.

    Returns
    -------
    tuple[Path, list[RunDifference]]
        The path of the table (Parquet; a CSV file lies beside it), and the differences from the
        stored run.
    """
    experiment = folder.plan.experiment
    movement = Movement(run.scenario, record=list(all_indicators()), record_every=1).run()
    series = pd.DataFrame(movement.datacollector.model_vars)
    series.insert(0, "week", range(len(series)))
    # published results stay as they are
    place = RESULTS / folder.path.name if is_published(folder.path) else folder.path
    path = place / "replays" / f"{run.id}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_table(series, path)
    with atomic_write(path.with_suffix(".csv")) as file:
        series.to_csv(file, index=False, float_format="%.10g")
    again = simulate([run], Records(experiment.record, folder.plan.outcome))
    stored = _tables(folder.store)[RUNS]
    kept = {RUNS: stored[stored["run_id"] == run.id]}
    return path, run_differences(kept, again.tables)
