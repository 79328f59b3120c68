"""What is observed of a running movement: indicators, running totals, and what they read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from movementsim.kernel.columns import Array, Floats, Whole
from movementsim.state.world import World


class Totals(Protocol):
    """Running totals of what happened, overall and by strategy."""

    @property
    def total(self) -> Mapping[str, float]:
        """Sums and counts by name."""

    @property
    def by_strategy(self) -> Mapping[str, Array]:
        """The same for what the followers of each strategy do: name to array over strategies."""

    def mean(self, name: str, per: str) -> float:
        """Return one total divided by another; NaN before there was any."""


class Observed(Protocol):
    """A movement as its observers see it."""

    @property
    def world(self) -> World:
        """The state."""

    @property
    def week(self) -> int:
        """Weeks that have passed."""

    @property
    def tally(self) -> Totals:
        """Running totals of the facts."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number that is measured of a movement.

    Attributes
    ----------
    name, meaning, unit
        Its name in tables, what it says, and in what unit.
    read
        The function of the movement; NaN where there is nothing to measure.
    costly
        Whether it reads all ties, so that it is not computed each week.
    better
        `more`, `less` or `neither`: which way is good for the movement.
    """

    name: str
    meaning: str
    unit: str
    read: Callable[[Observed], float]
    costly: bool = False
    better: str = "neither"


@dataclass(frozen=True, slots=True)
class Total:
    """A running total that is kept week by week from the facts.

    Attributes
    ----------
    name
        Its name: `movement.tally.total[name]`.
    count
        What the week adds, a number; or several by name, each kept as `<name>_<key>`.
    """

    name: str
    count: Callable[[World], float | Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class PersonalTotal:
    """A running total of what people do, kept by the strategy that they follow.

    Attributes
    ----------
    name
        Its name: `movement.tally.by_strategy[name]`.
    count
        Slots of the people who did it this week, and how much each adds (1 if None); None where
        the week adds nothing.
    """

    name: str
    count: Callable[[World], tuple[Whole, Floats | None] | None]


def indicator(
    meaning: str, unit: str, *, costly: bool = False, better: str = "neither"
) -> Callable[[Callable[[Observed], float]], Indicator]:
    """Declare a function of the movement as an indicator; its name is the function's.

    Parameters
    ----------
    meaning, unit, costly, better
        As in :class:`Indicator`.
    """

    def declare(read: Callable[[Observed], float]) -> Indicator:
        return Indicator(read.__name__, meaning, unit, read, costly, better)

    return declare


def mean_over_members(movement: Observed, column: str) -> float:
    """Return the mean of a column of people over the members on the roll; NaN without members.

    Parameters
    ----------
    movement
        The movement.
    column
        Name of the column.
    """
    people = movement.world.people
    values = getattr(people, column)[people.roll]
    return float(values.mean()) if len(values) else float("nan")


def member_mean(
    name: str, meaning: str, unit: str = "0-1", *, column: str = "", better: str = "neither"
) -> Indicator:
    """Declare the mean of a column of people over the members.

    Parameters
    ----------
    name, meaning, unit, better
        As in :class:`Indicator`.
    column
        The column; the indicator's name if empty.
    """
    return Indicator(
        name,
        meaning,
        unit,
        lambda movement: mean_over_members(movement, column or name),
        better=better,
    )


def total_of(
    name: str, meaning: str, unit: str, *, total: str = "", better: str = "neither"
) -> Indicator:
    """Declare a running total as an indicator.

    Parameters
    ----------
    name, meaning, unit, better
        As in :class:`Indicator`.
    total
        The total; the indicator's name if empty.
    """
    return Indicator(
        name, meaning, unit, lambda movement: movement.tally.total[total or name], better=better
    )


def ratio_of(
    name: str, meaning: str, unit: str, *, total: str = "", per: str, better: str = "neither"
) -> Indicator:
    """Declare one running total divided by another as an indicator; NaN before there is any.

    Parameters
    ----------
    name, meaning, unit, better
        As in :class:`Indicator`.
    total, per
        The total (the indicator's name if empty), and the one it is divided by.
    """
    return Indicator(
        name, meaning, unit, lambda movement: movement.tally.mean(total or name, per), better=better
    )
