"""Arithmetic of the layers of ties: checked values, and gains that combine in any order."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError
from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.segments import run_lengths, run_starts

NEVER_MET = -1
"""The week of last contact of two people who have not met."""


def checked_shares(values: npt.ArrayLike, shape: tuple[int, ...], name: str) -> Floats:
    """Return the values of a layer in the shape of its ties.

    Parameters
    ----------
    values : float, (m,) or (m, 2)
        0-1; one column serves both views of a tie.
    shape : tuple of int
        Shape of the result.
    name : str
        The layer's name, for errors.

    Returns
    -------
    float64 array of this shape
        The values, broadcast where needed.

    Raises
    ------
    InputError
        If a value is not from 0 to 1.
    """
    shares = np.asarray(values, np.float64)
    if shares.ndim == 1 and len(shape) > 1:
        shares = shares[:, np.newaxis]
    wrong = ~((shares >= 0) & (shares <= 1))
    if wrong.any():
        raise InputError(f"{name} {shares[wrong][0]} of a tie is not between 0 and 1.")
    return shares if shares.shape == shape else np.broadcast_to(shares, shape)


def checked_weeks(values: npt.ArrayLike) -> npt.NDArray[np.int16]:
    """Check weeks of last contact.

    Returns
    -------
    int16 array of the same shape
        The weeks, -1 for never.

    Raises
    ------
    InputError
        If a week is out of range.
    """
    weeks = np.asarray(values)
    last = np.iinfo(np.int16).max
    wrong = ~((weeks >= NEVER_MET) & (weeks <= last))
    if wrong.any():
        raise InputError(f"week {weeks[wrong][0]} is not between {NEVER_MET} (never) and {last}.")
    return weeks.astype(np.int16)


def combined_gains(edge: Whole, gain: Floats) -> tuple[Whole, Floats, Floats]:
    """Combine all gains on one edge into two factors, bit by bit the same in any order.

    Parameters
    ----------
    edge : (k,) int
        Positions of ties; a position may appear more than once.
    gain : (k,) float64
        -1 to 1; below 0 it is a loss.

    Returns
    -------
    edge : (e,) int
        Each position once.
    closed : (e,) float64
        The share of the gap to 1 that the gains close.
    kept : (e,) float64
        The share of the level that the losses leave.
    """
    in_order = np.sort(edge)
    if not (in_order[1:] == in_order[:-1]).any():
        return edge, np.maximum(gain, 0), 1 + np.minimum(gain, 0)
    order = np.lexsort((gain, edge))  # sorting by gain too makes the product free of order
    edge, gain = edge[order], gain[order]
    first = run_starts(edge)
    closed = 1 - np.multiply.reduceat(1 - np.maximum(gain, 0), first)
    kept = np.multiply.reduceat(1 + np.minimum(gain, 0), first)
    # one gain alone is taken as it is, as above, so that no tie depends on what others gain
    alone = run_lengths(first, len(edge)) == 1
    closed[alone] = np.maximum(gain[first[alone]], 0)
    return edge[first], closed, kept
