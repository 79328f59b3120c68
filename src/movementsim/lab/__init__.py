"""The lab: experiments that are described in a file, run on all cores, and reported."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from movementsim.lab.config.experiment import Experiment
    from movementsim.lab.result import Result
    from movementsim.lab.running import run

__all__ = ["Experiment", "Result", "run"]

_HOMES = {"Experiment": "config.experiment", "Result": "result", "run": "running"}


def __getattr__(name: str) -> Any:
    """Import a name when it is first used, so that `movementsim --help` loads none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
