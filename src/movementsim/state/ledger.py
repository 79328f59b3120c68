"""TODO."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.segments import run_starts


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
