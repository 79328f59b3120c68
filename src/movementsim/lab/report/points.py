"""The numbers behind a figure: one row per point, with the cell whose runs it summarises."""

from __future__ import annotations

from typing import Any

import pandas as pd

from movementsim.lab.design.plan import Cell, parameter_column, table_value
from movementsim.measures import Interval, PairedDifference
from movementsim.plugins.schema import all_indicators


class Points:
    """The points of a figure, each of which can be traced to its runs.

    A point stands for a cell: its runs are the rows of `runs.csv` with that `cell`. A point that
    shows a difference also names, as `less`, the cell that is subtracted pair by pair.
    """

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []

    def add(
        self,
        cell: Cell,
        metric: str,
        estimate: Interval | PairedDifference | None = None,
        less: Cell | None = None,
        **more: Any,
    ) -> None:
        """Add a point.

        Parameters
        ----------
        cell, metric
            The cell whose runs are summarised, and the indicator.
        estimate
            The mean and its interval, in the unit of the indicator.
        less
            For a difference, the cell that is subtracted.
        **more
            Further columns, such as the week.
        """
        self._rows.append(
            {
                "cell": cell.name,
                "less": less.name if less else None,
                "design": cell.design,
                "arm": cell.arm,
                **{
                    parameter_column(name): table_value(value) for name, value in cell.point.items()
                },
                "metric": metric,
                "unit": all_indicators()[metric].unit if metric in all_indicators() else None,
                **more,
                **({} if estimate is None else _ends(estimate)),
            }
        )

    def table(self) -> pd.DataFrame:
        """Return the points as a table.

        Returns
        -------
        pandas.DataFrame
            One row per point, in the order in which they were added; columns that no point fills
            are left out.
        """
        return pd.DataFrame(self._rows).dropna(axis="columns", how="all")


def _ends(estimate: Interval | PairedDifference) -> dict[str, float]:
    return {"mean": estimate.mean, "low": estimate.low, "high": estimate.high}
