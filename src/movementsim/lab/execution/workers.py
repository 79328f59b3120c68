"""The workers of a sweep: Dask workers started for this sweep, or those of a cluster."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from movementsim.errors import InputError
from movementsim.lab.execution.loading import KEPT_FREE, preload_workers
from movementsim.lab.execution.preload import ignoring_interrupts
from movementsim.plugins.discovery import load_plugin
from movementsim.simulation.movement import MODEL_VERSION

if TYPE_CHECKING:
    from distributed import Client

_SETTINGS = {
    # a run that kills its worker is not given to the next worker
    "distributed.scheduler.allowed-failures": 0,
    # a worker holds one block at a time, so that no other block is lost with it
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.scheduler.work-stealing": False,
    # results are small and sent at once, so memory over the limit is that of the run itself
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 1.0,
    # Dask's own profile is not used, and sampling it a hundred times a second slows the runs
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.admin.tick.interval": "500ms",
    "distributed.worker.memory.monitor-interval": "200ms",
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": KEPT_FREE,
}
_SECONDS_TO_ANSWER = 30


@dataclass(frozen=True)
class WorkerSettings:
    """The workers that make the runs.

    Attributes
    ----------
    workers
        Processes on this machine, one thread each.
    memory
        Most memory that one of them may use, such as "2GB"; with "auto" each has an equal share of
        this machine's memory.
    scheduler
        Address of a Dask scheduler, such as `tcp://10.0.0.1:8786`, whose workers are used instead.
    plugins
        Files with strategies, rules or indicators that workers need too.
    """

    workers: int = 1
    memory: str = "auto"
    scheduler: str | None = None
    plugins: Sequence[Path] = ()


@contextmanager
def dask_client(settings: WorkerSettings) -> Iterator[Client]:
    """Yield a Dask client whose workers know all strategies, rules and indicators.

    Yields
    ------
    Client
        The client; its workers stop when the context ends if they were started here.

    Raises
    ------
    InputError
        When the address is not one, the scheduler does not answer or has no workers, or the workers
        have another version of the model.
    """
    import dask
    import distributed  # noqa: F401  # imported here, so that its defaults outlast our settings

    with dask.config.set(_SETTINGS):
        if settings.scheduler is None:
            begun = dask.config.set(
                {"distributed.worker.multiprocessing-method": preload_workers()}
            )
            with begun, _local(settings) as client:
                _install_plugins(client, settings.plugins)
                yield client
        else:
            with _remote(settings.scheduler) as client:
                _same_model(client)
                _install_plugins(client, settings.plugins)
                yield client


@contextmanager
def _local(settings: WorkerSettings) -> Iterator[Client]:
    from distributed import Client, LocalCluster

    with ignoring_interrupts(), _no_main():
        cluster = LocalCluster(
            n_workers=settings.workers,
            threads_per_worker=1,
            memory_limit=settings.memory,
            host="127.0.0.1",
            security=True,
            dashboard_address="127.0.0.1:0",  # 8787 may be another sweep's
            silence_logs=logging.CRITICAL,
            env=dict(os.environ),  # the server may have begun before some of it was set
        )
    with _no_main(), cluster, Client(cluster, set_as_default=False) as client:
        yield client


@contextmanager
def _remote(address: str) -> Iterator[Client]:
    from distributed import Client

    _check(address)
    try:
        client = Client(address, timeout=_SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(
            f"--scheduler {address}: no Dask scheduler answers there: {error}; start one with "
            "`dask scheduler` and workers with `dask worker ADDRESS --nthreads 1`"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_SECONDS_TO_ANSWER)
        except TimeoutError as error:
            raise InputError(
                f"--scheduler {address}: it has no workers; start some with "
                f"`dask worker {address} --nthreads 1`"
            ) from error
        yield client


def _check(address: str) -> None:
    """Refuse a malformed address, with which a client would wait for ever.

    Raises
    ------
    InputError
        When it has no port, or names a protocol that Dask does not have.
    """
    from distributed.comm.addressing import parse_address, parse_host_port
    from distributed.comm.registry import get_backend

    try:
        protocol, place = parse_address(address)
        get_backend(protocol)
        parse_host_port(place)
    except ValueError as error:
        raise InputError(
            f"--scheduler {address}: not a valid address of a Dask scheduler: {error}; write one "
            "such as tcp://10.0.0.1:8786, as `dask scheduler` says when it starts"
        ) from error


def _same_model(client: Client) -> None:
    for worker, version in client.run(_model_version).items():
        if version != MODEL_VERSION:
            raise InputError(
                f"worker {worker} has {version}, this is model {MODEL_VERSION}; install the same "
                "movementsim there"
            )


def _model_version() -> str:
    try:
        from movementsim.simulation.movement import MODEL_VERSION
    except ImportError:
        return "no movementsim"
    return MODEL_VERSION


def _install_plugins(client: Client, plugins: Sequence[Path]) -> None:
    """Load the same plug-ins in every worker, including those that join later."""
    if plugins:
        from distributed import WorkerPlugin

        class PluginInstaller(WorkerPlugin):
            """Writes the files to the folder of a worker, and loads them."""

            name = "movementsim"

            def __init__(self) -> None:
                self.files = {file.name: file.read_bytes() for file in plugins}

            def setup(self, worker: Any) -> None:
                for name, content in self.files.items():
                    file = Path(worker.local_directory) / name
                    file.write_bytes(content)
                    load_plugin(file)

        client.register_plugin(PluginInstaller())


@contextmanager
def _no_main() -> Iterator[None]:
    """Keep new processes from running the user's script, which they do not need.

    Else each would run it again from its first line, so that a script of three lines would need
    an `if __name__ == "__main__"`.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
