"""An order costs hours for each person who reports to the leader."""

from __future__ import annotations

from typing import Any

import numpy as np

from movementsim import Movement, Strategy
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent


def test_an_order_costs_the_same_however_it_is_asked_for() -> None:
    class Head(Strategy):
        def decide(self, me: Cohort) -> Intent:
            intents.append((me.order(0.5), me.do("order", share=0.5)))
            return me.rest()

    intents: list[Any] = []
    Movement(members=40, following={Head(): 0.2}, seed=1).run(1)
    for shorthand, plain in intents:
        assert np.array_equal(shorthand.inner.hours(), plain.hours())
