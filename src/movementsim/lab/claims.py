"""Claims made beforehand, held against the runs: supported, contradicted, or left open."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from movementsim.columns import Floats
from movementsim.errors import InputError
from movementsim.lab.design import Cell, label
from movementsim.lab.experiment import Claim
from movementsim.lab.summary import Answers, intervals
from movementsim.measures import Interval

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
    note
        Where the best value lies, for a claim of a peak or valley.
    """

    place: str
    found: Interval
    ruling: Ruling
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
    found = tuple(_inside(answers, claim) if claim.along else _contrasts(answers, claim))
    if not found:
        raise InputError(
            f"the claim {claim.id!r} can be tried nowhere: no design has both sides of its "
            f"contrast, or three numbers of {claim.along!r}"
        )
    return found


def _contrasts(answers: Answers, claim: Claim) -> Iterator[Trial]:
    """Try a claim on each pair of cells that differ in what it is about and nothing else."""
    contrast = claim.contrast
    assert contrast is not None
    ends = tuple(str(label(end)) for end in (contrast.before, contrast.after))
    pairs: dict[str, dict[str, Cell]] = {}
    for cell in _cells(answers, claim):
        end, place = _placed(cell, contrast.parameter)
        if end in ends:
            pairs.setdefault(place, {})[end] = cell
    for place, sides in pairs.items():
        if len(sides) == 2:
            before, after = (sides[end] for end in ends)
            apart = answers.difference(after, before, claim.metric, claim.confidence)
            found = Interval(apart.mean, apart.low, apart.high)
            yield Trial(place, found, _ruling(claim, found))


def _cells(answers: Answers, claim: Claim) -> list[Cell]:
    return [cell for cell in answers.plan.cells if claim.arm in (None, cell.arm)]


def _placed(cell: Cell, parameter: str | None) -> tuple[str | None, str]:
    """Return which side of a contrast a cell is on, and where it is otherwise."""
    rest = {name: value for name, value in cell.point.items() if name != parameter}
    told = [f"{name} = {label(value)}" for name, value in rest.items()]
    if parameter is None:
        return cell.arm, ", ".join(told)
    if parameter not in cell.point:
        return None, ""
    arm = [] if cell.arm == "movement" else [cell.arm]
    return str(label(cell.point[parameter])), ", ".join([*arm, *told])


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


def _inside(answers: Answers, claim: Claim) -> Iterator[Trial]:
    """Try whether the best value of a parameter lies between the ends of its range."""
    groups: dict[tuple[str, str], list[tuple[float, Cell]]] = {}
    for cell in _cells(answers, claim):
        value = cell.point.get(str(claim.along))
        if isinstance(value, int | float) and not isinstance(value, bool):
            place = _placed(cell, claim.along)[1]
            groups.setdefault((cell.design, place), []).append((float(value), cell))
    for (_, place), group in groups.items():
        if len(group) >= 3:
            group.sort(key=lambda one: one[0])
            yield _stands_out(answers, claim, place, group)


def _stands_out(
    answers: Answers, claim: Claim, place: str, group: list[tuple[float, Cell]]
) -> Trial:
    """Compare the best inner value with the better end, on halves that know nothing of each other.

    Half of the replicates choose the inner value and the end, the other half measures how far they
    are apart, and the other way round: so the choice cannot flatter the measure.
    """
    sign = 1.0 if claim.expect == "peak" else -1.0
    values = sign * np.array([answers.of(cell, claim.metric) for _, cell in group])
    values = values[:, np.isfinite(values).all(axis=0)]
    if values.shape[1] < 4:
        return Trial(place, Interval(np.nan, np.nan, np.nan), "open", "too few runs")
    apart = np.empty(values.shape[1])
    for half in (0, 1):
        chosen, measured = values[:, half::2], slice(1 - half, None, 2)
        inner, end = _best(chosen.mean(axis=1))
        apart[measured] = (values[inner] - values[end])[measured]
    mean, low, high = (float(part[0]) for part in intervals(apart[None, :], claim.confidence))
    found = Interval(mean, low, high)
    inner, end = _best(values.mean(axis=1))
    note = f"best inside at {group[inner][0]:g}, better end {group[end][0]:g}"
    if low > claim.margin:
        return Trial(place, found, "supported", note)
    return Trial(place, found, "contradicted" if high < -claim.margin else "open", note)


def _best(means: Floats) -> tuple[int, int]:
    """Return the place of the best inner value, and of the better end."""
    inner = 1 + int(np.argmax(means[1:-1]))
    return inner, 0 if means[0] >= means[-1] else len(means) - 1


def told(claim: Claim) -> str:
    """Return in words what a claim expects."""
    contrast: Any = claim.contrast
    if contrast is None:
        return f"{claim.expect} along `{claim.along}`"
    about = f"`{contrast.parameter}` " if contrast.parameter else ""
    return f"{claim.expect} from {about}{label(contrast.before)} to {label(contrast.after)}"
