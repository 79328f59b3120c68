"""Reference predictions of a split: stubborn averaging on the ties, and chance."""

from __future__ import annotations

import numpy as np
from scipy import sparse, stats
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import spsolve

from movementsim.kernel.columns import Floats
from movementsim.networks import Network


def stubborn_averaging(network: Network, goes: int, stays: int) -> Floats:
    """Return to which of two leaders each person leans, if the leaders never change their minds.

    Everybody else repeatedly takes the weighted mean position of their neighbours until nothing
    changes: the harmonic function between the two leaders. The weight of a tie is the mean of
    liking and respect in both directions.

    Parameters
    ----------
    network
        The n people and their ties.
    goes, stays
        Rows of the leader who leaves and of the leader who stays.

    Returns
    -------
    (n,) float64
        Positions from 0 to 1: 1 for the leader who leaves, 0 for the one who stays, and 0.5 for
        people who have no path to either.

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
    """Return how many people a coin classifies correctly, on average.

    Parameters
    ----------
    people
        Number of people.
    given
        How many of them are given, such as the leaders, and not guessed.

    Returns
    -------
    tuple[float, float]
        The mean number of correct guesses; and the mean for the better of the guess and its mirror
        image, which a method reaches that finds two groups without saying which of them leaves.
    """
    guessed = np.arange(people - given + 1)
    odds = stats.binom.pmf(guessed, people - given, 0.5)
    right = given + guessed
    return float(odds @ right), float(odds @ np.maximum(right, people - right))
