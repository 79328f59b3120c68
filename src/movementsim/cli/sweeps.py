"""Commands that do runs: plan, run, resume, extend, ablate."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from movementsim.cli.options import (
    Commands,
    ConfigArgument,
    ExperimentRequest,
    FolderArgument,
    FreshOption,
    PluginsOption,
    QuietOption,
    ResultsOption,
    SchedulerOption,
    SettingsOption,
    WorkersOption,
    worker_settings,
)
from movementsim.lab.store.layout import RESULTS

if TYPE_CHECKING:
    from movementsim.lab.conduct import Conducted
    from movementsim.lab.config.replicates import Replicates
    from movementsim.lab.store.result_folder import ResultFolder

SOME_FAILED = 1
"""Exit status when some runs failed."""
INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells expect it."""


def run_command(
    config: ConfigArgument,
    results: ResultsOption = RESULTS,
    workers: WorkersOption = None,
    scheduler: SchedulerOption = None,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="3/100",
            help="Run one part of the plan, such as 3/100, as one job of an array; when all "
            "parts are done, the same command without --shard writes the report.",
        ),
    ] = None,
    quiet: QuietOption = False,
    settings: SettingsOption = None,
    plugin: PluginsOption = None,
    fresh: FreshOption = False,
) -> None:
    """Run an experiment and write tables, figures and a report."""
    from movementsim.lab.design.shard import Shard

    part = Shard.from_words(shard) if shard else None
    asked = ExperimentRequest(config, tuple(settings or ()), tuple(plugin or ()))
    experiment = asked.experiment()
    _load(scheduler)
    from movementsim.lab.conduct import conduct
    from movementsim.lab.execution.progress import progress_reporter

    planned = asked.planned(experiment)
    folder = results / planned.experiment.experiment.name
    with_workers = worker_settings(workers, scheduler, asked.plugins, planned)
    with progress_reporter(quiet) as watcher:
        source = asked.source(results, "run")
        conducted = conduct(planned, folder, with_workers, watcher, source, fresh, part)
    _report_sweep(conducted, quiet, shard)


def _load(scheduler: str | None) -> None:
    """Start loading in the workers of this computer while the plan is made."""
    if scheduler is None:
        from movementsim.lab.execution.loading import preload_workers

        preload_workers()


def plan_command(
    config: ConfigArgument,
    workers: WorkersOption = None,
    settings: SettingsOption = None,
    plugin: PluginsOption = None,
) -> None:
    """Print how many runs a config has, and estimate their time and size from a few of them."""
    from movementsim.lab.execution.cores import cores
    from movementsim.lab.execution.forecast import forecast
    from movementsim.lab.execution.trial_run import trial_run

    asked = ExperimentRequest(config, tuple(settings or ()), tuple(plugin or ()))
    planned = asked.planned(asked.experiment())
    trial_run(planned)
    estimate = forecast(planned)
    processes = workers or cores()
    most = f", {estimate.most:,} at most" if estimate.most > estimate.runs else ""
    seconds = estimate.runs * estimate.run_seconds
    print(
        f"{estimate.runs:,} runs{most}: {len(planned.experiment.arm_names)} arms, "
        f"{estimate.cells:,} cells (an arm at a point), "
        f"{_times(planned.experiment.replicates)} replicates of each"
    )
    print(
        f"a run: {estimate.run_seconds:.2g} s and {estimate.bytes / 1e3:.3g} kB "
        f"(mean of {estimate.probes})"
    )
    size = estimate.runs * estimate.bytes / 1e6
    print(
        f"all:   {_duration(seconds / processes)} on {processes} cores, {size:.3g} MB, plus a few "
        "seconds to start workers and draw figures"
    )


def _times(asked: Replicates) -> str:
    """Return the number of replicates, or its range."""
    return str(asked.least) if asked.most == asked.least else f"{asked.least} to {asked.most}"


def _duration(seconds: float) -> str:
    """Return a duration in words."""
    for size, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {name}"
    return f"{seconds:.0f} s"


