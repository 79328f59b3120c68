"""The numbers behind a figure: a row for each point of it, with the cell whose runs made it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from movementsim.lab.design.plan import Cell, parameter_column, table_value
from movementsim.plugins.schema import all_indicators


class Points:
    """What a figure shows, point by point, so that each can be traced to its runs.

    A point stands for a cell: its runs are the rows of `runs.csv` with that `cell`. One that shows
    a difference also names the cell that it is taken `less` of, twin by twin.
    """

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []

    def add(
        self,
        cell: Cell,
        metric: str,
        found: Any = None,
        less: Cell | None = None,
        **more: Any,
    ) -> None:
        """Take a point down.

        Parameters
        ----------
        cell, metric
            Whose runs, and which indicator.
        found
            What is drawn: `mean`, `low`, `high`.
        less
            For a difference, the other cell.
        more
            What else places the point.
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
                **({} if found is None else _spanned(found)),
            }
        )

    def table(self) -> pd.DataFrame:
        """Return the points, without columns that none of them fills."""
        return pd.DataFrame(self._rows).dropna(axis="columns", how="all")


def _spanned(found: Any) -> dict[str, float]:
    return {"mean": found.mean, "low": found.low, "high": found.high}
