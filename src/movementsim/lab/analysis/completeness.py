"""Check that no run is missing that an analysis needs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from movementsim.errors import InputError
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.design.plan import Cell, Plan, Run

_MAX_NAMED = 5
"""Runs that an error names."""


def require_complete(estimates: Estimates, cells: Sequence[Cell], metric: str, what: str) -> None:
    """Refuse an analysis that would be wrong if a single run of these cells were missing.

    Parameters
    ----------
    estimates
        The runs.
    cells
        The cells that are needed.
    metric
        The indicator that every run must have.
    what
        The analysis, for the error.

    Raises
    ------
    InputError
        If a run is missing or has no value; names the number of such runs and the first ones.
    """
    lacking = missing_from(estimates, cells)
    if lacking:
        names = ", ".join(
            f"{run.id} ({run.cell.title}, replicate {run.replicate})"
            for run in lacking[:_MAX_NAMED]
        )
        more = f" and {len(lacking) - _MAX_NAMED} more" if len(lacking) > _MAX_NAMED else ""
        raise InputError(
            f"{what} needs every run of its design, and {len(lacking)} are missing: {names}{more}. "
            "Resume the sweep, or look into failures.jsonl"
        )
    for cell in cells:
        empty = ~np.isfinite(estimates.values_in(cell, metric)[: estimates.run_count(cell)])
        if empty.any():
            raise InputError(
                f"{what}: {metric} has no value in {empty.sum()} runs of {cell.title} (as trust "
                "has none where nobody is left); use another indicator"
            )


def missing_from(estimates: Estimates, cells: Sequence[Cell]) -> list[Run]:
    """Return the missing runs of some cells.

    Parameters
    ----------
    estimates
        The runs.
    cells
        The cells, each of which needs as many replicates as were requested for it.

    Returns
    -------
    list[Run]
        The runs without results, in the order of the plan.
    """
    plan: Plan = estimates.plan
    wanted = {id(cell) for cell in cells}
    requested = estimates.requested
    return [
        run
        for place, run in enumerate(plan.runs)
        if id(run.cell) in wanted
        and run.replicate < requested[place % len(plan.cells)]
        and not estimates.has(run)
    ]
