"""Estimates from runs: means with intervals, and paired differences from a reference."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from movementsim.kernel.columns import Floats, Whole
from movementsim.lab.design.plan import Cell, Plan, Run, parameter_column, table_value
from movementsim.lab.design.precision import precision_reached, replicates_asked
from movementsim.measures import (
    Interval,
    PairedDifference,
    mean_interval,
    mean_intervals,
    paired_difference,
    variance_reductions,
)
from movementsim.plugins.schema import all_indicators


class Estimates:
    """Means and paired differences of the indicators of a plan, with their intervals.

    Parameters
    ----------
    plan
        The plan of the sweep.
    runs
        One row per run: `run_id` and the indicators at the end. Labels are not needed.

    Attributes
    ----------
    plan : Plan
        The plan of the sweep.
    """

    def __init__(self, plan: Plan, runs: pd.DataFrame) -> None:
        self.plan = plan
        self._rows = runs.drop_duplicates("run_id").set_index("run_id")
        planned = pd.Index([run.id for run in plan.runs])
        # the plan lists runs replicate by replicate, so cell by cell is its transpose; -1: missing
        self._place = self._rows.index.get_indexer(planned).reshape(-1, len(plan.cells)).T
        self._number = {id(cell): number for number, cell in enumerate(plan.cells)}
        self._values: dict[str, Floats] = {}

    def values(self, metric: str) -> Floats:
        """Return an indicator at the end of all runs.

        Returns
        -------
        (cells, replicates) float64
            In the unit of the indicator; NaN where a run or its value is missing.
        """
        if metric not in self._values:
            found = self._rows[metric].to_numpy(np.float64)
            self._values[metric] = np.append(found, np.nan)[self._place]
        return self._values[metric]

    def values_in(self, cell: Cell, metric: str) -> Floats:
        """Return an indicator at the end of the runs of a cell.

        Parameters
        ----------
        cell, metric
            The cell and the indicator.

        Returns
        -------
        (replicates,) float64
            In the unit of the indicator; NaN where it is missing.
        """
        return np.asarray(self.values(metric)[self._number[id(cell)]], np.float64)

    def run_count(self, cell: Cell) -> int:
        """Return how many runs of a cell have results."""
        return int((self._place[self._number[id(cell)]] >= 0).sum())

    def has(self, run: Run) -> bool:
        """Whether a run has results."""
        return run.id in self._rows.index

    def run_ids(self, cell: Cell) -> list[str]:
        """Return the ids of the runs of a cell that have results."""
        place = self._place[self._number[id(cell)]]
        return list(self._rows.index[place[place >= 0]])

    @cached_property
    def requested(self) -> Whole:
        """How many replicates each cell was to have, shape (cells,)."""
        return replicates_asked(self.plan, self._rows.reset_index())

    def mean(self, cell: Cell, metric: str) -> Interval:
        """Return the mean of an indicator at the end, with its 95% interval.

        Parameters
        ----------
        cell, metric
            The cell and the indicator; runs without a value are left out.

        Returns
        -------
        Interval
            The mean and the interval, in the unit of the indicator.
        """
        return mean_interval(_known(self.values_in(cell, metric)))

    def difference(
        self, cell: Cell, other: Cell, metric: str, confidence: float = 0.95
    ) -> PairedDifference:
        """Return the mean difference between the paired runs of two cells.

        Parameters
        ----------
        cell, other
            The cells; `other` is subtracted, replicate by replicate.
        metric
            The indicator; pairs in which a run has no value are left out.
        confidence
            Share of such intervals that contain the true mean difference.

        Returns
        -------
        PairedDifference
            The mean of `cell` minus `other` with its interval, in the unit of the indicator.
        """
        ours, theirs = self.values_in(cell, metric), self.values_in(other, metric)
        both = np.isfinite(ours) & np.isfinite(theirs)
        return paired_difference(ours[both], theirs[both], confidence)

    def interaction(self, corners: tuple[Cell, Cell, Cell, Cell], metric: str) -> Interval:
        """Return a difference of differences between paired runs, with its 95% interval.

        Parameters
        ----------
        corners
            Four cells a, b, c and d, for `(a - b) - (c - d)`.
        metric
            The indicator; replicates without all four values are left out.

        Returns
        -------
        Interval
            The mean and the interval, in the unit of the indicator.
        """
        a, b, c, d = (self.values_in(cell, metric) for cell in corners)
        return mean_interval(_known((a - b) - (c - d)))

    def reference(self, cell: Cell) -> Cell | None:
        """Return the cell with which a cell is compared.

        It is the reference arm at the same point or, with one arm only, the first point of the
        design.

        Returns
        -------
        Cell | None
            A cell of the same plan; None for the reference itself.
        """
        number = self._number[id(cell)]
        first = int(self._references[number])
        return None if first == number else self.plan.cells[first]

    @cached_property
    def _references(self) -> Whole:
        arms = len(self.plan.experiment.arm_names)
        if arms > 1:  # the arms of a point are adjacent, the reference first
            return np.arange(len(self.plan.cells)) // arms * arms
        firsts: dict[str, int] = {}
        for number, cell in enumerate(self.plan.cells):
            firsts.setdefault(cell.design, number)
        return np.array([firsts[cell.design] for cell in self.plan.cells])

    def summary(self) -> pd.DataFrame:
        """Return the means and paired differences of all cells, for the indicators of the report.

        Returns
        -------
        pandas.DataFrame
            One row per cell and indicator: the labels of the cell; `metric`, `unit`, `runs`; `mean`
            with its 95% interval `low` to `high`; `reference`, `difference` with its interval,
            `pairs` and `variance_reduction`, which are empty for the reference itself. Where the
            config asks for a precision, `precise_enough` says whether the cell has reached it.
        """
        labels = self._labels()
        if self.plan.experiment.replicates.metric is not None:
            precise = precision_reached(self.plan, self._rows.reset_index())["reached"]
            labels["precise_enough"] = precise.to_numpy()
        parts = [
            pd.concat([labels, self._summary_of(metric)], axis=1)
            for metric in self.plan.experiment.report.metrics
        ]
        return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)

    def _labels(self) -> pd.DataFrame:
        cells = self.plan.cells
        return pd.DataFrame(
            {
                "cell": [cell.name for cell in cells],
                "design": [cell.design for cell in cells],
                "arm": [cell.arm for cell in cells],
                **{
                    parameter_column(name): [
                        table_value(cell.point.get(name, "")) for cell in cells
                    ]
                    for name in self.plan.parameters
                },
            }
        )

    def _summary_of(self, metric: str) -> pd.DataFrame:
        """Return means and differences of one indicator, one row per cell."""
        values = self.values(metric)
        others = self._references
        apart = values - values[others]
        pairs = np.isfinite(apart)
        apart_mean, apart_low, apart_high = mean_intervals(apart)
        mean, low, high = mean_intervals(values)
        table = pd.DataFrame(
            {
                "metric": metric,
                "unit": all_indicators()[metric].unit,
                "runs": np.isfinite(values).sum(axis=1),
                "mean": mean,
                "low": low,
                "high": high,
                "reference": [self.plan.cells[other].title for other in others],
                "difference": apart_mean,
                "difference_low": apart_low,
                "difference_high": apart_high,
                "pairs": pairs.sum(axis=1),
                "variance_reduction": variance_reductions(values, values[others]),
            }
        )
        compared = list(table)[list(table).index("reference") :]
        table.loc[others == np.arange(len(others)), compared] = None
        return table


def _known(values: Floats) -> Floats:
    return values[np.isfinite(values)]
