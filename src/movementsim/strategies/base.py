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
"""HoursPerWeek."""
Weeks = Annotated[int, {"unit": "weeks", "low": 0, "high": 5200}]
"""Whole weeks."""
Count = Annotated[int, {"unit": "people", "low": 0, "high": 1_000_000}]
"""A number of people."""
Distance = Annotated[float, {"unit": "position", "low": 0.0, "high": 2.0}]
"""A distance between opinions."""


@dataclass(frozen=True, slots=True)
class Memory:
    """A declared memory column: one value a member, written by `remember`, seen next week."""

    default: float
    meaning: str = ""


def memory(default: float = 0.0, meaning: str = "") -> Any:
    """Declare a memory column, as in `met = memory(0.0, "people met so far")`."""
    return Memory(float(default), meaning)


class Strategy(Declared):
    """Base of all strategies: annotated fields are parameters, and nothing else is state.

    Attributes
    ----------
    active
        Whether it only goes to people who have time for the movement.
    source
        The essay propositions, or papers, it comes from.
    """

    active: ClassVar[bool] = True

    def decide(self, me: Cohort) -> Intent:
        """Return what I mean to do this week, from the snapshot alone.

        The batch law: deciding for any part of a cohort comes to the same as deciding for the
        whole, bit for bit.
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
    """Run `decide` on cohorts of one, so that a first draft may use plain `if`.

    Slow, and meant to be: keep the draft as the oracle of the fast version.
    """

    @wraps(decide)
    def one_by_one(self: S, me: Cohort) -> Intent:
        return PerMember([decide(self, me.part(np.array([place]))) for place in range(len(me))])

    return one_by_one
