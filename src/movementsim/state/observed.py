"""How a movement is measured: indicators, running totals, and the interface that they read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from movementsim.kernel.columns import Array, Floats, Whole
from movementsim.state.world import World


class Totals(Protocol):
    """Running totals of what happened, in the whole movement and by strategy."""

    @property
    def total(self) -> Mapping[str, float]:
        """Sums and counts by name."""

    @property
    def by_strategy(self) -> Mapping[str, Array]:
        """Totals by name of what followers of each strategy do, each of shape (strategies,)."""

    def mean(self, name: str, per: str) -> float:
        """Return one total divided by another; NaN where the latter is 0.

        Parameters
        ----------
        name, per
            Names of the total, and of the total that it is divided by.
        """


class Observed(Protocol):
    """A movement as indicators see it."""

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
        Its name in tables, what it measures, and in what unit.
    read
        A function that computes it from the movement; NaN where there is nothing to measure.
    costly
        Whether it reads all ties and is therefore not computed each week unless asked for.
    better
        `more`, `less` or `neither`: which direction is good for the movement.
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
        A function that returns what the week adds: a number, or several by key, of which each is
        kept as `<name>_<key>`.
    """

    name: str
    count: Callable[[World], float | Mapping[str, float]]


type Done = tuple[Whole, Floats | None]
"""Slots of the people who did something this week, and how much each adds (1 if None)."""


@dataclass(frozen=True, slots=True)
class PersonalTotal:
    """A running total of what people do, kept by the strategy that they follow.

    Attributes
    ----------
    name
        Its name: `movement.tally.by_strategy[name]`.
    count
        A function of the world and of the number of the strategy that each person follows (0 for
        the ordinary member's). It returns slots of the people who did it this week, and how much
        each adds (1 if None); or several such pairs by key, of which each is kept as
        `<name>_<key>`; or None where the week adds nothing.
    """

    name: str
    count: Callable[[World, Whole], Done | Mapping[str, Done] | None]


def indicator(
    meaning: str, unit: str, *, costly: bool = False, better: str = "neither"
) -> Callable[[Callable[[Observed], float]], Indicator]:
    """Declare a function of the movement as an indicator of the same name.

    Parameters
    ----------
    meaning, unit, costly, better
        As in :class:`Indicator`.

    Returns
    -------
    callable
        A decorator that turns the function into an :class:`Indicator`.
    """

    def declare(read: Callable[[Observed], float]) -> Indicator:
        return Indicator(read.__name__, meaning, unit, read, costly, better)

    return declare


def mean_over_members(movement: Observed, column: str) -> float:
    """Return the mean of a column of people over the members on the roll.

    Parameters
    ----------
    movement
        The movement.
    column
        Name of the column.

    Returns
    -------
    float
        The mean, in the unit of the column; NaN without members.
    """
    people = movement.world.people
    values = getattr(people, column)[people.roll]
    return float(values.mean()) if len(values) else float("nan")


def member_mean(
    name: str, meaning: str, unit: str = "0-1", *, column: str = "", better: str = "neither"
) -> Indicator:
    """Declare an indicator that is the mean of a column of people over the members.

    Parameters
    ----------
    name, meaning, unit, better
        As in :class:`Indicator`.
    column
        The column; the indicator's name if empty.

    Returns
    -------
    Indicator
        The indicator.
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
    """Declare an indicator that is a running total.

    Parameters
    ----------
    name, meaning, unit, better
        As in :class:`Indicator`.
    total
        Name of the total; the indicator's name if empty.

    Returns
    -------
    Indicator
        The indicator.
    """
    return Indicator(
        name, meaning, unit, lambda movement: movement.tally.total[total or name], better=better
    )


def ratio_of(
    name: str, meaning: str, unit: str, *, total: str = "", per: str, better: str = "neither"
) -> Indicator:
    """Declare an indicator that is one running total divided by another.

    Parameters
    ----------
    name, meaning, unit, better
        As in :class:`Indicator`.
    total, per
        Names of the total (the indicator's name if empty), and of the total that it is divided by.

    Returns
    -------
    Indicator
        The indicator; NaN while the divisor is 0.
    """
    return Indicator(
        name, meaning, unit, lambda movement: movement.tally.mean(total or name, per), better=better
    )
