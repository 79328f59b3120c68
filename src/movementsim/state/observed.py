"""What can be observed of a running movement: the face that indicators and tables read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from movementsim.kernel.columns import Array
from movementsim.state.world import World


class Totals(Protocol):
    """Running totals of what happened, overall and by strategy."""

    @property
    def total(self) -> Mapping[str, float]:
        """Sums and counts by name."""

    @property
    def by_strategy(self) -> Mapping[str, Array]:
        """The same for what the followers of each strategy do: name to array over strategies."""

    def mean(self, name: str, per: str) -> float:
        """Return one total divided by another; NaN before there was any."""


class Observed(Protocol):
    """A movement as its observers see it."""

    @property
    def world(self) -> World:
        """The state."""

    @property
    def week(self) -> int:
        """Weeks that have passed."""

    @property
    def tally(self) -> Totals:
        """Running totals of the facts."""
