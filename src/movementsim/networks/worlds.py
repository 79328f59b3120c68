"""Generate small worlds: rings of neighbours in branches, and long ties between branches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError
from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.draws import Keys, uniform
from movementsim.kernel.segments import filled, run_lengths, run_starts

_BIRTH = -1


def small_worlds(
    branch: Whole,
    key: Keys,
    run: Whole,
    *,
    ties: npt.ArrayLike,
    rewire: npt.ArrayLike,
    between: npt.ArrayLike,
) -> npt.NDArray[np.int64]:
    """Tie branches as small worlds, with long ties between them.

    Within a branch people sit on a ring in random order, each tied to the nearest ``ties / 2``
    on either side (a fraction by chance; fewer in a branch too small for it). Each tie is then
    moved to a random person of any branch with chance `between`, or of the same branch with
    chance `rewire`. A moved tie that would double another is dropped, which costs about
    ``rewire * ties / size`` of the ties of a branch. After Watts and Strogatz (1998). Random draws
    are keyed on people, so the order of rows does not matter. Movements are not tied to each other.

    Parameters
    ----------
    branch : (n,) int
        The branch of each person; branches of a movement are numbered one after the other.
    key : (n,) uint64
        Keys of their random draws.
    run : (n,) int, from 0
        The movement that each person is part of.
    ties : float or (runs,)
        Mean number of ties a person, 0 or more.
    rewire, between : float or (runs,)
        Chances, 0-1, together at most 1.

    Returns
    -------
    pairs : (m, 2) int64
        Rows, first < second, sorted.

    Raises
    ------
    InputError
        If `ties`, `rewire` or `between` is out of range.
    """
    count = int(run.max(initial=-1)) + 1
    ties, rewire, between = (filled(value, count) for value in (ties, rewire, between))
    _refuse_out_of_range(ties, rewire, between)
    rings = _seated(branch, key, run)
    tied = [
        _tied_at(rings, distance, ties / 2 - (distance - 1), rewire, between)
        for distance in range(1, _furthest(rings, ties) + 1)
    ]
    return _once(tied, len(branch))


def _refuse_out_of_range(ties: Floats, rewire: Floats, between: Floats) -> None:
    wrong = ~((ties >= 0) & (ties < np.inf))
    if wrong.any():
        raise InputError(f"ties {ties[wrong][0]} must be a number of ties per person, 0 or more.")
    wrong = ~((rewire >= 0) & (between >= 0) & (rewire + between <= 1))
    if wrong.any():
        raise InputError(
            f"rewire {rewire[wrong][0]} and between {between[wrong][0]} are chances: 0 or more, "
            "together at most 1."
        )


@dataclass(frozen=True, slots=True)
class _Rings:
    """Who sits where on the rings of the branches: arrays with one value per seat.

    Attributes
    ----------
    row, key, run
        Row, key and movement of the person on each seat.
    begin, size, place
        First seat and number of seats of the ring, and the place on it.
    first_seats, people
        First seat and number of people of each movement, shape (runs,).
    """

    row: npt.NDArray[np.int64]
    key: Keys
    run: Whole
    begin: npt.NDArray[np.int64]
    size: npt.NDArray[np.int64]
    place: npt.NDArray[np.int64]
    first_seats: Whole
    people: Whole

    def uniform(self, what: str, distance: int) -> Floats:
        return uniform(f"small world {what} {distance}", _BIRTH, self.key)


def _seated(branch: Whole, key: Keys, run: Whole) -> _Rings:
    """Seat the people of each branch on a ring, in random order."""
    row = np.lexsort((uniform("small world seat", _BIRTH, key), branch, run))
    begin = run_starts(branch[row])
    size = run_lengths(begin, len(row))
    begin, size = np.repeat(begin, size), np.repeat(size, size)
    place = np.arange(len(row)) - begin
    first = run_starts(run[row])
    people = run_lengths(first, len(row))
    return _Rings(row, key[row], run[row], begin, size, place, first, people)


def _furthest(rings: _Rings, ties: Floats) -> int:
    """Return the largest number of seats between people who can be tied."""
    if not len(rings.size):
        return 0
    longest = np.maximum.reduceat(rings.size, rings.first_seats)
    return int(np.minimum(np.ceil(ties / 2), longest // 2).max())


def _tied_at(
    rings: _Rings, distance: int, chances: Floats, rewire: Floats, between: Floats
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Tie people `distance` seats apart with this chance and move some ties; return both rows."""
    size, place, run = rings.size, rings.place, rings.run
    chance, near, far = chances[run], rewire[run], between[run]
    # across an even ring both sides are one tie: half of the seats make it, with twice the chance
    across = (2 * distance == size) & (place < distance)
    tied = (2 * distance < size) | across
    tied &= rings.uniform("tie", distance) < np.where(across, 2 * chance, chance)
    moved, target = rings.uniform("move", distance), rings.uniform("whither", distance)
    inside = rings.begin + (place + 1 + (target * (size - 1)).astype(np.int64)) % size
    first, people = rings.first_seats[run], rings.people[run]
    seat = np.arange(len(run)) - first
    anywhere = first + (seat + 1 + (target * (people - 1)).astype(np.int64)) % people
    other = rings.begin + (place + distance) % size
    other = np.where(moved < far + near, inside, other)
    other = np.where(moved < far, anywhere, other)
    return rings.row[tied], rings.row[other[tied]]


def _once(
    ties: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]], people: int
) -> npt.NDArray[np.int64]:
    """Return each of these ties once, first < second, sorted."""
    keys = [np.minimum(one, other) * people + np.maximum(one, other) for one, other in ties]
    key = np.sort(np.concatenate(keys)) if keys else np.empty(0, np.int64)
    key = key[np.diff(key, prepend=-1) > 0]  # np.unique hashes first, seven times slower here
    return np.column_stack(np.divmod(key, max(people, 1)))
