"""Names and positions of people and branches, which are the same in both panels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from movementsim.app.pages.words import story_words
from movementsim.kernel.columns import Whole
from movementsim.kernel.draws import Uids, keys, uniform
from movementsim.kernel.segments import rank_in_runs

BEFORE_THE_START = -1
"""The week of draws that hold for the whole run."""
GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
"""Angle between neighbours on a sunflower's spiral, in radians."""


def person_names(seed: int, uids: Uids) -> list[str]:
    """Return a made-up name for each person, all different.

    Each person draws a name; where two draw the same one, the person with the larger number takes
    the next free initial. Founders have the smallest numbers, so their names do not depend on who
    joins later.

    Parameters
    ----------
    seed
        Seed of the run.
    uids : (people,)
        Permanent numbers, ascending.

    Returns
    -------
    list[str]
        One name for each person, in the order of `uids`.
    """
    words = story_words()["names"]
    first, initials = words["people"], words["initials"]
    key = keys(seed, uids)
    given = (uniform("a name", BEFORE_THE_START, key) * len(first)).astype(int)
    letter = (uniform("an initial", BEFORE_THE_START, key) * len(initials)).astype(int)
    taken: set[str] = set()
    called = []
    for one, start in zip(given.tolist(), letter.tolist(), strict=True):
        tries = (
            f"{first[one]} {initials[(start + turn) % len(initials)]}{again}"
            for again in ("", *range(2, 1000))
            for turn in range(len(initials))
        )
        name = next(name for name in tries if name not in taken)
        taken.add(name)
        called.append(name)
    return called


def branch_names(count: int) -> list[str]:
    """Return made-up names of `count` branches."""
    known = story_words()["names"]["places"]
    return [
        known[number % len(known)]
        + (f" {number // len(known) + 1}" if number >= len(known) else "")
        for number in range(count)
    ]


def map_of_branches(seed: int, count: int) -> NDArray[np.float64]:
    """Return positions of the branches: a sunflower pattern, turned by the seed.

    Parameters
    ----------
    seed
        Seed of the run.
    count
        Number of branches.

    Returns
    -------
    (count, 2) float64
        Positions: x and y from 0 to 1.
    """
    number = np.arange(count)
    turn = 2 * np.pi * uniform("the map", BEFORE_THE_START, keys(seed, np.zeros(1, np.uint64)))[0]
    radius = np.sqrt((number + 0.5) / count) / 2
    angle = number * GOLDEN_ANGLE + turn
    return np.column_stack([0.5 + radius * np.cos(angle), 0.5 + radius * np.sin(angle)])


def places(branch: Whole, arrival: Whole, uids: Uids) -> Whole:
    """Return everybody's place on the spiral of their branch.

    Parameters
    ----------
    branch : (people,)
        Branch of each person.
    arrival : (people,)
        Week in which each person first was a member in any of the runs shown, 0 for founders.
    uids : (people,)
        Permanent numbers, which order those who came in the same week.

    Returns
    -------
    (people,) int64
        Places, counted from 0 within each branch.
    """
    order = np.lexsort((uids, arrival, branch))
    place = np.empty(len(branch), np.int64)
    place[order] = rank_in_runs(branch[order])
    return place


def first_weeks(status: Whole) -> Whole:
    """Return the first week in which each person is there.

    Parameters
    ----------
    status : (weeks + 1, people)
        Status of each person at the start and after each week, 0 while they are absent.

    Returns
    -------
    (people,) int64
        Weeks, counted from 0, which is the start of the run.
    """
    return np.argmax(status > 0, axis=0)


def all_uids(uids: Sequence[Uids]) -> Uids:
    """Return the permanent numbers of everybody who is in any of these runs.

    Parameters
    ----------
    uids
        Permanent numbers of the people of each run, one array (people,) for each.

    Returns
    -------
    (people,) uint64
        Permanent numbers, ascending, each once.
    """
    return np.unique(np.concatenate(list(uids)))
