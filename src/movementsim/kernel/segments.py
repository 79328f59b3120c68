"""TODO."""

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
    """Return where each run of equal keys begins, in keys that are sorted."""
    return _firsts(keys).nonzero()[0]


def run_lengths(starts: Whole, rows: int) -> Whole:
    """Return how long each run is, from where they start and the number of rows."""
    length = np.empty(len(starts), np.int64)
    np.subtract(starts[1:], starts[:-1], out=length[:-1])
    length[-1:] = rows - starts[-1:]
    return length


def rank_in_runs(keys: Array) -> Whole:
    """Return the place of each row within its run of equal keys, in keys that are sorted."""
    place = np.arange(len(keys))
    starts = np.where(_firsts(keys), place, 0)
    place -= np.maximum.accumulate(starts)
    return place


def common_length(values: Iterable[Any]) -> int:
    """Return how long columns are of which single values are repeated; 0 if any is empty."""
    length = 1
    for value in values:
        if isinstance(value, np.ndarray) and value.ndim:
            if not len(value):
                return 0
            length = max(length, len(value))
    return length


def filled(value: Any, length: int) -> Array:
    """Return a column of this length: the array as it is, or one value repeated."""
    column = np.asarray(value)
    if column.ndim:
        return column if len(column) == length else np.broadcast_to(column, length)
    return column.repeat(length)
