"""Conducting an experiment: check the plan, try it briefly, make the runs, write the report."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from movementsim.errors import InputError
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.design.plan import Plan
from movementsim.lab.design.precision import missing_runs
from movementsim.lab.design.shard import Shard
from movementsim.lab.execution.sweep import ProgressReporter, sweep
from movementsim.lab.execution.trial_run import trial_run
from movementsim.lab.execution.workers import WorkerSettings, dask_client
from movementsim.lab.report.outcome_section import outcome_sections
from movementsim.lab.report.report import build_report
from movementsim.lab.report.section import ReportFigure
from movementsim.lab.store import manifest
from movementsim.lab.store.atomic import atomic_write
from movementsim.lab.store.finished import SweepSummary
from movementsim.lab.store.layout import RUNS
from movementsim.lab.store.lock import locked_folder
from movementsim.lab.store.manifest import MADE_BY, MANIFEST, Provenance, makers
from movementsim.lab.store.overwrite_guard import refuse_other_experiment, refuse_published
from movementsim.lab.store.parquet import write_table
from movementsim.lab.store.result_folder import ResultFolder
from movementsim.lab.store.store import Store, run_labels

_BYTES_PER_NUMBER = 10
_PLAN = "plan.parquet"


@dataclass(frozen=True)
class Conducted:
    """The outcome of conducting an experiment.

    Attributes
    ----------
    swept
        How the runs went.
    folder
        The folder of results.
    planned
        How many runs there should be.
    report, pictures
        Paths of the report and of its figures; none if no report was written.
    """

    swept: SweepSummary
    folder: Path
    planned: int
    report: Path | None = None
    pictures: tuple[Path, ...] = ()


def conduct(
    plan: Plan,
    folder: Path,
    settings: WorkerSettings,
    reporter: ProgressReporter,
    source: Provenance,
    fresh: bool = False,
    shard: Shard | None = None,
) -> Conducted:
    """Run an experiment and write its results.

    Parameters
    ----------
    plan
        What to run.
    folder
        The folder of results.
    settings, reporter
        The workers, and what reports progress.
    source
        Where the experiment comes from, and how to run it again, for the reader.
    fresh
        Whether to repeat stored runs, and to overwrite the results of another experiment.
    shard
        Which part to run, if not all; running the whole plan later writes the report.

    Returns
    -------
    Conducted
        How the runs went, with the paths of the report and its figures. No report is written if the
        sweep was interrupted, if only a shard was run, or if no run is stored.

    Raises
    ------
    InputError
        When something cannot be run, before anything is written; when results cannot be written,
        for instance because the disk is full.
    """
    _check(plan, folder, settings, fresh, shard)
    store = Store(folder)
    store.open(_size(plan))
    with locked_folder(folder, shard):
        _prepare(plan, store, source, reporter, fresh, shard)
        swept = sweep(plan, store, settings, reporter, shard)
        known = store.known()
        planned = _runs_planned(plan, store)
        if swept.interrupted or shard or not known:
            return Conducted(swept, folder, planned)
        return write_report(plan, store, swept, settings, source, planned)


def _check(
    plan: Plan, folder: Path, settings: WorkerSettings, fresh: bool, shard: Shard | None
) -> None:
    """Refuse, before anything is written, what cannot be run here."""
    if shard and plan.experiment.replicates.metric:
        raise InputError(
            "--shard needs [replicates] number: where precision decides, a shard would have to "
            "know the runs of the others"
        )
    refuse_published(folder)
    if not fresh:
        refuse_other_experiment(folder, plan)
    trial_run(plan)
    if settings.scheduler:
        with dask_client(settings):
            pass  # if no scheduler answers, nothing is written


def _prepare(
    plan: Plan,
    store: Store,
    source: Provenance,
    reporter: ProgressReporter,
    fresh: bool,
    shard: Shard | None,
) -> None:
    """Record what is going to be run, so that it can be resumed."""
    if fresh:
        store.forget()
    for file in [] if shard else store.mend():
        reporter.say(f"{file} could not be read and was moved aside; its runs are repeated.")
    try:
        write_table(run_labels(plan), store.folder / _PLAN)
        path = store.folder / MANIFEST
        begun = manifest.manifest_at_start(plan, source, store.folder)
        before = _read(path)
        same = before.get("config_sha256") == begun["config_sha256"]
        if "digest" not in before or not same:  # a finished one stays until there are new runs
            begun |= {"times": before["times"]} if "times" in before else {}
            anew = bool({run.id for run in plan.runs} - store.known())
            begun[MADE_BY] = makers([] if fresh else before.get(MADE_BY, []), begun, anew)
            _write(path, manifest.manifest_json(begun))
    except OSError as error:
        raise InputError(f"{store.folder}: results cannot be written here: {error}") from error


def write_report(
    plan: Plan,
    store: Store,
    swept: SweepSummary,
    settings: WorkerSettings,
    source: Provenance,
    planned: int,
) -> Conducted:
    """Combine the runs in tables and write the report, its figures and the manifest.

    Parameters
    ----------
    plan, store, swept
        The plan, the store of its runs, and how the sweep went.
    settings, source
        The workers, and where the experiment comes from; see :func:`conduct`.
    planned
        How many runs there should be.

    Returns
    -------
    Conducted
        The outcome of the experiment, with the paths of the report and of its figures.

    Raises
    ------
    InputError
        When a table or the report cannot be written, for instance because the disk is full.
    """
    tables = store.close(plan)
    more = outcome_sections(plan, tables)
    text, pictures = build_report(plan, tables, swept, source.command, more)
    summary = Estimates(plan, tables[RUNS]).summary()
    about = _manifest(plan, store, tables[RUNS], swept, settings, source, planned)
    try:
        write_figures(pictures, store.folder)
        with atomic_write(store.folder / "summary.csv") as path:
            summary.to_csv(path, index=False, float_format="%.6g")
        _write(store.folder / "report.md", text)
        _write(store.folder / MANIFEST, manifest.manifest_json(about))
    except OSError as error:
        raise InputError(
            f"{store.folder}: the report cannot be written: {error}; all runs are stored; free "
            "some space and repeat the command"
        ) from error
    shown = tuple(store.folder / f"{picture.name}.png" for picture in pictures)
    return Conducted(swept, store.folder, planned, store.folder / "report.md", shown)


def _manifest(
    plan: Plan,
    store: Store,
    runs: pd.DataFrame,
    swept: SweepSummary,
    settings: WorkerSettings,
    source: Provenance,
    planned: int,
) -> dict[str, Any]:
    """Return the manifest of finished results, with all that had a part in making them."""
    before = _read(store.folder / MANIFEST)
    about = manifest.manifest_at_start(plan, source, store.folder)
    about[MADE_BY] = makers(before.get(MADE_BY, []), about, anew=swept.done > 0)
    workers = "a cluster" if settings.scheduler else settings.workers
    return about | manifest.manifest_at_end(runs, swept, planned, workers, before)


def write_figures(pictures: Sequence[ReportFigure], folder: Path) -> None:
    """Write the figures of a report, each file atomically.

    Parameters
    ----------
    pictures
        The figures.
    folder
        The folder to write to; it must exist.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix=".pictures-") as beside:
        for picture in pictures:
            picture.save(Path(beside))
        for file in Path(beside).iterdir():
            file.replace(folder / file.name)


