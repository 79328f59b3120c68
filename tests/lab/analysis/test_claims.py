"""Claims are tested on runs whose differences are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from movementsim.errors import InputError
from movementsim.lab.analysis.claims import verdicts
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.design.plan import Cell, Plan
from tests.lab.made_up import ARMS, X, Y, planned, runs_of


def ruled(plan: Plan, rows: pd.DataFrame) -> list[str]:
    return [verdict.ruling for verdict in verdicts(Estimates(plan, rows))]


def claim(expect: str, **more: Any) -> dict[str, Any]:
    given = {"id": expect, "statement": "s", "metric": "members", "expect": expect, **more}
    if expect not in ("peak", "valley"):
        given.setdefault("contrast", {"from": "organisers", "to": "factionalists"})
    return given


def test_claims_about_arms_are_ruled_correctly() -> None:
    asked = [claim("increase"), claim("decrease"), claim("same", margin=1.0)]
    plan = planned(arms=ARMS, replicates={"number": 20}, claims=asked)

    def less(cell: Cell, draws: np.random.Generator) -> float:
        own = float(draws.normal())
        return own - (5 + float(draws.normal())) * (cell.arm == "factionalists")

    def alike(cell: Cell, draws: np.random.Generator) -> float:
        return float(draws.normal()) + 0.1 * float(draws.normal()) * (cell.arm == "organisers")

    assert ruled(plan, runs_of(plan, less)) == ["contradicted", "supported", "contradicted"]
    assert ruled(plan, runs_of(plan, alike)) == ["open", "open", "supported"]


def test_claim_about_values_outside_the_design_adds_its_own_runs() -> None:
    asked = [claim("increase", contrast={"parameter": X, "from": -3.0, "to": -1.0})]
    plan = planned(claims=asked)
    assert [cell.point for cell in plan.cells] == [{}, {X: -3.0}, {X: -1.0}]
    rows = runs_of(plan, lambda cell, draws: cell.point.get(X, 0.0) + 0.1 * float(draws.normal()))
    assert ruled(plan, rows) == ["supported"]


def test_claim_over_a_range_has_one_ruling_per_place() -> None:
    plan = planned(arms=ARMS, design={"parameters": {X: [-2, -1]}}, claims=[claim("increase")])
    rows = runs_of(
        plan,
        lambda cell, draws: (
            float(draws.normal())
            + (cell.arm == "factionalists")
            * (cell.point[X] + 1.5)
            * (4 + 0.1 * float(draws.normal()))
        ),
    )
    (verdict,) = verdicts(Estimates(plan, rows))
    assert verdict.ruling == "supported at 1, contradicted at 1 of 2 places"
    assert [test.place for test in verdict.tests] == [f"{X} = −2", f"{X} = −1"]


def test_claim_about_how_a_difference_changes() -> None:
    asked = [claim("increase", across={"parameter": X, "from": -2, "to": -1})]
    plan = planned(arms=ARMS, design={"parameters": {X: [-2, -1]}}, claims=asked)
    rows = runs_of(
        plan,
        lambda cell, draws: (
            float(draws.normal())
            + (cell.arm == "factionalists") * cell.point[X] * (1 + 0.1 * float(draws.normal()))
        ),
    )
    (verdict,) = verdicts(Estimates(plan, rows))
    assert verdict.ruling == "supported"
    assert verdict.tests[0].observed.mean == pytest.approx(1, abs=0.3)


@pytest.mark.parametrize(
    ("curve", "ruling"),
    [((0, 3, 1), "supported"), ((0, 1, 3), "contradicted"), ((0, 0, 0), "open")],
)
def test_claim_of_a_peak(curve: tuple[int, ...], ruling: str) -> None:
    plan = planned(
        design={"parameters": {X: [-3, -2, -1]}},
        replicates={"number": 20},
        claims=[claim("peak", along=X)],
    )

    def made(cell: Cell, draws: np.random.Generator) -> float:
        own = draws.normal(size=4)
        return float(curve[cell.point[X] + 3] + own[3] + own[cell.point[X] + 3])

    assert ruled(plan, runs_of(plan, made)) == [ruling]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (claim("increase", contrast={"from": "organisers", "to": "nobody"}), "'nobody'"),
        (claim("increase", metric="membrs"), "did you mean 'members'"),
        (claim("same"), "margin"),
        (claim("peak"), "along"),
        (claim("peak", along=X), "cannot be tested"),
        (claim("increase", contrast={"parameter": Y, "from": 0, "to": 99}), "99"),
    ],
)
def test_claim_that_cannot_be_tested_is_refused_before_any_run(
    asked: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        planned(arms=ARMS, claims=[asked])
