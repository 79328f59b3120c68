"""Runs of equal keys in sorted arrays, and columns of equal length."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from movementsim.kernel.columns import Array, Mask, Whole


def _firsts(keys: Array) -> Mask:
    first = np.empty(len(keys), np.bool_)
    first[:1] = True
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    return first


def run_starts(keys: Array) -> Whole:
    """Return where each run of equal keys begins.

    Parameters
    ----------
    keys : (n,) array
        Sorted.

    Returns
    -------
    (runs,) int64
        First index of each run.
    """
    return _firsts(keys).nonzero()[0]


def run_lengths(starts: Whole, rows: int) -> Whole:
    """Return the length of each run.

    Parameters
    ----------
    starts : (runs,) int
        Where runs start, as `run_starts` returns them.
    rows : int
        Number of keys.

    Returns
    -------
    (runs,) int64
        Number of keys in each run.
    """
    length = np.empty(len(starts), np.int64)
    np.subtract(starts[1:], starts[:-1], out=length[:-1])
    length[-1:] = rows - starts[-1:]
    return length


def rank_in_runs(keys: Array) -> Whole:
    """Return the place of each key within its run of equal keys.

    Parameters
    ----------
    keys : (n,) array
        Sorted.

    Returns
    -------
    (n,) int64
        0 for the first key of a run.
    """
    place = np.arange(len(keys))
    starts = np.where(_firsts(keys), place, 0)
    place -= np.maximum.accumulate(starts)
    return place


def common_length(values: Iterable[Any]) -> int:
    """Return the length of a table in which single values are repeated; 0 if a column is empty."""
    length = 1
    for value in values:
        if isinstance(value, np.ndarray) and value.shape:
            length = len(value)
            if length != 1:
                break  # other columns have this length, or are single values
    return length


def filled(value: Any, length: int) -> Array:
    """Return a column of this length.

    Parameters
    ----------
    value : scalar or (length,) array
        A single value is repeated.
    length : int
        Number of rows.

    Returns
    -------
    (length,) array
        The column, a view where possible.
    """
    if isinstance(value, np.ndarray) and value.shape == (length,):
        return value
    column = np.asarray(value)
    if column.ndim:
        return column if len(column) == length else np.broadcast_to(column, length)
    return column.repeat(length)
