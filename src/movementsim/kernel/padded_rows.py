"""Padded rows: who is tied to whom, in arrays that grow in place.

Ties lie in *padded* compressed sparse rows. Row r owns positions ``start[r]`` to
``start[r+1] - 1``; the first ``degree[r]`` are its ties, older ones first, and the rest is spare
room, so that a new tie is written in place. A spare position points at its own row and holds
the spare value of every layer (0 for numbers), so sums over whole rows need no mask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError
from movementsim.kernel.columns import Array, Whole
from movementsim.kernel.segments import rank_in_runs, run_lengths, run_starts

NO_TIE = -1
"""The position of a tie that does not exist."""


@dataclass(eq=False, kw_only=True)
class PaddedRows:
    """An undirected graph in padded rows, each tie stored once from each side.

    A subclass adds *layers*: fields with one value per position, named in `spare_values`. They
    move with the positions.

    Attributes
    ----------
    start : (n + 1,) int64
        First position of each row; the last entry is the number of positions.
    degree : (n,) int32
        Ties of each row.
    tail, head : (positions,) int32
        The row that owns the position, and the row it is tied to.
    reverse : (positions,) int32
        The position of the same tie seen from the other side.
    slack, least : float, int
        Spare room of a row: ``slack`` of its degree, but at least ``least``.
    version : int
        Rises when positions change, that is when a full row had to make room.
    """

    spare_values: ClassVar[Mapping[str, np.generic]] = {}

    start: npt.NDArray[np.int64]
    degree: npt.NDArray[np.int32]
    tail: npt.NDArray[np.int32]
    head: npt.NDArray[np.int32]
    reverse: npt.NDArray[np.int32]
    slack: float = 0.25
    least: int = 2
    version: int = 0
    _longer: dict[str, Array] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def _empty(cls, degree: npt.NDArray[np.int32], slack: float, least: int) -> dict[str, Any]:
        """Return the fields of rows with room for these degrees, all positions spare."""
        start = _offsets(degree + _room(degree, slack, least))
        fields: dict[str, Any] = cls._spare(np.diff(start))
        return {"start": start, "degree": degree, **fields, "slack": slack, "least": least}

    @classmethod
    def _spare(cls, room: Whole, row: int = 0, position: int = 0) -> dict[str, Array]:
        """Return spare positions of the rows from `row` on, numbered from `position`."""
        tail = np.repeat(np.arange(row, row + len(room), dtype=np.int32), room)
        size = len(tail)
        return {
            "tail": tail,
            "head": tail.copy(),
            "reverse": np.arange(position, position + size, dtype=np.int32),
            **{
                name: np.full(size, value, value.dtype) if value else np.zeros(size, value.dtype)
                for name, value in cls.spare_values.items()
            },
        }

    @property
    def people(self) -> int:
        """Number of rows."""
        return len(self.degree)

    @property
    def ties(self) -> int:
        """Number of ties, each counted once."""
        return int(self.degree.sum(dtype=np.int64)) // 2

    def ties_of(self, rows: npt.ArrayLike) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """List all ties of these rows, row after row, the older ones of a row first.

        Parameters
        ----------
        rows : (k,) int
            In any order; a row may appear more than once. Not checked, because this
            is called many times a week.

        Returns
        -------
        owner : (ties,) int64
            Index into `rows` of each tie.
        edge : (ties,) int64
            Position of each tie.
        """
        asked = np.asarray(rows, np.int64)
        count = self.degree[asked].astype(np.int64)
        skipped = self.start[asked] - (count.cumsum() - count)
        owner = np.arange(len(asked)).repeat(count)
        edge = skipped[owner]
        edge += np.arange(len(owner))
        return owner, edge

    def find(self, tail: npt.ArrayLike, head: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Find the ties of these pairs.

        Parameters
        ----------
        tail, head : (k,) int
            Rows of the two people of each pair; one of the two may be a single row.

        Returns
        -------
        edge : (k,) int64
            Position at which `tail` is tied to `head`; -1 where they are not tied.

        Raises
        ------
        InputError
            If a row is out of range.
        """
        tails, heads = self.checked_rows(tail), self.checked_rows(head)
        if len(tails) != len(heads):
            tails, heads = np.broadcast_arrays(tails, heads)
        if not len(tails):
            return np.empty(0, np.int64)
        swapped = self.degree[tails] > self.degree[heads]  # search the shorter row, hubs are long
        owner, edge = self.ties_of(np.where(swapped, heads, tails))
        hit = self.head[edge] == np.where(swapped, tails, heads)[owner]
        found = np.full(len(tails), NO_TIE, np.int64)
        found[owner[hit]] = edge[hit]
        turned = swapped & (found != NO_TIE)
        found[turned] = self.reverse[found[turned]]
        return found

    def pairs(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """List every tie once.

        Returns
        -------
        pairs : (m, 2) int32
            Rows, first < second.
        edge : (m,) int64
            Position of each tie in the row of the first.
        """
        edge = (self.tail < self.head).nonzero()[0]  # spare positions point at their own row
        return np.column_stack((self.tail[edge], self.head[edge])), edge

    def checked_rows(self, rows: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Check rows, because -1 would silently index the last row.

        Returns
        -------
        (k,) int64
            The rows, one-dimensional also for a single row.

        Raises
        ------
        InputError
            If a row is out of range.
        """
        checked = np.atleast_1d(np.asarray(rows, np.int64))
        refuse_unknown_rows(checked, self.people)
        return checked

    def copy(self) -> Self:
        """Return a copy that shares no arrays with this one."""
        names = ("start", "degree", "tail", "head", "reverse", *self.spare_values)
        return replace(self, **{name: getattr(self, name).copy() for name in names})

    # -- growing

    def grow(self, count: int) -> None:
        """Append `count` rows without ties; the positions of the other rows stay.

        Raises
        ------
        InputError
            If `count` is negative.
        """
        if count < 0:
            raise InputError(f"cannot grow by {count} people; give 0 or more.")
        room = np.full(count, self.least)
        more = self._spare(room, self.people, len(self.tail))
        more["start"] = _offsets(room, int(self.start[-1]))[1:]
        more["degree"] = np.zeros(count, np.int32)
        for name, values in more.items():
            self._extend(name, values)

    def _extend(self, name: str, more: Array) -> None:
        """Append to an array, which is the beginning of a longer one with room to grow."""
        array, used = getattr(self, name), len(getattr(self, name))
        longer = self._longer.get(name, array)
        if used + len(more) > len(longer):
            longer = np.empty(used + len(more) + used // 4, array.dtype)
            longer[:used] = array
            self._longer[name] = longer
        longer[used : used + len(more)] = more
        setattr(self, name, longer[: used + len(more)])

    def _append(self, tail: Whole, head: Whole) -> npt.NDArray[np.int64]:
        """Write ties to the next spare positions of the rows `tail`.

        Full rows make room first. The caller sets `reverse` and the layers.

        Returns
        -------
        (k,) int64
            The position of each new tie.
        """
        order = tail.argsort(kind="stable")
        rows = tail[order]
        first = run_starts(rows)
        row = rows[first]
        needed = self.degree[row] + run_lengths(first, len(rows))
        if (needed > self.start[row + 1] - self.start[row]).any():
            self._make_room(row, needed)
        at = np.empty(len(rows), np.int64)
        at[order] = self.start[rows] + self.degree[rows] + rank_in_runs(rows)
        self.head[at] = head
        self.degree[row] = needed
        return at

    def _make_room(self, row: Whole, needed: Whole) -> None:
        """Give these rows room for `needed` ties, out of the spare room of the rows around them.

        More and more rows around a full one share their spare room, until it is at least half of
        what is usual. Only if all rows together have too little are positions added.
        """
        degree = self.degree.astype(np.int64)
        degree[row] = needed
        for full in row[needed > self.start[row + 1] - self.start[row]].tolist():
            reach = 8
            while True:
                low, high = max(full - reach, 0), min(full + reach + 1, self.people)
                wanted = _room(degree[low:high], self.slack, self.least)
                wanted[full - low] = degree[full]  # a row that filled up goes on growing
                spare = self.start[high] - self.start[low] - degree[low:high].sum()
                if 2 * spare >= wanted.sum():
                    break
                if high - low == self.people:
                    self._lengthen(int(wanted.sum()))
                reach *= 2
            self._lay_out(low, degree[low:high], wanted, spare)
        self.version += 1

    def _lengthen(self, count: int) -> None:
        """Add `count` positions, all of them spare room of the last row."""
        last = _offsets(np.array([count]), int(self.start[-1]))[-1]
        room = np.array([count])
        for name, spare in self._spare(room, self.people - 1, len(self.tail)).items():
            self._extend(name, spare)
        self.start[-1] = last

    def _lay_out(self, low: int, degree: Whole, wanted: Whole, spare: int) -> None:
        """Move the ties of the rows from `low` on to leave room for `degree`, and share `spare`."""
        rows = np.arange(low, low + len(degree))
        owner, edge = self.ties_of(rows)
        first = self.start[low]
        end = first + degree.cumsum() + spare * wanted.cumsum() // wanted.sum()
        start = np.concatenate(([first], end))
        at = edge + (start[:-1] - self.start[rows])[owner]
        place = np.arange(first, end[-1])
        place[edge - first] = at
        back = self.reverse[edge]
        here = (first <= back) & (back < end[-1])
        back[here] = place[back[here] - first]
        moved = {name: getattr(self, name)[edge] for name in ("head", *self.spare_values)}
        for name, empty in self._spare(np.diff(start), low, first).items():
            getattr(self, name)[first : end[-1]] = empty
        for name, values in moved.items():
            getattr(self, name)[at] = values
        self.reverse[at] = back
        self.reverse[back] = at
        self.start[rows] = start[:-1]


def refuse_unknown_rows(rows: Whole, people: int) -> None:
    """Refuse row numbers that are out of range.

    Parameters
    ----------
    rows : int array of any shape
        Row numbers.
    people : int
        Number of rows.

    Raises
    ------
    InputError
        Names the first wrong row.
    """
    if len(rows) and not 0 <= rows.min() <= rows.max() < people:
        wrong = rows[(rows < 0) | (rows >= people)][0]
        raise InputError(f"row {wrong} is not one of {people:,} people (from 0).")


def _offsets(room: Whole, first: int = 0) -> npt.NDArray[np.int64]:
    """Return where each row starts if row r has ``room[r]`` positions and the first is `first`."""
    start = np.zeros(len(room) + 1, np.int64)
    np.cumsum(room, out=start[1:])
    start += first
    if start[-1] > np.iinfo(np.int32).max:
        raise InputError(
            f"{start[-1]:,} positions for ties do not fit; at most {np.iinfo(np.int32).max:,} "
            "are possible. Use fewer people or ties, or a smaller slack."
        )
    return start


def _room(degree: Whole, slack: float, least: int) -> Whole:
    """Return the usual number of spare positions of rows with these degrees."""
    return np.maximum(least, np.ceil(slack * degree).astype(np.int64))
