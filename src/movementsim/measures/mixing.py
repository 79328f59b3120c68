"""Measures of mixing: whether ties stay within groups, and join people who are alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError
from movementsim.kernel.columns import Whole
from movementsim.measures import checks


def ei_index(
    group_tail: npt.ArrayLike, group_head: npt.ArrayLike, weight: npt.ArrayLike | None = None
) -> float:
    """Measure whether ties lead out of groups (1) or stay inside them (-1).

    Parameters
    ----------
    group_tail, group_head : (m,) arrays of codes or names
        Group of the person at each end of each undirected tie. Listing every tie once or every
        tie in both directions gives the same.
    weight : (m,) array, >= 0, optional
        Strength of each tie; all 1 if left out.

    Returns
    -------
    float
        (external - internal) / (external + internal), in [-1, 1]; `nan` without ties.

    Raises
    ------
    InputError
        If lengths differ, or a weight is negative, infinite or `nan`.

    Notes
    -----
    Krackhardt and Stern (1988). People in no group share a code and so count as one group: leave
    out their ties if they are not.
    """
    tail, head = np.asarray(group_tail), np.asarray(group_head)
    strength = checks.strength(weight, tail.size)
    checks.need_one_length(group_tail=tail, group_head=head, weight=strength)
    total = float(strength.sum())
    external = float(strength[tail != head].sum())
    return 2 * external / total - 1 if total else float("nan")


def modularity(
    tail: npt.ArrayLike,
    head: npt.ArrayLike,
    group: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
) -> float:
    """Measure how much denser ties are inside groups than if they were placed at random.

    Parameters
    ----------
    tail, head : (m,) integer arrays, in 0..n-1
        Rows of the two people of each tie, every pair once.
    group : (n,) array of codes or names
        Group of each person.
    weight : (m,) array, >= 0, optional
        Strength of each tie; all 1 if left out.

    Returns
    -------
    float
        In [-0.5, 1); `nan` without ties.

    Raises
    ------
    InputError
        If lengths differ, a row points at nobody, or a weight is negative, infinite or `nan`.

    Notes
    -----
    Newman (2006), resolution 1: the value of `networkx.community.modularity`.
    """
    groups, of_person = np.unique(np.asarray(group), return_inverse=True)
    first, second = of_person[_rows(tail, head, of_person.size)]
    strength = checks.strength(weight, first.size)
    checks.need_one_length(tail=first, weight=strength)
    total = float(strength.sum())
    if not total:
        return float("nan")
    ends = sum(np.bincount(end, strength, minlength=groups.size) for end in (first, second))
    expected = float(np.sum(np.square(ends / (2 * total))))
    return float(strength[first == second].sum()) / total - expected


def assortativity(tail: npt.ArrayLike, head: npt.ArrayLike, value: npt.ArrayLike) -> float:
    """Measure how alike the two ends of a tie are in a number such as opinion, trust or power.

    Parameters
    ----------
    tail, head : (m,) integer arrays, in 0..n-1
        Rows of the two people of each tie, every pair once, nobody tied to themselves.
    value : (n,) array
        The number of each person, in any unit.

    Returns
    -------
    float
        Correlation over tie ends, in [-1, 1]; `nan` when there is no tie or all ends are equal.

    Raises
    ------
    InputError
        If lengths differ, a row points at nobody, or a value is infinite or `nan`.

    Notes
    -----
    Newman (2003), equation 21: the value of `networkx.numeric_assortativity_coefficient`.
    """
    numbers = checks.numbers("value", value)
    first, second = numbers[_rows(tail, head, numbers.size)]
    ends = np.concatenate((first, second))
    if ends.size == 0 or np.ptp(ends) == 0:
        return float("nan")
    return float(np.corrcoef(ends, np.concatenate((second, first)))[0, 1])


def _rows(tail: npt.ArrayLike, head: npt.ArrayLike, people: int) -> Whole:
    """Return both ends of the ties as a (2, m) array of rows, checked."""
    first, second = np.asarray(tail), np.asarray(head)
    checks.need_one_length(tail=first, head=second)
    for name, end in (("tail", first), ("head", second)):
        if end.size and not np.issubdtype(end.dtype, np.integer):
            raise InputError(f"{name} holds {end.dtype} values; give whole row numbers of people")
        # A negative row would silently count from the end.
        checks.refuse_values(
            name, end, (end < 0) | (end >= people), f"rows of {people} people, from 0"
        )
    return np.stack((first, second)).astype(np.int64, copy=False)