def rewrite_report(
    plan: Plan, folder: ResultFolder, others: Sequence[ResultFolder] = ()
) -> Conducted:
    """Write the tables, figures and report of stored results; nothing is run.

    Parameters
    ----------
    plan
        The plan to report on; its number of replicates may differ from that of the stored config.
    folder
        The folder of results; the caller holds its lock.
    others
        Folders that were merged into it, whose makers are added to the manifest.

    Returns
    -------
    Conducted
        The outcome; it has no report while runs are missing.
    """
    asked, source = plan.experiment.replicates, folder.source
    if asked != folder.plan.experiment.replicates:
        source = source.asking(asked)
    made_by = list(folder.manifest.get(MADE_BY, []))
    for other in others:
        made_by += [who for who in other.manifest.get(MADE_BY, []) if who not in made_by]
    if others:
        _write(folder.path / MANIFEST, manifest.manifest_json(folder.manifest | {MADE_BY: made_by}))
    store = folder.store
    found = len({run.id for run in plan.runs} & store.known())
    planned = _runs_planned(plan, store)
    swept = SweepSummary(done=0, found=found, failed=(), seconds=0.0, run_seconds=0.0)
    workers = folder.manifest.get("times", {}).get("workers", 0)
    if found < planned:
        write_table(run_labels(plan), folder.path / _PLAN)
        store.close(plan)
        begun = manifest.manifest_at_start(plan, source, folder.path)
        begun[MADE_BY] = made_by
        _write(folder.path / MANIFEST, manifest.manifest_json(begun))
        return Conducted(swept, folder.path, planned)
    return write_report(plan, store, swept, WorkerSettings(workers), source, planned)


def report_figures(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> list[ReportFigure]:
    """Return the figures of a report, without writing anything.

    Parameters
    ----------
    plan
        The plan of the sweep.
    tables
        Its tables by name: `runs`, `series`, `retention`, and `people` if the config has an
        outcome.

    Returns
    -------
    list[ReportFigure]
        The figures, in the order of the report.
    """
    nothing = SweepSummary(done=0, found=0, failed=(), seconds=0.0, run_seconds=0.0)
    return build_report(plan, tables, nothing, "", outcome_sections(plan, tables))[1]


def _write(path: Path, text: str) -> None:
    with atomic_write(path) as file:
        file.write_text(text, encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    """Return a manifest, empty if there is none or it is damaged."""
    with suppress(OSError, ValueError):
        stored = json.loads(path.read_text(encoding="utf-8"))
        return stored if isinstance(stored, dict) else {}
    return {}


def _runs_planned(plan: Plan, store: Store) -> int:
    """Return the number of runs that are stored or still to be made."""
    stored = {run.id for run in plan.runs} & store.known()
    return len(stored) + len(missing_runs(plan, store.read(RUNS)))


def _size(plan: Plan) -> int:
    """Estimate the bytes that results need while both blocks and whole tables exist."""
    record = plan.experiment.record
    weeks = plan.experiment.experiment.weeks // record.every + 1
    return len(plan.runs) * _BYTES_PER_NUMBER * (200 + weeks * (1 + len(record.metrics)))
