"""Claims made beforehand, held against the runs: supported, contradicted, or left open."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
import pandas as pd

from movementsim.errors import InputError
from movementsim.kernel.columns import Floats
from movementsim.lab.analysis.answers import Answers
from movementsim.lab.config.claims import Claim, Contrast
from movementsim.lab.design.labels import told as told_value
from movementsim.lab.design.plan import Cell, Plan, label
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


def check(plan: Plan) -> None:
    """Refuse a claim that this plan cannot try anywhere.

    Raises
    ------
    InputError
        When a claim's contrast is not in any design.
    """
    nothing = pd.DataFrame({"run_id": [], **{claim.metric: [] for claim in plan.experiment.claims}})
    verdicts(Answers(plan, nothing))


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
    contrasts = [one for one in (claim.across, claim.contrast) if one is not None]
    ends = [tuple(str(label(end)) for end in (one.before, one.after)) for one in contrasts]
    groups: dict[str, dict[tuple[str, ...], Cell]] = {}
    for cell in _cells(answers, claim):
        sides, place = _placed(cell, [one.parameter for one in contrasts])
        if sides is not None:
            groups.setdefault(place, {})[sides] = cell
    for place, sides_of in groups.items():
        corners = [sides_of.get(sides) for sides in product(*ends)]
        cells = [corner for corner in corners if corner is not None]
        if len(cells) == len(corners):
            found = _apart(answers, claim, cells)
            yield Trial(place, found, _ruling(claim, found), tuple(cells))


def _apart(answers: Answers, claim: Claim, corners: list[Cell]) -> Interval:
    """Return the last less the one before; with four corners, less the same under the first."""
    values = [answers.of(cell, claim.metric) for cell in corners]
    apart = values[-1] - values[-2]
    if len(values) == 4:
        apart = apart - (values[1] - values[0])
    return mean_interval(apart[np.isfinite(apart)], claim.confidence)


def _cells(answers: Answers, claim: Claim) -> list[Cell]:
    return [cell for cell in answers.plan.cells if claim.arm in (None, cell.arm)]


def _placed(cell: Cell, parameters: list[str | None]) -> tuple[tuple[str, ...] | None, str]:
    """Return which side of each contrast a cell is on, and where it is otherwise.

    None where a contrast is about a parameter that does not vary there.
    """
    if any(name is not None and name not in cell.point for name in parameters):
        return None, ""
    rest = [
        f"{name} = {told_value(name, value)}".replace("\n", ", ")
        for name, value in cell.point.items()
        if name not in parameters
    ]
    if None not in parameters and cell.arm != "movement":
        rest = [cell.arm, *rest]
    sides = (cell.arm if name is None else cell.point[name] for name in parameters)
    return tuple(str(label(side)) for side in sides), ", ".join([*rest])


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
            place = _placed(cell, [claim.along])[1]
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
    cells = tuple(cell for _, cell in group)
    sign = 1.0 if claim.expect == "peak" else -1.0
    values = sign * np.array([answers.of(cell, claim.metric) for cell in cells])
    values = values[:, np.isfinite(values).all(axis=0)]
    if values.shape[1] < 4:
        return Trial(place, Interval(np.nan, np.nan, np.nan), "open", cells, "too few runs")
    apart = np.empty(values.shape[1])
    for half in (0, 1):
        chosen, measured = values[:, half::2], slice(1 - half, None, 2)
        inner, end = _best(chosen.mean(axis=1))
        apart[measured] = (values[inner] - values[end])[measured]
    found = mean_interval(apart, claim.confidence)
    inner, end = _best(values.mean(axis=1))
    note = f"best inside at {group[inner][0]:g}, better end {group[end][0]:g}"
    if found.low > claim.margin:
        return Trial(place, found, "supported", cells, note)
    ruling: Ruling = "contradicted" if found.high < -claim.margin else "open"
    return Trial(place, found, ruling, cells, note)


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
