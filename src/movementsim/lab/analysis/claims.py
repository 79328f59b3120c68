"""Claims made before the runs, tested on them: supported, contradicted, or left open."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from movementsim.kernel.columns import Floats
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.config.claims import Claim
from movementsim.lab.design.claim_places import ClaimPlace, claim_places
from movementsim.lab.design.plan import Cell
from movementsim.measures import Interval, mean_interval

Ruling = Literal["supported", "contradicted", "open"]


@dataclass(frozen=True)
class ClaimTest:
    """The test of a claim at one place of the design.

    Attributes
    ----------
    place
        The arm and whatever else varies; empty if nothing does.
    observed
        The mean paired difference with its interval, in the unit of the indicator. For a peak or
        valley, by how much the best inner value exceeds the better end of the range.
    ruling
        Which side of the expectation the interval lies on.
    cells
        The cells whose runs were used.
    note
        For a peak or valley, where the best values lie.
    """

    place: str
    observed: Interval
    ruling: Ruling
    cells: tuple[Cell, ...]
    note: str = ""


@dataclass(frozen=True)
class Verdict:
    """The tests of a claim at all places of the design where it can be tested.

    Attributes
    ----------
    claim
        The claim, from the config.
    tests
        One test per place.
    """

    claim: Claim
    tests: tuple[ClaimTest, ...]

    @property
    def ruling(self) -> str:
        """The ruling in one word or, where tests differ, how many places have which ruling."""
        rulings = [test.ruling for test in self.tests]
        if len(set(rulings)) == 1:
            return rulings[0]
        counts = [
            f"{word} at {rulings.count(word)}"
            for word in ("supported", "contradicted", "open")
            if word in rulings
        ]
        return f"{', '.join(counts)} of {len(rulings)} places"


def verdicts(estimates: Estimates) -> list[Verdict]:
    """Return the verdict on each claim of the experiment.

    Returns
    -------
    list[Verdict]
        One verdict for each claim, in the order of the config.

    Raises
    ------
    InputError
        If a claim cannot be tested on this design.
    """
    return [Verdict(claim, _tests(estimates, claim)) for claim in estimates.plan.experiment.claims]


def _tests(estimates: Estimates, claim: Claim) -> tuple[ClaimTest, ...]:
    test = _stands_out if claim.along else _contrasted
    return tuple(test(estimates, claim, place) for place in claim_places(estimates.plan, claim))


def _contrasted(estimates: Estimates, claim: Claim, place: ClaimPlace) -> ClaimTest:
    """Test a claim on cells that differ in what it is about and in nothing else."""
    found = _difference(estimates, claim, place.cells)
    return ClaimTest(place.where, found, _ruling(claim, found), place.cells)


def _difference(estimates: Estimates, claim: Claim, corners: Sequence[Cell]) -> Interval:
    """Return the last cell minus the one before; with four, minus the same for the first two."""
    values = [estimates.values_in(cell, claim.metric) for cell in corners]
    apart = values[-1] - values[-2]
    if len(values) == 4:
        apart = apart - (values[1] - values[0])
    return mean_interval(apart[np.isfinite(apart)], claim.confidence)


def _ruling(claim: Claim, found: Interval) -> Ruling:
    low, high, margin = found.low, found.high, claim.margin
    if math.isnan(low):
        return "open"
    if claim.expect == "same":
        if -margin <= low and high <= margin:
            return "supported"
        return "contradicted" if low > margin or high < -margin else "open"
    if claim.expect == "decrease":
        low, high = -high, -low
    if low > margin:
        return "supported"
    return "contradicted" if high < -margin else "open"


# Peaks and valleys -----------------------------------------------------------------------------


def _stands_out(estimates: Estimates, claim: Claim, place: ClaimPlace) -> ClaimTest:
    """Compare the best inner value with the better end, by cross-validation on two halves.

    One half of the replicates chooses the inner value and the end, the other half measures their
    difference, and vice versa, so that the choice cannot bias the measure.

    Returns
    -------
    ClaimTest
        The test; it is open where fewer than four replicates have all values.
    """
    cells = place.cells
    sign = 1.0 if claim.expect == "peak" else -1.0
    values = sign * np.array([estimates.values_in(cell, claim.metric) for cell in cells])
    values = values[:, np.isfinite(values).all(axis=0)]
    if values.shape[1] < 4:
        return ClaimTest(
            place.where, Interval(np.nan, np.nan, np.nan), "open", cells, "too few runs"
        )
    apart = np.empty(values.shape[1])
    for half in (0, 1):
        chosen, measured = values[:, half::2], slice(1 - half, None, 2)
        inner, end = _best(chosen.mean(axis=1))
        apart[measured] = (values[inner] - values[end])[measured]
    found = mean_interval(apart, claim.confidence)
    inner, end = _best(values.mean(axis=1))
    note = f"best inside at {place.values[inner]:g}, better end {place.values[end]:g}"
    if found.low > claim.margin:
        return ClaimTest(place.where, found, "supported", cells, note)
    ruling: Ruling = "contradicted" if found.high < -claim.margin else "open"
    return ClaimTest(place.where, found, ruling, cells, note)


def _best(means: Floats) -> tuple[int, int]:
    """Return the positions of the best inner value and of the better end."""
    inner = 1 + int(np.argmax(means[1:-1]))
    return inner, 0 if means[0] >= means[-1] else len(means) - 1
