"""Measures of opinions: distance of decisions, shares near a point, roots of hostility."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from movementsim.errors import InputError
from movementsim.kernel.columns import Floats
from movementsim.measures import checks


def opinion_gap(
    position: float,
    opinions: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    centre: Literal["mean", "median"] = "mean",
) -> float:
    """Measure how far a decision lies from what members want.

    Parameters
    ----------
    position : float
        What was decided, on the scale of opinions.
    opinions : (n,) array
        What each member wants, usually in -1..1.
    weights : (n,) array, >= 0, optional
        How much each member counts; all equal if left out.
    centre : "mean" or "median"
        What stands for the members. Where half the weight lies on either side of a gap, the median
        is the middle of that gap, weighted or not.

    Returns
    -------
    float
        >= 0; `nan` for nobody, or when nobody counts.

    Raises
    ------
    InputError
        If lengths differ, a number is infinite or `nan`, a weight is negative, or `centre` is
        neither of the two.
    """
    if centre not in ("mean", "median"):
        raise InputError(f"centre is {centre!r}; give 'mean' or 'median'")
    wanted = checks.numbers("opinions", opinions)
    counts = checks.strength(weights, wanted.size, name="weights")
    checks.need_one_length(opinions=wanted, weights=counts)
    checks.numbers("position", [position])
    if not counts.any():
        return float("nan")
    if centre == "mean":
        return abs(float(np.average(wanted, weights=counts)) - position)
    return abs(_weighted_median(wanted, counts) - position)


def share_within(opinions: npt.ArrayLike, centre: npt.ArrayLike, tolerance: float) -> float:
    """Measure the share of opinions, or decisions, that lie close enough to a point.

    Parameters
    ----------
    opinions : (n,) array
        Positions to judge, usually in -1..1.
    centre : float or (n,) array
        What they are compared with, such as a leader's opinion when each decision was taken.
    tolerance : float, >= 0
        The largest distance that still counts, itself included.

    Returns
    -------
    float
        In [0, 1]; `nan` for no opinions.

    Raises
    ------
    InputError
        If lengths differ, a number is infinite or `nan`, or the tolerance is negative.

    Notes
    -----
    A factionalist's aim, influence, is the share of decisions within .2 of the own opinion (S2.F8).
    """
    judged = checks.numbers("opinions", opinions)
    point = checks.numbers(
        "centre", np.full(judged.shape, centre) if np.ndim(centre) == 0 else centre
    )
    checks.need_one_length(opinions=judged, centre=point)
    reach = float(checks.amounts("tolerance", [tolerance])[0])
    if judged.size == 0:
        return float("nan")
    return float(np.mean(np.abs(judged - point) <= reach))


def responsible(kind_of_root: npt.ArrayLike, weight: npt.ArrayLike) -> dict[str | int, float]:
    """Measure the share of all hostility by the kind of act that set it off.

    Parameters
    ----------
    kind_of_root : (n,) array of names or codes
        For each piece of hostility, the kind of act at the root of its chain.
    weight : (n,) array, >= 0
        How much hostility each piece is.

    Returns
    -------
    dict
        Share in [0, 1] by kind, kinds in ascending order. The shares sum to 1, or are all 0 when
        there was no hostility.

    Raises
    ------
    InputError
        If lengths differ, or a weight is negative, infinite or `nan`.

    Notes
    -----
    Who started it is the question of S2.W3: the angry answer and the act that provoked it are not
    counted alike.
    """
    kinds, of_piece = np.unique(np.asarray(kind_of_root), return_inverse=True)
    hostility = checks.amounts("weight", weight)
    checks.need_one_length(kind_of_root=of_piece, weight=hostility)
    started = np.bincount(of_piece, hostility, minlength=kinds.size)
    shares = started / (started.sum() or 1.0)
    return dict(zip(kinds.tolist(), shares.tolist(), strict=True))


def _weighted_median(values: Floats, weights: Floats) -> float:
    """Return the middle of the lower and upper median, as NumPy gives only the lower."""
    lower = np.quantile(values, 0.5, weights=weights, method="inverted_cdf")
    upper = -np.quantile(-values, 0.5, weights=weights, method="inverted_cdf")
    return float(lower + upper) / 2
