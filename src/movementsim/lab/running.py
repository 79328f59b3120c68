"""Running an experiment from Python."""

from __future__ import annotations

import shlex
import warnings
from collections.abc import Sequence
from pathlib import Path

from movementsim.errors import InputError
from movementsim.lab.conduct import Conducted, conduct
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.planning import make_plan
from movementsim.lab.execution.cores import cores
from movementsim.lab.execution.progress import progress_reporter
from movementsim.lab.execution.workers import WorkerSettings
from movementsim.lab.result import Result
from movementsim.lab.store.layout import RESULTS
from movementsim.lab.store.manifest import RESUME, Provenance
from movementsim.lab.store.paths import relative_path
from movementsim.plugins.discovery import load_plugin


def run(
    experiment: Experiment,
    results: str | Path = RESULTS,
    workers: int | None = None,
    scheduler: str | None = None,
    quiet: bool = False,
    fresh: bool = False,
    plugins: Sequence[str | Path] = (),
) -> Result:
    """Run an experiment, and return its tables and figures.

    Parameters
    ----------
    experiment
        The experiment; files that it names are looked for in its own `folder`.
    results
        The folder that holds the experiment's folder of results; stored runs are not repeated.
    workers
        Number of processes; all cores if None.
    scheduler
        Address of a Dask scheduler, whose workers make the runs.
    quiet, fresh
        Whether to report no progress; whether to repeat stored runs.
    plugins
        Files with strategies, rules or indicators of your own, as `--plugin` takes them.

    Returns
    -------
    Result
        The results; runs that failed are missing from them.

    Raises
    ------
    InputError
        When the experiment cannot be run, before anything is written; when results cannot be
        written; when no run has finished.
    KeyboardInterrupt
        When the sweep was stopped; the same call continues it.

    Warns
    -----
    UserWarning
        When runs failed, and are missing from all that is returned.

    Examples
    --------
    >>> from movementsim.lab import Experiment, run
    >>> result = run(Experiment.from_toml("experiments/quickstart.toml"))  # doctest: +SKIP
    """
    # long because every argument, result, error and warning is documented
    files = _loaded(plugins)
    planned = make_plan(experiment, experiment.folder, experiment.experiment.name)
    settings = WorkerSettings(workers or cores(), experiment.limits.worker_memory, scheduler, files)
    place = Path(results) / experiment.experiment.name
    source = Provenance(f"{RESUME} {shlex.quote(relative_path(place))}", experiment.folder, files)
    with progress_reporter(quiet) as reporter:
        done = conduct(planned, place, settings, reporter, source, fresh)
    _all_there(done)
    return Result(done.folder, planned)


def _loaded(plugins: Sequence[str | Path]) -> tuple[Path, ...]:
    files = tuple(map(Path, plugins))
    for file in files:
        load_plugin(file)
    return files


def _all_there(done: Conducted) -> None:
    swept = done.swept
    if swept.interrupted:
        raise KeyboardInterrupt(f"stopped; the same call continues from the runs in {done.folder}")
    if done.report is None:
        raise InputError(
            f"no run has finished; the first one failed with: {swept.failed[0].error}"
            if swept.failed
            else "no run has finished"
        )
    if swept.failed:
        warnings.warn(
            f"{len(swept.failed)} of {done.planned} runs failed and are missing from the result: "
            f"{done.folder / 'failures.jsonl'} has the errors",
            stacklevel=4,
        )
