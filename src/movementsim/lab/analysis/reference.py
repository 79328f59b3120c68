"""TODO."""

from __future__ import annotations

import numpy as np
from scipy import sparse, stats
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import spsolve

from movementsim.kernel.columns import Floats
from movementsim.networks import Network


def stubborn_averaging(network: Network, goes: int, stays: int) -> Floats:
    """Return how far everybody leans to one of two leaders who never change their minds.

    Everybody else takes the mean position of their ties, weighted, over and over, until nothing
    moves: the harmonic function between the two. A tie weighs the mean of both layers and both
    views.

    Parameters
    ----------
    network
        People and ties, in n rows.
    goes, stays
        Rows of the two leaders.

    Returns
    -------
    (n,) floats: 1 for who goes, 0 for who stays, and one half where no path leads to either.

    Notes
    -----
    Stubborn agents: Friedkin and Johnsen (1990). The club and its ties: Zachary (1977).
    """
    people = len(network.ids)
    weight = (network.liking.mean(axis=1) + network.respect.mean(axis=1)) / 2
    there, back = network.pairs.T
    half = sparse.coo_array((weight, (there, back)), shape=(people, people))
    ties = sparse.csr_array(half + half.T)
    ties.eliminate_zeros()
    leaning = np.full(people, 0.5)
    leaning[goes], leaning[stays] = 1.0, 0.0
    part = connected_components(ties, directed=False)[1]
    reached = np.isin(part, part[[goes, stays]])
    reached[[goes, stays]] = False
    free = np.flatnonzero(reached)
    if len(free):
        total = sparse.diags_array(ties.sum(axis=1)[free])
        inside = sparse.csc_array(total - ties[free][:, free])
        leaning[free] = spsolve(inside, ties[free][:, [goes]].toarray().ravel())
    return np.asarray(np.clip(leaning, 0.0, 1.0), np.float64)


def guessing(people: int, given: int) -> tuple[float, float]:
    """Return how many of two sides a coin gets right, on average.

    Parameters
    ----------
    people
        How many there are.
    given
        How many of them, the leaders, need no guess.

    Returns
    -------
    The mean number right, and the mean of the better of the guess and its mirror image, which is
    what a method reaches that finds two groups and does not say which is which.
    """
    guessed = np.arange(people - given + 1)
    odds = stats.binom.pmf(guessed, people - given, 0.5)
    right = given + guessed
    return float(odds @ right), float(odds @ np.maximum(right, people - right))
