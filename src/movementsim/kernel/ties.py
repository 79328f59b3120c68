"""Ties between people: who likes and respects whom, for 34 people or a million."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError
from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.padded_rows import NO_TIE, PaddedRows, refuse_unknown_rows
from movementsim.kernel.tie_layers import NEVER_MET, checked_shares, checked_weeks, combined_gains

FAINTEST = 1e-100
"""Below this `Ties.scale` is multiplied into the layer, long before precision is lost."""


@dataclass(eq=False, kw_only=True)
class Ties(PaddedRows):
    """Ties between people with their two layers, liking and respect, in each direction.

    Read the arrays freely; change them through the methods. One pattern serves both layers, and
    a tie is stored once from each side, at positions that `find` gives (see
    :class:`movementsim.kernel.padded_rows.PaddedRows`). In each movement liking decays by one
    factor, so it is stored undecayed as `warmth`, and only `scale` falls (see `fade`).

    Attributes
    ----------
    warmth : (positions,) float64
        Liking of `tail` for `head`, divided by `scale`.
    respect : (positions,) float64
        Respect of `tail` for `head`, 0-1.
    met : (positions,) int16
        Week of last contact, -1 never.
    scale : (1,) or (runs,) float64
        The share of `warmth` that decay has left; one for each movement where they differ.
    run : (n,) int
        The movement that each row is part of.
    """

    spare_values: ClassVar[Mapping[str, np.generic]] = {
        "warmth": np.float64(0),
        "respect": np.float64(0),
        "met": np.int16(NEVER_MET),
    }

    warmth: Floats
    respect: Floats
    met: npt.NDArray[np.int16]
    run: Whole
    scale: Floats = field(default_factory=lambda: np.ones(1))

    @classmethod
    def from_pairs(
        cls,
        people: int,
        pairs: Whole,
        liking: npt.ArrayLike = 0.0,
        respect: npt.ArrayLike = 0.0,
        met: npt.ArrayLike = 0,
        slack: float = 0.25,
        least: int = 2,
        run: Whole | None = None,
    ) -> Self:
        """Build ties from undirected pairs.

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
        run : (people,) int, optional
            The movement that each row is part of; all of the only one if not given.

        Returns
        -------
        Ties
            One row per person.

        Raises
        ------
        InputError
            If a row, pair, layer or week is impossible, or a pair appears more than once.
        """
        if slack < 0 or least < 0:
            raise InputError(f"slack {slack} and least {least} must be 0 or more.")
        ends = np.asarray(pairs, np.int64).reshape(-1, 2)
        m, head = len(ends), ends[:, ::-1].T.ravel()
        first, asked = _sorted_by_row(ends, people)
        layout = cls._empty(np.diff(first).astype(np.int32), slack, least)
        ties = cls(**layout, run=np.zeros(people, np.int32) if run is None else run)
        at = np.repeat(ties.start[:-1] - first[:-1], ties.degree) + np.arange(2 * m)
        place = np.empty(2 * m, np.int64)
        place[asked] = at
        ties.head[at] = head[asked]
        ties.reverse[place] = np.roll(place, m)
        ties.warmth[place] = checked_shares(liking, (m, 2), "liking").T.ravel()
        ties.respect[place] = checked_shares(respect, (m, 2), "respect").T.ravel()
        ties.met[place] = np.tile(np.broadcast_to(checked_weeks(met), m), 2)
        return ties

    def liking(self, edge: npt.ArrayLike | None = None) -> Floats:
        """Return liking.

        Parameters
        ----------
        edge : (k,) int, optional
            Positions; all positions if not given.

        Returns
        -------
        (k,) float64
            0-1; 0 at position -1, no tie.
        """
        if edge is None:
            return self.warmth * self._scale_at(slice(None))
        asked = np.asarray(edge, np.int64)
        liking = self.warmth[asked]
        liking *= self._scale_at(asked)
        liking[asked == NO_TIE] = 0.0
        return liking

    def warm(self, edge: npt.ArrayLike, gain: npt.ArrayLike) -> None:
        """Raise liking K by ``gain * (1 - K)``, or lower it by ``-gain * K`` where negative.

        Several gains on one tie combine whatever their order: first all gains, as
        ``1 - K' = (1 - K) * prod(1 - gain)``, then all losses, as ``K' * prod(1 + gain)``.

        Parameters
        ----------
        edge : (k,) int
            Positions; -1, no tie, is skipped.
        gain : float or (k,)
            -1 to 1.

        Raises
        ------
        InputError
            If a gain is out of range.
        """

        def moved(edge: Whole, closed: Floats, kept: Floats) -> None:
            scale = self._scale_at(edge)
            liking = self.warmth[edge] * scale
            self.warmth[edge] = (liking + (1 - liking) * closed) * kept / scale

        self._move(edge, gain, moved)

    def shift_respect(self, edge: npt.ArrayLike, gain: npt.ArrayLike) -> None:
        """Raise or lower respect, by the same arithmetic as `warm`.

        Parameters
        ----------
        edge, gain
            As in `warm`.

        Raises
        ------
        InputError
            If a gain is out of range.
        """

        def moved(edge: Whole, closed: Floats, kept: Floats) -> None:
            respect = self.respect[edge]
            self.respect[edge] = (respect + (1 - respect) * closed) * kept

        self._move(edge, gain, moved)

    def fade(self, factor: float | Floats) -> None:
        """Multiply all liking by `factor`, at the same cost for any number of ties.

        Parameters
        ----------
        factor : float or (runs,)
            0-1; one number, or one for each movement.

        Raises
        ------
        InputError
            If a factor is out of range.
        """
        wrong = ~((np.atleast_1d(factor) >= 0) & (np.atleast_1d(factor) <= 1))
        if wrong.any():
            raise InputError(
                f"liking cannot fade by the factor {np.atleast_1d(factor)[wrong][0]}; "
                "it lies in 0-1."
            )
        self.scale = self.scale * factor
        faint = self.scale < FAINTEST
        if faint.any():
            self.warmth *= np.where(faint, self.scale, 1.0)[self._row_of_scale(slice(None))]
            self.scale[faint] = 1.0

    def _row_of_scale(self, edge: Whole | slice) -> Whole | int:
        """Return the position in `scale` that holds for each of these positions."""
        return 0 if len(self.scale) == 1 else self.run[self.tail[edge]]

    def _scale_at(self, edge: Whole | slice) -> Floats:
        scale: Floats = self.scale[self._row_of_scale(edge)]
        return scale

    def grow(self, count: int, run: Whole | int = 0) -> None:
        """Append `count` rows without ties; the positions of the other rows stay.

        Parameters
        ----------
        count : int
            0 or more.
        run : int or (count,)
            The movement that each new row is part of.

        Raises
        ------
        InputError
            If `count` is negative.
        """
        super().grow(count)
        self._extend("run", np.full(count, run, self.run.dtype))

    def touch(self, edge: npt.ArrayLike, week: npt.ArrayLike) -> None:
        """Record the week of last contact of these ties, on both sides.

        Parameters
        ----------
        edge : (k,) int
            Positions; -1, no tie, is skipped.
        week : int or (k,)
            Week of the contact.

        Raises
        ------
        InputError
            If a week is out of range.
        """
        asked, weeks = np.atleast_1d(np.asarray(edge, np.int64)), checked_weeks(week)
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
        met: npt.ArrayLike = NEVER_MET,
    ) -> npt.NDArray[np.int64]:
        """Tie people who are not tied yet, in both directions; existing ties stay as they are.

        Of a pair that appears more than once, in either order, the first is made; self ties are
        dropped. If a row is full, the rows around it make room: positions change, and `version`
        rises.

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
            Position of each tie, new or old; -1 for a self tie.

        Raises
        ------
        InputError
            If a row, a layer or a week is out of range.
        """
        self.bind(tail, head, liking, respect, liking_back, respect_back, met)
        return self.find(*np.broadcast_arrays(self.checked_rows(tail), self.checked_rows(head)))

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
        """Do what `add` does, without looking up the positions of the ties.

        Parameters
        ----------
        tail, head, liking, respect, liking_back, respect_back, met
            As in `add`.

        Raises
        ------
        InputError
            If a row, a layer or a week is out of range.
        """
        tails, heads = np.broadcast_arrays(self.checked_rows(tail), self.checked_rows(head))
        views = [
            checked_shares(values, tails.shape, name)
            for name, values in (
                ("liking", liking),
                ("liking", liking_back),
                ("respect", respect),
                ("respect", respect_back),
            )
        ]
        weeks = np.broadcast_to(checked_weeks(met), tails.shape)
        missing = ((self.find(tails, heads) == NO_TIE) & (tails != heads)).nonzero()[0]
        low = np.minimum(tails, heads)[missing]
        high = np.maximum(tails, heads)[missing]
        _, first = np.unique(low * self.people + high, return_index=True)
        new = missing[first]
        if len(new):
            at = self._append(
                np.concatenate((tails[new], heads[new])), np.concatenate((heads[new], tails[new]))
            )
            liking_of_both = np.concatenate((views[0][new], views[1][new]))
            self.warmth[at] = liking_of_both / self._scale_at(at)
            self.respect[at] = np.concatenate((views[2][new], views[3][new]))
            self.met[at] = np.tile(weeks[new], 2)
            self.reverse[at] = np.roll(at, len(new))

    def _move(
        self,
        edge: npt.ArrayLike,
        gain: npt.ArrayLike,
        moved: Callable[[Whole, Floats, Floats], None],
    ) -> None:
        """Call `moved` with each edge once, and its gains and losses combined."""
        asked, gains = np.atleast_1d(np.asarray(edge, np.int64)), np.asarray(gain, np.float64)
        wrong = ~(np.abs(gains) <= 1)
        if wrong.any():
            raise InputError(f"a gain of {gains[wrong].flat[0]} is not between -1 and 1.")
        if gains.shape != asked.shape:
            gains = np.full(asked.shape, gains)
        there = asked != NO_TIE
        moved(*combined_gains(asked[there], gains[there]))


def _sorted_by_row(ends: Whole, people: int) -> tuple[Whole, Whole]:
    """Sort the two views of each pair by row, then by the other row.

    Returns
    -------
    first : (people + 1,) int
        The first index of each row in that order.
    asked : (2 m,) int
        The view at each index: view k is that of the first person of pair k, view m + k that of
        the second.

    Raises
    ------
    InputError
        If a row is out of range, tied to itself, or a pair appears more than once.
    """
    from scipy import sparse  # takes half a second to load, and reading a scenario needs no ties

    refuse_unknown_rows(ends, people)
    looped = ends[:, 0] == ends[:, 1]
    if looped.any():
        raise InputError(f"row {ends[looped][0, 0]} is tied to itself; leave such ties out.")
    views = 2 * len(ends)
    tail, head = ends.T.ravel(), ends[:, ::-1].T.ravel()
    order = sparse.coo_array((np.arange(views), (tail, head)), (people, people)).tocsr()
    if order.nnz < views:
        key, times = np.unique(np.sort(ends, axis=1), axis=0, return_counts=True)
        raise InputError(f"the tie {tuple(key[times > 1][0].tolist())} appears more than once.")
    return order.indptr, order.data
