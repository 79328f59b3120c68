"""The ledger of grievances: which person holds how much against which act."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.segments import rank_in_runs, run_lengths, run_starts


class Ledger:
    """Grievances as sparse entries: a person, the act that the person resents, and the amount.

    All entries of a movement fade at one rate, so they are stored unfaded and only `scale` falls.
    Entries that have faded below `least` are removed; the person's column `grievance` still counts
    them, but their cause is forgotten.

    Parameters
    ----------
    least
        Amount below which an entry is removed.
    run_of
        A function that returns the movements that people are part of; needed once the rates of
        several movements differ.

    Attributes
    ----------
    person, act, amount
        One value per entry, shape (entries,).
    least
        Amount below which an entry is removed.
    scale
        The factor by which stored amounts have faded, shape (1,); or (runs,), one for each
        movement, where they differ.
    """

    def __init__(
        self, least: float = 0.01, run_of: Callable[[Whole], Whole] = np.zeros_like
    ) -> None:
        self.least = least
        self.scale: Floats = np.ones(1)
        self._run_of = run_of
        self._person: Whole = np.empty(0, np.int64)
        self._act: Whole = np.empty(0, np.int64)
        self._unfaded: Floats = np.empty(0)
        self._waiting: list[tuple[Whole, Whole, Floats]] = []

    def with_entries(self, person: Whole, act: Whole, unfaded: Floats, scale: Floats) -> Ledger:
        """Return this ledger with these entries in place of its own.

        Parameters
        ----------
        person, act
            As in :meth:`add`.
        unfaded
            Amounts before they faded.
        scale
            The factors by which they have faded; see :attr:`scale`.

        Returns
        -------
        Ledger
            This ledger.
        """
        self._person, self._act, self._unfaded, self.scale = person, act, unfaded, scale
        self._waiting.clear()
        return self

    @property
    def unfaded(self) -> Floats:
        """Amount of each grievance before it faded, shape (entries,)."""
        self._merge_new_entries()
        return self._unfaded

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
        return self._unfaded * self._scale_of(self._person)

    def _scale_of(self, person: Whole) -> Floats:
        return self.scale if len(self.scale) == 1 else self.scale[self._run_of(person)]

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
            self._waiting.append((person, act, amount / self._scale_of(person)))

    def _merge_new_entries(self) -> None:
        if self._waiting:
            people, acts, amounts = zip(*self._waiting, strict=True)
            self._person = np.concatenate([self._person, *people])
            self._act = np.concatenate([self._act, *acts])
            self._unfaded = np.concatenate([self._unfaded, *amounts])
            self._waiting.clear()

    def fade(self, keep: float | Floats) -> None:
        """Multiply all entries by the share `keep`: one number, or one for each movement."""
        self.scale = self.scale * keep
        faint = self.scale < 1e-100
        if faint.any():
            factor = np.where(faint, self.scale, 1.0)
            self._merge_new_entries()
            self._unfaded *= factor if len(factor) == 1 else factor[self._run_of(self._person)]
            self.scale[faint] = 1.0

    def relieve(self, person: Whole, share: float | Floats) -> None:
        """Reduce all entries of some people by a share.

        Parameters
        ----------
        person
            Slots, all different, in ascending order.
        share
            The share of each entry that is removed, 0-1; one number, or one per person.
        """
        mine, place = self._entries_of(person)
        left = 1 - np.asarray(share)
        self._unfaded[mine] *= left[place] if left.ndim else left

    def prune(self) -> None:
        """Remove the entries that have faded below `least`."""
        self._merge_new_entries()
        alive = self._unfaded * self._scale_of(self._person) >= self.least
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
        starts = run_starts(owner)
        holder = owner[starts]
        # one row for each holder, so that no sum depends on the entries of other people
        row = np.arange(len(starts)).repeat(run_lengths(starts, len(owner)))
        place = rank_in_runs(owner)
        heaped = np.zeros((len(starts), place.max() + 1))
        heaped[row, place] = self._unfaded[mine]
        heaped = heaped.cumsum(axis=1)
        passed = heaped > (draw[holder] * heaped[:, -1])[:, np.newaxis]
        # a row of zeros, or a draw that rounding lifts to the total, takes the last entry
        last = run_lengths(starts, len(owner)) - 1
        first = np.where(passed.any(axis=1), passed.argmax(axis=1), last)
        chosen[holder] = self._act[mine[starts + first]]
        return chosen
