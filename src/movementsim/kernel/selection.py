"""Select the first few candidates of each owner: by score, and by lot among equals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from movementsim.kernel.columns import Array, Floats, Whole
from movementsim.kernel.segments import rank_in_runs, run_lengths, run_starts

# for up to 8 candidates each of more than 4096 rows, repeated selection of the best beats sorting
_ROUNDS = 8
_FEW = 4096


def first(
    owner: Whole, score: Floats | None, lots: Callable[[Whole], Array], times: Array | int
) -> Whole:
    """Return the positions of the first `times` rows of each owner, by score, then by lot.

    Parameters
    ----------
    owner : (n,) int
        Owner of each row, ascending.
    score : (n,) float64, optional
        Rows with lower scores come first.
    lots : callable
        Returns the lots of the rows at the given positions; lower lots come first among equals.
    times : int or (owners,) int
        How many rows of each owner.

    Returns
    -------
    (k,) int64
        Positions of the selected rows, in the order of owners.

    Raises
    ------
    ValueError
        If a score is not a number.
    """
    if not len(owner):
        return owner
    if score is not None and np.isnan(score).any():
        raise ValueError("a preference gave a value that is not a number")
    wanted = times if isinstance(times, int) else times[owner]
    most = wanted if isinstance(wanted, int) else int(wanted.max())
    if most <= 1:
        return _best(owner, score, lots)
    if most > _ROUNDS or len(owner) < _FEW:
        lot = lots(np.arange(len(owner)))
        order = np.lexsort((lot, owner) if score is None else (lot, score, owner))
        return np.asarray(order[rank_in_runs(owner) < wanted])
    return _best_of_rounds(owner, score, lots, wanted, most)


def _best_of_rounds(
    owner: Whole,
    score: Floats | None,
    lots: Callable[[Whole], Array],
    wanted: Array | int,
    most: int,
) -> Whole:
    left = np.arange(len(owner))
    chosen = []
    for place in range(most):
        best = _best(
            owner[left],
            None if score is None else score[left],
            lambda which, left=left: lots(left[which]),  # type: ignore[misc]
        )
        chosen.append(left[best])
        stays = np.ones(len(left), np.bool_)
        stays[best] = False
        if not isinstance(wanted, int):
            stays &= wanted[left] > place + 1
        left = left[stays]
        if not len(left):
            break
    picked = np.concatenate(chosen)
    return picked[np.argsort(owner[picked], kind="stable")]


def _best(owner: Whole, score: Floats | None, lots: Callable[[Whole], Array]) -> Whole:
    if score is None:
        return _least(run_starts(owner), lots(np.arange(len(owner))))
    starts = run_starts(owner)
    rows = _least(starts, score)
    if len(rows) == len(starts):  # no equals to tell apart
        return rows
    return np.asarray(rows[_least(run_starts(owner[rows]), lots(rows))])


def _least(starts: Whole, value: Array) -> Whole:
    """Return the rows with the least value of their run, several where they are equal."""
    least = np.minimum.reduceat(value, starts).repeat(run_lengths(starts, len(value)))
    return np.asarray((value == least).nonzero()[0])
