"""Indicators of power: how it is distributed, and who holds office."""

from __future__ import annotations

import numpy as np

from movementsim import measures
from movementsim.kernel.columns import Floats, Whole
from movementsim.state.observed import Indicator, Observed, PersonalTotal
from movementsim.state.people import Post
from movementsim.state.world import World


def _officers(world: World, _following: Whole) -> tuple[Whole, None]:
    return np.asarray((world.people.post > Post.NONE).nonzero()[0]), None


PERSONAL_TOTALS = (PersonalTotal("weeks_in_office", _officers),)
"""Totals that are kept by strategy, whatever the rules."""


def _gini(movement: Observed) -> Floats:
    people, runs = movement.world.people, movement.world.runs
    return measures.ginis(people.power[people.roll], people.run_of_roll, runs)


def _effective_holders(movement: Observed) -> Floats:
    people, runs = movement.world.people, movement.world.runs
    return measures.all_effective_holders(people.power[people.roll], people.run_of_roll, runs)


POWER_INDICATORS = (
    Indicator("power_gini", "inequality of power (Gini)", "0-1", _gini, better="less"),
    Indicator(
        "effective_holders",
        "effective number of holders of power",
        "people",
        _effective_holders,
        better="more",
    ),
    Indicator(
        "weeks_in_office",
        "weeks in office of members following a strategy, summed",
        "weeks",
        lambda movement: movement.tally.by_strategy["weeks_in_office"][:, 1:].sum(axis=1),
    ),
)
