"""What happened, by act: the chronicle, and the ledger of grievances that points into it."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from movementsim.columns import Floats, Whole, run_starts


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
            ("kind", kind),
            ("week", week),
            ("who", who),
            ("whom", whom),
            ("branch", branch),
            ("cause", cause),
        ):
            self._store[name][new] = values
        ids = np.arange(first, self.count)
        known = cause >= 0
        self._store["root"][new] = np.where(known, self._store["root"][np.maximum(cause, 0)], ids)


class Ledger:
    """Who holds what against which act: sparse entries (person, act, amount).

    All entries fade alike, so they are kept unfaded and one `scale` falls; what has faded below
    `least` is pruned into what nobody remembers the cause of.
    """

    def __init__(self, least: float = 0.01) -> None:
        self.least = least
        self.scale = 1.0
        self._person: Whole = np.empty(0, np.int64)
        self._act: Whole = np.empty(0, np.int64)
        self._unfaded: Floats = np.empty(0)
        self._waiting: list[tuple[Whole, Whole, Floats]] = []

    @property
    def person(self) -> Whole:
        """Whose grievance each entry is."""
        self._gather()
        return self._person

    @property
    def act(self) -> Whole:
        """The act each entry is held against."""
        self._gather()
        return self._act

    @property
    def amount(self) -> Floats:
        """What each entry still weighs."""
        self._gather()
        return self._unfaded * self.scale

    def add(self, person: Whole, act: Whole, amount: Floats) -> None:
        """Enter grievances."""
        if len(person):
            self._waiting.append((person, act, amount / self.scale))

    def _gather(self) -> None:
        if self._waiting:
            people, acts, amounts = zip(*self._waiting, strict=True)
            self._person = np.concatenate([self._person, *people])
            self._act = np.concatenate([self._act, *acts])
            self._unfaded = np.concatenate([self._unfaded, *amounts])
            self._waiting.clear()

    def fade(self, keep: float) -> None:
        """Let all entries fade to this share."""
        self.scale *= keep
        if self.scale < 1e-100:
            self._gather()
            self._unfaded *= self.scale
            self.scale = 1.0

    def relieve(self, person: Whole, share: float) -> None:
        """Take this share off all entries of these people (all different, ascending)."""
        mine = self._of(person)[0]
        self._unfaded[mine] *= 1 - share

    def prune(self) -> None:
        """Forget what has faded below the least."""
        self._gather()
        alive = self._unfaded * self.scale >= self.least
        if not alive.all():
            self._person, self._act = self._person[alive], self._act[alive]
            self._unfaded = self._unfaded[alive]

    def _of(self, persons: Whole) -> tuple[Whole, Whole]:
        """Return the positions of these people's entries, and whose each is."""
        entries = self.person
        if not len(persons) or not len(entries):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        place = persons.searchsorted(entries)
        place[place == len(persons)] = 0
        mine = (persons[place] == entries).nonzero()[0]
        return mine, place[mine]

    def blame(self, persons: Whole, luck: Floats) -> Whole:
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
        mine, owner = self._of(persons)
        if not len(mine):
            return chosen
        order = owner.argsort(kind="stable")
        mine, owner = mine[order], owner[order]
        weight = self._unfaded[mine]
        total = np.bincount(owner, weight, minlength=len(persons))
        before = total.cumsum() - total
        # the last entry of a person always passes, whatever rounding does to the sums
        passed = weight.cumsum() - before[owner] > luck[owner] * total[owner]
        passed[run_starts(owner)[1:] - 1] = True
        passed[-1] = True
        hits = passed.nonzero()[0]
        first = hits[run_starts(owner[hits])]
        chosen[owner[first]] = self._act[mine[first]]
        return chosen
