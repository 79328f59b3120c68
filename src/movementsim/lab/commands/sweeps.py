"""Commands that make runs: run, resume, extend."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from movementsim.lab.commands.options import (
    Config,
    Place,
    Plugins,
    Quiet,
    Results,
    Scheduler,
    Settings,
    Workers,
    command_for_reader,
    hands,
)

if TYPE_CHECKING:
    from movementsim.lab.conduct import Conducted
    from movementsim.lab.folder import Folder

SOME_FAILED = 1
INTERRUPTED = 130


def add_to(app: typer.Typer) -> None:
    """Give the command line these commands."""
    for command in (run, resume, extend):
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
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Repeat runs that are there already.")
    ] = False,
) -> None:
    """Run an experiment and write tables, figures and a report."""
    from movementsim.discovery import admit
    from movementsim.lab.conduct import conduct
    from movementsim.lab.design import plan
    from movementsim.lab.experiment import Experiment
    from movementsim.lab.manifest import Source
    from movementsim.lab.progress import watching
    from movementsim.lab.shard import Shard

    files = tuple(plugin or ())
    for file in files:
        admit(file)
    part = Shard.from_words(shard) if shard else None
    planned = plan(Experiment.from_toml(config, settings), config.parent, str(config))
    asked = planned.experiment
    command = command_for_reader(config, results, settings or [], list(files))
    with watching(quiet) as watcher:
        conducted = conduct(
            planned,
            results / asked.experiment.name,
            hands(workers, scheduler, files, asked.limits.worker_memory),
            watcher,
            Source(command, config.parent, files),
            fresh,
            part,
        )
    tell(conducted, quiet, shard)


def resume(
    folder: Results, workers: Workers = None, scheduler: Scheduler = None, quiet: Quiet = False
) -> None:
    """Go on with a sweep that was cut short, from the config that is kept with its results."""
    from movementsim.lab.folder import Folder

    _go_on(Folder(folder), {}, workers, scheduler, quiet)


def extend(
    folder: Results,
    replicates: Annotated[int, typer.Option(min=1, help="How many each arm is to have now.")],
    workers: Workers = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
) -> None:
    """Add replicates to a sweep; all runs that are there count."""
    from movementsim.errors import InputError
    from movementsim.lab.folder import Folder

    there = Folder(folder)
    asked = there.plan.experiment.replicates
    more = {"number": replicates} if asked.metric is None else {"max": replicates}
    if replicates < asked.most:
        raise InputError(
            f"--replicates {replicates}: {folder} has {asked.most} planned already; give more"
        )
    _go_on(there, more, workers, scheduler, quiet)


def _go_on(
    folder: Folder,
    replicates: dict[str, int],
    workers: int | None,
    scheduler: str | None,
    quiet: bool,
) -> None:
    from movementsim.lab.conduct import conduct
    from movementsim.lab.progress import watching

    plan, source = folder.planned(replicates), folder.source
    memory = plan.experiment.limits.worker_memory
    with watching(quiet) as watcher:
        conducted = conduct(
            plan,
            folder.path,
            hands(workers, scheduler, source.plugins, memory),
            watcher,
            source,
        )
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
