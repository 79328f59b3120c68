"""Claims made beforehand, held against the runs: supported, contradicted, or left open."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from movementsim.kernel.columns import Floats
from movementsim.lab.analysis.answers import Answers
from movementsim.lab.config.claims import Claim, Contrast
from movementsim.lab.design.claim_places import ClaimPlace, claim_places
from movementsim.lab.design.labels import value_label as told_value
from movementsim.lab.design.plan import Cell
from movementsim.measures import Interval, mean_interval

Ruling = Literal["supported", "contradicted", "open"]


@dataclass(frozen=True)
class Trial:
    """A claim at one place of the design.

    Attributes
    ----------
    place
        Where: the arm and what else varies; empty if nothing does.
    found
        The paired difference, or by how much the best value stands out, with its interval.
    ruling
        What follows of it.
    cells
        Whose runs it rests on.
    note
        Where the best value lies, for a claim of a peak or valley.
    """

    place: str
    found: Interval
    ruling: Ruling
    cells: tuple[Cell, ...]
    note: str = ""


@dataclass(frozen=True)
class Verdict:
    """What the runs say of a claim, at all places where it can be tried."""

    claim: Claim
    trials: tuple[Trial, ...]

    @property
    def ruling(self) -> str:
        """The ruling in a word; how often, where there are several trials that differ."""
        rulings = [trial.ruling for trial in self.trials]
        if len(set(rulings)) == 1:
            return rulings[0]
        told = [
            f"{word} at {rulings.count(word)}"
            for word in ("supported", "contradicted", "open")
            if word in rulings
        ]
        return f"{', '.join(told)} of {len(rulings)} places"


def verdicts(answers: Answers) -> list[Verdict]:
    """Return what the runs say of each claim of the experiment.

    Raises
    ------
    InputError
        When a claim cannot be tried on this design.
    """
    return [Verdict(claim, _trials(answers, claim)) for claim in answers.plan.experiment.claims]


def _trials(answers: Answers, claim: Claim) -> tuple[Trial, ...]:
    test = _stands_out if claim.along else _contrasted
    return tuple(test(answers, claim, place) for place in claim_places(answers.plan, claim))


def _contrasted(answers: Answers, claim: Claim, place: ClaimPlace) -> Trial:
    """Test a claim on cells that differ in what it is about and nothing else."""
    found = _apart(answers, claim, place.cells)
    return Trial(place.where, found, _ruling(claim, found), place.cells)


def _apart(answers: Answers, claim: Claim, corners: Sequence[Cell]) -> Interval:
    """Return the last less the one before; with four corners, less the same under the first."""
    values = [answers.of(cell, claim.metric) for cell in corners]
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


# A best value inside -----------------------------------------------------------------------------


def _stands_out(answers: Answers, claim: Claim, place: ClaimPlace) -> Trial:
    """Compare the best inner value with the better end, on halves that know nothing of each other.

    Half of the replicates choose the inner value and the end, the other half measures how far they
    are apart, and the other way round: so the choice cannot flatter the measure.
    """
    cells = place.cells
    sign = 1.0 if claim.expect == "peak" else -1.0
    values = sign * np.array([answers.of(cell, claim.metric) for cell in cells])
    values = values[:, np.isfinite(values).all(axis=0)]
    if values.shape[1] < 4:
        return Trial(place.where, Interval(np.nan, np.nan, np.nan), "open", cells, "too few runs")
    apart = np.empty(values.shape[1])
    for half in (0, 1):
        chosen, measured = values[:, half::2], slice(1 - half, None, 2)
        inner, end = _best(chosen.mean(axis=1))
        apart[measured] = (values[inner] - values[end])[measured]
    found = mean_interval(apart, claim.confidence)
    inner, end = _best(values.mean(axis=1))
    note = f"best inside at {place.values[inner]:g}, better end {place.values[end]:g}"
    if found.low > claim.margin:
        return Trial(place.where, found, "supported", cells, note)
    ruling: Ruling = "contradicted" if found.high < -claim.margin else "open"
    return Trial(place.where, found, ruling, cells, note)


def _best(means: Floats) -> tuple[int, int]:
    """Return the place of the best inner value, and of the better end."""
    inner = 1 + int(np.argmax(means[1:-1]))
    return inner, 0 if means[0] >= means[-1] else len(means) - 1


def told(claim: Claim) -> str:
    """Return in words what a claim expects."""
    if claim.contrast is None:
        return f"{claim.expect} along `{claim.along}`"
    if claim.across is None:
        return f"{claim.expect} {_from(claim.contrast)}"
    change = "the same change" if claim.expect == "same" else f"{claim.expect} of the change"
    return f"{change} {_from(claim.contrast)}, when going {_from(claim.across)}"


def _from(contrast: Contrast) -> str:
    about = f"`{contrast.parameter}` = " if contrast.parameter else ""
    ends = [told_value("", end).replace("\n", ", ") for end in (contrast.before, contrast.after)]
    return f"from {about}{ends[0]} to {ends[1]}"
