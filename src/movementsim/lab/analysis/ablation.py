"""What matters: each rule and each trait switched off by itself, same people, same luck.

So a reader sees which of the model's parts carry a result, and which could be left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from movementsim.lab.analysis.answers import Answers
from movementsim.lab.config.overrides import ABLATED, NOTHING
from movementsim.lab.design.plan import Cell
from movementsim.measures import Interval, PairedDifference, excludes_zero

SHOWN = 15
FEWEST = 5
"""Twins below which no change is called sure."""


# What came of it ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Effect:
    """What switching one thing off does to an indicator.

    Attributes
    ----------
    what
        What is off.
    by_arm
        The paired change in each arm: with it off less with nothing off.
    apart
        For each arm but the reference: the change of its difference to the reference.
    size
        The largest change, in standard deviations of runs with nothing off.
    """

    what: str
    by_arm: tuple[PairedDifference, ...]
    apart: tuple[Interval, ...]
    size: float

    @property
    def told_by_few(self) -> bool:
        """Whether there are too few twins to be sure: two or three may change alike by luck."""
        return max(one.n for one in self.by_arm) < FEWEST

    @property
    def sure(self) -> bool:
        """Whether it surely changes something in some arm."""
        return not self.told_by_few and any(excludes_zero(one.low, one.high) for one in self.by_arm)


def effects(answers: Answers, cells: Sequence[Cell], metric: str) -> list[Effect]:
    """Return what each thing does, the largest first.

    Parameters
    ----------
    answers, cells, metric
        The runs of an ablation, its cells, and the indicator.
    """
    arms = answers.plan.experiment.arm_names
    by = _places(cells)
    found = []
    for what in dict.fromkeys(cell.point[ABLATED] for cell in cells):
        if what == NOTHING:
            continue
        changed = tuple(answers.difference(by[arm, what], by[arm, NOTHING], metric) for arm in arms)
        apart = tuple(
            answers.interaction(
                (by[arm, what], by[arms[0], what], by[arm, NOTHING], by[arms[0], NOTHING]), metric
            )
            for arm in arms[1:]
        )
        sizes = [
            _size(change.mean, answers.of(by[arm, NOTHING], metric))
            for arm, change in zip(arms, changed, strict=True)
        ]
        found.append(Effect(what, changed, apart, max(sizes)))
    return sorted(found, key=lambda one: -one.size)


def _places(cells: Sequence[Cell]) -> dict[tuple[str, str], Cell]:
    """Return the cells by arm and by what is switched off."""
    return {(cell.arm, cell.point[ABLATED]): cell for cell in cells}


def _size(change: float, usual: np.ndarray) -> float:
    spread = float(np.nanstd(usual, ddof=1)) if len(usual) > 1 else 0.0
    if spread > 0:
        return abs(change) / spread
    return 0.0 if change == 0 else np.inf


def named(what: str) -> str:
    """Return what is switched off, for a reader."""
    owner, _, name = what.partition(".")
    words = name.replace("_", " ")
    return f"rule: {words}" if owner == "rules" else f"{owner}'s {words}"
