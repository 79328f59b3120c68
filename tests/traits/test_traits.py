"""Each of the twenty traits moves what it must, and its neutral value switches it off.

Paired: the same people with the same luck, one trait at its start (or above, where it says so)
against its neutral value; 60 pairs, 200 members, 104 weeks, 6% of members following the strategy.
A case holds when the 95% Student interval of the paired difference lies on the right side of 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pytest

from movementsim import Factionalist, Organiser, Strategy

if TYPE_CHECKING:
    from conftest import Arm, Lab

type Values = npt.NDArray[np.float64]
type Measures = dict[str, Values]
type Measure = Callable[[Measures], Values]

UP, DOWN = 1, -1


def the(name: str) -> Measure:
    """Read a measure by name."""

    def read(measures: Measures) -> Values:
        return measures[name]

    return read


def ratio(name: str, per: str) -> Measure:
    """Read one measure by another; not a number where there is nothing to divide by."""

    def read(measures: Measures) -> Values:
        under = measures[per]
        return np.where(under > 0, measures[name] / np.where(under > 0, under, 1), np.nan)

    return read


def half_life(measures: Measures) -> Values:
    """Return in how many weeks half of the activists go, at the hazard they are under."""
    return np.log(2) * measures["activist_weeks"] / measures["activist_hazard"]


def after_the_turn(name: str, before: str) -> Measure:
    """Read what came in the second half."""

    def read(measures: Measures) -> Values:
        return measures[name] - measures[before]

    return read


def late_world_gap(measures: Measures) -> Values:
    """Return the mean distance of decisions from the world in the second half."""
    gap = measures["gap_to_world_total"] - measures["world_gap_before"]
    return gap / np.maximum(measures["decisions"] - measures["decisions_before"], 1)


def seats_over_votes(measures: Measures) -> Values:
    """Return the share of offices held, over the share of votes won in ballots won."""
    return measures["offices"] / measures["officers"] - measures["votes"] / measures["ballots"]


@dataclass(frozen=True)
class Case:
    """One thing that turning one trait up must move, and which way."""

    strategy: type[Strategy]
    trait: str
    moves: str
    by: Measure
    way: int
    up: float | None = None
    down: float | None = None
    share: float = 0.06
    beside: Strategy | None = None
    removed: bool = False

    def __str__(self) -> str:
        return f"{self.trait}: {self.moves} {'up' if self.way > 0 else 'down'}"

    def arms(self, arm: type[Arm]) -> tuple[Arm, Arm]:
        """Return the movement with the trait turned up, and with it switched off."""
        high = self.strategy()
        if self.up is not None:
            high = replace(high, **{self.trait: self.up})
        low = high.neutral(self.trait)
        if self.down is not None:
            low = replace(high, **{self.trait: self.down})
        others = ((self.beside, self.share),) if self.beside else ()
        then = None if self.removed else "the same"
        return (arm(((high, self.share), *others), then), arm(((low, self.share), *others), then))


O = partial(Case, Organiser)
F = partial(Case, Factionalist)

CASES = [
    O("outgoing", "ties across groups", the("liking_across"), UP),
    O("outgoing", "E-I index", the("ei_index"), UP),
    O("constancy", "liking received", the("liked"), UP),
    O("constancy", "liking received from opponents", the("liked_by_opponents"), UP),
    O("giving", "power Gini", the("power_gini"), DOWN),
    O("giving", "power Gini", the("power_gini"), DOWN, up=1.0, share=0.2),
    O("giving", "output once the organisers are removed",
      after_the_turn("outward_work", "outward_work_before"), UP, removed=True),
    O("inclusion", "stake", the("stake"), UP),
    O("inclusion", "weeks to decide", the("weeks_to_decide"), UP),
    O("inclusion", "quarrels", the("quarrels"), UP),
    O("listening", "trust", the("trust"), UP),
    O("listening", "recruits", the("recruited_total"), UP),
    O("listening", "trust, from .1 to .3", the("trust"), UP, up=0.3, down=0.1),
    O("credit_kept", "credit Gini", the("credit_gini"), DOWN),
    O("hope", "role holders", the("entrusted"), UP),
    O("hope", "early failures", the("failed_early"), UP),
    O("care", "activist half-life", half_life, UP),
    O("care", "respect", the("respected"), UP),
    O("eye", "respect for deputies", ratio("deputies_esteem", "tasks"), UP),
    O("eye", "campaigns won", the("campaigns_won"), UP),
    O("big_picture", "outward work an hour when provoked",
      ratio("provoked_outward", "provoked_hours"), UP, beside=Factionalist(exclusion=1.0)),
    F("command", "compliance", ratio("obeyed", "orders"), UP),
    F("command", "compliance", ratio("obeyed", "orders"), UP, up=1.0),
    F("command", "voice of a grievance", ratio("voices", "grievance_weeks"), DOWN, up=1.0),
    F("command", "voices", the("voices"), DOWN, up=1.0),
    F("decree", "weeks to decide", the("weeks_to_decide"), DOWN),
    F("decree", "distance from the world, later", late_world_gap, UP),
    F("circle", "leaks", the("leaked_total"), UP),
    F("circle", "inside wins, 12 against 2", the("inside_won_own"), UP, down=2),
    F("circle", "inside wins, 60 against 12", the("inside_won_own"), DOWN, up=60, down=12),
    F("exclusion", "exits", the("exits"), UP, up=1.0),
    F("exclusion", "grievance", the("grievance_weeks"), UP, up=1.0),
    F("exclusion", "E-I index between factions", the("ei_index_factions"), UP, up=1.0),
    F("exclusion", "E-I index between branches", the("ei_index"), UP, up=1.0),
    F("span", "hours got by order", the("ordered_hours"), UP),
    F("span", "fidelity", ratio("ordered_hours", "obeyed_energy"), UP, down=1),
    F("patronage", "loyalty", ratio("loyalty_after", "followers"), UP),
    F("patronage", "skill of post-holders", ratio("officers_skill", "offices"), DOWN),
    F("proofs", "role holders", the("entrusted"), DOWN),
    F("proofs", "failures", the("tasks_failed_total"), DOWN),
    F("proofs", "talent entrusted", the("talent_entrusted"), DOWN),
    F("single_minded", "offices", ratio("offices", "officers"), UP),
    F("single_minded", "inside contests won", the("inside_won_own"), UP),
    F("closeness", "modularity", the("modularity"), UP),
    F("detail", "decisions nearer to the leader than to the median",
      ratio("decisions_taken", "decisions_seen"), UP),
    F("detail", "influence", the("influence"), UP),
]
