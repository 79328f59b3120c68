"""The web of ties: who likes and respects whom, for 34 people or a million.

Ties lie in *padded* compressed sparse rows. Row r owns positions ``start[r]`` to
``start[r+1] - 1``; the first ``degree[r]`` are its ties, older ones first, and the rest is spare
room, so that a new tie is written in place. A spare position points at its own row and holds
zero in both layers, so sums over whole rows need no mask.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from movementsim.errors import InputError
from movementsim.kernel.segments import rank_in_runs, run_lengths, run_starts

type Ints = npt.NDArray[np.integer]
type Floats = npt.NDArray[np.float64]
type Layer = Literal["liking", "respect"]

NEVER = -1
"""The week of last contact of two people who have not met."""
NO_TIE = -1
"""The position of a tie that is not there."""
FAINTEST = 1e-100
"""Below this `Ties.scale` is written into the layer, long before floats lose digits."""


def _offsets(room: Ints, first: int = 0) -> npt.NDArray[np.int64]:
    """Where each row starts, when row r has ``room[r]`` positions and they begin at `first`."""
    start = np.zeros(len(room) + 1, np.int64)
    np.cumsum(room, out=start[1:])
    start += first
    if start[-1] > np.iinfo(np.int32).max:
        raise InputError(
            f"{start[-1]:,} positions for ties do not fit; at most {np.iinfo(np.int32).max:,} "
            "are possible. Use fewer people or ties, or a smaller slack."
        )
    return start


def _spare(room: Ints, row: int = 0, position: int = 0) -> dict[str, npt.NDArray[np.generic]]:
    """Rows of spare room only; numbering starts at `row` and `position`."""
    tail = np.repeat(np.arange(row, row + len(room), dtype=np.int32), room)
    size = len(tail)
    return {
        "tail": tail,
        "head": tail.copy(),
        "warmth": np.zeros(size),
        "respect": np.zeros(size),
        "met": np.full(size, NEVER, np.int16),
        "reverse": np.arange(position, position + size, dtype=np.int32),
    }


def _shares(values: npt.ArrayLike, shape: tuple[int, ...], name: str) -> Floats:
    """Values from 0 to 1, in the shape asked for; one column serves both views of a tie."""
    shares = np.asarray(values, np.float64)
    if shares.ndim == 1 and len(shape) > 1:
        shares = shares[:, np.newaxis]
    wrong = ~((shares >= 0) & (shares <= 1))
    if wrong.any():
        raise InputError(f"{name} {shares[wrong][0]} of a tie is not between 0 and 1.")
    return shares if shares.shape == shape else np.broadcast_to(shares, shape)


def _weeks(values: npt.ArrayLike) -> npt.NDArray[np.int16]:
    weeks = np.asarray(values)
    last = np.iinfo(np.int16).max
    wrong = ~((weeks >= NEVER) & (weeks <= last))
    if wrong.any():
        raise InputError(f"week {weeks[wrong][0]} is not between {NEVER} (never) and {last}.")
    return weeks.astype(np.int16)


def _combined(edge: Ints, gain: Floats) -> tuple[Ints, Floats, Floats]:
    """All gains on one edge as two factors, the same to the bit in whatever order they came.

    Returns the edges, each once; the share of the gap to 1 that the gains close; and the share
    of the level that the losses leave.
    """
    in_order = np.sort(edge)
    if not (in_order[1:] == in_order[:-1]).any():
        return edge, np.maximum(gain, 0), 1 + np.minimum(gain, 0)
    order = np.lexsort((gain, edge))  # sorting by gain too makes the product free of order
    edge, gain = edge[order], gain[order]
    first = run_starts(edge)
    left_open = np.multiply.reduceat(1 - np.maximum(gain, 0), first)
    kept = np.multiply.reduceat(1 + np.minimum(gain, 0), first)
    return edge[first], 1 - left_open, kept


@dataclass(eq=False)
class Ties:
    """The sparse web of ties with its two layers, liking and respect, in each direction.

    Read the arrays freely; change them through the methods. One pattern serves both layers, and
    a tie is stored once from each side. Liking decays everywhere by the same factor, so it is
    stored undecayed as `warmth`, and only `scale` falls (see `fade`).

    Attributes
    ----------
    start : (n + 1,) int64
        First position of each row; the last entry is the number of positions.
    degree : (n,) int32
        Ties of each row.
    tail, head : (positions,) int32
        The row that looks, and the row looked at.
    warmth : (positions,) float64
        Liking of `tail` for `head`, divided by `scale`.
    respect : (positions,) float64
        Respect of `tail` for `head`, 0-1.
    met : (positions,) int16
        Week of last contact, -1 never.
    reverse : (positions,) int32
        The position of the same tie seen from the other side.
    slack, least : float, int
        Spare room of a row: ``slack`` of its degree, but at least ``least``.
    scale : float
        What decay has left of `warmth`.
    version : int
        Rises when positions change, that is when `add` had to make room.
    """

    start: npt.NDArray[np.int64]
    degree: npt.NDArray[np.int32]
    tail: npt.NDArray[np.int32]
    head: npt.NDArray[np.int32]
    warmth: Floats
    respect: Floats
    met: npt.NDArray[np.int16]
    reverse: npt.NDArray[np.int32]
    slack: float = 0.25
    least: int = 2
    scale: float = 1.0
    version: int = 0
    _webs: dict[str, sparse.csr_array] = field(default_factory=dict, init=False, repr=False)
    _longer: dict[str, npt.NDArray[Any]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def from_pairs(
        cls,
        people: int,
        pairs: Ints,
        liking: npt.ArrayLike = 0.0,
        respect: npt.ArrayLike = 0.0,
        met: npt.ArrayLike = 0,
        slack: float = 0.25,
        least: int = 2,
    ) -> Self:
        """Build the web from undirected pairs.

        Parameters
        ----------
        people : int
            Number of rows.
        pairs : (m, 2) int
            Each tie once, in either order; no self ties.
        liking, respect : float, (m,) or (m, 2)
            0-1; in two columns, column 0 is the view that the first has of the second.
        met : int or (m,)
            Week of last contact, -1 never.
        slack, least : float, int
            Spare room of a row, as a share of its degree and at least; 0 or more.

        Raises
        ------
        InputError
            If a row is out of range, a pair comes twice or ties somebody to themselves, or a
            layer leaves 0-1.
        """
        if slack < 0 or least < 0:
            raise InputError(f"slack {slack} and least {least} must be 0 or more.")
        m = len(pairs)
        ends = np.asarray(pairs, np.int64).reshape(m, 2)
        _refuse_strangers(ends, people)
        looped = ends[:, 0] == ends[:, 1]
        if looped.any():
            raise InputError(f"row {ends[looped][0, 0]} is tied to itself; leave such ties out.")
        tail, head = ends.T.ravel(), ends[:, ::-1].T.ravel()
        order = sparse.coo_array((np.arange(2 * m), (tail, head)), (people, people)).tocsr()
        if order.nnz < 2 * m:
            key, times = np.unique(np.sort(ends, axis=1), axis=0, return_counts=True)
            raise InputError(f"the tie {tuple(key[times > 1][0].tolist())} comes more than once.")
        asked = order.data  # which asked tie comes k-th, by row and head
        degree = np.diff(order.indptr).astype(np.int32)
        start = _offsets(degree + _room(degree, slack, least))
        at = np.repeat(start[:-1] - order.indptr[:-1], degree) + np.arange(2 * m)
        fabric = cls(start, degree, **_spare(np.diff(start)), slack=slack, least=least)  # type: ignore[arg-type]
        place = np.empty(2 * m, np.int64)
        place[asked] = at
        fabric.head[at] = head[asked]
        fabric.reverse[place] = np.roll(place, m)
        fabric.warmth[place] = _shares(liking, (m, 2), "liking").T.ravel()
        fabric.respect[place] = _shares(respect, (m, 2), "respect").T.ravel()
        fabric.met[place] = np.tile(np.broadcast_to(_weeks(met), m), 2)
        return fabric

    @property
    def people(self) -> int:
        """Number of rows."""
        return len(self.degree)

    @property
    def ties(self) -> int:
        """Number of ties, each counted once."""
        return int(self.degree.sum(dtype=np.int64)) // 2

    def ties_of(self, rows: npt.ArrayLike) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """List all ties of these rows, row after row, each row's older ones first.

        Parameters
        ----------
        rows : (k,) int
            In any order; a row may come more than once. Not checked: this is asked many times
            a week.

        Returns
        -------
        owner, edge : (ties,) int64
            Index into `rows`, and position, of each tie.
        """
        asked = np.asarray(rows, np.int64)
        count = self.degree[asked].astype(np.int64)
        skipped = self.start[asked] - (count.cumsum() - count)
        owner = np.arange(len(asked)).repeat(count)
        edge = skipped[owner]
        edge += np.arange(len(owner))
        return owner, edge

    def find(self, tail: npt.ArrayLike, head: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Positions at which `tail` looks at `head`; -1 where they are not tied."""
        tails, heads = self._rows(tail), self._rows(head)
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
        """Every tie once: (m, 2) rows with first < second, and (m,) positions of that view."""
        edge = (self.tail < self.head).nonzero()[0]  # spare positions point at their own row
        return np.column_stack((self.tail[edge], self.head[edge])), edge

    def liking(self, edge: npt.ArrayLike | None = None) -> Floats:
        """Liking, 0-1, at these positions (0 at -1), or at all positions."""
        if edge is None:
            return self.warmth * self.scale
        asked = np.asarray(edge, np.int64)
        liking = self.warmth[asked]
        liking *= self.scale
        liking[asked == NO_TIE] = 0.0
        return liking

    def warm(self, edge: npt.ArrayLike, gain: npt.ArrayLike) -> None:
        """Raise liking K by ``gain * (1 - K)``, or lower it by ``-gain * K`` where negative.

        Several gains on one tie combine, free of order: all gains first, as
        ``1 - K' = (1 - K) * prod(1 - gain)``, then all losses, as ``K' * prod(1 + gain)``.

        Parameters
        ----------
        edge : (k,) int
            Positions; -1, no tie, is passed over.
        gain : float or (k,)
            -1 to 1.
        """

        def moved(edge: Ints, closed: Floats, kept: Floats) -> None:
            liking = self.warmth[edge] * self.scale
            self.warmth[edge] = (liking + (1 - liking) * closed) * kept / self.scale

        self._move(edge, gain, moved)

    def shift_respect(self, edge: npt.ArrayLike, gain: npt.ArrayLike) -> None:
        """Raise or lower respect, by the same arithmetic as `warm`."""

        def moved(edge: Ints, closed: Floats, kept: Floats) -> None:
            respect = self.respect[edge]
            self.respect[edge] = (respect + (1 - respect) * closed) * kept

        self._move(edge, gain, moved)

    def fade(self, factor: float) -> None:
        """Multiply all liking by `factor` (0-1), at no cost whatever the number of ties."""
        if not 0 <= factor <= 1:
            raise InputError(f"liking cannot fade by the factor {factor}; it lies in 0-1.")
        self.scale *= factor
        if self.scale < FAINTEST:
            self.warmth *= self.scale
            self.scale = 1.0

    def touch(self, edge: npt.ArrayLike, week: npt.ArrayLike) -> None:
        """Note that these ties (-1 is passed over) were in contact in this week, on both sides."""
        asked, weeks = np.atleast_1d(np.asarray(edge, np.int64)), _weeks(week)
        there = asked != NO_TIE
        if weeks.ndim:
            weeks = weeks[there]
        self.met[asked[there]] = weeks
        self.met[self.reverse[asked[there]]] = weeks

    def add(
        self,
        tail: npt.ArrayLike,
        head: npt.ArrayLike,
        liking: npt.ArrayLike = 0.0,
        respect: npt.ArrayLike = 0.0,
        liking_back: npt.ArrayLike = 0.0,
        respect_back: npt.ArrayLike = 0.0,
        met: npt.ArrayLike = NEVER,
    ) -> npt.NDArray[np.int64]:
        """Tie people who are not tied yet, in both directions; existing ties stay as they are.

        A pair asked for twice, in either order, is made as first asked; self ties are dropped.
        If a row is full, the rows around it make room: positions change, and `version` rises.

        Parameters
        ----------
        tail, head : (k,) int
            Rows to tie.
        liking, respect, liking_back, respect_back : float or (k,)
            Layers of the new ties as `tail` sees `head`, and back; 0-1.
        met : int or (k,)
            Week of last contact, -1 never.

        Returns
        -------
        edge : (k,) int64
            Position of each asked tie, new or old; -1 for a self tie.
        """
        self.bind(tail, head, liking, respect, liking_back, respect_back, met)
        return self.find(*np.broadcast_arrays(self._rows(tail), self._rows(head)))

    def bind(
        self,
        tail: npt.ArrayLike,
        head: npt.ArrayLike,
        liking: npt.ArrayLike,
        respect: npt.ArrayLike,
        liking_back: npt.ArrayLike,
        respect_back: npt.ArrayLike,
        met: npt.ArrayLike,
    ) -> None:
        """Do what `add` does, without looking up where the ties are."""
        tails, heads = np.broadcast_arrays(self._rows(tail), self._rows(head))
        views = [
            _shares(values, tails.shape, name)
            for name, values in (
                ("liking", liking),
                ("liking", liking_back),
                ("respect", respect),
                ("respect", respect_back),
            )
        ]
        weeks = np.broadcast_to(_weeks(met), tails.shape)
        missing = ((self.find(tails, heads) == NO_TIE) & (tails != heads)).nonzero()[0]
        low = np.minimum(tails, heads)[missing]
        high = np.maximum(tails, heads)[missing]
        _, first = np.unique(low * self.people + high, return_index=True)
        new = missing[first]
        if len(new):
            at = self._append(
                np.concatenate((tails[new], heads[new])), np.concatenate((heads[new], tails[new]))
            )
            self.warmth[at] = np.concatenate((views[0][new], views[1][new])) / self.scale
            self.respect[at] = np.concatenate((views[2][new], views[3][new]))
            self.met[at] = np.tile(weeks[new], 2)
            self.reverse[at] = np.roll(at, len(new))

    def grow(self, count: int) -> None:
        """Append `count` rows without ties; positions of the others stay."""
        if count < 0:
            raise InputError(f"cannot grow by {count} people; give 0 or more.")
        room = np.full(count, self.least)
        more: dict[str, npt.NDArray[Any]] = _spare(room, self.people, len(self.tail))
        more["start"] = _offsets(room, int(self.start[-1]))[1:]
        more["degree"] = np.zeros(count, np.int32)
        for name, values in more.items():
            self._extend(name, values)
        self._webs.clear()

    def _extend(self, name: str, more: npt.NDArray[Any]) -> None:
        """Put more at the end of an array; each is the beginning of a longer one with room."""
        array, used = getattr(self, name), len(getattr(self, name))
        longer = self._longer.get(name, array)
        if used + len(more) > len(longer):
            longer = np.empty(used + len(more) + used // 4, array.dtype)
            longer[:used] = array
            self._longer[name] = longer
        longer[used : used + len(more)] = more
        setattr(self, name, longer[: used + len(more)])

    def weigh(self, layer: Layer, values: npt.ArrayLike) -> Floats:
        """Sum what each row's contacts hold, weighted by the row's liking or respect for them.

        Parameters
        ----------
        layer : "liking" or "respect"
            The weights.
        values : (n,) or (n, k) float
            Finite: 0 times infinity would not be nothing.

        Returns
        -------
        sums : (n,) or (n, k) float64
            ``sum over ties of layer * values[head]``.
        """
        held = np.asarray(values, np.float64)
        if held.shape[:1] != (self.people,) or not np.isfinite(held).all():
            raise InputError(f"values must be finite, one row for each of {self.people:,} people.")
        if layer not in ("liking", "respect"):
            raise InputError(f"there is no layer {layer!r}; choose 'liking' or 'respect'.")
        if layer not in self._webs:  # shares our arrays: what is written in place is seen there
            data = self.warmth if layer == "liking" else self.respect
            shape = (self.people, self.people)
            start = self.start.astype(np.int32)  # with int64, scipy would copy `head` to match
            self._webs[layer] = sparse.csr_array((data, self.head, start), shape)
        sums: Floats = self._webs[layer] @ held
        return sums * self.scale if layer == "liking" else sums

    def copy(self) -> Self:
        """Return a web that shares nothing with this one."""
        return replace(
            self,
            start=self.start.copy(),
            degree=self.degree.copy(),
            tail=self.tail.copy(),
            head=self.head.copy(),
            warmth=self.warmth.copy(),
            respect=self.respect.copy(),
            met=self.met.copy(),
            reverse=self.reverse.copy(),
        )

    def _rows(self, rows: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Rows as positions in arrays, refused when out of range (-1 would be the last row)."""
        checked = np.atleast_1d(np.asarray(rows, np.int64))
        _refuse_strangers(checked, self.people)
        return checked

    def _move(
        self,
        edge: npt.ArrayLike,
        gain: npt.ArrayLike,
        moved: Callable[[Ints, Floats, Floats], None],
    ) -> None:
        asked, gains = np.atleast_1d(np.asarray(edge, np.int64)), np.asarray(gain, np.float64)
        wrong = ~(np.abs(gains) <= 1)
        if wrong.any():
            raise InputError(f"a gain of {gains[wrong].flat[0]} is not between -1 and 1.")
        if gains.shape != asked.shape:
            gains = np.full(asked.shape, gains)
        there = asked != NO_TIE
        moved(*_combined(asked[there], gains[there]))

    def _append(self, tail: Ints, head: Ints) -> npt.NDArray[np.int64]:
        """Take the next spare positions of the rows `tail`, making room where there is none."""
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

    def _make_room(self, row: Ints, needed: Ints) -> None:
        """Give these rows room for so many ties, out of the spare room of the rows around them.

        More and more rows around a full one share what they have, until it is at least half of
        what is usual. Only if all rows together have too little, positions are added.
        """
        degree = self.degree.astype(np.int64)
        degree[row] = needed
        for full in row[needed > self.start[row + 1] - self.start[row]].tolist():
            reach = 8
            while True:
                low, high = max(full - reach, 0), min(full + reach + 1, self.people)
                wanted = _room(degree[low:high], self.slack, self.least)
                wanted[full - low] = degree[full]  # whoever has got to know people goes on so
                spare = self.start[high] - self.start[low] - degree[low:high].sum()
                if 2 * spare >= wanted.sum():
                    break
                if high - low == self.people:
                    self._lengthen(int(wanted.sum()))
                reach *= 2
            self._lay_out(low, degree[low:high], wanted, spare)
        self._webs.clear()
        self.version += 1

    def _lengthen(self, count: int) -> None:
        """Add so many positions, all of them spare room of the last row."""
        last = _offsets(np.array([count]), int(self.start[-1]))[-1]
        for name, spare in _spare(np.array([count]), self.people - 1, len(self.tail)).items():
            self._extend(name, spare)
        self.start[-1] = last

    def _lay_out(self, low: int, degree: Ints, wanted: Ints, spare: int) -> None:
        """Lay out anew the rows from `low` on that will have these degrees, sharing spare room."""
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
        moved = {name: getattr(self, name)[edge] for name in ("head", "warmth", "respect", "met")}
        for name, empty in _spare(np.diff(start), low, first).items():
            getattr(self, name)[first : end[-1]] = empty
        for name, values in moved.items():
            getattr(self, name)[at] = values
        self.reverse[at] = back
        self.reverse[back] = at
        self.start[rows] = start[:-1]


def _room(degree: Ints, slack: float, least: int) -> Ints:
    """Spare positions of rows with so many ties."""
    return np.maximum(least, np.ceil(slack * degree).astype(np.int64))


def _refuse_strangers(rows: Ints, people: int) -> None:
    if len(rows) and not 0 <= rows.min() <= rows.max() < people:
        wrong = rows[(rows < 0) | (rows >= people)][0]
        raise InputError(f"row {wrong} is not one of {people:,} people (from 0).")
