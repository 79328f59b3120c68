"""Ties in NumPy arrays, for the implementations that have to bring their own.

Each tie is two directed edges, 2k and 2k + 1, so that an edge seen from the other side is
`edge ^ 1`. Compressed rows with room to spare list the edges of each person.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.submodel import spec

Whole = NDArray[np.int64]
Array = NDArray[Any]
ROOM = 6
"""Places in a row to spare, when rows are laid out."""


class Growing:
    """A column to which values can be appended.

    Parameters
    ----------
    values
        Its values.
    """

    def __init__(self, values: Array) -> None:
        self._all, self.size = values.copy(), len(values)

    @property
    def values(self) -> Array:
        """The values, which may be written to."""
        return self._all[: self.size]

    def append(self, values: Array) -> None:
        """Append values."""
        end = self.size + len(values)
        if end > len(self._all):
            self._all = np.concatenate([self._all, np.zeros(end // 2 + 8, self._all.dtype)])
        self._all[self.size : end] = values
        self.size = end


class Ties:
    """Directed edges with liking and respect, and a row of edges for each person.

    Parameters
    ----------
    people
        Number of people.
    pairs
        Each tie once, shape (ties, 2).
    rng
        Draws liking and respect.
    """

    def __init__(self, people: int, pairs: Whole, rng: np.random.Generator) -> None:
        self.head = Growing(pairs[:, ::-1].ravel())
        self.liking = Growing(spec.MOST_LIKING * rng.random(pairs.size))
        self.respect = Growing(spec.MOST_RESPECT * rng.random(pairs.size))
        tail = pairs.ravel()
        self.degree = Growing(np.bincount(tail, minlength=people))
        self.staying = Growing(self.degree.values)
        """Ties of each person to people who have not left."""
        self.total = Growing(np.bincount(tail, self.respect.values, minlength=people))
        self._lay_out(tail.argsort(kind="stable"))

    def _lay_out(self, edges: Whole) -> None:
        """Lay out rows with room to spare, given all edges row after row."""
        degree = self.degree.values
        room = degree + ROOM
        self.start = Growing(room.cumsum() - room)
        self.end = Growing(room.cumsum())
        self.rows = Growing(np.zeros(room.sum(), np.int64))
        self.rows.values[self._places(np.arange(len(degree)))] = edges

    def _places(self, who: Whole) -> Whole:
        """Return the places in `rows` of all edges of these people, row after row."""
        degree = self.degree.values[who]
        skipped = self.start.values[who] - (degree.cumsum() - degree)
        return np.asarray(skipped.repeat(degree) + np.arange(degree.sum()))

    def edges_of(self, who: Whole) -> Whole:
        """Return all edges from these people."""
        edges: Whole = self.rows.values[self._places(who)]
        return edges

    def random_edge(self, who: Whole, here: Array, rng: np.random.Generator) -> Whole:
        """Return a random edge of each of these people to somebody who is still here; -1 if none.

        Parameters
        ----------
        who
            People.
        here
            Whether each person is still here, shape (people,).
        rng
            The random numbers.

        Returns
        -------
        (people,) int64
            The edges.
        """
        chosen = np.full(len(who), -1)
        todo = self.staying.values[who].nonzero()[0]
        rows, head = self.rows.values, self.head.values
        start, degree = self.start.values[who], self.degree.values[who]
        while len(todo):  # draw again for those who hit somebody who has left
            place = start[todo] + (rng.random(len(todo)) * degree[todo]).astype(np.int64)
            edge = rows[place]
            fits = here[head[edge]]
            chosen[todo[fits]] = edge[fits]
            todo = todo[~fits]
        return chosen

    def add_people(self, number: int) -> None:
        """Add people without ties."""
        for column in (self.degree, self.staying, self.total):
            column.append(np.zeros(number, column.values.dtype))
        end = self.rows.size + ROOM * np.arange(1, number + 1)
        self.start.append(end - ROOM)
        self.end.append(end)
        self.rows.append(np.zeros(ROOM * number, np.int64))

    def tie(self, one: Whole, other: Whole) -> None:
        """Tie people who have no ties yet to others; a pair that comes twice is tied once."""
        people = self.degree.size
        pairs = np.stack(np.divmod(np.unique(one * people + other), people), axis=1)
        tail, first = pairs.ravel(), self.head.size
        self.head.append(pairs[:, ::-1].ravel())
        self.liking.append(np.full(len(tail), spec.NEW_LIKING))
        self.respect.append(np.full(len(tail), spec.NEW_RESPECT))
        np.add.at(self.total.values, tail, spec.NEW_RESPECT)
        np.add.at(self.staying.values, tail, 1)
        order = tail.argsort(kind="stable")
        row = tail[order]
        rank = np.arange(len(row)) - row.searchsorted(row)
        place = self.start.values[row] + self.degree.values[row] + rank
        fits = bool((place < self.end.values[row]).all())
        if not fits:
            edges = self.edges_of(np.arange(people))
        np.add.at(self.degree.values, tail, 1)
        if fits:
            self.rows.values[place] = first + order
        else:
            before = self.head.values[edges ^ 1]
            edges = np.concatenate([edges, first + order])
            self._lay_out(edges[np.concatenate([before, row]).argsort(kind="stable")])


def picked_pairs(members: int, runs: int, rng: np.random.Generator) -> Whole:
    """Return each tie of the start once: everybody picks some others of the same movement.

    Parameters
    ----------
    members, runs
        Members of each movement, and movements, whose members follow one another.
    rng
        The random numbers.

    Returns
    -------
    (ties, 2) int64
        The two people of each tie.
    """
    people = members * runs
    one = np.arange(people).repeat(spec.PICKS)
    other = rng.integers(0, members - 1, len(one))
    other += other >= one % members
    other += one - one % members
    key = np.unique(np.minimum(one, other) * people + np.maximum(one, other))
    return np.stack(np.divmod(key, people), axis=1)
