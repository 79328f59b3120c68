"""Effects of an ablation: each rule and each trait is switched off by itself.

Runs with and without it are paired, so the effects show which parts of the model carry a result
and which could be left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.config.overrides import ABLATED, NOTHING
from movementsim.lab.design.plan import Cell
from movementsim.measures import Interval, PairedDifference, excludes_zero

MIN_PAIRS = 5
"""Pairs of runs below which no change counts as clear: two or three may agree by chance."""


@dataclass(frozen=True)
class AblationEffect:
    """How an indicator changes when one rule or trait is switched off.

    Attributes
    ----------
    switch
        What is switched off, such as `rules.reaction` or `Organiser.listening`.
    by_arm
        The paired change in each arm: switched off minus nothing switched off, in the unit of the
        indicator.
    contrasts
        For each arm but the reference, the change of its difference from the reference.
    size
        The largest change, in standard deviations between runs with nothing switched off.
    """

    switch: str
    by_arm: tuple[PairedDifference, ...]
    contrasts: tuple[Interval, ...]
    size: float

    @property
    def too_few(self) -> bool:
        """Whether there are too few pairs for a clear change."""
        return max(one.n for one in self.by_arm) < MIN_PAIRS

    @property
    def clear(self) -> bool:
        """Whether the 95% interval of the change excludes zero in at least one arm."""
        return not self.too_few and any(excludes_zero(one.low, one.high) for one in self.by_arm)


def ablation_effects(
    estimates: Estimates, cells: Sequence[Cell], metric: str
) -> list[AblationEffect]:
    """Return the effect of each rule and trait on an indicator, largest first.

    Parameters
    ----------
    estimates, cells
        The runs of an ablation, and its cells.
    metric
        The indicator.

    Returns
    -------
    list[AblationEffect]
        One effect for each rule and trait, by falling `size`.
    """
    arms = estimates.plan.experiment.arm_names
    by = cells_by_switch(cells)
    found = []
    for switch in dict.fromkeys(cell.point[ABLATED] for cell in cells):
        if switch == NOTHING:
            continue
        changed = tuple(
            estimates.difference(by[arm, switch], by[arm, NOTHING], metric) for arm in arms
        )
        contrasts = tuple(
            estimates.interaction(
                (by[arm, switch], by[arms[0], switch], by[arm, NOTHING], by[arms[0], NOTHING]),
                metric,
            )
            for arm in arms[1:]
        )
        sizes = [
            _size(change.mean, estimates.values_in(by[arm, NOTHING], metric))
            for arm, change in zip(arms, changed, strict=True)
        ]
        found.append(AblationEffect(switch, changed, contrasts, max(sizes)))
    return sorted(found, key=lambda one: -one.size)


def cells_by_switch(cells: Sequence[Cell]) -> dict[tuple[str, str], Cell]:
    """Return the cells of an ablation by arm and by what is switched off."""
    return {(cell.arm, cell.point[ABLATED]): cell for cell in cells}


def _size(change: float, usual: np.ndarray) -> float:
    spread = float(np.nanstd(usual, ddof=1)) if len(usual) > 1 else 0.0
    if spread > 0:
        return abs(change) / spread
    return 0.0 if change == 0 else np.inf


def switch_label(switch: str) -> str:
    """Return what is switched off, in words: the rule, or the strategy and its trait."""
    owner, _, name = switch.partition(".")
    words = name.replace("_", " ")
    return f"rule: {words}" if owner == "rules" else f"{owner}'s {words}"
