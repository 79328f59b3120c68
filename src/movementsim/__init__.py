"""movementsim: how movements live and die by the way they are led."""

from movementsim.errors import InputError
from movementsim.movement import MODEL_VERSION, Movement
from movementsim.scenario import Scenario
from movementsim.strategies.base import Strategy, each, memory
from movementsim.strategies.factionalist import Factionalist
from movementsim.strategies.organiser import Organiser
from movementsim.strategies.rank_and_file import RankAndFile

__version__ = "0.1.0"

__all__ = [
    "MODEL_VERSION",
    "Factionalist",
    "InputError",
    "Movement",
    "Organiser",
    "RankAndFile",
    "Scenario",
    "Strategy",
    "each",
    "memory",
]
