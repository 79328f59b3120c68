"""A strategy that brings its own worker down while the fault file exists."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

from movementsim import Strategy
from movementsim.kernel.parameters import parameter
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent

WEEK = 3


class Saboteur(Strategy):
    """Rests; in some runs it harms its own process."""

    source = "the tests"

    harm: float = parameter(0.0, "1 if the run does harm", unit="", high=100)

    def decide(self, me: Cohort) -> Intent:
        """Rest."""
        fault = Path(os.environ["SABOTAGE"])
        in_worker = multiprocessing.parent_process() is not None
        if self.harm == 1 and me.week == WEEK and in_worker and fault.exists():
            _do(fault)
        return me.rest()


def _do(fault: Path) -> None:
    kind = fault.read_text()
    if kind == "raise":
        raise RuntimeError("sabotage")
    if kind == "kill once":
        fault.unlink()
    if kind in ("kill", "kill once"):
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "hang":
        time.sleep(3600)
    if kind == "memory":
        hoard = []
        for _ in range(40):
            hoard.append(b"x" * 50_000_000)
            time.sleep(0.05)
        time.sleep(3600)
