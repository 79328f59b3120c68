"""One class of strategies in a stack: its followers in all movements decide together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import EllipsisType
from typing import Protocol

import numpy as np

from movementsim.errors import InputError
from movementsim.kernel.by_run import stacked, varies_by_run
from movementsim.kernel.columns import Mask, Whole
from movementsim.strategies.base import Strategy
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent, Request, requests_of
from movementsim.vocabulary.per_member import per_member

_one_number: set[type[Strategy]] = set()
"""Classes that were found to use a parameter as one number; remembered for all later stacks."""


class CohortOf(Protocol):
    """Makes a cohort of some of the followers who decide, or of all."""

    def __call__(self, which: Mask | EllipsisType = ...) -> Cohort:
        """Return the cohort of the followers that the mask selects."""


class Kind:
    """A class of strategies with the parameters that it has in each movement.

    Members decide in one call for all movements. Where parameters differ, they are arrays with one
    value per member in that call. A strategy that uses such a parameter as one number is found out,
    and then called once for each set of parameters.

    Parameters
    ----------
    strategies
        The strategies of this class, by place: the position of the movement times the largest
        number of strategies in a movement, plus the strategy's number.

    Attributes
    ----------
    strategy
        The class.
    places
        The places, ascending.
    """

    def __init__(self, strategies: Mapping[int, Strategy]) -> None:
        self.places: Whole = np.array(sorted(strategies))
        listed = [strategies[place] for place in self.places.tolist()]
        self.strategy = type(listed[0])
        self._whole = stacked(listed)
        self._distinct = list(dict.fromkeys(listed))
        number = {strategy: place for place, strategy in enumerate(self._distinct)}
        self._number = np.array([number[strategy] for strategy in listed])

    def requests(self, place: Whole, cohort: CohortOf) -> Iterator[list[Request]]:
        """Yield what followers ask for.

        Parameters
        ----------
        place
            The place of each follower's strategy, shape (followers,).
        cohort
            Makes the cohort of all followers or of some.

        Yields
        ------
        list of Request
            Requests; one list for all, or one for each set of parameters.

        Raises
        ------
        InputError
            When the code of the strategy fails; names the strategy.
        """
        if not varies_by_run(self._whole):
            yield requests_from(self._whole, cohort())
            return
        row = np.searchsorted(self.places, place)
        if self.strategy not in _one_number:
            try:
                # every member's own value of each parameter, all in one call
                yield requests_from(per_member(self._whole, row), cohort(), guarded=True)
                return
            except InputError:
                _one_number.add(self.strategy)  # or its code is wrong, which the calls below tell
        number = self._number[row]
        for one in np.unique(number).tolist():
            yield requests_from(self._distinct[one], cohort(number == one))


def requests_from(strategy: Strategy, me: Cohort, guarded: bool = False) -> list[Request]:
    """Return the requests of a strategy's followers; errors in its code name the strategy.

    Parameters
    ----------
    strategy
        The strategy.
    me
        The followers.
    guarded
        Whether what they see of others must be kept apart from what they know of themselves,
        because parameters are arrays.

    Returns
    -------
    list of Request
        The requests.

    Raises
    ------
    InputError
        When the code of the strategy fails, or returns something other than an intent.
    """
    name = type(strategy).__name__
    me.guarded = guarded
    try:
        intent = strategy.decide(me)
        if isinstance(intent, Intent):
            return requests_of(intent, len(me))
    except InputError:
        raise
    except Exception as error:
        hint = ""
        if "truth value" in str(error):
            hint = (
                " (me is many members at once: use & | ~ and .when() instead of and/or/not/if, "
                "or mark decide with @each)"
            )
        raise InputError(
            f"the strategy {name} failed in week {me.week} for {len(me)} members: "
            f"{type(error).__name__}: {error}{hint}"
        ) from error
    raise InputError(
        f"the strategy {name} returned {type(intent).__name__} in week {me.week}; decide must "
        "return an intent, as in `return me.rest()`"
    )
