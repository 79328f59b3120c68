"""The lab: experiments written down in a file, run on all cores, and told to a reader."""

from __future__ import annotations

from typing import Any

__all__ = ["Experiment", "Result"]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: `movementsim --help` needs none of it."""
    if name == "Experiment":
        from movementsim.lab.config.experiment import Experiment

        return Experiment
    if name == "Result":
        from movementsim.lab.result import Result

        return Result
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
