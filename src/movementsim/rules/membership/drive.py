"""Recruiting drive: people who have just joined, or shared in a win, recruit well for a while."""

from __future__ import annotations

from typing import Any

import numpy as np

from movementsim.kernel.columns import Floats, Whole, week_column
from movementsim.kernel.parameters import parameter


def shortest() -> Any:
    """Declare a rule's parameter for the shortest recruiting drive."""
    return parameter(13, "shortest recruiting drive", unit="weeks", high=104)


def longest() -> Any:
    """Declare a rule's parameter for the longest recruiting drive."""
    return parameter(39, "longest recruiting drive", unit="weeks", high=208)


def until(week: int, least: Whole | int, most: Whole | int, draw: Floats) -> Whole:
    """Return the last week of recruiting drives that begin now.

    Parameters
    ----------
    week
        The present week.
    least, most
        Shortest and longest drive in weeks, one number or one per person.
    draw
        A uniform random draw for each drive, shape (people,).

    Returns
    -------
    (people,) int
        Weeks.
    """
    span = np.maximum(most - least, 0) + 1
    return week + least + np.floor(span * draw).astype(np.int64)


DRIVE = week_column("drive", "last week of the person's recruiting drive")
"""The column of the rules that begin a drive."""
