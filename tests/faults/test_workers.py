"""A run that harms its worker is identified and reported; all others are stored once."""

from __future__ import annotations

import pytest

from .conftest import HARMFUL, Lab

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("raise", "RuntimeError: sabotage"),
        ("kill", "worker was killed"),
        ("memory", "worker was killed"),
        ("hang", "took longer than 8 s"),
    ],
)
def test_harmful_runs_are_identified_and_all_others_complete(
    lab: Lab, kind: str, message: str
) -> None:
    lab.fault.write_text(kind)
    swept = lab.run(seconds=8.0 if kind == "hang" else 120.0)
    harmful = {run.id for run in lab.plan.runs if run.cell.point["following.Saboteur.harm"] == 1.0}
    assert len(harmful) == HARMFUL
    assert {failure["run_id"] for failure in lab.failures()} == harmful
    assert all(message in failure["error"] for failure in lab.failures())
    if kind in ("raise", "hang"):
        assert all("saboteur.py" in failure["traceback"] for failure in lab.failures())
    assert swept.done == len(lab.plan.runs) - HARMFUL
    runs = lab.runs()["run_id"]
    assert runs.is_unique
    assert set(runs) == {run.id for run in lab.plan.runs} - harmful

    lab.fault.unlink()  # as if the strategy had been corrected
    again = lab.run(workers=1)
    assert (again.done, again.found, again.failed) == (HARMFUL, 24 - HARMFUL, ())
    assert lab.failures() == []
    assert lab.digest() == lab.expected


def test_worker_killed_once_costs_no_run(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("movementsim.lab.execution.sweep.SECONDS_A_BLOCK", 0.0)  # one run per block
    lab.fault.write_text("kill once")
    swept = lab.run()
    assert (swept.done, swept.failed) == (len(lab.plan.runs), ())
    assert not lab.fault.exists()
    assert lab.digest() == lab.expected
