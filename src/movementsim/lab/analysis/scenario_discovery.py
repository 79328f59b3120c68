"""Scenario discovery: in which region of the inputs does something happen, in plain words.

The patient rule induction method (PRIM; Friedman and Fisher 1999, Bryant and Lempert 2010), as the
EMA Workbench has it: an extra, `pip install "movementsim[discover]"`.
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
from movementsim.lab.analysis.answers import Answers
from movementsim.lab.config.overrides import WITHOUT
from movementsim.lab.design.labels import parameter_label, value_label
from movementsim.lab.design.plan import Cell, Plan, table_value

FEWEST = 40
"""Points below which a region says little."""
FAIR = 0.2, 0.8
CHANCE = 0.05


@dataclass(frozen=True)
class Limit:
    """One side of a region.

    Attributes
    ----------
    parameter
        Dotted name.
    low, high
        For numbers; infinite where the region is open.
    among
        For choices: those in the region.
    chance
        How likely a limit as good as this is by chance (quasi p-value).
    """

    parameter: str
    low: float = -math.inf
    high: float = math.inf
    among: tuple[Any, ...] = ()
    chance: float = math.nan

    def words(self, plan: Plan) -> str:
        """Return the limit in words."""
        if self.parameter.startswith(f"{WITHOUT}."):
            rule = self.parameter.removeprefix(f"{WITHOUT}.").replace("_", " ")
            return f"the rule of {rule} is {'left out' if 'True' in self.among else 'in force'}"
        name = parameter_label(plan, self.parameter)
        name = name[:1].lower() + name[1:]
        if self.among:
            return f"{name} is {' or '.join(str(table_value(one)) for one in self.among)}"
        if math.isinf(self.low):
            return f"{name} is at most {value_label(self.parameter, self.high, 3)}"
        if math.isinf(self.high):
            return f"{name} is at least {value_label(self.parameter, self.low, 3)}"
        low, high = (value_label(self.parameter, end, 3) for end in (self.low, self.high))
        return f"{name} is between {low} and {high}"


@dataclass(frozen=True)
class Region:
    """A box of inputs in which the cases of interest crowd.

    Attributes
    ----------
    limits
        Its sides, the most telling first; none when no box was found.
    points, cases
        How many points there are, and in how many of them it happens.
    inside, cases_inside
        The same in the box.
    """

    limits: tuple[Limit, ...]
    points: int
    cases: int
    inside: int
    cases_inside: int

    @property
    def density(self) -> float:
        """Share of the points in the box in which it happens."""
        return self.cases_inside / self.inside if self.inside else math.nan

    @property
    def coverage(self) -> float:
        """Share of all points in which it happens that the box holds."""
        return self.cases_inside / self.cases if self.cases else math.nan

    def words(self, plan: Plan, what: str) -> str:
        """Return in plain words where it happens.

        Parameters
        ----------
        plan
            For the names of parameters.
        what
            What happens, as the subject of a sentence.
        """
        share = f"{what} at {self.cases} of {self.points} points ({self.cases / self.points:.0%})"
        if not FAIR[0] * 0.1 < self.cases / self.points < 1 - FAIR[0] * 0.1:
            return f"{share}: too nearly never, or always, for a region to be told."
        if not self.limits:
            return f"{share}; no region stands out."
        region = " and ".join(limit.words(plan) for limit in self.limits)
        return (
            f"{share}. Where {region}, so it is at {self.density:.0%} of the points; "
            f"{self.coverage:.0%} of all such points lie there."
        )


def discover(answers: Answers, cells: Sequence[Cell], happens: Mask) -> Region:
    """Return the region in which it happens.

    Parameters
    ----------
    answers
        For the names of inputs.
    cells
        One cell a point.
    happens
        Whether it happens at each point.

    Raises
    ------
    InputError
        When the extra is not installed, or there are too few points.
    """
    if len(cells) < FEWEST:
        raise InputError(
            f"scenario discovery needs at least {FEWEST} points; there are {len(cells)}"
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
        # PRIM pastes halves into whole numbers, which pandas refuses
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
            warnings.simplefilter("ignore")  # about evaluators that are not needed here
            from ema_workbench.analysis import prim
    except ImportError as error:
        raise InputError(
            'scenario discovery needs the extra: pip install "movementsim[discover]"'
        ) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return prim.Prim(inputs, happens, peel_alpha=0.05, mass_min=0.05).find_box()


def _chosen(trajectory: pd.DataFrame) -> int | None:
    """Choose the box: the one with the best of density and coverage together, few limits first."""
    if len(trajectory) < 2:
        return None
    density, coverage = trajectory["density"], trajectory["coverage"]
    score = 2 * density * coverage / (density + coverage) - 0.02 * trajectory["res_dim"]
    best = int(np.argmax(score.to_numpy()))
    return best if best > 0 else None


def _limits(box: Any, row: int, inputs: pd.DataFrame) -> tuple[tuple[Limit, ...], Mask]:
    """Return the sides of a box that chance would hardly make, and the points within them."""
    limits_at, whole, chances = box.box_lims[row], box.box_lims[0], box.p_values[row]
    inside = np.ones(len(inputs), np.bool_)
    found = []
    for name, ends in chances.items():
        here, all_ = limits_at[name], whole[name]
        sure = [0 <= end <= CHANCE for end in np.ravel(np.asarray(ends, np.float64))]
        chance = min(end for end in np.ravel(ends) if end >= 0)
        if isinstance(here[0], set):
            if sure[0] and here[0] != all_[0]:
                inside &= inputs[name].isin(list(here[0])).to_numpy()
                found.append(Limit(name, among=tuple(sorted(here[0])), chance=chance))
            continue
        low = float(here[0]) if sure[0] and here[0] > all_[0] else -math.inf
        high = float(here[1]) if sure[-1] and here[1] < all_[1] else math.inf
        if math.isfinite(low) or math.isfinite(high):
            column = inputs[name].to_numpy(np.float64)
            inside &= (column >= low) & (column <= high)
            found.append(Limit(name, low, high, chance=float(chance)))
    return tuple(sorted(found, key=lambda limit: limit.chance)), inside


def surely_more(answers: Answers, cells: Sequence[Cell], metric: str) -> tuple[list[Cell], Mask]:
    """Return the cells of an arm, and whether it has surely more than the reference at each point.

    Parameters
    ----------
    answers, cells
        The runs, and the cells of one arm that is not the reference.
    metric
        The indicator.
    """
    sure = []
    for cell in cells:
        other = answers.reference(cell)
        sure.append(other is not None and answers.difference(cell, other, metric).low > 0)
    return list(cells), np.array(sure, np.bool_)
