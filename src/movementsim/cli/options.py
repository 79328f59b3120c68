"""Options that several commands share."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from movementsim.lab.execution.cores import cores
from movementsim.lab.store.layout import RESULTS
from movementsim.lab.store.paths import relative_path

if TYPE_CHECKING:
    from movementsim.lab.config.experiment import Experiment
    from movementsim.lab.design.plan import Plan
    from movementsim.lab.execution.workers import WorkerSettings
    from movementsim.lab.store.manifest import Provenance

type Commands = Mapping[str, Callable[..., None]]
"""Commands by the name under which they are called."""

ConfigArgument = Annotated[Path, typer.Argument(help="The experiment, a TOML file.")]
FolderArgument = Annotated[
    Path, typer.Argument(help="A folder of results, such as runs/quickstart.")
]
ResultsOption = Annotated[
    Path, typer.Option("--results", help="Folder that holds the folders of results.")
]
WorkersOption = Annotated[
    int | None,
    typer.Option("--workers", min=1, help="Number of processes.", show_default="all cores"),
]
SchedulerOption = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="A Dask scheduler, such as tcp://10.0.0.1:8786, whose workers do the runs.",
        show_default="workers on this computer",
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Print only errors.")]
SettingsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Set a value of the config, such as replicates.number=10; may be repeated.",
    ),
]
PluginsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--plugin",
        metavar="FILE.py",
        help="A file with strategies, rules or indicators of your own; may be repeated.",
    ),
]
FreshOption = Annotated[
    bool,
    typer.Option(
        "--fresh",
        help="Repeat runs that are already stored; also overwrites results of another experiment "
        "in the folder.",
    ),
]


def worker_settings(
    workers: int | None, scheduler: str | None, plugins: tuple[Path, ...], planned: Plan
) -> WorkerSettings:
    """Return the workers that do the runs.

    Parameters
    ----------
    workers
        Number of processes, None for one on each core.
    scheduler
        Address of a Dask scheduler, None for workers on this computer.
    plugins
        Files of plug-ins that the workers load.
    planned
        The plan, whose experiment limits the memory of each worker.

    Returns
    -------
    WorkerSettings
        Settings for these workers, with the memory limit that the experiment sets.
    """
    from movementsim.lab.execution.workers import WorkerSettings

    memory = planned.experiment.limits.worker_memory
    return WorkerSettings(workers or cores(), memory, scheduler, plugins)


@dataclass(frozen=True)
class ExperimentRequest:
    """An experiment as a command names it.

    Attributes
    ----------
    config
        The TOML file.
    settings
        The values of `--set`.
    plugins
        The files of `--plugin`.
    """

    config: Path
    settings: tuple[str, ...] = ()
    plugins: tuple[Path, ...] = ()

    def experiment(self) -> Experiment:
        """Return the experiment, after loading its plug-ins."""
        from movementsim.lab.config.experiment import Experiment
        from movementsim.plugins.discovery import load_plugin

        for file in self.plugins:
            load_plugin(file)
        return Experiment.from_toml(self.config, list(self.settings))

    def planned(self, experiment: Experiment) -> Plan:
        """Return the plan of an experiment that was derived from the config."""
        from movementsim.lab.design.planning import make_plan

        return make_plan(experiment, self.config.parent, str(self.config))

    def source(self, results: Path, *verb: str) -> Provenance:
        """Return the source of the results: the command, without paths of this computer.

        Parameters
        ----------
        results
            Folder that holds the folders of results.
        *verb
            The command and its own options.

        Returns
        -------
        Provenance
            The command with its settings and plug-ins, the folder of the config, and the files of
            plug-ins.
        """
        from movementsim.lab.store.manifest import Provenance

        words = ["movementsim", *verb, relative_path(self.config)]
        if results != RESULTS:
            words += ["--results", relative_path(results)]
        for setting in self.settings:
            words += ["--set", setting]
        for plugin in self.plugins:
            words += ["--plugin", relative_path(plugin)]
        return Provenance(shlex.join(words), self.config.parent, self.plugins)
