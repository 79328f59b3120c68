"""The indicators of a movement: by name, with unit and meaning, each a function of the movement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from movementsim.kernel.columns import Whole
from movementsim.state.observed import Observed

type Reader = Callable[[Observed], float]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator.

    Attributes
    ----------
    name, meaning, unit
        Its name in tables, what it says, and in what unit.
    read
        The function of the movement.
    costly
        Whether it reads all ties, so that it is not computed each week.
    better
        `more`, `less` or `neither`: which way is good for the movement.
    """

    name: str
    meaning: str
    unit: str
    read: Reader
    costly: bool = False
    better: str = "neither"


INDICATORS: dict[str, Indicator] = {}


def indicator(
    meaning: str, unit: str, *, costly: bool = False, better: str = "neither"
) -> Callable[[Reader], Reader]:
    """Declare an indicator; its name is the function's."""

    def declare(read: Reader) -> Reader:
        name = read.__name__
        INDICATORS[name] = Indicator(
            name, meaning, unit, lambda movement: float(read(movement)), costly, better
        )
        return read

    return declare


def _roll(movement: Observed) -> Whole:
    return movement.world.people.roll


def _mean(movement: Observed, column: str) -> float:
    values = getattr(movement.world.people, column)[_roll(movement)]
    return float(values.mean()) if len(values) else float("nan")
