"""What members ask to do: verbs, composed by `.when`, `&` and `|`, fitted to the hours in hand.

`a | b` does b where a does not apply (not meant, or aimed at nobody). `a & b` does both while the
hours last, from left to right. What is too dear is dropped; it is never replaced by what stands
behind a `|`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from movementsim.columns import Floats, Mask, Whole, filled, rank_in_runs
from movementsim.tables import Book, Rows

if TYPE_CHECKING:
    from movementsim.cohort import Choice, Cohort

# What may be asked for in a week, by verb, and what every request says.
ACTS: dict[str, tuple[str, ...]] = {
    "talk": ("who", "whom", "edge", "listening", "courting"),
    "recruit": ("who", "whom", "edge"),
    "train": ("who", "whom", "edge"),
    "support": ("who", "whom", "edge"),
    "delegate": ("who", "whom", "share"),
    "grant": ("who", "whom", "share"),
    "reclaim": ("who", "whom"),
    "favour": ("who", "whom", "edge"),
    "exclude": ("who", "whom"),
    "defend": ("who", "whom"),
    "ask": ("who", "whom", "edge"),
    "convene": ("who", "invited"),
    "caucus": ("who", "size"),
    "attend": ("who",),
    "order": ("who", "share", "span", "inside", "attend", "decide"),
    "campaign": ("who", "hours", "inside"),
    "credit": ("who", "keep"),
    "stand": ("who",),
    "slate": ("who", "size", "loyalty"),
    "rest": ("who",),
    # not asked for by anybody: what the acts take of the hours in hand
    "spent": ("who", "hours"),
}


@dataclass(frozen=True, slots=True)
class Verb:
    """What one verb costs, in hours, and what may vary with whom it is aimed at."""

    hours: float
    aimed: bool
    source: str


# Hours are starts (assumed): see `model.md`, Verbs.
VERBS: dict[str, Verb] = {
    "talk": Verb(0.5, True, "S2.O1, S2.O5"),
    "recruit": Verb(0.5, True, "S2.O1"),
    "train": Verb(1.0, True, "S2.O9"),
    "support": Verb(1.0, True, "S2.O8"),
    "delegate": Verb(0.25, True, "S2.O3"),
    "grant": Verb(0.25, True, "S3.E1"),
    "reclaim": Verb(0.25, True, "S3.E1"),
    "favour": Verb(0.25, True, "S2.F6"),
    "exclude": Verb(0.5, True, "S2.F4"),
    "defend": Verb(0.5, True, "S2.B5"),
    "ask": Verb(0.1, True, "S2.O4"),
    "convene": Verb(2.0, False, "S2.O4"),
    "caucus": Verb(1.0, False, "S2.F3"),
    "attend": Verb(2.0, False, "S2.F10"),
    "order": Verb(0.25, False, "S2.F5"),
    "campaign": Verb(0.0, False, "S2.O10"),
    "credit": Verb(0.0, False, "S2.O6"),
    "stand": Verb(1.0, False, "S2.F8"),
    "slate": Verb(1.0, False, "S2.F8"),
    "rest": Verb(0.0, False, "S2.O8"),
    "remember": Verb(0.0, False, "architecture"),
    "switch": Verb(0.0, False, "architecture"),
}


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
    cohort: Cohort
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


class Ask(Intent):
    """One verb, its target and its words."""

    def __init__(
        self,
        cohort: Cohort,
        verb: str,
        to: Choice | None = None,
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


def parts_of(intent: Intent, members: int) -> list[Part]:
    """List what the members of one cohort mean to do, verb by verb."""
    parts: list[Part] = []
    intent.collect(np.ones(members, np.bool_), parts)
    return parts


def fit(meant: Sequence[Sequence[Part]], in_hand: Floats) -> tuple[Book, Floats, list[Part]]:
    """Fit what is meant to the hours in hand and write down what will be asked for.

    Parameters
    ----------
    meant
        What each cohort means to do; no member is in two of them.
    in_hand
        Hours in hand by slot; not changed.

    Returns
    -------
    The acts, sorted by who asks (so that no order of cohorts can matter); the hours they take, by
    slot; and the parts that are the strategies' own affair (`remember` and `switch`).
    """
    left = in_hand.copy()
    wanted: dict[str, list[dict[str, Any]]] = {}
    private: list[Part] = []
    for parts in meant:
        for part in parts:
            if part.verb in ("remember", "switch"):
                private.append(part)
            else:
                _take(part, left, wanted)
    acts = Book(ACTS)
    for verb, pieces in wanted.items():
        acts.append(verb, _by_member(pieces, ACTS[verb]))
    return acts, in_hand - left, private


def _take(part: Part, left: Floats, wanted: dict[str, list[dict[str, Any]]]) -> None:
    who = part.cohort.slots[part.owner]
    columns = dict(part.columns, who=who)
    in_hand = left[who]
    several = "whom" in columns and (part.owner[1:] == part.owner[:-1]).any()
    if part.rest_of_hours:
        affordable: NDArray[Any] = in_hand > 0
        columns["hours"] = in_hand
        cost: Any = in_hand
    else:
        cost = part.hours
        if several:  # targets of one member: each is paid in turn
            in_hand = in_hand - cost * rank_in_runs(part.owner)
        affordable = in_hand >= cost - 1e-12
    if not affordable.all():
        who = who[affordable]
        columns = {
            name: value[affordable] if isinstance(value, np.ndarray) else value
            for name, value in columns.items()
        }
        cost = cost[affordable] if isinstance(cost, np.ndarray) else cost
    if len(who):
        if several:
            np.subtract.at(left, who, cost)
        else:
            left[who] -= cost
        wanted.setdefault(part.verb, []).append(columns)


def _by_member(pieces: list[dict[str, Any]], names: tuple[str, ...]) -> Rows:
    lengths = [len(piece["who"]) for piece in pieces]
    columns = {
        name: [filled(piece[name], length) for piece, length in zip(pieces, lengths, strict=True)]
        for name in names
    }
    if len(pieces) == 1:
        return Rows({name: column for name, (column,) in columns.items()})
    joined = Rows({name: np.concatenate(parts) for name, parts in columns.items()})
    return joined.take(joined.who.argsort(kind="stable"))
