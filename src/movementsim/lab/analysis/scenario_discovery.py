"""Scenario discovery: the region of the inputs in which an event happens.

The method is patient rule induction (PRIM; Friedman and Fisher 1999, Bryant and Lempert 2010), as
implemented in the EMA Workbench, which is an extra: `pip install "movementsim[discover]"`.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from movementsim.errors import InputError
from movementsim.kernel.columns import Mask
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.design.plan import Cell, table_value
from movementsim.measures import clear_sign

MIN_POINTS = 40
"""Points below which a region says little."""
_MIN_SHARE = 0.02
"""Smallest share of points with, or without, the event for which a region is looked for."""
_MAX_CHANCE = 0.05
"""Largest probability with which chance alone may give a limit as good."""


@dataclass(frozen=True)
class Limit:
    """One side of a region.

    Attributes
    ----------
    parameter
        Dotted name.
    low, high
        For numbers, the ends; infinite where the region is open.
    among
        For choices, those in the region.
    chance
        Probability that chance alone gives a limit as good as this (quasi p-value).
    """

    parameter: str
    low: float = -math.inf
    high: float = math.inf
    among: tuple[Any, ...] = ()
    chance: float = math.nan


@dataclass(frozen=True)
class Region:
    """A box in the space of inputs in which an event is frequent.

    Attributes
    ----------
    limits
        Its sides, the most significant first; none if no box was found.
    points, cases
        Number of points, and of those at which the event happens.
    inside, cases_inside
        The same inside the box.
    """

    limits: tuple[Limit, ...]
    points: int
    cases: int
    inside: int
    cases_inside: int

    @property
    def share(self) -> float:
        """Share of all points at which the event happens, 0-1."""
        return self.cases / self.points

    @property
    def too_uneven(self) -> bool:
        """Whether the event happens nearly never or nearly always, so that no region is found."""
        return not _MIN_SHARE < self.share < 1 - _MIN_SHARE

    @property
    def ranges(self) -> tuple[Limit, ...]:
        """The limits of inputs that are numbers."""
        return tuple(limit for limit in self.limits if not limit.among)

    @property
    def density(self) -> float:
        """Share of the points in the box at which the event happens, 0-1."""
        return self.cases_inside / self.inside if self.inside else math.nan

    @property
    def coverage(self) -> float:
        """Share of all points with the event that lie in the box, 0-1."""
        return self.cases_inside / self.cases if self.cases else math.nan


def discover_region(cells: Sequence[Cell], happens: Mask) -> Region:
    """Return the region in which an event happens.

    Parameters
    ----------
    cells
        One cell per point.
    happens
        Whether the event happens at each point, shape (points,).

    Returns
    -------
    Region
        The region with the best balance of density and coverage. It has no limits where the event
        happens at no point or at all points, or where no box is better than all points.

    Raises
    ------
    InputError
        If the extra is not installed, or there are fewer than `MIN_POINTS` points.
    """
    if len(cells) < MIN_POINTS:
        raise InputError(
            f"scenario discovery needs at least {MIN_POINTS} points; there are {len(cells)}"
        )
    cases = int(happens.sum())
    none = Region((), len(cells), cases, len(cells), cases)
    if cases in (0, len(cells)):
        return none
    inputs = pd.DataFrame(
        [{name: table_value(v) for name, v in cell.point.items()} for cell in cells]
    )
    for name in inputs:
        number = pd.api.types.is_numeric_dtype(inputs[name]) and inputs[name].dtype != bool
        # PRIM writes halves into whole numbers, which pandas refuses
        inputs[name] = inputs[name].astype(float if number else str)
        if not number:
            inputs[name] = inputs[name].astype("category")
    box = _prim(inputs, happens)
    row = _chosen(box.peeling_trajectory)
    if row is None:
        return none
    limits, inside = _limits(box, row, inputs)
    return Region(limits, len(cells), cases, int(inside.sum()), int((inside & happens).sum()))


def _prim(inputs: pd.DataFrame, happens: Mask) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # warnings about evaluators that are not used here
            from ema_workbench.analysis import prim
    except ImportError as error:
        raise InputError(
            'scenario discovery needs the extra: pip install "movementsim[discover]"'
        ) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return prim.Prim(inputs, happens, peel_alpha=0.05, mass_min=0.05).find_box()


def _chosen(trajectory: pd.DataFrame) -> int | None:
    """Return the box with the best mean of density and coverage, less a penalty for each limit."""
    if len(trajectory) < 2:
        return None
    density, coverage = trajectory["density"], trajectory["coverage"]
    score = 2 * density * coverage / (density + coverage) - 0.02 * trajectory["res_dim"]
    best = int(np.argmax(score.to_numpy()))
    return best if best > 0 else None


def _limits(box: Any, row: int, inputs: pd.DataFrame) -> tuple[tuple[Limit, ...], Mask]:
    """Return the sides of a box that chance alone would hardly give, and the points within them."""
    limits_at, whole, chances = box.box_lims[row], box.box_lims[0], box.p_values[row]
    inside = np.ones(len(inputs), np.bool_)
    found = []
    for name, ends in chances.items():
        here, all_ = limits_at[name], whole[name]
        significant = [0 <= end <= _MAX_CHANCE for end in np.ravel(np.asarray(ends, np.float64))]
        chance = min(end for end in np.ravel(ends) if end >= 0)
        if isinstance(here[0], set):
            if significant[0] and here[0] != all_[0]:
                inside &= inputs[name].isin(list(here[0])).to_numpy()
                found.append(Limit(name, among=tuple(sorted(here[0])), chance=chance))
            continue
        low = float(here[0]) if significant[0] and here[0] > all_[0] else -math.inf
        high = float(here[1]) if significant[-1] and here[1] < all_[1] else math.inf
        if math.isfinite(low) or math.isfinite(high):
            column = inputs[name].to_numpy(np.float64)
            inside &= (column >= low) & (column <= high)
            found.append(Limit(name, low, high, chance=float(chance)))
    return tuple(sorted(found, key=lambda limit: limit.chance)), inside


def clearly_higher(estimates: Estimates, cells: Sequence[Cell], metric: str) -> Mask:
    """Return at which points an arm is clearly higher than the reference.

    Parameters
    ----------
    estimates, cells
        The runs, and the cells of one arm that is not the reference.
    metric
        The indicator.

    Returns
    -------
    (cells,) bool
        Whether the 95% interval of the paired difference lies above zero; False for a cell without
        a reference.
    """
    higher = []
    for cell in cells:
        other = estimates.reference(cell)
        if other is None:
            higher.append(False)
            continue
        found = estimates.difference(cell, other, metric)
        higher.append(clear_sign(found.low, found.high) > 0)
    return np.array(higher, np.bool_)
