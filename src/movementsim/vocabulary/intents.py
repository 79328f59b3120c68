"""Intents: what members mean to do, made of verbs that are combined by `.when`, `&` and `|`.

`a | b` does `b` for members to whom `a` does not apply (they do not mean it, or there is nobody to
aim it at). `a & b` does both, from left to right, while the hours last. A verb for which the hours
do not suffice is dropped; the alternative after a `|` does not replace it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Protocol

import numpy as np

from movementsim.kernel.columns import Array, Floats, Mask, Whole
from movementsim.state.declarations import Verb
from movementsim.state.schema import Schema

PRIVATE = ("remember", "switch")
"""Verbs that only concern the strategies; no rule sees them."""


class Intent:
    """Something the members of a cohort mean to do; combine with `.when`, `&` and `|`."""

    def when(self, condition: Any) -> Intent:
        """Do this only where the condition holds.

        Parameters
        ----------
        condition
            One truth value for all, one per member, or a function that returns either and is
            called if somebody means to do this.

        Returns
        -------
        Intent
            The intent of those for whom it holds.
        """
        return _When(self, condition)

    def __and__(self, other: Intent) -> Intent:
        return _Both(self, _intent(other, "&"))

    def __or__(self, other: Intent) -> Intent:
        return _Either(self, _intent(other, "|"))

    def __bool__(self) -> bool:
        raise TypeError("an intent is not true or false: combine intents with & and |, not and/or")

    def collect(self, meaning: Mask, requests: list[Request]) -> Mask:
        """Append the requests of some members to a list.

        Parameters
        ----------
        meaning
            Which members of the cohort mean to do this, shape (members,).
        requests
            The list, to which requests are appended.

        Returns
        -------
        (members,) bool
            The members for whom any verb applies.

        Raises
        ------
        TypeError
            When a condition or a value does not fit the members.
        """
        raise TypeError(f"{type(self).__name__} is not an intent of this package")


@dataclass(slots=True)
class Request:
    """One verb that some members of a cohort ask for.

    Attributes
    ----------
    verb
        Name of the verb.
    cohort
        The cohort.
    owner
        Positions in the cohort of the members who ask, shape (requests,).
    columns
        Columns of the verb's table by name, each one value or one per request.
    hours
        Hours that it takes, one number or one per request.
    rest_of_hours
        Whether it takes all the hours that are left instead.
    """

    verb: str
    cohort: Members
    owner: Whole
    columns: dict[str, Any]
    hours: Floats | float
    rest_of_hours: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """What people are chosen for: the verb, and how often each member has asked for it already.

    The count is each member's own, so random draws do not depend on other members of the cohort.

    Attributes
    ----------
    verb
        Name of the verb.
    earlier
        Number of earlier requests by position in the cohort; None where it is 0 for all.
    """

    verb: str
    earlier: Whole | None = None


class State(Protocol):
    """The part of a world that intents need."""

    @property
    def schema(self) -> Schema:
        """The schema, which lists the verbs."""


class Members(Protocol):
    """The members to whom an intent belongs.

    Attributes
    ----------
    slots
        Their slots, shape (members,).
    memory
        Their strategy's memory columns by name, each of shape (people,).
    """

    slots: Whole
    memory: dict[str, Array]

    @property
    def world(self) -> State:
        """The week's snapshot."""


class Target(Protocol):
    """The people whom a verb is aimed at; found only for members who mean to use the verb."""

    def resolve(self, rows: Whole, occasion: Occasion) -> tuple[Whole, Whole, Whole]:
        """Choose for the members at these positions.

        Parameters
        ----------
        rows
            Positions in the cohort, ascending.
        occasion
            What people are chosen for.

        Returns
        -------
        (choices,) int64
            Places in `rows` of the members who choose.
        (choices,) int64
            Positions of the ties to the people chosen; -1 without a tie.
        (choices,) int64
            Slots of the people chosen.
        """


