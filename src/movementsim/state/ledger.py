"""The ledger of grievances: which person holds how much against which act."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.segments import run_starts


class Ledger:
    """Grievances as sparse entries: a person, the act that the person resents, and the amount.

    All entries fade at the same rate, so they are stored unfaded and one common `scale` decreases.
    Entries that have faded below `least` are removed; the person's column `grievance` still counts
    them, but their cause is forgotten.

    Parameters
    ----------
    least
        Amount below which an entry is removed.

    Attributes
    ----------
    person, act, amount
        One value per entry, shape (entries,).
    least
        Amount below which an entry is removed.
    scale
        The factor by which stored amounts have faded.
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
        """Slot of the person who holds each grievance, shape (entries,)."""
        self._merge_new_entries()
        return self._person

    @property
    def act(self) -> Whole:
        """Id of the act that each grievance is about, shape (entries,)."""
        self._merge_new_entries()
        return self._act

    @property
    def amount(self) -> Floats:
        """Present amount of each grievance, shape (entries,)."""
        self._merge_new_entries()
        return self._unfaded * self.scale

    def add(self, person: Whole, act: Whole, amount: Floats) -> None:
        """Add entries; a person may hold several against one act.

        Parameters
        ----------
        person
            Slots of those who hold the grievances, shape (entries,).
        act
            Ids of the acts that they resent, shape (entries,).
        amount
            Amounts, shape (entries,).
        """
        if len(person):
            self._waiting.append((person, act, amount / self.scale))

    def _merge_new_entries(self) -> None:
        if self._waiting:
            people, acts, amounts = zip(*self._waiting, strict=True)
            self._person = np.concatenate([self._person, *people])
            self._act = np.concatenate([self._act, *acts])
            self._unfaded = np.concatenate([self._unfaded, *amounts])
            self._waiting.clear()

    def fade(self, keep: float) -> None:
        """Multiply all entries by the share `keep`."""
        self.scale *= keep
        if self.scale < 1e-100:
            self._merge_new_entries()
            self._unfaded *= self.scale
            self.scale = 1.0

    def relieve(self, person: Whole, share: float) -> None:
        """Reduce all entries of some people by a share.

        Parameters
        ----------
        person
            Slots, all different, in ascending order.
        share
            The share of each entry that is removed, 0-1.
        """
        mine = self._entries_of(person)[0]
        self._unfaded[mine] *= 1 - share

    def prune(self) -> None:
        """Remove the entries that have faded below `least`."""
        self._merge_new_entries()
        alive = self._unfaded * self.scale >= self.least
        if not alive.all():
            self._person, self._act = self._person[alive], self._act[alive]
            self._unfaded = self._unfaded[alive]

    def _entries_of(self, persons: Whole) -> tuple[Whole, Whole]:
        """Return the positions of these people's entries, and each one's place in `persons`."""
        entries = self.person
        if not len(persons) or not len(entries):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        place = persons.searchsorted(entries)
        place[place == len(persons)] = 0
        mine = (persons[place] == entries).nonzero()[0]
        return mine, place[mine]

    def blame(self, persons: Whole, draw: Floats) -> Whole:
        """Choose one act among each person's grievances, in proportion to the amounts.

        Parameters
        ----------
        persons
            Slots, all different, in ascending order.
        draw
            One uniform number between 0 and 1 per person.

        Returns
        -------
        (persons,) int64
            Ids of acts; -1 for people without an entry.
        """
        chosen = np.full(len(persons), -1, np.int64)
        mine, owner = self._entries_of(persons)
        if not len(mine):
            return chosen
        order = owner.argsort(kind="stable")
        mine, owner = mine[order], owner[order]
        weight = self._unfaded[mine]
        total = np.bincount(owner, weight, minlength=len(persons))
        before = total.cumsum() - total
        # the last entry of a person always passes, whatever rounding does to the sums
        passed = weight.cumsum() - before[owner] > draw[owner] * total[owner]
        passed[run_starts(owner)[1:] - 1] = True
        passed[-1] = True
        hits = passed.nonzero()[0]
        first = hits[run_starts(owner[hits])]
        chosen[owner[first]] = self._act[mine[first]]
        return chosen
