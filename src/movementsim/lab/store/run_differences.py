"""Differences between two results of the same runs: whole numbers exactly, others to 8 digits.

`exp` and `log` differ in their last bits between processors, so runs made on different machines
cannot agree to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from movementsim.lab.store.layout import RUNS

_TOLERANCE = 1e-8
_TOLERANCE_OF_SERIES = 1e-6
"""Series are stored in single precision."""


@dataclass(frozen=True)
class RunDifference:
    """A value of a run that differs between two tables."""

    run_id: str
    table: str
    column: str
    one: Any
    other: Any

    def __str__(self) -> str:
        one, other = _written(self.one), _written(self.other)
        return f"run {self.run_id}, {self.column} ({self.table}): {one} and {other}"


def _written(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, int | float | np.number) else repr(value)


def run_differences(
    one: Mapping[str, pd.DataFrame], other: Mapping[str, pd.DataFrame]
) -> list[RunDifference]:
    """Return the differences between two results, in the runs and tables that both have.

    Parameters
    ----------
    one, other
        Tables by name, without labels; `runs`, `series` and `people` are compared.

    Returns
    -------
    list[RunDifference]
        One entry per value that differs, empty if the runs are equal.
    """
    return [
        found
        for table in (RUNS, "series", "people")
        if table in one and table in other
        for found in _in_table(table, one[table], other[table])
    ]


def _in_table(table: str, one: pd.DataFrame, other: pd.DataFrame) -> Iterator[RunDifference]:
    both = set(one["run_id"]) & set(other["run_id"])
    left, right = (_in_order(rows, both) for rows in (one, other))
    lengths = left.groupby("run_id").size(), right.groupby("run_id").size()
    for run in lengths[0].index[lengths[0].to_numpy() != lengths[1].to_numpy()]:
        yield RunDifference(run, table, "rows", lengths[0][run], lengths[1][run])
        left, right = left[left["run_id"] != run], right[right["run_id"] != run]
    for name in dict.fromkeys([*left, *right]):
        if name == "run_id":
            continue
        values = [_column(rows, name) for rows in (left, right)]
        for place in np.flatnonzero(~_same(*values)):
            run = str(left["run_id"].iloc[place])
            yield RunDifference(run, table, name, values[0][place], values[1][place])


def _in_order(rows: pd.DataFrame, runs: set[str]) -> pd.DataFrame:
    some = rows[rows["run_id"].isin(runs)]
    return some.sort_values("run_id", kind="stable", ignore_index=True)


def _column(rows: pd.DataFrame, name: str) -> np.ndarray:
    if name not in rows:  # a strategy that is not in play in any run of the table
        return np.zeros(len(rows))
    values = rows[name]
    return np.asarray(values.fillna(0.0) if "." in name else values)


def _same(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    if not (np.issubdtype(one.dtype, np.number) and np.issubdtype(other.dtype, np.number)):
        return np.asarray(one == other)
    single = np.float32 in (one.dtype, other.dtype)
    tolerance = _TOLERANCE_OF_SERIES if single else _TOLERANCE
    return np.asarray(np.isclose(one, other, rtol=tolerance, atol=1e-12, equal_nan=True))
