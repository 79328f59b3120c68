"""The tables of a movement's history name people."""

from __future__ import annotations

from typing import Any

import numpy as np

from movementsim import Movement
from movementsim.kernel.columns import slot_column
from movementsim.plugins.build import standard_rules
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.extension import Extension


def test_a_column_that_refers_to_people_holds_their_names_in_the_table_of_people() -> None:
    class Mentoring(Rule):
        """Everybody's mentor is the person in the first slot."""

        phase = "judge"
        source = "S3.M1"
        writes = ("mentor",)
        brings = Extension(people=(slot_column("mentor", "slot of the person's mentor"),))

        def resolve(self, world: Any, acts: Any, draws: Any) -> Changes:
            """Return the mentors of all but the first."""
            changes = Changes(world)
            changes.put("mentor", np.arange(1, len(world.people)), 0)
            return changes

    movement = Movement(members=20, seed=1, record=(), rules=[*standard_rules(), Mentoring()])
    table = movement.run(1).people()
    assert table["mentor"].tolist() == ["", *[table["id"][0]] * (len(table) - 1)]
    assert set(table["motion_side"]) <= {"", *table["id"]}
