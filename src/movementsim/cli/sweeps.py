"""Commands that make runs: run, resume, extend."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from movementsim.cli.options import (
    Asked,
    Config,
    Fresh,
    Place,
    Plugins,
    Quiet,
    Results,
    Scheduler,
    Settings,
    Workers,
    hands,
)

if TYPE_CHECKING:
    from movementsim.lab.conduct import Conducted
    from movementsim.lab.config.replicates import Replicates
    from movementsim.lab.store.result_folder import ResultFolder

SOME_FAILED = 1
INTERRUPTED = 130


def add_to(app: typer.Typer) -> None:
    """Give the command line these commands."""
    for command in (plan, run, resume, extend, ablate):
        app.command()(command)


def run(
    config: Config,
    results: Place = Path("results"),
    workers: Workers = None,
    scheduler: Scheduler = None,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="3/100",
            help="Run only the third of a hundred parts, as one job of an array; when all are "
            "done, the same command without --shard writes the report.",
        ),
    ] = None,
    quiet: Quiet = False,
    settings: Settings = None,
    plugin: Plugins = None,
    fresh: Fresh = False,
) -> None:
    """Run an experiment and write tables, figures and a report."""
    from movementsim.lab.design.shard import Shard

    part = Shard.from_words(shard) if shard else None
    asked = Asked(config, tuple(settings or ()), tuple(plugin or ()))
    experiment = asked.experiment()
    _load(scheduler)
    from movementsim.lab.conduct import conduct
    from movementsim.lab.execution.progress import progress_reporter

    planned = asked.planned(experiment)
    folder = results / planned.experiment.experiment.name
    crew = hands(workers, scheduler, asked.plugins, planned.experiment.limits.worker_memory)
    with progress_reporter(quiet) as watcher:
        source = asked.source(results, "run")
        conducted = conduct(planned, folder, crew, watcher, source, fresh, part)
    tell(conducted, quiet, shard)


def _load(scheduler: str | None) -> None:
    """Let workers load while their work is made ready; those of a cluster have loaded."""
    if scheduler is None:
        from movementsim.lab.execution.loading import preload_workers

        preload_workers()


def plan(
    config: Config,
    workers: Workers = None,
    settings: Settings = None,
    plugin: Plugins = None,
) -> None:
    """Say how many runs a config has, and how long and how large they get, from a few of them."""
    from movementsim.lab.execution.cores import cores
    from movementsim.lab.execution.forecast import forecast
    from movementsim.lab.execution.trial_run import trial_run

    asked = Asked(config, tuple(settings or ()), tuple(plugin or ()))
    planned = asked.planned(asked.experiment())
    trial_run(planned)
    told = forecast(planned)
    crew = workers or cores()
    most = f", {told.most:,} at the most" if told.most > told.runs else ""
    seconds = told.runs * told.run_seconds
    print(
        f"{told.runs:,} runs{most}: {len(planned.experiment.arm_names)} arms, {told.cells:,} cells "
        f"(an arm at a point), {_times(planned.experiment.replicates)} replicates of each"
    )
    print(f"a run: {told.run_seconds:.2g} s and {told.bytes / 1e3:.3g} kB (mean of {told.probes})")
    size = told.runs * told.bytes / 1e6
    print(
        f"all:   {_lasting(seconds / crew)} on {crew} cores, {size:.3g} MB; and "
        "some seconds to start the workers and to draw"
    )


def _times(asked: Replicates) -> str:
    return str(asked.least) if asked.most == asked.least else f"{asked.least} to {asked.most}"


def _lasting(seconds: float) -> str:
    for size, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {name}"
    return f"{seconds:.0f} s"


def ablate(
    config: Config,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="What to switch off, such as rules.reaction or Organiser.listening; may be given "
            "again.",
            show_default="every rule and every trait",
        ),
    ] = None,
    results: Place = Path("results"),
    workers: Workers = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    settings: Settings = None,
    plugin: Plugins = None,
    fresh: Fresh = False,
) -> None:
    """Switch off each rule and each trait by itself, and rank what carries the answer."""
    asked = Asked(config, tuple(settings or ()), tuple(plugin or ()))
    experiment = asked.experiment()
    _load(scheduler)
    from movementsim.lab.conduct import conduct
    from movementsim.lab.config.ablation import ablation_experiment
    from movementsim.lab.execution.progress import progress_reporter

    planned = asked.planned(ablation_experiment(experiment, only or ()))
    folder = results / planned.experiment.experiment.name
    crew = hands(workers, scheduler, asked.plugins, planned.experiment.limits.worker_memory)
    with progress_reporter(quiet) as watcher:
        names = [word for name in only or () for word in ("--only", name)]
        source = asked.source(results, "ablate", *names)
        conducted = conduct(planned, folder, crew, watcher, source, fresh)
    tell(conducted, quiet)


def resume(
    folder: Results, workers: Workers = None, scheduler: Scheduler = None, quiet: Quiet = False
) -> None:
    """Go on with a sweep that was cut short, from the config that is kept with its results."""
    from movementsim.lab.store.result_folder import ResultFolder

    _go_on(ResultFolder(folder), {}, workers, scheduler, quiet)


def extend(
    folder: Results,
    replicates: Annotated[int, typer.Option(min=1, help="How many each arm is to have now.")],
    workers: Workers = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
) -> None:
    """Add replicates to a sweep; all runs that are there count."""
    from movementsim.errors import InputError
    from movementsim.lab.store.result_folder import ResultFolder

    there = ResultFolder(folder)
    asked = there.plan.experiment.replicates
    more = {"number": replicates} if asked.metric is None else {"max": replicates}
    if replicates < asked.most:
        raise InputError(
            f"--replicates {replicates}: {folder} has {asked.most} planned already; give more"
        )
    _go_on(there, more, workers, scheduler, quiet)


def _go_on(
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
    crew = hands(workers, scheduler, source.plugins, planned.experiment.limits.worker_memory)
    with progress_reporter(quiet) as watcher:
        conducted = conduct(planned, folder.path, crew, watcher, source)
    tell(conducted, quiet)


def tell(conducted: Conducted, quiet: bool, shard: str | None = None) -> None:
    """Say how it went, and exit with a status that says it too."""
    swept, planned, folder = conducted.swept, conducted.planned, conducted.folder
    there = swept.done + swept.found
    if swept.interrupted:
        again = f" --shard {shard}" if shard else ""
        print(
            f"Stopped. {there} of {planned} runs are kept in {folder}; the same command goes on "
            f"from them{again and ' (with' + again + ')'}, and so does "
            f"`{shlex.join(['movementsim', 'resume', str(folder)])}`.",
            file=sys.stderr,
        )
        raise typer.Exit(INTERRUPTED)
    if swept.failed:
        first = swept.failed[0]
        print(
            f"{len(swept.failed)} of {planned} runs failed, {there} are there. The first one "
            f"said: {first.error}\nAll of them: {folder / 'failures.jsonl'}",
            file=sys.stderr,
        )
    if not quiet:
        again = f", {swept.found} were there already" if swept.found else ""
        print(f"{swept.done} runs in {swept.seconds:.0f} s{again}.")
        if shard:
            print(f"Shard {shard} is done; {planned - there} runs are left to other shards.")
        if conducted.report:
            print("Pictures: " + "\n          ".join(map(str, conducted.pictures)))
            print(f"Report:   {conducted.report}")
    if swept.failed:
        raise typer.Exit(SOME_FAILED)
