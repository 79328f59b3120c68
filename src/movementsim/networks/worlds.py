"""Generate small worlds: rings of neighbours in branches, and long ties between branches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError
from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.draws import Uids, uniform

_BIRTH = -1


def small_worlds(
    branch: Whole,
    uid: Uids,
    *,
    ties: float,
    rewire: float,
    between: float,
    seed: int,
) -> npt.NDArray[np.int64]:
    """Tie branches as small worlds, with long ties between them.

    Within a branch people sit on a ring in random order, each tied to the nearest ``ties / 2``
    on either side (a fraction by chance; fewer in a branch too small for it). Each tie is then
    moved to a random person of any branch with chance `between`, or of the same branch with
    chance `rewire`. A moved tie that would double another is dropped, which costs about
    ``rewire * ties / size`` of the ties of a branch. After Watts and Strogatz (1998). Random draws
    are keyed on people, so the order of the rows does not matter.

    Parameters
    ----------
    branch : (n,) int
        The branch of each person, any numbers.
    uid : (n,) uint64
        Their permanent numbers.
    ties : float
        Mean number of ties a person, 0 or more.
    rewire, between : float
        Chances, 0-1, together at most 1.
    seed : int
        The run's seed.

    Returns
    -------
    pairs : (m, 2) int64
        Rows, first < second, sorted.

    Raises
    ------
    InputError
        If `ties`, `rewire` or `between` is out of range.
    """
    _refuse_out_of_range(ties, rewire, between)
    rings = _seated(branch, uid, seed)
    furthest = int(min(np.ceil(ties / 2), rings.size.max(initial=0) // 2))
    tied = [
        _tied_at(rings, distance, ties / 2 - (distance - 1), rewire, between)
        for distance in range(1, furthest + 1)
    ]
    return _once(tied, len(branch))


def _refuse_out_of_range(ties: float, rewire: float, between: float) -> None:
    if not (0 <= ties < np.inf):
        raise InputError(f"ties {ties} must be a number of ties per person, 0 or more.")
    if not (rewire >= 0 and between >= 0 and rewire + between <= 1):
        raise InputError(
            f"rewire {rewire} and between {between} are chances: 0 or more, together at most 1."
        )


@dataclass(frozen=True, slots=True)
class _Rings:
    """Who sits where on the rings of the branches: arrays with one value per seat.

    Attributes
    ----------
    row, uid
        Row and number of the person on each seat.
    begin, size, place
        First seat and number of seats of the ring, and the place on it.
    seed
        The run's seed.
    """

    row: npt.NDArray[np.int64]
    uid: Uids
    begin: npt.NDArray[np.int64]
    size: npt.NDArray[np.int64]
    place: npt.NDArray[np.int64]
    seed: int

    def uniform(self, what: str, distance: int) -> Floats:
        return uniform(self.seed, f"small world {what} {distance}", _BIRTH, self.uid)


def _seated(branch: Whole, uid: Uids, seed: int) -> _Rings:
    """Seat the people of each branch on a ring, in random order."""
    row = np.lexsort((uniform(seed, "small world seat", _BIRTH, uid), branch))
    _, begin, size = np.unique(branch[row], return_index=True, return_counts=True)
    begin, size = np.repeat(begin, size), np.repeat(size, size)
    return _Rings(row, uid[row], begin, size, np.arange(len(row)) - begin, seed)


def _tied_at(
    rings: _Rings, distance: int, chance: float, rewire: float, between: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Tie people `distance` seats apart with this chance and move some ties; return both rows."""
    size, place, people = rings.size, rings.place, len(rings.row)
    # across an even ring both sides are one tie: half of the seats make it, with twice the chance
    across = (2 * distance == size) & (place < distance)
    tied = (2 * distance < size) | across
    tied &= rings.uniform("tie", distance) < np.where(across, 2 * chance, chance)
    moved, target = rings.uniform("move", distance), rings.uniform("whither", distance)
    inside = rings.begin + (place + 1 + (target * (size - 1)).astype(np.int64)) % size
    anywhere = (np.arange(people) + 1 + (target * (people - 1)).astype(np.int64)) % people
    other = rings.begin + (place + distance) % size
    other = np.where(moved < between + rewire, inside, other)
    other = np.where(moved < between, anywhere, other)
    return rings.row[tied], rings.row[other[tied]]


def _once(
    ties: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]], people: int
) -> npt.NDArray[np.int64]:
    """Return each of these ties once, first < second, sorted."""
    keys = [np.minimum(one, other) * people + np.maximum(one, other) for one, other in ties]
    key = np.sort(np.concatenate(keys)) if keys else np.empty(0, np.int64)
    key = key[np.diff(key, prepend=-1) > 0]  # np.unique hashes first, seven times slower here
    return np.column_stack(np.divmod(key, max(people, 1)))
