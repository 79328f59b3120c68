"""Columns of facts and acts that are declared as whole numbers are whole numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from movementsim import Movement
from movementsim.plugins.build import standard_rules
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.declarations import Argument, Fact, Verb
from movementsim.state.extension import Extension


def test_slots_that_nobody_reports_can_still_look_up_people() -> None:
    class Pawning(Rule):
        """Reports who lent to whom; nobody does."""

        phase = "judge"
        source = "S3.M1"
        reads = ("trust",)
        brings = Extension(
            facts=(Fact("pawned", ("lender", "borrower", "amount"), whole=("lender", "borrower")),),
            verbs=(
                Verb(
                    "pawn", "pawn", 1.0, "S3.M1", False, False, (Argument("to", "x", whole=True),)
                ),
            ),
        )

        def resolve(self, world: Any, acts: Any, draws: Any) -> Changes:
            """Look up the trust of those who lent and borrowed."""
            pawned = world.facts.pawned
            trust = world.people.trust
            assert len(trust[pawned.lender]) == len(trust[pawned.borrower]) == 0
            assert len(trust[acts.pawn.to]) == 0
            assert pawned.amount.dtype == np.float64
            return Changes(world)

    Movement(members=20, seed=1, record=(), rules=[*standard_rules(), Pawning()]).run(1)