def ablate_command(
    config: ConfigArgument,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Rule or trait to switch off, such as rules.reaction or Organiser.listening; may "
            "be repeated.",
            show_default="every rule and every trait",
        ),
    ] = None,
    results: ResultsOption = RESULTS,
    workers: WorkersOption = None,
    scheduler: SchedulerOption = None,
    quiet: QuietOption = False,
    settings: SettingsOption = None,
    plugin: PluginsOption = None,
    fresh: FreshOption = False,
) -> None:
    """Switch off each rule and each trait by itself, and rank them by their effect."""
    asked = ExperimentRequest(config, tuple(settings or ()), tuple(plugin or ()))
    experiment = asked.experiment()
    _load(scheduler)
    from movementsim.lab.conduct import conduct
    from movementsim.lab.config.ablation import ablation_experiment
    from movementsim.lab.execution.progress import progress_reporter

    planned = asked.planned(ablation_experiment(experiment, only or ()))
    folder = results / planned.experiment.experiment.name
    with_workers = worker_settings(workers, scheduler, asked.plugins, planned)
    with progress_reporter(quiet) as watcher:
        names = [word for name in only or () for word in ("--only", name)]
        source = asked.source(results, "ablate", *names)
        conducted = conduct(planned, folder, with_workers, watcher, source, fresh)
    _report_sweep(conducted, quiet)


def resume_command(
    folder: FolderArgument,
    workers: WorkersOption = None,
    scheduler: SchedulerOption = None,
    quiet: QuietOption = False,
) -> None:
    """Continue an interrupted sweep, with the config that is stored with its results."""
    from movementsim.lab.store.result_folder import ResultFolder

    _continue(ResultFolder(folder), {}, workers, scheduler, quiet)


def extend_command(
    folder: FolderArgument,
    replicates: Annotated[
        int, typer.Option(min=1, help="Number of replicates of each arm, in all.")
    ],
    workers: WorkersOption = None,
    scheduler: SchedulerOption = None,
    quiet: QuietOption = False,
) -> None:
    """Add replicates to a sweep; runs that are stored already are kept."""
    from movementsim.errors import InputError
    from movementsim.lab.store.result_folder import ResultFolder

    there = ResultFolder(folder)
    asked = there.plan.experiment.replicates
    more = {"number": replicates} if asked.metric is None else {"max": replicates}
    if replicates < asked.most:
        raise InputError(
            f"--replicates {replicates}: {folder} has {asked.most} planned already; give more"
        )
    _continue(there, more, workers, scheduler, quiet)


def _continue(
    folder: ResultFolder,
    replicates: dict[str, int],
    workers: int | None,
    scheduler: str | None,
    quiet: bool,
) -> None:
    _load(scheduler)
    from movementsim.lab.conduct import conduct
    from movementsim.lab.execution.progress import progress_reporter

    planned = folder.planned(replicates)
    asked = planned.experiment.replicates
    source = folder.source.asking(asked) if replicates else folder.source
    with_workers = worker_settings(workers, scheduler, source.plugins, planned)
    with progress_reporter(quiet) as watcher:
        conducted = conduct(planned, folder.path, with_workers, watcher, source)
    _report_sweep(conducted, quiet)


def _report_sweep(conducted: Conducted, quiet: bool, shard: str | None = None) -> None:
    """Print the outcome of a sweep, and exit with its status."""
    swept, planned, folder = conducted.swept, conducted.planned, conducted.folder
    there = swept.done + swept.found
    if swept.interrupted:
        again = f" --shard {shard}" if shard else ""
        print(
            f"Stopped. {there} of {planned} runs are stored in {folder}. To continue, repeat the "
            f"command{again and ' (with' + again + ')'} or use "
            f"`{shlex.join(['movementsim', 'resume', str(folder)])}`.",
            file=sys.stderr,
        )
        raise typer.Exit(INTERRUPTED)
    if swept.failed:
        first = swept.failed[0]
        print(
            f"{len(swept.failed)} of {planned} runs failed, {there} are stored. The first error: "
            f"{first.error}\nAll errors: {folder / 'failures.jsonl'}",
            file=sys.stderr,
        )
    if not quiet:
        again = f", {swept.found} were stored already" if swept.found else ""
        print(f"{swept.done} runs in {swept.seconds:.0f} s{again}.")
        if shard:
            print(f"Shard {shard} is done; the other shards have {planned - there} runs to do.")
        if conducted.report:
            print("Figures: " + "\n         ".join(map(str, conducted.pictures)))
            print(f"Report:  {conducted.report}")
    if swept.failed:
        raise typer.Exit(SOME_FAILED)


SWEEP_COMMANDS: Commands = {
    "plan": plan_command,
    "run": run_command,
    "resume": resume_command,
    "extend": extend_command,
    "ablate": ablate_command,
}
"""The commands of this file, by the name under which they are called."""
