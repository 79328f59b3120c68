"""A short trial of a plan, so that what cannot work is reported before anything is written."""

from __future__ import annotations

import time
from functools import partial

from movementsim.errors import InputError, prefix_errors
from movementsim.kernel.draws import Draws
from movementsim.lab.design.plan import Plan
from movementsim.lab.execution.timeout import TimedOut, call_with_timeout
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.movement import Movement

_MEMBER_WEEKS = 20_000  # member-weeks
_YEAR = 53
_SECONDS = 10.0
"""Seconds after which no further mixture is tried: others fail at their first run, if at all."""


def trial_run(plan: Plan) -> None:
    """Run the first weeks of each mixture of strategies.

    Raises
    ------
    InputError
        When a network, an event, a role or a strategy cannot be used, or takes longer for its
        first weeks than a whole run may; when a strategy breaks the batch law: its decisions for
        a subset of its followers differ from those for all.
    """
    began, limit = time.monotonic(), plan.experiment.limits.run_seconds
    for cell in plan.trial_cells:
        scenario = cell.scenario.model_copy(update={"seed": plan.seeds[0]})
        try:
            with prefix_errors(cell.origin):
                call_with_timeout(limit, partial(_begin, scenario))
        except TimedOut as error:
            raise InputError(
                f"{cell.title}: the first weeks took longer than the limit for a whole run "
                f"({limit:g} s, [limits] run_seconds); execution was in {error}. Fix the code "
                "there or raise the limit"
            ) from error
        if time.monotonic() - began > _SECONDS:
            return


def _begin(scenario: Scenario) -> None:
    movement = Movement(scenario, record=(), record_every=_YEAR)
    people = max(len(movement.world.people.active), 1)
    movement.run(min(_YEAR, scenario.weeks, max(2, _MEMBER_WEEKS // people)))
    world = movement.world
    movement.following.check_batch_law(world, Draws(world.week))