class VerbIntent(Intent):
    """An intent that consists of one verb.

    Parameters
    ----------
    cohort
        The members who mean it.
    verb
        The verb.
    to
        The people it is aimed at; None where the verb has no target.
    cost
        Hours it takes, one number or one per member, or a function that returns them; those that
        the verb declares if None.
    **arguments
        The verb's arguments by name, each one value or one per member.

    Attributes
    ----------
    cohort, verb, to, cost, arguments
        As given.
    """

    def __init__(
        self,
        cohort: Members,
        verb: Verb,
        to: Target | None = None,
        cost: Any = None,
        **arguments: Any,
    ) -> None:
        self.cohort = cohort
        self.verb = verb
        self.to = to
        self.cost = verb.hours if cost is None else cost
        self.arguments = arguments

    def collect(self, meaning: Mask, requests: list[Request]) -> Mask:
        """List this verb for members who have a target, if a rule carries the verb out."""
        rows, members = meaning.nonzero()[0], len(meaning)
        applies = np.zeros(members, np.bool_)
        name = self.verb.name
        if not len(rows) or not (name in PRIVATE or name in self.cohort.world.schema.afforded):
            return applies
        values = {key: _per_member(value, members) for key, value in self.arguments.items()}
        hours = _checked_hours(name, _per_member(self.hours(), members))
        columns: dict[str, Any] = {}
        owner = rows
        if self.to is not None:
            place, edge, slot = self.to.resolve(rows, self._occasion(requests, members))
            owner = rows[place]
            columns["whom"] = slot
            if self.verb.along_tie:
                columns["edge"] = edge
        if not len(owner):
            return applies
        applies[owner] = True
        for key, value in values.items():
            columns[key] = value[owner] if isinstance(value, np.ndarray) else value
        spent = hours[owner] if isinstance(hours, np.ndarray) else hours
        everything = "hours" in values and values["hours"] is None
        requests.append(Request(name, self.cohort, owner, columns, spent, everything))
        return applies

    def hours(self) -> Any:
        """Return the hours that it takes, one number or one per member; None for all hours left."""
        if callable(self.cost):
            self.cost = self.cost()
        return self.cost

    def _occasion(self, requests: list[Request], members: int) -> Occasion:
        earlier = None
        for request in requests:
            if request.verb == self.verb.name:
                earlier = np.zeros(members, np.int64) if earlier is None else earlier
                earlier[request.owner] += 1  # once per request, however many targets it has
        return Occasion(self.verb.name, earlier)


class _When(Intent):
    def __init__(self, inner: Intent, condition: Any) -> None:
        self.inner, self.condition = inner, condition

    def collect(self, meaning: Mask, requests: list[Request]) -> Mask:
        if callable(self.condition):
            if not meaning.any():
                return meaning
            self.condition = self.condition()
        condition = np.asarray(self.condition)
        if condition.dtype != np.bool_:
            raise TypeError(
                f".when() needs true or false for each member, not {condition.dtype} values"
            )
        if condition.ndim and condition.shape != meaning.shape:
            raise TypeError(
                f".when() got a condition of shape {condition.shape} for {len(meaning)} members: "
                "give one truth value for each"
            )
        return self.inner.collect(meaning & condition, requests)


class _Both(Intent):
    def __init__(self, first: Intent, second: Intent) -> None:
        self.first, self.second = first, second

    def collect(self, meaning: Mask, requests: list[Request]) -> Mask:
        return self.first.collect(meaning, requests) | self.second.collect(meaning, requests)


class _Either(Intent):
    def __init__(self, first: Intent, second: Intent) -> None:
        self.first, self.second = first, second

    def collect(self, meaning: Mask, requests: list[Request]) -> Mask:
        done = self.first.collect(meaning, requests)
        return done | self.second.collect(meaning & ~done, requests)


class PerMember(Intent):
    """One intent per member, each of a cohort of one; `@each` makes it from a plain `decide`.

    Parameters
    ----------
    intents
        The intents in the order of the members.

    Raises
    ------
    TypeError
        When one of them is not an intent.
    """

    def __init__(self, intents: Sequence[Intent]) -> None:
        for intent in intents:
            if not isinstance(intent, Intent):
                raise TypeError(
                    f"decide returned {type(intent).__name__} for somebody; it must return an "
                    "intent, as in `return me.rest()`"
                )
        self.intents = intents

    def collect(self, meaning: Mask, requests: list[Request]) -> Mask:
        """List the requests of each cohort of one."""
        applies = np.zeros(len(meaning), np.bool_)
        one = np.ones(1, np.bool_)
        for place in meaning.nonzero()[0].tolist():
            own: list[Request] = []
            applies[place] = self.intents[place].collect(one, own)[0]
            requests.extend(own)
        return applies


def _intent(other: Any, sign: str) -> Intent:
    if not isinstance(other, Intent):
        raise TypeError(f"{sign} combines intents; the right side is {type(other).__name__}")
    return other


def _per_member(value: Any, members: int) -> Any:
    """Return a number unchanged, or an array with one value per member."""
    if value is None or isinstance(value, bool | int | float):
        return value
    array = np.asarray(value)
    if array.ndim == 0:
        return array.item()
    if array.shape != (members,):
        raise TypeError(
            f"a verb got values of shape {array.shape} for {members} members: "
            "give one number, or one for each member"
        )
    return array


def _checked_hours(verb: str, hours: Any) -> Any:
    if isinstance(hours, float):
        allowed = 0 <= hours < inf
    else:
        allowed = hours is None or bool((np.isfinite(hours) & (np.asarray(hours) >= 0)).all())
    if not allowed:
        raise ValueError(f"{verb}: hours={hours!r}: must be finite, 0 or more")
    return hours


def requests_of(intent: Intent, members: int) -> list[Request]:
    """Return the requests of all members of a cohort, verb by verb.

    Parameters
    ----------
    intent
        What they mean to do.
    members
        Number of members.

    Returns
    -------
    list[Request]
        The requests.
    """
    requests: list[Request] = []
    intent.collect(np.ones(members, np.bool_), requests)
    return requests
