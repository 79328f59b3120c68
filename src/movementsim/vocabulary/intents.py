"""What members ask to do: verbs, composed by `.when`, `&` and `|`, fitted to the hours in hand.

`a | b` does b where a does not apply (not meant, or aimed at nobody). `a & b` does both while the
hours last, from left to right. What is too dear is dropped; it is never replaced by what stands
behind a `|`.
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
"""Verbs that are the strategies' own affair: no rule sees them."""


class Intent:
    """Something the members of a cohort mean to do; combine with `.when`, `&` and `|`."""

    def when(self, condition: Any) -> Intent:
        """Do this only where the condition holds (one truth value a member)."""
        return _When(self, condition)

    def __and__(self, other: Intent) -> Intent:
        return _Both(self, _intent(other, "&"))

    def __or__(self, other: Intent) -> Intent:
        return _Either(self, _intent(other, "|"))

    def __bool__(self) -> bool:
        raise TypeError("an intent is not true or false: combine intents with & and |, not and/or")

    def collect(self, alive: Mask, requests: list[Request]) -> Mask:
        """List the requests meant by the members `alive`, and say for whom anything applies."""
        raise TypeError(f"{type(self).__name__} is not an intent of this package")


@dataclass(slots=True)
class Request:
    """One verb as meant by some members: `owner` are positions in the cohort that means it."""

    verb: str
    cohort: Members
    owner: Whole
    columns: dict[str, Any]
    hours: Floats | float
    rest_of_hours: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """What somebody is chosen for: the verb, and how often each member means it already.

    The count is each member's own (by position in the cohort, None where it is 0 for all), so
    that luck does not hang on what others in the cohort mean.
    """

    verb: str
    earlier: Whole | None = None


class State(Protocol):
    """A world, as far as intents need it."""

    @property
    def schema(self) -> Schema:
        """What verbs there are."""


class Members(Protocol):
    """The members whose intents these are."""

    slots: Whole
    memory: dict[str, Array]

    @property
    def world(self) -> State:
        """The week's snapshot."""


class Target(Protocol):
    """Whom a verb is aimed at, worked out only for those who mean it."""

    def resolve(self, rows: Whole, occasion: Occasion) -> tuple[Whole, Whole, Whole]:
        """Return places in `rows`, positions of ties (-1 without one) and slots of the chosen.

        Parameters
        ----------
        rows
            Positions in the cohort, ascending.
        occasion
            What somebody is chosen for.
        """


class VerbIntent(Intent):
    """One verb, whom it is aimed at, and what else it says.

    Parameters
    ----------
    cohort
        The members who mean it.
    verb
        The verb.
    to
        Whom it is aimed at, None where a verb has no target.
    cost
        Hours it takes, one number or one per member; the verb's own if None.
    **arguments
        What else it says, by name: one value, or one per member.
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

    def collect(self, alive: Mask, requests: list[Request]) -> Mask:
        """List this verb for those who mean it, have somebody to aim at, and can ask for it."""
        rows = alive.nonzero()[0]
        applies = np.zeros(len(alive), np.bool_)
        name = self.verb.name
        if not len(rows) or not (name in PRIVATE or name in self.cohort.world.schema.afforded):
            return applies
        values = {key: _each(value, len(alive)) for key, value in self.arguments.items()}
        hours = _hours(name, _each(self.cost, len(alive)))
        columns: dict[str, Any] = {}
        owner = rows
        if self.to is not None:
            place, edge, slot = self.to.resolve(rows, self._occasion(requests, len(alive)))
            owner = rows[place]
            columns["whom"] = slot
            if self.verb.along_tie:
                columns["edge"] = edge
        if not len(owner):
            return applies
        applies[owner] = True
        for key, value in values.items():
            columns[key] = value[owner] if isinstance(value, np.ndarray) else value
        cost = hours[owner] if isinstance(hours, np.ndarray) else hours
        everything = "hours" in values and values["hours"] is None
        requests.append(Request(name, self.cohort, owner, columns, cost, everything))
        return applies

    def _occasion(self, requests: list[Request], members: int) -> Occasion:
        earlier = None
        for request in requests:
            if request.verb == self.verb.name:
                earlier = np.zeros(members, np.int64) if earlier is None else earlier
                earlier[request.owner] += 1  # once, however many targets it has
        return Occasion(self.verb.name, earlier)


class _When(Intent):
    def __init__(self, inner: Intent, condition: Any) -> None:
        self.inner, self.condition = inner, condition

    def collect(self, alive: Mask, requests: list[Request]) -> Mask:
        condition = np.asarray(self.condition)
        if condition.dtype != np.bool_:
            raise TypeError(
                f".when() needs true or false for each member, not {condition.dtype} values"
            )
        if condition.ndim and condition.shape != alive.shape:
            raise TypeError(
                f".when() got a condition of shape {condition.shape} for {len(alive)} members: "
                "give one truth value for each"
            )
        return self.inner.collect(alive & condition, requests)


class _Both(Intent):
    def __init__(self, first: Intent, second: Intent) -> None:
        self.first, self.second = first, second

    def collect(self, alive: Mask, requests: list[Request]) -> Mask:
        return self.first.collect(alive, requests) | self.second.collect(alive, requests)


class _Either(Intent):
    def __init__(self, first: Intent, second: Intent) -> None:
        self.first, self.second = first, second

    def collect(self, alive: Mask, requests: list[Request]) -> Mask:
        done = self.first.collect(alive, requests)
        return done | self.second.collect(alive & ~done, requests)


class Apart(Intent):
    """Intents of cohorts of one, side by side: what `@each` makes of a plain `decide`."""

    def __init__(self, intents: Sequence[Intent]) -> None:
        for intent in intents:
            if not isinstance(intent, Intent):
                raise TypeError(
                    f"decide returned {type(intent).__name__} for somebody; it must return an "
                    "intent, as in `return me.rest()`"
                )
        self.intents = intents

    def collect(self, alive: Mask, requests: list[Request]) -> Mask:
        """List what each of the cohorts of one means."""
        applies = np.zeros(len(alive), np.bool_)
        one = np.ones(1, np.bool_)
        for place in alive.nonzero()[0].tolist():
            own: list[Request] = []
            applies[place] = self.intents[place].collect(one, own)[0]
            requests.extend(own)
        return applies


def _intent(other: Any, sign: str) -> Intent:
    if not isinstance(other, Intent):
        raise TypeError(f"{sign} combines intents; the right side is {type(other).__name__}")
    return other


def _each(value: Any, members: int) -> Any:
    """Return a number as it is, or an array with one value a member."""
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


def _hours(verb: str, hours: Any) -> Any:
    if isinstance(hours, float):
        possible = 0 <= hours < inf
    else:
        possible = hours is None or bool((np.isfinite(hours) & (np.asarray(hours) >= 0)).all())
    if not possible:
        raise ValueError(f"{verb}: hours={hours!r}: must be finite, 0 or more")
    return hours


def requests_of(intent: Intent, members: int) -> list[Request]:
    """List what the members of one cohort mean to do, verb by verb."""
    requests: list[Request] = []
    intent.collect(np.ones(members, np.bool_), requests)
    return requests
