"""TODO."""

from __future__ import annotations

from typing import Any

import numpy as np

from movementsim import measures
from movementsim.indicators.registry import indicator
from movementsim.kernel.columns import Whole
from movementsim.state.observed import Observed


def _inside_pairs(movement: Observed) -> tuple[Whole, Whole]:
    """Return the two ends of every tie between members."""
    pairs = movement.world.ties.pairs()[0]
    roll = movement.world.people.on_roll
    both = roll[pairs].all(axis=1)
    return pairs[both, 0].astype(np.int64), pairs[both, 1].astype(np.int64)


def _warm_pairs(movement: Observed) -> tuple[Whole, Whole, Any]:
    """Return the ends of ties between members, and their mean liking."""
    ties = movement.world.ties
    pairs, edge = ties.pairs()
    roll = movement.world.people.on_roll
    both = roll[pairs].all(axis=1)
    pairs, edge = pairs[both].astype(np.int64), edge[both]
    warmth = (ties.liking(edge) + ties.liking(ties.reverse[edge])) / 2
    return pairs[:, 0], pairs[:, 1], warmth


@indicator("E-I index of liking between branches", "-1 to 1", costly=True)
def ei_index(movement: Observed) -> float:
    """Return (external - internal) / all of liking, between branches."""
    tail, head, weight = _warm_pairs(movement)
    branch = movement.world.people.branch
    return measures.ei_index(branch[tail], branch[head], weight)


@indicator("E-I index of liking between factions", "-1 to 1", costly=True)
def ei_index_factions(movement: Observed) -> float:
    """Return (external - internal) / all of liking, between factions (nobody's is one group)."""
    tail, head, weight = _warm_pairs(movement)
    faction = movement.world.people.faction
    return measures.ei_index(faction[tail], faction[head], weight)


@indicator("modularity of factions in liking", "-.5 to 1", costly=True)
def modularity(movement: Observed) -> float:
    """Return Newman's modularity of liking over factions.

    All who are in no faction count as one group, as if they were a faction too.
    """
    tail, head, weight = _warm_pairs(movement)
    return measures.modularity(tail, head, movement.world.people.faction, weight)


@indicator("assortativity of opinion along ties", "-1 to 1", costly=True)
def assortativity(movement: Observed) -> float:
    """Return the correlation of opinions across ties between members."""
    tail, head = _inside_pairs(movement)
    return measures.assortativity(tail, head, movement.world.people.opinion)
