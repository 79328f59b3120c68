"""Scenario discovery finds the region of inputs in which an event happens."""

from __future__ import annotations

import numpy as np
import pytest

from movementsim.lab.analysis.scenario_discovery import discover_region
from movementsim.lab.report.region_text import region_text
from tests.lab.made_up import CUBE, X, planned


def test_region_is_found_and_described() -> None:
    pytest.importorskip("ema_workbench")
    inputs = {**CUBE, "without.reaction": [False, True]}
    plan = planned(design={"kind": "lhs", "n": 300, "parameters": inputs}, replicates={"number": 1})
    happens = np.array(
        [cell.point[X] < 0.4 and cell.point["without.reaction"] for cell in plan.cells]
    )
    region = discover_region(plan.cells, happens)
    by_name = {limit.parameter: limit for limit in region.limits}
    assert set(by_name) == {X, "without.reaction"}
    assert by_name[X].high == pytest.approx(0.4, abs=0.06)
    assert by_name["without.reaction"].among == ("True",)
    assert region.density > 0.9
    assert region.coverage > 0.85
    words = region_text(plan, region, "It dies")
    assert words.startswith(f"It dies at {happens.sum()} of 300 points (")
    assert "general turnout" in words
    assert "the rule of reaction is left out" in words


def test_no_region_is_found_if_the_event_is_random() -> None:
    pytest.importorskip("ema_workbench")
    plan = planned(design={"kind": "lhs", "n": 200, "parameters": CUBE})
    happens = np.random.default_rng(3).random(200) < 0.3
    assert discover_region(plan.cells, happens).limits == ()
