"""Whether all runs that an analysis needs are there; if not, which ones are missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from movementsim.errors import InputError
from movementsim.lab.analysis.answers import Answers
from movementsim.lab.design.plan import Cell, Plan, Run

SHOWN = 5
"""Runs that an error names."""


def need_whole(answers: Answers, cells: Sequence[Cell], metric: str, what: str) -> None:
    """Refuse an analysis that would be wrong if a single run of these cells were missing.

    Parameters
    ----------
    answers, cells, metric
        The runs, the cells that are needed, and the indicator that each must have.
    what
        The analysis, for the error.

    Raises
    ------
    InputError
        When a run is missing, or has no value; names how many, and the first ones.
    """
    lacking = missing(answers, cells)
    if lacking:
        told = ", ".join(
            f"{run.id} ({run.cell.title}, replicate {run.replicate})" for run in lacking[:SHOWN]
        )
        more = f" and {len(lacking) - SHOWN} more" if len(lacking) > SHOWN else ""
        raise InputError(
            f"{what} needs every run of its design, and {len(lacking)} are missing: {told}{more}. "
            "Resume the sweep, or look into failures.jsonl"
        )
    for cell in cells:
        empty = ~np.isfinite(answers.of(cell, metric)[: answers.there(cell)])
        if empty.any():
            raise InputError(
                f"{what}: {metric} has no value in {empty.sum()} runs of {cell.title} (as trust "
                "has none where nobody is left); take another indicator"
            )


def missing(answers: Answers, cells: Sequence[Cell]) -> list[Run]:
    """Return the runs of these cells that are not there, as many as each cell was to have."""
    plan: Plan = answers.plan
    wanted = {id(cell) for cell in cells}
    asked = answers.asked
    return [
        run
        for place, run in enumerate(plan.runs)
        if id(run.cell) in wanted
        and run.replicate < asked[place % len(plan.cells)]
        and not answers.has(run)
    ]
