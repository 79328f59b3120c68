"""Where a claim can be tested: the cells of a plan that its contrast, or its peak, is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from movementsim.errors import InputError
from movementsim.lab.config.claims import Claim
from movementsim.lab.design.labels import value_label
from movementsim.lab.design.plan import Cell, Plan, table_value

FEWEST_ON_A_CURVE = 3
"""Values of a parameter that a peak or valley needs: two ends and one between them."""


@dataclass(frozen=True)
class ClaimPlace:
    """Cells that differ in what a claim is about, and in nothing else.

    Attributes
    ----------
    where
        The arm, and what else varies; empty if nothing does.
    cells
        For a contrast its two sides, before and after, or the four of two contrasts; for a peak or
        valley the cells in rising order of the parameter.
    values
        The values of the parameter, for a peak or valley; else empty.
    """

    where: str
    cells: tuple[Cell, ...]
    values: tuple[float, ...] = ()


def check_claims(plan: Plan) -> None:
    """Refuse a claim that cannot be tested anywhere in this plan.

    Raises
    ------
    InputError
        When the contrast of a claim is in no design, or a design has fewer than three numbers of
        the parameter along which a peak or valley is claimed.
    """
    for claim in plan.experiment.claims:
        claim_places(plan, claim)


def claim_places(plan: Plan, claim: Claim) -> tuple[ClaimPlace, ...]:
    """Return every place of a plan where a claim can be tested.

    Parameters
    ----------
    plan
        The plan.
    claim
        One of its claims.

    Returns
    -------
    tuple[ClaimPlace, ...]
        At least one place, in the order of the plan.

    Raises
    ------
    InputError
        When there is none.
    """
    places = _along(plan, claim) if claim.along else _contrasts(plan, claim)
    if not places:
        raise InputError(
            f"the claim {claim.id!r} cannot be tested: no design has both sides of its contrast, "
            f"or three numbers of {claim.along!r}"
        )
    return tuple(places)


def _contrasts(plan: Plan, claim: Claim) -> list[ClaimPlace]:
    contrasts = [one for one in (claim.across, claim.contrast) if one is not None]
    ends = [tuple(str(table_value(end)) for end in (one.before, one.after)) for one in contrasts]
    groups: dict[str, dict[tuple[str, ...], Cell]] = {}
    for cell in _cells(plan, claim):
        sides, where = _placed(cell, [one.parameter for one in contrasts])
        if sides is not None:
            groups.setdefault(where, {})[sides] = cell
    corners = [*product(*ends)]
    return [
        ClaimPlace(where, tuple(cell_of[sides] for sides in corners))
        for where, cell_of in groups.items()
        if all(sides in cell_of for sides in corners)
    ]


def _along(plan: Plan, claim: Claim) -> list[ClaimPlace]:
    groups: dict[tuple[str, str], list[tuple[float, Cell]]] = {}
    for cell in _cells(plan, claim):
        value = cell.point.get(str(claim.along))
        if isinstance(value, int | float) and not isinstance(value, bool):
            where = _placed(cell, [claim.along])[1]
            groups.setdefault((cell.design, where), []).append((float(value), cell))
    places = []
    for (_, where), group in groups.items():
        if len(group) >= FEWEST_ON_A_CURVE:
            values, cells = zip(*sorted(group, key=lambda one: one[0]), strict=True)
            places.append(ClaimPlace(where, cells, values))
    return places


def _cells(plan: Plan, claim: Claim) -> list[Cell]:
    return [cell for cell in plan.cells if claim.arm in (None, cell.arm)]


def _placed(cell: Cell, parameters: Sequence[str | None]) -> tuple[tuple[str, ...] | None, str]:
    """Return which side of each contrast a cell is on, and where it is otherwise.

    The sides are None where a contrast is about a parameter that does not vary there.

    Returns
    -------
    tuple[tuple[str, ...] | None, str]
        The sides as texts, one for each contrast, or None; and the arm and the other values of the
        point in words, empty if there are none.
    """
    if any(name is not None and name not in cell.point for name in parameters):
        return None, ""
    rest = [
        f"{name} = {value_label(name, value)}".replace("\n", ", ")
        for name, value in cell.point.items()
        if name not in parameters
    ]
    if None not in parameters and cell.arm != "movement":
        rest = [cell.arm, *rest]
    sides = (cell.arm if name is None else cell.point[name] for name in parameters)
    return tuple(str(table_value(side)) for side in sides), ", ".join(rest)
