"""From runs to answers: means with intervals, and paired differences to a reference."""

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


class Answers:
    """The runs of a plan by cell and replicate, for means and paired differences.

    Parameters
    ----------
    plan
        What was run.
    runs
        A row a run: `run_id` and the indicators at the end; labels are not needed.
    """

    def __init__(self, plan: Plan, runs: pd.DataFrame) -> None:
        self.plan = plan
        self._rows = runs.drop_duplicates("run_id").set_index("run_id")
        planned = pd.Index([run.id for run in plan.runs])
        # the plan goes replicate by replicate, so cell by cell is its transpose; -1 is missing
        self._place = self._rows.index.get_indexer(planned).reshape(-1, len(plan.cells)).T
        self._number = {id(cell): number for number, cell in enumerate(plan.cells)}
        self._values: dict[str, Floats] = {}

    def values(self, metric: str) -> Floats:
        """Return an indicator at the end, shape (cells, replicates), NaN where it is missing."""
        if metric not in self._values:
            found = self._rows[metric].to_numpy(np.float64)
            self._values[metric] = np.append(found, np.nan)[self._place]
        return self._values[metric]

    def of(self, cell: Cell, metric: str) -> Floats:
        """Return an indicator in the runs of a cell, by replicate, NaN where it is missing."""
        return np.asarray(self.values(metric)[self._number[id(cell)]], np.float64)

    def runs(self, cell: Cell) -> pd.DataFrame:
        """Return the runs of a cell, by replicate."""
        place = self._place[self._number[id(cell)]]
        there = np.flatnonzero(place >= 0)
        return self._rows.iloc[place[there]].set_axis(pd.Index(there, name="replicate"))

    def there(self, cell: Cell) -> int:
        """Return how many runs of a cell are there."""
        return int((self._place[self._number[id(cell)]] >= 0).sum())

    def has(self, run: Run) -> bool:
        """Whether a run is there."""
        return run.id in self._rows.index

    def ids(self, cell: Cell) -> list[str]:
        """Return the ids of a cell's runs that are there."""
        place = self._place[self._number[id(cell)]]
        return list(self._rows.index[place[place >= 0]])

    @cached_property
    def asked(self) -> Whole:
        """How many replicates each cell was to have."""
        return replicates_asked(self.plan, self._rows.reset_index())

    def mean(self, cell: Cell, metric: str) -> Interval:
        """Return the mean of an indicator at the end, over the runs that have a value."""
        return mean_interval(_known(self.of(cell, metric)))

    def difference(
        self, cell: Cell, other: Cell, metric: str, confidence: float = 0.95
    ) -> PairedDifference:
        """Return the mean of `cell - other` over replicates that both have."""
        ours, theirs = self.of(cell, metric), self.of(other, metric)
        both = np.isfinite(ours) & np.isfinite(theirs)
        return paired_difference(ours[both], theirs[both], confidence)

    def interaction(self, corners: tuple[Cell, Cell, Cell, Cell], metric: str) -> Interval:
        """Return the mean of `(a - b) - (c - d)` over replicates that all four have."""
        a, b, c, d = (self.of(cell, metric) for cell in corners)
        return mean_interval(_known((a - b) - (c - d)))

    def reference(self, cell: Cell) -> Cell | None:
        """Return what a cell is compared with, None for the reference itself.

        The reference arm at the same point; with one arm only, the first point of the design.
        """
        number = self._number[id(cell)]
        first = int(self._references[number])
        return None if first == number else self.plan.cells[first]

    @cached_property
    def _references(self) -> Whole:
        arms = len(self.plan.experiment.arm_names)
        if arms > 1:  # the arms of a point stand side by side, the reference first
            return np.arange(len(self.plan.cells)) // arms * arms
        firsts: dict[str, int] = {}
        for number, cell in enumerate(self.plan.cells):
            firsts.setdefault(cell.design, number)
        return np.array([firsts[cell.design] for cell in self.plan.cells])

    def table(self) -> pd.DataFrame:
        """Return a row for each cell and indicator of the report."""
        labels = self._labels()
        if self.plan.experiment.replicates.metric is not None:
            precise = precision_reached(self.plan, self._rows.reset_index())["reached"]
            labels["precise_enough"] = precise.to_numpy()
        parts = [
            pd.concat([labels, self._told(metric)], axis=1)
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

    def _told(self, metric: str) -> pd.DataFrame:
        """Return means and differences of one indicator, a row a cell."""
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
