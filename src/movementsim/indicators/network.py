"""Indicators of the network: how liking and opinions are distributed along ties."""

from __future__ import annotations

import numpy as np

from movementsim import measures
from movementsim.rules.relations import warm_pairs
from movementsim.state.observed import Indicator, Observed


def _mixing_of_branches(movement: Observed) -> float:
    """Return (external - internal) / all of liking, between branches."""
    tail, head, weight = warm_pairs(movement.world)
    branch = movement.world.people.branch
    return measures.ei_index(branch[tail], branch[head], weight)


def _assortativity(movement: Observed) -> float:
    """Return the correlation of opinions across ties between members."""
    people = movement.world.people
    pairs = movement.world.ties.pairs()[0]
    pairs = pairs[people.on_roll[pairs].all(axis=1)].astype(np.int64)
    return measures.assortativity(pairs[:, 0], pairs[:, 1], people.opinion)


NETWORK_INDICATORS = (
    Indicator(
        "ei_index",
        "E-I index of liking between branches",
        "-1 to 1",
        _mixing_of_branches,
        costly=True,
    ),
    Indicator(
        "assortativity",
        "assortativity of opinion along ties",
        "-1 to 1",
        _assortativity,
        costly=True,
    ),
)
