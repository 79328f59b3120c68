"""Run a command, and account for the CPU time and memory of all its processes."""

from __future__ import annotations

import ctypes
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_ADOPT_ORPHANS = 36
"""Linux's PR_SET_CHILD_SUBREAPER."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
"""Environment in which libraries compute in one thread."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost.

    Attributes
    ----------
    cpu, wall
        CPU seconds of all its processes, and seconds until it ended.
    output
        What it printed.
    """

    cpu: float
    wall: float
    output: str


def run(command: Sequence[str], environ: Mapping[str, str]) -> Cost:
    """Run a command to its end.

    Parameters
    ----------
    command
        The program and its arguments.
    environ
        What is set in its environment beside that of this process.

    Returns
    -------
    Cost
        What it cost, and what it printed.

    Raises
    ------
    subprocess.CalledProcessError
        When the command fails.
    """
    if sys.platform == "linux":  # so that processes whose parent ended are counted too
        ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)
    before, began = _children(), time.perf_counter()
    done = subprocess.run(
        command, env=os.environ | environ, stdout=subprocess.PIPE, text=True, check=True
    )
    wall = time.perf_counter() - began
    with suppress(ChildProcessError):
        while True:
            os.wait()
    return Cost(_children() - before, wall, done.stdout)


def _children() -> float:
    """Return the CPU seconds of all processes of this one that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_memory() -> float:
    """Return the peak memory of this process, in GB."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux's `ru_maxrss` begins with the memory of the parent process
        kilobytes = re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii"))
        assert kilobytes is not None
        return int(kilobytes[1]) * 1024 / 1e9
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e9 if sys.platform == "darwin" else peak * 1024 / 1e9
