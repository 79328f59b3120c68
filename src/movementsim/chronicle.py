"""What happened, by act: the chronicle, and the ledger of grievances that points into it."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from movementsim.columns import Floats, Whole


class Kind(IntEnum):
    """The kinds of act that are remembered."""

    EXCLUSION = 0
    CLAW_BACK = 1
    OUTVOTED = 2
    ORDER = 3
    ANGRY_VOICE = 4
    FAILED_TASK = 5
    VOICE = 6
    WIN = 7
    LOSS = 8
    DECISION = 9
    BALLOT = 10
    THREAT = 11
    RESIGNATION = 12
    DEFENCE = 13
    FACTION = 14
    LEAK = 15
    SURGE = 16
    REMOVAL = 17
    QUARREL = 18


_FIELDS = {
    "kind": np.int8,
    "week": np.int32,
    "who": np.int32,
    "whom": np.int32,
    "branch": np.int32,
    "cause": np.int64,
    "root": np.int64,
}


class Chronicle:
    """Acts in the order they happened; an act's id is its place.

    Each act knows its cause (another act's id, or -1) and its root: the act at the start of the
    chain. So hostility can be traced to whoever began it (S2.W3).
    """

    def __init__(self) -> None:
        self.count = 0
        self._store = {name: np.empty(256, dtype) for name, dtype in _FIELDS.items()}

    def __len__(self) -> int:
        return self.count

    def __getattr__(self, name: str) -> Whole:
        if name not in _FIELDS:
            raise AttributeError(f"no field {name!r}; there are {list(_FIELDS)}")
        return self._store[name][: self.count]

    def extend(
        self, kind: Whole, week: int, who: Whole, whom: Whole, branch: Whole, cause: Whole
    ) -> None:
        """Write down acts of one week."""
        first, self.count = self.count, self.count + len(who)
        room = len(self._store["kind"])
        if self.count > room:
            more = max(self.count - room, room // 2)
            for name, column in self._store.items():
                self._store[name] = np.concatenate([column, np.empty(more, column.dtype)])
        new = slice(first, self.count)
        for name, values in (
            ("kind", kind), ("week", week), ("who", who), ("whom", whom), ("branch", branch),
            ("cause", cause),
        ):
            self._store[name][new] = values
        ids = np.arange(first, self.count)
        known = cause >= 0
        self._store["root"][new] = np.where(known, self._store["root"][np.maximum(cause, 0)], ids)


class Ledger:
    """Who holds what against which act: sparse entries (person, act, amount).

    All entries fade alike, so an entry keeps the amount at its week and the fading is worked out
    on reading; entries that have faded below `least` are pruned into what is no longer known.
    """

    def __init__(self, least: float = 0.01) -> None:
        self.least = least
        self.person: Whole = np.empty(0, np.int64)
        self.act: Whole = np.empty(0, np.int64)
        self.amount: Floats = np.empty(0)
        self.week: Whole = np.empty(0, np.int64)
        self._waiting: list[tuple[Whole, Whole, Floats, int]] = []

    def add(self, person: Whole, act: Whole, amount: Floats, week: int) -> None:
        """Enter grievances of this week."""
        if len(person):
            self._waiting.append((person, act, amount, week))

    def settle(self, week: int, keep: float) -> None:
        """Take in what was entered, and prune what has faded below the least."""
        if self._waiting:
            parts = self._waiting
            self.person = np.concatenate([self.person, *(part[0] for part in parts)])
            self.act = np.concatenate([self.act, *(part[1] for part in parts)])
            self.amount = np.concatenate([self.amount, *(part[2] for part in parts)])
            weeks = [np.full(len(part[0]), part[3]) for part in parts]
            self.week = np.concatenate([self.week, *weeks])
            self._waiting.clear()
        alive = self.faded(week, keep) >= self.least
        if not alive.all():
            self.person, self.act = self.person[alive], self.act[alive]
            self.amount, self.week = self.amount[alive], self.week[alive]

    def faded(self, week: int, keep: float) -> Floats:
        """Return what each entry still weighs in `week` when `keep` of it is left each week."""
        return np.asarray(self.amount * keep ** (week - self.week), dtype=np.float64)

    def blame(self, persons: Whole, luck: Floats, week: int, keep: float) -> Whole:
        """Pick for each person one act among their grievances, in proportion to its weight.

        Parameters
        ----------
        persons
            Slots, all different, ascending.
        luck
            One uniform number a person.

        Returns
        -------
        Act ids, -1 where nothing is known any more.
        """
        chosen = np.full(len(persons), -1, np.int64)
        place = np.searchsorted(persons, self.person)
        place[place == len(persons)] = 0
        mine = (persons[place] == self.person).nonzero()[0] if len(persons) else place[:0]
        if not len(mine):
            return chosen
        mine = mine[np.argsort(place[mine], kind="stable")]
        owner, weight = place[mine], self.faded(week, keep)[mine]
        total = np.bincount(owner, weight, minlength=len(persons))
        running = np.cumsum(weight)
        before = np.cumsum(total) - total
        past = running - before[owner] >= luck[owner] * total[owner] * (1 - 1e-12)
        first = np.full(len(persons), -1, np.int64)
        hits = past.nonzero()[0][::-1]
        first[owner[hits]] = hits  # reversed, so the first hit of each person is written last
        known = first >= 0
        chosen[known] = self.act[mine[first[known]]]
        return chosen
