"""Estimates are means and paired differences of the runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.design.plan import Plan
from movementsim.lab.store.finished import BlockResult, combine_results
from movementsim.lab.store.store import Store
from movementsim.measures import mean_interval, paired_difference


def test_estimates_are_the_measures_of_paired_runs(
    small: Plan, finished: list[BlockResult], tmp_path: Path
) -> None:
    store = Store(tmp_path)
    store.open()
    store.keep(combine_results(finished))
    runs = store.close(small)["runs"]
    estimates = Estimates(small, runs)
    one, other = small.cells
    assert estimates.reference(one) is None
    assert estimates.reference(other) is one
    ours, theirs = (runs[runs["arm"] == cell.arm]["trust"].to_numpy() for cell in small.cells)
    assert estimates.mean(one, "trust") == mean_interval(ours)
    assert estimates.difference(other, one, "trust") == paired_difference(theirs, ours)
    both = (other, one, other, one)
    assert estimates.interaction(both, "trust").mean == pytest.approx(0)
    table = estimates.summary().set_index(["arm", "metric"])
    row = table.loc[("factionalists", "trust")]
    assert row["difference"] == pytest.approx((theirs - ours).mean())
    assert row["reference"] == "organisers"


def test_unpaired_runs_are_left_out(
    small: Plan, finished: list[BlockResult], tmp_path: Path
) -> None:
    store = Store(tmp_path)
    store.open()
    store.keep(combine_results(finished[1:]))  # the first organisers' run is missing
    estimates = Estimates(small, store.close(small)["runs"])
    assert estimates.difference(small.cells[1], small.cells[0], "members").n == 2
