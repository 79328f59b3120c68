"""Options that several commands share."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from movementsim.lab.crew import Hands

Config = Annotated[Path, typer.Argument(help="The experiment, a TOML file.")]
Results = Annotated[Path, typer.Argument(help="A folder of results, such as results/quickstart.")]
Place = Annotated[Path, typer.Option("--results", help="Where folders of results are.")]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, help="Processes at once.", show_default="all cores"),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="A Dask scheduler, such as tcp://10.0.0.1:8786, whose workers make the runs.",
        show_default="workers are started here",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Say nothing but errors.")]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Set a value of the config, such as replicates.number=10; may be given again.",
    ),
]
Plugins = Annotated[
    list[Path] | None,
    typer.Option(
        "--plugin",
        metavar="FILE.py",
        help="A file with strategies or rules of your own; may be given again.",
    ),
]


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def hands(
    workers: int | None, scheduler: str | None, plugins: tuple[Path, ...], memory: str
) -> Hands:
    """Return who makes the runs."""
    from movementsim.lab.crew import Hands

    return Hands(workers or cores(), memory, scheduler, plugins)


def command_for_reader(
    config: Path, results: Path, settings: list[str], plugins: list[Path], words: list[str]
) -> str:
    """Return the command for the reader of the results, without places of this machine."""
    words = [*words, _placeless(config)]
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
