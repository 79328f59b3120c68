"""Trying a plan out in short, so that what cannot work is said before anything is written."""

from __future__ import annotations

import time

from movementsim.errors import InputError
from movementsim.lab.design import Plan
from movementsim.movement import Movement

REHEARSAL = 20_000  # member-weeks
YEAR = 53
SECONDS = 10.0
"""A design may have very many mixtures; the others are found out when their first run raises."""


def rehearse(plan: Plan) -> None:
    """Run the first weeks of each mixture of strategies.

    Raises
    ------
    InputError
        When a network, an event, a role or a strategy cannot be used.
    """
    began = time.monotonic()
    for cell in plan.rehearsals:
        scenario = cell.scenario.model_copy(update={"seed": plan.seeds[0]})
        movement = Movement(scenario, record=(), record_every=YEAR)
        people = max(len(movement.world.people.active), 1)
        try:
            movement.run(min(YEAR, scenario.weeks, max(2, REHEARSAL // people)))
        except InputError as error:
            raise InputError(f"{cell.title}: {error}") from error
        if time.monotonic() - began > SECONDS:
            return
