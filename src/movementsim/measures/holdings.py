"""Measures of holdings: inequality, the share of the top, and the effective number of holders."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError
from movementsim.kernel.columns import Floats
from movementsim.measures import checks


def gini(values: npt.ArrayLike) -> float:
    """Measure inequality: 0 when all hold the same, towards 1 when one holds everything.

    Parameters
    ----------
    values : (n,) array, >= 0
        What each person holds, in any unit.

    Returns
    -------
    float
        In [0, 1 - 1/n]; 0 when nobody holds anything, `nan` for nobody.

    Raises
    ------
    InputError
        If a value is negative, infinite or `nan`.

    Notes
    -----
    Gini (1912), as the mean difference over twice the mean, without small-sample correction, so
    that an organisation and its copy twice as large are equally unequal (pattern P15).
    """
    held = _in_order(_shares_of_largest("values", values))
    if held.size == 0:
        return float("nan")
    if held[-1] == 0:
        return 0.0
    centred_rank = 2.0 * np.arange(held.size) - (held.size - 1)
    # not `@`: its sum, and how many cores it takes, would depend on the machine
    return float((centred_rank * held).sum() / (held.size * held.sum()))


def top_share(values: npt.ArrayLike, top: float = 0.1) -> float:
    """Measure the share of the total that the largest holders have (pattern P2).

    Parameters
    ----------
    values : (n,) array, >= 0
        What each person holds, in any unit.
    top : float, in (0, 1]
        Which share of the people counts as the top. A tenth of 34 is 3.4 people: the fourth counts
        for four tenths, as on the Lorenz (1905) curve.

    Returns
    -------
    float
        In [top, 1]; `top` when nobody holds anything, `nan` for nobody.

    Raises
    ------
    InputError
        If `top` is outside (0, 1], or a value is negative, infinite or `nan`.
    """
    if not 0 < top <= 1:
        raise InputError(f"top is {top}; it is a share of the people: give a number in (0, 1]")
    held = np.sort(_shares_of_largest("values", values))[::-1]
    if held.size == 0:
        return float("nan")
    if held[0] == 0:
        return float(top)
    heaped = np.concatenate(([0.0], np.cumsum(held)))
    return float(np.interp(top * held.size, np.arange(heaped.size), heaped) / heaped[-1])


def effective_holders(power: npt.ArrayLike) -> float:
    """Return the effective number of holders.

    It is how many equal holders would have the same concentration: k when k people hold the same.

    Parameters
    ----------
    power : (n,) array, >= 0
        What each person holds, in any unit.

    Returns
    -------
    float
        Between 1 and the number of those who hold anything; 0 when nobody does.

    Raises
    ------
    InputError
        If a value is negative, infinite or `nan`.

    Notes
    -----
    The inverse of the summed squared shares: Laakso and Taagepera (1979), Simpson (1949). Says
    how many people a group depends on when it depends on few (S2.D3).
    """
    held = _shares_of_largest("power", power)
    squares = float(np.square(held).sum())  # not `@`, as in `gini`
    return float(held.sum()) ** 2 / squares if squares else 0.0


def _shares_of_largest(name: str, values: npt.ArrayLike) -> Floats:
    """Divide by the largest, so that sums and squares neither overflow nor vanish."""
    held = checks.amounts(name, values)
    largest = held.max(initial=0.0)
    return held / largest if largest else held


def _in_order(amounts: Floats) -> Floats:
    """Sort amounts, 0 or more; those who hold nothing, often nearly all, need no sorting."""
    some = np.sort(amounts[amounts > 0])
    return np.concatenate((np.zeros(amounts.size - some.size), some))
