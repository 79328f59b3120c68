"""No total is kept that nothing reads; those by strategy are columns of stored runs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from movementsim import Movement
from movementsim.plugins.discovery import find_rules
from movementsim.plugins.schema import totals_of

READ_ELSEWHERE = {"hostility_from", "leaked", "recruited"}
"""Totals that stored runs (by kinds of acts), recordings and the tests of traits read."""


class Noting(defaultdict[str, Any]):
    """Totals that note which of them are read."""

    def __init__(self, totals: defaultdict[str, Any]) -> None:
        super().__init__(totals.default_factory, totals)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)


@dataclass
class NotingTally:
    """A tally that notes which of its totals are read."""

    total: Noting
    by_strategy: Noting = field(default_factory=lambda: Noting(defaultdict()))

    def mean(self, name: str, per: str) -> float:
        """Return one total divided by another."""
        return float(self.total[name] / max(self.total[per], 1.0))


def test_every_total_is_read() -> None:
    movement = Movement(members=40, seed=1, following={"Organiser": 0.1}, record=()).run(60)
    tally = NotingTally(Noting(movement.tally.total), Noting(movement.tally.by_strategy))
    movement.stack.tally = tally  # type: ignore[assignment]  # it is read as a tally is
    movement.read()
    totals, _ = totals_of([found.kind() for found in find_rules().values()])
    assert {total.name for total in totals} - tally.total.read == READ_ELSEWHERE
