"""The operations on a column that rules can ask for; each changes the column in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from movementsim.kernel.columns import Array


def put(column: Array, rows: Any, values: Any) -> None:
    """Set rows to new values.

    Parameters
    ----------
    column
        The column, shape (rows,), which is changed.
    rows
        Rows to set, all different; all rows if None.
    values
        One value, or one per row.
    """
    column[slice(None) if rows is None else rows] = values


def add(column: Array, rows: Any, amounts: Any) -> None:
    """Add amounts; those of repeated rows add up.

    Parameters
    ----------
    column
        The column, shape (rows,), which is changed.
    rows
        Rows to add to; all rows if None.
    amounts
        One value, or one per row.
    """
    if rows is None:
        column += amounts
    else:
        np.add.at(column, rows, amounts)


def scale(column: Array, _rows: None, factor: float) -> None:
    """Multiply the whole column by a factor.

    Parameters
    ----------
    column
        The column, shape (rows,), which is changed.
    factor
        The factor.
    """
    column *= factor


def at_least(column: Array, rows: Any, least: float) -> None:
    """Raise values below a minimum to that minimum.

    Parameters
    ----------
    column
        The column, shape (rows,), which is changed.
    rows
        Rows to change.
    least
        The minimum.
    """
    column[rows] = np.maximum(column[rows], least)


def grow(column: Array, rows: Any, share: Any) -> None:
    """Move values towards one by a share of the distance; repeated rows multiply.

    Parameters
    ----------
    column
        The column, shape (rows,), which is changed.
    rows
        Rows to change.
    share
        Share of the distance to one, 0-1; one value, or one per row.
    """
    column[rows] = 1 - column[rows]  # equal rows write equal values
    shrink(column, rows, share)
    column[rows] = 1 - column[rows]


def shrink(column: Array, rows: Any, share: Any) -> None:
    """Reduce values by a share; repeated rows multiply.

    Parameters
    ----------
    column
        The column, shape (rows,), which is changed.
    rows
        Rows to change.
    share
        Share of the value that is removed, 0-1; one value, or one per row.
    """
    np.multiply.at(column, rows, 1 - np.asarray(share, np.float64))
