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
from movementsim.vocabulary.verbs import ACTS, VERBS


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

    def collect(self, alive: Mask, parts: list[Part]) -> Mask:
        """List the parts meant by the members `alive`, and say for whom anything applies."""
        raise TypeError(f"{type(self).__name__} is not an intent of this package")


@dataclass(slots=True)
class Part:
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


class Members(Protocol):
    """The members whose intents these are."""

    slots: Whole
    memory: dict[str, Array]


class Target(Protocol):
    """Whom a verb is aimed at, worked out only for those who mean it."""

    def resolve(self, rows: Whole, occasion: Occasion) -> tuple[Whole, Whole, Whole]:
        """Return places in `rows`, positions of ties (-1 without one) and slots of the chosen."""


class Ask(Intent):
    """One verb, its target and its words."""

    def __init__(
        self,
        cohort: Members,
        verb: str,
        to: Target | None = None,
        cost: Any = None,
        **words: Any,
    ) -> None:
        self.cohort = cohort
        self.verb = verb
        self.to = to
        self.cost = VERBS[verb].hours if cost is None else cost
        self.words = words

    def collect(self, alive: Mask, parts: list[Part]) -> Mask:
        """List this verb for those who mean it and have somebody to aim at."""
        rows = alive.nonzero()[0]
        applies = np.zeros(len(alive), np.bool_)
        if not len(rows):
            return applies
        words = {name: _each(value, len(alive)) for name, value in self.words.items()}
        hours = _hours(self.verb, _each(self.cost, len(alive)))
        columns: dict[str, Any] = {}
        owner = rows
        if self.to is not None:
            place, edge, slot = self.to.resolve(rows, self._occasion(parts, len(alive)))
            owner = rows[place]
            columns["whom"] = slot
            if "edge" in ACTS[self.verb]:
                columns["edge"] = edge
        if not len(owner):
            return applies
        applies[owner] = True
        for name, value in words.items():
            columns[name] = value[owner] if isinstance(value, np.ndarray) else value
        cost = hours[owner] if isinstance(hours, np.ndarray) else hours
        everything = self.verb == "campaign" and self.words["hours"] is None
        parts.append(Part(self.verb, self.cohort, owner, columns, cost, everything))
        return applies

    def _occasion(self, parts: list[Part], members: int) -> Occasion:
        earlier = None
        for part in parts:
            if part.verb == self.verb:
                earlier = np.zeros(members, np.int64) if earlier is None else earlier
                earlier[part.owner] += 1  # once, however many targets it has
        return Occasion(self.verb, earlier)


class _When(Intent):
    def __init__(self, inner: Intent, condition: Any) -> None:
        self.inner, self.condition = inner, condition

    def collect(self, alive: Mask, parts: list[Part]) -> Mask:
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
        return self.inner.collect(alive & condition, parts)


class _Both(Intent):
    def __init__(self, first: Intent, second: Intent) -> None:
        self.first, self.second = first, second

    def collect(self, alive: Mask, parts: list[Part]) -> Mask:
        return self.first.collect(alive, parts) | self.second.collect(alive, parts)


class _Either(Intent):
    def __init__(self, first: Intent, second: Intent) -> None:
        self.first, self.second = first, second

    def collect(self, alive: Mask, parts: list[Part]) -> Mask:
        done = self.first.collect(alive, parts)
        return done | self.second.collect(alive & ~done, parts)


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

    def collect(self, alive: Mask, parts: list[Part]) -> Mask:
        """List what each of the cohorts of one means."""
        applies = np.zeros(len(alive), np.bool_)
        one = np.ones(1, np.bool_)
        for place in alive.nonzero()[0].tolist():
            own: list[Part] = []
            applies[place] = self.intents[place].collect(one, own)[0]
            parts.extend(own)
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


def requests_of(intent: Intent, members: int) -> list[Part]:
    """List what the members of one cohort mean to do, verb by verb."""
    parts: list[Part] = []
    intent.collect(np.ones(members, np.bool_), parts)
    return parts
