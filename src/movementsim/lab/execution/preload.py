"""How new processes start: forked from one that has loaded what they need, where that is safe."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import resource_tracker

_IGNORED = (signal.SIGINT,)
# a run uses one core; more threads of linear algebra would only compete for it
_ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
# a file in the working directory, such as random.py, does not hide a module of the library
_SAFE_PATH = {"PYTHONSAFEPATH": "1"}


def start_server(modules: Sequence[str], environ: Mapping[str, str] | None = None) -> str:
    """Start a server process that loads modules, from which new processes are forked.

    It is used on Linux; elsewhere processes are spawned, because a fork may break what Apple's
    libraries have touched. A program has one such server: the first call decides what it loads, and
    new processes do not see code that changes later.

    Parameters
    ----------
    modules
        Names of the modules that the new processes need.
    environ
        Environment variables of the server, besides those that limit linear algebra to one thread;
        variables that are set already keep their values.

    Returns
    -------
    str
        The start method of `multiprocessing` for new processes: `forkserver` or `spawn`.
    """
    if sys.platform != "linux":
        return "spawn"
    from multiprocessing import forkserver

    forkserver.set_forkserver_preload([*modules])
    with ignoring_interrupts(), _environ({**_ONE_THREAD, **_SAFE_PATH, **(environ or {})}):
        forkserver.ensure_running()
    return "forkserver"


@contextmanager
def ignoring_interrupts() -> Iterator[None]:
    """Make threads that start here, and all processes that they start, ignore Ctrl-C.

    A terminal sends it to workers as well; but stopping a sweep stops the main process, which ends
    the workers when their blocks are stored.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # started later, it would unblock the signal again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _IGNORED)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _environ(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables that are not set yet, for the processes that start here."""
    more = [name for name in variables if name not in os.environ]
    os.environ.update({name: variables[name] for name in more})
    try:
        yield
    finally:
        for name in more:
            os.environ.pop(name, None)
