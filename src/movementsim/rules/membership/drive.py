"""The drive of a recruiter: who has just joined, or shared in a win, recruits well for a while."""

from __future__ import annotations

from typing import Any

import numpy as np

from movementsim.kernel.columns import Floats, Whole, week_column
from movementsim.kernel.parameters import parameter


def shortest() -> Any:
    """Declare the parameter of a rule that says how short a drive may be."""
    return parameter(13, "shortest drive of a recruiter", unit="weeks", high=104)


def longest() -> Any:
    """Declare the parameter of a rule that says how long a drive may be."""
    return parameter(39, "longest drive of a recruiter", unit="weeks", high=208)


def until(week: int, least: int, most: int, luck: Floats) -> Whole:
    """Return the week until which drives last that begin now, each by its luck from 0 to 1."""
    span = max(most - least, 0) + 1
    return week + least + np.floor(span * luck).astype(np.int64)


DRIVE = week_column("drive", "week until which a recruiter's drive lasts")
"""The column that rules share which begin a drive."""
