"""Options that several commands share."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from movementsim.lab.execution.cores import cores
from movementsim.lab.store.paths import relative_path

if TYPE_CHECKING:
    from movementsim.lab.config.experiment import Experiment
    from movementsim.lab.design.plan import Plan
    from movementsim.lab.execution.workers import WorkerSettings
    from movementsim.lab.store.manifest import Provenance

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


Fresh = Annotated[bool, typer.Option("--fresh", help="Repeat runs that are there already.")]


def hands(
    workers: int | None, scheduler: str | None, plugins: tuple[Path, ...], memory: str
) -> WorkerSettings:
    """Return who makes the runs."""
    from movementsim.lab.execution.workers import WorkerSettings

    return WorkerSettings(workers or cores(), memory, scheduler, plugins)


@dataclass(frozen=True)
class Asked:
    """An experiment as the command line asks for it.

    Attributes
    ----------
    config
        The TOML file.
    settings
        What `--set` says.
    plugins
        Files with strategies or rules of the user's own.
    """

    config: Path
    settings: tuple[str, ...] = ()
    plugins: tuple[Path, ...] = ()

    def experiment(self) -> Experiment:
        """Return the experiment, with its plug-ins taken in."""
        from movementsim.lab.config.experiment import Experiment
        from movementsim.plugins.discovery import load_plugin

        for file in self.plugins:
            load_plugin(file)
        return Experiment.from_toml(self.config, list(self.settings))

    def planned(self, experiment: Experiment) -> Plan:
        """Return the plan of an experiment made of it."""
        from movementsim.lab.design.planning import make_plan

        return make_plan(experiment, self.config.parent, str(self.config))

    def source(self, results: Path, *verb: str) -> Provenance:
        """Return where it comes from, with the command, but without places of this machine."""
        from movementsim.lab.store.manifest import Provenance

        words = ["movementsim", *verb, relative_path(self.config)]
        if results != Path("results"):
            words += ["--results", relative_path(results)]
        for setting in self.settings:
            words += ["--set", setting]
        for plugin in self.plugins:
            words += ["--plugin", relative_path(plugin)]
        return Provenance(shlex.join(words), self.config.parent, self.plugins)
