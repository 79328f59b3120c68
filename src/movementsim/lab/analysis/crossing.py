"""Two arms over two crossed parameters: where they differ, and where one overtakes the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from scipy import stats

from movementsim.kernel.columns import Floats
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.design.plan import Cell, table_value
from movementsim.measures import excludes_zero, mean_interval

UNCLEAR = 0.05
"""Between this probability of being higher and 1 minus it, the runs cannot tell which is higher."""


class Crossing:
    """An arm compared with the reference over two crossed parameters.

    Parameters
    ----------
    estimates, cells
        The runs, and the cells of a design that crosses two parameters.
    arm
        The arm that is compared with the reference.

    Attributes
    ----------
    across, up : str
        The parameters on the horizontal and on the vertical axis.
    columns, rows : list
        Their values, in the order of the design.
    """

    def __init__(self, estimates: Estimates, cells: Sequence[Cell], arm: str) -> None:
        self.plan, self._estimates = estimates.plan, estimates
        self.across, self.up = list(cells[0].point)
        self._cells = [cell for cell in cells if cell.arm == arm]
        self.columns = list(dict.fromkeys(table_value(cell.point[self.across]) for cell in cells))
        self.rows = list(dict.fromkeys(table_value(cell.point[self.up]) for cell in cells))

    @property
    def ordered(self) -> bool:
        """Whether both parameters are numbers, so that there are values between theirs."""
        values = [cell.point[name] for cell in self._cells for name in (self.across, self.up)]
        return all(isinstance(value, int | float) for value in values)

    def overtakes(self, metric: str) -> bool:
        """Whether each arm is clearly higher somewhere, so that they are equal in between."""
        odds = self.probabilities(metric)
        both = bool(np.nanmin(odds) < UNCLEAR and np.nanmax(odds) > 1 - UNCLEAR)
        return self.ordered and min(odds.shape) > 1 and both

    def means(self, metric: str) -> Floats:
        """Return the mean difference from the reference between paired runs, for each cell.

        Returns
        -------
        (rows, columns) float64
            Means in the unit of the indicator; NaN where no pair has values.
        """
        return self._over_cells(metric, _mean)

    def clear(self, metric: str) -> Floats:
        """Return in which cells the arm clearly differs from the reference.

        Returns
        -------
        (rows, columns) float64
            1 where the 95% interval of the difference excludes zero, else 0; NaN for cells that the
            design lacks.
        """
        return self._over_cells(metric, _excludes_zero)

    def probabilities(self, metric: str) -> Floats:
        """Return the probability that the arm is higher than the reference, for each cell.

        Returns
        -------
        (rows, columns) float64
            From 0 to 1 (Student's t); NaN where no pair has values.
        """
        return self._over_cells(metric, probability_of_more)

    def pairs(self, metric: str) -> Iterator[tuple[Cell, Cell, Floats]]:
        """Yield each cell of the arm that has a reference, with its differences from the reference.

        Yields
        ------
        tuple of Cell, Cell and (pairs,) float64
            The cell, its reference, and the differences between paired runs in the unit of the
            indicator, without pairs that lack a value.
        """
        for cell in self._cells:
            other = self._estimates.reference(cell)
            if other is not None:
                ours, theirs = (self._estimates.values_in(one, metric) for one in (cell, other))
                differences = ours - theirs
                yield cell, other, differences[np.isfinite(differences)]

    def _over_cells(self, metric: str, statistic: Callable[[Floats], float]) -> Floats:
        found = np.full((len(self.rows), len(self.columns)), np.nan)
        for cell, _, differences in self.pairs(metric):
            row = self.rows.index(table_value(cell.point[self.up]))
            column = self.columns.index(table_value(cell.point[self.across]))
            found[row, column] = statistic(differences)
        return found


def probability_of_more(differences: Floats) -> float:
    """Return the probability, 0-1, that the mean difference is above zero (Student's t)."""
    if len(differences) < 2 or np.ptp(differences) == 0:
        return float(np.sign(_mean(differences)) / 2 + 0.5)
    ratio = differences.mean() / stats.sem(differences)
    return float(stats.t.cdf(ratio, len(differences) - 1))


def _mean(differences: Floats) -> float:
    return float(differences.mean()) if len(differences) else float("nan")


def _excludes_zero(differences: Floats) -> float:
    found = mean_interval(differences)
    return float(excludes_zero(found.low, found.high))
