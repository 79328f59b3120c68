"""Indicators of the network: how liking and opinions are distributed along ties."""

from __future__ import annotations

import numpy as np

from movementsim import measures
from movementsim.kernel.columns import Floats
from movementsim.rules.relations import each_run, warm_pairs
from movementsim.state.observed import Indicator, Observed


def _mixing_of_branches(movement: Observed) -> Floats:
    """Return (external - internal) / all of liking, between branches."""
    branch = movement.world.people.branch
    return each_run(
        movement.world,
        lambda tail, head, weight: measures.ei_index(branch[tail], branch[head], weight),
        *warm_pairs(movement.world),
    )


def _assortativity(movement: Observed) -> Floats:
    """Return the correlation of opinions across ties between members."""
    people = movement.world.people
    pairs = movement.world.ties.pairs()[0]
    pairs = pairs[people.on_roll[pairs].all(axis=1)].astype(np.int64)
    return each_run(
        movement.world,
        lambda tail, head: measures.assortativity(tail, head, people.opinion),
        pairs[:, 0],
        pairs[:, 1],
    )


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
