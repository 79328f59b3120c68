"""Replicates by precision: a cell gets runs until its interval is narrow enough.

Each round reads the replicates that all earlier rounds have requested, and no others. A sweep that
is interrupted and resumed, with other blocks and other workers, therefore requests the same runs.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import numpy as np
import pandas as pd

from movementsim.kernel.columns import Floats, Whole
from movementsim.lab.design.plan import Plan, Run
from movementsim.measures import means_and_half_widths

_GROWTH = 2
"""Largest factor by which a round increases replicates, as early estimates of spread mislead."""


def missing_runs(
    plan: Plan, rows: pd.DataFrame | None, failed: AbstractSet[str] = frozenset()
) -> list[Run]:
    """Return the runs to make next.

    Parameters
    ----------
    plan
        The plan.
    rows
        The runs that are stored: `run_id` and the indicators at the end; None if there are none.
    failed
        Ids of runs that failed, which are not tried again.

    Returns
    -------
    list[Run]
        The runs to make next, each once, in the order in which they are started; empty when all are
        made.
    """
    known = set(failed)
    if rows is not None and len(rows):
        known |= set(rows["run_id"])
    if plan.experiment.replicates.metric is None:
        return _missing(plan, known)
    return _rounds(plan, rows, known)[1]


def replicates_asked(plan: Plan, rows: pd.DataFrame) -> Whole:
    """Return how many replicates have been requested for each cell so far.

    Parameters
    ----------
    plan
        The plan.
    rows
        The stored runs: `run_id` and the indicators at the end.

    Returns
    -------
    (cells,) int64
        Whole numbers, in the order of the plan.
    """
    if plan.experiment.replicates.metric is None:
        return np.full(len(plan.cells), plan.experiment.replicates.most)
    everything = {run.id for run in plan.runs}  # failed runs count as made
    return _by_cell(plan, _rounds(plan, rows, everything)[0])


def precision_reached(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    """Return how precise the estimate of each cell has become.

    Parameters
    ----------
    plan
        The plan.
    rows
        The stored runs: `run_id` and the indicators at the end.

    Returns
    -------
    pandas.DataFrame
        One row per cell, in the order of the plan: `runs`, the requested replicates; `half_width`
        of the 95% interval, in the unit of the indicator (NaN for the reference where a difference
        is requested); and `reached`, whether the requested precision has been reached.
    """
    count = replicates_asked(plan, rows)
    width = _half_widths(plan, _values(plan, rows), count)
    enough = ~(width > (plan.experiment.replicates.half_width or np.inf))
    return pd.DataFrame({"runs": count, "half_width": width, "reached": enough})


def _rounds(
    plan: Plan, rows: pd.DataFrame | None, known: AbstractSet[str]
) -> tuple[Whole, list[Run]]:
    """Return the replicates of each point after the last complete round, and the missing runs."""
    asked, arms = plan.experiment.replicates, len(plan.experiment.arm_names)
    values = _values(plan, rows)
    count = np.full(len(plan.cells) // arms, asked.least)
    order = np.arange(len(count))
    while True:
        missing = _missing(plan, known, count, order)
        wide = _half_widths(plan, values, _by_cell(plan, count)).reshape(-1, arms)
        widest = np.nan_to_num(wide).max(axis=1)
        going = (widest > (asked.half_width or np.inf)) & (count < asked.most)
        if missing or not going.any():
            return count, missing
        needed = np.ceil(count * (widest / (asked.half_width or np.inf)) ** 2)
        more = np.clip(needed, count + 1, np.minimum(_GROWTH * count, asked.most))
        count = np.where(going, more, count).astype(np.int64)
        order = np.argsort(-widest, kind="stable")


def _missing(
    plan: Plan,
    known: AbstractSet[str],
    count: Whole | None = None,
    order: Whole | None = None,
) -> list[Run]:
    """Return the runs that are not known, each once: `count` of each point, points in `order`."""
    runs = plan.runs
    if count is not None and order is not None:
        arms, cells = len(plan.experiment.arm_names), len(plan.cells)
        runs = tuple(
            plan.runs[number * cells + point * arms + arm]
            for point in order
            for number in range(count[point])
            for arm in range(arms)
        )
    return list({run.id: run for run in runs if run.id not in known}.values())


def _by_cell(plan: Plan, count: Whole) -> Whole:
    return np.repeat(count, len(plan.experiment.arm_names))


def _values(plan: Plan, rows: pd.DataFrame | None) -> Floats:
    """Return the indicator in each cell and replicate, shape (cells, most), NaN where missing."""
    found = np.full(len(plan.runs), np.nan)
    if rows is not None and len(rows):
        by_id = rows.drop_duplicates("run_id").set_index("run_id")
        place = by_id.index.get_indexer(pd.Index([run.id for run in plan.runs]))
        metric = by_id[plan.experiment.replicates.metric].to_numpy(np.float64)
        found = np.where(place >= 0, metric[place], np.nan)
    return np.asarray(found.reshape(-1, len(plan.cells)).T, np.float64)


def _half_widths(plan: Plan, values: Floats, count: Whole) -> Floats:
    """Return half the width of each cell's interval, from its first `count` replicates."""
    if plan.experiment.replicates.of == "difference":
        arms = len(plan.experiment.arm_names)
        first = np.repeat(values[::arms], arms, axis=0)
        values = values - first
    asked = np.arange(values.shape[1]) < count[:, None]
    used = np.where(asked, values, np.nan)
    width = means_and_half_widths(used)[1]
    if plan.experiment.replicates.of == "difference":
        width[::arms] = np.nan
    return width
