"""Simulate how social movements grow, decide and decline, depending on how they are led."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from movementsim.errors import InputError

if TYPE_CHECKING:
    from movementsim.scenario.scenario import Scenario
    from movementsim.simulation.movement import MODEL_VERSION, Movement
    from movementsim.state.observed import Indicator, indicator
    from movementsim.strategies.base import Strategy, each, memory
    from movementsim.strategies.factionalist import Factionalist
    from movementsim.strategies.organiser import Organiser
    from movementsim.strategies.rank_and_file import RankAndFile

__version__ = "0.1.0"

__all__ = [
    "MODEL_VERSION",
    "Factionalist",
    "Indicator",
    "InputError",
    "Movement",
    "Organiser",
    "RankAndFile",
    "Scenario",
    "Strategy",
    "each",
    "indicator",
    "memory",
]

_HOMES = {
    "MODEL_VERSION": "simulation.movement",
    "Movement": "simulation.movement",
    "Scenario": "scenario.scenario",
    "Indicator": "state.observed",
    "indicator": "state.observed",
    "Strategy": "strategies.base",
    "each": "strategies.base",
    "memory": "strategies.base",
    "Factionalist": "strategies.factionalist",
    "Organiser": "strategies.organiser",
    "RankAndFile": "strategies.rank_and_file",
}


def __getattr__(name: str) -> Any:
    # imported when first used: Mesa and SciPy take a second to load, for which --help and the
    # first picture of the pages should not wait
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
