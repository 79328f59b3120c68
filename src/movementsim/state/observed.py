"""How movements are measured: indicators, running totals, and the interface that they read.

Everything is measured for all movements of a stack at once: a movement alone is a stack of one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from movementsim.kernel.columns import Array, Floats, Whole
from movementsim.state.world import World


class Totals(Protocol):
    """Running totals of what happened, in each movement and by strategy."""

    @property
    def total(self) -> Mapping[str, Floats]:
        """Sums and counts by name, each of shape (runs,)."""

    @property
    def by_strategy(self) -> Mapping[str, Floats]:
        """Totals by name of what followers of each strategy do, each of shape (runs, strategies).

        Strategies are numbered as each movement lists them; the first is that of all others.
        """


class Observed(Protocol):
    """The movements of a stack as indicators see them."""

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
    """One number that is measured of each movement.

    Attributes
    ----------
    name, meaning, unit
        Its name in tables, what it measures, and in what unit.
    read
        A function that computes it, shape (runs,); NaN where there is nothing to measure. A
        function that returns a single number is called for each movement by itself.
    costly
        Whether it reads all ties and is therefore not computed each week unless asked for.
    better
        `more`, `less` or `neither`: which direction is good for the movement.
    """

    name: str
    meaning: str
    unit: str
    read: Callable[[Observed], Floats | float]
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
        A function that returns what the week adds to each movement, shape (runs,), such as
        `world.per_run(world.facts.talked)`; or several such arrays by key, of which each is kept
        as `<name>_<key>`.
    """

    name: str
    count: Callable[[World], Floats | Mapping[str, Floats]]


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
        each adds (1 if None); or None where the week adds nothing.
    """

    name: str
    count: Callable[[World, Whole], tuple[Whole, Floats | None] | None]


def indicator(
    meaning: str, unit: str, *, costly: bool = False, better: str = "neither"
) -> Callable[[Callable[[Observed], Floats | float]], Indicator]:
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

    def declare(read: Callable[[Observed], Floats | float]) -> Indicator:
        return Indicator(read.__name__, meaning, unit, read, costly, better)

    return declare


def ratio(number: Floats, per: Floats) -> Floats:
    """Return one number divided by another for each movement; NaN where the latter is 0.

    Parameters
    ----------
    number, per
        The numbers, shape (runs,).

    Returns
    -------
    (runs,) float64
        The quotients.
    """
    quotient: Floats = np.divide(number, per, out=np.full(len(per), np.nan), where=per != 0)
    return quotient


def mean_over_members(movement: Observed, values: Array) -> Floats:
    """Return the mean over the members on the roll of each movement.

    Parameters
    ----------
    movement
        The movements.
    values
        One value per person, shape (people,).

    Returns
    -------
    (runs,) float64
        The means, in the unit of the values; NaN without members.
    """
    people, runs = movement.world.people, movement.world.runs
    total = np.bincount(people.run_of_roll, values[people.roll], minlength=runs)
    return ratio(total, people.members_by_run(runs))


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
        lambda movement: mean_over_members(
            movement, getattr(movement.world.people, column or name)
        ),
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
        name,
        meaning,
        unit,
        lambda movement: ratio(movement.tally.total[total or name], movement.tally.total[per]),
        better=better,
    )
