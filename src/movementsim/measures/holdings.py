"""Measures of holdings: inequality, the share of the top, and the effective number of holders."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError
from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.segments import rank_in_runs
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
    held = checks.amounts("values", values)
    return float(ginis(held, np.zeros(held.size, np.int64), 1)[0])


def ginis(values: Floats, group: Whole, groups: int) -> Floats:
    """Measure the inequality within each of several groups; see :func:`gini`.

    Parameters
    ----------
    values : (n,) float64, >= 0
        What each person holds, in any unit.
    group : (n,) int, in 0..groups-1
        The group of each person.
    groups : int
        Number of groups.

    Returns
    -------
    (groups,) float64
        Gini coefficients; the result for a group does not depend on the others.
    """
    size = np.bincount(group, minlength=groups)
    some = values > 0  # those who hold nothing, often nearly all, need no sorting
    order = np.argsort(values[some])
    order = order[np.argsort(group[some][order], kind="stable")]
    held, owner = values[some][order], group[some][order]
    largest, holders = _largest(held, owner, groups), np.bincount(owner, minlength=groups)
    held = held / largest[owner]
    rank = rank_in_runs(owner) + (size - holders)[owner]
    centred_rank = 2.0 * rank - (size[owner] - 1)
    spread = np.bincount(owner, centred_rank * held, minlength=groups)
    total = size * np.bincount(owner, held, minlength=groups)
    return np.divide(spread, total, out=np.where(size > 0, 0.0, np.nan), where=total > 0)


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
    held = checks.amounts("values", values)
    return float(top_shares(held, np.zeros(held.size, np.int64), 1, top)[0])


def top_shares(values: Floats, group: Whole, groups: int, top: float = 0.1) -> Floats:
    """Measure the share of the largest holders in each of several groups; see :func:`top_share`.

    Parameters
    ----------
    values, group, groups
        As in :func:`ginis`.
    top : float, in (0, 1]
        Which share of the people of a group counts as the top.

    Returns
    -------
    (groups,) float64
        The shares; the result for a group does not depend on the others.
    """
    size = np.bincount(group, minlength=groups)
    order = np.argsort(-values)
    order = order[np.argsort(group[order], kind="stable")]
    owner = group[order]
    held = (
        values[order]
        / np.where((largest := _largest(values, group, groups)) > 0, largest, 1.0)[owner]
    )
    counted = np.clip(top * size[owner] - rank_in_runs(owner), 0.0, 1.0)
    at_top = np.bincount(owner, counted * held, minlength=groups)
    total = np.bincount(owner, held, minlength=groups)
    return np.divide(at_top, total, out=np.where(size > 0, top, np.nan), where=total > 0)


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
    held = checks.amounts("power", power)
    return float(all_effective_holders(held, np.zeros(held.size, np.int64), 1)[0])


def all_effective_holders(power: Floats, group: Whole, groups: int) -> Floats:
    """Count the effective holders in each of several groups; see :func:`effective_holders`.

    Parameters
    ----------
    power, group, groups
        As in :func:`ginis`.

    Returns
    -------
    (groups,) float64
        Effective numbers of holders; the result for a group does not depend on the others.
    """
    largest = _largest(power, group, groups)
    held = power / np.where(largest > 0, largest, 1.0)[group]
    squares = np.bincount(group, np.square(held), minlength=groups)
    total = np.bincount(group, held, minlength=groups)
    return np.divide(total * total, squares, out=np.zeros(groups), where=squares > 0)


def _largest(values: Floats, group: Whole, groups: int) -> Floats:
    """Return the largest value in each group, by which sums neither overflow nor vanish."""
    largest = np.zeros(groups)
    np.maximum.at(largest, group, values)
    return largest
