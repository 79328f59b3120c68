"""Sensitivity indices of samples whose true values are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from movementsim.errors import InputError
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.analysis.sensitivity import Indices, indices, outputs
from movementsim.lab.design.plan import Plan, Run
from movementsim.lab.report.sections import report_sections
from tests.lab.made_up import CUBE, LINEAR, X, Y, Z, linear, planned, runs_of


def index_of(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    return all_indices(plan, rows).inputs


def all_indices(plan: Plan, rows: pd.DataFrame) -> Indices:
    estimates, design = Estimates(plan, rows), plan.designs[0]
    (output,) = outputs(estimates, design, "members")
    return indices(design, output, 1)


def test_sobol_indices_are_shares_of_variance() -> None:
    plan = planned(design={"kind": "saltelli", "n": 256, "parameters": CUBE})
    found = index_of(plan, runs_of(plan, linear))
    shares = [400 / 500, 100 / 500, 0]  # of 20 x + 10 y, x and y uniform
    assert found["total"].tolist() == pytest.approx(shares, abs=0.03)
    assert found["first"].tolist() == pytest.approx(shares, abs=0.03)
    assert (found["total_low"] <= found["total"]).all()


@pytest.mark.parametrize(("common", "own"), [(20.0, 0.0), (0.0, 20.0), (12.0, 16.0), (0.0, 0.0)])
def test_share_of_random_draws_is_their_share_of_variance(common: float, own: float) -> None:
    design = {"kind": "saltelli", "n": 256, "parameters": CUBE}
    plan = planned(design=design, replicates={"number": 2})
    shared = dict(zip(plan.seeds, (common / 2**0.5, -common / 2**0.5), strict=True))
    mine = np.random.default_rng(1)

    def members(run: Run) -> float:
        inputs = sum(LINEAR[name] * float(value) for name, value in run.cell.point.items())
        return inputs + shared[run.seed] + own * float(mine.normal())

    rows = pd.DataFrame([{"run_id": run.id, "members": members(run)} for run in plan.runs])
    (output,) = outputs(Estimates(plan, rows), plan.designs[0], "members")
    inputs = 500 / 12  # the variance of 20 x + 10 y, x and y uniform
    random = common**2 + own**2
    assert output.random_share == pytest.approx(random / (random + inputs), abs=0.03)


def test_one_run_per_point_leaves_the_share_of_random_draws_unknown() -> None:
    design = {"kind": "saltelli", "n": 64, "parameters": CUBE}
    plan = planned(design=design, replicates={"number": 1})
    text = report_sections(plan, {"runs": runs_of(plan, linear)})[0].text
    assert "due to random draws is unknown" in text
    assert "%:" not in text
    assert "0%" not in text.replace("95%", "")


def test_interaction_counts_only_in_the_total_effect() -> None:
    plan = planned(design={"kind": "saltelli", "n": 512, "parameters": CUBE, "second_order": True})
    rows = runs_of(plan, lambda cell, _: 9.0 * (cell.point[X] - 0.5) * (cell.point[Y] - 0.5))
    found = all_indices(plan, rows)
    assert found.inputs["first"].tolist() == pytest.approx([0, 0, 0], abs=0.1)
    assert found.inputs["total"].tolist() == pytest.approx([1, 1, 0], abs=0.1)
    pairs = found.pairs.set_index(["input", "other"])
    assert pairs.index[0] == (X, Y)  # the strongest comes first
    assert len(pairs) == 3
    assert pairs["second"].tolist() == pytest.approx([1, 0, 0], abs=0.1)
    assert pairs.loc[(X, Y), "second_low"] > 0


def test_the_strongest_pairs_are_reported_and_all_are_kept(tmp_path: Path) -> None:
    plan = planned(design={"kind": "saltelli", "n": 64, "parameters": CUBE, "second_order": True})
    rows = runs_of(plan, lambda cell, _: 9.0 * (cell.point[X] - 0.5) * (cell.point[Y] - 0.5))
    section = report_sections(plan, {"runs": rows})[0]
    assert "strongest pairs of inputs" in section.text
    section.pictures[0].save(tmp_path)
    kept = pd.read_csv(tmp_path / "design-inputs.csv")
    assert set(kept["input"]) == {X, Y, Z}
    assert kept["second"].notna().sum() == 3
    assert kept["total"].notna().sum() == 3


def test_morris_effects_are_those_of_a_move_across_the_range() -> None:
    plan = planned(design={"kind": "morris", "n": 10, "parameters": CUBE})
    found = index_of(plan, runs_of(plan, linear))
    assert found["strength"].tolist() == pytest.approx([20, 10, 0], abs=1e-6)
    assert found["direction"].tolist() == pytest.approx([20, 10, 0], abs=1e-6)
    assert found["unevenness"].tolist() == pytest.approx([0, 0, 0], abs=1e-6)


def test_rank_correlations_measure_monotonic_effects() -> None:
    plan = planned(design={"kind": "lhs", "n": 200, "parameters": CUBE})
    found = index_of(plan, runs_of(plan, linear))["rank_correlation"]
    assert found[X] > found[Y] > 0.3 > abs(found[Z])


def test_incomplete_sample_is_refused_and_missing_runs_are_named() -> None:
    plan = planned(design={"kind": "saltelli", "n": 4, "parameters": CUBE})
    rows = runs_of(plan, linear)
    lost = plan.runs[11]
    with pytest.raises(InputError, match=f"1 are missing: {lost.id}"):
        outputs(Estimates(plan, rows[rows["run_id"] != lost.id]), plan.designs[0], "members")
    sections = report_sections(plan, {"runs": rows[rows["run_id"] != lost.id]})
    assert any("Not available" in section.text and lost.id in section.text for section in sections)


def test_output_without_a_value_is_refused() -> None:
    plan = planned(design={"kind": "saltelli", "n": 4, "parameters": CUBE})
    rows = runs_of(plan, linear)
    rows.loc[0, "members"] = np.nan
    with pytest.raises(InputError, match="members has no value in 1 run"):
        outputs(Estimates(plan, rows), plan.designs[0], "members")
