"""What a strategy is: a frozen dataclass of parameters and one method, `decide(me)`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, ClassVar

import numpy as np

from movementsim.kernel.parameters import Declared
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent, PerMember

Share = Annotated[float, {"unit": "share", "low": 0.0, "high": 1.0}]
"""A parameter from 0 to 1."""
PerMonth = Annotated[float, {"unit": "a month", "low": 0.0, "high": 200.0}]
"""How often a month."""
HoursPerWeek = Annotated[float, {"unit": "hours", "low": 0.0, "high": 168.0}]
"""Hours a week."""
Weeks = Annotated[int, {"unit": "weeks", "low": 0, "high": 5200}]
"""Whole weeks."""
Count = Annotated[int, {"unit": "people", "low": 0, "high": 1_000_000}]
"""A number of people."""
Distance = Annotated[float, {"unit": "position", "low": 0.0, "high": 2.0}]
"""A distance between two opinions."""


@dataclass(frozen=True, slots=True)
class Memory:
    """A declared memory column: one value per member, written by `remember`, read next week.

    Attributes
    ----------
    default
        The value of members who have not written it yet.
    meaning
        What it stands for.
    refers
        `people` if it holds numbers of people.
    """

    default: float
    meaning: str = ""
    refers: str = ""


def memory(default: float = 0.0, meaning: str = "", refers: str = "") -> Any:
    """Declare a memory column, as in `met = memory(0.0, "people met so far")`.

    Parameters
    ----------
    default
        The value of members who have not written it yet.
    meaning
        What it stands for.
    refers
        `people` if it holds numbers of people, for :meth:`~Cohort.person`; so that they can be
        told when one movement is taken out of a stack.

    Returns
    -------
    Any
        The declaration, typed so that it can stand in the class body of any strategy.
    """
    return Memory(float(default), meaning, refers)


class Strategy(Declared):
    """Base class of all strategies; its annotated fields are parameters, and it has no state.

    Attributes
    ----------
    active
        Whether the strategy is only given to people who have time for the movement.
    source
        The propositions of the essay, or the papers, that it comes from.
    """

    active: ClassVar[bool] = True

    def decide(self, me: Cohort) -> Intent:
        """Return what the members of a cohort mean to do this week, given the snapshot.

        A strategy has to keep the batch law: decisions for any part of a cohort are the same as
        those for the whole cohort, bit for bit.

        Raises
        ------
        TypeError
            When a subclass does not define this method.
        """
        raise TypeError(f"{type(self).__name__} does not define decide(self, me)")

    @classmethod
    def memories(cls) -> dict[str, Memory]:
        """Return the declared memory columns by name."""
        return {
            name: value
            for base in reversed(cls.__mro__)
            for name, value in vars(base).items()
            if isinstance(value, Memory)
        }


def each[S: Strategy](decide: Callable[[S, Cohort], Intent]) -> Callable[[S, Cohort], Intent]:
    """Call `decide` with cohorts of one member, so that a first draft may use plain `if`.

    This is slow. Keep the draft to test a fast version against it.

    Returns
    -------
    Callable[[S, Cohort], Intent]
        A method that combines the intents of the members.
    """

    @wraps(decide)
    def one_by_one(self: S, me: Cohort) -> Intent:
        return PerMember([decide(self, me.part(np.array([place]))) for place in range(len(me))])

    return one_by_one
