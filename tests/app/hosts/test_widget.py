"""The viewer in a notebook."""

from __future__ import annotations

import re

import pytest

from movementsim.app.hosts import widget
from movementsim.app.lessons.levers import LeverSettings, lever_scenario
from movementsim.errors import InputError


def test_widget_gets_the_recording_and_a_single_module() -> None:
    viewer = widget.side_by_side(
        LeverSettings(giving=0),
        LeverSettings(giving=0.5),
        members=40,
        weeks=6,
        names=("Keep", "Give"),
    )
    start = viewer.get_state()["start"]
    assert start["host"] == "widget"
    assert [shown["name"] for shown in start["recording"]["scenarios"]] == ["Keep", "Give"]
    module = widget.Viewer._esm
    assert not re.search(r"^import ", str(module), re.M)
    assert str(module).rstrip().endswith("export default { render };")
    assert "function render(" in str(module)


def test_scenarios_must_have_the_same_people() -> None:
    first = lever_scenario(LeverSettings(), members=40, weeks=6, seed=1)
    other = lever_scenario(LeverSettings(), members=40, weeks=6, seed=2)
    with pytest.raises(InputError, match="seed differs"):
        widget.side_by_side(first, other)
