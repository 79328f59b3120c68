"""From runs to answers: means with intervals, and paired differences to a reference."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from movementsim.declared import Declared
from movementsim.discovery import find_rules, find_strategies
from movementsim.indicators import INDICATORS
from movementsim.lab.design import Cell, Plan, column, label
from movementsim.measures import Interval, PairedDifference, mean_interval, paired_difference

DIGITS = 8
"""Significant digits of a float that count in a digest: exp and log differ behind them between
processors."""


class Answers:
    """The runs of a plan by cell, for means and paired differences.

    Parameters
    ----------
    plan
        What was run.
    runs
        The labelled table of runs.
    """

    def __init__(self, plan: Plan, runs: pd.DataFrame) -> None:
        self.plan = plan
        table = runs.set_index("replicate")
        self._cells: dict[tuple[str, str, str], pd.DataFrame] = {
            _place(cell): _of(table, cell) for cell in plan.cells
        }

    def runs(self, cell: Cell) -> pd.DataFrame:
        """Return the runs of a cell, by replicate."""
        return self._cells[_place(cell)]

    def mean(self, cell: Cell, metric: str) -> Interval:
        """Return the mean of an indicator at the end, over the runs that have a value."""
        return mean_interval(self.runs(cell)[metric].dropna().to_numpy())

    def difference(self, cell: Cell, other: Cell, metric: str) -> PairedDifference:
        """Return the mean of `cell - other` over replicates that both have."""
        pairs = pd.concat(
            [self.runs(cell)[metric], self.runs(other)[metric]], axis=1, join="inner"
        ).dropna()
        return paired_difference(pairs.iloc[:, 0].to_numpy(), pairs.iloc[:, 1].to_numpy())

    def interaction(self, corners: tuple[Cell, Cell, Cell, Cell], metric: str) -> Interval:
        """Return the mean of `(a - b) - (c - d)` over replicates that all four have."""
        columns = [self.runs(cell)[metric] for cell in corners]
        a, b, c, d = (
            column.to_numpy()
            for _, column in pd.concat(columns, axis=1, join="inner")
            .dropna()
            .T.reset_index(drop=True)
            .T.items()
        )
        return mean_interval((a - b) - (c - d))

    def reference(self, cell: Cell) -> Cell | None:
        """Return what a cell is compared with, None for the reference itself.

        The reference arm at the same point; with one arm only, the first point of the design.
        """
        first = self.plan.experiment.arm_names[0]
        same = [other for other in self.plan.cells if other.design == cell.design]
        if len(self.plan.experiment.arm_names) > 1:
            same = [other for other in same if other.arm == first and other.point == cell.point]
        return None if same[0] is cell else same[0]

    def table(self) -> pd.DataFrame:
        """Return a row for each cell and indicator of the report."""
        return pd.DataFrame(self._rows())

    def _rows(self) -> Iterator[dict[str, Any]]:
        for cell in self.plan.cells:
            other = self.reference(cell)
            for metric in self.plan.experiment.report.metrics:
                mean = self.mean(cell, metric)
                row: dict[str, Any] = {
                    "design": cell.design,
                    "arm": cell.arm,
                    **{
                        column(name): label(cell.point.get(name, ""))
                        for name in self.plan.parameters
                    },
                    "metric": metric,
                    "unit": INDICATORS[metric].unit,
                    "runs": int(self.runs(cell)[metric].count()),
                    "mean": mean.mean,
                    "low": mean.low,
                    "high": mean.high,
                }
                if other is not None:
                    apart = self.difference(cell, other, metric)
                    row |= {
                        "reference": other.title,
                        "difference": apart.mean,
                        "difference_low": apart.low,
                        "difference_high": apart.high,
                        "pairs": apart.n,
                        "saving": apart.saving,
                    }
                yield row


def _place(cell: Cell) -> tuple[str, str, str]:
    return cell.arm, cell.design, repr(cell.point)


def _of(table: pd.DataFrame, cell: Cell) -> pd.DataFrame:
    mine = (table["arm"] == cell.arm) & (table["design"] == cell.design)
    for name, value in cell.point.items():
        mine &= table[column(name)] == label(value)
    return table[mine]


def decided(low: float, high: float) -> bool:
    """Whether an interval leaves out nought."""
    return low > 0 or high < 0


def titled(plan: Plan, name: str) -> str:
    """Return what to call a parameter on an axis: from the config, else from its declaration."""
    given = plan.experiment.report.labels.get(name)
    if given:
        return given
    place, _, last = name.rpartition(".")
    group, _, owner = place.partition(".")
    kinds: dict[str, Any] = {"rules": find_rules, "following": find_strategies}
    if group in kinds and owner in (found := kinds[group]()):
        kind: type[Declared] = found[owner].kind
        about = next((about for about in kind.parameters() if about.name == last), None)
        if about is not None:
            meaning = about.meaning[:1].upper() + about.meaning[1:]
            return f"{meaning} ({about.unit})"
    return name


def digest(runs: pd.DataFrame) -> str:
    """Return the SHA-256 of the runs: whole numbers exact, others to 8 significant digits.

    Free of the order of rows and columns, so of the number of workers.
    """
    columns = sorted(runs)
    lines = sorted(
        "\t".join(f"{name}={_told(value)}" for name, value in zip(columns, row, strict=True))
        for row in runs[columns].itertuples(index=False)
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _told(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float | np.floating) and not math.isnan(value) and value != int(value):
        return f"{value:.{DIGITS}g}"
    return "nan" if math.isnan(value) else str(int(value))
