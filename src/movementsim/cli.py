"""The command line: run experiments; list the week, the rules, the strategies, the indicators."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from movementsim.app import commands
from movementsim.errors import InputError

if TYPE_CHECKING:
    from movementsim.lab.conduct import Conducted

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Simulate how members, branches and power shape the life of social movements.",
)

USED_WRONGLY = 2
SOME_FAILED = 1
INTERRUPTED = 130

Plugins = Annotated[
    list[Path] | None,
    typer.Option(
        "--plugin",
        metavar="FILE.py",
        help="A file with strategies or rules of your own; may be given again.",
    ),
]


def main() -> None:
    """Run the command line; what the user did wrong is one clear message and exit status 2."""
    try:
        app()
    except InputError as error:
        print(f"movementsim: {error}", file=sys.stderr)
        sys.exit(USED_WRONGLY)
    except BrokenPipeError:  # whoever reads has seen enough, as in `movementsim rules | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _version(wanted: bool) -> None:
    if wanted:
        from movementsim import MODEL_VERSION, __version__

        print(f"movementsim {__version__}, model {MODEL_VERSION}")
        raise typer.Exit


@app.callback()
def _start(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    pass


@app.command()
def run(
    config: Annotated[Path, typer.Argument(help="The experiment, a TOML file.")],
    results: Annotated[
        Path, typer.Option(help="Where the experiment's folder of results goes.")
    ] = Path("results"),
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes at once.", show_default="all cores")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but errors.")] = False,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="Set a value of the config, such as replicates.number=10; may be given again.",
        ),
    ] = None,
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
    from movementsim.lab.progress import watching

    for file in plugin or ():
        admit(file)
    planned = plan(Experiment.from_toml(config, settings), config.parent, str(config))
    workers = workers or _cores()
    command = _command(config, results, settings or [], plugin or [])
    with watching(planned, results, quiet) as watcher:
        conducted = conduct(planned, results, workers, watcher, command, plugin or [], fresh)
    _tell(conducted, len({one.id for one in planned.runs}), quiet)


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _command(config: Path, results: Path, settings: list[str], plugins: list[Path]) -> str:
    """Return the command for the reader of the results, without places of this machine."""
    words = ["movementsim", "run", _placeless(config)]
    if results != Path("results"):
        words += ["--results", _placeless(results)]
    for setting in settings:
        words += ["--set", setting]
    for plugin in plugins:
        words += ["--plugin", _placeless(plugin)]
    return shlex.join(words)


def _placeless(path: Path) -> str:
    if not path.is_absolute():
        return path.as_posix()
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.name


def _tell(conducted: Conducted, planned: int, quiet: bool) -> None:
    swept = conducted.swept
    there = swept.done + swept.found
    if swept.interrupted:
        print(
            f"Stopped. {there} of {planned} runs are kept in {conducted.folder}; "
            "the same command goes on from them.",
            file=sys.stderr,
        )
        raise typer.Exit(INTERRUPTED)
    if swept.failed:
        first = swept.failed[0]
        print(
            f"{len(swept.failed)} of {planned} runs failed, {there} are there. The first one "
            f"said: {first.error}\nAll of them: {conducted.folder / 'failures.jsonl'}",
            file=sys.stderr,
        )
    if conducted.report and not quiet:
        again = f", {swept.found} were there already" if swept.found else ""
        print(f"{swept.done} runs in {swept.seconds:.0f} s{again}.")
        print("Pictures: " + "\n          ".join(map(str, conducted.pictures)))
        print(f"Report:   {conducted.report}")
    if swept.failed:
        raise typer.Exit(SOME_FAILED)


@app.command()
def week(plugin: Plugins = None) -> None:
    """Print the week: each phase and rule, what it does, reads and writes, and its source."""
    from movementsim import listing

    listing.admit_all(plugin)
    listing.week()


@app.command()
def rules(
    name: Annotated[str | None, typer.Argument(help="One rule.")] = None, plugin: Plugins = None
) -> None:
    """List rules with their parameters: unit, range, default, status and source."""
    from movementsim import listing

    listing.admit_all(plugin)
    listing.rules(name)


@app.command()
def strategies(
    name: Annotated[str | None, typer.Argument(help="One strategy.")] = None,
    plugin: Plugins = None,
) -> None:
    """List strategies with their parameters: a trait each, range, default, neutral value."""
    from movementsim import listing

    listing.admit_all(plugin)
    listing.strategies(name)


@app.command()
def indicators() -> None:
    """List what can be recorded and reported."""
    from movementsim import listing

    listing.indicators()


app.command()(commands.show)
app.command()(commands.export)


if __name__ == "__main__":
    main()
