"""Willingness to come to meetings, campaigns, motions and ballots, by felt efficacy and trust."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import Floats, Whole
from movementsim.state.people import Status
from movementsim.state.world import World


def willingness(
    world: World, who: Whole, base: float, stake_weight: float, trust_weight: float
) -> Floats:
    """Return how willing people are to turn up, by their felt efficacy and trust.

    Parameters
    ----------
    world
        The world.
    who
        Slots of the people.
    base
        Willingness without felt efficacy and trust, in logits.
    stake_weight, trust_weight
        Weights of felt efficacy and trust, in logits.

    Returns
    -------
    (people,) float64
        Logits, to which a rule may add terms of its own before `expit` makes them
        probabilities. The felt efficacy of people who are not members counts as 0.
    """
    people = world.people
    stake = np.where(people.status[who] >= Status.MEMBER, people.stake[who], 0.0)
    return np.asarray(base + stake_weight * stake + trust_weight * people.trust[who])
