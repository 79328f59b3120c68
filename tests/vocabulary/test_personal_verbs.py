"""Verbs are asked for as they are declared."""

from __future__ import annotations

from typing import Any

import numpy as np

from movementsim import Movement, Strategy
from movementsim.plugins.build import standard_rules
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.declarations import Argument, Verb
from movementsim.state.extension import Extension
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent


def test_the_hours_of_a_verb_can_depend_on_its_arguments() -> None:
    class Building(Rule):
        """Members build, and larger things take longer."""

        phase = "judge"
        source = "S3.M1"
        brings = Extension(
            verbs=(
                Verb(
                    "build",
                    "build something",
                    1.0,
                    "S3.M1",
                    aimed=False,
                    arguments=(Argument("size", "its size", 2.0, None),),
                    cost=lambda me, values: 0.5 * values["size"],
                ),
            ),
        )

        def resolve(self, world: Any, acts: Any, draws: Any) -> Changes:
            """Return nothing."""
            return Changes(world)

    class Builder(Strategy):
        active = False

        size: Any = ...

        def decide(self, me: Cohort) -> Intent:
            return me.do("build", size=type(self).size)

    for size, hours in ((..., 1.0), (0.5, 0.25)):
        Builder.size = size
        movement = Movement(
            members=20, following={Builder(): 1.0}, seed=1, rules=[*standard_rules(), Building()]
        )
        movement.stack.recorded_acts = []
        movement.run(3)
        spent = [acts.spent.hours for acts in movement.stack.recorded_acts]
        assert set(np.concatenate(spent)) == {hours}
